//! Every check over small estates.

mod demo;
mod identity;
mod keys;
mod logging;
mod messaging;
mod parsed_once;
mod stores;
mod summary;
