//! The stores of an estate, and the resources that a question about a store asks for: the store itself, what lies in
//! it, and one resource for each pattern of a policy that singles a part of it out.
//!
//! Where two patterns share only a part of what they cover, nothing is asked of that part alone.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::model::{Estate, KeyNames, Kind, ResourceId};
use crate::policy::actions::{Access, ActionTable};
use crate::policy::evaluate::{CompiledPolicy, Context, LANE_SERVICES, Mask, Presence};

use super::AccessIndex;
use super::key::{self, StoreKey};
use super::point::Behind;

/// A store: a bucket or a key.
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

/// Does nothing to a store that is there already.
const MAKES_NEW: [&str; 7] = [
    "s3:CreateBucket",
    "sqs:CreateQueue",
    "sns:CreateTopic",
    "kinesis:CreateStream",
    "dynamodb:CreateTable",
    "secretsmanager:CreateSecret",
    "logs:CreateLogGroup",
];

/// All stores of an index, in the order of the estate.
pub(super) fn stores(index: &AccessIndex) -> Vec<Store> {
    let patterns = patterns(index);
    let names = KeyNames::new(&index.estate);
    let points = points(&index.estate);
    let mut all = Vec::new();
    for (kind, service) in STORES {
        for (id, resource) in index.estate.all(kind) {
            let own = resource.arn.as_str();
            let mut targets = vec![Target::new(service, own.to_owned())];
            if kind == Kind::Bucket {
                let inside = format!("{own}/");
                let parts: BTreeSet<String> = patterns.within(&inside).collect();
                targets.push(Target::new(service, format!("{inside}*")));
                targets.extend(parts.iter().map(|part| Target::new(service, format!("{inside}{part}"))));
                for (point, arn) in points.get(resource.name()).into_iter().flatten() {
                    let inside = format!("{arn}/object/");
                    let more: BTreeSet<String> = patterns.within(&inside).chain(parts.iter().cloned()).collect();
                    let parts = ["", "/object/*"].map(str::to_owned).into_iter();
                    let parts = parts.chain(more.iter().map(|part| format!("/object/{part}")));
                    targets.extend(parts.map(|part| Target::through(*point, arn, &part, own)));
                }
            }
            let key = key::of(&index.estate, &names, resource);
            let doors = points.get(resource.name()).into_iter().flatten().map(|(point, _)| *point).collect();
            all.push(Store { id, service, key, targets, doors });
        }
    }
    all
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

/// The actions of a service that act on an ARN that is there already.
fn lanes_taking(service: &str, arn: &str) -> Mask {
    let table = ActionTable::aws();
    let Some(known) = table.service(service) else { return Mask::NONE };
    let made = MAKES_NEW.iter().filter_map(|name| table.find(name)).collect();
    Mask::of_actions(service, &table.taking(known, arn)).without(Mask::of_actions(service, &made))
}

/// The lanes of a service by kind of access.
pub(super) fn levels(service: &str) -> [(Access, Mask); Access::ALL.len()] {
    Access::ALL.map(|access| (access, Mask::of_actions(service, ActionTable::aws().with_access(access))))
}

/// Patterns of resources of all policies, without those that cover everything, by what they begin with.
struct Patterns(Vec<(String, String)>);

fn patterns(index: &AccessIndex) -> Patterns {
    let place = LANE_SERVICES.iter().position(|it| *it == "s3").unwrap_or_default();
    let mut all: BTreeSet<(String, String)> = BTreeSet::new();
    index.each_policy(|policy: &CompiledPolicy| {
        for statement in policy.statements.iter().filter(|it| it.touches(place)) {
            for pattern in statement.resource_patterns().iter().filter(|it| it.written().contains('/')) {
                all.insert((pattern.head().to_owned(), pattern.written().to_owned()));
            }
        }
    });
    Patterns(all.into_iter().collect())
}

impl Patterns {
    /// What is left of the patterns inside a store: the names of resources that stand for the parts they cover.
    fn within<'a>(&'a self, inside: &'a str) -> impl Iterator<Item = String> + 'a {
        // A pattern reaches inside when what it begins with begins the store's name, or the other way around.
        let longer = self.0.partition_point(|(head, _)| head.as_str() < inside);
        let own = self.0.get(longer..).unwrap_or_default().iter().take_while(move |(head, _)| head.starts_with(inside));
        let shorter = (0..inside.len()).filter_map(move |end| inside.get(..end)).flat_map(move |head| {
            let first = self.0.partition_point(|(it, _)| it.as_str() < head);
            self.0.get(first..).unwrap_or_default().iter().take_while(move |(it, _)| it == head)
        });
        own.chain(shorter)
            .filter_map(move |(_, pattern)| rest_after(pattern, inside))
            .filter(|it| !it.is_empty() && it != "*")
    }
}

/// What is left of a pattern when it has covered a text: the shortest such rest; none when it cannot cover the text.
pub(super) fn rest_after(pattern: &str, text: &str) -> Option<String> {
    let letters: Vec<char> = pattern.chars().collect();
    let mut at: BTreeSet<usize> = BTreeSet::from([0]);
    for letter in text.chars() {
        let mut next = BTreeSet::new();
        let mut open: Vec<usize> = at.into_iter().collect();
        while let Some(place) = open.pop() {
            match letters.get(place) {
                Some('*') => {
                    next.insert(place);
                    open.push(place + 1);
                }
                Some('?') => {
                    next.insert(place + 1);
                }
                Some(wanted) if *wanted == letter => {
                    next.insert(place + 1);
                }
                _ => {}
            }
        }
        at = next;
    }
    let last = at.into_iter().next_back()?;
    Some(letters.get(last..).unwrap_or_default().iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_pattern_lies_inside_the_store() {
        let rest = |pattern: &str| rest_after(pattern, "arn:aws:s3:::prod-a/");
        assert_eq!(rest("arn:aws:s3:::prod-a/logs/*").as_deref(), Some("logs/*"));
        assert_eq!(rest("arn:aws:s3:::prod-*/logs/*").as_deref(), Some("logs/*"));
        assert_eq!(rest("arn:aws:s3:::prod-?/*").as_deref(), Some("*"));
        assert_eq!(rest("arn:aws:s3:::*").as_deref(), Some("*"));
        assert_eq!(rest("arn:aws:s3:::*.csv").as_deref(), Some("*.csv"));
        assert_eq!(rest("arn:aws:s3:::dev-*/logs/*"), None);
        assert_eq!(rest("arn:aws:s3:::prod-a"), None);
    }

    #[test]
    fn a_template_takes_what_the_caller_has() {
        let pattern = "arn:aws:s3:::home/${aws:username}/${aws:PrincipalTag/team, 'all'}/${*}";
        let context = Context::complete().with("aws:username", "dana");
        assert_eq!(resolved(pattern, &context), "arn:aws:s3:::home/dana/all/*");
    }
}
