//! `rds-export-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Context, Outcome, Reason, Threat, aspects};
use crate::model::{Classification, Domain, Kind, Resource, ResourceId};

define_check! {
    /// The files of an export are as secret as the database. Their key can be another one than the database's.
    ///
    /// Looks at exports whose database is classified as restricted. Fails when the key of the export is not a
    /// customer's.
    ///
    /// By hand: start the export again with `--kms-key-id KEY`, then delete the first one's objects.
    ///
    /// Source: Amazon RDS User Guide, "Exporting DB snapshot data to Amazon S3".
    id: "rds-export-customer-key",
    title: "Exports of restricted databases use a customer's key",
    kind: Kind::DbExport,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(export) = resource.db_export() else { return Outcome::NotApplicable };
    let find = |arn: &str| context.estate.find(arn).map(|(_, it)| it);
    let Some(database) = export.database.as_deref().and_then(find).or_else(|| find(&export.source)) else {
        return Outcome::NotApplicable;
    };
    if let Some(gap) = database.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    if context.classification(database) != Classification::Restricted {
        return Outcome::NotApplicable;
    }
    aspects::customer_key_wanted(context, resource)
}
