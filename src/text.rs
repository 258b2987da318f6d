//! Text from a cloud made safe to show: control characters and direction marks become visible, long text is cut.
//!
//! Names, tags and policies can hold terminal escapes or marks that reorder a line. Everything of theirs that reaches
//! a screen or a report for people passes through here. Machine formats escape by their own rules.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The longest text shown in one place, in bytes; longer text ends with a mark and its length.
const LONGEST: usize = 4_096;
/// So many marks may stand on one letter: some scripts need two.
const MARKS: usize = 2;

/// The text on one line with everything invisible made visible.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && text.chars().all(|it| is_plain(it) && takes_room(it)) {
        return Cow::Borrowed(text);
    }
    let end = (0..=LONGEST.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    let mut safe = String::with_capacity(end + 16);
    push_all(&mut safe, text.get(..end).unwrap_or_default());
    if end < text.len() {
        safe.push_str(&format!("… ({} bytes)", text.len()));
    }
    Cow::Owned(safe)
}

/// The text over several lines: line ends stay, tabs become spaces, the rest as [`visible`]. Nothing is cut.
pub fn visible_lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(|line| {
        let mut safe = String::with_capacity(line.len());
        push_all(&mut safe, &line.replace('\t', "    "));
        safe
    })
}

/// JSON in which characters that a terminal would obey, or show nothing for, are escapes. Its meaning stays the same.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let stays = |character: char| is_plain(character) || character.is_ascii_whitespace();
    if json.chars().all(stays) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if stays(character) {
            safe.push(character);
        } else {
            let mut units = [0; 2];
            safe.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Cow::Owned(safe)
}

/// The text cut to a number of terminal cells; what was cut ends with `…`.
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    if text.width() <= cells {
        return Cow::Borrowed(text);
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let width = grapheme.width();
        if used + width + 1 > cells {
            break;
        }
        used += width;
        cut.push_str(grapheme);
    }
    if cells > 0 {
        cut.push('…');
    }
    Cow::Owned(cut)
}

/// Whether a character may be shown as it is: a terminal neither obeys it nor shows nothing for it.
pub fn is_plain(character: char) -> bool {
    !character.is_control() && !is_invisible(character)
}

/// Marks that change direction or take no room: they can make one name look like another.
///
/// Source: Unicode Technical Report 36, "Unicode Security Considerations".
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Marks that stand on the letter before them take no room of their own.
fn takes_room(character: char) -> bool {
    character.width() != Some(0)
}

/// Adds text; more than two marks on one letter are written out, so that they cannot pile up in one cell.
fn push_all(safe: &mut String, text: &str) {
    let mut marks = 0;
    for character in text.chars() {
        marks = if takes_room(character) { 0 } else { marks + 1 };
        if marks > MARKS {
            safe.push_str(&format!("<U+{:04X}>", u32::from(character)));
        } else {
            push_visible(safe, character);
        }
    }
}

fn push_visible(safe: &mut String, character: char) {
    match character {
        '\n' => safe.push('␊'),
        '\r' => safe.push('␍'),
        '\t' => safe.push('␉'),
        '\u{1b}' => safe.push('␛'),
        '\u{7f}' => safe.push('␡'),
        '\u{0}'..='\u{1f}' => safe.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('␀')),
        _ if is_plain(character) => safe.push(character),
        _ => safe.push_str(&format!("<U+{:04X}>", u32::from(character))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_are_made_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a␛[31mb");
        assert_eq!(visible("x\u{202e}y"), "x<U+202E>y");
        assert_eq!(visible("c1\u{9b}"), "c1<U+009B>");
        assert_eq!(visible("plain é 漢"), "plain é 漢");
    }

    #[test]
    fn escaped_json_means_the_same() {
        let value = serde_json::json!({ "a\u{9b}": "x\u{202e}y\u{7f}\u{e0041}", "plain": "é 漢" });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let safe = escaped_json(&text);
        assert!(safe.chars().all(|it| is_plain(it) || it == '\n'), "{safe:?}");
        assert!(safe.contains("é 漢"), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }

    #[test]
    fn marks_do_not_pile_up_on_one_letter() {
        assert_eq!(visible("a\u{301}\u{302}\u{303}b\u{301}"), "a\u{301}\u{302}<U+0303>b\u{301}");
    }

    #[test]
    fn long_text_is_cut_and_says_how_long_it_was() {
        let long = "é".repeat(10_000);
        let shown = visible(&long);
        assert!(shown.len() < 4_200 && shown.ends_with("… (20000 bytes)"));
    }

    #[test]
    fn fitting_counts_cells_not_bytes() {
        assert_eq!(fit("漢字漢字", 5), "漢字…");
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abcd", 3), "ab…");
    }
}
