//! The columns of a table: how wide they are, and a line of cells in them.

use crate::ui::ink::{Ink, Row};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Always this many cells.
    Fixed(u16),
    /// A share of what the fixed columns leave, and at least so many cells.
    Share(u16, u16),
}

/// How a text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// At the left, cut at its end.
    Left,
    /// At the left, cut in its middle: a name whose end tells as much as its beginning.
    Name,
    /// At the right: a number.
    Right,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Its width.
    pub width: Width,
    /// How soon it is left out when there is no room: 0 never, then the highest first.
    pub spare: u8,
    /// How its texts stand.
    pub stand: Stand,
}

impl Column {
    /// A column of texts.
    pub const fn new(title: &'static str, width: Width, spare: u8) -> Self {
        Self { title, width, spare, stand: Stand::Left }
    }

    /// The column with its texts standing otherwise.
    #[must_use]
    pub const fn stands(self, stand: Stand) -> Self {
        Self { stand, ..self }
    }
}

/// A line of cells after what is there already, each as wide as its column and one cell apart.
pub fn cells(ink: &Ink, start: Row, columns: &[Column], widths: &[u16], cells: &[(Role, Safe)]) -> Row {
    let shown = columns.iter().zip(widths).zip(cells).filter(|((_, width), _)| **width > 0);
    shown.fold(start, |line, ((column, width), (role, text))| {
        let width = usize::from(*width);
        let text = match column.stand {
            Stand::Left => text.pad(width),
            Stand::Name => text.fit_middle(width).pad(width),
            Stand::Right => safe!("{:>width$}", text.fit(width)),
        };
        line.with(ink, *role, text).with(ink, Role::Text, " ")
    })
}

/// The headings of columns.
pub fn headings(ink: &Ink, start: Row, columns: &[Column], widths: &[u16]) -> Row {
    let titles: Vec<_> = columns.iter().map(|column| (Role::Muted, Safe::own(column.title))).collect();
    cells(ink, start, columns, widths, &titles)
}

/// The width of each column in an area; 0 for those left out. One cell separates columns.
pub fn widths(columns: &[Column], area: u16) -> Vec<u16> {
    widths_without(columns, &[], area)
}

/// The same without some columns, by their places.
pub fn widths_without(columns: &[Column], hidden: &[usize], area: u16) -> Vec<u16> {
    let mut kept: Vec<bool> = (0..columns.len()).map(|at| !hidden.contains(&at)).collect();
    let least = |kept: &[bool]| -> u16 {
        let shown = columns.iter().zip(kept).filter(|(_, kept)| **kept);
        shown.map(|(column, _)| least_of(column.width) + 1).sum::<u16>().saturating_sub(1)
    };
    while least(&kept) > area {
        let spare = (0..columns.len()).filter(|&at| kept.get(at) == Some(&true));
        let Some(out) = spare.max_by_key(|&at| columns.get(at).map_or(0, |column| column.spare)) else { break };
        if columns.get(out).is_none_or(|column| column.spare == 0) {
            break;
        }
        if let Some(slot) = kept.get_mut(out) {
            *slot = false;
        }
    }
    let free = area.saturating_sub(least(&kept));
    share(columns, &kept, free)
}

fn least_of(width: Width) -> u16 {
    match width {
        Width::Fixed(cells) | Width::Share(_, cells) => cells,
    }
}

fn share(columns: &[Column], kept: &[bool], free: u16) -> Vec<u16> {
    let shares = |column: &Column| if let Width::Share(share, _) = column.width { share } else { 0 };
    let whole: u16 = columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(column, _)| shares(column)).sum();
    let width = |(column, kept): (&Column, &bool)| {
        if !*kept {
            return 0;
        }
        let extra = (u32::from(free) * u32::from(shares(column))).checked_div(u32::from(whole)).unwrap_or(0);
        least_of(column.width) + u16::try_from(extra).unwrap_or(0)
    };
    columns.iter().zip(kept).map(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column::new("name", Width::Share(3, 10), 0),
        Column::new("kind", Width::Fixed(8), 2),
        Column::new("where", Width::Share(1, 6), 1),
    ];

    #[test]
    fn free_room_is_shared_out() {
        assert_eq!(widths(&COLUMNS, 46), [25, 8, 11]);
    }

    #[test]
    fn columns_are_left_out_when_there_is_no_room() {
        assert_eq!(widths(&COLUMNS, 17), [10, 0, 6]);
        assert_eq!(widths(&COLUMNS, 12), [12, 0, 0]);
    }

    #[test]
    fn hidden_columns_give_their_room_to_the_others() {
        assert_eq!(widths_without(&COLUMNS, &[1], 46), [31, 0, 13]);
    }
}
