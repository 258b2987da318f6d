//! The invariants of docs/ARCHITECTURE.md, enforced.
