//! Which permissions are there: IAM's own simulation where it is permitted, else one cheap call for each.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_iam::types::{EntityType, PolicyEvaluationDecisionType};
use futures::future::join;

use crate::model::{Arn, Region};
use crate::permissions;

use super::super::call::Caller;
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
    let principal = policy_source(session, quiet, &caller_arn).await;
    let simulated =
        join(simulate(session, quiet, &principal, reads()), simulate(session, quiet, &principal, writes::actions()));
    match simulated.await {
        (Ok(states), Ok(changes)) => (states, writes::of_simulation(|action| changes.of(action))),
        _ => join(probe::all(session, quiet), writes::of_attached(session, quiet, &principal)).await,
    }
}

/// The identity behind a caller: the role behind a role's session, else the caller itself.
async fn policy_source(session: &Arc<Session>, quiet: &Arc<Quiet>, arn: &Arn) -> String {
    let Some(name) = role_of_session(arn) else { return arn.to_string() };
    let caller = caller(session, quiet, "iam", Region::global());
    let iam = session.iam();
    if let Ok(answer) = caller.try_call(|| iam.get_role().role_name(name).send()).await
        && let Some(role) = answer.role()
    {
        return role.arn().to_owned();
    }
    let found = listed_role(&caller, name).await;
    found.unwrap_or_else(|| format!("arn:{}:iam::{}:role/{name}", arn.partition(), arn.account()))
}

/// The name of the role of a session. The session's ARN lacks the role's path, which those of IAM Identity Center have.
fn role_of_session(arn: &Arn) -> Option<&str> {
    arn.resource().strip_prefix("assumed-role/")?.split('/').next()
}

/// The ARN of a role by its name, from the listing that a scan reads too. A name stands once in an account, whatever its
/// path.
async fn listed_role(caller: &Caller, name: &str) -> Option<String> {
    let iam = caller.session.iam();
    let mut found = None;
    let request = |marker: Option<String>| {
        let request = iam.get_account_authorization_details().filter(EntityType::Role).max_items(1000);
        request.set_marker(marker).send()
    };
    let read = caller.try_pages(request, |page| {
        let role = page.role_detail_list().iter().find(|role| role.role_name() == Some(name));
        found = role.and_then(|role| role.arn()).map(str::to_owned);
        page.marker.filter(|_| page.is_truncated && found.is_none())
    });
    // Without the listing, the role is taken to have no path, as most have none.
    let _ = read.await;
    found
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
    use crate::aws::canned::{Answer, Asked, Canned, session};

    const PATH: &str = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/auditor";

    fn wrap(operation: &str, result: &str) -> Answer {
        (200, format!("<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>"))
    }

    fn denied() -> Answer {
        (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>".to_owned())
    }

    fn role(name: &str, arn: &str) -> String {
        format!(
            "<Path>/</Path><RoleName>{name}</RoleName><RoleId>AROA1</RoleId><Arn>{arn}</Arn>\
             <CreateDate>2024-01-01T00:00:00Z</CreateDate>"
        )
    }

    /// An account that answers GetRole like this, and lists the caller's role on its second page.
    async fn source(arn: &str, of_role: fn() -> Answer, of_listing: fn(&Asked) -> Answer) -> String {
        let canned = Canned::new(move |asked| match asked.body.starts_with("Action=GetRole&") {
            true => of_role(),
            false => of_listing(asked),
        });
        policy_source(&session(&canned).await, &Arc::default(), &Arn::new(arn)).await
    }

    fn two_pages(asked: &Asked) -> Answer {
        let (name, arn, next) = match asked.body.contains("Marker=more") {
            true => ("auditor", PATH, "<IsTruncated>false</IsTruncated>"),
            false => (
                "other",
                "arn:aws:iam::111122223333:role/other",
                "<IsTruncated>true</IsTruncated><Marker>more</Marker>",
            ),
        };
        let list = format!("<RoleDetailList><member>{}</member></RoleDetailList>{next}", role(name, arn));
        wrap("GetAccountAuthorizationDetails", &list)
    }

    #[tokio::test]
    async fn the_role_stands_behind_its_session_with_its_path() {
        let session = "arn:aws:sts::111122223333:assumed-role/auditor/someone";
        let known = || wrap("GetRole", &format!("<Role>{}</Role>", role("auditor", PATH)));
        assert_eq!(source(session, known, |_| denied()).await, PATH);
        assert_eq!(source(session, denied, two_pages).await, PATH, "found in the listing");
        let without_path = "arn:aws:iam::111122223333:role/auditor";
        assert_eq!(source(session, denied, |_| denied()).await, without_path, "neither may be read");
        let user = "arn:aws:iam::111122223333:user/team/auditor";
        assert_eq!(source(user, denied, |_| denied()).await, user);
    }

    #[test]
    fn what_was_not_tried_is_not_known() {
        let mut states = States::default();
        states.set("kms:ListKeys", Held::No);
        assert_eq!(states.of("kms:ListKeys"), Held::No);
        assert!(matches!(states.of("kms:ListGrants"), Held::NotKnown(_)));
    }
}
