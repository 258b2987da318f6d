//! `encrypt-data-catalog`.

use super::at_rest::{KEY, Provider, way, words};
use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::aws::CatalogEncryption;
use crate::model::{Aspect, AtRest};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts new metadata of the Data Catalog with a customer key of your choice, or with `alias/aws/glue`. Passwords of
    /// connections are left as they are.
    ///
    /// Jobs, crawlers, Athena and people who use the catalog need `kms:GenerateDataKey`, `kms:Encrypt` and `kms:Decrypt` on
    /// the key: give it to them first. Other accounts cannot use `alias/aws/glue`. Metadata that is there already stays as
    /// it is until it is written again, and what was written encrypted needs the key even after an undo.
    ///
    /// Source: AWS Glue Developer Guide, "Encrypting your Data Catalog"; Web API Reference,
    /// "PutDataCatalogEncryptionSettings".
    id: "encrypt-data-catalog",
    title: "Encrypt the metadata of the Data Catalog",
    choices: &[KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    let catalog = resource.glue_catalog().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &catalog.encryption, "encryption of the catalog")?;
    let provider = Provider { way: AtRest::Key("alias/aws/glue".to_owned()), by_default: false };
    let way = way(situation, finding, resource, Some(provider))?;
    let summary = format!("Encrypt new metadata of the Data Catalog in {} with {}.", resource.region, words(&way));
    let wanted = CatalogEncryption { at_rest: way, ..held.clone() };
    let mut edit = typed(resource, Aspect::CatalogEncryption, &wanted, summary)?;
    let needs = "Jobs, crawlers and people who use the catalog need the use of the key; those without it are refused.";
    edit.consequences.push(needs.to_owned());
    edit.consequences.push("Metadata that is there already stays as it is until it is written again.".to_owned());
    edit.disruptive = true;
    Ok(vec![edit])
}
