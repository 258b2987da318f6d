//! `tidegate access` on the command line.

mod estate;
mod page;
mod schemas;
mod simulate;

pub use schemas::Schema;
