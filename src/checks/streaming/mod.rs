//! Checks of streams: Kinesis, Firehose and Kafka.

pub mod stream_customer_key;
pub mod stream_foreign_access;
pub mod stream_public_policy;
pub mod stream_retention_long;
pub mod stream_unencrypted;

use super::{Check, Mapping};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &stream_public_policy::CHECK,
    &stream_foreign_access::CHECK,
    &stream_unencrypted::CHECK,
    &stream_customer_key::CHECK,
    &stream_retention_long::CHECK,
];

/// Controls that ask for stores that not everyone can reach.
const NOT_PUBLIC: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("7.2.1"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// Controls that ask for encryption at rest.
const ENCRYPTED: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::pci("3.5.1"),
    Mapping::hipaa("164.312(a)(2)(iv)"),
    Mapping::gdpr("Art. 32(1)(a)"),
];

/// Controls that ask that data is not kept longer than needed.
const KEPT: &[Mapping] = &[Mapping::pci("3.2.1"), Mapping::gdpr("Art. 5(1)(e)")];
