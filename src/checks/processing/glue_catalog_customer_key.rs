//! `glue-catalog-customer-key`.

use super::{ENCRYPTED, bucket_of, near};
use crate::checks::{Context, Outcome, Reason, Threat, aspects};
use crate::model::aws::GlueTable;
use crate::model::{Classification, Domain, Kind, Resource};

define_check! {
    /// A catalog that describes restricted data tells what there is and where. A key of the customer decides a second time who
    /// may know, and every use of it is logged.
    ///
    /// Looks at catalogs with a table in a bucket that is classified as restricted. Fails when metadata is not encrypted with a
    /// customer's KMS key, and when that key is disabled or about to be deleted.
    ///
    /// By hand: `aws glue put-data-catalog-encryption-settings` with `SseAwsKmsKeyId` of a key of your own.
    ///
    /// Source: AWS Glue Developer Guide, "Encrypting your Data Catalog".
    id: "glue-catalog-customer-key",
    title: "Data Catalogs of restricted data encrypt with a customer's key",
    kind: Kind::GlueCatalog,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-data-catalog"],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    let gap = context.estate.listing_gap(&resource.account, Kind::GlueTable).or(context.unlisted_buckets());
    let mut hidden: Vec<Reason> = gap.map(Reason::Gap).into_iter().collect();
    for table in near(context, resource, Kind::GlueTable).filter_map(Resource::glue_table) {
        for bucket in buckets(context, table) {
            if context.classification(bucket) == Classification::Restricted {
                return aspects::customer_key_wanted(context, resource);
            }
            hidden.extend(bucket.tags.gap().map(Reason::Gap));
        }
    }
    if hidden.is_empty() { Outcome::NotApplicable } else { Outcome::Unknown(hidden) }
}

fn buckets<'c>(context: &'c Context<'_>, table: &'c GlueTable) -> impl Iterator<Item = &'c Resource> {
    table.locations().filter_map(|place| context.bucket_named(bucket_of(place)?)).map(|(_, bucket)| bucket)
}
