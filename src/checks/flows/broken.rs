//! `flow-broken`.

use crate::checks::lacks::{self, Lack, Missing, customer_key, lack};
use crate::checks::statements::{impact, likelihood};
use crate::checks::{Context, Fault, Outcome, Threat, limits};
use crate::finding::Evidence;
use crate::flow::{Hop, Via};
use crate::model::{AtRest, Domain, Fact, Kind, Resource, ResourceId};
use crate::policy::access::Between;

use super::needs::{self, Needs};
use super::{ARRIVES, hidden, parts, words};

define_check! {
    /// A permission that was taken away, or never given, stops data without a word: the configuration still shows the hop,
    /// and messages pile up or are lost.
    ///
    /// Looks at declared hops that a role makes, or a service under its own name. Fails when the engine of access says of an
    /// action that the hop needs that it is denied for certain, on the target and on every part of it that a policy
    /// singles out: by the policies of both sides, the boundary and the organization. The key of the target's data is
    /// asked as well: its policy must let the role, or the service, use it, and a key that AWS manages lets no other service
    /// in. A dead-letter target that cannot be written counts for more. What hangs on a condition is not called
    /// broken, nor is a bucket with access points, through which the hop may go, nor a table of a Data Catalog that has a
    /// policy. An export of a table is made by whoever asked for it, and is left out. Is unknown where something that
    /// could not be read decides. Passes otherwise.
    ///
    /// By hand: allow the action in a policy of the role, or the service in the policy of the target or of its key, with a
    /// condition on the source; or take out the hop.
    ///
    /// Sources: AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role"; Amazon S3 User
    /// Guide, "Granting permissions to publish event notification messages to a destination"; Amazon SQS Developer Guide,
    /// "Configure KMS permissions for AWS services".
    id: "flow-broken",
    title: "Whoever makes a hop may make it",
    kind: Kind::Bucket,
    also: Kind::PARTS,
    domain: Domain::Infrastructure,
    threat: Threat::DenialOfService,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: ARRIVES,
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let (mut faults, mut reasons, mut asked) = (Vec::new(), Vec::new(), false);
    for hop in parts::charged(context, id).filter(|hop| parts::is_declared(hop)) {
        let called = context.flows().node(hop.called()).and_then(|node| node.resource());
        let Some((called, target)) = called.and_then(|id| Some((id, context.estate.resource(id)?))) else { continue };
        let Some(lacks) = lacks(context, hop, resource, (called, target)) else { continue };
        asked = true;
        let (sure, open): (Vec<_>, Vec<_>) = lacks.into_iter().partition(Result::is_ok);
        match sure.into_iter().flatten().next() {
            Some(lack) => faults.push(fault(context, hop, (called, target), lack)),
            None => open.into_iter().filter_map(Result::err).for_each(|unread| reasons.extend(limits::reasons(unread))),
        }
    }
    if asked { Outcome::concluded(faults, reasons) } else { Outcome::NotApplicable }
}

/// What a hop lacks; none where it is not known what it needs.
fn lacks(
    context: &Context<'_>,
    hop: &Hop,
    caller: &Resource,
    (id, target): (ResourceId, &Resource),
) -> Option<Vec<Missing>> {
    let service = target.arn.service();
    match &hop.via {
        Via::Role(role) => {
            let needs = needs::of_role(service, target.arn.resource(), hop.transfer, caller.arn.service())?;
            if has_other_door(context, needs, target) || signs_in_otherwise(caller) {
                return None;
            }
            let mut lacks = of_role(&context.inquiry().between(*role, id)?, needs, target)?;
            // A delivery stream may bring a key of its own for what it writes into a bucket.
            if caller.kind() != Kind::DeliveryStream || service != "s3" {
                lacks.extend(lacks::of_key(context, *role, needs.key, target));
            }
            Some(lacks)
        }
        Via::Service(principal) => {
            let (action, from_source) = needs::of_service(principal, service)?;
            let told = if from_source { source(caller) } else { Vec::new() };
            let told: Vec<(&str, &str)> = told.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let between = context.inquiry().service_on(principal, id)?;
            let on = target.arn.to_string();
            let mut lacks: Vec<Missing> = lack(&between, &[action], &[on], &told).into_iter().collect();
            lacks.extend(of_services_key(context, principal, service, target, &told));
            Some(lacks)
        }
        _ => None,
    }
}

/// Whether something besides the target's own policy may let the role in: an access point, the policy of the part, or that
/// of the catalog, which no table carries itself.
fn has_other_door(context: &Context<'_>, needs: &Needs, target: &Resource) -> bool {
    let has_points = || target.bucket().is_some_and(|it| context.access_points_of(&it.name).next().is_some());
    let of_part = || !needs.whole && !target.detail.aspects().part_documents().is_empty();
    let catalog = || {
        let arn = &target.arn;
        let name = format!("arn:{}:glue:{}:{}:catalog", arn.partition(), target.region, target.account);
        context.estate.find(&name).and_then(|(_, it)| it.glue_catalog()).is_none_or(|it| it.policy != Fact::Known(None))
    };
    has_points()
        || of_part()
        || (target.arn.service() == "glue" && matches!(needs.begins, "table/" | "database/") && catalog())
}

/// Whether a connector gets into its cluster by other means than its role.
fn signs_in_otherwise(caller: &Resource) -> bool {
    caller.kafka_connector().is_some_and(|it| it.authentication.as_deref() != Some("IAM"))
}

/// What a service tells of the resource that it acts for.
fn source(caller: &Resource) -> Vec<(&'static str, String)> {
    let mut told = vec![("aws:SourceArn", caller.arn.to_string())];
    if caller.kind() == Kind::Bucket {
        told.push(("aws:SourceAccount", caller.account.to_string()));
    }
    told
}

fn of_role(between: &Between<'_>, needs: &Needs, target: &Resource) -> Option<Vec<Missing>> {
    let own = target.arn.as_str();
    let mut targets =
        if needs.inside.is_empty() { Vec::new() } else { between.parts(&format!("{own}{}", needs.inside))? };
    if needs.whole {
        targets.push(own.to_owned());
    }
    Some(needs.actions.iter().filter_map(|group| lack(between, group, &targets, &[])).collect())
}

fn of_services_key(
    context: &Context<'_>,
    principal: &str,
    service: &str,
    target: &Resource,
    told: &[(&str, &str)],
) -> Option<Missing> {
    let actions = needs::service_key(service);
    let at_rest = target.detail.aspects().at_rest();
    let name = at_rest.known().and_then(AtRest::key)?;
    if name.contains("alias/aws/") {
        return actions.first().map(|action| Ok(Lack { action, on: name.to_owned(), by: Vec::new() }));
    }
    let (id, key) = customer_key(context, target)?;
    let between = context.inquiry().service_on(principal, id)?;
    let on = [key.arn.to_string()];
    actions.iter().find_map(|action| lack(&between, &[*action], &on, told))
}

fn fault(context: &Context<'_>, hop: &Hop, (id, target): (ResourceId, &Resource), lack: Lack) -> Fault {
    let who = match &hop.via {
        Via::Role(role) => context.estate.resource(*role).map_or_else(String::new, |it| format!("role {}", it.name())),
        Via::Service(principal) => principal.clone(),
        _ => String::new(),
    };
    let end = words::name(context, if hop.called() == hop.from { hop.from } else { hop.to });
    let way = if hop.called() == hop.from { "from" } else { "to" };
    let summary = format!("Data does not get through {way} {end}: {who} may not do {}", lack.action);
    let fault = Fault::new(summary).at(format!("{} {}", target.arn, lack.action)).with(words::evidence(context, hop));
    let fault = lack.evidence(context.estate).into_iter().fold(fault, Fault::with);
    let fault = fault.with(Evidence::Related { relation: "leads to", resource: id });
    let fault = match &hop.via {
        Via::Role(role) => fault.with(Evidence::Related { relation: "works as", resource: *role }),
        _ => fault,
    };
    if !parts::is_dead_letter(hop) {
        return fault;
    }
    let unseen = likelihood(1, "nobody looks at a dead-letter target until it is needed");
    fault.factor(unseen).factor(impact(1, "what could not be worked off is lost"))
}
