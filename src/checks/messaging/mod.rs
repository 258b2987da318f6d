//! Checks of what hands messages on: queues, topics, buses.

pub mod queue_customer_key;
pub mod queue_dead_letter_weaker;
pub mod queue_foreign_access;
pub mod queue_plain_transport;
pub mod queue_public_policy;
pub mod queue_service_source;
pub mod queue_unencrypted;
pub mod topic_customer_key;
pub mod topic_dead_letter_weaker;
pub mod topic_foreign_access;
pub mod topic_foreign_subscriber;
pub mod topic_plain_http;
pub mod topic_plain_transport;
pub mod topic_public_policy;
pub mod topic_service_source;
pub mod topic_unencrypted;

use super::controls::{ENCRYPTED, NOT_PUBLIC};
use super::{Check, Mapping};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &queue_public_policy::CHECK,
    &queue_foreign_access::CHECK,
    &queue_service_source::CHECK,
    &queue_unencrypted::CHECK,
    &queue_customer_key::CHECK,
    &queue_plain_transport::CHECK,
    &queue_dead_letter_weaker::CHECK,
    &topic_public_policy::CHECK,
    &topic_foreign_access::CHECK,
    &topic_service_source::CHECK,
    &topic_unencrypted::CHECK,
    &topic_customer_key::CHECK,
    &topic_plain_transport::CHECK,
    &topic_dead_letter_weaker::CHECK,
    &topic_plain_http::CHECK,
    &topic_foreign_subscriber::CHECK,
];

/// Controls that ask for encryption on the way.
const IN_TRANSIT: &[Mapping] =
    &[Mapping::soc2("CC6.7"), Mapping::pci("4.2.1"), Mapping::hipaa("164.312(e)(1)"), Mapping::gdpr("Art. 32(1)(a)")];
