//! Remedies: from findings to a plan of changes. Plans only; nothing here acts on a cloud.

mod catalogue;
mod define;
pub mod edit_json;
mod plan;
mod step;

pub use catalogue::{CATALOGUE, remedy};
pub use define::{Choice, Choices, Edit, Refusal, Remedy, Situation};
pub use plan::{Plan, PlanId, Step, StepRisk};
pub use step::{Change, step_of};
