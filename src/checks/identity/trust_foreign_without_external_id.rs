//! `iam-trust-foreign-without-external-id`.

use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::trust::{Trust, demands_external_id, foreign};

define_check! {
    /// A vendor that works for many customers can be made to assume your role on another customer's behalf: it cannot
    /// tell the two apart. The external id, which the vendor chooses for you alone, is how it tells.
    ///
    /// Fails when the trust policy names an account, role or user outside this estate and its organization, and the
    /// statement does not demand `sts:ExternalId`. Accounts among `trusted_accounts` count too: trusting a vendor does
    /// not stop it from being confused. While the organization's accounts cannot be listed, such trust is unknown.
    ///
    /// Source: IAM User Guide, "The confused deputy problem".
    id: "iam-trust-foreign-without-external-id",
    title: "Trust of third parties demands an external id",
    kind: Kind::Role,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &["require-external-id"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::hipaa("164.308(b)(1)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let trust = match Trust::of(context, resource) {
        Ok(trust) => trust,
        Err(outcome) => return outcome,
    };
    let exposed = trust.exposure(context, &|account| context.belongs(account).known() == Some(&true));
    foreign(context, &trust, (id, resource), &exposed.foreign, |found, _| {
        (!demands_external_id(found.statement))
            .then(|| trust.fault(found.index, format!("Trusts {} without an external id", found.who)))
    })
}
