//! What events say of hops: which of them an identity was seen to use, which way data went, and which nobody declared.
//!
//! An event names an identity and a resource, and no component. It is evidence for the hops that are made under that
//! identity to that resource the same way. Where one component alone can be behind a role, what the role did is what the
//! component did: then an event gives a reference its direction, and is a hop of its own where nothing else shows it. All
//! else is told of the identity, and drawn nowhere. That something was not seen means nothing.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::draft::Drawn;
use super::names::Names;
use super::observed::is_read;
use super::{Evidence, EvidenceKind, Node, Transfer, Via};
use crate::model::aws::Role;
use crate::model::{Activity, Arn, Estate, Fact, Kind, Region, ResourceId, Timestamp, Use};
use crate::policy::{Effect, Policy, Principal, PrincipalClause};

/// What a use does with the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// It gets data.
    Read,
    /// It puts data.
    Write,
    /// It sets something off.
    Invoke,
    /// It gets or puts data; the event does not say which.
    Either,
}

impl Does {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "reads",
            Self::Write => "writes",
            Self::Invoke => "invokes",
            Self::Either => "reads or writes",
        }
    }

    /// What an action does with a resource of a service; none for one that moves no data.
    ///
    /// Who puts into S3 in parts decrypts as well, and so does who sends to SQS or reaches a table, so that a decryption
    /// tells no direction there.
    ///
    /// Sources: Amazon S3 User Guide, "Protecting data using server-side encryption with AWS KMS keys"; Amazon SQS Developer
    /// Guide, "Key management"; Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys";
    /// Amazon DynamoDB Developer Guide, "How DynamoDB uses AWS KMS"; each service's page on logging with CloudTrail.
    pub(super) fn of(action: &str, service: &str) -> Option<Self> {
        Some(match (action, service) {
            ("kms:Decrypt", "kinesis") => Self::Read,
            ("kms:GenerateDataKey", "s3" | "sqs" | "kinesis") | ("kms:Decrypt" | "kms:GenerateDataKey", "sns") => {
                Self::Write
            }
            ("kms:Decrypt" | "kms:GenerateDataKey", "s3" | "sqs" | "dynamodb") => Self::Either,
            (action, _) if READS.contains(&action) => Self::Read,
            (action, _) if WRITES.contains(&action) => Self::Write,
            (action, _) if INVOKES.contains(&action) => Self::Invoke,
            _ => return None,
        })
    }

    /// Whether it is, beyond doubt, what is called for on a hop that moves data this way.
    pub(super) fn is_of(self, transfer: Transfer) -> bool {
        matches!(
            (self, transfer),
            (Self::Read, Transfer::Read) | (Self::Write, Transfer::Write) | (Self::Invoke, Transfer::Invoke)
        )
    }

    /// Whether a hop is what a use of a node looks like.
    fn fits(self, hop: &Drawn, node: &Node) -> bool {
        let (reads, writes) = (self != Self::Write, matches!(self, Self::Write | Self::Either));
        match hop.transfer {
            Transfer::Read => hop.from == *node && reads && self != Self::Invoke,
            Transfer::Write => hop.to == *node && writes,
            Transfer::Invoke => hop.to == *node && self != Self::Read,
            Transfer::Copy => hop.to == *node && writes || hop.from == *node && reads && self != Self::Invoke,
            Transfer::Exchange | Transfer::Refer => false,
        }
    }
}

const READS: [&str; 12] = [
    "secretsmanager:GetSecretValue",
    "s3:GetObject",
    "s3:SelectObjectContent",
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:TransactGetItems",
    "dynamodb:GetRecords",
    "sqs:ReceiveMessage",
    "kinesis:GetRecords",
    "kinesis:SubscribeToShard",
];

const WRITES: [&str; 13] = [
    "s3:PutObject",
    "s3:UploadPart",
    "s3:CompleteMultipartUpload",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:TransactWriteItems",
    "sqs:SendMessage",
    "sqs:SendMessageBatch",
    "sns:Publish",
    "sns:PublishBatch",
    "kinesis:PutRecord",
    "kinesis:PutRecords",
];

const INVOKES: [&str; 4] = ["lambda:Invoke", "athena:StartQueryExecution", "glue:StartJobRun", "states:StartExecution"];

/// A use that no hop explains: by a person, by an identity of several components or of none, or by one that is not in the
/// estate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    /// The ARN of the role or user.
    pub identity: Arn,
    /// What was done.
    pub does: Does,
    /// With what.
    pub node: Node,
    /// What shows it.
    pub evidence: Evidence,
}

/// One use, seen any number of times.
#[derive(Debug)]
struct Seen {
    identity: Arn,
    via: Via,
    node: Node,
    does: Does,
    evidence: Evidence,
    regions: BTreeSet<Region>,
}

/// What tells one use from another: who, what, which way, by which record.
type Key = (Arn, Node, Does, String);

/// What events say, on its way into the graph.
pub(super) struct Uses<'e> {
    estate: &'e Estate,
    all: Vec<Seen>,
    /// The components that work as each role.
    workers: FxHashMap<ResourceId, BTreeSet<Node>>,
    unplaced: Vec<Unplaced>,
}

impl<'e> Uses<'e> {
    /// What the events of an estate say, beside the hops that its configuration shows.
    pub(super) fn new(estate: &'e Estate, names: &Names<'_>, drawn: &[Drawn]) -> Self {
        let all = gathered(estate, names);
        let workers = if all.is_empty() { FxHashMap::default() } else { workers(estate, drawn) };
        Self { estate, all, workers, unplaced: Vec::new() }
    }

    /// Draws what one component alone can have done and nothing else shows. What tells no direction is drawn as a
    /// reference, so that permissions are asked for it.
    pub(super) fn draw(&mut self, drawn: &mut Vec<Drawn>) {
        if self.all.is_empty() {
            return;
        }
        let mut shown: FxHashSet<(Via, Node)> =
            drawn.iter().flat_map(|one| called(one).map(|node| (one.via.clone(), node.clone()))).collect();
        let all = std::mem::take(&mut self.all);
        let (exact, vague): (Vec<Seen>, Vec<Seen>) = all.into_iter().partition(|it| it.does != Does::Either);
        let known: FxHashSet<(Via, Node)> =
            exact.iter().map(|it| (it.via.clone(), it.node.clone())).filter(|pair| !shown.contains(pair)).collect();
        for seen in exact {
            let pair = (seen.via.clone(), seen.node.clone());
            if known.contains(&pair) {
                if self.draw_one(&seen, drawn) {
                    shown.insert(pair);
                }
            } else {
                self.all.push(seen);
            }
        }
        for seen in vague {
            if shown.contains(&(seen.via.clone(), seen.node.clone())) {
                self.all.push(seen);
            } else {
                self.draw_one(&seen, drawn);
            }
        }
    }

    /// Gives each other use to the hops that it is evidence for.
    pub(super) fn join(mut self, drawn: &mut Vec<Drawn>) -> Vec<Unplaced> {
        let mut by_pair: FxHashMap<(Via, Node), Vec<usize>> = FxHashMap::default();
        for (at, one) in drawn.iter().enumerate().filter(|_| !self.all.is_empty()) {
            called(one).for_each(|node| by_pair.entry((one.via.clone(), node.clone())).or_default().push(at));
        }
        for seen in std::mem::take(&mut self.all) {
            let places = by_pair.get(&(seen.via.clone(), seen.node.clone())).map_or(&[][..], Vec::as_slice);
            self.join_one(&seen, places, drawn);
        }
        self.unplaced.sort_by(|a, b| {
            (&a.identity, &a.node, a.does, &a.evidence).cmp(&(&b.identity, &b.node, b.does, &b.evidence))
        });
        self.unplaced
    }

    fn join_one(&mut self, seen: &Seen, places: &[usize], drawn: &mut Vec<Drawn>) {
        let of = |test: &dyn Fn(&Drawn) -> bool| -> Vec<usize> {
            places.iter().copied().filter(|at| drawn.get(*at).is_some_and(test)).collect()
        };
        let fitting = of(&|one| seen.does.fits(one, &seen.node));
        let (referring, exchanging) =
            (of(&|one| one.transfer == Transfer::Refer), of(&|one| one.transfer == Transfer::Exchange));
        let is_exact = seen.does != Does::Either;
        if !fitting.is_empty() {
            self.attach(seen, &fitting, drawn);
        } else if is_exact && !referring.is_empty() && self.only_worker(seen).is_some() {
            for at in &referring {
                drawn.get_mut(*at).into_iter().for_each(|one| direct(one, seen.does));
            }
            self.attach(seen, &referring, drawn);
        } else if is_exact && !exchanging.is_empty() && self.draw_one_if_only(seen, drawn) {
            // The reference stays what it is: what else the role may do was not seen, and is not ruled out.
        } else if !referring.is_empty() || !exchanging.is_empty() {
            self.attach(seen, &[referring, exchanging].concat(), drawn);
        } else {
            self.draw_one(seen, drawn);
        }
    }

    /// Adds the evidence to some hops: as a hop that is the same but for that.
    fn attach(&self, seen: &Seen, places: &[usize], drawn: &mut Vec<Drawn>) {
        let workers = if let Via::Role(role) = seen.via { self.workers.get(&role).map_or(0, BTreeSet::len) } else { 0 };
        let mut evidence = seen.evidence.clone();
        if workers > 1 {
            evidence.source = format!("{}; {workers} components work as the role", evidence.source);
        }
        let same = |at: &usize| drawn.get(*at).map(|one| Drawn { evidence: evidence.clone(), ..one.clone() });
        let more: Vec<Drawn> = places.iter().filter_map(same).collect();
        drawn.extend(more);
    }

    /// Draws a use as a hop of its own, or tells it of the identity. Whether it was drawn.
    fn draw_one(&mut self, seen: &Seen, drawn: &mut Vec<Drawn>) -> bool {
        let is_drawn = self.draw_one_if_only(seen, drawn);
        if !is_drawn {
            let Seen { identity, does, node, evidence, .. } = seen;
            let (identity, node, evidence) = (identity.clone(), node.clone(), evidence.clone());
            self.unplaced.push(Unplaced { identity, does: *does, node, evidence });
        }
        is_drawn
    }

    fn draw_one_if_only(&self, seen: &Seen, drawn: &mut Vec<Drawn>) -> bool {
        let Some(component) = self.only_worker(seen).filter(|component| **component != seen.node) else { return false };
        let mut one = Drawn {
            from: component.clone(),
            to: seen.node.clone(),
            transfer: Transfer::Refer,
            via: seen.via.clone(),
            encrypted_in_transit: Fact::NotApplicable,
            evidence: seen.evidence.clone(),
        };
        direct(&mut one, seen.does);
        drawn.push(one);
        true
    }

    /// The component that alone can have done it: no other works as the role, nobody but its service may take the role, it
    /// works where the events were recorded, and all that could work as the role was listed.
    fn only_worker(&self, seen: &Seen) -> Option<&Node> {
        let Via::Role(role) = seen.via else { return None };
        let mut workers = self.workers.get(&role)?.iter();
        let (Some(only), None) = (workers.next(), workers.next()) else { return None };
        let component = self.estate.resource(only.resource()?)?;
        let role = self.estate.resource(role)?;
        let is_near = seen.regions.iter().all(|region| *region == component.region);
        let is_listed = role.account == component.account && is_read(self.estate, &role.account);
        let is_its_own = is_only_for(role.role()?, component.arn.service());
        (is_near && is_listed && is_its_own).then_some(only)
    }
}

/// Gives a reference the way that was seen.
fn direct(one: &mut Drawn, does: Does) {
    one.transfer = match does {
        Does::Read => Transfer::Read,
        Does::Write => Transfer::Write,
        Does::Invoke => Transfer::Invoke,
        Does::Either => return,
    };
    if does == Does::Read {
        std::mem::swap(&mut one.from, &mut one.to);
    }
}

/// What is called on a hop: both ends of a copy.
fn called(one: &Drawn) -> impl Iterator<Item = &Node> {
    let (from, to) = match one.transfer {
        Transfer::Read => (Some(&one.from), None),
        Transfer::Copy => (Some(&one.from), Some(&one.to)),
        _ => (None, Some(&one.to)),
    };
    from.into_iter().chain(to)
}

/// Each use once, with the time when it was last seen.
fn gathered(estate: &Estate, names: &Names<'_>) -> Vec<Seen> {
    let mut all: BTreeMap<Key, (Timestamp, BTreeSet<Region>)> = BTreeMap::new();
    for activity in estate.activities() {
        for used in activity.uses.known().into_iter().flatten() {
            let Some((key, at)) = key(estate, names, activity, used) else { continue };
            let (latest, regions) = all.entry(key).or_insert_with(|| (at, BTreeSet::new()));
            *latest = at.max(*latest);
            regions.insert(activity.region.clone());
        }
    }
    let seen = |((identity, node, does, source), (at, regions)): (Key, _)| {
        let role = estate.find(identity.as_str()).filter(|(_, it)| it.kind() == Kind::Role);
        let via = role.map_or_else(|| Via::RoleElsewhere(identity.as_str().to_owned()), |(id, _)| Via::Role(id));
        let evidence = Evidence { kind: EvidenceKind::Observed, source, at: Some(at) };
        Seen { identity, via, node, does, evidence, regions }
    };
    all.into_iter().map(seen).collect()
}

fn key(estate: &Estate, names: &Names<'_>, activity: &Activity, used: &Use) -> Option<(Key, Timestamp)> {
    let does = Does::of(&used.action, used.resource.service())?;
    let secret = (used.resource.service() == "secretsmanager").then(|| secret(estate, &used.resource)).flatten();
    let node = match secret {
        Some(id) => Node::Resource(id),
        None => names.arn(used.resource.as_str())?,
    };
    let source = format!("{}: {}", activity.log.words(), used.action);
    Some(((used.identity.clone(), node, does, source), used.at))
}

/// A secret by its ARN without the six characters that Secrets Manager adds to its name.
///
/// Source: AWS Secrets Manager API Reference, "GetSecretValue", on `SecretId`.
fn secret(estate: &Estate, arn: &Arn) -> Option<ResourceId> {
    const ADDED: usize = 7;
    let is_it = |held: &str| {
        held.strip_prefix(arn.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.len() == ADDED && rest.starts_with('-'))
    };
    let mut found = estate.all(Kind::Secret).filter(|(_, it)| is_it(it.arn.as_str())).map(|(id, _)| id);
    let first = found.next();
    // Two names that differ by such an end are no one's to tell apart.
    first.filter(|_| found.next().is_none())
}

/// The components that work as each role: by their own configuration, or else by the hops that are made under it.
fn workers(estate: &Estate, drawn: &[Drawn]) -> FxHashMap<ResourceId, BTreeSet<Node>> {
    let mut all: FxHashMap<ResourceId, BTreeSet<Node>> = FxHashMap::default();
    for (id, resource) in estate.resources().filter(|(_, it)| it.kind().takes_part()) {
        for (role, _) in resource.detail.aspects().roles().into_iter().filter_map(|role| estate.find(role)) {
            all.entry(role).or_default().insert(Node::Resource(id));
        }
    }
    let mut others: FxHashMap<ResourceId, BTreeSet<Node>> = FxHashMap::default();
    for one in drawn {
        if let Via::Role(role) = one.via
            && !all.contains_key(&role)
        {
            let caller = if one.transfer == Transfer::Read { &one.to } else { &one.from };
            others.entry(role).or_default().insert(caller.clone());
        }
    }
    all.extend(others);
    all
}

/// Whether a role's trust lets in a service and nobody else.
fn is_only_for(role: &Role, service: &str) -> bool {
    let is_it = |principal: &Principal| match principal {
        Principal::Service(name) => {
            let first = name.split('.').next().unwrap_or_default();
            first == service || first.strip_prefix(service).is_some_and(|rest| rest.starts_with('-'))
        }
        _ => false,
    };
    let Ok(trust) = Policy::parse(role.trust.text()) else { return false };
    let mut allowed = trust.statements.iter().filter(|it| it.effect == Effect::Allow).peekable();
    allowed.peek().is_some()
        && allowed
            .all(|it| matches!(&it.principal, PrincipalClause::Is(list) if !list.is_empty() && list.iter().all(is_it)))
}
