//! Findings as SARIF 2.1.0, the static analysis results interchange format.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::FindingRow;
use crate::checks::check;
use crate::finding::{Severity, Status};
use crate::model::Estate;

pub(super) fn sarif(estate: &Estate, rows: &[FindingRow]) -> Result<String, serde_json::Error> {
    let used: BTreeMap<&str, &FindingRow> = rows.iter().map(|row| (row.check, row)).collect();
    let rules: Vec<Value> = used.values().map(|row| rule(row)).collect();
    let results: Vec<Value> = rows.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "Tidegate", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "invocations": [{"executionSuccessful": !estate.partial}],
            "results": results,
        }],
    });
    super::json(&log)
}

fn rule(row: &FindingRow) -> Value {
    let tags: Vec<String> = row.mappings.iter().map(|it| format!("{} {}", it.framework, it.control)).collect();
    json!({
        "id": row.check,
        "shortDescription": {"text": row.title},
        "help": {"text": check(row.check).map_or("", |check| check.manual)},
        "properties": {"tags": tags, "domain": row.domain, "threat": row.threat},
    })
}

fn result(row: &FindingRow) -> Value {
    let level = match row.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    };
    let kind = if row.status == Status::Fail { "fail" } else { "review" };
    json!({
        "ruleId": row.check,
        "kind": kind,
        "level": if row.status == Status::Fail { level } else { "none" },
        "message": {"text": format!("{}: {}", row.name, row.summary)},
        "partialFingerprints": {"tidegateFinding/v1": row.id},
        "locations": [{"logicalLocations": [
            {"name": row.name, "fullyQualifiedName": row.resource, "kind": "resource"},
        ]}],
        "rank": f64::from(row.risk) * 4.0,
        "properties": {"account": row.account, "region": row.region, "evidence": row.evidence},
    })
}
