//! The journal: what was intended and what came of it, and the rules of undoing. Pure; rows are kept by the store.

mod entry;

pub use entry::{Entry, Event, Row, RowHash, StepOutcome, StepState};
