//! `iam-trust-foreign-account`.

use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::finding::{Factor, Side};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::trust::{Trust, demands_external_id, foreign, is_whole_account};

define_check! {
    /// Trust of a whole foreign account is trust of everyone in it to whom its owner gives `sts:AssumeRole`, today and
    /// later, without asking you.
    ///
    /// Fails when the trust policy names the root or the number of an account that is not of this estate, not of its
    /// organization and not among `trusted_accounts` in the rules. An external id lowers the likelihood. While the
    /// organization's accounts cannot be listed, such trust is unknown. Roles that AWS owns do not count.
    ///
    /// By hand: name the role or user of that account that needs this role; or add the account to
    /// `trusted_accounts` when the whole of it is meant.
    ///
    /// Source: IAM User Guide, "Access to AWS accounts owned by third parties".
    id: "iam-trust-foreign-account",
    title: "No role trusts a whole foreign account",
    kind: Kind::Role,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    mappings: &[Mapping::soc2("CC6.3"), Mapping::pci("7.2.2"), Mapping::hipaa("164.308(b)(1)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let trust = match Trust::of(context, resource) {
        Ok(trust) => trust,
        Err(outcome) => return outcome,
    };
    let exposed = trust.exposure(context, &|account| context.is_trusted_account(account));
    foreign(context, &trust, (id, resource), &exposed.foreign, |found, account| {
        let fault = is_whole_account(found.who)
            .then(|| trust.fault(found.index, format!("Trusts the whole foreign account {account}")))?;
        let why = "asks for an external id".into();
        let guarded = demands_external_id(found.statement);
        Some(if guarded { fault.factor(Factor { on: Side::Likelihood, by: -1, why }) } else { fault })
    })
}
