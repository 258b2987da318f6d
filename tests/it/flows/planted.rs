//! The hops of a whole estate beside those that were planted in it: `scripts/pipelines` writes down what it plants.

use std::collections::BTreeSet;

use serde_json::Value;
use tidegate::flow::{EvidenceKind, FlowGraph, Node, NodeId, PipelineRules, Pipelines};
use tidegate::model::Estate;

/// A hop as `FROM -transfer-> TO (evidence)`, by ARNs and the names of what is outside.
pub type Hops = BTreeSet<String>;

/// The declared and referenced hops that a manifest lists.
pub fn planted(manifest: &Value) -> Hops {
    let hops = manifest["hops"].as_array().unwrap().iter();
    let word = |hop: &Value, name: &str| hop[name].as_str().unwrap().to_owned();
    hops.map(|hop| {
        let [from, to, transfer, evidence] = ["from", "to", "transfer", "evidence"].map(|name| word(hop, name));
        format!("{from} -{transfer}-> {to} ({evidence})")
    })
    .collect()
}

/// The declared and referenced hops of an estate's graph.
pub fn found(estate: &Estate) -> Hops {
    let graph = FlowGraph::new(estate);
    let name = |end: NodeId| match graph.node(end).unwrap() {
        Node::Resource(id) => estate.resource(*id).unwrap().arn.to_string(),
        Node::Outside(outside) => outside.name.clone(),
    };
    let mut hops = Hops::new();
    for (_, hop) in graph.hops() {
        let transfer = serde_json::to_value(hop.transfer).unwrap();
        for evidence in hop.evidence.iter().filter(|it| it.kind != EvidenceKind::Observed) {
            let (from, to, kind) = (name(hop.from), name(hop.to), evidence.kind.word());
            hops.insert(format!("{from} -{}-> {to} ({kind})", transfer.as_str().unwrap()));
        }
    }
    hops
}

/// Prints precision and recall, and demands that both are 1.
pub fn compare(found: &Hops, planted: &Hops) {
    let both = found.intersection(planted).count();
    let share = |of: usize| f64::from(u32::try_from(both).unwrap()) / f64::from(u32::try_from(of).unwrap());
    eprintln!(
        "{} hops planted, {} found: precision {:.3}, recall {:.3}",
        planted.len(),
        found.len(),
        share(found.len()),
        share(planted.len())
    );
    let missed: Vec<_> = planted.difference(found).collect();
    let invented: Vec<_> = found.difference(planted).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed: {missed:#?}\ninvented: {invented:#?}");
    assert!(both > 100, "only {both} hops were planted");
}

/// The names of an estate's pipelines.
pub fn pipelines(estate: &Estate) -> BTreeSet<String> {
    let graph = FlowGraph::new(estate);
    let found = Pipelines::new(estate, &graph, &PipelineRules::default());
    found.all().iter().map(|it| it.name.clone()).collect()
}

/// The names of the pipelines that a manifest lists.
pub fn planted_pipelines(manifest: &Value) -> BTreeSet<String> {
    manifest["pipelines"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
}
