//! The trust boundaries that a hop crosses.

use serde::Serialize;

use super::{Node, OutsideKind};
use crate::model::{Estate, Region, Resource};

/// A trust boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// Between two regions.
    Region,
    /// Between two accounts.
    Account,
    /// Out of the organization, or into it; without an organization, out of the scanned accounts.
    Organization,
    /// Between two clouds.
    Cloud,
    /// To or from a vendor of data services.
    Vendor,
    /// To or from the internet.
    Internet,
    /// To or from something of which it is not known whose it is.
    Unknown,
}

impl Boundary {
    /// All of them, the nearest first.
    pub const ALL: [Self; 7] =
        [Self::Region, Self::Account, Self::Organization, Self::Cloud, Self::Vendor, Self::Internet, Self::Unknown];

    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Account => "account",
            Self::Organization => "organization",
            Self::Cloud => "cloud",
            Self::Vendor => "vendor",
            Self::Internet => "internet",
            Self::Unknown => "unknown owner",
        }
    }
}

/// The boundaries between two nodes, the nearest first.
pub(super) fn between(estate: &Estate, from: &Node, to: &Node) -> Vec<Boundary> {
    let resource = |node: &Node| node.resource().and_then(|id| estate.resource(id));
    let mut crossed = match (resource(from), resource(to)) {
        (Some(from), Some(to)) => between_resources(estate, from, to),
        (Some(own), None) => outwards(estate, own, to),
        (None, Some(own)) => outwards(estate, own, from),
        (None, None) => Vec::new(),
    };
    crossed.sort_unstable();
    crossed
}

fn between_resources(estate: &Estate, from: &Resource, to: &Resource) -> Vec<Boundary> {
    let mut crossed = Vec::new();
    if from.region != to.region && [from, to].iter().all(|it| it.region != Region::global()) {
        crossed.push(Boundary::Region);
    }
    if from.account != to.account {
        crossed.push(Boundary::Account);
        if !same_organization(estate, from.account.as_str(), to.account.as_str()) {
            crossed.push(Boundary::Organization);
        }
    }
    crossed
}

fn outwards(estate: &Estate, own: &Resource, node: &Node) -> Vec<Boundary> {
    let Node::Outside(outside) = node else { return Vec::new() };
    match &outside.kind {
        OutsideKind::NotInventoried(account) if *account == own.account => Vec::new(),
        OutsideKind::NotInventoried(account) | OutsideKind::Account(account) => {
            let same = same_organization(estate, own.account.as_str(), account.as_str());
            if same { vec![Boundary::Account] } else { vec![Boundary::Account, Boundary::Organization] }
        }
        OutsideKind::UnknownAccount => vec![Boundary::Unknown],
        OutsideKind::Service | OutsideKind::Private => Vec::new(),
        OutsideKind::Cloud(_) => vec![Boundary::Cloud],
        OutsideKind::Vendor(_) => vec![Boundary::Vendor],
        OutsideKind::Internet => vec![Boundary::Internet],
    }
}

/// Scanned accounts that are in no organization are the user's own all the same.
fn same_organization(estate: &Estate, one: &str, other: &str) -> bool {
    one == other || (estate.is_own_account(one) && estate.is_own_account(other))
}
