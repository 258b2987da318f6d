//! What the lines, colours and marks of a picture mean: only those that are in it.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::row::FlowAnswer;
use super::svg::{CELL, CLASSES, badges, crossing, has};
use crate::flow::EvidenceKind;

/// Points of a small letter.
pub(super) const LETTER: u32 = 7;

/// Points of the piece of a line that stands before what it means.
const SAMPLE: u32 = 28;

/// What stands below a picture.
#[derive(Debug, Default)]
pub(super) struct Legend {
    items: Vec<(Sample, String)>,
    /// Points that it needs.
    pub(super) width: u32,
    /// The same.
    pub(super) height: u32,
}

/// What stands before the words.
#[derive(Debug)]
enum Sample {
    /// A line of these classes.
    Line(String),
    Crossing,
    /// The words say it themselves, in the colour of this class.
    Word(&'static str),
}

/// The legend of a picture.
pub(super) fn legend(answer: &FlowAnswer) -> Legend {
    let mut items: Vec<(Sample, String)> = Vec::new();
    for kind in [EvidenceKind::Observed, EvidenceKind::Declared, EvidenceKind::Referenced] {
        if has(answer, kind) {
            items.push((Sample::Line(format!("{} unknown", kind.word())), kind.word().to_owned()));
        }
    }
    if answer.hops.iter().any(|hop| !hop.crosses.is_empty()) {
        items.push((Sample::Crossing, "crosses a trust boundary".to_owned()));
    }
    for class in CLASSES {
        if answer.nodes.iter().any(|node| node.classification.word() == class) {
            items.push((Sample::Line(format!("declared {class}")), format!("{class} data")));
        }
    }
    let mut marks: Vec<(&str, &str)> = answer.nodes.iter().flat_map(badges).collect();
    marks.sort_unstable();
    marks.dedup();
    items.extend(marks.into_iter().map(|(class, badge)| (Sample::Word(class), badge.to_owned())));
    let width = items.iter().map(|(sample, words)| sample.width() + room(words)).sum::<u32>() + 2 * CELL.0;
    let height = if items.is_empty() { 0 } else { 2 * CELL.1 };
    Legend { items, width, height }
}

fn room(words: &str) -> u32 {
    u32::try_from(words.width()).unwrap_or(0) * LETTER + 2 * CELL.0
}

impl Sample {
    fn width(&self) -> u32 {
        if matches!(self, Self::Word(_)) { 0 } else { SAMPLE + CELL.0 }
    }
}

impl Legend {
    /// Drawn from a height on.
    pub(super) fn drawn(&self, top: u32) -> String {
        let (mut text, mut x, y) = (String::new(), CELL.0, top + CELL.1);
        for (sample, words) in &self.items {
            let line = |class: &str| format!("<path class=\"line {class}\" d=\"M{x} {y}h{SAMPLE}\"/>\n");
            let class = match sample {
                Sample::Line(classes) => {
                    text.push_str(&line(classes));
                    ""
                }
                Sample::Crossing => {
                    text.push_str(&line("declared unknown"));
                    text.push_str(&crossing((x + SAMPLE / 2, y), true));
                    ""
                }
                Sample::Word(class) => class,
            };
            // Writing into a text cannot fail.
            let from = x + sample.width();
            let _ = writeln!(
                text,
                "<text class=\"{}\" x=\"{from}\" y=\"{}\">{words}</text>",
                format!("k {class}").trim(),
                y + 4
            );
            x = from + room(words);
        }
        text
    }
}
