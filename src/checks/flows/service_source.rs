//! `flow-service-hop-without-source`.

use rustc_hash::FxHashSet;

use crate::checks::{CATALOGUE, Context, Mapping, Outcome, Threat, aspects};
use crate::flow::Via;
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::hidden;

define_check! {
    /// A service that writes into a store, or calls a component, does so for all of its customers. A policy that lets the
    /// service in without saying for whom lets in every account that names this target as its own: the confused
    /// deputy.
    ///
    /// Looks at whatever a service calls under its own name by a hop that is seen. Fails for each statement of the target's
    /// policy that allows just that service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths`, unless a Deny or a resource control policy keeps out what the
    /// service does for others. Kinds that have a check of their own for this are left to it. Is unknown while the policy
    /// could not be read.
    ///
    /// By hand: add a condition on `aws:SourceArn` with the ARN of what the hop comes from, or on `aws:SourceAccount`.
    ///
    /// Source: IAM User Guide, "The confused deputy problem".
    id: "flow-service-hop-without-source",
    title: "A service that makes a hop is let in for your own resources only",
    kind: Kind::Bucket,
    also: Kind::PARTS,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &["add-source-conditions"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let graph = context.flows();
    let Some(node) = graph.node_of(id) else { return Outcome::NotApplicable };
    let around = graph.into(node).iter().chain(graph.out_of(node)).filter_map(|hop| graph.hop(*hop));
    let services: FxHashSet<&str> = around
        .filter(|hop| hop.called() == node)
        .filter_map(|hop| if let Via::Service(name) = &hop.via { Some(name.as_str()) } else { None })
        .collect();
    if services.is_empty() || has_own_check(resource.kind()) {
        return Outcome::NotApplicable;
    }
    aspects::services_without_source(context, id, resource, |service| services.contains(service))
}

fn has_own_check(kind: Kind) -> bool {
    let own = CATALOGUE.iter().filter(|check| check.id.ends_with("-service-source"));
    own.into_iter().any(|check| check.kinds().any(|it| it == kind))
}
