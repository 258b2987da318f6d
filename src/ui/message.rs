//! What reaches the console: keys, the mouse, the terminal's size, and answers to its requests.

use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use super::access::{Question, Reply};
use super::analysis::Analysis;
use super::draft::Draft;
use super::effect::{Ticket, Wanted};
use super::scan::ScanNews;
use crate::journal::{Entry, StepOutcome};
use crate::remedy::Choices;

/// One thing that happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has this many columns and lines.
    Resize(u16, u16),
    /// An answer, or a part of one.
    Answer(Ticket, Answer),
    /// The program was told to end.
    Terminated,
}

/// What a request brought.
#[derive(Debug)]
pub enum Answer {
    /// The estate, analysed.
    Loaded(Result<Arc<Analysis>, String>),
    /// The journal.
    Journal(Result<Vec<Entry>, String>),
    /// A plan with its preview.
    Planned(Result<Box<Draft>, PlanRefusal>),
    /// A step of a plan began.
    StepBegan(usize),
    /// A step of a plan ended.
    StepEnded(usize, StepOutcome),
    /// Carrying out ended.
    CarriedOut(Result<Carried, String>),
    /// The scan has news.
    Scanning(ScanNews),
    /// The scan ended.
    Scanned(Result<Arc<Analysis>, String>),
    /// The journal was verified.
    Verified(Result<String, String>),
    /// The answer to a question of access.
    Access(Box<(Question, Reply)>),
    /// A file was written.
    Exported(Result<String, String>),
}

/// How carrying out a plan ended.
#[derive(Debug)]
pub struct Carried {
    /// What the exit status of the command line would say, in words.
    pub words: String,
    /// Whether every step was done.
    pub complete: bool,
    /// The estate after it, analysed again.
    pub analysis: Option<Arc<Analysis>>,
}

/// Why no plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanRefusal {
    /// The user must choose first.
    Choose {
        /// The remedy that asks.
        remedy: &'static str,
        /// What the plan should mend.
        wanted: Vec<Wanted>,
        /// What was chosen so far.
        choices: Choices,
    },
    /// It cannot be.
    Refused(String),
}

impl Answer {
    /// Whether more will follow under the same ticket.
    pub fn is_part(&self) -> bool {
        matches!(self, Self::StepBegan(_) | Self::StepEnded(..) | Self::Scanning(_))
    }
}
