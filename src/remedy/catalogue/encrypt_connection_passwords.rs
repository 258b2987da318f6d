//! `encrypt-connection-passwords`.

use super::at_rest::{CUSTOMER_KEY, way};
use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::model::aws::CatalogEncryption;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts the passwords of connections with a customer key, and gives them out encrypted only.
    ///
    /// Whoever makes a connection then needs `kms:Encrypt` on the key, and whoever uses one, such as the role of a job or a
    /// crawler, `kms:Decrypt`: give it to them first. Programs that read the password from `GetConnection` must decrypt it.
    /// Passwords that are there already stay as they are until the connection is written again.
    ///
    /// Source: AWS Glue Developer Guide, "Encrypting connection passwords"; Web API Reference,
    /// "ConnectionPasswordEncryption".
    id: "encrypt-connection-passwords",
    title: "Give out passwords of connections encrypted only",
    choices: &[CUSTOMER_KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    let catalog = resource.glue_catalog().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &catalog.encryption, "encryption of the catalog")?;
    let key = way(situation, finding, resource, None)?.key().map(str::to_owned);
    let summary = format!("Give out passwords of connections in {} encrypted only.", resource.region);
    let wanted = CatalogEncryption { passwords_encrypted: true, password_key: key, ..held.clone() };
    let mut edit = typed(resource, Aspect::CatalogEncryption, &wanted, summary)?;
    let needs = "Roles of jobs and crawlers that use a connection need kms:Decrypt on the key; those without it fail.";
    edit.consequences.push(needs.to_owned());
    edit.disruptive = true;
    Ok(vec![edit])
}
