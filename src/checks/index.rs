//! What checks look up again and again, gathered once an estate.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{AccountId, Detail, Estate, Failure, Gap, GapId, Kind, ResourceId};

/// Lookups over an estate.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Resources of the kinds that account-wide checks count.
    pub by_account: FxHashMap<(Kind, AccountId), Vec<ResourceId>>,
    /// The accounts of the estate and of its organization.
    pub own: FxHashSet<String>,
    /// The accounts of the organization.
    pub members: FxHashSet<String>,
    /// Why the organization's accounts are not all known.
    pub organization_gap: Option<GapId>,
    /// Trails by the name of the bucket that they deliver into.
    pub trails_into: FxHashMap<String, Vec<ResourceId>>,
    /// Trails that record a whole organization.
    pub organization_trails: Vec<ResourceId>,
    /// Analyzers that watch a whole organization.
    pub organization_analyzers: Vec<ResourceId>,
    /// Functions by the ARN of the role that they run under.
    pub functions_by_role: FxHashMap<String, Vec<ResourceId>>,
}

impl Index {
    /// Gathers the lookups.
    pub fn of(estate: &Estate) -> Self {
        let mut index = Self { organization_gap: organization_gap(estate), ..Self::default() };
        index.own.extend(estate.accounts().iter().map(|account| account.id.as_str().to_owned()));
        if let Some(organization) = estate.organization() {
            index.members.insert(organization.management_account.as_str().to_owned());
            let members = organization.accounts.known().into_iter().flatten();
            index.members.extend(members.map(|member| member.id.as_str().to_owned()));
            index.own.extend(index.members.iter().cloned());
        }
        for kind in [Kind::Bucket, Kind::Trail, Kind::Analyzer] {
            for (id, resource) in estate.all(kind) {
                index.by_account.entry((kind, resource.account.clone())).or_default().push(id);
                match &resource.detail {
                    Detail::Trail(trail) if trail.organization_trail => index.organization_trails.push(id),
                    Detail::Analyzer(it) if it.analyzer_type == "ORGANIZATION" => index.organization_analyzers.push(id),
                    _ => {}
                }
                if let Some(bucket) = resource.trail().and_then(|trail| trail.bucket.clone()) {
                    index.trails_into.entry(bucket).or_default().push(id);
                }
            }
        }
        for (id, function) in estate.all(Kind::Function) {
            let role = function.function().map(|it| it.role.clone()).unwrap_or_default();
            index.functions_by_role.entry(role).or_default().push(id);
        }
        index
    }
}

/// A gap of an endpoint without Organizations hides nothing.
fn organization_gap(estate: &Estate) -> Option<GapId> {
    if let Some(organization) = estate.organization() {
        return organization.accounts.gap();
    }
    let hides = |gap: &Gap| {
        let absent = matches!(gap.reason, Failure::Unsupported | Failure::NotFound | Failure::Refused);
        gap.api.starts_with("organizations:") && !absent
    };
    let place = estate.gaps().iter().position(hides)?;
    u32::try_from(place).ok().map(GapId)
}
