//! Plans as differences for people, as AWS CLI commands, as Terraform, and as the plan file. Pure: text out.

mod api;
mod command;
mod diff;
mod hcl;
mod reach;
mod terraform;

pub use command::aws_cli;
pub use diff::plan_diff;
pub use terraform::terraform;

use thiserror::Error;

use crate::remedy::Plan;

/// A plan could not be written out.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A value is not of its setting's type: the plan file was edited.
    #[error("the value of the {setting} is not understood: {source}")]
    Malformed {
        /// The setting.
        setting: String,
        /// What is wrong with the value.
        source: serde_json::Error,
    },
    /// A setting that always has a value has none.
    #[error("the {0} cannot be none")]
    NoValue(String),
    /// The plan cannot be written as JSON, which no plan of this crate causes.
    #[error("the plan cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The plan file: what `apply` takes.
///
/// # Errors
/// When the plan cannot be written as JSON, which no plan of this crate causes.
pub fn plan_json(plan: &Plan) -> Result<String, ExportError> {
    Ok(crate::report::json(plan)?)
}
