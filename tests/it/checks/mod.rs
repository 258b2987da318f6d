//! Every check over small estates.

mod demo;
mod identity;
mod keys;
mod logging;
mod stores;
mod summary;
