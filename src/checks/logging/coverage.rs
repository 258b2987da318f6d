//! Which trails record an account.
//!
//! Source: AWS CloudTrail User Guide, "Creating a trail for an organization".

use crate::checks::{Context, Reason};
use crate::model::aws::Trail;
use crate::model::{Fact, Kind, Region, Resource};

/// The trails that may record an account, and what keeps the list from being whole.
pub(super) struct Covering<'a> {
    /// Trails of the account and of its organization.
    pub trails: Vec<(&'a Resource, &'a Trail)>,
    /// Why there may be more.
    pub unknown: Vec<Reason>,
}

impl<'a> Covering<'a> {
    /// The trails that may record an account.
    pub fn of(context: &'a Context<'_>, account: &Resource) -> Self {
        let id = &account.account;
        let own = context.in_account(id, Kind::Trail).iter().filter_map(|&id| context.estate.resource(id));
        let mut trails: Vec<(&Resource, &Trail)> =
            own.filter_map(|it| it.trail().map(|trail| (&**it, trail))).collect();
        let mut unknown: Vec<Reason> = Vec::new();
        for resource in context.organization_trails().filter(|trail| trail.account != *id) {
            match context.is_member(id.as_str()) {
                Fact::Known(true) => trails.extend(resource.trail().map(|trail| (&**resource, trail))),
                Fact::Unknown(gap) if unknown.is_empty() => unknown.push(Reason::Gap(gap)),
                _ => {}
            }
        }
        if let Some(gap) = context.estate.listing_gap(id, Kind::Trail) {
            unknown.push(Reason::Gap(gap));
        } else if !context.estate.was_listed(id, Kind::Trail) {
            unknown.push(Reason::Note("trails were not listed".to_owned()));
        }
        Self { trails, unknown }
    }
}

/// Whether a trail is logging now.
pub(super) fn is_logging(trail: &Trail) -> Fact<bool> {
    trail.status.as_ref().map(|status| status.logging)
}

/// Whether a trail hears events of a region.
pub(super) fn hears(resource: &Resource, trail: &Trail, region: &Region) -> bool {
    trail.multi_region || resource.region == *region
}
