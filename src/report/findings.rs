//! Findings in the formats of `tidegate findings`.

use std::io::Write;

use serde::{Serialize, Serializer};

use super::row::{FindingRow, rows};
use super::{Table, ocsf, sarif};
use crate::finding::{Finding, Severity, Status};
use crate::model::Estate;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum FindingFormat {
    /// A table for people.
    #[default]
    Table,
    /// JSON, format version 1.
    Json,
    /// Comma-separated values with a header.
    Csv,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// OCSF 1.3 compliance findings, one JSON object a line.
    Ocsf,
    /// Markdown.
    Markdown,
}

/// The whole answer of `--format json`.
#[derive(Debug, Serialize)]
struct Answer<'a, F> {
    format: u32,
    tool: &'a str,
    scanned: String,
    partial: bool,
    gaps: usize,
    findings: F,
}

/// Prints findings.
///
/// # Errors
/// When a row cannot be written as JSON or CSV, which no finding of this crate causes.
pub fn findings(estate: &Estate, rows: &[FindingRow], format: FindingFormat) -> Result<String, serde_json::Error> {
    match format {
        FindingFormat::Table => Ok(table(rows).text() + &tail(estate, rows)),
        FindingFormat::Markdown => Ok(markdown(estate, rows)),
        FindingFormat::Json => super::json(&answer(estate, rows)),
        FindingFormat::Csv => Ok(csv(rows)),
        FindingFormat::Sarif => sarif::sarif(estate, rows),
        FindingFormat::Ocsf => ocsf::ocsf(estate, rows),
    }
}

/// Writes findings. JSON is made one finding at a time: that of a large estate would not fit in memory beside it.
///
/// # Errors
/// As [`findings`], and when the writer fails.
pub fn write_findings(
    mut out: impl Write,
    estate: &Estate,
    chosen: &[&Finding],
    format: FindingFormat,
) -> Result<(), serde_json::Error> {
    if format == FindingFormat::Json {
        return super::write_json(out, &answer(estate, OneByOne { estate, chosen }));
    }
    let text = findings(estate, &rows(estate, chosen.iter().copied()), format)?;
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(serde_json::Error::io)
}

/// Findings that are resolved while they are written.
struct OneByOne<'a> {
    estate: &'a Estate,
    chosen: &'a [&'a Finding],
}

impl Serialize for OneByOne<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.chosen.iter().flat_map(|finding| rows(self.estate, [*finding])))
    }
}

fn answer<F>(estate: &Estate, findings: F) -> Answer<'_, F> {
    Answer {
        format: 1,
        tool: &estate.header.tool,
        scanned: estate.header.finished.unwrap_or(estate.header.started).to_string(),
        partial: estate.partial,
        gaps: estate.gaps().len(),
        findings,
    }
}

fn table(rows: &[FindingRow]) -> Table {
    let mut table = Table::new(&["id", "severity", "risk", "check", "account", "resource", "finding"]);
    for row in rows {
        let severity = if row.status == Status::Unknown { "unknown" } else { row.severity.word() };
        table.row([&row.id, severity, &row.risk.to_string(), row.check, &row.account_name, &row.name, &row.summary]);
    }
    table
}

/// How many there are of each severity, and what could not be read.
fn tail(estate: &Estate, rows: &[FindingRow]) -> String {
    let failed = |severity| rows.iter().filter(|row| row.status == Status::Fail && row.severity == severity).count();
    let counts: Vec<String> =
        Severity::ALL.iter().map(|severity| format!("{} {}", failed(*severity), severity.word())).collect();
    let unknown = rows.iter().filter(|row| row.status == Status::Unknown).count();
    let mut text = format!("\n{}; {unknown} unknown", counts.join(", "));
    if !estate.gaps().is_empty() {
        text.push_str(&format!("; {} reads failed", estate.gaps().len()));
    }
    if estate.partial {
        text.push_str("; the scan was cut off");
    }
    text.push('\n');
    text
}

fn markdown(estate: &Estate, rows: &[FindingRow]) -> String {
    let scanned = estate.header.finished.unwrap_or(estate.header.started);
    format!("# Findings\n\nScanned {scanned}.{}\n{}", tail(estate, rows).replace('\n', " "), "\n")
        + &table(rows).markdown()
}

fn csv(rows: &[FindingRow]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "id",
        "status",
        "severity",
        "risk",
        "likelihood",
        "impact",
        "check",
        "title",
        "summary",
        "resource",
        "kind",
        "account",
        "region",
        "layer",
        "domain",
        "threat",
        "remedies",
        "mappings",
    ];
    let mut written = writer.write_record(head);
    for row in rows {
        let status = if row.status == Status::Fail { "fail" } else { "unknown" };
        let mappings: Vec<String> = row.mappings.iter().map(|it| format!("{} {}", it.framework, it.control)).collect();
        written = written.and(writer.write_record([
            &row.id,
            status,
            row.severity.word(),
            &row.risk.to_string(),
            &row.likelihood.to_string(),
            &row.impact.to_string(),
            row.check,
            row.title,
            &formula_safe(&row.summary),
            &formula_safe(&row.resource),
            row.kind,
            &row.account,
            &row.region,
            row.layer,
            row.domain,
            row.threat,
            &row.remedies.join(" "),
            &mappings.join("; "),
        ]));
    }
    // Writing to memory does not fail; an empty answer would still show that it did.
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Text that a spreadsheet would take for a formula is quoted with an apostrophe.
pub(super) fn formula_safe(text: &str) -> String {
    let safe = crate::text::visible(text).into_owned();
    if safe.starts_with(['=', '+', '-', '@']) { format!("'{safe}") } else { safe }
}
