//! Names in boxes: on one line where there is room, else on two, parted where a word of the name ends.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::ui::text::Safe;

/// The fewest cells in which a name stands whole on two lines, parted after one of its words where it has several.
pub fn narrowest(name: &Safe) -> usize {
    let text = name.as_str();
    let widest = |at: usize| text.split_at_checked(at).map(|(head, tail)| head.width().max(tail.width()));
    ends_of_words(text).filter_map(widest).min().unwrap_or_else(|| text.width().div_ceil(2))
}

/// A name on one line or two of so many cells. Its middle is left out where it does not fit.
pub fn lines(name: &Safe, room: usize, two: bool) -> (Safe, Safe) {
    if !two || name.width() <= room {
        return (name.fit_middle(room), Safe::default());
    }
    // The middle of two lines is where they are parted.
    let whole = name.fit_middle(room * 2);
    let text = whole.as_str();
    let fits = |at: &usize| {
        text.split_at_checked(*at).is_some_and(|(head, tail)| head.width() <= room && tail.width() <= room)
    };
    let anywhere = || text.grapheme_indices(true).map(|(at, _)| at).rfind(fits);
    let at = ends_of_words(text).filter(fits).last().or_else(anywhere).unwrap_or(text.len());
    let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
    (Safe::new(head).fit(room), Safe::new(tail).fit(room))
}

/// The places after each mark that parts words.
fn ends_of_words(text: &str) -> impl Iterator<Item = usize> {
    let parts = |letter: char| matches!(letter, '-' | '_' | '/' | '.' | ':' | ' ');
    text.char_indices().filter(move |(at, letter)| *at > 0 && parts(*letter)).map(|(at, letter)| at + letter.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(name: &'static str, room: usize) -> (String, String) {
        let (first, second) = lines(&Safe::own(name), room, true);
        (first.to_string(), second.to_string())
    }

    #[test]
    fn names_are_parted_where_a_word_ends() {
        let name = "harbourline-telemetry-exchange";
        assert_eq!(narrowest(&Safe::own(name)), 18);
        assert_eq!(lines_of(name, 18), ("harbourline-".to_owned(), "telemetry-exchange".to_owned()));
        assert_eq!(lines_of(name, 22), ("harbourline-telemetry-".to_owned(), "exchange".to_owned()));
        assert_eq!(lines_of(name, 30), (name.to_owned(), String::new()));
    }

    #[test]
    fn what_does_not_fit_on_two_lines_loses_its_middle() {
        assert_eq!(
            lines_of("harbourline-telemetry-exchange", 12),
            ("harbourline…".to_owned(), "try-exchange".to_owned())
        );
        assert_eq!(lines_of("abcdefghijklmnop", 8), ("abcdefgh".to_owned(), "ijklmnop".to_owned()));
        assert_eq!(narrowest(&Safe::own("abcdefghijklmno")), 8);
        assert_eq!(lines(&Safe::own("abcdefghijklmnop"), 7, false).0.as_str(), "abc…nop");
    }

    #[test]
    fn wide_letters_are_counted_in_cells() {
        let (first, second) = lines(&Safe::own("倉庫-データ"), 6, true);
        assert_eq!((first.as_str(), second.as_str()), ("倉庫-", "データ"));
    }
}
