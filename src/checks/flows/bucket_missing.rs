//! `flow-bucket-missing`.

use crate::checks::statements::{impact, likelihood};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::finding::Evidence;
use crate::flow::{OutsideKind, Via};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::missing::{Absence, bucket_absence, outside};
use super::{STAYS_INSIDE, hidden, parts, words};

define_check! {
    /// The names of buckets are shared by all accounts of AWS. A bucket that was deleted, and that a configuration still
    /// names, can be made anew by anybody: from then on the data goes to a stranger, or comes from one.
    ///
    /// Fails for each bucket that a declared hop names and that none of the scanned accounts has, though all their buckets
    /// were listed and no account of the organization is unscanned: it is gone, or it is somebody else's. Which of the two
    /// cannot be seen from here. The risk is higher for restricted data, and where the service writes only into a bucket of
    /// the same account, so that it must be gone. Buckets of an account that is told, such as a known partner's, are left out.
    /// Is unknown while buckets of an account could not be listed. Passes when every bucket that is named is there.
    ///
    /// By hand: look with `aws s3api head-bucket --bucket NAME`: 404 says that it is gone, 403 that it is somebody
    /// else's. Make it anew in your account at once, or take the hop out of the configuration. Where a call can say it,
    /// give the owner that is expected (`ExpectedBucketOwner`).
    ///
    /// Source: Amazon S3 User Guide, "General purpose bucket naming rules" (a name is free again once its bucket is
    /// deleted), "Verifying bucket ownership with bucket owner condition".
    id: "flow-bucket-missing",
    title: "No hop leads to a bucket that somebody else could make",
    kind: Kind::Bucket,
    also: Kind::PARTS,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: STAYS_INSIDE,
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, _: &Resource) -> Outcome {
    if !parts::charged(context, id).any(parts::is_declared) {
        return Outcome::NotApplicable;
    }
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for (hop, end) in outside(context, id) {
        let bucket = end.name.strip_prefix("s3://").filter(|name| is_customers(name));
        let Some(bucket) = bucket.filter(|_| end.kind == OutsideKind::UnknownAccount) else { continue };
        if let Absence::Unknown(reason) = bucket_absence(context) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
            continue;
        }
        let fault = Fault::new(format!("The bucket {bucket} is of none of the scanned accounts, or is gone"));
        let fault = fault.at(end.name.clone()).with(words::evidence(context, hop));
        let fault = match &hop.via {
            // Access logs go into a bucket of the same account and region only.
            Via::Service(name) if name == "logging.s3.amazonaws.com" => {
                let note = "access logs go into a bucket of the same account only".to_owned();
                fault.with(Evidence::Note(note)).factor(likelihood(1, "it must have been deleted"))
            }
            _ => fault,
        };
        let restricted = context.lineage().of(context, hop.from).is_restricted();
        faults.push(if restricted { fault.factor(impact(1, "restricted data goes there")) } else { fault });
    }
    Outcome::concluded(faults, reasons)
}

/// Whether a bucket is not one that AWS keeps for its services.
fn is_customers(name: &str) -> bool {
    !name.ends_with("elasticmapreduce") && !name.starts_with("awsglue-")
}
