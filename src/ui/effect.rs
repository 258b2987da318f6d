//! What the console asks of the world. The runtime carries it out and answers with the ticket.

use std::sync::Arc;

use super::access::Question;
use super::analysis::Analysis;
use super::session::Session;
use crate::finding::FindingId;
use crate::flow::Excerpt;
use crate::remedy::{Choices, Plan};

/// The number of a request. An answer with a ticket that is no longer waited for is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A finding to mend, and with which remedy; none means the best one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The finding.
    pub finding: FindingId,
    /// The remedy.
    pub remedy: Option<&'static str>,
}

/// A request.
#[derive(Debug)]
pub enum Effect {
    /// Open the estate and analyse it.
    Load(Ticket),
    /// Read the journal.
    LoadJournal(Ticket),
    /// Make a plan.
    BuildPlan {
        /// The ticket.
        ticket: Ticket,
        /// What it is made from.
        analysis: Arc<Analysis>,
        /// What it should mend.
        wanted: Vec<Wanted>,
        /// What the user chose.
        choices: Choices,
    },
    /// Make a plan that takes an entry of the journal back.
    BuildUndo {
        /// The ticket.
        ticket: Ticket,
        /// What its preview is made from.
        analysis: Arc<Analysis>,
        /// The entry.
        entry: String,
    },
    /// Write into the journal what became of an entry that was cut off, and make a plan of what is left of it.
    Finish {
        /// The ticket.
        ticket: Ticket,
        /// What its preview is made from.
        analysis: Arc<Analysis>,
        /// The entry.
        entry: String,
    },
    /// Carry a plan out.
    Apply {
        /// The ticket.
        ticket: Ticket,
        /// The plan.
        plan: Arc<Plan>,
        /// The estate that it was made from.
        analysis: Arc<Analysis>,
        /// Why, in the user's words.
        why: String,
    },
    /// Read the accounts.
    Scan(Ticket),
    /// Check the journal's chain.
    Verify(Ticket),
    /// Write the plan to a file.
    Export {
        /// The ticket.
        ticket: Ticket,
        /// The plan.
        plan: Arc<Plan>,
        /// In which form.
        form: ExportForm,
    },
    /// Write flows to a file.
    ExportFlows {
        /// The ticket.
        ticket: Ticket,
        /// What they are of.
        analysis: Arc<Analysis>,
        /// Which.
        excerpt: Excerpt,
        /// In which form.
        form: FlowForm,
    },
    /// Answer a question of access.
    Ask {
        /// The ticket.
        ticket: Ticket,
        /// What is asked.
        analysis: Arc<Analysis>,
        /// The question.
        question: Question,
        /// Whether it is being typed: the answer waits until nothing newer was asked for a moment.
        typed: bool,
    },
    /// Stop a job.
    Cancel(Ticket),
    /// Keep the session.
    SaveSession(Session),
    /// Give the terminal back and stop until continued.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// End.
    Quit,
}

/// The form of an exported plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// AWS CLI commands.
    Cli,
    /// Terraform.
    Terraform,
    /// The plan file.
    Json,
}

/// The form of exported flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowForm {
    /// A picture.
    Svg,
    /// The language of Graphviz.
    Dot,
    /// The language of Mermaid.
    Mermaid,
    /// JSON.
    Json,
}
