//! Runs the checks over an estate, away from the threads that must stay responsive.

use std::sync::Arc;

use thiserror::Error;

use crate::checks::{self, Context, Posture, Rules, Summary};
use crate::model::{Estate, Timestamp};

/// An estate with all that the checks say about it.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The estate.
    pub estate: Arc<Estate>,
    /// The user's rules that it was checked by.
    pub rules: Arc<Rules>,
    /// The time that ages are counted to: the end of the scan, or its beginning when it was cut off.
    pub now: Timestamp,
    /// Findings and decisions.
    pub posture: Posture,
    /// The figures of an overview.
    pub summary: Summary,
}

/// The analysis stopped.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnalyseError {
    /// A fault of this program.
    #[error("could not analyse the estate: {0}; this is a fault of Tidegate, please report it")]
    Fault(String),
}

impl Analysis {
    /// What remedies look at: the estate with its policies parsed.
    pub fn context(&self) -> Context<'_> {
        Context::new(&self.estate, &self.rules, self.now)
    }
}

/// Analyses an estate on a worker thread.
///
/// # Errors
/// When a check panicked.
pub async fn analyse(estate: Arc<Estate>, rules: Arc<Rules>) -> Result<Arc<Analysis>, AnalyseError> {
    let work = tokio::task::spawn_blocking(move || Arc::new(analyse_now(estate, rules)));
    work.await.map_err(|error| AnalyseError::Fault(error.to_string()))
}

/// Analyses an estate on this thread and the analysis threads, and waits for the result.
pub fn analyse_now(estate: Arc<Estate>, rules: Arc<Rules>) -> Analysis {
    let now = estate.header.finished.unwrap_or(estate.header.started);
    let posture = checks::analyse(&estate, &rules, now);
    let summary = Summary::of(&estate, &posture, &rules);
    Analysis { estate, rules, now, posture, summary }
}
