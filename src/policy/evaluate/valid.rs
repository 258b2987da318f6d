//! What AWS refuses when a policy is written, beyond the grammar: an invalid statement is an error, never skipped.
//!
//! A document of an estate was accepted by AWS, so that only what has no meaning is refused there. A document that was
//! never stored is held to [`as_new`] as well.
//!
//! Sources: IAM User Guide, "IAM JSON policy elements reference" and "IAM policy validation check reference"; AWS
//! Organizations User Guide, "RCP syntax".

use super::statement::{PolicyKind, has_principal};
use crate::policy::{Clause, Condition, Effect, ParseError, Policy, Principal, PrincipalClause, Statement};

/// The element that is wrong, and what is wrong with it.
type Wrong = (&'static str, String);

/// Checks what only a new policy is held to: the ids of its statements, which have no bearing on evaluation, and
/// wildcards within the names of services and identity providers, which match nobody.
///
/// In IAM an id is letters and digits, and unique in a policy. Other services have rules of their own (a bucket or key
/// policy takes spaces and hyphens), and AWS Organizations names none; these are taken as they are.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Sid", and "IAM policy validation check reference", Unsupported Sid,
/// Unique Sids required and Unsupported wildcard in principal.
///
/// # Errors
/// The first element that AWS would refuse, with its place.
pub fn as_new(policy: &Policy, kind: PolicyKind) -> Result<(), ParseError> {
    for (place, statement) in policy.statements.iter().enumerate() {
        let (PrincipalClause::Is(list) | PrincipalClause::Not(list)) = &statement.principal else { continue };
        let partly = |it: &&Principal| matches!(it, Principal::Service(name) | Principal::Federated(name) if name != "*" && name.contains(['*', '?']));
        if let Some(Principal::Service(name) | Principal::Federated(name)) = list.iter().find(partly) {
            let what = format!("`{name}`: a wildcard cannot be a part of a principal");
            return Err(ParseError { place: format!("Statement[{place}].Principal"), what });
        }
    }
    ids(policy, kind)
}

fn ids(policy: &Policy, kind: PolicyKind) -> Result<(), ParseError> {
    if !matches!(kind, PolicyKind::Identity | PolicyKind::Trust) {
        return Ok(());
    }
    let ids = || policy.statements.iter().map(|it| it.sid.as_deref().unwrap_or_default());
    for (place, id) in ids().enumerate().filter(|(_, id)| !id.is_empty()) {
        let what = if !id.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            "has other characters than letters and digits"
        } else if ids().take(place).any(|earlier| earlier == id) {
            "is the id of an earlier statement"
        } else {
            continue;
        };
        return Err(ParseError { place: format!("Statement[{place}].Sid"), what: format!("`{id}` {what}") });
    }
    Ok(())
}

/// Checks a statement against what its policy is attached to.
pub(super) fn check(statement: &Statement, kind: PolicyKind) -> Result<(), Wrong> {
    principal(statement, kind)?;
    resource(statement, kind)?;
    let (Clause::Is(actions) | Clause::Not(actions)) = &statement.action;
    actions.iter().try_for_each(|action| action_name(action))?;
    condition_keys(statement)?;
    if kind == PolicyKind::ResourceControl {
        resource_control(statement)?;
    }
    Ok(())
}

/// An operator has no key twice, and the names of keys have no case.
fn condition_keys(statement: &Statement) -> Result<(), Wrong> {
    let same = |a: &Condition, b: &Condition| a.operator == b.operator && a.key.eq_ignore_ascii_case(&b.key);
    let twice =
        statement.conditions.iter().enumerate().find(|(place, condition)| {
            statement.conditions.iter().take(*place).any(|earlier| same(earlier, condition))
        });
    match twice {
        Some((_, condition)) => {
            Err((".Condition", format!("{}: `{}` is written twice", condition.operator, condition.key)))
        }
        None => Ok(()),
    }
}

fn principal(statement: &Statement, kind: PolicyKind) -> Result<(), Wrong> {
    let wants = !matches!(kind, PolicyKind::Identity | PolicyKind::ServiceControl);
    match (wants, has_principal(statement)) {
        (true, false) => Err(("", "has no Principal, which this policy must have".to_owned())),
        (false, true) => Err((".Principal", "cannot stand in this policy".to_owned())),
        (true, true) if kind == PolicyKind::Trust && matches!(statement.principal, PrincipalClause::Not(_)) => {
            Err((".NotPrincipal", "cannot stand in a trust policy".to_owned()))
        }
        _ => Ok(()),
    }
}

fn resource(statement: &Statement, kind: PolicyKind) -> Result<(), Wrong> {
    match (kind, &statement.resource) {
        (PolicyKind::Trust, Some(_)) => Err((".Resource", "cannot stand in a trust policy".to_owned())),
        (PolicyKind::Identity | PolicyKind::ServiceControl | PolicyKind::ResourceControl, None) => {
            Err(("", "has neither Resource nor NotResource".to_owned()))
        }
        (PolicyKind::Identity | PolicyKind::ServiceControl, Some(Clause::Is(list) | Clause::Not(list))) => {
            list.iter().try_for_each(|pattern| resource_name(pattern))
        }
        _ => Ok(()),
    }
}

/// A resource is `*` or an ARN whose service is written out.
fn resource_name(pattern: &str) -> Result<(), Wrong> {
    if pattern == "*" || pattern.starts_with("${") {
        return Ok(());
    }
    let mut parts = pattern.splitn(6, ':');
    let (prefix, service) = (parts.next(), parts.nth(1));
    if prefix != Some("arn") {
        return Err((".Resource", format!("`{pattern}` is neither * nor an ARN")));
    }
    match service {
        // What ends before its service, such as `arn:aws:s3*`, is tolerated where the star is the last character.
        Some(service) if service.trim_end_matches('*').contains(['*', '?']) || service.starts_with('*') => {
            Err((".Resource", format!("`{pattern}`: the service of an ARN cannot hold a wildcard")))
        }
        _ => Ok(()),
    }
}

/// An action is `*`, or a service written out, a colon and a name.
fn action_name(action: &str) -> Result<(), Wrong> {
    if action == "*" {
        return Ok(());
    }
    match action.split_once(':') {
        Some((service, name)) if !name.is_empty() && !service.is_empty() && !service.contains(['*', '?']) => Ok(()),
        _ => Err((".Action", format!("`{action}` is neither * nor a service and an action"))),
    }
}

/// A resource control policy only denies, and to everyone; the policy of AWS that allows all is the exception.
fn resource_control(statement: &Statement) -> Result<(), Wrong> {
    let everyone = statement.principal == PrincipalClause::Is(vec![Principal::Everyone]);
    if !everyone {
        return Err((".Principal", "must be \"*\" in a resource control policy".to_owned()));
    }
    if matches!(statement.action, Clause::Not(_)) {
        return Err((".NotAction", "cannot stand in a resource control policy".to_owned()));
    }
    let all = |clause: &Clause| matches!(clause, Clause::Is(list) if list.iter().any(|it| it == "*"));
    let allows_all =
        all(&statement.action) && statement.resource.as_ref().is_some_and(all) && statement.conditions.is_empty();
    if statement.effect == Effect::Allow && !allows_all {
        return Err((".Effect", "must be Deny in a resource control policy".to_owned()));
    }
    Ok(())
}
