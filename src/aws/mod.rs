//! The AWS adapter: sessions, collectors and changes. The only module that names SDK types.

pub mod call;
pub mod clients;
pub mod collect;
pub mod error;
pub mod limiter;
pub mod session;
mod shape;
pub mod transport;

pub use session::Options;
