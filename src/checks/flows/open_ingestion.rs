//! `flow-open-ingestion`.

use crate::checks::aspects::policy_of;
use crate::checks::outsiders::{Gate, Passage};
use crate::checks::statements::{covers_any, impact};
use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::flow::{HopId, NodeId};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};
use crate::policy::{Opening, Statement};

use super::lineage::carries;
use super::public_store::open_to_everyone;
use super::{hidden, words};

define_check! {
    /// What everyone can write into, everyone can poison: whatever lies downstream believes it. The door may look harmless;
    /// the flow shows what stands behind it.
    ///
    /// Looks at stores and components with a policy of their own that feed others by a hop. Fails when a statement of the
    /// policy lets in everyone to send, put, publish or invoke, no condition keeps it to fixed callers, and the engine of
    /// access finds that somebody from outside gets through; for a bucket, when its own check of public access says so as
    /// well. The finding names the pipeline and what is downstream. Is unknown when the policy could not be read or
    /// understood. HTTP endpoints of an API have checks of their own. What opens addresses of a
    /// function counts where it has one that is opened by it.
    ///
    /// By hand: name the senders in the policy, or put an API with authentication and limits in front.
    ///
    /// Source: AWS Well-Architected Framework, security pillar, SEC03-BP07 "Analyze public and cross-account access".
    id: "flow-open-ingestion",
    title: "Not everyone can put data into a pipeline",
    kind: Kind::Bucket,
    also: Kind::PARTS,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 4,
    impact: 4,
    remedies: &[],
    mappings: &[
        Mapping::soc2("CC6.1"), Mapping::soc2("CC6.6"), Mapping::pci("6.2.4"), Mapping::hipaa("164.312(c)(1)"),
        Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

/// The key of requests that says how an address of a function asks who calls.
const URL_AUTHENTICATION: &str = "lambda:FunctionUrlAuthType";

/// Actions that bring data in.
const PUTS: [&str; 13] = [
    "s3:PutObject",
    "sqs:SendMessage",
    "sns:Publish",
    "kinesis:PutRecord",
    "kinesis:PutRecords",
    "firehose:PutRecord",
    "firehose:PutRecordBatch",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "events:PutEvents",
    "states:StartExecution",
    "lambda:InvokeFunction",
    "lambda:InvokeFunctionUrl",
];

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let graph = context.flows();
    let Some(node) = graph.node_of(id) else { return Outcome::NotApplicable };
    let feeds = |hop: &HopId| graph.hop(*hop).is_some_and(carries);
    let source = match policy_of(context, resource) {
        _ if !graph.out_of(node).iter().any(feeds) => return Outcome::NotApplicable,
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    let service = resource.arn.service();
    let puts: Vec<&str> =
        PUTS.into_iter().filter(|it| it.split_once(':').is_some_and(|(of, _)| of == service)).collect();
    let exposure = context.exposure(source.policy);
    let (mut open, mut reasons): (Vec<&Opening<'_>>, Vec<Reason>) = (Vec::new(), Vec::new());
    for opening in exposure.public.iter().filter(|it| covers_any(it.statement, &puts)) {
        match address(resource, opening.statement) {
            Fact::Known(false) => {}
            Fact::Unknown(gap) => reasons.push(Reason::Gap(gap)),
            Fact::Known(true) | Fact::NotApplicable => open.push(opening),
        }
    }
    if open.is_empty() {
        return Outcome::concluded(Vec::new(), reasons);
    }
    // A bucket has blocks besides its policy, which its own check knows.
    if let other @ (Outcome::Pass | Outcome::Unknown(_)) = open_to_everyone(context, id, resource)
        && resource.kind() == Kind::Bucket
    {
        return other;
    }
    let gate = Gate::of(context, id, resource);
    let mut faults: Vec<Fault> = Vec::new();
    for opening in open {
        match gate.everyone(source.document, opening.index) {
            Passage::Closed(_) => {}
            Passage::Unknown(why) => reasons.extend(why),
            Passage::Open(remarks) => {
                let words = summary(context, node, &source.name(opening.index));
                let fault = remarks.into_iter().fold(source.public_fault(opening, words), Fault::with);
                faults.push(downstream(context, node).into_iter().fold(fault, Fault::with));
            }
        }
    }
    let feeds_restricted = |fault: Fault| fault.factor(impact(1, "feeds a restricted store"));
    if below(context, node).iter().any(|it| context.lineage().of(context, *it).is_restricted()) {
        faults = faults.into_iter().map(feeds_restricted).collect();
    }
    Outcome::concluded(faults, reasons)
}

/// Of a statement that lets in callers of a function's address alone: whether there is an address that it opens. The one
/// that goes with it opens no further door.
///
/// Source: AWS Lambda Developer Guide, "Control access to Lambda function URLs".
fn address(resource: &Resource, statement: &Statement) -> Fact<bool> {
    let Some(function) = resource.function() else { return Fact::NotApplicable };
    if statement.conditions_on("lambda:InvokedViaFunctionUrl").next().is_some() {
        return Fact::Known(false);
    }
    if statement.covers("lambda:InvokeFunction") {
        return Fact::NotApplicable;
    }
    function.urls.map(|urls| urls.iter().any(|url| statement.takes_value(URL_AUTHENTICATION, &url.authentication)))
}

fn summary(context: &Context<'_>, node: NodeId, statement: &str) -> String {
    let pipelines = context.pipelines();
    let named = pipelines.of(node).first().and_then(|id| pipelines.get(*id));
    match named {
        Some(pipeline) => format!("Everyone can put data into the pipeline {} here ({statement})", pipeline.name),
        None => format!("Everyone can put data into what is downstream of here ({statement})"),
    }
}

/// What lies downstream, the nearest first, as far as it is worth naming.
fn below(context: &Context<'_>, node: NodeId) -> Vec<NodeId> {
    const ENOUGH: usize = 24;
    let graph = context.flows();
    let (mut found, mut at) = (vec![node], 0);
    while let Some(here) = found.get(at).copied().filter(|_| found.len() < ENOUGH) {
        let hops = graph.out_of(here).iter().filter_map(|hop| graph.hop(*hop)).filter(|hop| carries(hop));
        for hop in hops.take(ENOUGH) {
            if !found.contains(&hop.to) {
                found.push(hop.to);
            }
        }
        at += 1;
    }
    found.remove(0);
    found
}

fn downstream(context: &Context<'_>, node: NodeId) -> Vec<Evidence> {
    below(context, node).into_iter().filter_map(|it| words::related(context, it, "feeds")).collect()
}
