//! A picture of flows, laid out: its boxes, its lines, and the cells that the lines run through.

use std::collections::{BTreeMap, BTreeSet};

use super::frames::{SceneFrame, frames};
use super::label;
use super::part::folded;
use super::stroke::{Canvas, Drawn, Weight, order};
use super::{Face, stroke};
use crate::flow::layout::{BoxSize, Layout, Picture, Rect, lay_out};
use crate::flow::{Excerpt, HopId, NodeId, Sides};
use crate::model::{Classification, Layer};
use crate::ui::analysis::Analysis;
use crate::ui::text::{Safe, safe};

/// The widest that a box is made.
const WIDEST: usize = 64;

/// The widest that a box is made to say what kind of thing it is.
const WIDEST_KIND: usize = 17;

/// So many times a picture is looked at again; hardly one needs more than one.
const LOOKS: usize = 4;

/// A box.
#[derive(Debug, Clone)]
pub struct SceneBox {
    /// The node.
    pub node: NodeId,
    /// The name by which it is found again.
    pub key: String,
    /// What it says.
    pub face: Face,
    /// How many others it stands for.
    pub folded: u32,
}

/// A line: all hops from one box to another.
#[derive(Debug, Clone)]
pub struct SceneLine {
    /// The box that data comes from.
    pub from: usize,
    /// The box that data goes to.
    pub to: usize,
    /// The hops.
    pub hops: Vec<HopId>,
}

/// A picture.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    /// The boxes.
    pub boxes: Vec<SceneBox>,
    /// The lines.
    pub lines: Vec<SceneLine>,
    /// Where they lie.
    pub layout: Layout,
    /// The cells of the lines.
    pub canvas: Canvas,
    /// The trust boundaries around them.
    pub frames: Vec<SceneFrame>,
    /// Whether it fits with every box as wide as it needs to be.
    pub whole: bool,
    /// Whether boxes name their accounts.
    pub accounts: bool,
}

impl Scene {
    /// Lays out what is shown. Boxes are made narrower to fit into so many columns, as far as that can be.
    pub fn new(analysis: &Analysis, excerpt: &Excerpt, folds: &BTreeSet<NodeId>, columns: u16) -> Self {
        let flows = &analysis.flows;
        let owners = folded(&flows.graph, excerpt, folds);
        let mut boxes: Vec<SceneBox> = Vec::new();
        let mut places: BTreeMap<NodeId, usize> = BTreeMap::new();
        for &node in excerpt.nodes.iter().filter(|node| !owners.contains_key(node)) {
            places.insert(node, boxes.len());
            let count = owners.values().filter(|owner| **owner == node).count();
            let key = flows.key(analysis.estate(), node);
            let face = flows.face(analysis, node);
            boxes.push(SceneBox { node, key, face, folded: u32::try_from(count).unwrap_or(u32::MAX) });
        }
        let place = |node: NodeId| places.get(owners.get(&node).unwrap_or(&node)).copied();
        let mut lines: BTreeMap<(usize, usize), Vec<HopId>> = BTreeMap::new();
        for &id in &excerpt.hops {
            let Some(hop) = flows.graph.hop(id) else { continue };
            let (Some(from), Some(to)) = (place(hop.from), place(hop.to)) else { continue };
            if from != to {
                lines.entry((from, to)).or_default().push(id);
            }
        }
        let lines: Vec<SceneLine> = lines.into_iter().map(|((from, to), hops)| SceneLine { from, to, hops }).collect();
        let accounts: BTreeSet<&str> =
            boxes.iter().map(|it| it.face.account.as_str()).filter(|account| !account.is_empty()).collect();
        let nodes: Vec<NodeId> = boxes.iter().map(|held| held.node).collect();
        let sides = Sides::new(analysis.estate(), &flows.graph, &nodes);
        // Frames name the accounts of what lies in them.
        let accounts = accounts.len() > 1 && !sides.any();
        let look = |it: (usize, &SceneBox)| BoxSize { frame: sides.of(it.0), ..it.1.size(analysis, accounts) };
        let sizes: Vec<BoxSize> = boxes.iter().enumerate().map(look).collect();
        let leasts: Vec<u16> = sizes.iter().map(|size| size.least).collect();
        let mut picture = picture(analysis, sizes, &lines, &sides);
        let layout = laid_out(&boxes, &mut picture, columns);
        let canvas = canvas(analysis, &lines, &picture, &layout);
        let frames = frames(analysis.estate(), &sides, &layout);
        let whole = layout.width <= columns && layout.boxes.iter().zip(leasts).all(|(rect, least)| rect.width >= least);
        Self { boxes, lines, layout, canvas, frames, whole, accounts }
    }

    /// Where a box lies.
    pub fn rect(&self, at: usize) -> Option<&Rect> {
        self.layout.boxes.get(at)
    }

    /// The hops that come into a box, then those that leave it.
    pub fn hops_of(&self, at: usize) -> Vec<HopId> {
        let into = self.lines.iter().filter(|line| line.to == at);
        let out = self.lines.iter().filter(|line| line.from == at);
        into.chain(out).flat_map(|line| line.hops.iter().copied()).collect()
    }

    /// The line of a hop, by its place.
    pub fn line_of(&self, hop: HopId) -> Option<usize> {
        self.lines.iter().position(|line| line.hops.contains(&hop))
    }

    /// The box that lines lead to from a box, the nearest in height.
    pub fn neighbour(&self, at: usize, downstream: bool) -> Option<usize> {
        let ends = self.lines.iter().filter_map(|line| match (downstream, line.from == at, line.to == at) {
            (true, true, _) => Some(line.to),
            (false, _, true) => Some(line.from),
            _ => None,
        });
        let here = self.rect(at)?.y;
        ends.min_by_key(|end| (self.rect(*end).map_or(u16::MAX, |rect| rect.y.abs_diff(here)), *end))
    }

    /// The next box above or below in the same column.
    pub fn sibling(&self, at: usize, below: bool) -> Option<usize> {
        let here = self.rect(at)?;
        let others = self.layout.boxes.iter().enumerate().filter(|(_, rect)| rect.x == here.x);
        match below {
            true => others.filter(|(_, rect)| rect.y > here.y).min_by_key(|(_, rect)| rect.y),
            false => others.filter(|(_, rect)| rect.y < here.y).max_by_key(|(_, rect)| rect.y),
        }
        .map(|(at, _)| at)
    }

    /// The box at the top of the first column.
    pub fn first(&self) -> usize {
        let corners = self.layout.boxes.iter().enumerate();
        corners.min_by_key(|(_, rect)| (rect.x, rect.y)).map_or(0, |(at, _)| at)
    }
}

impl SceneBox {
    /// Its name, with how many others it stands for.
    pub fn title(&self) -> Safe {
        if self.folded > 0 { safe!("+{} {}", self.folded, self.face.name) } else { self.face.name.clone() }
    }

    /// Its name on so many lines of so many cells.
    pub fn title_lines(&self, room: usize, count: usize) -> Vec<Safe> {
        label::lines(&self.title(), room, count)
    }

    /// What it is, with the class of its data where that is known.
    pub fn kind(&self) -> Safe {
        match self.face.class {
            Classification::Unknown => self.face.kind.clone(),
            class => safe!("{}, {}", self.face.kind, class.word()),
        }
    }

    /// The line below its name in full.
    fn detail_width(&self) -> usize {
        let badges = [(self.face.unencrypted, 14), (self.face.public, 9), (self.face.unread, 10)];
        self.kind().width() + badges.iter().filter(|(on, _)| *on).map(|(_, width)| width).sum::<usize>()
    }

    /// The same with as little as there must be: what it is, and marks without words.
    fn least_detail(&self) -> usize {
        let badges = [self.face.unencrypted, self.face.public, self.face.unread];
        self.face.kind.width().min(WIDEST_KIND) + 2 * badges.iter().filter(|on| **on).count()
    }

    fn size(&self, analysis: &Analysis, accounts: bool) -> BoxSize {
        let account = if accounts { self.face.account.width() } else { 0 };
        let inner = self.title().width().max(self.detail_width()).max(account).min(WIDEST);
        let least = label::narrowest(&self.title()).max(self.least_detail()).min(inner);
        let cells = |inner: usize| u16::try_from(inner + 4).unwrap_or(u16::MAX);
        let layer = self.face.resource.and_then(|id| analysis.resource_row(id)).map(|row| row.layer);
        let hint = layer.and_then(|layer| Layer::ALL.iter().position(|it| *it == layer)).unwrap_or_default();
        BoxSize {
            width: cells(inner),
            least: cells(least),
            height: 3 + u16::from(accounts),
            frame: None,
            hint: u16::try_from(hint).unwrap_or_default(),
        }
    }
}

fn picture(analysis: &Analysis, boxes: Vec<BoxSize>, lines: &[SceneLine], sides: &Sides) -> Picture {
    let is_two_way = |line: &SceneLine| {
        let mut hops = line.hops.iter().filter_map(|id| analysis.flows.graph.hop(*id));
        hops.all(|hop| hop.transfer.is_two_way())
    };
    Picture {
        boxes,
        lines: lines.iter().map(|line| (line.from, line.to)).collect(),
        loose: lines.iter().enumerate().filter(|(_, line)| is_two_way(line)).map(|(at, _)| at).collect(),
        within: sides.within().clone(),
    }
}

/// Lays boxes and lines out. A box that turns out too narrow for its name gets further lines for it.
fn laid_out(boxes: &[SceneBox], picture: &mut Picture, columns: u16) -> Layout {
    // Further lines move rows, and with them what runs between and the room that it leaves: it is looked at again.
    let mut counts = vec![1_u16; boxes.len()];
    let mut layout = lay_out(picture, columns);
    for _ in 0..LOOKS {
        let mut changed = false;
        let all = boxes.iter().zip(&layout.boxes).zip(&mut picture.boxes).zip(&mut counts);
        for (((held, rect), size), count) in all {
            let room = usize::from(rect.width.saturating_sub(4));
            let needs = u16::try_from(label::count(&held.title(), room)).unwrap_or(1);
            if needs > *count {
                size.height += needs - *count;
                (*count, changed) = (needs, true);
            }
        }
        if !changed {
            break;
        }
        layout = lay_out(picture, columns);
    }
    layout
}

fn canvas(analysis: &Analysis, lines: &[SceneLine], picture: &Picture, layout: &Layout) -> Canvas {
    let graph = &analysis.flows.graph;
    let parting: Vec<Vec<u16>> = lines.iter().map(|line| picture.parting(line.from, line.to)).collect();
    let routed = lines.iter().zip(&layout.routes).zip(&parting).filter(|((_, route), _)| route.corners.len() > 1);
    let drawn = routed.map(|((line, route), frames)| {
        let hops = || line.hops.iter().filter_map(|id| graph.hop(*id));
        let class = hops().map(|hop| analysis.flows.class(analysis, hop.from)).min_by_key(|class| order(*class));
        Drawn {
            corners: &route.corners,
            weight: hops().map(|hop| Weight::from(hop.strength())).max().unwrap_or(stroke::Weight::Light),
            class: class.unwrap_or(Classification::Unknown),
            crosses: hops().any(|hop| !hop.crosses.is_empty()),
            frames,
            directed: hops().any(|hop| !hop.transfer.is_two_way()),
        }
    });
    Canvas::new(&drawn.collect::<Vec<_>>(), &layout.frames)
}
