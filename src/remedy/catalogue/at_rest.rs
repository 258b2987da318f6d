//! What remedies share that encrypt data at rest: which key, and what that does to readers and writers.

use super::common::{known, typed};
use super::set_bucket_encryption::chosen;
use crate::finding::Finding;
use crate::model::{Aspect, AtRest, Resource};
use crate::remedy::{Choice, Edit, Refusal, Situation};

/// The choice of a key where the service has one of its own.
pub(super) const KEY: Choice = Choice {
    name: "key",
    help: "the ARN or alias of a customer key in the resource's region, or `provider` for the service's own key",
    required: false,
};

/// The choice of a key where only one of the customer mends.
pub(super) const CUSTOMER_KEY: Choice =
    Choice { name: "key", help: "the ARN or alias of a customer key in the resource's region", required: true };

const NEEDS: &str =
    "Writers need kms:GenerateDataKey and readers kms:Decrypt on the key; those without it are refused.";

/// How a service encrypts by itself, and whether that breaks nobody.
pub(super) struct Provider {
    pub(super) way: AtRest,
    pub(super) by_default: bool,
}

/// The way to encrypt: what was chosen, else the service's own where that breaks nobody and mends the finding.
pub(super) fn way(
    situation: &Situation<'_>,
    finding: &Finding,
    resource: &Resource,
    provider: Option<Provider>,
) -> Result<AtRest, Refusal> {
    let choice = if provider.is_some() { KEY } else { CUSTOMER_KEY };
    match (situation.choices.get(choice.name).map(String::as_str), provider) {
        (Some("provider"), Some(provider)) => Ok(provider.way),
        (Some("provider"), None) => Err(Refusal::Impossible("only a customer key mends this".to_owned())),
        (Some(name), _) => chosen(situation.estate, resource, name).map(|(arn, _)| AtRest::Key(arn.to_string())),
        (None, Some(provider)) if provider.by_default && !wants_customer_key(finding) => Ok(provider.way),
        (None, _) => Err(Refusal::Needs { name: choice.name, help: choice.help }),
    }
}

/// Checks that ask for a customer's key end so.
fn wants_customer_key(finding: &Finding) -> bool {
    finding.check.id.ends_with("-customer-key")
}

/// Whether it is a key of the customer.
pub(super) fn is_customer_key(way: &AtRest) -> bool {
    way.key().is_some_and(|key| !key.contains("alias/aws/"))
}

/// A way to encrypt in words.
pub(super) fn words(way: &AtRest) -> String {
    match way {
        AtRest::Absent => "no key".to_owned(),
        AtRest::Provider(way) => format!("the service's own key ({way})"),
        AtRest::Key(name) if name.contains("alias/aws/") => format!("the key that AWS manages ({name})"),
        AtRest::Key(name) => format!("the key {name}"),
    }
}

/// An edit that encrypts a resource so. What is there already is not touched by any of the services.
pub(super) fn edit(
    situation: &Situation<'_>,
    resource: &Resource,
    way: &AtRest,
    what: &str,
    kept: &str,
) -> Result<Edit, Refusal> {
    known(situation.estate, &resource.detail.aspects().at_rest(), "encryption at rest")?;
    let summary = format!("Encrypt {what} with {}.", words(way));
    let mut edit = typed(resource, Aspect::EncryptionAtRest, way, summary)?;
    edit.consequences.extend(Some(kept).filter(|kept| !kept.is_empty()).map(str::to_owned));
    if is_customer_key(way) {
        edit.consequences.push(NEEDS.to_owned());
        edit.disruptive = true;
    }
    Ok(edit)
}
