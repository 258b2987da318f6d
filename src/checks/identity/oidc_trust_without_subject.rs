//! `iam-oidc-trust-without-subject`.

use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::{Condition, Statement};

use super::trust::{Trust, demands, demands_present, leaves_owner_open};

define_check! {
    /// A provider such as GitHub's signs tokens for every workflow of every customer. Without a condition on the
    /// subject, anyone's workflow can assume the role.
    ///
    /// Applies to roles that trust an OpenID Connect provider. Passes when the statement demands a value of the
    /// token's subject (`<issuer>:sub`), or of another claim that names its owner. Fails without such a condition, when
    /// a value begins with a wildcard, and when the owner's name has one, as in `repo:*` and `repo:acme*`: anyone may
    /// found an organization whose name goes on. A claim other than the subject must be demanded without `IfExists`.
    ///
    /// By hand: add `"StringLike": {"token.actions.githubusercontent.com:sub": "repo:<owner>/<name>:*"}`, as narrow as
    /// the workflow allows.
    ///
    /// Source: IAM User Guide, "Create a role for OpenID Connect federation".
    id: "iam-oidc-trust-without-subject",
    title: "OpenID Connect trust is limited to named subjects",
    kind: Kind::Role,
    domain: Domain::Identity,
    threat: Threat::SupplyChain,
    likelihood: 4,
    impact: 5,
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.2")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let trust = match Trust::of(context, resource) {
        Ok(trust) => trust,
        Err(outcome) => return outcome,
    };
    let mut statements = trust.oidc().peekable();
    if statements.peek().is_none() {
        return Outcome::NotApplicable;
    }
    let faults = statements.filter(|(_, statement, _, issuer)| !names_subject(statement, issuer)).map(
        |(index, statement, _, issuer)| {
            let open = claims(statement, issuer).next().is_some();
            let summary =
                if open { "Any subject of {} satisfies the condition" } else { "Any subject of {} may assume it" };
            trust.fault(index, summary.replace("{}", issuer))
        },
    );
    Outcome::of_faults(faults.collect())
}

/// The conditions on claims of a token that tell whose it is: all but the audience and how the caller signed in.
fn claims<'s>(statement: &'s Statement, issuer: &'s str) -> impl Iterator<Item = &'s Condition> {
    statement.conditions.iter().filter(move |condition| {
        let Some((prefix, claim)) = condition.key.rsplit_once(':') else { return false };
        prefix.eq_ignore_ascii_case(issuer)
            && !["aud", "amr", "azp", "oaud"].iter().any(|it| claim.eq_ignore_ascii_case(it))
    })
}

fn names_subject(statement: &Statement, issuer: &str) -> bool {
    claims(statement, issuer)
        .any(|condition| is_demanded(condition) && !condition.values.iter().any(|value| leaves_owner_open(value)))
}

/// Every token has a subject; a claim that a token may lack must be demanded.
fn is_demanded(condition: &Condition) -> bool {
    let is_subject = condition.key.rsplit_once(':').is_some_and(|(_, claim)| claim.eq_ignore_ascii_case("sub"));
    if is_subject { demands(condition) } else { demands_present(condition) }
}
