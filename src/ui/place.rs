//! Places: the addresses of screens, by stable names, so that history and sessions outlive a scan.

use serde::{Deserialize, Serialize};

use super::access::{Asked, Question};
use super::command::Context;

/// Where one can be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "screen", content = "of")]
pub enum Place {
    /// The five-second answer.
    Overview,
    /// All resources.
    Inventory,
    /// One resource, by ARN.
    Resource(String),
    /// All pipelines.
    Flows,
    /// One pipeline, by its name.
    Pipeline(String),
    /// What no hop touches.
    Unconnected,
    /// What data flows to and from, by ARN or by what configuration calls it.
    Around(String),
    /// Whom and what questions of access can be asked about.
    Access,
    /// Who can reach a store, by ARN.
    Who(String),
    /// What a principal can reach, by what names it.
    What(String),
    /// Whether a request is allowed, and why.
    Why(Asked),
    /// All findings.
    Findings,
    /// One finding, by id.
    Finding(String),
    /// The plan at hand.
    Plan,
    /// What was carried out.
    Journal,
    /// One entry of the journal, by id.
    Entry(String),
    /// The scan under way or the last one.
    Scan,
}

impl Place {
    /// The places that a tab leads to, with the digit that opens them.
    pub const TABS: [(char, &'static str, Self); 7] = [
        ('1', "Overview", Self::Overview),
        ('2', "Inventory", Self::Inventory),
        ('3', "Flows", Self::Flows),
        ('4', "Access", Self::Access),
        ('5', "Findings", Self::Findings),
        ('6', "Plan", Self::Plan),
        ('7', "Journal", Self::Journal),
    ];

    /// The tab under which it is shown.
    pub fn tab(&self) -> Self {
        match self {
            Self::Resource(_) => Self::Inventory,
            Self::Finding(_) => Self::Findings,
            Self::Pipeline(_) | Self::Unconnected | Self::Around(_) => Self::Flows,
            Self::Who(_) | Self::What(_) | Self::Why(_) => Self::Access,
            Self::Entry(_) => Self::Journal,
            other => other.clone(),
        }
    }

    /// Whether Esc leads back from it.
    pub fn is_below_a_tab(&self) -> bool {
        match self {
            Self::Resource(_) | Self::Finding(_) | Self::Entry(_) | Self::Scan => true,
            Self::Pipeline(_) | Self::Unconnected | Self::Around(_) => true,
            Self::Who(_) | Self::What(_) | Self::Why(_) => true,
            Self::Overview
            | Self::Inventory
            | Self::Flows
            | Self::Access
            | Self::Findings
            | Self::Plan
            | Self::Journal => false,
        }
    }

    /// The question of access that it shows the answer to.
    pub fn question(&self) -> Option<Question> {
        match self {
            Self::Who(arn) => Some(Question::Who(arn.clone())),
            Self::What(principal) => Some(Question::What(principal.clone())),
            Self::Why(asked) => Some(Question::Why(asked.clone())),
            _ => None,
        }
    }

    /// The contexts whose keys count here, the nearest first.
    pub fn contexts(&self) -> &'static [Context] {
        match self {
            Self::Overview => &[Context::Overview, Context::List, Context::Everywhere],
            Self::Inventory => &[Context::Inventory, Context::Table, Context::List, Context::Everywhere],
            Self::Resource(_) => &[Context::Resource, Context::List, Context::Everywhere],
            Self::Flows => &[Context::Flows, Context::Table, Context::List, Context::Everywhere],
            Self::Pipeline(_) | Self::Unconnected | Self::Around(_) => {
                &[Context::Flow, Context::List, Context::Everywhere]
            }
            Self::Access => &[Context::Access, Context::Table, Context::List, Context::Everywhere],
            Self::Who(_) | Self::What(_) => &[Context::Reach, Context::Table, Context::List, Context::Everywhere],
            Self::Why(_) => &[Context::Why, Context::List, Context::Everywhere],
            Self::Findings => &[Context::Findings, Context::Table, Context::List, Context::Everywhere],
            Self::Finding(_) => &[Context::Finding, Context::List, Context::Everywhere],
            Self::Plan => &[Context::Plan, Context::List, Context::Everywhere],
            Self::Journal => &[Context::Journal, Context::List, Context::Everywhere],
            Self::Entry(_) => &[Context::Entry, Context::List, Context::Everywhere],
            Self::Scan => &[Context::Scan, Context::List, Context::Everywhere],
        }
    }
}
