//! Which way data goes between a component and what it names: as far as the permissions of its role tell.
//!
//! A name tells no direction by itself. A role that may only read what is named cannot send data there, and one that may
//! only write gets none from there. Asked of the data alone: the use of its key is not.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::draft::Drawn;
use super::{Node, Transfer, Via};
use crate::model::{Estate, GapId, Kind, Resource, ResourceId};
use crate::policy::access::{Between, Calling, Inquiry, Unread, call_words};
use crate::policy::evaluate::Decision;

/// What gets data out of things of a kind, and what puts data in.
struct Uses {
    kind: Kind,
    reads: &'static [&'static str],
    writes: &'static [&'static str],
    /// What puts data in: a component that is called is set off, everything else is written.
    does: Transfer,
    /// What follows the ARN in those of its parts.
    inside: &'static [&'static str],
}

const ANY: Uses = Uses { kind: Kind::Bucket, reads: &[], writes: &[], does: Transfer::Write, inside: &[] };

/// Sources: AWS Service Authorization Reference, the actions of each service with the resources that they take.
const USES: [Uses; 11] = [
    Uses { kind: Kind::Bucket, reads: &["s3:GetObject"], writes: &["s3:PutObject"], inside: &["/"], ..ANY },
    Uses { kind: Kind::Queue, reads: &["sqs:ReceiveMessage"], writes: &["sqs:SendMessage"], ..ANY },
    // Who subscribes to a topic is told by its subscriptions.
    Uses { kind: Kind::Topic, writes: &["sns:Publish"], ..ANY },
    Uses {
        kind: Kind::Stream,
        reads: &["kinesis:GetRecords", "kinesis:SubscribeToShard"],
        writes: &["kinesis:PutRecord", "kinesis:PutRecords"],
        inside: &["/consumer/"],
        ..ANY
    },
    Uses { kind: Kind::DeliveryStream, writes: &["firehose:PutRecord", "firehose:PutRecordBatch"], ..ANY },
    Uses {
        kind: Kind::Table,
        reads: &[
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:PartiQLSelect",
            "dynamodb:GetRecords",
        ],
        writes: &[
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
        ],
        inside: &["/index/", "/stream/"],
        ..ANY
    },
    Uses {
        kind: Kind::Secret,
        reads: &["secretsmanager:GetSecretValue"],
        writes: &["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"],
        ..ANY
    },
    Uses { kind: Kind::EventBus, writes: &["events:PutEvents"], ..ANY },
    Uses { kind: Kind::Function, writes: &["lambda:InvokeFunction"], does: Transfer::Invoke, inside: &[":"], ..ANY },
    Uses {
        kind: Kind::StateMachine,
        writes: &["states:StartExecution", "states:StartSyncExecution"],
        does: Transfer::Invoke,
        inside: &[":"],
        ..ANY
    },
    Uses { kind: Kind::GlueJob, writes: &["glue:StartJobRun"], does: Transfer::Invoke, ..ANY },
];

/// What a role may do with something that its component names.
enum May {
    Read,
    Put(Transfer),
    Both,
    Neither,
    Unknown(Unread),
}

/// Whether one of some actions goes through.
enum Way {
    Open,
    Closed,
    Unknown(Unread),
}

/// Turns the references of roles into reads and writes where their permissions tell the direction, and says of each what
/// the role may do. Each role is asked about each thing once.
pub(super) fn direct(estate: &Estate, drawn: &mut [Drawn]) {
    let pairs: FxHashSet<(ResourceId, ResourceId)> = drawn.iter().filter_map(|one| asked(estate, one)).collect();
    if pairs.is_empty() {
        return;
    }
    let asking = Asking { inquiry: Inquiry::new(estate), estate, behind_points: behind_points(estate) };
    let mut by_role: FxHashMap<ResourceId, Vec<ResourceId>> = FxHashMap::default();
    pairs.into_iter().for_each(|(role, named)| by_role.entry(role).or_default().push(named));
    let found = by_role.into_par_iter().flat_map_iter(|(role, all)| {
        let caller = asking.inquiry.calling(role);
        let asked = all.into_iter().filter_map(|named| Some(((role, named), asking.may(caller.as_ref()?, named)?)));
        asked.collect::<Vec<_>>()
    });
    let found: FxHashMap<(ResourceId, ResourceId), May> = found.collect();
    for one in drawn {
        if let Some(may) = asked(estate, one).and_then(|pair| found.get(&pair)) {
            apply(estate, one, may);
        }
    }
}

/// The role of a reference and what is named, where permissions can tell a direction.
fn asked(estate: &Estate, one: &Drawn) -> Option<(ResourceId, ResourceId)> {
    match (one.transfer, &one.via, &one.to) {
        (Transfer::Refer, Via::Role(role), Node::Resource(named)) => {
            uses(estate.resource(*named)?.kind()).map(|_| (*role, *named))
        }
        _ => None,
    }
}

fn uses(kind: Kind) -> Option<&'static Uses> {
    USES.iter().find(|it| it.kind == kind)
}

fn apply(estate: &Estate, one: &mut Drawn, may: &May) {
    let words = match may {
        May::Read => {
            one.transfer = Transfer::Read;
            std::mem::swap(&mut one.from, &mut one.to);
            "the role may read".to_owned()
        }
        May::Put(transfer) => {
            one.transfer = *transfer;
            if *transfer == Transfer::Invoke { "the role may invoke" } else { "the role may write" }.to_owned()
        }
        May::Both => {
            one.transfer = Transfer::Exchange;
            "the role may read and write".to_owned()
        }
        May::Neither => "the role may not use it".to_owned(),
        May::Unknown(unread) => format!("what the role may do is unknown{}", unread_words(estate, unread)),
    };
    one.evidence.source = format!("{}; {words}", one.evidence.source);
}

/// The first of what was not read, after a colon.
fn unread_words(estate: &Estate, unread: &Unread) -> String {
    let gap = |id: &GapId| estate.gap(*id).map(call_words);
    let first = unread.gaps.iter().find_map(gap).or_else(|| unread.words.first().cloned());
    first.map_or_else(String::new, |words| format!(": {words}"))
}

/// Buckets with an access point, through which a role may go that the bucket itself keeps out.
fn behind_points(estate: &Estate) -> FxHashSet<&str> {
    estate.all(Kind::AccessPoint).filter_map(|(_, it)| it.access_point()).map(|it| it.bucket.as_str()).collect()
}

struct Asking<'e> {
    inquiry: Inquiry<'e>,
    estate: &'e Estate,
    behind_points: FxHashSet<&'e str>,
}

impl Asking<'_> {
    /// What a role may do; none where a door that is not asked about may let it in all the same.
    fn may(&self, caller: &Calling, named: ResourceId) -> Option<May> {
        let resource = self.estate.resource(named)?;
        let uses = uses(resource.kind())?;
        let between = self.inquiry.of_caller(caller, named)?;
        let targets = targets(&between, resource, uses)?;
        let reads = way(&between, uses.reads, &targets);
        // Where one is not known, the other changes nothing.
        let writes = if matches!(reads, Way::Unknown(_)) { Way::Closed } else { way(&between, uses.writes, &targets) };
        let may = match (reads, writes) {
            (Way::Unknown(unread), _) | (_, Way::Unknown(unread)) => May::Unknown(unread),
            (Way::Open, Way::Open) => May::Both,
            (Way::Open, Way::Closed) => May::Read,
            (Way::Closed, Way::Open) => May::Put(uses.does),
            (Way::Closed, Way::Closed) => May::Neither,
        };
        let kept_out = !matches!(may, May::Both | May::Unknown(_));
        (!kept_out || !self.has_another_door(resource)).then_some(may)
    }

    fn has_another_door(&self, resource: &Resource) -> bool {
        self.behind_points.contains(resource.name()) && resource.kind() == Kind::Bucket
            || !resource.detail.aspects().part_documents().is_empty()
    }
}

/// The thing itself and its parts, as policies single them out; none where a part depends on the request.
fn targets(between: &Between<'_>, resource: &Resource, uses: &Uses) -> Option<Vec<String>> {
    let own = resource.arn.as_str();
    let mut targets = vec![own.to_owned()];
    for inside in uses.inside {
        targets.extend(between.parts(&format!("{own}{inside}"))?);
    }
    Some(targets)
}

/// Whether any of the actions goes through on any of the targets. One that is not of such a resource does not. What no
/// statement allows is asked about only while something is unread, and until that is known to decide.
fn way(between: &Between<'_>, actions: &[&str], targets: &[String]) -> Way {
    let all = || actions.iter().flat_map(|action| targets.iter().map(move |target| (*action, target)));
    let mut unread = None;
    for (action, target) in all().filter(|(action, target)| between.may_allow(action, target)) {
        match between.verdict(action, target, &[]) {
            Some(it) if matches!(it.decision, Decision::Allow | Decision::AllowIf) => return Way::Open,
            Some(it) if it.decision == Decision::Unknown && unread.is_none() => {
                unread = Some(Unread::of(&it.condition))
            }
            _ => {}
        }
    }
    if unread.is_none() && between.has_unread() {
        let verdicts = all().filter_map(|(action, target)| between.verdict(action, target, &[]));
        let mut unknown = verdicts.filter(|it| it.decision == Decision::Unknown);
        unread = unknown.next().map(|it| Unread::of(&it.condition));
    }
    unread.map_or(Way::Closed, Way::Unknown)
}
