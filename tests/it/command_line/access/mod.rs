//! `tidegate access` on the command line.

mod estate;
mod schemas;
mod simulate;
