//! AWS policies: parsing without loss, and what they permit. Pure.

pub mod access;
pub mod actions;
mod compare;
pub mod condition;
pub mod evaluate;
mod exposure;
pub mod glob;
mod locus;
pub mod overlap;
mod parse;
pub mod public_access;
pub mod simulate;

pub use compare::same_value;
pub use condition::{Limit, Scope};
pub use exposure::{Exposure, Foreign, Inside, Narrowed, Opening, Outsider, exposure};
pub use locus::{find_statement, statement_after, statement_locus};
pub use parse::{Clause, Condition, Effect, ParseError, Policy, Principal, PrincipalClause, Statement, Version};
