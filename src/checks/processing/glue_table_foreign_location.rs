//! `glue-table-foreign-location`.

use super::foreign_bucket;
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// A table sends those who query it to where it lies. In a bucket of another owner, someone else decides what they read, and
    /// what they write there is out of your hands.
    ///
    /// Fails when a table lies in an S3 bucket that no scanned account owns, while all buckets of the organization's accounts
    /// were listed. A scan of some regions alone does not tell.
    ///
    /// By hand: find out who owns the bucket (`aws s3api head-bucket --bucket NAME --expected-bucket-owner ACCOUNT`); scan that
    /// account too, or move the data and change the table's location.
    ///
    /// Source: AWS Glue Web API Reference, "StorageDescriptor".
    id: "glue-table-foreign-location",
    title: "Tables lie in buckets of the scanned accounts",
    kind: Kind::GlueTable,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataPoisoning,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    let Some(location) = resource.glue_table().and_then(|table| table.location.as_deref()) else {
        return Outcome::NotApplicable;
    };
    foreign_bucket(context, location, |bucket| {
        Fault::new(format!("It lies in the bucket {bucket}, which no scanned account owns"))
            .setting("location", location)
    })
}
