//! The invariants of docs/ARCHITECTURE.md, enforced by reading the sources.

mod rules;
mod source;
