//! The id of a case, repeated in its answer exactly as it was given.

use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// An id: text, or a number.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
pub struct Id(Box<RawValue>);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match raw.get().as_bytes().first() {
            Some(b'"' | b'-' | b'0'..=b'9') => Ok(Self(raw)),
            _ => Err(D::Error::custom("is neither a text nor a number")),
        }
    }
}

/// The id of a text that is no case, as far as it can be read: its answer can then be told from others.
pub fn id_of(text: &str) -> Option<Id> {
    struct Seek<'i>(&'i mut Option<Id>);
    impl<'de> Visitor<'de> for Seek<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<String>()? {
                if key == "id" {
                    *self.0 = Some(map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(())
        }
    }
    let mut found = None;
    // What cannot be read after the id is of no interest here.
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(Seek(&mut found));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_before_what_cannot_be_read() {
        let id = |text: &str| id_of(text).map(|id| serde_json::to_string(&id).unwrap());
        assert_eq!(id(r#"{"id": "a\u0062", "request": {"princ"#).as_deref(), Some(r#""a\u0062""#));
        assert_eq!(
            id(r#"{"request": [], "id": 12345678901234567890123.0}"#).as_deref(),
            Some("12345678901234567890123.0")
        );
        for text in ["", "[]", r#"{"id": null"#, r#"{"id": ["a"]}"#, r#"{"i"#] {
            assert_eq!(id(text), None, "{text}");
        }
    }
}
