//! `rds-export-foreign-bucket`.

use super::{PRIVATE, foreign};
use crate::checks::{Context, Outcome, Reason, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// An export writes the whole database as files. In a bucket of someone else, they belong to someone else.
    ///
    /// Fails when the bucket of an export is of an account outside the scanned accounts, their organization and the
    /// trusted accounts. Is unknown when the bucket is not among the scanned ones.
    ///
    /// By hand: find out who started the export, and delete the objects where you can. Allow `rds:StartExportTask` to
    /// few.
    ///
    /// Source: Amazon RDS User Guide, "Exporting DB snapshot data to Amazon S3".
    id: "rds-export-foreign-bucket",
    title: "Databases are exported to buckets of your own",
    kind: Kind::DbExport,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(export) = resource.db_export() else { return Outcome::NotApplicable };
    let Some((_, bucket)) = context.bucket_named(&export.bucket) else {
        let note =
            format!("the bucket {} is not among the scanned ones, so that its owner is not known", export.bucket);
        return Outcome::Unknown(vec![Reason::Note(note)]);
    };
    foreign(context, [bucket.account.as_str()], |account| {
        format!("The export goes to the bucket {} of the account {account}", export.bucket)
    })
}
