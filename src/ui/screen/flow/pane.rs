//! What is told of the selected box or hop.

use super::State;
use super::draw::{class_role, node_words, plural};
use crate::finding::Status;
use crate::flow::{Boundary, Hop, HopId, Logged, NetworkPath, Node, NodeId};
use crate::model::{Estate, Fact, ResourceId};
use crate::ui::analysis::{Analysis, ResourceRow};
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::screen::inventory::{tally, word_role};
use crate::ui::screen::writer::Writer;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// Cells that a rule keeps beside its heading.
const RULE: usize = 5;

/// How wide the labels are.
const LABEL: usize = 12;

impl State {
    /// The lines about what is selected, as many as there is room for or a few more.
    pub(super) fn pane(&self, desk: &Desk, analysis: &Analysis, (width, height): (usize, usize)) -> Vec<Row> {
        let mut writer = Writer::new(desk);
        (writer.width, writer.label) = (width, LABEL);
        match (self.selected_hop(analysis), self.node()) {
            (Some(hop), _) => {
                let count = self.hops(analysis).len();
                tell_hop(&mut writer, analysis, hop, (self.hop.unwrap_or_default() + 1, count));
            }
            (None, Some(node)) => self.tell_node(&mut writer, analysis, node, height),
            (None, None) => {}
        }
        writer.finish().lines.into_iter().map(|line| line.row).collect()
    }

    fn tell_node(&self, writer: &mut Writer<'_>, analysis: &Analysis, node: NodeId, height: usize) {
        let (flows, ink) = (&analysis.flows, writer.ink);
        let face = flows.face(analysis, node);
        let title = safe!("{} {}", face.kind, face.name);
        let is_cut = title.width() > writer.width.saturating_sub(RULE);
        writer.row(rule(ink, writer.width, title));
        if is_cut && face.resource.is_some() {
            writer.pair("name", Role::Text, face.name.clone());
        }
        match face.resource.and_then(|id| analysis.resource_row(id)) {
            Some(row) => {
                let region = analysis.region(row);
                writer.pair("where", Role::Text, safe!("{}, {region}, {} layer", face.account, row.layer));
                data(writer, row);
                last_run(writer, analysis, face.resource);
                if row.unknown > 0 || row.counts.iter().any(|count| *count > 0) {
                    let label = ink.row(Role::Muted, Safe::own("findings").pad(LABEL + 1));
                    writer.row(label.then(tally(ink, row.counts, row.unknown)));
                    findings(writer, analysis, node, false);
                }
            }
            None => {
                writer.pair("name", Role::Text, Safe::new(&flows.key(analysis.estate(), node)));
                writer.pair("outside", Role::Muted, "not in this estate: what it does with data is not known");
            }
        }
        used(writer, analysis, node);
        // What lies below the last line is not seen: a node can have thousands of hops.
        for id in self.hops(analysis).into_iter().take(height) {
            let Some(hop) = flows.graph.hop(id) else { continue };
            let (label, other) = if hop.to == node { ("from", hop.from) } else { ("to", hop.to) };
            let (mark, role) =
                if hop.crosses.is_empty() { ("", Role::Text) } else { (", crosses a boundary", Role::High) };
            let words = safe!("{} ({}{mark})", node_words(analysis, other), hop.transfer.word());
            writer.pair(label, role, words);
        }
    }
}

/// What is known of the data of a node.
fn data(writer: &mut Writer<'_>, row: &ResourceRow) {
    let exposure = row.exposure.word();
    let mut pieces = Vec::new();
    if row.kind.is_store() {
        pieces.push((class_role(row.class), Safe::own(row.class.word())));
    }
    if !row.encryption.is_empty() {
        pieces.push((word_role(row.encryption), encryption(row.encryption)));
    }
    if !exposure.is_empty() {
        pieces.push((word_role(exposure), safe!("exposure {exposure}")));
    }
    if !pieces.is_empty() {
        writer.values("data", &Safe::own(", "), pieces);
    }
}

/// Who was seen to use a node, where no hop explains it.
fn used(writer: &mut Writer<'_>, analysis: &Analysis, node: NodeId) {
    const SHOWN: usize = 3;
    let graph = &analysis.flows.graph;
    let Some(held) = graph.node(node) else { return };
    let found: Vec<_> = graph.unplaced().iter().filter(|it| it.node == *held).collect();
    for one in found.iter().take(SHOWN) {
        let who = one.identity.resource();
        let when = one.evidence.at.map_or(String::new(), |at| format!(" on {}", at.strftime("%Y-%m-%d")));
        writer.pair("seen", Role::Text, safe!("{who} {}{when}", one.does.word()));
    }
    if found.len() > SHOWN {
        writer.pair("", Role::Muted, safe!("and {} uses more that no hop explains", found.len() - SHOWN));
    }
}

/// On which day a function last ran.
fn last_run(writer: &mut Writer<'_>, analysis: &Analysis, id: Option<ResourceId>) {
    let Some(function) = id.and_then(|id| analysis.resource(id)).and_then(|it| it.function()) else { return };
    let (role, words) = match &function.last_run {
        Fact::Known(Some(day)) => (Role::Text, safe!("{}", day.strftime("%Y-%m-%d"))),
        Fact::Known(None) => (Role::Muted, Safe::own("not in 90 days before the scan")),
        Fact::Unknown(gap) => {
            let gap = analysis.estate().gap(*gap);
            (Role::Unknown, gap.map_or(Safe::own("unknown"), |gap| safe!("unknown: {gap}")))
        }
        Fact::NotApplicable => return,
    };
    writer.pair("last ran", role, words);
}

/// A rule with a heading in it.
fn rule(ink: &Ink, width: usize, title: Safe) -> Row {
    ink.heading(u16::try_from(width).unwrap_or(u16::MAX), title.fit_middle(width.saturating_sub(RULE)), "")
}

fn encryption(words: &'static str) -> Safe {
    match words {
        "none" => Safe::own("not encrypted"),
        "" => Safe::own("does not apply"),
        "unknown" => Safe::own("encryption unknown"),
        words => Safe::own(words),
    }
}

fn tell_hop(writer: &mut Writer<'_>, analysis: &Analysis, id: HopId, (at, count): (usize, usize)) {
    let flows = &analysis.flows;
    let Some(hop) = flows.graph.hop(id) else { return };
    let title = safe!("hop {at} of {count}: {}", hop.transfer.word());
    writer.row(rule(writer.ink, writer.width, title));
    let arrow = writer.ink.glyphs.arrow;
    let ends = safe!("{} {arrow} {}", node_words(analysis, hop.from), node_words(analysis, hop.to));
    writer.pair("moves", Role::Text, ends);
    writer.pair("as", Role::Text, flows.identity(analysis.estate(), hop));
    boundaries(writer, hop);
    keys(writer, analysis, hop);
    let (role, words) = logged(analysis.estate(), hop);
    writer.pair("logged", role, words);
    for piece in &hop.evidence {
        let when = piece.at.map_or(String::new(), |at| format!(" {}", at.strftime("%Y-%m-%d %H:%M UTC")));
        writer.pair(piece.kind.word(), Role::Text, safe!("{}{when}", piece.source));
    }
    network(writer, analysis.estate(), hop);
    in_transit(writer, analysis.estate(), hop);
    for node in [hop.from, hop.to] {
        findings(writer, analysis, node, true);
    }
}

fn boundaries(writer: &mut Writer<'_>, hop: &Hop) {
    if hop.crosses.is_empty() {
        return;
    }
    let words: Vec<&str> = hop.crosses.iter().map(|it: &Boundary| it.word()).collect();
    writer.pair("crosses", Role::High, safe!("{}", words.join(", ")));
}

/// The encryption at rest of both ends, where they hold data.
fn keys(writer: &mut Writer<'_>, analysis: &Analysis, hop: &Hop) {
    let of = |node: NodeId| {
        let id = analysis.flows.graph.node(node).and_then(Node::resource)?;
        analysis.resource_row(id).filter(|row| !row.encryption.is_empty()).map(|row| row.encryption)
    };
    let (from, to) = (of(hop.from), of(hop.to));
    if from.is_none() && to.is_none() {
        return;
    }
    let told = |words: Option<&'static str>| {
        words.map_or((Role::Muted, Safe::own("not told")), |it| (word_role(it), encryption(it)))
    };
    let arrow = safe!(" {} ", writer.ink.glyphs.arrow);
    writer.values("at rest", &arrow, [from, to].map(told));
}

/// The network that it goes over, and what is not known of it.
fn network(writer: &mut Writer<'_>, estate: &Estate, hop: &Hop) {
    let role = match &hop.network {
        NetworkPath::NoRoute => Role::Medium,
        NetworkPath::Unknown(_) | NetworkPath::OutOfNetwork(_) => Role::Unknown,
        _ => Role::Text,
    };
    writer.pair("network", role, Safe::new(&hop.network.words(estate)));
}

fn in_transit(writer: &mut Writer<'_>, estate: &Estate, hop: &Hop) {
    let (role, words) = match &hop.encrypted_in_transit {
        Fact::Known(true) => (Role::Pass, Safe::own("encrypted")),
        Fact::Known(false) => (Role::High, Safe::own("not encrypted")),
        Fact::Unknown(gap) => {
            (Role::Unknown, estate.gap(*gap).map_or(Safe::own("unknown"), |gap| safe!("unknown: {gap}")))
        }
        Fact::NotApplicable => return,
    };
    writer.pair("in transit", role, words);
}

fn logged(estate: &Estate, hop: &Hop) -> (Role, Safe) {
    match hop.logged {
        Logged::Yes => (Role::Pass, Safe::own("yes")),
        Logged::No => (Role::Medium, Safe::own("no: the access leaves no record")),
        Logged::Unknown(gap) => (
            Role::Unknown,
            gap.and_then(|gap| estate.gap(gap)).map_or(Safe::own("unknown"), |gap| safe!("unknown: {gap}")),
        ),
        Logged::NotOffered => (Role::Muted, Safe::own("the service offers no record of it")),
    }
}

/// The findings of a node, the worst first.
fn findings(writer: &mut Writer<'_>, analysis: &Analysis, node: NodeId, named: bool) {
    const SHOWN: usize = 3;
    let ink = writer.ink;
    let Some(id) = analysis.flows.graph.node(node).and_then(Node::resource) else { return };
    let found = analysis.findings_of(id);
    for (finding, row) in found.iter().take(SHOWN).filter_map(|at| analysis.finding(*at)) {
        let role = Ink::severity_role(finding.status, finding.severity());
        let word = if finding.status == Status::Unknown { "unknown" } else { finding.severity().word() };
        let mark = ink.glyphs.of(finding.status, finding.severity());
        let name = if named { safe!("{}: ", row.resource) } else { Safe::default() };
        writer.pair(safe!("{mark} {word}"), role, safe!("{name}{}", row.summary));
    }
    if found.len() > SHOWN {
        let more = found.len() - SHOWN;
        writer.pair("", Role::Muted, safe!("and {more} more {}", plural(more, "finding", "findings")));
    }
}
