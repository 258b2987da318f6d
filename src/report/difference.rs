//! What changed between two scans: resources and findings that came, went or changed. Findings are matched by id.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{FindingRow, Table};
use crate::model::Estate;

/// What changed from an old scan to a new one.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The format version: 1.
    pub format: u32,
    /// ARNs of resources that came.
    pub added: Vec<String>,
    /// ARNs of resources that went.
    pub removed: Vec<String>,
    /// ARNs of resources of which something else was read.
    pub changed: Vec<String>,
    /// Findings that came.
    pub raised: Vec<FindingRow>,
    /// Findings that went.
    pub fixed: Vec<FindingRow>,
}

/// Compares two scans with their findings.
pub fn difference(old: (&Estate, Vec<FindingRow>), new: (&Estate, Vec<FindingRow>)) -> Difference {
    let absent = |from: &Estate, other: &Estate| {
        let mut arns: Vec<String> = from
            .resources()
            .filter(|(_, resource)| other.find(resource.arn.as_str()).is_none())
            .map(|(_, resource)| resource.arn.to_string())
            .collect();
        arns.sort();
        arns
    };
    let mut changed: Vec<String> = new
        .0
        .resources()
        .filter(|(_, resource)| old.0.find(resource.arn.as_str()).is_some_and(|(_, before)| before != *resource))
        .map(|(_, resource)| resource.arn.to_string())
        .collect();
    changed.sort();
    let only = |from: &[FindingRow], other: &[FindingRow]| {
        let known: BTreeMap<&str, ()> = other.iter().map(|row| (row.id.as_str(), ())).collect();
        from.iter().filter(|row| !known.contains_key(row.id.as_str())).cloned().collect::<Vec<_>>()
    };
    Difference {
        format: 1,
        added: absent(new.0, old.0),
        removed: absent(old.0, new.0),
        changed,
        raised: only(&new.1, &old.1),
        fixed: only(&old.1, &new.1),
    }
}

impl Difference {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.raised.is_empty()
            && self.fixed.is_empty()
    }

    /// The difference as a table for people.
    pub fn text(&self) -> String {
        if self.is_empty() {
            return "Nothing changed.\n".to_owned();
        }
        let mut table = Table::new(&["change", "what", "detail"]);
        for (word, arns) in [("added", &self.added), ("removed", &self.removed), ("changed", &self.changed)] {
            for arn in arns {
                table.row([word, arn, ""]);
            }
        }
        for (word, rows) in [("raised", &self.raised), ("fixed", &self.fixed)] {
            for row in rows {
                table.row([word, &row.resource, &format!("{} {}: {}", row.id, row.check, row.summary)]);
            }
        }
        table.text()
    }
}
