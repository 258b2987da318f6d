//! `flow-role-shared`.

use std::collections::BTreeSet;

use crate::checks::statements::impact;
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::finding::Evidence;
use crate::flow::PipelineId;
use crate::model::{Domain, Kind, Layer, Resource, ResourceId};

use super::{hidden, words};

define_check! {
    /// One role under several pipelines joins what the pipelines keep apart: whoever takes over one component has the data
    /// of all. One role under ingestion and processing lets the part that meets the outside write what the part behind
    /// it may write.
    ///
    /// Fails when components of several pipelines work as the role, and, with lower risk, when components of several layers
    /// of one pipeline do. Pipelines count as your configuration splits and joins them. One component that acts in two layers
    /// is fine: it needs both. Components are those whose configuration names the role. Roles that a service makes for
    /// itself are left out. Passes when all components are of one layer of one pipeline.
    ///
    /// By hand: give each component a role of its own, with what its own hops need.
    ///
    /// Source: AWS Well-Architected Framework, security pillar, SEC03-BP02 "Grant least privilege access"; AWS Lambda
    /// Developer Guide, "Defining Lambda function permissions with an execution role".
    id: "flow-role-shared",
    title: "A role serves one part of one pipeline",
    kind: Kind::Role,
    layer: Some(Layer::Processing),
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: &[
        Mapping::soc2("CC6.3"), Mapping::pci("7.2.2"), Mapping::hipaa("164.308(a)(4)(ii)(B)"),
        Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let graph = context.flows();
    let components = components(context, id);
    if components.is_empty() || resource.arn.resource().starts_with("role/aws-service-role/") {
        return Outcome::NotApplicable;
    }
    if components.len() == 1 {
        return Outcome::Pass;
    }
    let pipelines: BTreeSet<PipelineId> = components
        .iter()
        .filter_map(|it| graph.node_of(*it))
        // What several pipelines share, such as a bus, belongs to none of them alone.
        .filter_map(|node| if let [only] = context.pipelines().of(node) { Some(*only) } else { None })
        .collect();
    let held = || components.iter().filter_map(|it| context.estate.resource(*it));
    let layers: BTreeSet<Layer> = held().map(|it| it.layer()).filter(|it| *it != Layer::Monitoring).collect();
    let names: Vec<&str> =
        pipelines.iter().filter_map(|it| context.pipelines().get(*it)).map(|it| it.name.as_str()).collect();
    let fault = if names.len() > 1 {
        Fault::new(format!("{} components of {} pipelines work as this role", components.len(), names.len()))
    } else if layers.len() > 1 {
        let layers: Vec<&str> = layers.iter().map(|it| it.word()).collect();
        let summary = format!("Components of several layers work as this role: {}", layers.join(", "));
        Fault::new(summary).factor(impact(-1, "all are of one pipeline"))
    } else {
        return Outcome::Pass;
    };
    let fault = names.iter().fold(fault, |fault, name| fault.with(Evidence::Note(format!("pipeline {name}"))));
    let works = components.into_iter().map(|resource| Evidence::Related { relation: "works as", resource });
    Outcome::fault(works.fold(fault, Fault::with))
}

/// The components that work as a role: those that name it, else those that make its hops.
fn components(context: &Context<'_>, role: ResourceId) -> Vec<ResourceId> {
    let graph = context.flows();
    let naming = context.lineage().components(role);
    if !naming.is_empty() {
        return naming.to_vec();
    }
    let hops = graph.hops_as(role).iter().filter_map(|hop| graph.hop(*hop));
    let callers: BTreeSet<ResourceId> =
        hops.filter_map(|hop| graph.node(hop.caller())).filter_map(|node| node.resource()).collect();
    callers.into_iter().filter(|id| words::takes_part(context, *id)).collect()
}
