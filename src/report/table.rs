//! Plain text tables: columns as wide as their longest cell, the last one free.

use unicode_width::UnicodeWidthStr;

use crate::text::visible;

/// A table that is built row by row and printed at once.
#[derive(Debug, Clone)]
pub struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column heads.
    pub fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; its text is made visible.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(|cell| visible(cell.as_ref()).into_owned()).collect());
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text, with a line end after each row.
    pub fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.head.len()).map(|column| self.width(column)).collect();
        let head: Vec<String> = self.head.iter().map(|name| name.to_uppercase()).collect();
        let mut text = String::new();
        for row in std::iter::once(&head).chain(&self.rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// The table in GitHub's Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("| {} |\n|{}\n", self.head.join(" | "), " --- |".repeat(self.head.len()));
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
            text.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        text
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
        cells.chain(self.head.get(column).map(|head| head.len())).max().unwrap_or(0)
    }
}

/// A cell's text as Markdown shows it: a name is neither a link nor a tag nor the end of its cell.
fn escape(cell: &str) -> String {
    let mut safe = String::with_capacity(cell.len());
    for character in cell.chars() {
        if r"\`*_[]<>|&~!".contains(character) {
            safe.push('\\');
        }
        safe.push(character);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_hostile_text_is_tamed() {
        let mut table = Table::new(&["name", "kind"]);
        table.row(["a\u{1b}[2Jb", "bucket"]);
        table.row(["long-name-here", "key"]);
        assert_eq!(table.text(), "NAME            KIND\na␛[2Jb          bucket\nlong-name-here  key\n");
    }
}
