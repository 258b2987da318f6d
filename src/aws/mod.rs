//! The AWS adapter: sessions, collectors and changes. The only module that names SDK types.

pub mod call;
#[cfg(test)]
mod canned;
pub mod clients;
pub mod collect;
pub mod doctor;
pub mod error;
#[cfg(test)]
mod error_tests;
pub mod limiter;
mod mutate;
pub mod redact;
mod regions;
mod run;
pub mod scan;
pub mod session;
mod shape;
pub mod transport;
pub mod wire;

pub use doctor::{AccountHealth, AccountReport, Held, PermissionState, Writes, doctor};
pub use mutate::AwsMutate;
pub use scan::{Connection, connect, connect_with};
pub use session::{Options, Sessions};
