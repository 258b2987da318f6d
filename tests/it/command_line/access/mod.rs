//! `tidegate access` on the command line.

mod schemas;
mod simulate;
