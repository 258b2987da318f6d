//! `glue-catalog-unencrypted`.

use super::{ENCRYPTED, describes};
use crate::checks::{Context, Outcome, Threat, aspects};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// The Data Catalog holds the names of tables and columns, where they lie, statistics of their values, and connections.
    ///
    /// Looks at catalogs in which something is described. Fails when metadata is not encrypted with a KMS key.
    ///
    /// By hand: `aws glue put-data-catalog-encryption-settings` with `EncryptionAtRest` in the mode `SSE-KMS`. Those who use the
    /// catalog then need the use of the key.
    ///
    /// Source: AWS Glue Developer Guide, "Encrypting your Data Catalog".
    id: "glue-catalog-unencrypted",
    title: "Data Catalogs encrypt their metadata",
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
    if !describes(context, resource, &[Kind::GlueDatabase, Kind::GlueTable, Kind::GlueConnection]) {
        return Outcome::NotApplicable;
    }
    aspects::encrypted(resource, "Metadata is")
}
