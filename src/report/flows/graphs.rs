//! Flows in the languages of Graphviz and Mermaid.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::row::{FlowAnswer, HopRow, NodeRow};
use crate::flow::{EvidenceKind, Transfer};
use crate::model::Classification;
use crate::text::visible;

/// Short names for nodes, in their order.
fn numbers(answer: &FlowAnswer) -> BTreeMap<&str, String> {
    answer.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), format!("n{at}"))).collect()
}

pub(super) fn dot(answer: &FlowAnswer) -> String {
    let numbers = numbers(answer);
    let mut text = String::from("digraph flows {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
    for (node, number) in answer.nodes.iter().filter_map(|node| Some((node, numbers.get(node.id.as_str())?))) {
        let style = if node.layer.is_none() { ", style=dashed" } else { "" };
        let label = format!("{}\\n{}", quoted(&node.name), quoted(&node.kind));
        put(&mut text, format_args!("  {number} [label=\"{label}\"{style}{}];\n", colour(node)));
    }
    for hop in &answer.hops {
        let (Some(from), Some(to)) = (numbers.get(hop.from.as_str()), numbers.get(hop.to.as_str())) else { continue };
        let style = match hop.strength {
            EvidenceKind::Observed => "bold",
            EvidenceKind::Declared => "solid",
            EvidenceKind::Referenced => "dashed",
        };
        let ends = match hop.transfer {
            Transfer::Exchange => ", dir=both",
            Transfer::Refer => ", dir=none",
            _ => "",
        };
        let label = quoted(&label(hop));
        put(&mut text, format_args!("  {from} -> {to} [label=\"{label}\", style={style}{ends}];\n"));
    }
    text.push_str("}\n");
    text
}

fn colour(node: &NodeRow) -> &'static str {
    match node.classification {
        Classification::Restricted => ", color=\"#b3261e\"",
        Classification::Internal => ", color=\"#8a6d00\"",
        Classification::Public => ", color=\"#1b6e3c\"",
        Classification::Unknown => "",
    }
}

/// What is done, and which boundaries are crossed.
fn label(hop: &HopRow) -> String {
    let crossed: Vec<&str> = hop.crosses.iter().map(|it| it.word()).collect();
    match crossed.as_slice() {
        [] => hop.transfer.word().to_owned(),
        crossed => format!("{} (crosses {})", hop.transfer.word(), crossed.join(", ")),
    }
}

/// A text between double quotes of DOT.
fn quoted(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('"', "\\\"")
}

pub(super) fn mermaid(answer: &FlowAnswer) -> String {
    let numbers = numbers(answer);
    let mut text = String::from("flowchart LR\n");
    for (node, number) in answer.nodes.iter().filter_map(|node| Some((node, numbers.get(node.id.as_str())?))) {
        let label = format!("{}<br/>{}", plain(&node.name), plain(&node.kind));
        let (open, close) = match (node.layer, node.encryption) {
            (None, _) => ("([", "])"),
            (_, "") => ("[", "]"),
            _ => ("[(", ")]"),
        };
        put(&mut text, format_args!("  {number}{open}\"{label}\"{close}\n"));
    }
    for hop in &answer.hops {
        let (Some(from), Some(to)) = (numbers.get(hop.from.as_str()), numbers.get(hop.to.as_str())) else { continue };
        let line = match hop.strength {
            EvidenceKind::Observed => "==",
            EvidenceKind::Declared => "--",
            EvidenceKind::Referenced => "-.-",
        };
        let arrow = match hop.transfer {
            Transfer::Exchange => format!("<{line}>"),
            Transfer::Refer if hop.strength == EvidenceKind::Referenced => line.to_owned(),
            // A line without a head is one longer.
            Transfer::Refer => format!("{line}{}", line.get(..1).unwrap_or_default()),
            _ => format!("{line}>"),
        };
        put(&mut text, format_args!("  {from} {arrow}|\"{}\"| {to}\n", plain(&label(hop))));
    }
    text
}

/// A text between double quotes of Mermaid, which reads HTML and its own entities there.
fn plain(text: &str) -> String {
    let entity = |letter: char| match letter {
        '"' => "#quot;".to_owned(),
        '<' => "#lt;".to_owned(),
        '>' => "#gt;".to_owned(),
        '#' => "#35;".to_owned(),
        '&' => "#amp;".to_owned(),
        letter => letter.to_string(),
    };
    visible(text).chars().map(entity).collect()
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = text.write_fmt(line);
}
