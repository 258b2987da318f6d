//! Where the documentation of AWS leaves two readings: the verdict says so.
//!
//! The readings that are followed are built into the conditions, patterns and principals themselves.

use super::formula::Formula;
use super::layer::{Layer, Policies, Trace};
use super::request::Request;
use super::statement::CompiledStatement;
use super::verdict::{Rule, Seen};
use crate::policy::Effect;

/// Notes every open reading in the statements that cover the action of a request.
pub(super) fn note(request: &Request, policies: &Policies<'_>, seen: &mut Seen) {
    let levels = [&policies.service_control, &policies.resource_control];
    let single =
        [&policies.boundary, &policies.session, &policies.resource, &policies.access_point, &policies.endpoint];
    let layers = std::iter::once(&policies.identity)
        .chain(single.into_iter().flatten())
        .chain(levels.into_iter().flatten().flatten().map(|level| &level.layer));
    let statements = layers.flat_map(Layer::statements).map(|(_, statement)| statement);
    for statement in statements.filter(|it| it.covers_action(request.action_key())) {
        for rule in of(statement, request) {
            Trace::<Formula>::rule(seen, rule);
        }
    }
}

fn of(statement: &CompiledStatement, request: &Request) -> Vec<Rule> {
    let mut rules: Vec<Rule> =
        statement.conditions().iter().filter_map(|condition| condition.reading(request.context())).collect();
    if statement.lacks_variable(request) {
        rules.push(Rule::VariableWithoutValue);
    }
    if statement.effect == Effect::Allow && statement.names_the_rest() {
        rules.push(Rule::NotPrincipalAllows);
    }
    rules
}
