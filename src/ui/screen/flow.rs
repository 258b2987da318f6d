//! A part of the flows: a pipeline, or what lies around a resource, as a picture or as a list of rows.

mod draw;
mod explain;
mod mouse;
mod pane;
mod rows;

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Act, Page, Tone, point_at_row, scroll};
use crate::flow::{Excerpt, HopId, Node, NodeId};
use crate::ui::analysis::Analysis;
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::effect::FlowForm;
use crate::ui::flows::lineage::{LineageRow, lineage};
use crate::ui::flows::part::{Around, only_from, part};
use crate::ui::flows::scene::Scene;
use crate::ui::place::Place;
use crate::ui::text::Safe;
use crate::ui::widget::Cursor;

/// More boxes than this are shown as a list.
const MANY: usize = 60;
/// More boxes than this are never laid out.
const TOO_MANY: usize = 200;
/// So many hops far one sees at first around a resource.
const NEAR: u32 = 2;
/// So many hops far a restriction goes when the number of hops is changed first.
const SOME: u32 = 3;

/// The state of the screen.
#[derive(Debug, Clone)]
pub struct State {
    place: Place,
    /// What is shown of it; none shows all.
    around: Option<Around<String>>,
    /// Boxes into which others are folded.
    folds: BTreeSet<String>,
    /// Whether a list was asked for, or a picture; none leaves it to the number of boxes.
    wants_list: Option<bool>,
    /// The selected hop while hops are selected, by its place among those of the box.
    hop: Option<usize>,
    /// The selected box or row.
    cursor: Cursor,
    /// The selected box by its name, so that it stays selected.
    selected: Option<String>,
    shown: Shown,
    /// Where what is told of the selection stands.
    side: draw::Side,
    /// Whether hops that only carry logs are shown.
    logs: bool,
    /// How many of them are not.
    hidden: usize,
}

/// What is on the screen.
#[derive(Debug, Clone, Default)]
enum Shown {
    /// Nothing is loaded, or nothing is there: why.
    #[default]
    Nothing,
    /// It is not there.
    Missing(Safe),
    /// A picture.
    Picture(Box<Scene>, Excerpt),
    /// A list.
    List(Vec<LineageRow>, Excerpt),
}

impl State {
    /// The screen of a place.
    pub fn of(place: Place) -> Self {
        let around = match &place {
            Place::Around(key) => Some(near(key)),
            _ => None,
        };
        Self {
            selected: around.as_ref().map(|it| it.node.clone()),
            place,
            around,
            folds: BTreeSet::new(),
            wants_list: None,
            hop: None,
            cursor: Cursor::default(),
            shown: Shown::Nothing,
            side: draw::Side::Usual,
            logs: false,
            hidden: 0,
        }
    }

    /// The nodes of the place; none for the whole graph.
    fn within<'a>(&self, analysis: &'a Analysis) -> Result<Option<&'a [NodeId]>, Safe> {
        let rows = &analysis.flows.rows;
        match &self.place {
            Place::Pipeline(name) => {
                let held = rows.iter().find(|row| row.name.as_ref().is_some_and(|it| it.as_str() == name));
                let row = held.ok_or_else(|| crate::ui::text::safe!("There is no pipeline {name} in this estate."))?;
                Ok(Some(&row.nodes))
            }
            Place::Unconnected => Ok(Some(&analysis.flows.unconnected)),
            _ => Ok(None),
        }
    }

    fn look(&mut self, analysis: &Analysis, body: Rect) -> Shown {
        let (flows, estate) = (&analysis.flows, analysis.estate());
        let within = match self.within(analysis) {
            Ok(within) => within,
            Err(missing) => return Shown::Missing(missing),
        };
        let around = match &self.around {
            None => None,
            Some(Around { node, up, down, farthest }) => match flows.find(estate, node) {
                Some(found) => Some(Around { node: found, up: *up, down: *down, farthest: *farthest }),
                None => return Shown::Missing(self.no_flows(analysis, node)),
            },
        };
        let mut excerpt = part(&flows.graph, within, around.as_ref());
        self.hidden = 0;
        if !self.logs {
            let kept = around.as_ref().map(|it| it.node);
            (excerpt, self.hidden) = excerpt.without_records(estate, &flows.graph, kept);
        }
        if self.is_list(&excerpt) {
            return Shown::List(lineage(&flows.graph, &excerpt), excerpt);
        }
        let folds = self.folds.iter().filter_map(|key| flows.find(estate, key)).collect();
        // A picture that is too wide beside what is told of the selection has it below, where it shows more.
        let (usual, most) = draw::columns(body);
        let scene = Scene::new(analysis, &excerpt, &folds, usual);
        let wider = (!scene.whole && most > usual).then(|| Scene::new(analysis, &excerpt, &folds, most));
        let wider = wider.filter(|wider| wider.whole || wider.layout.width <= most);
        self.side = if wider.is_some() { draw::Side::Below } else { draw::Side::Usual };
        Shown::Picture(Box::new(wider.unwrap_or(scene)), excerpt)
    }

    fn no_flows(&self, analysis: &Analysis, key: &str) -> Safe {
        match analysis.estate().find(key) {
            Some((_, it)) => crate::ui::text::safe!(
                "No flows: {} {} holds no data, and nothing that was read moves data to it or from it.",
                it.kind(),
                it.name()
            ),
            None => crate::ui::text::safe!("{key} is not in this estate."),
        }
    }

    fn is_list(&self, excerpt: &Excerpt) -> bool {
        let count = excerpt.nodes.len();
        count > TOO_MANY || self.wants_list.unwrap_or(count > MANY || self.place == Place::Unconnected)
    }

    /// The node of the selected box or row.
    fn node(&self) -> Option<NodeId> {
        match &self.shown {
            Shown::Picture(scene, _) => scene.boxes.get(self.cursor.at).map(|it| it.node),
            Shown::List(rows, _) => rows.get(self.cursor.at).map(|row| row.node),
            Shown::Nothing | Shown::Missing(_) => None,
        }
    }

    /// The hops of the selected box or row: those that come in, then those that leave.
    fn hops(&self, analysis: &Analysis) -> Vec<HopId> {
        match (&self.shown, self.node()) {
            (Shown::Picture(scene, _), _) => scene.hops_of(self.cursor.at),
            (Shown::List(_, excerpt), Some(node)) => {
                let graph = &analysis.flows.graph;
                let shown = |id: &&HopId| excerpt.hops.binary_search(id).is_ok();
                graph.into(node).iter().chain(graph.out_of(node)).filter(shown).copied().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The selected hop, while hops are selected.
    fn selected_hop(&self, analysis: &Analysis) -> Option<HopId> {
        let hops = self.hops(analysis);
        hops.get(self.hop?.min(hops.len().saturating_sub(1))).copied()
    }

    fn place_of(&self, node: NodeId) -> Option<usize> {
        match &self.shown {
            Shown::Picture(scene, _) => scene.boxes.iter().position(|it| it.node == node),
            Shown::List(rows, _) => rows.iter().position(|row| row.node == node),
            Shown::Nothing | Shown::Missing(_) => None,
        }
    }

    /// Goes along a line from the selected box, or follows the selected hop.
    fn follow(&mut self, analysis: &Analysis, downstream: bool) {
        let graph = &analysis.flows.graph;
        let next = match (self.selected_hop(analysis).and_then(|id| graph.hop(id)), &self.shown) {
            (Some(hop), _) => {
                let end = if downstream { hop.to } else { hop.from };
                self.place_of(end).or(Some(self.cursor.at))
            }
            (None, Shown::Picture(scene, _)) => scene.neighbour(self.cursor.at, downstream),
            (None, Shown::List(..)) => {
                let node = self.node();
                let ends = self.hops(analysis).into_iter().filter_map(|id| graph.hop(id)).filter_map(|hop| {
                    let (near, far) = if downstream { (hop.from, hop.to) } else { (hop.to, hop.from) };
                    (Some(near) == node).then_some(far)
                });
                ends.filter_map(|end| self.place_of(end)).next()
            }
            _ => None,
        };
        if let Some(next) = next {
            self.cursor.at = next;
            self.hop = self.hop.map(|_| self.first_hop(analysis, downstream));
        }
    }

    /// The first hop of the box that goes on in a direction, else the first.
    fn first_hop(&self, analysis: &Analysis, downstream: bool) -> usize {
        let node = self.node();
        let on = |id: &HopId| {
            let hop = analysis.flows.graph.hop(*id);
            hop.map(|hop| if downstream { hop.from } else { hop.to }) == node
        };
        self.hops(analysis).iter().position(on).unwrap_or(0)
    }

    fn step(&mut self, analysis: &Analysis, below: bool) {
        let by = if below { 1 } else { -1 };
        match (self.hop, &self.shown) {
            (Some(at), _) => {
                let last = self.hops(analysis).len().saturating_sub(1);
                self.hop = Some(at.saturating_add_signed(by).min(last));
            }
            (None, Shown::Picture(scene, _)) => {
                self.cursor.at = scene.sibling(self.cursor.at, below).unwrap_or(self.cursor.at);
            }
            (None, Shown::List(rows, _)) => self.cursor.step(by, rows.len()),
            _ => {}
        }
    }

    fn select_hops(&mut self, analysis: &Analysis) -> Vec<Act> {
        if self.hop.is_some() {
            self.hop = None;
        } else if self.hops(analysis).is_empty() {
            return vec![Act::Tell(Tone::Bad, Safe::own("no hop of what is shown comes here or leaves here"))];
        } else {
            self.hop = Some(self.first_hop(analysis, true));
        }
        Vec::new()
    }

    /// Restricts what is shown to one side of the selected box.
    fn restrict(&mut self, analysis: &Analysis, up: bool) {
        let Some(node) = self.node() else { return };
        let key = analysis.flows.key(analysis.estate(), node);
        let farthest = self.around.as_ref().filter(|it| it.node == key).and_then(|it| it.farthest);
        self.around = Some(Around { node: key, up, down: !up, farthest });
    }

    /// Shows more or fewer hops around the node of the restriction, else around the selected box.
    fn change_hops(&mut self, analysis: &Analysis, more: bool) {
        let Some(node) = self.node() else { return };
        let held = self.around.clone();
        let mut around =
            held.unwrap_or_else(|| Around { farthest: None, ..near(&analysis.flows.key(analysis.estate(), node)) });
        around.farthest = match (around.farthest, more) {
            (None, true) => None,
            (None, false) => Some(SOME),
            (Some(hops), true) => Some(hops + 1),
            (Some(hops), false) => Some(hops.saturating_sub(1).max(1)),
        };
        self.around = Some(around);
    }

    fn fold(&mut self, analysis: &Analysis) -> Vec<Act> {
        let (Some(node), Shown::Picture(_, excerpt)) = (self.node(), &self.shown) else {
            return vec![Act::Tell(Tone::Bad, Safe::own("only boxes of the picture can be folded: press v"))];
        };
        let key = analysis.flows.key(analysis.estate(), node);
        if self.folds.remove(&key) {
            return Vec::new();
        }
        if only_from(&analysis.flows.graph, excerpt, node).is_empty() {
            return vec![Act::Tell(Tone::Bad, Safe::own("nothing that is shown gets its data from this box alone"))];
        }
        self.folds.insert(key);
        self.hop = None;
        Vec::new()
    }

    fn change_view(&mut self) -> Vec<Act> {
        let (is_list, count) = match &self.shown {
            Shown::List(rows, _) => (true, rows.len()),
            _ => (false, 0),
        };
        if is_list && count > TOO_MANY {
            let words = "too many boxes for a picture: u, d and - show what lies around the selected row";
            return vec![Act::Tell(Tone::Bad, Safe::own(words))];
        }
        self.wants_list = Some(!is_list);
        self.hop = None;
        Vec::new()
    }

    /// The resource of the selected box, or of the end to which the selected hop leads.
    fn resource<'a>(&self, analysis: &'a Analysis) -> Option<&'a crate::model::Resource> {
        let graph = &analysis.flows.graph;
        let hop = self.selected_hop(analysis).and_then(|id| graph.hop(id));
        let node = hop.map(|hop| if Some(hop.to) == self.node() { hop.from } else { hop.to }).or(self.node())?;
        graph.node(node).and_then(Node::resource).and_then(|id| analysis.resource(id))
    }

    fn open(&self, analysis: &Analysis) -> Vec<Act> {
        vec![match self.resource(analysis) {
            Some(it) => Act::Open(Place::Resource(it.arn.to_string())),
            None => Act::Tell(Tone::Bad, Safe::own("it lies outside of this estate: nothing more is known of it")),
        }]
    }

    fn export(&self, form: FlowForm) -> Vec<Act> {
        match &self.shown {
            Shown::Picture(_, excerpt) | Shown::List(_, excerpt) => vec![Act::ExportFlows(excerpt.clone(), form)],
            Shown::Nothing | Shown::Missing(_) => vec![Act::Tell(Tone::Bad, Safe::own("there is nothing to export"))],
        }
    }

    fn all(&mut self) {
        self.folds.clear();
        self.around = match &self.place {
            Place::Around(key) => Some(Around { farthest: None, ..near(key) }),
            _ => None,
        };
    }
}

/// What lies near a node, both ways.
fn near(key: &str) -> Around<String> {
    Around { node: key.to_owned(), up: true, down: true, farthest: Some(NEAR) }
}

impl Page for State {
    fn refresh(&mut self, desk: &Desk) {
        let Some(analysis) = &desk.analysis else { return };
        let body = desk.regions().body;
        self.shown = self.look(analysis, body);
        let found = self.selected.as_ref().and_then(|key| analysis.flows.find(analysis.estate(), key));
        let first = match &self.shown {
            Shown::Picture(scene, _) => scene.first(),
            _ => 0,
        };
        self.cursor.at = found.and_then(|node| self.place_of(node)).unwrap_or(first);
        self.hop = self.hop.filter(|_| !self.hops(analysis).is_empty());
        self.settle(desk);
    }

    fn len(&self, _: &Desk) -> usize {
        match &self.shown {
            Shown::Picture(scene, _) => scene.boxes.len(),
            Shown::List(rows, _) => rows.len(),
            Shown::Nothing | Shown::Missing(_) => 0,
        }
    }

    fn list(&self, _: &Desk, body: Rect) -> Rect {
        match &self.shown {
            Shown::List(..) => rows::list(body),
            _ => Rect { height: 0, ..body },
        }
    }

    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn point(&mut self, cell: (u16, u16), desk: &Desk, body: Rect) -> Option<bool> {
        match &self.shown {
            Shown::Picture(..) => self.point_at_box(cell, body),
            _ => point_at_row(self, cell, desk, body),
        }
    }

    fn wheel(&mut self, by: isize, desk: &Desk, body: Rect) {
        if self.turn_wheel(by, desk).is_none() {
            scroll(self, by, desk, body);
        }
    }

    fn run(&mut self, command: Id, desk: &Desk) -> Vec<Act> {
        let Some(analysis) = &desk.analysis else { return Vec::new() };
        self.selected = self.node().map(|node| analysis.flows.key(analysis.estate(), node));
        let mut acts = Vec::new();
        match command {
            Id::Downstream => self.follow(analysis, true),
            Id::Upstream => self.follow(analysis, false),
            Id::BoxBelow => self.step(analysis, true),
            Id::BoxAbove => self.step(analysis, false),
            Id::BoxOrHop => return self.select_hops(analysis),
            Id::OpenBox => return self.open(analysis),
            Id::ExplainHop => return self.explain(analysis),
            Id::FlowsSvg => return self.export(FlowForm::Svg),
            Id::FlowsDot => return self.export(FlowForm::Dot),
            Id::FlowsMermaid => return self.export(FlowForm::Mermaid),
            Id::FlowsJson => return self.export(FlowForm::Json),
            _ => {
                match command {
                    Id::OnlyDown => self.restrict(analysis, false),
                    Id::OnlyUp => self.restrict(analysis, true),
                    Id::MoreHops => self.change_hops(analysis, true),
                    Id::FewerHops => self.change_hops(analysis, false),
                    Id::AllFlows => self.all(),
                    Id::FoldBox => acts = self.fold(analysis),
                    Id::Lineage => acts = self.change_view(),
                    Id::Records => self.logs = !self.logs,
                    _ => return acts,
                }
                self.refresh(desk);
                return acts;
            }
        }
        self.selected = self.node().map(|node| analysis.flows.key(analysis.estate(), node));
        self.settle(desk);
        acts
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, body: Rect) {
        self.draw_all(desk, buffer, body);
    }
}

impl State {
    fn settle(&mut self, desk: &Desk) {
        let height = self.list(desk, desk.regions().body).height;
        let len = self.len(desk);
        self.cursor.settle(len, usize::from(height));
    }
}
