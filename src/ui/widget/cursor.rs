//! Where the keyboard is in a list of rows, and which rows are in view.

use std::ops::Range;

/// A place in a list and the first row in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The row that the keyboard is on.
    pub at: usize,
    /// The first row in view.
    pub top: usize,
}

impl Cursor {
    /// Moves by rows; stays within the list.
    pub fn step(&mut self, by: isize, len: usize) {
        self.at = self.at.saturating_add_signed(by).min(len.saturating_sub(1));
    }

    /// Moves what is in view by rows; the cursor follows when it would leave it.
    pub fn scroll(&mut self, by: isize, len: usize, height: usize) {
        self.top = self.top.saturating_add_signed(by).min(len.saturating_sub(height));
        self.at = self.at.clamp(self.top, (self.top + height).saturating_sub(1).max(self.top));
        self.at = self.at.min(len.saturating_sub(1));
    }

    /// Brings the cursor into a list of this length, and into view.
    pub fn settle(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        if self.at < self.top {
            self.top = self.at;
        }
        if height > 0 && self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
        self.top = self.top.min(len.saturating_sub(height));
    }

    /// The rows in view.
    pub fn view(&self, len: usize, height: usize) -> Range<usize> {
        let top = self.top.min(len);
        top..(top + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_in_the_list_and_in_view() {
        let mut cursor = Cursor::default();
        cursor.step(-1, 10);
        assert_eq!(cursor.at, 0);
        cursor.step(25, 10);
        cursor.settle(10, 4);
        assert_eq!((cursor.at, cursor.top), (9, 6));
        cursor.settle(3, 4);
        assert_eq!((cursor.at, cursor.top), (2, 0));
    }

    #[test]
    fn scrolling_takes_the_cursor_along() {
        let mut cursor = Cursor::default();
        cursor.scroll(3, 10, 4);
        assert_eq!((cursor.at, cursor.top), (3, 3));
        cursor.scroll(-3, 10, 4);
        assert_eq!((cursor.at, cursor.top), (3, 0));
    }
}
