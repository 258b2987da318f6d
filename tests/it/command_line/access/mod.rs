//! `tidegate access` on the command line.

mod simulate;
