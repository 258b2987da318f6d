//! Which permissions are there: IAM's own simulation where it is permitted, else one cheap call for each.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_iam::types::PolicyEvaluationDecisionType;
use futures::future::join;

use crate::model::{Arn, Region};
use crate::permissions;

use super::super::error::Refusal;
use super::super::session::Session;
use super::writes::{self, Writes};
use super::{Held, Quiet, caller, probe};

/// What was found of each action.
#[derive(Debug, Default)]
pub(super) struct States(HashMap<&'static str, Held>);

impl States {
    /// Whether an action is permitted.
    pub(super) fn of(&self, action: &str) -> Held {
        let untried = || Held::NotKnown("there is nothing in the account to try it on".to_owned());
        self.0.get(action).cloned().unwrap_or_else(untried)
    }

    /// Keeps what was found of an action.
    pub(super) fn set(&mut self, action: &'static str, held: Held) {
        self.0.insert(action, held);
    }

    fn all(actions: impl Iterator<Item = &'static str>, held: &Held) -> Self {
        Self(actions.map(|action| (action, held.clone())).collect())
    }
}

fn reads() -> impl Iterator<Item = &'static str> {
    permissions::ALL.iter().flat_map(|group| group.permissions).map(|permission| permission.action)
}

/// Finds what may be read, and whether anything may be written.
pub(super) async fn ask(session: &Arc<Session>, quiet: &Arc<Quiet>) -> (States, Writes) {
    let caller_arn = Arn::new(session.caller_arn.as_str());
    // Root is bound by no policy of the account; the simulation does not take it.
    if caller_arn.resource() == "root" {
        return (
            States::all(reads(), &Held::Yes),
            Writes::Yes("the caller is the root user of the account".to_owned()),
        );
    }
    let principal = policy_source(&caller_arn);
    let simulated =
        join(simulate(session, quiet, &principal, reads()), simulate(session, quiet, &principal, writes::actions()));
    match simulated.await {
        (Ok(states), Ok(changes)) => (states, writes::of_simulation(|action| changes.of(action))),
        _ => join(probe::all(session, quiet), writes::of_attached(session, quiet, &principal)).await,
    }
}

/// The identity behind a caller: the role behind a role's session.
fn policy_source(caller: &Arn) -> String {
    let mut parts = caller.resource().split('/');
    match (parts.next(), parts.next()) {
        (Some("assumed-role"), Some(role)) => {
            format!("arn:{}:iam::{}:role/{role}", caller.partition(), caller.account())
        }
        _ => caller.to_string(),
    }
}

async fn simulate(
    session: &Arc<Session>,
    quiet: &Arc<Quiet>,
    principal: &str,
    actions: impl Iterator<Item = &'static str>,
) -> Result<States, Refusal> {
    let caller = caller(session, quiet, "iam", Region::global());
    let iam = session.iam();
    let actions: Vec<&'static str> = actions.collect();
    let mut states = States::default();
    for some in actions.chunks(50) {
        let names = some.iter().map(ToString::to_string).collect();
        let request = iam.simulate_principal_policy().policy_source_arn(principal).set_action_names(Some(names));
        let answer = caller.try_call(|| request.max_items(1000).send()).await?;
        for result in answer.evaluation_results() {
            let action = some.iter().find(|action| **action == result.eval_action_name());
            let held = match result.eval_decision() {
                PolicyEvaluationDecisionType::Allowed => Held::Yes,
                PolicyEvaluationDecisionType::ImplicitDeny | PolicyEvaluationDecisionType::ExplicitDeny => Held::No,
                other => Held::NotKnown(format!("IAM answered {}", other.as_str())),
            };
            if let Some(action) = action {
                states.set(action, held);
            }
        }
    }
    Ok(states)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_stands_behind_its_session() {
        let session = Arn::new("arn:aws:sts::111122223333:assumed-role/auditor/someone");
        assert_eq!(policy_source(&session), "arn:aws:iam::111122223333:role/auditor");
        let user = Arn::new("arn:aws:iam::111122223333:user/team/auditor");
        assert_eq!(policy_source(&user), user.as_str());
    }

    #[test]
    fn what_was_not_tried_is_not_known() {
        let mut states = States::default();
        states.set("kms:ListKeys", Held::No);
        assert_eq!(states.of("kms:ListKeys"), Held::No);
        assert!(matches!(states.of("kms:ListGrants"), Held::NotKnown(_)));
    }
}
