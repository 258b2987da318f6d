//! What a hop leads to and is not there, though everything of its kind was listed.

use crate::checks::{Context, Reason};
use crate::flow::{Hop, Node, Outside, OutsideKind};
use crate::model::{AccountId, Estate, Fact, Kind, ResourceId};

use super::parts;

/// What is known of the other end of a hop.
pub(in crate::checks) enum Absence {
    /// It is not there.
    Gone,
    /// It is not known whether it is there.
    Unknown(Reason),
}

/// Which kind an ARN means: its service, how its resource part begins, and the word of the kind. Only what is listed as a
/// whole, and does not come into being by itself when it is first used.
const KINDS: [(&str, &str, &str); 11] = [
    ("sqs", "", "queue"),
    ("sns", "", "topic"),
    ("lambda", "function:", "function"),
    ("kinesis", "stream/", "stream"),
    ("firehose", "deliverystream/", "delivery-stream"),
    ("dynamodb", "table/", "table"),
    ("states", "stateMachine:", "state-machine"),
    ("events", "event-bus/", "event-bus"),
    ("glue", "job/", "job"),
    ("rds", "db:", "db-instance"),
    ("rds", "cluster:", "db-cluster"),
];

/// The ends of a resource's declared hops that lie outside, with their hops.
pub(super) fn outside<'c>(context: &'c Context<'_>, id: ResourceId) -> impl Iterator<Item = (&'c Hop, &'c Outside)> {
    let graph = context.flows();
    let hops = parts::charged(context, id).filter(|hop| parts::is_declared(hop));
    hops.filter_map(|hop| {
        let end = |node| if let Some(Node::Outside(it)) = graph.node(node) { Some(it) } else { None };
        end(hop.to).or_else(|| end(hop.from)).map(|it| (hop, it))
    })
}

/// Whether something of a scanned account is gone; none for what was not looked for.
pub(super) fn absence(context: &Context<'_>, outside: &Outside) -> Option<Absence> {
    let OutsideKind::NotInventoried(account) = &outside.kind else { return None };
    let [_, _, service, region, _, rest] = *outside.name.splitn(6, ':').collect::<Vec<_>>().as_slice() else {
        return None;
    };
    let word = KINDS.iter().find(|(of, begins, _)| *of == service && rest.starts_with(begins)).map(|it| it.2)?;
    if rest == "event-bus/default" {
        return None;
    }
    listed(context.estate, account, region, Kind::from_word(word)?)
}

/// Whether all of a kind in an account and region were listed; none where nobody tried.
pub(in crate::checks) fn listed(estate: &Estate, account: &AccountId, region: &str, kind: Kind) -> Option<Absence> {
    let mut here = estate.listings().iter().filter(|it| {
        it.kind == kind && it.account == *account && (it.region.as_str() == region || it.region.as_str() == "global")
    });
    match here.next()?.count {
        Fact::Unknown(gap) => Some(Absence::Unknown(Reason::Gap(gap))),
        Fact::Known(_) => Some(Absence::Gone),
        Fact::NotApplicable => None,
    }
}

/// Whether a bucket is in none of the accounts of the estate and its organization.
pub(super) fn bucket_absence(context: &Context<'_>) -> Absence {
    let estate = context.estate;
    let hidden = estate.accounts().iter().find_map(|account| estate.listing_gap(&account.id, Kind::Bucket));
    if let Some(gap) = hidden.or(context.membership_gap()) {
        return Absence::Unknown(Reason::Gap(gap));
    }
    if !estate.accounts().iter().all(|account| estate.was_listed(&account.id, Kind::Bucket)) {
        return Absence::Unknown(Reason::Note("the buckets of an account were not listed".to_owned()));
    }
    match context.unscanned_member() {
        Some(member) => {
            let note = format!("it may be of account {member} of the organization, which was not scanned");
            Absence::Unknown(Reason::Note(note))
        }
        None => Absence::Gone,
    }
}
