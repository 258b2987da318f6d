//! The difference of two values of a setting, line by line, with the changed words marked. Plain values: how they are
//! coloured is decided where they are shown.

use similar::{ChangeTag, TextDiff};

use crate::model::SettingValue;

/// Unchanged lines that are shown around a change.
const AROUND: usize = 3;

/// Where a line of a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffTag {
    /// On both sides.
    Same,
    /// Only before.
    Removed,
    /// Only after.
    Added,
    /// Unchanged lines that are left out; the line has no text.
    Folded,
}

/// A line of a difference. Its text has no line end and may hold anything that the cloud returned: make it visible
/// before it is shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DiffLine {
    /// Where it stands.
    pub tag: DiffTag,
    /// Its parts; the flag marks those that changed.
    pub spans: Vec<(bool, String)>,
}

impl DiffLine {
    /// The whole text of the line.
    pub fn text(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// A value laid out for people: JSON is indented, text that is no JSON stays as it is, and none is a word.
pub fn laid_out(value: &SettingValue) -> String {
    let Some(text) = value.as_text() else { return "(none)".to_owned() };
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(parsed) => format!("{parsed:#}"),
        Err(_) => text.to_owned(),
    }
}

/// The difference of two values; unchanged lines far from a change are folded.
pub fn difference(before: &SettingValue, after: &SettingValue) -> Vec<DiffLine> {
    let (before, after) = (laid_out(before) + "\n", laid_out(after) + "\n");
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let (mut lines, mut shown) = (Vec::new(), 0);
    for group in diff.grouped_ops(AROUND) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        if first.old_range().start > shown {
            lines.push(DiffLine { tag: DiffTag::Folded, spans: Vec::new() });
        }
        shown = last.old_range().end;
        for change in group.iter().flat_map(|op| diff.iter_inline_changes(op)) {
            let tag = match change.tag() {
                ChangeTag::Equal => DiffTag::Same,
                ChangeTag::Delete => DiffTag::Removed,
                ChangeTag::Insert => DiffTag::Added,
            };
            let spans =
                change.iter_strings_lossy().map(|(changed, text)| (changed, text.trim_end_matches('\n').to_owned()));
            lines.push(DiffLine { tag, spans: spans.filter(|(_, text)| !text.is_empty()).collect() });
        }
    }
    if !lines.is_empty() && shown < diff.old_len() {
        lines.push(DiffLine { tag: DiffTag::Folded, spans: Vec::new() });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_changed_word_is_marked() {
        let value = |status: &str| SettingValue::text(format!(r#"{{"status":"{status}","mfa_delete":false}}"#));
        let lines = difference(&value("Suspended"), &value("Enabled"));
        let marked: Vec<&str> = lines
            .iter()
            .flat_map(|line| &line.spans)
            .filter(|(changed, _)| *changed)
            .map(|(_, text)| text.as_str())
            .collect();
        assert_eq!(marked, ["Suspended", "Enabled"]);
        assert_eq!(lines[1].text(), "  \"status\": \"Suspended\",");
    }

    #[test]
    fn unchanged_lines_far_away_are_folded() {
        let list = |last: u32| {
            SettingValue::text(format!("[{},{last}]", (0..20).map(|n| n.to_string()).collect::<Vec<_>>().join(",")))
        };
        let lines = difference(&list(98), &list(99));
        assert_eq!(lines.first().map(|line| line.tag), Some(DiffTag::Folded));
        assert_eq!(lines.len(), 7);
        assert_eq!(difference(&list(1), &list(1)), Vec::new());
    }

    #[test]
    fn none_is_a_word() {
        let lines = difference(&SettingValue::NONE, &SettingValue::text("true"));
        let text: Vec<(DiffTag, String)> = lines.iter().map(|line| (line.tag, line.text())).collect();
        assert_eq!(text, [(DiffTag::Removed, "(none)".to_owned()), (DiffTag::Added, "true".to_owned())]);
    }
}
