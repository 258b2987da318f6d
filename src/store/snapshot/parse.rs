//! From lines to records. Lines are independent of each other, so chunks of them are parsed in parallel.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::line::{END, RESOURCE, record_kind};
use crate::model::{AccountId, Record, Region, Resource, SharedDocuments};

/// The records of a chunk of lines, and what was wrong with the first bad line.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) items: Vec<Item>,
    pub(super) lines: usize,
    pub(super) counts: BTreeMap<&'static str, u64>,
    pub(super) wrong: Option<Wrong>,
}

/// A record; resources are shared at once, without a second copy.
pub(super) enum Item {
    Resource(Arc<Resource>),
    Other(Box<Record>),
}

/// What was wrong with a line.
pub(super) struct Wrong {
    /// Its place in the chunk, from 0.
    pub(super) line: usize,
    pub(super) subject: String,
    pub(super) message: String,
}

/// Parses a chunk of whole lines. The lines are overwritten. What many resources share is kept once.
pub(super) fn parse(chunk: &mut [u8], documents: &SharedDocuments) -> Parsed {
    let mut parsed = Parsed::default();
    let mut names = Names::default();
    let mut share = |resource: &mut Resource| {
        names.share(resource);
        documents.share(&mut resource.detail);
    };
    for line in chunk.split_inclusive_mut(|byte| *byte == b'\n') {
        match item(line, &mut share) {
            Ok((kind, item)) => {
                *parsed.counts.entry(kind).or_default() += 1;
                parsed.items.push(item);
            }
            Err(message) => {
                parsed.wrong = Some(Wrong { line: parsed.lines, subject: subject(line), message });
                return parsed;
            }
        }
        parsed.lines += 1;
    }
    parsed
}

fn item(line: &mut [u8], share: &mut impl FnMut(&mut Resource)) -> Result<(&'static str, Item), String> {
    if line.starts_with(RESOURCE) {
        // The tag is known: blank it out, so that the resource is parsed directly and not by way of a buffered map.
        if let Some((comma, tag)) = line.get_mut(..RESOURCE.len()).and_then(<[u8]>::split_last_mut) {
            tag.fill(b' ');
            *comma = b'{';
        }
        let mut resource: Resource = from(line)?;
        share(&mut resource);
        return Ok(("resource", Item::Resource(Arc::new(resource))));
    }
    if line.starts_with(END) {
        return Err("lines follow the line that ends a snapshot".to_owned());
    }
    Ok(match from(line)? {
        Record::Resource(mut resource) => {
            share(&mut resource);
            ("resource", Item::Resource(Arc::from(resource)))
        }
        record => (record_kind(&record), Item::Other(Box::new(record))),
    })
}

fn from<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(line).map_err(|error| {
        let text = error.to_string();
        // A line is its own document, so that its parser always speaks of line 1.
        text.replace(" at line 1 column ", " at column ").replace(" at line 2 column 0", " at its end")
    })
}

/// The ARN of a line that could not be understood as a record, if it is JSON at all.
fn subject(line: &[u8]) -> String {
    let value: Option<serde_json::Value> = serde_json::from_slice(line).ok();
    let arn = value.as_ref().and_then(|value| value.get("arn")).and_then(serde_json::Value::as_str);
    arn.unwrap_or_default().to_owned()
}

/// Names that many resources share, kept once.
#[derive(Default)]
struct Names {
    accounts: FxHashSet<AccountId>,
    regions: FxHashSet<Region>,
}

impl Names {
    fn share(&mut self, resource: &mut Resource) {
        match self.accounts.get(&resource.account) {
            Some(known) => resource.account = known.clone(),
            None => {
                self.accounts.insert(resource.account.clone());
            }
        }
        match self.regions.get(&resource.region) {
            Some(known) => resource.region = known.clone(),
            None => {
                self.regions.insert(resource.region.clone());
            }
        }
    }
}
