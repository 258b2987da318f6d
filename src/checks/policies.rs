//! The parsed policies of an estate. Documents with the same text are parsed once, however many resources carry them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{Document, Estate};
use crate::policy::{ParseError, Policy};

/// The parsed policies of an estate.
#[derive(Debug, Default)]
pub(super) struct Policies<'a> {
    parsed: Vec<Result<Policy, ParseError>>,
    /// By the address of the text, which no other text has while the estate is borrowed. Checks ask millions of times:
    /// an address is found without reading the text.
    by_address: FxHashMap<usize, usize>,
    by_text: FxHashMap<&'a str, usize>,
}

impl<'a> Policies<'a> {
    /// Parses every document of an estate.
    pub(super) fn of(estate: &'a Estate) -> Self {
        let mut policies = Self::default();
        let mut texts: Vec<&'a str> = Vec::new();
        for (_, resource) in estate.resources() {
            resource.detail.documents().for_each(|document| policies.meet(document, &mut texts));
        }
        policies.parsed = texts.into_par_iter().map(Policy::parse).collect();
        policies
    }

    fn meet(&mut self, document: &'a Document, texts: &mut Vec<&'a str>) {
        let text = document.text();
        let by_text = &mut self.by_text;
        self.by_address.entry(text.as_ptr().addr()).or_insert_with(|| {
            *by_text.entry(text).or_insert_with(|| {
                texts.push(text);
                texts.len() - 1
            })
        });
    }

    /// How many documents were parsed.
    pub(super) fn len(&self) -> usize {
        self.parsed.len()
    }

    /// The parsed form of a document, or of another with its text.
    pub(super) fn get(&self, document: &Document) -> Option<&Result<Policy, ParseError>> {
        let text = document.text();
        let place = self.by_address.get(&text.as_ptr().addr()).or_else(|| self.by_text.get(text))?;
        self.parsed.get(*place)
    }
}
