//! Flows as lines for people: pipeline by pipeline, one hop a line.

use std::collections::BTreeMap;

use super::row::{FlowAnswer, HopRow, KeyRow, NodeRow};
use crate::flow::Evidence;
use crate::report::Table;
use crate::text::visible;

pub(super) fn text(answer: &FlowAnswer) -> String {
    let nodes: BTreeMap<&str, &NodeRow> = answer.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let mut text = String::new();
    let mut left: Vec<&HopRow> = answer.hops.iter().collect();
    for pipeline in &answer.pipelines {
        let within = |hop: &&HopRow| pipeline.nodes.contains(&hop.from) && pipeline.nodes.contains(&hop.to);
        let (own, rest): (Vec<&HopRow>, Vec<&HopRow>) = left.into_iter().partition(within);
        left = rest;
        section(&mut text, &pipeline.name, &own, &nodes);
    }
    section(&mut text, "between pipelines", &left, &nodes);
    if text.is_empty() {
        text.push_str("No flows.\n");
    }
    uses(&mut text, answer, &nodes);
    text
}

fn section(text: &mut String, name: &str, hops: &[&HopRow], nodes: &BTreeMap<&str, &NodeRow>) {
    if hops.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let count = if hops.len() == 1 { "1 hop".to_owned() } else { format!("{} hops", hops.len()) };
    text.push_str(&format!("{} ({count})\n", visible(name)));
    let mut table = Table::new(&["from", "does", "to", "as", "key", "known", "notes"]);
    for hop in hops {
        let name =
            |id: &str| nodes.get(id).map_or_else(|| id.to_owned(), |node| format!("{} {}", node.kind, node.name));
        table.row([
            name(&hop.from),
            hop.transfer.word().to_owned(),
            name(&hop.to),
            hop.identity.clone(),
            hop.key.as_ref().map_or(String::new(), key),
            known(hop),
            notes(hop, nodes),
        ]);
    }
    text.push_str(&table.text());
}

/// What events show that no hop explains.
fn uses(text: &mut String, answer: &FlowAnswer, nodes: &BTreeMap<&str, &NodeRow>) {
    if answer.uses.is_empty() {
        return;
    }
    text.push_str(&format!("\nseen, and no hop of a component ({})\n", answer.uses.len()));
    let mut table = Table::new(&["identity", "does", "with", "known", "from"]);
    for row in &answer.uses {
        let node = nodes.get(row.resource.as_str());
        let name = node.map_or_else(|| row.resource.clone(), |node| format!("{} {}", node.kind, node.name));
        let known = day(&row.evidence);
        table.row([row.identity.clone(), row.does.word().to_owned(), name, known, row.evidence.source.clone()]);
    }
    text.push_str(&table.text());
}

/// A kind of evidence, with the day of an observation.
fn day(piece: &Evidence) -> String {
    match piece.at {
        Some(at) => format!("{} {}", piece.kind.word(), at.strftime("%Y-%m-%d")),
        None => piece.kind.word().to_owned(),
    }
}

/// The kinds of evidence, the strongest first, with the day of an observation.
fn known(hop: &HopRow) -> String {
    let mut words: Vec<String> = Vec::new();
    for piece in &hop.evidence {
        let word = day(piece);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

/// Whose key, and which one of a customer.
fn key(key: &KeyRow) -> String {
    match &key.name {
        Some(name) if key.owner == "customer" => {
            format!("customer {}", name.rsplit(['/', ':']).next().unwrap_or(name))
        }
        _ => key.owner.to_owned(),
    }
}

/// The way out of a VPC, where it is told.
fn network(hop: &HopRow) -> Option<String> {
    let ids: Vec<&str> = hop.vpc_endpoints.iter().map(|arn| arn.rsplit('/').next().unwrap_or(arn)).collect();
    match hop.network {
        "vpc_endpoint" => Some(format!("by VPC endpoint {}", ids.join(", "))),
        "mixed" if ids.is_empty() => Some("only some subnets have a way out".to_owned()),
        "mixed" => Some(format!("from some subnets by VPC endpoint {}, from some not", ids.join(", "))),
        "no_route" => Some("no way out of the VPC is seen".to_owned()),
        _ => None,
    }
}

/// What a person should look at.
fn notes(hop: &HopRow, nodes: &BTreeMap<&str, &NodeRow>) -> String {
    let mut notes: Vec<String> = hop.crosses.iter().map(|it| format!("crosses {}", it.word())).collect();
    notes.extend(network(hop));
    if hop.encrypted_in_transit == Some(false) {
        notes.push("not encrypted in transit".to_owned());
    }
    if hop.logged == "no" {
        notes.push("not logged".to_owned());
    }
    if nodes.get(hop.to.as_str()).is_some_and(|node| node.encryption == "none") {
        notes.push("not encrypted at rest".to_owned());
    }
    notes.join(", ")
}
