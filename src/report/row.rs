//! One finding with everything resolved: the values that all formats print. Format version 1.

use serde::Serialize;

use crate::finding::{Evidence, Finding, Severity, Side, Status};
use crate::model::Estate;
use crate::policy::Policy;

/// A finding, resolved against its estate.
#[derive(Debug, Clone, Serialize)]
pub struct FindingRow {
    /// Stable id.
    pub id: String,
    /// Severity of its risk.
    pub severity: Severity,
    /// Fault or undecided.
    pub status: Status,
    /// The check's id.
    pub check: &'static str,
    /// The check's title.
    pub title: &'static str,
    /// One sentence that says what is wrong.
    pub summary: String,
    /// The resource's ARN.
    pub resource: String,
    /// The resource's name.
    pub name: String,
    /// The resource's kind.
    pub kind: &'static str,
    /// The account's id.
    pub account: String,
    /// The account's name.
    pub account_name: String,
    /// The region.
    pub region: String,
    /// The part of the resource.
    pub locus: String,
    /// The pipeline layer.
    pub layer: &'static str,
    /// The security domain.
    pub domain: &'static str,
    /// The threat that it answers.
    pub threat: &'static str,
    /// From 1 to 5.
    pub likelihood: u8,
    /// From 1 to 5.
    pub impact: u8,
    /// Likelihood times impact.
    pub risk: u8,
    /// What moved the two.
    pub factors: Vec<FactorRow>,
    /// What shows it.
    pub evidence: Vec<EvidenceRow>,
    /// Ids of the remedies that mend it.
    pub remedies: &'static [&'static str],
    /// Controls that ask the same.
    pub mappings: Vec<MappingRow>,
}

/// What moved a risk.
#[derive(Debug, Clone, Serialize)]
pub struct FactorRow {
    /// `likelihood` or `impact`.
    pub on: Side,
    /// By how much.
    pub by: i8,
    /// Why.
    pub why: String,
}

/// One piece of evidence in words.
#[derive(Debug, Clone, Serialize)]
pub struct EvidenceRow {
    /// `setting`, `statement`, `related`, `gap` or `note`.
    pub kind: &'static str,
    /// What it is about.
    pub name: String,
    /// Its value; for a statement, the statement as JSON.
    pub value: String,
}

/// A control of a framework.
#[derive(Debug, Clone, Serialize)]
pub struct MappingRow {
    /// The framework's name.
    pub framework: &'static str,
    /// The control's number.
    pub control: &'static str,
}

/// Resolves findings, keeping their order.
pub fn rows<'a>(estate: &Estate, findings: impl IntoIterator<Item = &'a Finding>) -> Vec<FindingRow> {
    findings.into_iter().filter_map(|finding| row(estate, finding)).collect()
}

fn row(estate: &Estate, finding: &Finding) -> Option<FindingRow> {
    let resource = estate.resource(finding.resource)?;
    let check = finding.check;
    Some(FindingRow {
        id: finding.id.0.clone(),
        severity: finding.severity(),
        status: finding.status,
        check: check.id,
        title: check.title,
        summary: finding.summary.clone(),
        resource: resource.arn.to_string(),
        name: resource.name().to_owned(),
        kind: resource.kind().word(),
        account: resource.account.to_string(),
        account_name: estate.account_name(&resource.account).to_owned(),
        region: resource.region.to_string(),
        locus: finding.locus.clone(),
        layer: check.layer.unwrap_or_else(|| resource.layer()).word(),
        domain: check.domain.word(),
        threat: check.threat.word(),
        likelihood: finding.risk.likelihood,
        impact: finding.risk.impact,
        risk: finding.risk.score(),
        factors: finding
            .risk
            .factors
            .iter()
            .map(|factor| FactorRow { on: factor.on, by: factor.by, why: factor.why.to_string() })
            .collect(),
        evidence: finding.evidence.iter().map(|piece| evidence(estate, piece)).collect(),
        remedies: check.remedies,
        mappings: check
            .mappings
            .iter()
            .map(|mapping| MappingRow { framework: mapping.framework.name(), control: mapping.control })
            .collect(),
    })
}

fn evidence(estate: &Estate, piece: &Evidence) -> EvidenceRow {
    let make = |kind, name: &str, value: String| EvidenceRow { kind, name: name.to_owned(), value };
    match piece {
        Evidence::Setting { name, value } => make("setting", name, value.clone()),
        Evidence::Statement { label, document, index } => {
            let sid = Policy::parse(document.text())
                .ok()
                .and_then(|policy| policy.statements.get(*index).map(|statement| statement.label(*index)));
            let name = format!("{label}, {}", sid.unwrap_or_else(|| format!("statement {}", index + 1)));
            make("statement", &name, statement_text(document.text(), *index))
        }
        Evidence::Related { relation, resource } => {
            let arn = estate.resource(*resource).map(|resource| resource.arn.to_string());
            make("related", relation, arn.unwrap_or_default())
        }
        Evidence::Gap(gap) => match estate.gap(*gap) {
            Some(gap) => make("gap", &gap.api, gap.to_string()),
            None => make("gap", "", String::new()),
        },
        Evidence::Note(note) => make("note", "", note.clone()),
    }
}

/// The n-th statement of a document as JSON; the whole document where it has no such statement.
fn statement_text(document: &str, index: usize) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(document).ok();
    let statement = value.as_ref().and_then(|value| match value.get("Statement")? {
        serde_json::Value::Array(list) => list.get(index),
        one => Some(one),
    });
    statement.map_or_else(|| document.to_owned(), ToString::to_string)
}
