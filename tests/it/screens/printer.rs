//! Prints a screen: its text, and the runs of styles of each theme with a legend.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};
use tidegate::ui::capture::text;

/// The text of the first screen, which all must share, and the styles of each.
pub fn print(screens: &[(&str, Buffer)]) -> String {
    let mut out = text(&screens[0].1);
    for (theme, buffer) in screens {
        assert_eq!(text(buffer), text(&screens[0].1), "the text differs in theme {theme}");
        styles(&mut out, theme, buffer);
    }
    out
}

fn styles(out: &mut String, theme: &str, buffer: &Buffer) {
    let mut legend: Vec<Style> = Vec::new();
    let mut lines = String::new();
    for (y, row) in buffer.content.chunks(usize::from(buffer.area.width)).enumerate() {
        let runs = runs(row, &mut legend);
        if runs != format!("a{}", buffer.area.width) {
            writeln!(lines, "{y:>2} {runs}").unwrap();
        }
    }
    writeln!(out, "--- {theme}").unwrap();
    for (at, style) in legend.iter().enumerate() {
        writeln!(out, "{} = {}", letter(at), words(style)).unwrap();
    }
    out.push_str(&lines);
}

/// A row as letters with counts: `a12 b3 a65`.
fn runs(row: &[Cell], legend: &mut Vec<Style>) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for cell in row {
        let style = cell.style();
        let at = legend.iter().position(|held| *held == style).unwrap_or_else(|| {
            legend.push(style);
            legend.len() - 1
        });
        match runs.last_mut() {
            Some((last, count)) if *last == at => *count += 1,
            _ => runs.push((at, 1)),
        }
    }
    runs.iter().map(|(at, count)| format!("{}{count}", letter(*at))).collect::<Vec<_>>().join(" ")
}

fn letter(at: usize) -> char {
    char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at])
}

fn words(style: &Style) -> String {
    let colour = |colour: Option<Color>| match colour {
        None | Some(Color::Reset) => "-".to_owned(),
        Some(colour) => colour.to_string(),
    };
    let mut words = format!("{} on {}", colour(style.fg), colour(style.bg));
    let modifiers = style.add_modifier;
    if modifiers != Modifier::empty() {
        write!(words, " {modifiers:?}").unwrap();
    }
    words
}
