//! The list: a row for each node, below what it gets data from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::draw::{Side, class_role, parts};
use crate::ui::analysis::Analysis;
use crate::ui::flows::lineage::LineageRow;
use crate::ui::ink::{Ink, Row, paint};
use crate::ui::screen::inventory::{tally, word_role};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Column, Cursor, Stand, Width, cells, headings, widths};

const COLUMNS: [Column; 7] = [
    Column::new("node", Width::Share(3, 24), 0).stands(Stand::Name),
    Column::new("kind", Width::Fixed(12), 0),
    Column::new("in", Width::Fixed(5), 1).stands(Stand::Right),
    Column::new("out", Width::Fixed(5), 1).stands(Stand::Right),
    Column::new("class", Width::Fixed(12), 2),
    Column::new("encryption", Width::Fixed(12), 3),
    Column::new("findings", Width::Fixed(14), 0),
];

/// No row is indented further.
const DEEPEST: usize = 16;
/// So many cells are left to names, however deep their rows are.
const NAME: usize = 26;

/// The part of the body that holds the rows.
pub(super) fn list(body: Rect) -> Rect {
    let (picture, side) = parts(body, Side::Usual);
    // Beside the rows there is room for what is selected; below them there are only more rows.
    if side.x > picture.x { picture } else { Rect { height: picture.height + side.height, ..picture } }
}

pub(super) fn draw(
    analysis: &Analysis,
    ink: &Ink,
    rows: &[LineageRow],
    cursor: &Cursor,
    buffer: &mut Buffer,
    body: Rect,
) {
    let area = list(body);
    let widths = widths(&COLUMNS, area.width.saturating_sub(2));
    headings(ink, ink.row(Role::Text, "  "), &COLUMNS, &widths).draw(buffer, area.x, area.y - 1, area.width);
    for (at, y) in cursor.view(rows.len(), usize::from(area.height)).zip(area.top()..) {
        let Some(row) = rows.get(at) else { continue };
        line(analysis, ink, row, &widths).draw(buffer, area.x, y, area.width);
        if at == cursor.at {
            paint(buffer, Rect { y, height: 1, ..area }, ink.style(Role::Cursor));
        }
    }
}

fn line(analysis: &Analysis, ink: &Ink, row: &LineageRow, widths: &[u16]) -> Row {
    let face = analysis.flows.face(analysis, row.node);
    let room = usize::from(widths.first().copied().unwrap_or_default());
    let deepest = (room.saturating_sub(NAME) / 2).min(DEEPEST);
    let indent = "  ".repeat(usize::from(row.depth).min(deepest));
    let branch = if row.depth > 0 { ink.glyphs.tree.get(1).copied().unwrap_or_default() } else { "" };
    let held = face.resource.and_then(|id| analysis.resource_row(id));
    let encryption = held.map_or("", |it| it.encryption);
    let class = if encryption.is_empty() { "" } else { face.class.word() };
    let texts = [
        (
            Role::Text,
            safe!("{indent}{branch}{}", face.name.fit_middle(room.saturating_sub(indent.len() + branch.width()))),
        ),
        (Role::Muted, face.kind.clone()),
        (Role::Text, safe!("{}", row.into)),
        (Role::Text, safe!("{}", row.out)),
        (class_role(face.class), Safe::own(class)),
        (word_role(encryption), Safe::own(encryption)),
    ];
    let line = cells(ink, ink.row(Role::Text, "  "), &COLUMNS, widths, &texts);
    held.map_or(line.clone(), |it| line.then(tally(ink, it.counts, it.unknown)))
}
