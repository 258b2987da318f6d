//! `iam-service-trust-confused-deputy`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::{Principal, Statement};

use super::service_sources::recommended_by;
use super::trust::{Trust, demands_key, principals};

define_check! {
    /// A service assumes roles for all of its customers. A trust policy that names the service and not the resource it
    /// works for lets the service be led to use the role for someone else's resource.
    ///
    /// Applies to roles that trust a service whose own documentation recommends source conditions; the finding names
    /// the page. Fails when the statement demands none of `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` and
    /// `aws:SourceOrgPaths` (nor `sts:ExternalId`, which some services send instead). Services that do not send these
    /// keys, such as EC2, would stop working with them and are left alone. Roles that AWS owns do not count.
    ///
    /// Source: IAM User Guide, "The confused deputy problem", cross-service confused deputy prevention.
    id: "iam-service-trust-confused-deputy",
    title: "Service trust names the account or resource it is for",
    kind: Kind::Role,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &["add-source-conditions"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::soc2("CC6.3")],
    evaluate: evaluate,
}

const SOURCE_KEYS: [&str; 5] =
    ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "sts:ExternalId"];

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let trust = match Trust::of(context, resource) {
        Ok(trust) => trust,
        Err(outcome) => return outcome,
    };
    let mut concerned = false;
    let mut faults: Vec<Fault> = Vec::new();
    for (index, statement) in trust.assuming() {
        let Some((service, page)) = asked_for(statement) else { continue };
        concerned = true;
        if !SOURCE_KEYS.iter().any(|key| demands_key(statement, key)) {
            let fault = trust.fault(index, format!("Trusts {service} on behalf of any account"));
            faults.push(fault.with(Evidence::Note(format!("recommended by {page}"))));
        }
    }
    if concerned { Outcome::of_faults(faults) } else { Outcome::NotApplicable }
}

/// The first service that a statement trusts and whose documentation recommends source conditions. A statement that
/// trusts a service without them as well cannot be narrowed whole, and is left alone.
fn asked_for(statement: &Statement) -> Option<(&str, &'static str)> {
    let mut first = None;
    for principal in principals(statement) {
        let Principal::Service(name) = principal else { continue };
        first = first.or(Some((name.as_str(), recommended_by(name)?)));
    }
    first
}
