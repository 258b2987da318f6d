//! Writing Terraform's language: blocks, attributes, strings and documents.

use std::fmt::Write as _;

use crate::text::is_plain;

/// A block under construction.
#[derive(Debug, Default)]
pub(super) struct Body {
    text: String,
    depth: usize,
}

impl Body {
    /// A body whose lines are indented so many levels.
    pub(super) fn at(depth: usize) -> Self {
        Self { text: String::new(), depth }
    }

    /// An attribute with a literal value.
    pub(super) fn raw(&mut self, name: &str, value: impl std::fmt::Display) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{}{name} = {value}", "  ".repeat(self.depth));
        self
    }

    /// An attribute with a string.
    pub(super) fn string(&mut self, name: &str, value: &str) -> &mut Self {
        self.raw(name, string(value))
    }

    /// A nested block.
    pub(super) fn block(&mut self, head: &str, fill: impl FnOnce(&mut Self)) -> &mut Self {
        let indent = "  ".repeat(self.depth);
        let mut inner = Self::at(self.depth + 1);
        fill(&mut inner);
        let _ = writeln!(self.text, "{indent}{head} {{\n{}{indent}}}", inner.text);
        self
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// A string with its escapes. `${` and `%{` would begin a template.
///
/// Source: Terraform documentation, "Strings and Templates".
pub(super) fn string(value: &str) -> String {
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other if !is_plain(other) => {
                let number = u32::from(other);
                let _ = if number > 0xFFFF { write!(text, "\\U{number:08x}") } else { write!(text, "\\u{number:04x}") };
            }
            other => text.push(other),
        }
    }
    text.push('"');
    text.replace("${", "$${").replace("%{", "%%{")
}

/// A document as text over several lines, or as a string where its text would end it early.
pub(super) fn document(text: &str) -> String {
    let ends_early = text.lines().any(|line| line.trim() == "POLICY");
    if ends_early || text.contains('\r') {
        return string(text);
    }
    format!("<<POLICY\n{}\nPOLICY", text.replace("${", "$${").replace("%{", "%%{"))
}

/// A name that Terraform takes: letters, digits and underscores, beginning with a letter.
pub(super) fn label(name: &str) -> String {
    let plain: String =
        name.chars().map(|it| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '_' }).collect();
    if plain.starts_with(|it: char| it.is_ascii_alphabetic()) { plain } else { format!("r_{plain}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_policies_do_not_become_templates() {
        assert_eq!(string("a\"${aws:username}\n"), r#""a\"$${aws:username}\n""#);
        assert!(document("home/${aws:username}/*").contains("home/$${aws:username}/*"));
        assert!(document("a\n POLICY\nb").starts_with('"'));
    }

    #[test]
    fn labels_begin_with_a_letter() {
        assert_eq!(label("Raw.Payments-1"), "raw_payments_1");
        assert_eq!(label("1a2b"), "r_1a2b");
    }
}
