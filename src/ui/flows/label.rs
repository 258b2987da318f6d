//! Names in boxes: on one line where there is room, else on two or three, parted where a word of the name ends.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::ui::text::Safe;

/// The fewest cells in which a name stands whole on two lines, parted after one of its words where it has several.
pub fn narrowest(name: &Safe) -> usize {
    let text = name.as_str();
    let widest = |at: usize| text.split_at_checked(at).map(|(head, tail)| head.width().max(tail.width()));
    ends_of_words(text).filter_map(widest).min().unwrap_or_else(|| text.width().div_ceil(2))
}

/// A name has no more lines than this.
pub const MOST: usize = 3;

/// The lines that a name needs in so many cells.
pub fn count(name: &Safe, room: usize) -> usize {
    name.width().div_ceil(room.max(1)).clamp(1, MOST)
}

/// A name on so many lines of so many cells. Its middle is left out where it does not fit.
pub fn lines(name: &Safe, room: usize, count: usize) -> Vec<Safe> {
    let whole = name.fit_middle(room * count.max(1));
    let (mut rest, mut lines) = (whole.as_str(), Vec::new());
    for left in (1..count).rev().filter(|_| room > 0) {
        if rest.width() <= room {
            break;
        }
        let fits = |at: &usize| {
            let parted = rest.split_at_checked(*at);
            parted.is_some_and(|(head, tail)| head.width() <= room && tail.width() <= room * left)
        };
        let anywhere = || rest.grapheme_indices(true).map(|(at, _)| at).rfind(fits);
        let at = ends_of_words(rest).filter(fits).last().or_else(anywhere).unwrap_or(rest.len());
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        lines.push(Safe::new(head).fit(room));
        rest = tail;
    }
    lines.push(Safe::new(rest).fit(room));
    lines
}

/// The places after each mark that parts words.
fn ends_of_words(text: &str) -> impl Iterator<Item = usize> {
    let parts = |letter: char| matches!(letter, '-' | '_' | '/' | '.' | ':' | ' ');
    text.char_indices().filter(move |(at, letter)| *at > 0 && parts(*letter)).map(|(at, letter)| at + letter.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(name: &'static str, room: usize, count: usize) -> Vec<String> {
        lines(&Safe::own(name), room, count).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_are_parted_where_a_word_ends() {
        let name = "harbourline-telemetry-exchange";
        assert_eq!(narrowest(&Safe::own(name)), 18);
        assert_eq!(lines_of(name, 18, 2), ["harbourline-", "telemetry-exchange"]);
        assert_eq!(lines_of(name, 22, 2), ["harbourline-telemetry-", "exchange"]);
        assert_eq!(lines_of(name, 12, 3), ["harbourline-", "telemetry-", "exchange"]);
        assert_eq!(lines_of(name, 30, 2), [name]);
        assert_eq!([30, 18, 12, 5].map(|room| count(&Safe::own(name), room)), [1, 2, 3, 3]);
    }

    #[test]
    fn what_does_not_fit_on_its_lines_loses_its_middle() {
        assert_eq!(lines_of("harbourline-telemetry-exchange", 12, 2), ["harbourline…", "try-exchange"]);
        assert_eq!(lines_of("abcdefghijklmnop", 8, 2), ["abcdefgh", "ijklmnop"]);
        assert_eq!(narrowest(&Safe::own("abcdefghijklmno")), 8);
        assert_eq!(lines_of("abcdefghijklmnop", 7, 1), ["abc…nop"]);
    }

    #[test]
    fn wide_letters_are_counted_in_cells() {
        assert_eq!(lines_of("倉庫-データ", 6, 2), ["倉庫-", "データ"]);
    }
}
