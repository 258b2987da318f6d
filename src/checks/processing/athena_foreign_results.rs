//! `athena-workgroup-foreign-results`.

use super::{athena_settings, foreign_bucket};
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Results of queries are copies of the data. In a bucket of another owner they are out of your hands.
    ///
    /// Looks at enabled work groups with a place for results. Fails when it is in an S3 bucket that no scanned account owns, while
    /// all buckets of the organization's accounts were listed. A scan of some regions alone does not tell.
    ///
    /// By hand: give the group a bucket of your own, and set `ExpectedBucketOwner`, with `aws athena update-work-group`.
    ///
    /// Source: Amazon Athena User Guide, "Specify a query result location".
    id: "athena-workgroup-foreign-results",
    title: "Athena results stay in buckets of the scanned accounts",
    kind: Kind::AthenaWorkGroup,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    athena_settings(resource, |it| match &it.output {
        None => Outcome::NotApplicable,
        Some(output) => foreign_bucket(context, output, |bucket| {
            let words = format!("Results go into the bucket {bucket}, which no scanned account owns");
            Fault::new(words).setting("OutputLocation", output.as_str())
        }),
    })
}
