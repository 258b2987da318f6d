//! The stores of an estate, and the resources that a question about a store asks for: the store itself, what lies in
//! it, and one resource for each pattern of a policy that singles a part of it out.
//!
//! Where two patterns share only a part of what they cover, nothing is asked of that part alone.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{Estate, KeyNames, Kind, Resource, ResourceId};
use crate::policy::actions::{Access, ActionTable};
use crate::policy::evaluate::{Context, Mask, Presence};

use super::AccessIndex;
use super::key::{self, StoreKey};
use super::patterns::Patterns;
use super::point::Behind;
use super::taking::lanes_taking;

/// A store: what holds data, or a key.
#[derive(Debug, Clone)]
pub(super) struct Store {
    pub(super) id: ResourceId,
    pub(super) service: &'static str,
    pub(super) key: StoreKey,
    /// The store first.
    pub(super) targets: Vec<Target>,
    /// Its access points.
    pub(super) doors: Vec<ResourceId>,
}

/// A resource that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) arn: Box<str>,
    /// The actions that act on it.
    pub(super) lanes: Mask,
    /// Whether policy variables in it are still to be filled in, for each caller.
    pub(super) is_template: bool,
    /// What stands behind it, where it is of an access point.
    pub(super) behind: Option<Behind>,
}

/// Kinds of resources that are stores.
pub(super) const STORES: [(Kind, &str); 8] = [
    (Kind::Bucket, "s3"),
    (Kind::Key, "kms"),
    (Kind::Queue, "sqs"),
    (Kind::Topic, "sns"),
    (Kind::Stream, "kinesis"),
    (Kind::Table, "dynamodb"),
    (Kind::Secret, "secretsmanager"),
    (Kind::LogGroup, "logs"),
];

/// All stores of an index, in the order of the estate.
pub(super) fn stores(index: &AccessIndex) -> Vec<Store> {
    let patterns = Patterns::new(index);
    let names = KeyNames::new(&index.estate);
    let points = points(&index.estate);
    let each = STORES.iter().flat_map(|(kind, service)| index.estate.all(*kind).map(move |it| (*service, it)));
    let store = |(service, (id, resource)): (&'static str, (ResourceId, &Arc<Resource>))| {
        let of_bucket: &[_] = points.get(resource.name()).filter(|_| service == "s3").map_or(&[], Vec::as_slice);
        let mut targets = vec![Target::new(service, resource.arn.as_str().to_owned())];
        if resource.kind() == Kind::Bucket {
            targets.extend(inside_bucket(&patterns, resource.arn.as_str(), of_bucket));
        }
        let key = key::of(&index.estate, &names, resource);
        Store { id, service, key, targets, doors: of_bucket.iter().map(|(point, _)| *point).collect() }
    };
    each.collect::<Vec<_>>().into_par_iter().map(store).collect()
}

/// What is asked about inside a bucket, and through its access points.
fn inside_bucket(patterns: &Patterns, own: &str, points: &[(ResourceId, &str)]) -> Vec<Target> {
    let inside = format!("{own}/");
    let parts = patterns.within(&inside);
    let named = parts.iter().map(|part| Target::new("s3", format!("{inside}{part}")));
    let mut targets = vec![Target::new("s3", format!("{inside}*"))];
    targets.extend(named);
    for (point, arn) in points {
        let mut more = patterns.within(&format!("{arn}/object/"));
        more.extend(parts.iter().cloned());
        let outer = ["", "/object/*"].map(str::to_owned).into_iter();
        let all = outer.chain(more.iter().map(|part| format!("/object/{part}")));
        targets.extend(all.map(|part| Target::through(*point, arn, &part, own)));
    }
    targets
}

impl Target {
    pub(super) fn new(service: &str, arn: String) -> Self {
        let is_template = arn.contains("${");
        Self { lanes: lanes_taking(service, &arn), arn: arn.into(), is_template, behind: None }
    }

    /// A part of a bucket as an access point shows it, such as `/object/logs/*`, or nothing for the bucket.
    fn through(point: ResourceId, point_arn: &str, part: &str, bucket: &str) -> Self {
        let inside = part.strip_prefix("/object").unwrap_or(part);
        let behind = Behind { point, arn: format!("{bucket}{inside}").into() };
        Self::at(format!("{point_arn}{part}"), behind)
    }

    /// A resource of an access point.
    pub(super) fn at(arn: String, behind: Behind) -> Self {
        let own = Self::new("s3", arn);
        Self { lanes: own.lanes.and(lanes_taking("s3", &behind.arn)), behind: Some(behind), ..own }
    }
}

/// A pattern with the values that a context has for its variables.
pub(super) fn resolved(pattern: &str, context: &Context) -> String {
    let (mut text, mut rest) = (String::new(), pattern);
    while let Some((head, (inside, tail))) =
        rest.split_once("${").and_then(|(head, tail)| Some((head, tail.split_once('}')?)))
    {
        text.push_str(head);
        let key = inside.split(',').next().unwrap_or(inside).trim().to_ascii_lowercase();
        let default = inside.split_once(',').map(|(_, default)| default.trim().trim_matches('\''));
        match (context.get(&key), default) {
            _ if matches!(inside, "*" | "?" | "$") => text.push_str(inside),
            (Presence::One(value), _) => text.push_str(value),
            (Presence::Absent | Presence::Many(_), Some(default)) => text.push_str(default),
            _ => text.push_str(&format!("${{{inside}}}")),
        }
        rest = tail;
    }
    text + rest
}

/// The access points of an estate with their ARNs, by the name of their bucket.
fn points(estate: &Estate) -> FxHashMap<&str, Vec<(ResourceId, &str)>> {
    let mut all: FxHashMap<&str, Vec<(ResourceId, &str)>> = FxHashMap::default();
    for (id, resource) in estate.all(Kind::AccessPoint) {
        if let Some(point) = resource.access_point() {
            all.entry(&point.bucket).or_default().push((id, resource.arn.as_str()));
        }
    }
    all
}

/// The lanes of a service by kind of access.
pub(super) fn levels(service: &str) -> [(Access, Mask); Access::ALL.len()] {
    Access::ALL.map(|access| (access, Mask::of_actions(service, ActionTable::aws().with_access(access))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_takes_what_the_caller_has() {
        let pattern = "arn:aws:s3:::home/${aws:username}/${aws:PrincipalTag/team, 'all'}/${*}";
        let context = Context::complete().with("aws:username", "dana");
        assert_eq!(resolved(pattern, &context), "arn:aws:s3:::home/dana/all/*");
    }
}
