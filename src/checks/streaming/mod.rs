//! Checks of streams: Kinesis, Firehose and Kafka.

pub mod cluster_customer_key;
pub mod cluster_foreign_access;
pub mod cluster_logging;
pub mod cluster_plaintext;
pub mod cluster_public;
pub mod cluster_public_policy;
pub mod cluster_unauthenticated;
pub mod connector_logging;
pub mod connector_plaintext;
pub mod connector_secret;
pub mod delivery_backup;
pub mod delivery_customer_key;
pub mod delivery_foreign;
pub mod delivery_logging;
pub mod delivery_plain_http;
pub mod delivery_secret;
pub mod delivery_unencrypted;
pub mod stream_customer_key;
pub mod stream_foreign_access;
pub mod stream_public_policy;
pub mod stream_retention_long;
pub mod stream_service_source;
pub mod stream_unencrypted;

use super::controls::{ENCRYPTED, KEPT, NOT_PUBLIC};
use super::{Check, Fault, Mapping};
use crate::model::Redacted;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &stream_public_policy::CHECK,
    &stream_foreign_access::CHECK,
    &stream_service_source::CHECK,
    &stream_unencrypted::CHECK,
    &stream_customer_key::CHECK,
    &stream_retention_long::CHECK,
    &delivery_unencrypted::CHECK,
    &delivery_customer_key::CHECK,
    &delivery_foreign::CHECK,
    &delivery_backup::CHECK,
    &delivery_logging::CHECK,
    &delivery_plain_http::CHECK,
    &delivery_secret::CHECK,
    &cluster_public_policy::CHECK,
    &cluster_foreign_access::CHECK,
    &cluster_plaintext::CHECK,
    &cluster_unauthenticated::CHECK,
    &cluster_public::CHECK,
    &cluster_customer_key::CHECK,
    &cluster_logging::CHECK,
    &connector_secret::CHECK,
    &connector_plaintext::CHECK,
    &connector_logging::CHECK,
];

/// Controls that ask for encryption on the way.
const TRANSIT: &[Mapping] =
    &[Mapping::soc2("CC6.7"), Mapping::pci("4.2.1"), Mapping::hipaa("164.312(e)(1)"), Mapping::gdpr("Art. 32(1)(a)")];

/// Controls that ask for records of what happens.
const LOGGED: &[Mapping] = &[Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)")];

/// Controls that ask that data can be brought back.
const RECOVERY: &[Mapping] =
    &[Mapping::soc2("A1.2"), Mapping::hipaa("164.308(a)(7)(ii)(A)"), Mapping::gdpr("Art. 32(1)(c)")];

/// Controls that ask for credentials that not everyone can read.
const SECRETS: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::pci("8.6.2"),
    Mapping::hipaa("164.312(a)(2)(i)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// A fault for a value that is or holds a secret.
fn secret_fault(name: &str, value: &Redacted) -> Option<Fault> {
    let Redacted::Secret { fingerprint, reason, .. } = value else { return None };
    let fault = Fault::new(format!("{name} holds a secret: {reason}")).at(name);
    Some(fault.setting(name.to_owned(), format!("secret {fingerprint}")))
}
