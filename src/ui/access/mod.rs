//! Questions of access as the console asks them, their answers ready to be shown, and which of them are kept.
//!
//! Answers are made on worker threads. What decides them lives in [`crate::policy::access`]; how they are drawn in the
//! screens.

pub mod complete;
pub mod context;
mod sheet;
mod why;
mod words;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::analysis::Analysis;
use super::text::Safe;

pub use sheet::{Entry, GRAVEST, Mark, Outside, SHOWN, Sheet, State};
pub use why::{Half, LayerStand, Stand, Statement, Turn, Why, decision_words};
pub use words::LastUse;

/// What every question takes as given. It is said on the screen.
pub const ASSUMED: &str = "given: TLS (aws:SecureTransport = true)";

/// A request, to be explained.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Asked {
    /// Who: an ARN, an account, a service, or `anonymous`.
    pub principal: String,
    /// The action.
    pub action: String,
    /// The roles that the principal assumes first, by ARN, in order.
    #[serde(default)]
    pub through: Vec<String>,
    /// The ARN of what it acts on.
    pub resource: String,
    /// What is known of the request, as it was typed: see [`context`].
    #[serde(default)]
    pub context: String,
}

/// A question of access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Who can reach the resource with this ARN.
    Who(String),
    /// What this principal can reach.
    What(String),
    /// Whether a request would be allowed, and why.
    Why(Asked),
}

/// The answer to a question.
#[derive(Debug)]
pub enum Reply {
    /// To who and what.
    Sheet(Sheet),
    /// To why.
    Why(Box<Why>),
    /// The question makes no sense: why, and what to do.
    Wrong(Safe),
}

/// Answers a question. Takes time that grows with the estate: call it on a worker thread.
pub fn answer(analysis: &Analysis, question: &Question) -> Reply {
    let index = analysis.access();
    let made = match question {
        Question::Who(arn) => sheet::who(index, arn).map(Reply::Sheet),
        Question::What(principal) => sheet::what(index, principal).map(Reply::Sheet),
        Question::Why(asked) => why::why(index, asked).map(|why| Reply::Why(Box::new(why))),
    };
    made.unwrap_or_else(Reply::Wrong)
}

/// So many answers are kept: going back shows them at once.
const KEPT: usize = 24;

/// The answers at hand and the question under way.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    analysis: Option<Arc<Analysis>>,
    kept: Vec<(Question, Arc<Reply>)>,
    asked: Option<Question>,
}

impl Desk {
    /// The answer to a question, when it is here.
    pub fn reply(&self, question: &Question) -> Option<&Reply> {
        self.kept.iter().find(|(held, _)| held == question).map(|(_, reply)| &**reply)
    }

    /// Whether a question has yet to be asked of an estate; from then on it counts as asked.
    pub fn begins(&mut self, analysis: &Arc<Analysis>, question: &Question) -> bool {
        if !self.analysis.as_ref().is_some_and(|held| Arc::ptr_eq(held, analysis)) {
            *self = Self { analysis: Some(Arc::clone(analysis)), ..Self::default() };
        }
        if self.reply(question).is_some() || self.asked.as_ref() == Some(question) {
            return false;
        }
        self.asked = Some(question.clone());
        true
    }

    /// Takes the answer to a question in.
    pub fn take(&mut self, question: Question, reply: Reply) {
        if self.asked.as_ref() == Some(&question) {
            self.asked = None;
        }
        self.kept.retain(|(held, _)| *held != question);
        self.kept.push((question, Arc::new(reply)));
        let surplus = self.kept.len().saturating_sub(KEPT);
        self.kept.drain(..surplus);
    }
}
