//! Flows in the languages of Graphviz and Mermaid.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::row::{FlowAnswer, HopRow, NodeRow, SideRow};
use super::svg;
use crate::flow::{EvidenceKind, Transfer};
use crate::model::Classification;
use crate::text::visible;

/// Short names for nodes, in their order.
fn numbers(answer: &FlowAnswer) -> BTreeMap<&str, String> {
    answer.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), format!("n{at}"))).collect()
}

/// How a language writes the beginning and the end of a group, and a node.
struct Language {
    begin: fn(usize, &SideRow) -> String,
    node: fn(&NodeRow, &str) -> String,
    end: &'static str,
}

/// All nodes: those on a side of trust boundaries in its group, with the groups of the sides that lie in it.
fn put_nodes(text: &mut String, answer: &FlowAnswer, numbers: &BTreeMap<&str, String>, language: &Language) {
    put_sides(text, answer, numbers, language, None);
    let on_one: BTreeSet<&str> = answer.sides.iter().flat_map(|side| &side.nodes).map(String::as_str).collect();
    put_held(text, answer, numbers, language, |id| !on_one.contains(id));
}

fn put_sides(
    text: &mut String,
    answer: &FlowAnswer,
    numbers: &BTreeMap<&str, String>,
    language: &Language,
    within: Option<u16>,
) {
    for (side, at) in answer.sides.iter().zip(0_u16..).filter(|(side, _)| side.within == within) {
        text.push_str(&(language.begin)(usize::from(at), side));
        let held: BTreeSet<&str> = side.nodes.iter().map(String::as_str).collect();
        put_held(text, answer, numbers, language, |id| held.contains(id));
        put_sides(text, answer, numbers, language, Some(at));
        text.push_str(language.end);
    }
}

fn put_held(
    text: &mut String,
    answer: &FlowAnswer,
    numbers: &BTreeMap<&str, String>,
    language: &Language,
    is_held: impl Fn(&str) -> bool,
) {
    for node in answer.nodes.iter().filter(|node| is_held(&node.id)) {
        text.extend(numbers.get(node.id.as_str()).map(|number| (language.node)(node, number)));
    }
}

/// What it is, the class of its data, and what a person should look at.
fn detail(node: &NodeRow) -> String {
    let class = Some(node.classification.word()).filter(|_| node.classification != Classification::Unknown);
    let badges = svg::badges(node).map(|(_, badge)| badge);
    [Some(node.kind.as_str()), class].into_iter().flatten().chain(badges).collect::<Vec<_>>().join(", ")
}

const DOT: Language = Language {
    begin: |at, side| {
        let colour = if side.outside { ", color=\"#b3261e\"" } else { "" };
        let label = quoted(&side.name);
        format!("  subgraph cluster_{at} {{ graph [label=\"{label}\", peripheries=2{colour}];\n")
    },
    node: |node, number| {
        let style = if node.layer.is_none() { ", style=dashed" } else { "" };
        let label = format!("{}\\n{}", quoted(&node.name), quoted(&detail(node)));
        format!("  {number} [label=\"{label}\"{style}{}];\n", colour(node))
    },
    end: "  }\n",
};

pub(super) fn dot(answer: &FlowAnswer) -> String {
    let numbers = numbers(answer);
    let mut text = String::from("digraph flows {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
    put_nodes(&mut text, answer, &numbers, &DOT);
    let classes: BTreeMap<&str, &NodeRow> = answer.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
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
        let (label, colour) =
            (quoted(&label(hop)), classes.get(hop.from.as_str()).map_or(String::new(), |node| colour(node)));
        put(&mut text, format_args!("  {from} -> {to} [label=\"{label}\", style={style}{ends}{colour}];\n"));
    }
    text.push_str("}\n");
    text
}

/// The colours of classes of data.
const COLOURS: [(Classification, &str); 3] = [
    (Classification::Restricted, "#b3261e"),
    (Classification::Internal, "#8a6d00"),
    (Classification::Public, "#1b6e3c"),
];

fn colour(node: &NodeRow) -> String {
    let held = COLOURS.iter().find(|(class, _)| *class == node.classification);
    held.map_or(String::new(), |(_, colour)| format!(", color=\"{colour}\""))
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

const MERMAID: Language = Language {
    begin: |at, side| format!("  subgraph b{at}[\"{}\"]\n", plain(&side.name)),
    node: |node, number| {
        let label = format!("{}<br/>{}", plain(&node.name), plain(&detail(node)));
        let (open, close) = match (node.layer, node.encryption) {
            (None, _) => ("([", "])"),
            (_, "") => ("[", "]"),
            _ => ("[(", ")]"),
        };
        format!("  {number}{open}\"{label}\"{close}{}\n", classed(node))
    },
    end: "  end\n",
};

pub(super) fn mermaid(answer: &FlowAnswer) -> String {
    let numbers = numbers(answer);
    let mut text = String::from("flowchart LR\n");
    put_nodes(&mut text, answer, &numbers, &MERMAID);
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
    for (class, colour) in COLOURS {
        if answer.nodes.iter().any(|node| node.classification == class) {
            put(&mut text, format_args!("  classDef {} stroke:{colour},stroke-width:2px\n", class.word()));
        }
    }
    text
}

/// The class of a node's data as Mermaid takes it.
fn classed(node: &NodeRow) -> String {
    match node.classification {
        Classification::Unknown => String::new(),
        class => format!(":::{}", class.word()),
    }
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
