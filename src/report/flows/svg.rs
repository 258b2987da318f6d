//! Flows as a picture, laid out as the console lays them out.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::row::{FlowAnswer, HopRow, NodeRow};
use crate::flow::layout::{BoxSize, Layout, Picture, Rect, Route, lay_out};
use crate::flow::{EvidenceKind, Transfer};
use crate::model::{Classification, Layer};
use crate::text::visible;

/// Points of a cell.
const CELL: (u32, u32) = (8, 16);

/// Cells around the picture.
const EDGE: u32 = 1;

/// The widest that a box is made, in cells.
const WIDEST: usize = 34;

pub(super) fn svg(answer: &FlowAnswer) -> String {
    let places: BTreeMap<&str, usize> =
        answer.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let line = |hop: &HopRow| Some((*places.get(hop.from.as_str())?, *places.get(hop.to.as_str())?));
    let hops: Vec<(&HopRow, (usize, usize))> = answer.hops.iter().filter_map(|hop| Some((hop, line(hop)?))).collect();
    let two_way = |(at, (hop, _)): (usize, &(&HopRow, _))| hop.transfer.is_two_way().then_some(at);
    let picture = Picture {
        boxes: answer.nodes.iter().map(size).collect(),
        lines: hops.iter().map(|(_, line)| *line).collect(),
        loose: hops.iter().enumerate().filter_map(two_way).collect(),
    };
    let layout = lay_out(&picture, u16::MAX);
    let mut text = head(&layout);
    for ((hop, _), route) in hops.iter().zip(&layout.routes) {
        text.push_str(&path(hop, route));
    }
    for (node, rect) in answer.nodes.iter().zip(&layout.boxes) {
        text.push_str(&boxed(node, rect));
    }
    text.push_str("</svg>\n");
    text
}

fn size(node: &NodeRow) -> BoxSize {
    let width = node.name.width().max(detail(node).width()).min(WIDEST) + 4;
    let hint = node.layer.and_then(|layer| Layer::ALL.iter().position(|it| *it == layer)).unwrap_or_default();
    let width = u16::try_from(width).unwrap_or(40);
    BoxSize { width, least: width, height: 4, frame: None, hint: u16::try_from(hint).unwrap_or_default() }
}

fn detail(node: &NodeRow) -> String {
    match node.encryption {
        "" => node.kind.clone(),
        encryption => format!("{}, {encryption}", node.kind),
    }
}

const STYLE: &str = "text{font:13px ui-monospace,monospace;fill:#1c1b1f}.k{fill:#5f5b66;font-size:11px}\
    rect{fill:#fff;stroke:#5f5b66;stroke-width:1.5}path{fill:none;stroke:#5f5b66;stroke-width:1.5;marker-end:url(#a)}\
    .referenced{stroke-dasharray:4 4}.both{marker-start:url(#a)}.open{marker-end:none}.observed{stroke-width:3}.outside rect{stroke-dasharray:4 3}\
    .restricted rect{stroke:#b3261e;stroke-width:2.5}.internal rect{stroke:#8a6d00}.public rect{stroke:#1b6e3c}\
    path.crosses{stroke:#b3261e}@media (prefers-color-scheme:dark){text{fill:#e6e1e5}.k{fill:#a8a3ad}\
    rect{fill:#1c1b1f;stroke:#a8a3ad}path{stroke:#a8a3ad}}";

fn head(layout: &Layout) -> String {
    let (width, height) = (u32::from(layout.width) + 2 * EDGE, u32::from(layout.height) + 2 * EDGE);
    let (width, height) = (width * CELL.0, height * CELL.1);
    let marker = "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
        markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\" \
        style=\"fill:#5f5b66;stroke:none;marker-end:none\"/></marker></defs>";
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"Flows of data\">\n<style>{STYLE}</style>\n{marker}\n"
    )
}

/// The middle of a cell.
fn point((x, y): (u16, u16)) -> (u32, u32) {
    ((u32::from(x) + EDGE) * CELL.0 + CELL.0 / 2, (u32::from(y) + EDGE) * CELL.1 + CELL.1 / 2)
}

fn path(hop: &HopRow, route: &Route) -> String {
    let mut way = String::new();
    for (at, corner) in route.corners.iter().enumerate() {
        let (x, y) = point(*corner);
        // Writing into a text cannot fail.
        let _ = write!(way, "{}{x} {y}", if at == 0 { "M" } else { "L" });
    }
    let kind = match hop.strength {
        EvidenceKind::Observed => "observed",
        EvidenceKind::Declared => "declared",
        EvidenceKind::Referenced => "referenced",
    };
    let ends = match hop.transfer {
        Transfer::Exchange => " both",
        Transfer::Refer => " open",
        _ => "",
    };
    let crosses = if hop.crosses.is_empty() { "" } else { " crosses" };
    let title = escaped(&format!("{} {} {}", hop.from, hop.transfer.word(), hop.to));
    format!("<path class=\"{kind}{ends}{crosses}\" d=\"{way}\"><title>{title}</title></path>\n")
}

fn boxed(node: &NodeRow, rect: &Rect) -> String {
    let class = match (node.layer, node.classification) {
        (None, _) => "outside",
        (_, Classification::Restricted) => "restricted",
        (_, Classification::Internal) => "internal",
        (_, Classification::Public) => "public",
        (_, Classification::Unknown) => "unknown",
    };
    let (x, y) = ((u32::from(rect.x) + EDGE) * CELL.0, (u32::from(rect.y) + EDGE) * CELL.1);
    let (width, height) = (u32::from(rect.width) * CELL.0, u32::from(rect.height) * CELL.1);
    let room = usize::from(rect.width).saturating_sub(3);
    let (name, kind) = (escaped(&cut(&node.name, room)), escaped(&cut(&detail(node), room + room / 5)));
    let (left, first, second) = (x + 10, y + 26, y + 46);
    format!(
        "<g class=\"{class}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>\
         <text x=\"{left}\" y=\"{first}\">{name}</text><text class=\"k\" x=\"{left}\" y=\"{second}\">{kind}</text></g>\n",
        escaped(&node.id)
    )
}

/// A text that fits into so many cells, its middle left out where it does not.
fn cut(text: &str, room: usize) -> String {
    let letters: Vec<char> = visible(text).chars().collect();
    if letters.len() <= room {
        return letters.into_iter().collect();
    }
    let (head, tail) = (room.div_ceil(2).saturating_sub(1), room / 2);
    let first = letters.iter().take(head);
    first.chain(['…'].iter()).chain(letters.iter().skip(letters.len().saturating_sub(tail))).collect()
}

fn escaped(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
