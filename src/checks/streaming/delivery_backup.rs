//! `firehose-transformed-without-backup`.

use super::RECOVERY;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// What a transform function drops or spoils is lost for good, unless the records are kept as they came.
    ///
    /// Looks at delivery streams with a transform function. Fails when source records are not backed up to S3.
    /// Destinations other than S3 and Redshift always keep what failed.
    ///
    /// By hand: `aws firehose update-destination` with `S3BackupMode=Enabled` and a bucket.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Enable source record backup" (Transform source data).
    id: "firehose-transformed-without-backup",
    title: "Delivery streams that transform records keep the original",
    kind: Kind::DeliveryStream,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataPoisoning,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: RECOVERY,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(stream) = resource.delivery_stream() else { return Outcome::NotApplicable };
    Outcome::of(&stream.description, |told| {
        let Some(to) = told.destination.as_ref().filter(|to| !to.functions.is_empty()) else {
            return Outcome::NotApplicable;
        };
        let mode = to.backup_mode.as_deref().unwrap_or("Disabled");
        if mode == "Enabled" || mode.starts_with("All") {
            return Outcome::Pass;
        }
        let fault = Fault::new("Records are transformed and the originals are not kept");
        Outcome::fault(fault.setting("source record backup", mode))
    })
}
