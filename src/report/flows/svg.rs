//! Flows as a picture, laid out as the console lays them out: the same boxes, lines and frames of trust boundaries.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::legend::{self, LETTER};
use super::row::{FlowAnswer, HopRow, NodeRow, SideRow};
use crate::flow::layout::{BoxSize, Layout, Picture, Rect, Route, borders, cells, lay_out};
use crate::flow::{EvidenceKind, Transfer};
use crate::model::{Classification, Layer};
use crate::text::visible;

/// Points of a cell.
pub(super) const CELL: (u32, u32) = (8, 16);

/// Cells around the picture.
const EDGE: u32 = 1;

/// The widest that a box is made, in cells.
const WIDEST: usize = 34;

/// Hops with the boxes that they join.
type Lines<'a> = [(&'a HopRow, (usize, usize))];

pub(super) fn svg(answer: &FlowAnswer) -> String {
    let places: BTreeMap<&str, usize> =
        answer.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let line = |hop: &HopRow| Some((*places.get(hop.from.as_str())?, *places.get(hop.to.as_str())?));
    let hops: Vec<(&HopRow, (usize, usize))> = answer.hops.iter().filter_map(|hop| Some((hop, line(hop)?))).collect();
    let frames = frames_of(answer, &places);
    let picture = picture(answer, &hops, &frames);
    let layout = lay_out(&picture, u16::MAX);
    let legend = legend::legend(answer);
    let below = (u32::from(layout.height) + 2 * EDGE) * CELL.1;
    let width = ((u32::from(layout.width) + 2 * EDGE) * CELL.0).max(legend.width);
    let mut text = head(width, below + legend.height);
    for (side, number) in answer.sides.iter().zip(0..) {
        text.extend(layout.frames.get(&number).map(|rect| framed(side, rect, &layout, number)));
    }
    for ((hop, line), route) in hops.iter().zip(&layout.routes) {
        let class = answer.nodes.get(line.0).map_or("unknown", |node| class(node.classification));
        text.push_str(&path(hop, class, route));
    }
    text.push_str(&crossings(&hops, &picture, &layout));
    for (node, rect) in answer.nodes.iter().zip(&layout.boxes) {
        text.push_str(&boxed(node, rect));
    }
    text.push_str(&legend.drawn(below));
    text.push_str("</svg>\n");
    text
}

fn picture(answer: &FlowAnswer, hops: &Lines<'_>, frames: &[Option<u16>]) -> Picture {
    let two_way = |(at, (hop, _)): (usize, &(&HopRow, _))| hop.transfer.is_two_way().then_some(at);
    Picture {
        boxes: answer.nodes.iter().zip(frames).map(|(node, frame)| size(node, *frame)).collect(),
        lines: hops.iter().map(|(_, line)| *line).collect(),
        loose: hops.iter().enumerate().filter_map(two_way).collect(),
        within: answer.sides.iter().zip(0..).filter_map(|(side, number)| Some((number, side.within?))).collect(),
    }
}

/// The frame of each node: the number of its side.
fn frames_of(answer: &FlowAnswer, places: &BTreeMap<&str, usize>) -> Vec<Option<u16>> {
    let mut frames = vec![None; answer.nodes.len()];
    for (side, number) in answer.sides.iter().zip(0..) {
        for at in side.nodes.iter().filter_map(|id| places.get(id.as_str())) {
            frames.get_mut(*at).into_iter().for_each(|frame| *frame = Some(number));
        }
    }
    frames
}

fn size(node: &NodeRow, frame: Option<u16>) -> BoxSize {
    let badges: usize = badges(node).map(|(_, badge)| badge.width() + 2).sum();
    let width = node.name.width().max(detail(node).width()).max(badges).min(WIDEST) + 4;
    let hint = node.layer.and_then(|layer| Layer::ALL.iter().position(|it| *it == layer)).unwrap_or_default();
    let width = u16::try_from(width).unwrap_or(40);
    let height = if badges > 0 { 5 } else { 4 };
    BoxSize { width, least: width, height, frame, hint: u16::try_from(hint).unwrap_or_default() }
}

/// What it is, the class of its data, and whose key it is encrypted with.
fn detail(node: &NodeRow) -> String {
    let class = Some(node.classification.word()).filter(|_| node.classification != Classification::Unknown);
    let key = Some(node.encryption).filter(|_| node.encryption.ends_with("key"));
    [Some(node.kind.as_str()), class, key].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What a person should look at, each with its class in the picture.
pub(super) fn badges(node: &NodeRow) -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = [
        (node.is_unencrypted(), "bad", "▲ unencrypted"),
        (node.is_public(), "bad", "◆ public"),
        (node.is_unread(), "unsure", "? unknown"),
    ];
    all.into_iter().filter_map(|(on, class, badge)| on.then_some((class, badge)))
}

const STYLE: &str = "text{font:13px ui-monospace,'DejaVu Sans Mono',monospace;fill:#1c1b1f}\
    .k{fill:#5f5b66;font-size:11px}.bad{fill:#b3261e}.unsure{fill:#7a5f00}\
    .frame path,.line,.x{fill:none;stroke:#5f5b66;stroke-width:1.5}.frame path{stroke-width:1}\
    .box rect{fill:#fff;stroke:#5f5b66;stroke-width:1.5}.outside rect{stroke-dasharray:4 3}\
    .foreign path,.restricted rect,.line.restricted,.x{stroke:#b3261e}.foreign .k{fill:#b3261e}\
    .restricted rect{stroke-width:2.5}.internal rect,.line.internal{stroke:#7a5f00}\
    .public rect,.line.public{stroke:#1b6e3c}.line.referenced{stroke-dasharray:4 4}.line.observed{stroke-width:3}\
    .x{stroke-width:2}#restricted path{fill:#b3261e}#internal path{fill:#7a5f00}#public path{fill:#1b6e3c}\
    #unknown path{fill:#5f5b66}@media (prefers-color-scheme:dark){text{fill:#e6e1e5}.k{fill:#a8a3ad}\
    .bad,.foreign .k,#restricted path{fill:#ff8a80}.unsure,#internal path{fill:#e6c35c}#public path{fill:#7fd69b}\
    #unknown path{fill:#a8a3ad}.frame path,.line{stroke:#a8a3ad}.box rect{fill:#1c1b1f;stroke:#a8a3ad}\
    .foreign path,.restricted rect,.line.restricted,.x{stroke:#ff8a80}.internal rect,.line.internal{stroke:#e6c35c}\
    .public rect,.line.public{stroke:#7fd69b}}";

/// The classes of data, which lines, their heads and boxes are coloured by.
pub(super) const CLASSES: [&str; 4] = ["restricted", "internal", "public", "unknown"];

fn head(width: u32, height: u32) -> String {
    let mut markers = String::new();
    for class in CLASSES {
        markers.push_str(&format!(
            "<marker id=\"{class}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\"/></marker>"
        ));
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"Flows of data\">\n<style>{STYLE}</style>\n\
         <defs>{markers}</defs>\n"
    )
}

/// The middle of a cell.
fn point((x, y): (u16, u16)) -> (u32, u32) {
    ((u32::from(x) + EDGE) * CELL.0 + CELL.0 / 2, (u32::from(y) + EDGE) * CELL.1 + CELL.1 / 2)
}

/// A trust boundary: two lines around what lies on its side, with a gap in which its name stands.
fn framed(side: &SideRow, rect: &Rect, layout: &Layout, number: u16) -> String {
    let room = usize::try_from(u32::from(rect.width.saturating_sub(4)) * CELL.0 / LETTER).unwrap_or(usize::MAX);
    let name = cut(if side.name.width() <= room { &side.name } else { &side.short }, room);
    let letters = u32::try_from(name.width()).unwrap_or(u32::MAX / LETTER);
    let cells = u16::try_from((letters * LETTER).div_ceil(CELL.0) + 2).unwrap_or(u16::MAX);
    let at = layout.free_above(number, cells).unwrap_or(rect.x.saturating_add(1));
    let ((left, top), (gap, _)) = (point((rect.x, rect.y)), point((at, rect.y)));
    let (right, bottom) = point((rect.x + rect.width.saturating_sub(1), rect.y + rect.height.saturating_sub(1)));
    let end = (gap + u32::from(cells) * CELL.0).min(right);
    let line = |by: u32, outwards: bool| {
        let less = |at: u32| if outwards { at - by } else { at + by };
        let more = |at: u32| if outwards { at + by } else { at - by };
        let (left, top, right, bottom) = (less(left), less(top), more(right), more(bottom));
        format!("<path d=\"M{end} {top}H{right}V{bottom}H{left}V{top}H{gap}\"/>")
    };
    let class = if side.outside { "frame foreign" } else { "frame" };
    format!(
        "<g class=\"{class}\"><title>{}</title>{}{}<text class=\"k\" x=\"{}\" y=\"{}\">{}</text></g>\n",
        escaped(&side.name),
        line(1, true),
        line(2, false),
        gap + CELL.0,
        top + 4,
        escaped(&name)
    )
}

fn path(hop: &HopRow, class: &str, route: &Route) -> String {
    if route.corners.is_empty() {
        return String::new();
    }
    let mut way = String::new();
    for (at, corner) in route.corners.iter().enumerate() {
        let (x, y) = point(*corner);
        // Writing into a text cannot fail.
        let _ = write!(way, "{}{x} {y}", if at == 0 { "M" } else { "L" });
    }
    let kind = hop.strength.word();
    let head = |end: &str| format!(" marker-{end}=\"url(#{class})\"");
    let ends = match hop.transfer {
        Transfer::Exchange => format!("{}{}", head("start"), head("end")),
        Transfer::Refer => String::new(),
        _ => head("end"),
    };
    format!("<path class=\"line {kind} {class}\"{ends} d=\"{way}\"><title>{}</title></path>\n", escaped(&told(hop)))
}

/// All that is known of a hop, a line each.
fn told(hop: &HopRow) -> String {
    let mut told = format!("{} {} {} as {}", hop.from, hop.transfer.word(), hop.to, hop.identity);
    for piece in &hop.evidence {
        let when = piece.at.map_or(String::new(), |at| format!(" {}", at.strftime("%Y-%m-%d")));
        let _ = write!(told, "; {}{when}: {}", piece.kind.word(), piece.source);
    }
    let crossed: Vec<&str> = hop.crosses.iter().map(|it| it.word()).collect();
    if !crossed.is_empty() {
        let _ = write!(told, "; crosses {}", crossed.join(", "));
    }
    told
}

/// A mark wherever a line crosses the border of a frame of one of its ends; near its end where a boundary has no frame.
fn crossings(hops: &Lines<'_>, picture: &Picture, layout: &Layout) -> String {
    let borders = borders(&layout.frames);
    let mut marked = BTreeMap::new();
    for ((hop, (from, to)), route) in hops.iter().zip(&layout.routes) {
        let (cells, own) = (cells(&route.corners), picture.parting(*from, *to));
        let flat = |at: usize| cells.get(at + 1).or(cells.get(at.wrapping_sub(1))).map(|next| next.1);
        let crosses = |cell| borders.get(cell).is_some_and(|frame| own.contains(frame));
        let near = cells.len().checked_sub(3).filter(|_| !hop.crosses.is_empty() && own.is_empty());
        for (at, cell) in cells.iter().enumerate().filter(|(at, cell)| crosses(cell) || near == Some(*at)) {
            marked.insert(*cell, flat(at) == Some(cell.1));
        }
    }
    marked.into_iter().map(|(cell, flat)| crossing(point(cell), flat)).collect()
}

/// Two short strokes across a line.
pub(super) fn crossing((x, y): (u32, u32), flat: bool) -> String {
    match flat {
        true => format!("<path class=\"x\" d=\"M{} {}v10M{} {}v10\"/>\n", x - 1, y - 5, x + 2, y - 5),
        false => format!("<path class=\"x\" d=\"M{} {}h10M{} {}h10\"/>\n", x - 5, y - 1, x - 5, y + 2),
    }
}

/// The class of data as the picture's style calls it.
fn class(class: Classification) -> &'static str {
    match class {
        Classification::Restricted => "restricted",
        Classification::Internal => "internal",
        Classification::Public => "public",
        Classification::Unknown => "unknown",
    }
}

fn boxed(node: &NodeRow, rect: &Rect) -> String {
    let class = if node.layer.is_none() { "outside" } else { class(node.classification) };
    let (x, y) = ((u32::from(rect.x) + EDGE) * CELL.0, (u32::from(rect.y) + EDGE) * CELL.1);
    let (width, height) = (u32::from(rect.width) * CELL.0, u32::from(rect.height) * CELL.1);
    let room = usize::from(rect.width).saturating_sub(3);
    let (name, kind) = (escaped(&cut(&node.name, room)), escaped(&cut(&detail(node), room + room / 5)));
    let mut text = format!(
        "<g class=\"box {class}\"><title>{}</title>\
         <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>",
        escaped(&node.id)
    );
    let left = x + 10;
    let _ = write!(text, "<text x=\"{left}\" y=\"{}\">{name}</text>", y + 26);
    let _ = write!(text, "<text class=\"k\" x=\"{left}\" y=\"{}\">{kind}</text>", y + 46);
    let mut at = left;
    for (class, badge) in badges(node) {
        let _ = write!(text, "<text class=\"k {class}\" x=\"{at}\" y=\"{}\">{badge}</text>", y + 64);
        at += u32::try_from(badge.width() + 2).unwrap_or(0) * LETTER;
    }
    text.push_str("</g>\n");
    text
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

/// Whether a hop of an answer is known so at the best.
pub(super) fn has(answer: &FlowAnswer, kind: EvidenceKind) -> bool {
    answer.hops.iter().any(|hop| hop.strength == kind)
}
