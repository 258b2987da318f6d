//! On which side of trust boundaries nodes lie, so that a picture can draw a frame around those of each side.

use std::collections::{BTreeMap, BTreeSet};

use super::{FlowGraph, Node, NodeId, OutsideKind};
use crate::model::{AccountId, Estate, Region};

/// A side of trust boundaries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A scanned account and a region.
    Own(AccountId, Region),
    /// An account that was not scanned.
    Account(AccountId),
    /// A vendor of data services.
    Vendor(&'static str),
    /// Another cloud.
    Cloud(&'static str),
    /// The internet.
    Internet,
    /// It is not known whose it is.
    Unknown,
    /// A scanned account with all of its regions: other sides lie in it.
    Whole(AccountId),
    /// The organization with its accounts: other sides lie in it.
    Organization(String),
}

/// What a side is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideName {
    /// All that there is to say.
    pub whole: String,
    /// What matters most, where there is no room for all.
    pub short: String,
    /// Whether it lies outside of the scanned accounts.
    pub outside: bool,
}

/// The sides on which some nodes lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sides {
    all: Vec<Side>,
    /// By node; none for what crosses no boundary, such as a service of AWS.
    of: Vec<Option<u16>>,
    /// The sides that lie in another, each with that one.
    within: BTreeMap<u16, u16>,
}

impl Sides {
    /// The sides of nodes; nothing where all lie on one.
    pub fn new(estate: &Estate, graph: &FlowGraph, nodes: &[NodeId]) -> Self {
        let nodes = || nodes.iter().map(|node| graph.node(*node));
        let regions = regions(estate, nodes().flatten());
        let sides: Vec<Option<Side>> = nodes().map(|node| side(estate, &regions, node?)).collect();
        let all: BTreeSet<&Side> = sides.iter().flatten().collect();
        if all.len() < 2 {
            return Self::default();
        }
        let all: Vec<Side> = all.into_iter().cloned().collect();
        let place = |side: &Option<Side>| u16::try_from(all.binary_search(side.as_ref()?).ok()?).ok();
        let of = sides.iter().map(place).collect();
        let mut sides = Self { all, of, within: BTreeMap::new() };
        sides.join_regions();
        sides.join_accounts(estate);
        sides
    }

    /// Puts the regions of an account into one side where there are several, and something else beside them.
    fn join_regions(&mut self) {
        let account = |side: &Side| if let Side::Own(account, _) = side { Some(account.clone()) } else { None };
        let accounts: BTreeSet<AccountId> = self.all.iter().filter_map(account).collect();
        for held in accounts {
            self.join(Side::Whole(held.clone()), |side| account(side).as_ref() == Some(&held));
        }
    }

    /// Puts the accounts of the organization into one side where there are several, and something else beside them.
    /// Where its accounts could not be read there is none: what lies in it is not known.
    fn join_accounts(&mut self, estate: &Estate) {
        let Some(organization) = estate.organization() else { return };
        let Some(members) = organization.accounts.known() else { return };
        let is_member = |account: &AccountId| {
            organization.management_account == *account || members.iter().any(|member| member.id == *account)
        };
        self.join(Side::Organization(organization.id.clone()), |side| match side {
            Side::Own(account, _) | Side::Account(account) | Side::Whole(account) => is_member(account),
            _ => false,
        });
    }

    /// Puts the outermost sides that belong to a side into it, where they are several and not all that there is.
    fn join(&mut self, outer: Side, belongs: impl Fn(&Side) -> bool) {
        let outermost = || self.all.iter().zip(0_u16..).filter(|(_, number)| !self.within.contains_key(number));
        let (inner, rest): (Vec<_>, Vec<_>) = outermost().partition(|(side, _)| belongs(side));
        let Ok(number) = u16::try_from(self.all.len()) else { return };
        if inner.len() > 1 && !rest.is_empty() {
            let inner: Vec<u16> = inner.into_iter().map(|(_, inner)| inner).collect();
            self.within.extend(inner.into_iter().map(|inner| (inner, number)));
            self.all.push(outer);
        }
    }

    /// Whether there are several.
    pub fn any(&self) -> bool {
        !self.all.is_empty()
    }

    /// The number of the side on which a node lies, by the node's place.
    pub fn of(&self, at: usize) -> Option<u16> {
        self.of.get(at).copied().flatten()
    }

    /// The sides that lie in another, by their numbers, each with that one.
    pub fn within(&self) -> &BTreeMap<u16, u16> {
        &self.within
    }

    /// The sides in the order of their numbers.
    pub fn all(&self) -> &[Side] {
        &self.all
    }

    /// What a side is called.
    pub fn name(&self, estate: &Estate, side: &Side) -> SideName {
        let (whole, short) = match side {
            Side::Own(account, region) => self.own(estate, account, region),
            Side::Account(account) => elsewhere(estate, account),
            Side::Vendor(word) | Side::Cloud(word) => ((*word).to_owned(), (*word).to_owned()),
            Side::Internet => ("internet".to_owned(), "internet".to_owned()),
            Side::Unknown => ("owner not known".to_owned(), "owner not known".to_owned()),
            Side::Whole(account) => (estate.account_name(account).to_owned(), estate.account_name(account).to_owned()),
            Side::Organization(id) => (format!("organization {id}"), id.clone()),
        };
        let own = matches!(side, Side::Own(..) | Side::Whole(_) | Side::Organization(_));
        SideName { whole, short, outside: !own }
    }

    /// The region is told where the account has several, and the account where no side around it tells it.
    fn own(&self, estate: &Estate, account: &AccountId, region: &Region) -> (String, String) {
        let (name, region) = (estate.account_name(account), region.as_str());
        let is_of_it = |side: &&Side| matches!(side, Side::Own(it, _) if it == account);
        match self.all.iter().filter(is_of_it).count() {
            0 | 1 => (name.to_owned(), name.to_owned()),
            _ if self.all.contains(&Side::Whole(account.clone())) => (region.to_owned(), region.to_owned()),
            _ => (format!("{name}, {region}"), region.to_owned()),
        }
    }
}

fn elsewhere(estate: &Estate, account: &AccountId) -> (String, String) {
    let name = estate.account_name(account);
    let short = if name == account.as_str() { format!("account {name}") } else { name.to_owned() };
    let own = estate.is_own_account(account.as_str()) || estate.organization().is_none();
    let more = if own { "not scanned" } else { "outside the organization" };
    (format!("{short}, {more}"), short)
}

/// The region in which most of an account's nodes lie: where what belongs to no region is shown.
fn regions<'a>(estate: &Estate, nodes: impl Iterator<Item = &'a Node>) -> BTreeMap<AccountId, Region> {
    let mut counts: BTreeMap<AccountId, BTreeMap<Region, usize>> = BTreeMap::new();
    for held in nodes.filter_map(|node| estate.resource(node.resource()?)).filter(|it| it.region != Region::global()) {
        *counts.entry(held.account.clone()).or_default().entry(held.region.clone()).or_default() += 1;
    }
    let most = |regions: BTreeMap<Region, usize>| regions.into_iter().rev().max_by_key(|(_, count)| *count);
    counts.into_iter().filter_map(|(account, regions)| Some((account, most(regions)?.0))).collect()
}

fn side(estate: &Estate, regions: &BTreeMap<AccountId, Region>, node: &Node) -> Option<Side> {
    let main = |account: &AccountId| regions.get(account).cloned().unwrap_or_else(Region::global);
    let outside = match node {
        Node::Resource(id) => {
            let held = estate.resource(*id)?;
            let region = if held.region == Region::global() { main(&held.account) } else { held.region.clone() };
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
