//! JSON as every verb prints it: laid out for reading, safe on a terminal.

use serde::Serialize;

use crate::text::escaped_json;

/// A value as JSON over several lines. Characters that a terminal would obey or hide are escapes.
///
/// # Errors
/// When the value cannot be written as JSON, which no value of this crate causes.
pub fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(value)?;
    Ok(escaped_json(&text).into_owned() + "\n")
}
