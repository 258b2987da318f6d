//! Conditions on the source that hops show: for whom a service may call a function, a bus or a log group.

use super::common::{known, list_choice, parse, place, typed};
use crate::finding::Finding;
use crate::flow::Via;
use crate::model::aws::FunctionPermission;
use crate::model::{Aspect, Kind, Resource, permission_in};
use crate::policy::Principal;
use crate::remedy::{Choice, Edit, Refusal, Situation};

/// The edit that binds the statement of a finding to the source that it is used for.
pub(super) fn propose(
    situation: &Situation<'_>,
    finding: &Finding,
    resource: &Resource,
    choice: &Choice,
) -> Result<Vec<Edit>, Refusal> {
    let function = resource.function().ok_or_else(|| Refusal::Impossible("it is no function".to_owned()))?;
    let document = known(situation.estate, &function.policy, "policy of the function")?;
    let gone = || Refusal::Impossible("the statement is not there any more".to_owned());
    let text = document.as_ref().ok_or_else(gone)?.text();
    let policy = parse(text, "policy of the function")?;
    let found = place(&policy, finding).and_then(|index| policy.statements.get(index)).ok_or_else(gone)?;
    let statement = found.sid.clone().unwrap_or_default();
    let held = permission_in(text, &statement).ok_or_else(|| {
        let why = "the statement says more than Lambda's AddPermission can add again: change the policy by hand";
        Refusal::Impossible(why.to_owned())
    })?;
    let (source_arn, source_account) = match list_choice(situation, choice.name).as_deref() {
        Some([arn]) => (Some(arn.clone()), None),
        Some(_) => return Err(Refusal::Impossible("a statement of a function names one source".to_owned())),
        None => source(situation, finding, resource, &held.service)?,
    };
    let (name, service) = (resource.name(), held.service.clone());
    let whom = source_arn.as_deref().or(source_account.as_deref()).unwrap_or_default();
    let summary = format!("Let {service} call function {name} only for {whom}.");
    let wanted = FunctionPermission { source_arn, source_account, ..held };
    let mut edit = typed(resource, Aspect::FunctionPermission { statement }, &wanted, summary)?;
    edit.consequences.push(format!("{service} is refused where it calls for another source."));
    edit.consequences.push(format!("Between the two calls of the change, {service} is not let in for a moment."));
    edit.disruptive = true;
    Ok(vec![edit])
}

/// What the statement has to name: the ARN, and the account where the ARN has none.
type Source = (Option<String>, Option<String>);

/// The one source for which the service is seen to call the function.
fn source(situation: &Situation<'_>, finding: &Finding, function: &Resource, service: &str) -> Result<Source, Refusal> {
    let mut found: Vec<Source> = Vec::new();
    for source in callers(situation, finding, function, service)? {
        let named = named(source, service).ok_or_else(|| {
            let why =
                format!("how {service} names {} as its source is not known here: choose source-arn", source.name());
            Refusal::Impossible(why)
        })?;
        if !found.contains(&named) {
            found.push(named);
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Refusal::Impossible(format!(
            "no hop shows for what {service} calls function {}: choose source-arn, or remove the statement if nothing does",
            function.name()
        ))),
        many => Err(Refusal::Impossible(format!(
            "{service} calls function {} for {} sources, and a statement names one: add a statement for each by hand",
            function.name(),
            many.len()
        ))),
    }
}

/// What the service calls the function for, by the hops that are seen. Hops of a bus do not tell which rule it was, so
/// that rules are looked at themselves.
fn callers<'a>(
    situation: &Situation<'a>,
    finding: &Finding,
    function: &Resource,
    service: &str,
) -> Result<Vec<&'a Resource>, Refusal> {
    if service == "events.amazonaws.com" {
        let mut rules = Vec::new();
        for (_, resource) in situation.estate.all(Kind::EventRule) {
            let Some(rule) = resource.event_rule() else { continue };
            let is_beside = resource.account == function.account && resource.region == function.region;
            if !is_beside && rule.targets.known().is_none() {
                continue;
            }
            let targets = known(situation.estate, &rule.targets, "targets of a rule")?;
            if targets.iter().any(|it| it.arn == function.arn.as_str()) {
                rules.push(&**resource);
            }
        }
        return Ok(rules);
    }
    let graph = situation.context.flows();
    let node = graph.node_of(finding.resource);
    let hops = node.into_iter().flat_map(|node| graph.into(node)).filter_map(|id| graph.hop(*id));
    let called = hops.filter(|hop| Some(hop.called()) == node && hop.via == Via::Service(service.to_owned()));
    let mut callers = Vec::new();
    for hop in called {
        let caller = graph.node(hop.caller()).and_then(|it| it.resource());
        let caller = caller.and_then(|id| situation.estate.resource(id)).ok_or_else(|| {
            Refusal::Impossible(format!(
                "{service} also calls it for something that was not scanned: choose source-arn"
            ))
        })?;
        callers.push(&**caller);
    }
    Ok(callers)
}

/// Refuses unless every service that is let in is seen to act here, and for resources of this account alone.
pub(super) fn must_be_of_the_account(
    situation: &Situation<'_>,
    finding: &Finding,
    resource: &Resource,
    principals: &[Principal],
) -> Result<(), Refusal> {
    let graph = situation.context.flows();
    let held = |node| graph.node(node).and_then(|it| it.resource()).and_then(|id| situation.estate.resource(id));
    let is_here = |node| match resource.kind() {
        Kind::EventBus => graph.node_of(finding.resource) == Some(node),
        _ => held(node).is_some_and(|it| {
            it.kind() == Kind::LogGroup && it.account == resource.account && it.region == resource.region
        }),
    };
    for service in principals {
        let Principal::Service(service) = service else { continue };
        let acts = Via::Service(service.clone());
        let mut seen = graph.hops().filter(|(_, hop)| hop.via == acts && is_here(hop.called())).peekable();
        if seen.peek().is_none() {
            let why = format!("no hop shows for what {service} acts in {}: choose source-arn", resource.name());
            return Err(Refusal::Impossible(why));
        }
        if seen.any(|(_, hop)| held(hop.caller()).is_none_or(|it| it.account != resource.account)) {
            let why = format!("{service} also acts for what is not of account {}: choose source-arn", resource.account);
            return Err(Refusal::Impossible(why));
        }
    }
    Ok(())
}

/// How a service names a resource as its source; none where that is not known.
///
/// Sources: AWS Lambda Developer Guide, the pages of S3, SNS, EventBridge and API Gateway under "Invoking Lambda with events
/// from other AWS services"; Amazon CloudWatch Logs User Guide, "Log group-level subscription filters"; AWS Secrets Manager
/// User Guide, "Lambda rotation function execution role permissions".
fn named(source: &Resource, service: &str) -> Option<Source> {
    let arn = source.arn.as_str();
    Some(match (service, source.kind()) {
        // The ARN of a bucket tells no account, and its name may pass to another one.
        ("s3.amazonaws.com", Kind::Bucket) => (Some(arn.to_owned()), Some(source.account.to_string())),
        ("sns.amazonaws.com", Kind::Topic)
        | ("events.amazonaws.com", Kind::EventRule)
        | ("secretsmanager.amazonaws.com", Kind::Secret) => (Some(arn.to_owned()), None),
        ("logs.amazonaws.com", Kind::LogGroup) => (Some(format!("{}:*", arn.trim_end_matches(":*"))), None),
        ("apigateway.amazonaws.com", Kind::RestApi | Kind::HttpApi) => {
            let (partition, region, account) = (source.arn.partition(), &source.region, &source.account);
            let id = source.arn.short_name();
            (Some(format!("arn:{partition}:execute-api:{region}:{account}:{id}/*")), None)
        }
        _ => return None,
    })
}
