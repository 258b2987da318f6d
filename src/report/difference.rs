//! What changed between two scans: resources and findings that came, went or changed. Findings are matched by id.
//!
//! What one scan could not read is no change: it is listed as uncertain.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{FindingRow, Table};
use crate::finding::Status;
use crate::model::{Estate, Gap, GapId, Resource};

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
    /// ARNs of resources that one scan holds and the other could not look for.
    pub uncertain: Vec<String>,
    /// Findings that came.
    pub raised: Vec<FindingRow>,
    /// Findings that went.
    pub fixed: Vec<FindingRow>,
}

/// Compares two scans with their findings.
pub fn difference(old: (&Estate, Vec<FindingRow>), new: (&Estate, Vec<FindingRow>)) -> Difference {
    let ((before, old_rows), (after, new_rows)) = (old, new);
    let (added, mut uncertain) = only_in(after, before);
    let (removed, unseen) = only_in(before, after);
    uncertain.extend(unseen);
    uncertain.sort();
    let gaps_differ = before.gaps() != after.gaps();
    let is_changed = |resource: &Resource| {
        let held = before.find(resource.arn.as_str());
        held.is_some_and(|(_, held)| {
            if gaps_differ { !means_the_same((before, held), (after, resource)) } else { **held != *resource }
        })
    };
    let changed = after.resources().filter(|(_, resource)| is_changed(resource));
    Difference {
        format: 1,
        added,
        removed,
        changed: sorted(changed.map(|(_, resource)| resource.arn.to_string())),
        uncertain,
        raised: unmatched(&new_rows, &old_rows),
        fixed: unmatched(&old_rows, &new_rows).into_iter().filter(|row| is_decided(row, &new_rows)).collect(),
    }
}

fn sorted(arns: impl Iterator<Item = String>) -> Vec<String> {
    let mut arns: Vec<String> = arns.collect();
    arns.sort();
    arns
}

/// The resources that only one estate holds: those that the other scan looked for, and those that it could not.
fn only_in(estate: &Estate, other: &Estate) -> (Vec<String>, Vec<String>) {
    let looked_for = |resource: &Resource| {
        let (account, kind) = (&resource.account, resource.kind());
        other.account(account).is_some() && other.listing_gap(account, kind).is_none()
    };
    let only = estate.resources().filter(|(_, resource)| other.find(resource.arn.as_str()).is_none());
    let (sure, unsure): (Vec<_>, Vec<_>) = only.partition(|(_, resource)| looked_for(resource));
    let arns = |list: Vec<(_, &std::sync::Arc<Resource>)>| sorted(list.iter().map(|(_, it)| it.arn.to_string()));
    (arns(sure), arns(unsure))
}

/// The findings whose ids the other list does not have.
fn unmatched(rows: &[FindingRow], others: &[FindingRow]) -> Vec<FindingRow> {
    let known: BTreeSet<&str> = others.iter().map(|row| row.id.as_str()).collect();
    rows.iter().filter(|row| !known.contains(row.id.as_str())).cloned().collect()
}

/// Whether a check could decide about the resource of a finding: a fault that is gone is fixed only then.
fn is_decided(row: &FindingRow, now: &[FindingRow]) -> bool {
    !now.iter().any(|it| it.status == Status::Unknown && it.check == row.check && it.resource == row.resource)
}

/// Whether two scans read the same of a resource. A gap counts by what failed and why: its number is chance.
fn means_the_same(old: (&Estate, &Resource), new: (&Estate, &Resource)) -> bool {
    match (meaning(old.0, old.1), meaning(new.0, new.1)) {
        (Some(old), Some(new)) => old == new,
        _ => old.1 == new.1,
    }
}

/// A resource as JSON with gaps in words instead of numbers.
fn meaning(estate: &Estate, resource: &Resource) -> Option<Value> {
    let mut value = serde_json::to_value(resource).ok()?;
    name_gaps(estate, &mut value);
    Some(value)
}

fn name_gaps(estate: &Estate, value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let gap = gap_of(estate, fields);
            match gap.and_then(|gap| Some((gap, fields.get_mut("unknown")?))) {
                Some((gap, place)) => *place = Value::from(format!("{} {} {}", gap.api, gap.resource, gap.reason)),
                None => fields.values_mut().for_each(|field| name_gaps(estate, field)),
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_gaps(estate, item)),
        _ => {}
    }
}

/// The gap that an object stands for when it is a fact that could not be read.
fn gap_of<'a>(estate: &'a Estate, fields: &serde_json::Map<String, Value>) -> Option<&'a Gap> {
    let number = fields.get("unknown").filter(|_| fields.len() == 1)?.as_u64()?;
    estate.gap(GapId(u32::try_from(number).ok()?))
}

impl Difference {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.uncertain.is_empty()
            && self.raised.is_empty()
            && self.fixed.is_empty()
    }

    /// The difference as a table for people.
    pub fn text(&self) -> String {
        if self.is_empty() {
            return "Nothing changed.\n".to_owned();
        }
        let mut table = Table::new(&["change", "what", "detail"]);
        let not_read = "one of the scans could not look for it";
        for (word, arns, detail) in [
            ("added", &self.added, ""),
            ("removed", &self.removed, ""),
            ("changed", &self.changed, ""),
            ("uncertain", &self.uncertain, not_read),
        ] {
            for arn in arns {
                table.row([word, arn, detail]);
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
