//! How a document is laid out, and writing new parts the same way.

use std::ops::Range;

use serde_json::Value;

use super::scan::{Node, Shape};

/// The layout of one container's parts, read from the parts that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    /// What stands between two parts, comma included.
    pub(super) between: String,
    /// `:` with the white space that the document puts around it.
    colon: String,
    /// `,` with the white space that stands between parts on one line.
    comma: String,
    /// How new objects and lists are broken into lines; none keeps them on one line.
    block: Option<Block>,
}

/// Line breaks and indentation.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    line_end: &'static str,
    /// The indentation of the line that closes a new part.
    indent: String,
    /// One more level of indentation.
    unit: String,
}

impl Style {
    /// The style in which a new part of `container` is written. `root` is the whole document.
    pub(super) fn of(text: &str, root: &Node, container: &Node) -> Self {
        let colon = colon(text, root);
        let comma = if colon.ends_with(char::is_whitespace) { ", " } else { "," }.to_owned();
        let parts = container.parts();
        let lead = parts.first().map_or("", |first| slice(text, container.span.start + 1..first.start));
        let between = match parts.as_slice() {
            [first, second, ..] => slice(text, first.end..second.start).to_owned(),
            _ if lead.contains('\n') => format!(",{lead}"),
            _ => comma.clone(),
        };
        let block = text.contains('\n').then(|| block(text, root, container, &parts)).flatten();
        Self { between, colon, comma, block }
    }

    /// A value in this style.
    pub(super) fn value(&self, value: &Value) -> String {
        let mut text = String::new();
        self.write(&mut text, value, self.block.as_ref(), 0);
        text
    }

    /// A member of an object in this style.
    pub(super) fn member(&self, key: &str, value: &Value) -> String {
        format!("{}{}{}", quoted(key), self.colon, self.value(value))
    }

    fn write(&self, out: &mut String, value: &Value, block: Option<&Block>, depth: usize) {
        let parts: Vec<(Option<&String>, &Value)> = match value {
            Value::Object(members) => members.iter().map(|(key, value)| (Some(key), value)).collect(),
            Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
            scalar => return out.push_str(&scalar.to_string()),
        };
        let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
        let block = block.filter(|_| !parts.is_empty());
        out.push(open);
        for (place, (key, part)) in parts.into_iter().enumerate() {
            if place > 0 {
                out.push_str(if block.is_some() { "," } else { &self.comma });
            }
            line(out, block, depth + 1);
            if let Some(key) = key {
                out.push_str(&quoted(key));
                out.push_str(&self.colon);
            }
            self.write(out, part, block, depth + 1);
        }
        line(out, block, depth);
        out.push(close);
    }
}

fn line(out: &mut String, block: Option<&Block>, depth: usize) {
    if let Some(block) = block {
        out.push_str(block.line_end);
        out.push_str(&block.indent);
        out.push_str(&block.unit.repeat(depth));
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn slice(text: &str, span: Range<usize>) -> &str {
    text.get(span).unwrap_or_default()
}

/// The first colon of the document with its white space.
fn colon(text: &str, root: &Node) -> String {
    let Some(first) = root.members().first() else { return ":".to_owned() };
    let between = slice(text, first.start..first.value.span.start);
    let after_key = between.rfind('"').map_or(between, |quote| slice(between, quote + 1..between.len()));
    after_key.replace(['\n', '\r'], "")
}

/// Line breaks for a new part, when the parts beside it have them. A lone or first part follows the document.
fn block(text: &str, root: &Node, container: &Node, parts: &[Range<usize>]) -> Option<Block> {
    let broken = |span: &Range<usize>| slice(text, span.clone()).contains('\n');
    let beside = last_nested(container);
    if beside.is_some_and(|node| !broken(&node.span)) && !(parts.len() == 1 && broken(&container.span)) {
        return None;
    }
    let indent = match parts.last() {
        Some(last) => indent_of_line(text, last.start),
        None => indent_of_line(text, container.span.start),
    };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    Some(Block { line_end, indent: indent.to_owned(), unit: unit(text, root) })
}

/// The last object or list among the parts of a container.
fn last_nested(container: &Node) -> Option<&Node> {
    let nested = |node: &&Node| !node.parts().is_empty();
    match &container.shape {
        Shape::Object(members) => members.iter().rev().map(|member| &member.value).find(nested),
        Shape::List(items) => items.iter().rev().find(nested),
        Shape::Text(_) | Shape::Other => None,
    }
}

/// The white space at the beginning of the line that a place stands in.
fn indent_of_line(text: &str, place: usize) -> &str {
    let before = slice(text, 0..place);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = slice(text, start..text.len());
    let width = line.len() - line.trim_start_matches([' ', '\t']).len();
    slice(line, 0..width)
}

/// One level of indentation: what the first member of the document has more than the document itself.
fn unit(text: &str, root: &Node) -> String {
    let outer = indent_of_line(text, root.span.start);
    let inner = root.members().first().map_or("", |first| indent_of_line(text, first.start));
    inner.strip_prefix(outer).filter(|unit| !unit.is_empty()).unwrap_or("  ").to_owned()
}
