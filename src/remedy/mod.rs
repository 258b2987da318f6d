//! Remedies: from findings to a plan of changes. Plans only; nothing here acts on a cloud.

#[macro_use]
mod define;
mod build;
pub mod catalogue;
mod diff;
pub mod edit_json;
mod lost;
mod needs;
mod plan;
mod preview;
mod step;

pub use build::{BuildError, Wanted, build};
pub use catalogue::{CATALOGUE, remedy};
pub use define::{Choice, Choices, Edit, Refusal, Remedy, Situation};
pub use diff::{DiffLine, DiffTag, difference, laid_out};
pub use needs::remedy_policy;
pub use plan::{Plan, PlanId, Step, StepRisk};
pub use preview::{Preview, preview};
pub use step::{Change, step_of};
