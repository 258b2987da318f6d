//! `glue-catalog-connection-passwords`.

use super::{SECRETS, describes};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Connections can hold passwords. Unless the catalog says otherwise, whoever may read a connection is given its password as
    /// it is.
    ///
    /// Looks at catalogs with connections. Fails when passwords are not encrypted with a KMS key before they are given out.
    ///
    /// By hand: `aws glue put-data-catalog-encryption-settings` with `ReturnConnectionPasswordEncrypted=true` and a key. Roles of
    /// jobs and crawlers then need `kms:Decrypt` on it.
    ///
    /// Source: AWS Glue Developer Guide, "Encrypting connection passwords".
    id: "glue-catalog-connection-passwords",
    title: "Data Catalogs encrypt the passwords of connections",
    kind: Kind::GlueCatalog,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &["encrypt-connection-passwords"],
    mappings: SECRETS,
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    let Some(catalog) = resource.glue_catalog() else { return Outcome::NotApplicable };
    if !describes(context, resource, &[Kind::GlueConnection]) {
        return Outcome::NotApplicable;
    }
    Outcome::of(&catalog.encryption, |it| {
        if it.passwords_encrypted {
            return Outcome::Pass;
        }
        let fault = Fault::new("Passwords of connections are given out as they are");
        Outcome::fault(fault.setting("ReturnConnectionPasswordEncrypted", "false"))
    })
}
