//! `firehose-bucket-foreign`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Reason, Threat, aspects};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A delivery stream copies each record into its bucket, for good. A bucket of another account is a way out.
    ///
    /// Looks at the bucket of the destination, the bucket for failed records and the backup bucket. Fails for each that
    /// belongs to an account outside the scanned accounts, their organization and the trusted accounts. Is unknown when
    /// a bucket is not among the scanned ones: its name does not tell its account.
    ///
    /// By hand: deliver to a bucket of your own with `aws firehose update-destination`, or name the account in
    /// `trusted_accounts`.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination": cross-account
    /// delivery.
    id: "firehose-bucket-foreign",
    title: "Delivery streams deliver to trusted accounts only",
    kind: Kind::DeliveryStream,
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
    let Some(stream) = resource.delivery_stream() else { return Outcome::NotApplicable };
    Outcome::of(&stream.description, |told| {
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        let buckets = told.destination.iter().flat_map(|to| to.bucket.iter().chain(&to.backup));
        for bucket in buckets {
            let name = bucket.arn.rsplit(':').next().unwrap_or_default();
            let Some((_, held)) = context.bucket_named(name) else {
                let note = format!("the account of the bucket {name} is not known: it was not scanned");
                reasons.push(Reason::Note(note));
                continue;
            };
            let account = held.account.as_str();
            let fault = || {
                let words = format!("Records are delivered to the bucket {name} of the foreign account {account}");
                Fault::new(words).at(name).setting("bucket", format!("{name} in {account}"))
            };
            aspects::handed_to(context, account, fault, &mut faults, &mut reasons);
        }
        Outcome::concluded(faults, reasons)
    })
}
