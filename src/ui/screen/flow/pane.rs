//! What is told of the selected box or hop.

use super::State;
use super::draw::{class_role, node_words};
use crate::finding::Status;
use crate::flow::{Boundary, Hop, HopId, Logged, Node, NodeId};
use crate::model::{Estate, Fact};
use crate::ui::analysis::Analysis;
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::screen::inventory::word_role;
use crate::ui::screen::writer::Writer;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// How wide the labels are.
const LABEL: usize = 12;

impl State {
    /// The lines about what is selected.
    pub(super) fn pane(&self, desk: &Desk, analysis: &Analysis, width: usize) -> Vec<Row> {
        let mut writer = Writer::new(desk);
        (writer.width, writer.label) = (width, LABEL);
        match (self.selected_hop(analysis), self.node()) {
            (Some(hop), _) => {
                let count = self.hops(analysis).len();
                tell_hop(&mut writer, analysis, hop, (self.hop.unwrap_or_default() + 1, count));
            }
            (None, Some(node)) => self.tell_node(&mut writer, analysis, node),
            (None, None) => {}
        }
        writer.finish().lines.into_iter().map(|line| line.row).collect()
    }

    fn tell_node(&self, writer: &mut Writer<'_>, analysis: &Analysis, node: NodeId) {
        let (flows, ink) = (&analysis.flows, writer.ink);
        let face = flows.face(analysis, node);
        writer.row(rule(ink, writer.width, safe!("{} {}", face.kind, face.name)));
        if let Some((row, resource)) = face.resource.and_then(|id| analysis.resource_row(id).zip(analysis.resource(id)))
        {
            let region = analysis.region(row);
            writer.pair("where", Role::Text, safe!("{}, {region}, {} layer", face.account, row.layer));
            if resource.kind().is_store() {
                writer.pair("class", class_role(row.class), Safe::own(row.class.word()));
                writer.pair("at rest", word_role(row.encryption), encryption(row.encryption));
            }
            if !row.exposure.word().is_empty() {
                writer.pair("exposure", word_role(row.exposure.word()), Safe::own(row.exposure.word()));
            }
            findings(writer, analysis, node);
        } else {
            writer.pair("name", Role::Text, Safe::new(&flows.key(analysis.estate(), node)));
            writer.pair("outside", Role::Muted, "not in this estate: what it does with data is not known");
        }
        for id in self.hops(analysis) {
            let Some(hop) = flows.graph.hop(id) else { continue };
            let (label, other) = if hop.to == node { ("from", hop.from) } else { ("to", hop.to) };
            let words = safe!("{} ({})", node_words(analysis, other), hop.transfer.word());
            writer.pair(label, Role::Text, words);
        }
    }
}

/// A rule with a heading in it.
fn rule(ink: &Ink, width: usize, title: Safe) -> Row {
    ink.heading(u16::try_from(width).unwrap_or(u16::MAX), title.fit_middle(width.saturating_sub(2)), "")
}

fn encryption(words: &'static str) -> Safe {
    match words {
        "none" => Safe::own("not encrypted"),
        "" => Safe::own("does not apply"),
        words => Safe::own(words),
    }
}

fn tell_hop(writer: &mut Writer<'_>, analysis: &Analysis, id: HopId, (at, count): (usize, usize)) {
    let flows = &analysis.flows;
    let Some(hop) = flows.graph.hop(id) else { return };
    let title = safe!("hop {at} of {count}: {}", hop.transfer.word());
    writer.row(rule(writer.ink, writer.width, title));
    writer.pair("from", Role::Text, node_words(analysis, hop.from));
    writer.pair("to", Role::Text, node_words(analysis, hop.to));
    writer.pair("as", Role::Text, flows.identity(analysis.estate(), hop));
    boundaries(writer, hop);
    keys(writer, analysis, hop);
    in_transit(writer, analysis.estate(), hop);
    let (role, words) = logged(analysis.estate(), hop);
    writer.pair("logged", role, words);
    writer.pair("network", Role::Text, hop.network.words());
    for piece in &hop.evidence {
        let when = piece.at.map_or(String::new(), |at| format!(" {}", at.strftime("%Y-%m-%d %H:%M UTC")));
        writer.pair(piece.kind.word(), Role::Text, safe!("{}{when}", piece.source));
    }
    for node in [hop.from, hop.to] {
        findings(writer, analysis, node);
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
    for (label, node) in [("at rest from", hop.from), ("at rest to", hop.to)] {
        if let Some(words) = of(node) {
            writer.pair(label, word_role(words), encryption(words));
        }
    }
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
fn findings(writer: &mut Writer<'_>, analysis: &Analysis, node: NodeId) {
    const SHOWN: usize = 3;
    let ink = writer.ink;
    let Some(id) = analysis.flows.graph.node(node).and_then(Node::resource) else { return };
    let found = analysis.findings_of(id);
    for (finding, row) in found.iter().take(SHOWN).filter_map(|at| analysis.finding(*at)) {
        let role = Ink::severity_role(finding.status, finding.severity());
        let word = if finding.status == Status::Unknown { "unknown" } else { finding.severity().word() };
        let mark = ink.glyphs.of(finding.status, finding.severity());
        let name = &row.resource;
        writer.pair(safe!("{mark} {word}"), role, safe!("{name}: {}", finding.check.title));
    }
    if found.len() > SHOWN {
        writer.pair("", Role::Muted, safe!("and {} findings more", found.len() - SHOWN));
    }
}
