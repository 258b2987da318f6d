//! How sensitive the data of a store is, read from tags that the user maps.

use super::Tags;
use super::layer::words;
use serde::{Deserialize, Serialize};
use std::fmt;

words! {
    /// The class of the data in a store.
    Classification {
        /// For anyone.
        Public => "public",
        /// For staff.
        Internal => "internal",
        /// For a named few: encrypted with customer keys, logged, never crosses a boundary unnoticed.
        Restricted => "restricted",
        /// Not tagged, or tagged with a word that is not mapped.
        Unknown => "unclassified",
    }
}

/// Which tags classify, and which of their values mean what. Keys and values are compared without case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClassificationRules {
    /// Tag keys that hold a classification, the first match wins.
    pub tags: Vec<String>,
    /// Values that mean public.
    pub public: Vec<String>,
    /// Values that mean internal.
    pub internal: Vec<String>,
    /// Values that mean restricted.
    pub restricted: Vec<String>,
}

impl Default for ClassificationRules {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Self {
            tags: words(&["classification", "data-classification", "dataclassification", "sensitivity"]),
            public: words(&["public", "open"]),
            internal: words(&["internal", "private"]),
            restricted: words(&["restricted", "confidential", "secret", "sensitive", "pii", "pci", "phi"]),
        }
    }
}

impl ClassificationRules {
    /// The class that a resource's tags give it.
    pub fn classify(&self, tags: &Tags) -> Classification {
        let value = self.tags.iter().find_map(|wanted| {
            tags.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
        });
        let Some(value) = value else { return Classification::Unknown };
        let among = |list: &[String]| list.iter().any(|word| word.eq_ignore_ascii_case(value.trim()));
        if among(&self.restricted) {
            Classification::Restricted
        } else if among(&self.internal) {
            Classification::Internal
        } else if among(&self.public) {
            Classification::Public
        } else {
            Classification::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_matched_without_case() {
        let tags = Tags::from([("Classification".to_owned(), " Restricted".to_owned())]);
        assert_eq!(ClassificationRules::default().classify(&tags), Classification::Restricted);
    }

    #[test]
    fn an_unmapped_word_is_unknown_not_public() {
        let tags = Tags::from([("classification".to_owned(), "level-9".to_owned())]);
        assert_eq!(ClassificationRules::default().classify(&tags), Classification::Unknown);
    }
}
