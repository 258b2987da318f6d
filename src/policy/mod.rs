//! AWS policies: parsing without loss, and what they permit. Pure.

mod locus;
mod parse;

pub use locus::{find_statement, statement_locus};
pub use parse::{Clause, Condition, Effect, ParseError, Policy, Principal, PrincipalClause, Statement, Version};
