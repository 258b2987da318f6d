//! Work that takes time: scanning, analysing, applying, undoing. Asynchronous and cancellable; no terminal.
//!
//! Operations know the core and its ports. Only [`apply()`] and [`undo()`] have a cloud changed.

pub mod analyse;
pub mod apply;
pub mod clock;
mod log;
pub mod progress;
mod recorder;
pub mod recover;
pub mod scan;
mod tally;
pub mod undo;

pub use analyse::{AnalyseError, Analysis, analyse, analyse_now};
pub use apply::{ApplyError, ApplyEvent, ApplyReport, Patience, Ports, apply};
pub use clock::{FixedClock, SystemClock};
pub use progress::{ScanProgress, UnitProgress, UnitState};
pub use recover::{Found, Recovery, recover, remaining, settle};
pub use scan::{ScanError, ScanFeed, ScanFile, ScanReport, ScanRequest, ScanWatch, scan};
pub use undo::{UndoError, undo, undo_plan};
