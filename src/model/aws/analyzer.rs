//! IAM Access Analyzer: analyzers and their active findings.

use serde::{Deserialize, Serialize};

use crate::model::{Fact, Timestamp};

/// An analyzer of external or unused access.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analyzer {
    /// `ACCOUNT`, `ORGANIZATION`, `ACCOUNT_UNUSED_ACCESS`, as AWS spells it.
    pub analyzer_type: String,
    /// `ACTIVE` or why not.
    pub status: String,
    /// Its active findings.
    pub findings: Fact<Vec<AnalyzerFinding>>,
}

/// One finding of an analyzer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalyzerFinding {
    /// The finding's id.
    pub id: String,
    /// `ExternalAccess`, `UnusedIAMRole`, …
    pub finding_type: String,
    /// The resource it is about.
    pub resource: String,
    /// `ACTIVE`, `ARCHIVED`, `RESOLVED`.
    pub status: String,
    /// When it was last updated.
    pub updated: Option<Timestamp>,
}
