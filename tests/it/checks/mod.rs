//! Every check over small estates.

mod databases;
mod demo;
mod identity;
mod keys;
mod logging;
mod messaging;
mod parsed_once;
mod stores;
mod summary;
