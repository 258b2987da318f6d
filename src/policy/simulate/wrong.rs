//! What is wrong with a case: where it stands in the text, the field, and what is wrong with it.

use std::fmt;

/// Why a case cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Line and column in the text, from 1, where reading stopped; none where the text could be read.
    pub place: Option<(usize, usize)>,
    /// The field, such as `identity_policies[0].policy`; empty for the whole case.
    pub field: String,
    /// What is wrong with it.
    pub what: String,
}

impl Wrong {
    /// What is wrong with a field.
    pub(super) fn field(field: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: None, field: field.into(), what: what.into() }
    }

    /// Why a text is no case.
    pub(super) fn reading(wrong: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let inner = wrong.inner();
        let place = Some((inner.line(), inner.column())).filter(|(line, _)| *line > 0);
        let field = wrong.path().to_string();
        if inner.is_eof() {
            return Self { place, field: String::new(), what: "the text ends before the case does".to_owned() };
        }
        // Where it stands is kept apart.
        let full = inner.to_string();
        let suffix = format!(" at line {} column {}", inner.line(), inner.column());
        let what = full.strip_suffix(&suffix).unwrap_or(&full);
        match field.as_str() {
            _ if inner.is_syntax() => Self { place, field: String::new(), what: format!("is not JSON: {what}") },
            "." => Self { place: place.filter(|(line, _)| *line > 1), field: String::new(), what: plain(what) },
            _ => Self { place: place.filter(|(line, _)| *line > 1), field, what: plain(what) },
        }
    }
}

/// The words of a reader of JSON as a person says them: what stands there, and what should.
fn plain(what: &str) -> String {
    let Some((found, wanted)) = what.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    else {
        return what.to_owned();
    };
    let found = match found.split_once(' ').unwrap_or((found, "")) {
        ("sequence", _) => "a list",
        ("map", _) => "an object",
        ("string", text) | ("boolean" | "integer", text) => text,
        ("floating", _) => "a number",
        _ => found,
    };
    let wanted = match wanted {
        "a string" => "a text",
        "a sequence" => "a list",
        "a boolean" => "true or false",
        other => other,
    };
    format!("is {found}, not {wanted}")
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) if line > 1 => write!(f, "line {line}, column {column}: ")?,
            Some((_, column)) if self.field.is_empty() && column > 0 => write!(f, "column {column}: ")?,
            _ => {}
        }
        match self.field.as_str() {
            "" => f.write_str(&self.what),
            field => write!(f, "{field}: {}", self.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn types_are_said_in_plain_words() {
        for (what, says) in [
            ("invalid type: sequence, expected an object", "is a list, not an object"),
            ("invalid type: map, expected a sequence", "is an object, not a list"),
            ("invalid type: integer `7`, expected a string", "is `7`, not a text"),
            ("invalid type: string \"yes\", expected a boolean", "is \"yes\", not true or false"),
            ("invalid type: null, expected a string", "is null, not a text"),
            ("missing field `action`", "missing field `action`"),
        ] {
            assert_eq!(plain(what), says);
        }
    }
}
