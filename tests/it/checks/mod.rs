//! Every check over small estates.

mod identity;
mod keys;
mod logging;
mod stores;
mod summary;
