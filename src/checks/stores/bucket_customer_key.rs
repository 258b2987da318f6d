//! `s3-bucket-customer-key`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::model::aws::{BucketEncryption, EncryptionAlgorithm, KeyManager, KeyState};
use crate::model::{Classification, Domain, Kind, Resource, ResourceId};

define_check! {
    /// Restricted data wants a key of the customer: its policy decides a second time who may read, every use of it is
    /// logged, and withdrawing it closes the store at once.
    ///
    /// Looks at buckets classified as restricted. Fails when objects are not encrypted with a customer's KMS key by
    /// default, and when that key is disabled, about to be deleted, or gone.
    ///
    /// Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)".
    id: "s3-bucket-customer-key",
    title: "Restricted buckets encrypt with a customer's key",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &["set-bucket-encryption"],
    mappings: &[
        Mapping::soc2("CC6.1"),
        Mapping::pci("3.6.1"),
        Mapping::hipaa("164.312(a)(2)(iv)"),
        Mapping::gdpr("Art. 32(1)(a)"),
    ],
    evaluate: evaluate,
}

/// Who holds the key of a bucket.
pub(super) enum Holder<'a> {
    /// A customer, with this key.
    Customer((ResourceId, &'a Resource)),
    /// The provider; how, in words.
    Provider(&'static str),
    /// Objects are not encrypted by default.
    Nobody,
    /// A customer, in another account: keys that AWS manages cannot be used from there. Its state cannot be told.
    Elsewhere(Reason),
    /// It cannot be told.
    Unknown(Reason),
}

/// Who holds the key that a bucket encrypts with.
pub(super) fn holder<'a>(
    context: &Context<'a>,
    resource: &Resource,
    encryption: Option<&BucketEncryption>,
) -> Holder<'a> {
    let Some(rule) = encryption.and_then(|encryption| encryption.rules.first()) else { return Holder::Nobody };
    let name = match (rule.algorithm, rule.key.as_deref()) {
        (EncryptionAlgorithm::Aes256, _) => return Holder::Provider("AES256 (SSE-S3)"),
        (_, None) => return Holder::Provider("KMS with the key aws/s3"),
        (_, Some(name)) if name.ends_with("alias/aws/s3") => return Holder::Provider("KMS with the key aws/s3"),
        (_, Some(name)) => name,
    };
    match context.key_named(name, resource) {
        Some((id, key)) => match key.key().map(|key| key.manager) {
            Some(KeyManager::Aws) => Holder::Provider("KMS with a key that AWS manages"),
            _ => Holder::Customer((id, key)),
        },
        None if is_of_another_account(name, resource) => Holder::Elsewhere(missing(context, resource, name)),
        None => Holder::Unknown(missing(context, resource, name)),
    }
}

fn is_of_another_account(key: &str, bucket: &Resource) -> bool {
    let account = key.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(3));
    account.is_some_and(|account| account != bucket.account.as_str())
}

fn missing(context: &Context<'_>, resource: &Resource, name: &str) -> Reason {
    match context.estate.listing_gap(&resource.account, Kind::Key) {
        Some(gap) if !is_of_another_account(name, resource) => Reason::Gap(gap),
        _ => Reason::Note(format!("the key {name} is not among the scanned keys, so that its holder is not known")),
    }
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    if let Some(gap) = resource.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    if context.classification(resource) != Classification::Restricted {
        return Outcome::NotApplicable;
    }
    Outcome::of(&bucket.encryption, |encryption| match holder(context, resource, encryption.as_ref()) {
        Holder::Customer(key) => usable(key),
        Holder::Provider(what) => {
            let fault = Fault::new("Restricted data is encrypted with a key of the provider");
            Outcome::fault(fault.setting("default encryption", what))
        }
        Holder::Nobody => {
            let fault = Fault::new("Restricted data is not encrypted by default");
            Outcome::fault(fault.setting("default encryption", "none"))
        }
        Holder::Elsewhere(reason) | Holder::Unknown(reason) => Outcome::Unknown(vec![reason]),
    })
}

fn usable((id, resource): (ResourceId, &Resource)) -> Outcome {
    let state = resource.key().map(|key| key.state);
    let words = match state {
        Some(KeyState::Disabled) => "disabled",
        Some(KeyState::PendingDeletion) => "about to be deleted",
        Some(KeyState::Other) => "not usable now",
        Some(KeyState::Enabled) | None => return Outcome::Pass,
    };
    let fault = Fault::new(format!("The key {} of this restricted store is {words}", resource.name()))
        .setting("key state", words)
        .with(Evidence::Related { relation: "encrypts with", resource: id });
    Outcome::fault(fault)
}
