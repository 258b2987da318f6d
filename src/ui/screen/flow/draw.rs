//! How the picture is drawn: what it is about, boxes, lines, and beside or below them what is selected.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Shown, State};
use crate::flow::{NodeId, layout};
use crate::model::Classification;
use crate::ui::analysis::Analysis;
use crate::ui::desk::Desk;
use crate::ui::flows::frames::SceneFrame;
use crate::ui::flows::paper::Paper;
use crate::ui::flows::scene::{Scene, SceneBox};
use crate::ui::flows::stroke::{Sign, Weight};
use crate::ui::glyph::Glyphs;
use crate::ui::ink::{Ink, Row, draw_rows};
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// From so many columns on, what is selected is told beside the picture, not below it.
const WIDE: u16 = 120;
/// Lines above the picture.
const ABOVE: u16 = 2;

/// Where what is told of the selection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Side {
    /// Beside the picture where the screen is wide, else below it.
    #[default]
    Usual,
    /// Below the picture.
    Below,
}

/// The parts of the body: the picture, and what is told of the selection.
pub(super) fn parts(body: Rect, side: Side) -> (Rect, Rect) {
    let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let inner = Rect { y: body.y + ABOVE.min(body.height), height: body.height.saturating_sub(ABOVE), ..body };
    if body.width + 2 >= WIDE && side == Side::Usual {
        let side = (inner.width / 3).clamp(38, 62);
        let picture = Rect { width: inner.width - side - 1, ..inner };
        (picture, Rect { x: picture.right() + 1, width: side, ..inner })
    } else {
        let below = (inner.height / 3).clamp(7, 12).min(inner.height);
        let picture = Rect { height: inner.height - below, ..inner };
        (picture, Rect { y: picture.bottom(), height: below, ..inner })
    }
}

/// The columns that a picture has, and those that it can have at the most.
pub(super) fn columns(body: Rect) -> (u16, u16) {
    (parts(body, Side::Usual).0.width, parts(body, Side::Below).0.width)
}

impl State {
    pub(super) fn draw_all(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        let (Some(analysis), ink) = (&desk.analysis, &desk.ink) else {
            super::super::overview::draw_empty(desk, buffer, body);
            return;
        };
        let (picture, side) = parts(body, self.side);
        if let Shown::Missing(why) = &self.shown {
            for (line, y) in why.wrap(usize::from(body.width.saturating_sub(4))).into_iter().zip(body.y + 1..) {
                ink.row(Role::Text, line).draw(buffer, body.x + 2, y, body.width.saturating_sub(4));
            }
            return;
        }
        let width = body.width.saturating_sub(2);
        self.title(ink, analysis, picture, width).draw(buffer, picture.x, body.y, width);
        match &self.shown {
            Shown::Picture(scene, _) if scene.boxes.is_empty() => {
                let words = "No flows: nothing that was read moves data here.";
                ink.row(Role::Text, words).draw(buffer, picture.x, picture.y, picture.width);
            }
            Shown::Picture(scene, _) => {
                legend(ink, scene, body.width.saturating_sub(2)).draw(
                    buffer,
                    picture.x,
                    body.y + 1,
                    body.width.saturating_sub(2),
                );
                self.draw_picture(analysis, ink, scene, buffer, picture);
            }
            Shown::List(rows, _) => super::rows::draw(analysis, ink, rows, &self.cursor, buffer, body),
            Shown::Nothing | Shown::Missing(_) => {}
        }
        if matches!(self.shown, Shown::Picture(..)) || side.x > picture.x {
            self.draw_pane(desk, analysis, buffer, side, picture);
        }
    }

    /// What is shown, with its counts and restrictions.
    fn title(&self, ink: &Ink, analysis: &Analysis, picture: Rect, width: u16) -> Row {
        let (nodes, hops) = match &self.shown {
            Shown::Picture(_, excerpt) | Shown::List(_, excerpt) => (excerpt.nodes.len(), excerpt.hops.len()),
            Shown::Nothing | Shown::Missing(_) => (0, 0),
        };
        let name = |key: &str| match analysis.flows.find(analysis.estate(), key) {
            Some(node) => analysis.flows.face(analysis, node).name,
            None => Safe::new(key),
        };
        let title = match &self.place {
            Place::Pipeline(name) => Safe::new(name),
            Place::Unconnected => Safe::own("Not in a pipeline"),
            Place::Around(key) => safe!("Flows around {}", name(key)),
            _ => Safe::own("Flows"),
        };
        let counts = safe!("  {nodes} {}, {hops} {}", plural(nodes, "box", "boxes"), plural(hops, "hop", "hops"));
        let row = ink.row(Role::Title, title).with(ink, Role::Muted, counts);
        let beyond = match &self.shown {
            Shown::Picture(scene, _) => self.beyond(scene, picture),
            _ => Safe::default(),
        };
        // Each in full and in short, what matters most first; what does not fit even so is left out whole.
        let (gaps, short_gaps) = gap_words(ink, analysis.estate().gaps().len());
        let (hidden, short_hidden) = hidden_words(self.hidden);
        let pieces = [
            (Role::Accent, self.restriction(&name), Safe::default()),
            (Role::Unknown, gaps, short_gaps),
            (Role::Accent, beyond, Safe::default()),
            (Role::Muted, hidden, short_hidden),
        ];
        fitted(ink, row, pieces, usize::from(width))
    }

    /// To what is shown is restricted.
    fn restriction(&self, name: &dyn Fn(&str) -> Safe) -> Safe {
        let Some(around) = &self.around else { return Safe::default() };
        let way = match (around.up, around.down) {
            (true, false) => "upstream of",
            (false, true) => "downstream of",
            _ => "around",
        };
        let far = around
            .farthest
            .map_or(String::new(), |hops| format!(", {hops} {} far", plural(hops as usize, "hop", "hops")));
        safe!("  only {way} {}{far}", name(&around.node))
    }

    /// Where the picture goes on beyond the screen.
    fn beyond(&self, scene: &Scene, area: Rect) -> Safe {
        let (left, top) = self.corner(scene, area);
        let ways: Vec<&str> = [
            (left > 0, "left"),
            (left.saturating_add(area.width) < scene.layout.width, "right"),
            (top > 0, "above"),
            (top.saturating_add(area.height) < scene.layout.height, "below"),
        ]
        .into_iter()
        .filter_map(|(more, way)| more.then_some(way))
        .collect();
        if ways.is_empty() { Safe::default() } else { safe!("  more: {}", ways.join(", ")) }
    }

    fn draw_picture(&self, analysis: &Analysis, ink: &Ink, scene: &Scene, buffer: &mut Buffer, area: Rect) {
        let mut paper = Paper::new(self.corner(scene, area), area.width, area.height);
        let ascii = ink.glyphs == Glyphs::ASCII;
        scene.frames.iter().for_each(|frame| draw_frame(&mut paper, ink, frame));
        let window = paper.window();
        for y in window.top()..window.bottom() {
            for x in window.left()..window.right() {
                if let Some(stroke) = scene.canvas.at(x, y) {
                    let role = match stroke.sign {
                        Sign::Boundary => Role::High,
                        _ => class_role(stroke.class.unwrap_or(Classification::Unknown)),
                    };
                    paper.mark(x, y, stroke.glyph(ascii), role);
                }
            }
        }
        let hop = self.selected_hop(analysis);
        let line = hop.and_then(|id| scene.line_of(id));
        if let Some(route) = line.and_then(|at| scene.layout.routes.get(at)) {
            for (x, y) in layout::cells(&route.corners) {
                if let Some(stroke) = scene.canvas.at(x, y) {
                    paper.mark(x, y, stroke.glyph(ascii), Role::Cursor);
                }
            }
        }
        for (at, (held, rect)) in scene.boxes.iter().zip(&scene.layout.boxes).enumerate() {
            let selected = at == self.cursor.at;
            draw_box(&mut paper, ink, held, rect, Looks { selected, dimmed: selected && hop.is_some(), scene });
        }
        paper.draw(ink, buffer, area.x, area.y);
    }

    /// The first cell of the picture that is shown: the selected box is kept in the middle where all does not fit.
    pub(super) fn corner(&self, scene: &Scene, area: Rect) -> (u16, u16) {
        let Some(rect) = scene.rect(self.cursor.at) else { return (0, 0) };
        let begin =
            |middle: u16, whole: u16, room: u16| middle.saturating_sub(room / 2).min(whole.saturating_sub(room));
        let (x, y) = (rect.x + rect.width / 2, rect.y + rect.height / 2);
        (begin(x, scene.layout.width, area.width), begin(y, scene.layout.height, area.height))
    }

    fn draw_pane(&self, desk: &Desk, analysis: &Analysis, buffer: &mut Buffer, side: Rect, picture: Rect) {
        let ink = &desk.ink;
        if side.x > picture.x {
            for y in side.top()..side.bottom() {
                ink.row(Role::Border, ink.glyphs.pipe).draw(buffer, side.x - 1, y, 1);
            }
        }
        let area = Rect { x: side.x + 1, width: side.width.saturating_sub(1), ..side };
        let rows = self.pane(desk, analysis, (usize::from(area.width), usize::from(area.height)));
        draw_rows(buffer, area, &rows);
    }
}

fn gap_words(ink: &Ink, gaps: usize) -> (Safe, Safe) {
    let reads = plural(gaps, "read", "reads");
    let short = safe!("  {} {gaps} {reads} failed", ink.glyphs.unknown);
    if gaps == 0 { Default::default() } else { (safe!("{short}: there may be more"), short) }
}

fn hidden_words(hidden: usize) -> (Safe, Safe) {
    let whole = safe!("  {hidden} {} of logs hidden: t", plural(hidden, "hop", "hops"));
    if hidden == 0 { Default::default() } else { (whole, safe!("  {hidden} hidden: t")) }
}

/// A row with pieces, each whole, else in short, else left out: as many as fit, the first ones first.
fn fitted(ink: &Ink, row: Row, pieces: [(Role, Safe, Safe); 4], width: usize) -> Row {
    let mut told: Vec<(Role, Safe)> = Vec::new();
    let mut room = width.saturating_sub(row.width());
    for (role, whole, short) in &pieces {
        // In short where that leaves room for all that follows in short.
        let least = |it: &(Role, Safe, Safe)| if it.2.is_empty() { it.1.width() } else { it.2.width() };
        let after: usize = pieces.iter().skip(told.len() + 1).map(least).sum();
        let words = if whole.width() + after <= room || short.is_empty() { whole } else { short };
        let words = if words.width() <= room { words.clone() } else { Safe::default() };
        room -= words.width();
        told.push((*role, words));
    }
    told.into_iter().fold(row, |row, (role, words)| row.with(ink, role, words))
}

pub(super) fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// The role of a class of data: the word always stands in the box, so that it is never told by colour alone.
pub(super) fn class_role(class: Classification) -> Role {
    match class {
        Classification::Restricted => Role::Restricted,
        Classification::Internal => Role::Text,
        Classification::Public => Role::Pass,
        Classification::Unknown => Role::Muted,
    }
}

/// What the marks that are in the picture mean, as far as there is room.
fn legend(ink: &Ink, scene: &Scene, width: u16) -> Row {
    let ascii = ink.glyphs == Glyphs::ASCII;
    let [_, high, ..] = ink.glyphs.severity;
    let lines = if ascii { ["=", "-", "..", "#"] } else { ["━", "─", "┄", "╫"] };
    let [observed, declared, referenced, boundary] = lines;
    let (crosses, has) = (scene.canvas.crosses(), |weight| scene.canvas.has(weight));
    let carries = |class| scene.canvas.carries(class);
    let faces = || scene.boxes.iter().map(|it| &it.face);
    let mut row = Row::blank();
    for (shown, role, mark, words) in [
        (crosses, Role::High, boundary, "crosses a boundary"),
        (carries(Classification::Restricted), Role::Restricted, declared, "restricted data"),
        (faces().any(|it| it.unencrypted), Role::High, high, "unencrypted"),
        (faces().any(|it| it.public), Role::Critical, ink.glyphs.of_public(), "public"),
        (faces().any(|it| it.unread), Role::Unknown, ink.glyphs.unknown, "unknown"),
        (has(Weight::Heavy), Role::Text, observed, "observed"),
        (has(Weight::Light), Role::Text, declared, "declared"),
        (has(Weight::Dashed), Role::Text, referenced, "referenced"),
        (carries(Classification::Internal), Role::Text, declared, "internal data"),
        (carries(Classification::Public), Role::Pass, declared, "public data"),
        (carries(Classification::Unknown), Role::Muted, declared, "unclassified"),
    ] {
        let more = ink.row(role, safe!("{mark} ")).with(ink, Role::Muted, safe!("{words}   "));
        if shown && row.width() + more.width() <= usize::from(width) {
            row = row.then(more);
        }
    }
    row
}

/// A trust boundary: double lines, as what crosses it is marked.
fn draw_frame(paper: &mut Paper, ink: &Ink, frame: &SceneFrame) {
    outline(paper, &frame.rect, ink.glyphs.boundary, Role::Border);
    let role = if frame.outside { Role::High } else { Role::Muted };
    paper.text(frame.at, frame.rect.y, &safe!(" {} ", frame.label), role);
}

/// Draws a rectangle with marks for its flat and upright sides and its corners.
fn outline(paper: &mut Paper, rect: &layout::Rect, marks: [&'static str; 6], role: Role) {
    let [flat, upright, top_left, top_right, bottom_left, bottom_right] = marks;
    let (right, bottom) = (rect.x + rect.width.saturating_sub(1), rect.y + rect.height.saturating_sub(1));
    for x in rect.x + 1..right {
        paper.mark(x, rect.y, flat, role);
        paper.mark(x, bottom, flat, role);
    }
    for y in rect.y + 1..bottom {
        paper.mark(rect.x, y, upright, role);
        paper.mark(right, y, upright, role);
    }
    for (x, y, corner) in [
        (rect.x, rect.y, top_left),
        (right, rect.y, top_right),
        (rect.x, bottom, bottom_left),
        (right, bottom, bottom_right),
    ] {
        paper.mark(x, y, corner, role);
    }
}

/// How a box looks besides what it says.
struct Looks<'a> {
    selected: bool,
    /// A hop of it is selected, so that the box is not what keys act on.
    dimmed: bool,
    scene: &'a Scene,
}

fn draw_box(paper: &mut Paper, ink: &Ink, held: &SceneBox, rect: &layout::Rect, looks: Looks<'_>) {
    let border = match (looks.selected, held.face.resource) {
        (true, _) => Role::Accent,
        (false, Some(_)) => class_border(held.face.class),
        (false, None) => Role::Muted,
    };
    let [top_left, top_right, bottom_left, bottom_right] = ink.glyphs.corners;
    let marks = [ink.glyphs.rule, ink.glyphs.pipe, top_left, top_right, bottom_left, bottom_right];
    outline(paper, rect, marks, border);
    let room = usize::from(rect.width.saturating_sub(4));
    // The name has the rows that the box has beyond those for all else.
    let count = usize::from(rect.height.saturating_sub(2 + u16::from(looks.scene.accounts)));
    let mut lines = held.title_lines(room, count).into_iter();
    let title = lines.next().unwrap_or_default();
    let role = if looks.selected && !looks.dimmed { Role::Cursor } else { Role::Text };
    let mark = if looks.selected { ink.glyphs.cursor } else { " " };
    paper.text(rect.x + 1, rect.y, &safe!("{mark}{title} "), role);
    let mut y = rect.y + 1;
    for more in lines {
        paper.text(rect.x + 2, y, &more, role);
        y += 1;
    }
    let mut x = rect.x + 2;
    for (role, text) in detail(ink, held, room) {
        paper.text(x, y, &text, role);
        x += u16::try_from(text.width()).unwrap_or(0);
    }
    if looks.scene.accounts {
        paper.text(rect.x + 2, y + 1, &held.face.account.fit(room), Role::Muted);
    }
}

fn class_border(class: Classification) -> Role {
    if class == Classification::Restricted { Role::Restricted } else { Role::Border }
}

/// The kind of a node with the class of its data and its badges. Where there is no room the words of the badges are left
/// out first, then the class.
fn detail(ink: &Ink, held: &SceneBox, room: usize) -> Vec<(Role, Safe)> {
    let face = &held.face;
    let [_, high, ..] = ink.glyphs.severity;
    let badges: Vec<(Role, &'static str, &'static str)> = [
        (face.unencrypted, Role::High, high, "unencrypted"),
        (face.public, Role::Critical, ink.glyphs.of_public(), "public"),
        (face.unread, Role::Unknown, ink.glyphs.unknown, "unknown"),
    ]
    .into_iter()
    .filter(|(on, ..)| *on)
    .map(|(_, role, mark, word)| (role, mark, word))
    .collect();
    let (words, marks): (usize, usize) = (badges.iter().map(|(_, _, word)| word.len() + 3).sum(), badges.len() * 2);
    let kind = held.kind();
    let in_words = kind.width() + words <= room;
    let told = if kind.width() + marks <= room { &kind } else { &face.kind };
    let room = room.saturating_sub(if in_words { words } else { marks });
    let mut pieces = vec![(Role::Muted, told.fit(room))];
    for (role, mark, word) in badges {
        pieces.push((role, if in_words { safe!(" {mark} {word}") } else { safe!(" {mark}") }));
    }
    pieces
}

/// The name of a node in words: its kind and its name.
pub(super) fn node_words(analysis: &Analysis, node: NodeId) -> Safe {
    let face = analysis.flows.face(analysis, node);
    safe!("{} {}", face.kind, face.name)
}
