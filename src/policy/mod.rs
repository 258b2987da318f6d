//! AWS policies: parsing without loss, and what they permit. Pure.

mod parse;

pub use parse::{Clause, Condition, Effect, ParseError, Policy, Principal, PrincipalClause, Statement, Version};
