//! `iam-oidc-trust-without-audience`.

use crate::checks::statements::likelihood;
use crate::checks::{Context, Mapping, Outcome, Reason, Threat};
use crate::model::{Detail, Domain, Fact, Kind, Resource, ResourceId};

use super::trust::{Trust, demands_key};

define_check! {
    /// A token is made for one audience. A role that takes tokens made for another lets that application, or whoever
    /// took its token, in.
    ///
    /// Applies to roles that trust an OpenID Connect provider. Passes when the statement demands an audience
    /// (`<issuer>:aud`), or when the provider registers just one audience, which IAM then demands by itself. Unknown
    /// when the provider's audiences could not be read.
    ///
    /// Amazon Cognito, Google, Facebook and Login with Amazon need no registration: without an audience (`aud`, or
    /// `app_id`) everyone who makes an application there can assume the role, and the finding is high.
    ///
    /// By hand: add `"StringEquals": {"<issuer>:aud": "sts.amazonaws.com"}` or the audience that the provider uses.
    ///
    /// Source: IAM User Guide, "Create a role for OpenID Connect federation".
    id: "iam-oidc-trust-without-audience",
    title: "OpenID Connect trust is limited to one audience",
    kind: Kind::Role,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 4,
    mappings: &[Mapping::soc2("CC6.1")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let trust = match Trust::of(context, resource) {
        Ok(trust) => trust,
        Err(outcome) => return outcome,
    };
    let mut statements = trust.oidc().peekable();
    let mut public = trust.public_providers().peekable();
    if statements.peek().is_none() && public.peek().is_none() {
        return Outcome::NotApplicable;
    }
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for (index, statement, issuer) in public {
        if !["aud", "app_id"].iter().any(|claim| demands_key(statement, &format!("{issuer}:{claim}"))) {
            let fault = trust.fault(index, format!("takes tokens of {issuer} for any application"));
            faults.push(fault.factor(likelihood(2, "anyone can make an application there")));
        }
    }
    for (index, statement, provider, issuer) in statements {
        if demands_key(statement, &format!("{issuer}:aud")) {
            continue;
        }
        match audiences(context, resource, provider) {
            Ok(1) => {}
            Ok(count) => {
                let fault = trust.fault(index, format!("Takes tokens of {issuer} for any of its audiences"));
                faults.push(fault.setting("audiences of the provider", count.to_string()));
            }
            Err(reason) => reasons.push(reason),
        }
    }
    Outcome::concluded(faults, reasons)
}

/// How many audiences a provider registers.
fn audiences(context: &Context<'_>, role: &Resource, provider: &str) -> Result<usize, Reason> {
    let Some((_, found)) = context.estate.find(provider) else {
        let gap = context.estate.listing_gap(&role.account, Kind::OidcProvider);
        return Err(gap.map_or_else(|| Reason::Note(format!("provider {provider} was not read")), Reason::Gap));
    };
    match &found.detail {
        Detail::OidcProvider(it) => match &it.audiences {
            Fact::Known(audiences) => Ok(audiences.len()),
            Fact::Unknown(gap) => Err(Reason::Gap(*gap)),
            Fact::NotApplicable => Ok(0),
        },
        _ => Err(Reason::Note(format!("{provider} is not a provider"))),
    }
}
