//! Trust boundaries as frames around boxes: one for each account and region, and for each kind of outside.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::SceneBox;
use super::stroke::Canvas;
use crate::flow::layout::{Layout, Rect};
use crate::flow::{Node, OutsideKind};
use crate::model::{AccountId, Estate, Region, Resource};
use crate::ui::analysis::Analysis;
use crate::ui::text::{Safe, safe};

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

/// A side of trust boundaries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// A scanned account and a region.
    Own(AccountId, Region),
    Account(AccountId),
    Vendor(&'static str),
    Cloud(&'static str),
    Internet,
    Unknown,
}

/// The sides on which the boxes of a picture lie.
#[derive(Debug, Default)]
pub(super) struct Sides {
    all: Vec<Side>,
    /// By box; none for what crosses no boundary, such as a service of AWS.
    of: Vec<Option<u16>>,
}

impl Sides {
    /// The sides of boxes; nothing where all lie on one.
    pub(super) fn new(analysis: &Analysis, boxes: &[SceneBox]) -> Self {
        let nodes = || boxes.iter().map(|held| analysis.flows.graph.node(held.node));
        let regions = regions(analysis.estate(), nodes());
        let sides: Vec<Option<Side>> = nodes().map(|node| side(analysis.estate(), &regions, node?)).collect();
        let all: BTreeSet<&Side> = sides.iter().flatten().collect();
        if all.len() < 2 {
            return Self::default();
        }
        let all: Vec<Side> = all.into_iter().cloned().collect();
        let place = |side: &Option<Side>| u16::try_from(all.binary_search(side.as_ref()?).ok()?).ok();
        let of = sides.iter().map(place).collect();
        Self { all, of }
    }

    /// Whether there are frames.
    pub(super) fn any(&self) -> bool {
        !self.all.is_empty()
    }

    /// The frame of a box.
    pub(super) fn of(&self, at: usize) -> Option<u16> {
        self.of.get(at).copied().flatten()
    }

    /// The frames as they were laid out.
    pub(super) fn frames(&self, analysis: &Analysis, layout: &Layout, canvas: &Canvas) -> Vec<SceneFrame> {
        let frame = |(side, at): (&Side, u16)| {
            let rect = *layout.frames.get(&at)?;
            let room = usize::from(rect.width).saturating_sub(4);
            let label = self.label(analysis.estate(), side, room).fit_middle(room);
            let at = free(canvas, &rect, u16::try_from(label.width()).unwrap_or(u16::MAX));
            Some(SceneFrame { label, outside: !matches!(side, Side::Own(..)), rect, at })
        };
        self.all.iter().zip(0..).filter_map(frame).collect()
    }

    /// Whose a frame is: all that there is to say where so many cells are enough for it, else what matters most.
    fn label(&self, estate: &Estate, side: &Side, room: usize) -> Safe {
        let fits = |long: Safe, short: Safe| if long.width() <= room { long } else { short };
        match side {
            Side::Own(account, region) => {
                let (name, region) = (estate.account_name(account), region.as_str());
                let is_of_it = |side: &&Side| matches!(side, Side::Own(it, _) if it == account);
                let several = self.all.iter().filter(is_of_it).count() > 1;
                if several { fits(safe!("{name}, {region}"), Safe::new(region)) } else { Safe::new(name) }
            }
            Side::Account(account) => {
                let name = estate.account_name(account);
                let short = if name == account.as_str() { safe!("account {name}") } else { Safe::new(name) };
                let own = estate.is_own_account(account.as_str()) || estate.organization().is_none();
                let more = if own { "not scanned" } else { "outside the organization" };
                fits(safe!("{short}, {more}"), short)
            }
            Side::Vendor(word) | Side::Cloud(word) => Safe::own(word),
            Side::Internet => Safe::own("internet"),
            Side::Unknown => Safe::own("owner not known"),
        }
    }
}

/// The region in which most of an account's boxes lie: where what belongs to no region is shown.
fn regions<'a>(estate: &Estate, nodes: impl Iterator<Item = Option<&'a Node>>) -> BTreeMap<AccountId, Region> {
    let mut counts: BTreeMap<AccountId, BTreeMap<Region, usize>> = BTreeMap::new();
    for held in nodes.filter_map(|node| estate.resource(node?.resource()?)).filter(|it| it.region != Region::global()) {
        *counts.entry(held.account.clone()).or_default().entry(held.region.clone()).or_default() += 1;
    }
    let most = |regions: BTreeMap<Region, usize>| regions.into_iter().rev().max_by_key(|(_, count)| *count);
    counts.into_iter().filter_map(|(account, regions)| Some((account, most(regions)?.0))).collect()
}

fn side(estate: &Estate, regions: &BTreeMap<AccountId, Region>, node: &Node) -> Option<Side> {
    let main = |account: &AccountId| regions.get(account).cloned().unwrap_or_else(Region::global);
    let outside = match node {
        Node::Resource(id) => {
            let held: &Resource = estate.resource(*id)?;
            let global = held.region == Region::global();
            let region = if global { main(&held.account) } else { held.region.clone() };
            return Some(Side::Own(held.account.clone(), region));
        }
        Node::Outside(outside) => outside,
    };
    match &outside.kind {
        OutsideKind::NotInventoried(account) => Some(Side::Own(account.clone(), main(account))),
        OutsideKind::Account(account) => Some(Side::Account(account.clone())),
        OutsideKind::UnknownAccount => Some(Side::Unknown),
        OutsideKind::Cloud(word) => Some(Side::Cloud(word)),
        OutsideKind::Vendor(word) => Some(Side::Vendor(word)),
        OutsideKind::Internet => Some(Side::Internet),
        OutsideKind::Service | OutsideKind::Private => None,
    }
}

/// The first column of a frame's first row from which so many cells, with one at each side, are crossed by no line; the
/// beginning where there is none.
fn free(canvas: &Canvas, rect: &Rect, width: u16) -> u16 {
    let last = rect.x.saturating_add(rect.width).saturating_sub(width.saturating_add(3));
    let begin = rect.x.saturating_add(1);
    let clear = |at: &u16| (*at..at.saturating_add(width) + 2).all(|x| canvas.at(x, rect.y).is_none());
    (begin..=last).find(clear).unwrap_or(begin)
}
