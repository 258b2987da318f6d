//! Resources in the formats of `tidegate inventory`.

use std::io::Write;

use serde::Serialize;

use super::Table;
use super::findings::formula_safe;
use crate::checks::Rules;
use crate::model::{Classification, Estate, Fact, Kind, Resource, ResourceId, Tags};

/// How an inventory is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum InventoryFormat {
    /// A table for people.
    #[default]
    Table,
    /// JSON, format version 1, with everything that was read.
    Json,
    /// Comma-separated values with a header.
    Csv,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    format: u32,
    resources: Vec<&'a Resource>,
}

/// Prints the resources of a kind, or all.
///
/// # Errors
/// When a resource cannot be written as JSON, which no resource of this crate causes.
pub fn inventory(
    estate: &Estate,
    rules: &Rules,
    kind: Option<Kind>,
    format: InventoryFormat,
) -> Result<String, serde_json::Error> {
    let chosen = chosen(estate, kind);
    match format {
        InventoryFormat::Table => Ok(table(estate, rules, &chosen).text()),
        InventoryFormat::Csv => Ok(csv(estate, rules, &chosen)),
        InventoryFormat::Json => super::json(&answer(chosen)),
    }
}

/// Writes what [`inventory`] prints; JSON one resource at a time.
///
/// # Errors
/// As [`inventory`], and when the writer fails.
pub fn write_inventory(
    mut out: impl Write,
    estate: &Estate,
    rules: &Rules,
    kind: Option<Kind>,
    format: InventoryFormat,
) -> Result<(), serde_json::Error> {
    if format == InventoryFormat::Json {
        return super::write_json(out, &answer(chosen(estate, kind)));
    }
    let text = inventory(estate, rules, kind, format)?;
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(serde_json::Error::io)
}

fn chosen(estate: &Estate, kind: Option<Kind>) -> Vec<(ResourceId, &Resource)> {
    let mut chosen: Vec<(ResourceId, &Resource)> = estate
        .resources()
        .map(|(id, resource)| (id, resource.as_ref()))
        .filter(|(_, resource)| kind.is_none_or(|kind| resource.kind() == kind))
        .collect();
    chosen.sort_by(|(_, a), (_, b)| (&a.account, a.kind(), a.name()).cmp(&(&b.account, b.kind(), b.name())));
    chosen
}

fn answer(chosen: Vec<(ResourceId, &Resource)>) -> Answer<'_> {
    Answer { format: 1, resources: chosen.into_iter().map(|(_, resource)| resource).collect() }
}

const HEAD: [&str; 6] = ["kind", "name", "account", "region", "classification", "arn"];

fn cells(estate: &Estate, rules: &Rules, resource: &Resource) -> [String; 6] {
    [
        resource.kind().word().to_owned(),
        resource.name().to_owned(),
        estate.account_name(&resource.account).to_owned(),
        resource.region.to_string(),
        class(rules, &resource.tags).to_owned(),
        resource.arn.to_string(),
    ]
}

/// The classification's word; `unknown` where the tags could not be read, `-` where there are none to read.
fn class(rules: &Rules, tags: &Fact<Tags>) -> &'static str {
    match tags {
        Fact::Known(tags) => match rules.classification.classify(tags) {
            Classification::Unknown => "-",
            class => class.word(),
        },
        Fact::Unknown(_) => "unknown",
        Fact::NotApplicable => "-",
    }
}

fn table(estate: &Estate, rules: &Rules, chosen: &[(ResourceId, &Resource)]) -> Table {
    let mut table = Table::new(&HEAD);
    for (_, resource) in chosen {
        table.row(cells(estate, rules, resource));
    }
    table
}

fn csv(estate: &Estate, rules: &Rules, chosen: &[(ResourceId, &Resource)]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut written = writer.write_record(HEAD);
    for (_, resource) in chosen {
        let cells = cells(estate, rules, resource).map(|cell| formula_safe(&cell));
        written = written.and(writer.write_record(cells));
    }
    // Writing to memory does not fail; an empty answer would still show that it did.
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
