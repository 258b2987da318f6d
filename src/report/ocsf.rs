//! Findings as OCSF 1.3 compliance findings (class 2003), one JSON object a line.

use serde_json::{Value, json};

use super::FindingRow;
use crate::finding::{Severity, Status};
use crate::model::Estate;
use crate::text::escaped_json;

pub(super) fn ocsf(estate: &Estate, rows: &[FindingRow]) -> Result<String, serde_json::Error> {
    let time = estate.header.finished.unwrap_or(estate.header.started).as_millisecond();
    let mut text = String::new();
    for row in rows {
        text.push_str(&escaped_json(&serde_json::to_string(&event(time, row))?));
        text.push('\n');
    }
    Ok(text)
}

fn event(time: i64, row: &FindingRow) -> Value {
    let (severity_id, severity) = match row.severity {
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    };
    let (status_id, status) = if row.status == Status::Fail { (3, "Fail") } else { (0, "Unknown") };
    let standards: Vec<&str> = row.mappings.iter().map(|mapping| mapping.framework).collect();
    let requirements: Vec<&str> = row.mappings.iter().map(|mapping| mapping.control).collect();
    json!({
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "category_uid": 2,
        "category_name": "Findings",
        "activity_id": 1,
        "activity_name": "Create",
        "type_uid": 200_301,
        "time": time,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": 1,
        "status": "New",
        "message": row.summary,
        "metadata": {
            "version": "1.3.0",
            "product": {"name": "Tidegate", "vendor_name": "Tidegate", "version": env!("CARGO_PKG_VERSION")},
        },
        "finding_info": {"uid": row.id, "title": row.title, "desc": row.summary, "types": [row.check]},
        "compliance": {
            "status_id": status_id,
            "status": status,
            "control": row.check,
            "standards": standards,
            "requirements": requirements,
        },
        "cloud": {"provider": "AWS", "account": {"uid": row.account, "name": row.account_name}, "region": row.region},
        "resources": [{"uid": row.resource, "name": row.name, "type": row.kind, "region": row.region}],
        "unmapped": {
            "likelihood": row.likelihood, "impact": row.impact, "risk": row.risk, "layer": row.layer,
            "domain": row.domain, "threat": row.threat, "evidence": row.evidence,
        },
    })
}
