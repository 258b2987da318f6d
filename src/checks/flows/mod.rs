//! Checks that only the flow graph can make: what happens to data along its way, and who carries it.
//!
//! They ask hops and aspects, not services, so that they hold for a service that is added later. While something that hops
//! are drawn from could not be read, none of them passes:
//! `flow-unread` says so of the account.

pub mod broken;
pub mod bucket_missing;
pub mod encryption_weakens;
mod hidden;
mod lineage;
mod missing;
mod needs;
pub mod open_ingestion;
pub mod orphan_store;
mod parts;
pub mod public_store;
pub mod restricted_crosses;
pub mod restricted_unlogged;
pub mod role_shared;
pub mod service_source;
mod strength;
pub mod target_missing;
pub mod unencrypted_transit;
pub mod unread;
mod words;

pub(super) use lineage::Lineage;
pub(super) use missing::{Absence, listed};

use super::{Check, Mapping};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &restricted_crosses::CHECK,
    &public_store::CHECK,
    &encryption_weakens::CHECK,
    &unencrypted_transit::CHECK,
    &restricted_unlogged::CHECK,
    &open_ingestion::CHECK,
    &service_source::CHECK,
    &role_shared::CHECK,
    &broken::CHECK,
    &bucket_missing::CHECK,
    &target_missing::CHECK,
    &orphan_store::CHECK,
    &unread::CHECK,
];

/// Controls that ask where data may go.
const STAYS_INSIDE: &[Mapping] = &[
    Mapping::soc2("CC6.6"),
    Mapping::soc2("CC6.7"),
    Mapping::pci("1.2.4"),
    Mapping::hipaa("164.312(e)(1)"),
    Mapping::gdpr("Art. 44"),
];

/// Controls that ask who may reach data.
const NOT_PUBLIC: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("7.2.1"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// Controls that ask that data arrives, and at whom it was meant for.
const ARRIVES: &[Mapping] =
    &[Mapping::soc2("PI1.4"), Mapping::soc2("A1.2"), Mapping::hipaa("164.312(c)(1)"), Mapping::gdpr("Art. 32(1)(b)")];
