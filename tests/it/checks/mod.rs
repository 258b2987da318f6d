//! Every check over small estates.

mod keys;
mod stores;
