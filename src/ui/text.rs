//! Text that may be drawn. [`Safe`] can only be made here, and the drawing helpers in `ink` take nothing else, so that
//! no name, tag or policy can reach the screen as it came. What makes text safe is in [`crate::text`].

use std::borrow::Cow;
use std::fmt;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::visible;

/// Text that holds nothing but printable characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Safe(Cow<'static, str>);

impl Safe {
    /// Makes everything that a terminal would act on visible.
    pub fn new(text: &str) -> Self {
        Self(Cow::Owned(visible(text).into_owned()))
    }

    /// Text of this program, which needs no cleaning.
    pub const fn own(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many cells it fills.
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// The text, cut at its end to a width.
    #[must_use]
    pub fn fit(&self, width: usize) -> Self {
        Self(Cow::Owned(crate::text::fit(&self.0, width).into_owned()))
    }

    /// The text, cut in its middle to a width: the end of an ARN says more than its middle.
    #[must_use]
    pub fn fit_middle(&self, width: usize) -> Self {
        Self(Cow::Owned(fit_middle(&self.0, width)))
    }

    /// The text cut or padded with spaces to exactly a width.
    #[must_use]
    pub fn pad(&self, width: usize) -> Self {
        let mut cut = self.fit(width).0.into_owned();
        cut.push_str(&" ".repeat(width.saturating_sub(cut.width())));
        Self(Cow::Owned(cut))
    }

    /// The text broken into lines of at most this many cells, at spaces where there are any.
    pub fn wrap(&self, width: usize) -> Vec<Self> {
        wrap(&self.0, width).into_iter().map(|line| Self(Cow::Owned(line))).collect()
    }

    /// The text as the drawing helpers take it.
    pub(super) fn into_cow(self) -> Cow<'static, str> {
        self.0
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&'static str> for Safe {
    fn from(text: &'static str) -> Self {
        Self::own(text)
    }
}

/// Formats like `format!` and makes the result [`Safe`].
macro_rules! safe {
    ($($part:tt)*) => { $crate::ui::text::Safe::new(&format!($($part)*)) };
}
pub(crate) use safe;

/// A number with its thousands set apart: `181,525`.
pub fn thousands(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let comma = |at: usize| if at > 0 && (digits.len() - at).is_multiple_of(3) { "," } else { "" };
    digits.chars().enumerate().map(|(at, digit)| format!("{}{digit}", comma(at))).collect()
}

/// A number for where there is little room: `9999`, then whole thousands, `181k`.
pub fn short(number: u32) -> String {
    if number < 10_000 { number.to_string() } else { format!("{}k", number / 1_000) }
}

/// The text cut in its middle to a width in cells.
fn fit_middle(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    if width < 5 {
        return crate::text::fit(text, width).into_owned();
    }
    let left = (width - 1) / 2;
    format!("{}…{}", head(text, left), tail(text, width - 1 - left))
}

fn head(text: &str, width: usize) -> String {
    let mut used = 0;
    let fits = |cluster: &&str| {
        used += cluster.width();
        used <= width
    };
    text.graphemes(true).take_while(fits).collect()
}

fn tail(text: &str, width: usize) -> String {
    let mut used = 0;
    let fits = |cluster: &&str| {
        used += cluster.width();
        used <= width
    };
    let mut kept: Vec<&str> = text.graphemes(true).rev().take_while(fits).collect();
    kept.reverse();
    kept.concat()
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        let mut rest = word;
        while line.width() + rest.width() > width {
            let part = whole_words(head(rest, width.saturating_sub(line.width()).max(1)));
            if part.is_empty() {
                break;
            }
            rest = rest.get(part.len()..).unwrap_or_default();
            line.push_str(&part);
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(rest);
    }
    lines.push(line);
    lines
}

/// The beginning of a name up to a mark that parts its words; all of it where there is none in its last two thirds.
fn whole_words(mut part: String) -> String {
    let end = part.rfind(['-', '_', '/', '.', ':', '@', ',']).map_or(0, |at| at + 1);
    if end * 3 >= part.len() {
        part.truncate(end);
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_in_the_middle_keeps_both_ends() {
        assert_eq!(fit_middle("arn:aws:s3:::payments", 9), "arn:…ents");
        assert_eq!(fit_middle("short", 9), "short");
    }

    #[test]
    fn long_numbers_can_be_read() {
        assert_eq!([0_u32, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([9_999, 10_000, 181_525].map(short), ["9999", "10k", "181k"]);
    }

    #[test]
    fn padding_fills_exactly() {
        assert_eq!(Safe::new("支払い").pad(5).as_str(), "支払…");
        assert_eq!(Safe::own("ab").pad(4).as_str(), "ab  ");
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_splits_what_is_too_long() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("harbourline-fleet-geofences", 25), ["harbourline-fleet-", "geofences"]);
        assert_eq!(wrap("a-verylongname", 8), ["a-verylo", "ngname"]);
    }
}
