//! Trust boundaries as frames around boxes: what they are called and where their names stand.

use crate::flow::Sides;
use crate::flow::layout::{Layout, Rect};
use crate::model::Estate;
use crate::ui::text::Safe;

/// A frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneFrame {
    /// Whose it is.
    pub label: Safe,
    /// Whether it lies outside of the scanned accounts.
    pub outside: bool,
    /// Where it lies.
    pub rect: Rect,
    /// The column at which its label begins, in its first row.
    pub at: u16,
}

/// The frames as they were laid out.
pub(super) fn frames(estate: &Estate, sides: &Sides, layout: &Layout) -> Vec<SceneFrame> {
    let frame = |(side, frame)| {
        let rect = *layout.frames.get(&frame)?;
        let room = usize::from(rect.width).saturating_sub(4);
        let name = sides.name(estate, side);
        let whole = Safe::new(&name.whole);
        let label = if whole.width() <= room { whole } else { Safe::new(&name.short) }.fit_middle(room);
        // With a free cell at each side.
        let width = u16::try_from(label.width() + 2).unwrap_or(u16::MAX);
        let at = layout.free_above(frame, width).unwrap_or(rect.x.saturating_add(1));
        Some(SceneFrame { label, outside: name.outside, rect, at })
    };
    sides.all().iter().zip(0..).filter_map(frame).collect()
}
