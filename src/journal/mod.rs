//! The journal: what was intended and what came of it, and the rules of undoing. Pure; rows are kept by the store.

mod assemble;
mod entry;
mod undo;

pub use assemble::{Break, BrokenAt, entries, verify};
pub use entry::{Entry, Event, Row, RowHash, StepOutcome, StepState};
pub use undo::{UndoRefusal, undo};
