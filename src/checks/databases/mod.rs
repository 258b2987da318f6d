//! Checks of databases, their snapshots, and what copies their data.

pub mod database_admin_secret;
pub mod database_backups;
pub mod database_certificate;
pub mod database_customer_key;
pub mod database_deletion;
pub mod database_iam;
pub mod database_logs;
pub mod database_minor_upgrades;
pub mod database_plain_transport;
pub mod database_public;
pub mod database_support;
pub mod database_unencrypted;
pub mod export_foreign;
pub mod export_key;
pub mod proxy_plain_transport;
pub mod snapshot_foreign;
pub mod snapshot_public;
pub mod snapshot_unencrypted;

pub(super) use super::controls::ENCRYPTED;
use super::{Check, Context, Fault, Mapping, Outcome, Reason};
use crate::model::Resource;
use crate::model::aws::Database;

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &database_unencrypted::CHECK,
    &database_customer_key::CHECK,
    &database_public::CHECK,
    &database_backups::CHECK,
    &database_deletion::CHECK,
    &database_plain_transport::CHECK,
    &database_certificate::CHECK,
    &database_iam::CHECK,
    &database_logs::CHECK,
    &database_support::CHECK,
    &database_minor_upgrades::CHECK,
    &database_admin_secret::CHECK,
    &snapshot_public::CHECK,
    &snapshot_foreign::CHECK,
    &snapshot_unencrypted::CHECK,
    &export_foreign::CHECK,
    &export_key::CHECK,
    &proxy_plain_transport::CHECK,
];

/// Controls that ask for data that not everyone can reach.
pub(super) const PRIVATE: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("1.4.4"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// Controls that ask for encryption in transit.
pub(super) const IN_TRANSIT: &[Mapping] =
    &[Mapping::soc2("CC6.7"), Mapping::pci("4.2.1"), Mapping::hipaa("164.312(e)(1)"), Mapping::gdpr("Art. 32(1)(a)")];

/// Controls that ask that data can be had back.
pub(super) const RECOVERABLE: &[Mapping] =
    &[Mapping::soc2("A1.2"), Mapping::hipaa("164.308(a)(7)(ii)(A)"), Mapping::gdpr("Art. 32(1)(c)")];

/// Controls that ask how identities sign in.
pub(super) const SIGN_IN: &[Mapping] = &[Mapping::soc2("CC6.1"), Mapping::pci("8.3.1"), Mapping::hipaa("164.312(d)")];

/// Controls that ask for records of use.
pub(super) const LOGGED: &[Mapping] = &[Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)")];

/// Controls that ask for software that is kept up to date.
const PATCHED: &[Mapping] = &[Mapping::soc2("CC7.1"), Mapping::pci("6.3.3")];

/// Controls that ask for minor versions to be installed.
const MINOR_VERSIONS: &[Mapping] = &[Mapping::cis("2.3.2"), Mapping::soc2("CC7.1"), Mapping::pci("6.3.3")];

/// Controls that ask for databases without public addresses.
const PRIVATE_DATABASE: &[Mapping] = &[
    Mapping::cis("2.3.3"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("1.4.4"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// Controls that ask for databases that are encrypted at rest.
const ENCRYPTED_DATABASE: &[Mapping] = &[
    Mapping::cis("2.3.1"),
    Mapping::soc2("CC6.1"),
    Mapping::pci("3.5.1"),
    Mapping::hipaa("164.312(a)(2)(iv)"),
    Mapping::gdpr("Art. 32(1)(a)"),
];

/// The database that a resource is.
fn database(resource: &Resource) -> Option<&Database> {
    resource.db_instance().or_else(|| resource.db_cluster())
}

/// Whether a database has storage and settings of its own, and not those of a cluster.
fn own_storage(resource: &Resource) -> bool {
    database(resource).is_some_and(|it| it.cluster.is_none())
}

/// Fails for each account that is neither of the organization nor trusted.
pub(super) fn foreign<'a>(
    context: &Context<'_>,
    accounts: impl IntoIterator<Item = &'a str>,
    words: impl Fn(&str) -> String,
) -> Outcome {
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for account in accounts.into_iter().filter(|account| !context.is_trusted_account(account)) {
        match context.membership_gap() {
            Some(gap) => reasons.push(Reason::Gap(gap)),
            None => faults.push(Fault::new(words(account)).at(account).setting("account", account)),
        }
    }
    Outcome::concluded(faults, reasons)
}
