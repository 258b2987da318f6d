//! One resource: its findings, tags, and every fact that was read about it.
//!
//! The facts are shown from their serialised form, so that none can be forgotten when the model grows.

use serde_json::{Map, Value};

use super::Act;
use super::document::{Content, Document, Target};
use super::finding::laid_out;
use super::overview::finding_row;
use super::writer::Writer;
use crate::model::{Estate, Fact, GapId, Resource, ResourceId};
use crate::ui::analysis::Analysis;
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// The state of the screen.
pub type State = Document<OneResource>;

/// The resource with this ARN.
#[derive(Debug, Clone)]
pub struct OneResource(pub String);

impl Content for OneResource {
    fn write(&self, desk: &Desk, writer: &mut Writer<'_>) {
        let Some(analysis) = &desk.analysis else { return };
        match analysis.estate().find(&self.0) {
            Some((id, resource)) => write(writer, analysis, id, resource),
            None => writer.text(Role::Muted, 0, safe!("{} is not in this estate.", self.0)),
        }
    }

    fn run(&self, command: Id, desk: &Desk, _: Option<&Target>) -> Vec<Act> {
        let held = desk.analysis.as_ref().and_then(|it| it.estate().find(&self.0));
        let shown = held.and_then(|(_, resource)| match command {
            Id::ShowAccess => Some(super::access::show(resource)),
            Id::FlowsAround => Some(Act::Open(Place::Around(resource.arn.to_string()))),
            _ => None,
        });
        shown.into_iter().collect()
    }
}

fn write(writer: &mut Writer<'_>, analysis: &Analysis, id: ResourceId, resource: &Resource) {
    let ink = writer.ink;
    let Some(row) = analysis.resource_row(id) else { return };
    let title = ink.row(Role::Title, row.name.fit_middle(writer.width)).with(ink, Role::Muted, safe!("  {}", row.kind));
    writer.row(title);
    writer.pair("ARN", Role::Text, safe!("{}", resource.arn));
    writer.pair("account", Role::Text, safe!("{} ({})", analysis.account(row), resource.account));
    writer.pair("region", Role::Text, analysis.region(row));
    writer.pair("layer, class", Role::Text, safe!("{}, {}", row.layer, row.class));
    findings(writer, analysis, id);
    tags(writer, analysis.estate(), resource);
    facts(writer, analysis.estate(), resource);
}

fn findings(writer: &mut Writer<'_>, analysis: &Analysis, id: ResourceId) {
    let found = analysis.findings_of(id);
    writer.heading("Findings", safe!("{}", found.len()));
    if found.is_empty() {
        writer.text(Role::Pass, 0, "None.");
    }
    let width = u16::try_from(writer.width).unwrap_or(u16::MAX);
    for &at in found {
        let Some((finding, _)) = analysis.finding(at) else { continue };
        let row = finding_row(writer.ink, analysis, at, width, false);
        writer.link(row, Target::Place(Place::Finding(finding.id.0.clone())));
    }
}

fn tags(writer: &mut Writer<'_>, estate: &Estate, resource: &Resource) {
    writer.heading("Tags", "");
    match &resource.tags {
        Fact::Known(tags) if tags.is_empty() => writer.text(Role::Muted, 0, "None."),
        Fact::Known(tags) => {
            tags.iter().for_each(|(key, value)| writer.pair(Safe::new(key), Role::Text, Safe::new(value)));
        }
        Fact::Unknown(gap) => writer.pair("tags", Role::Unknown, gap_words(estate, *gap)),
        Fact::NotApplicable => writer.text(Role::Muted, 0, "This kind has no tags."),
    }
}

fn gap_words(estate: &Estate, gap: GapId) -> Safe {
    estate.gap(gap).map_or(Safe::own("unknown"), |gap| safe!("unknown: {gap}"))
}

fn facts(writer: &mut Writer<'_>, estate: &Estate, resource: &Resource) {
    writer.heading("Facts", "as they were read");
    let Ok(Value::Object(whole)) = serde_json::to_value(&resource.detail) else { return };
    for (_, detail) in whole {
        if let Value::Object(fields) = detail {
            Facts { writer, estate }.fields(&fields, 0);
        }
    }
}

/// Writes serialised facts.
struct Facts<'w, 'a> {
    writer: &'w mut Writer<'a>,
    estate: &'w Estate,
}

impl Facts<'_, '_> {
    fn fields(&mut self, fields: &Map<String, Value>, depth: usize) {
        for (key, value) in fields {
            self.field(&key.replace('_', " "), value, depth);
        }
    }

    fn field(&mut self, key: &str, value: &Value, depth: usize) {
        let label = safe!("{}{key}", "  ".repeat(depth));
        match value {
            Value::Object(fact) if fact.len() == 1 && fact.contains_key("known") => {
                fact.values().for_each(|inner| self.field(key, inner, depth));
            }
            Value::Object(fact) if fact.len() == 1 && fact.contains_key("unknown") => {
                let gap = fact.values().find_map(Value::as_u64).and_then(|id| u32::try_from(id).ok()).map(GapId);
                let words = gap.map_or(Safe::own("unknown"), |gap| gap_words(self.estate, gap));
                self.writer.pair(label, Role::Unknown, words);
            }
            Value::Object(fields) if fields.is_empty() => self.writer.pair(label, Role::Muted, "none"),
            Value::Object(fields) => {
                self.writer.pair(label, Role::Text, "");
                self.fields(fields, depth + 1);
            }
            Value::Array(items) => self.items(label, items, depth),
            Value::String(text) if text == "not_applicable" => {
                self.writer.pair(label, Role::Muted, "does not apply");
            }
            Value::String(text) if is_document(text) => {
                self.writer.pair(label, Role::Text, "");
                self.writer.listing(&laid_out(text), &(0..0));
            }
            scalar => self.writer.pair(label, role_of(scalar), words_of(scalar)),
        }
    }

    fn items(&mut self, label: Safe, items: &[Value], depth: usize) {
        if items.is_empty() {
            self.writer.pair(label, Role::Muted, "none");
        } else if items.iter().all(|item| !item.is_object() && !item.is_array()) {
            let words: Vec<String> = items.iter().map(|item| words_of(item).to_string()).collect();
            self.writer.pair(label, Role::Text, Safe::new(&words.join(", ")));
        } else {
            self.writer.pair(label, Role::Text, safe!("{}", items.len()));
            for (nth, item) in items.iter().enumerate() {
                match item {
                    Value::Object(fields) => {
                        let name = fields.get("name").or_else(|| fields.get("id")).and_then(Value::as_str);
                        let name = name.map_or_else(|| format!("{}", nth + 1), ToOwned::to_owned);
                        self.writer.pair(safe!("{}{name}", "  ".repeat(depth + 1)), Role::Text, "");
                        self.fields(fields, depth + 2);
                    }
                    other => self.field(&format!("{}", nth + 1), other, depth + 1),
                }
            }
        }
    }
}

fn is_document(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<Map<String, Value>>(text).is_ok()
}

fn role_of(value: &Value) -> Role {
    match value {
        Value::Null | Value::Bool(false) => Role::Muted,
        _ => Role::Text,
    }
}

fn words_of(value: &Value) -> Safe {
    match value {
        Value::Null => Safe::own("none"),
        Value::Bool(true) => Safe::own("yes"),
        Value::Bool(false) => Safe::own("no"),
        Value::String(text) => Safe::new(text),
        other => safe!("{other}"),
    }
}
