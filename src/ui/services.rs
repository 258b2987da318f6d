//! What the console asks of the rest of the program. The program that starts the console fills it in.

use std::sync::Arc;

use super::analysis::Analysis;
use super::effect::{ExportForm, FlowForm};
use super::session::Session;
use crate::checks::Rules;
use crate::flow::{Excerpt, PipelineRules};
use crate::model::Estate;
use crate::operations::{Patience, ScanRequest};
use crate::ports::{Clock, Keep, Mutate};
use crate::remedy::Plan;

/// Opens the estate. Runs on a worker thread; the error is a sentence for people.
pub type Load = dyn Fn() -> Result<Arc<Estate>, String> + Send + Sync;
/// Says what to scan and where to, at the time of the scan.
pub type Scanning = dyn Fn() -> Result<ScanRequest, String> + Send + Sync;
/// Writes a plan to a file and gives its path. Runs on a worker thread.
pub type Export = dyn Fn(&Plan, ExportForm) -> Result<String, String> + Send + Sync;
/// Writes flows to a file and gives its path. Runs on a worker thread.
pub type ExportFlows = dyn Fn(&Analysis, &Excerpt, FlowForm) -> Result<String, String> + Send + Sync;
/// Checks the whole journal; the sentence says how many rows are there, the error what is wrong.
pub type Verify = dyn Fn() -> Result<String, String> + Send + Sync;
/// Keeps the session for the next run.
pub type SaveSession = dyn Fn(&Session) -> Result<(), String> + Send + Sync;

/// What the console is given. Cloning shares it.
#[derive(Clone)]
pub struct Services {
    /// The user's rules, for checks.
    pub rules: Arc<Rules>,
    /// What the user says about pipelines.
    pub pipelines: Arc<PipelineRules>,
    /// Opens the estate.
    pub load: Arc<Load>,
    /// The cloud that plans change; none for an estate from a file.
    pub cloud: Option<Arc<dyn Mutate>>,
    /// The journal.
    pub journal: Arc<dyn Keep>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How long to wait for the cloud.
    pub patience: Patience,
    /// What `R` scans; none for an estate from a file.
    pub scan: Option<Arc<Scanning>>,
    /// Exports plans.
    pub export: Arc<Export>,
    /// Exports flows.
    pub export_flows: Arc<ExportFlows>,
    /// Verifies the journal.
    pub verify: Arc<Verify>,
    /// Keeps the session.
    pub save_session: Arc<SaveSession>,
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Services").field("writes", &self.cloud.is_some()).finish_non_exhaustive()
    }
}
