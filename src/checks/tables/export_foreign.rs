//! `dynamodb-export-foreign-bucket`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Reason, Threat, aspects};
use crate::model::aws::ExportTarget;
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// An export copies the whole table into a bucket, also into one of another account, and leaves no trace in the
    /// table.
    ///
    /// Looks at the newest exports of the last 90 days. Fails for each whose bucket belongs to an account outside the
    /// scanned accounts, their organization and the trusted accounts. Is unknown when an export names no account and
    /// the bucket is not among the scanned ones.
    ///
    /// By hand: find out from CloudTrail who made the export (`ExportTableToPointInTime`); deny
    /// `dynamodb:ExportTableToPointInTime` to those who need not; or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "DynamoDB data export to Amazon S3: how it works".
    id: "dynamodb-export-foreign-bucket",
    title: "Tables are exported to trusted accounts only",
    kind: Kind::Table,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(table) = resource.table() else { return Outcome::NotApplicable };
    Outcome::of(&table.exports, |exports| {
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        for export in exports {
            match &export.told {
                Fact::Known(told) if told.status == "FAILED" => {}
                Fact::Known(told) => judge(context, &export.arn, told, &mut faults, &mut reasons),
                Fact::Unknown(gap) => reasons.push(Reason::Gap(*gap)),
                Fact::NotApplicable => {}
            }
        }
        Outcome::concluded(faults, reasons)
    })
}

fn judge(context: &Context<'_>, arn: &str, told: &ExportTarget, faults: &mut Vec<Fault>, reasons: &mut Vec<Reason>) {
    let held = context.bucket_named(&told.bucket).map(|(_, bucket)| bucket.account.as_str());
    let Some(account) = held.or(told.owner.as_ref().map(|owner| owner.as_str())) else {
        let note = format!("the account of the bucket {} is not known: it was not scanned", told.bucket);
        return reasons.push(Reason::Note(note));
    };
    let fault = || {
        Fault::new(format!("The table was exported to the bucket {} of the foreign account {account}", told.bucket))
            .at(arn.rsplit('/').next().unwrap_or(arn))
            .setting("export", format!("{} in {account}", told.bucket))
    };
    aspects::handed_to(context, account, fault, faults, reasons);
}
