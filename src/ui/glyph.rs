//! The marks that stand beside words: one set for fonts that have them, one in ASCII.

use crate::finding::{Severity, Status};

/// A set of marks. Every mark is one cell wide and always stands beside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Critical, high, medium, low.
    pub severity: [&'static str; 4],
    /// Something that could not be decided.
    pub unknown: &'static str,
    /// All is well; done.
    pub pass: &'static str,
    /// It is not; it may not.
    pub cross: &'static str,
    /// A branch of a tree, its last branch, and the stem beside what is below a branch.
    pub tree: [&'static str; 3],
    /// Under way.
    pub running: &'static str,
    /// Not reached yet.
    pub waiting: &'static str,
    /// The row that the keyboard is on.
    pub cursor: &'static str,
    /// A selected row.
    pub selected: &'static str,
    /// A closed group.
    pub closed: &'static str,
    /// An open group.
    pub open: &'static str,
    /// Sorted downwards.
    pub down: &'static str,
    /// Sorted upwards.
    pub up: &'static str,
    /// Between parts of a path or hint.
    pub dot: &'static str,
    /// From one value to another.
    pub arrow: &'static str,
    /// A filled cell of a bar.
    pub bar: &'static str,
    /// A horizontal rule.
    pub rule: &'static str,
    /// A vertical rule.
    pub pipe: &'static str,
    /// The corners of a frame: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// The frame of a trust boundary: its flat and its upright sides, and its corners in the same order.
    pub boundary: [&'static str; 6],
}

impl Glyphs {
    /// For fonts with geometric shapes and box drawing, as every common terminal font has.
    pub const UNICODE: Self = Self {
        severity: ["◆", "▲", "●", "○"],
        unknown: "?",
        pass: "✓",
        cross: "✗",
        tree: ["├", "└", "│"],
        running: "▸",
        waiting: "·",
        cursor: "▌",
        selected: "✓",
        closed: "▸",
        open: "▾",
        down: "▼",
        up: "▲",
        dot: "·",
        arrow: "→",
        bar: "█",
        rule: "─",
        pipe: "│",
        corners: ["┌", "┐", "└", "┘"],
        boundary: ["═", "║", "╔", "╗", "╚", "╝"],
    };

    /// For the console of an installer, a serial line or a screen reader.
    pub const ASCII: Self = Self {
        severity: ["#", "!", "*", "-"],
        unknown: "?",
        pass: "+",
        cross: "x",
        tree: ["|", "`", "|"],
        running: ">",
        waiting: ".",
        cursor: ">",
        selected: "x",
        closed: "+",
        open: "-",
        down: "v",
        up: "^",
        dot: "|",
        arrow: ">",
        bar: "=",
        rule: "-",
        pipe: "|",
        corners: ["+", "+", "+", "+"],
        boundary: ["#"; 6],
    };

    /// The mark of what the public can reach.
    pub fn of_public(&self) -> &'static str {
        let [critical, ..] = self.severity;
        critical
    }

    /// The mark of a severity, or of what could not be decided.
    pub fn of(&self, status: Status, severity: Severity) -> &'static str {
        if status == Status::Unknown {
            return self.unknown;
        }
        let [critical, high, medium, low] = self.severity;
        match severity {
            Severity::Critical => critical,
            Severity::High => high,
            Severity::Medium => medium,
            Severity::Low => low,
        }
    }
}
