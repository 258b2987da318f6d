//! Why a request is allowed or not: the verdict, a tree of layers, and the deciding statements in their documents.

use super::document::{Content, Document, Target};
use super::finding::{laid_out, statement_lines};
use super::writer::Writer;
use super::{Act, Tone};
use crate::policy::Effect;
use crate::policy::evaluate::Decision;
use crate::ui::access::{
    ASSUMED, Asked, Half, LayerStand, Question, Reply, Stand, Statement, Turn, Why, decision_words,
};
use crate::ui::analysis::Analysis;
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// The state of the screen.
pub type State = Document<Request>;

/// The request that is explained.
#[derive(Debug, Clone)]
pub struct Request(pub Asked);

impl Content for Request {
    fn write(&self, desk: &Desk, writer: &mut Writer<'_>) {
        let Some(analysis) = &desk.analysis else { return };
        match desk.access.reply(&Question::Why(self.0.clone())) {
            Some(Reply::Why(why)) => write(writer, analysis, &self.0, why),
            Some(Reply::Wrong(wrong)) => writer.text(Role::Error, 0, wrong.clone()),
            _ => writer.text(Role::Muted, 0, "Asking every policy that bears on it …"),
        }
    }

    fn run(&self, command: Id, desk: &Desk, _: Option<&Target>) -> Vec<Act> {
        if command != Id::Flip {
            return Vec::new();
        }
        let store = desk.analysis.as_ref().and_then(|analysis| store_of(analysis, &self.0.resource));
        vec![match store {
            Some(arn) => Act::Open(Place::Who(arn)),
            None => {
                Act::Tell(Tone::Bad, safe!("{} is not in this estate: who can reach it is not known", self.0.resource))
            }
        }]
    }
}

/// The store that a resource is or lies in.
fn store_of(analysis: &Analysis, arn: &str) -> Option<String> {
    let estate = analysis.estate();
    let bucket = arn.split_once('/').map_or(arn, |(bucket, _)| bucket);
    let found = estate.find(arn).or_else(|| estate.find(bucket))?;
    Some(found.1.arn.to_string())
}

fn write(writer: &mut Writer<'_>, analysis: &Analysis, asked: &Asked, why: &Why) {
    let ink = writer.ink;
    writer.about(format!("{asked:?}"));
    let (role, mark) = decided(ink, why.decision);
    let verdict = ink.row(role, safe!("{mark} {}", decision_words(why.decision)));
    writer.row(verdict.with(ink, Role::Title, safe!("  {} by {}", asked.action, why.principal)));
    let target = Target::Place(Place::What(asked.principal.clone()));
    writer.linked_pair("who", Role::Accent, Safe::new(&asked.principal), target);
    for role in &asked.through {
        writer.linked_pair("as", Role::Accent, Safe::new(role), Target::Place(Place::What(role.clone())));
    }
    match store_of(analysis, &asked.resource) {
        Some(arn) => {
            writer.linked_pair("on", Role::Accent, Safe::new(&asked.resource), Target::Place(Place::Who(arn)));
        }
        None => writer.pair("on", Role::Text, Safe::new(&asked.resource)),
    }
    if !why.condition.is_empty() {
        writer.pair("if", Role::Medium, why.condition.clone());
    }
    if !why.unread.is_empty() {
        writer.pair("not known because", Role::Unknown, why.unread.clone());
    }
    turn(writer, why.turn.as_ref());
    for line in asked.context.lines().filter(|line| !line.trim().is_empty()) {
        writer.pair("given", Role::Text, Safe::new(line));
    }
    writer.pair("", Role::Muted, ASSUMED);
    for half in &why.halves {
        part(writer, why, half);
    }
    documents(writer, why);
}

fn part(writer: &mut Writer<'_>, why: &Why, half: &Half) {
    let ink = writer.ink;
    let room = writer.width.saturating_sub(half.part.width() + half.action.width() + 8);
    let detail = safe!("{} on {}", half.action, half.resource.fit_middle(room));
    writer.heading(half.part.clone(), detail);
    let (role, mark) = decided(ink, half.decision);
    writer.row(ink.row(role, safe!("{mark} {}", decision_words(half.decision))));
    let last = half.layers.len().saturating_sub(1);
    for (at, stand) in half.layers.iter().enumerate() {
        layer(writer, stand, at == last);
    }
    for rule in &half.rules {
        writer.pair("rule of AWS", Role::Text, rule.clone());
    }
    if why.halves.len() > 1 {
        turn(writer, half.turn.as_ref());
    }
    for gap in &half.gaps {
        writer.pair("could not be read", Role::Unknown, gap.clone());
    }
}

/// What would turn a verdict around.
fn turn(writer: &mut Writer<'_>, turn: Option<&Turn>) {
    if let Some(turn) = turn {
        let label = if turn.allows { "would be allowed" } else { "would be denied" };
        writer.pair(label, Role::Text, turn.by.clone());
    }
}

/// A layer as a branch, with its statements below it.
fn layer(writer: &mut Writer<'_>, layer: &LayerStand, is_last: bool) {
    let ink = writer.ink;
    let [branch, end, pipe] = ink.glyphs.tree;
    let (role, words) = stood(ink, layer.stand);
    let name = layer.name.pad(writer.width.saturating_sub(38).min(56));
    let row = ink.row(Role::Border, safe!("{} ", if is_last { end } else { branch }));
    let row = row.with(ink, role, words.pad(16)).with(ink, Role::Text, name).with(
        ink,
        Role::Muted,
        safe!(" {}", layer.detail),
    );
    writer.row(row);
    let stem = safe!("{}    ", if is_last { " " } else { pipe });
    for statement in &layer.statements {
        let role = if statement.effect == Effect::Deny { Role::Critical } else { Role::Highlight };
        let word = if statement.effect == Effect::Deny { "deny" } else { "allow" };
        let room = writer.width.saturating_sub(stem.width() + 10);
        let start = ink.row(Role::Border, stem.clone()).with(ink, role, safe!("{word:<5} "));
        linked(writer, start.with(ink, Role::Accent, statement.name.fit_middle(room)), statement);
        if !statement.when.is_empty() {
            for line in safe!("if {}", statement.when).wrap(room) {
                let row = ink.row(Role::Border, stem.clone()).with(ink, Role::Text, "      ");
                writer.row(row.with(ink, Role::Medium, line));
            }
        }
    }
}

fn linked(writer: &mut Writer<'_>, row: Row, statement: &Statement) {
    match &statement.carrier {
        Some(arn) => writer.link(row, Target::Place(Place::Resource(arn.clone()))),
        None => writer.row(row),
    }
}

/// The deciding statements, each document once.
fn documents(writer: &mut Writer<'_>, why: &Why) {
    let layers = why.halves.iter().flat_map(|half| &half.layers);
    let mut statements: Vec<&Statement> = layers.flat_map(|layer| &layer.statements).collect();
    // What denies first; what an organization allows everywhere tells the least.
    statements.sort_by_key(|it| (it.effect == Effect::Allow, it.limits));
    let mut shown: Vec<(&str, usize)> = Vec::new();
    for statement in statements {
        let Some((document, at)) = &statement.document else { continue };
        if shown.contains(&(document.text(), *at)) {
            continue;
        }
        if shown.is_empty() {
            writer.heading("The statements in their documents", "enter on one above opens what carries it");
        } else {
            writer.blank();
        }
        shown.push((document.text(), *at));
        writer.text(Role::Title, 0, statement.name.clone());
        if let Some(arn) = &statement.carrier {
            writer.text(Role::Muted, 0, Safe::new(arn));
        }
        let lines = laid_out(document.text());
        writer.listing(&lines, &statement_lines(&lines, *at));
    }
}

/// The role and the mark of a decision.
pub(in crate::ui) fn decided(ink: &Ink, decision: Decision) -> (Role, &'static str) {
    match decision {
        Decision::Allow => (Role::Pass, ink.glyphs.pass),
        Decision::AllowIf => (Role::Medium, "~"),
        Decision::Deny(_) => (Role::Critical, ink.glyphs.cross),
        Decision::Unknown => (Role::Unknown, ink.glyphs.unknown),
    }
}

fn stood(ink: &Ink, stand: Stand) -> (Role, Safe) {
    let glyphs = &ink.glyphs;
    match stand {
        Stand::Allows => (Role::Pass, safe!("{} allows", glyphs.pass)),
        Stand::MayAllow => (Role::Medium, Safe::own("~ allows if")),
        Stand::Denies => (Role::Critical, safe!("{} denies", glyphs.cross)),
        Stand::MayDeny => (Role::High, Safe::own("~ denies if")),
        Stand::Lacks => (Role::High, safe!("{} no allow", glyphs.cross)),
        Stand::Unread => (Role::Unknown, safe!("{} not read", glyphs.unknown)),
        Stand::Silent => (Role::Muted, safe!("{} silent", glyphs.waiting)),
        Stand::None => (Role::Muted, safe!("{} none", glyphs.waiting)),
    }
}
