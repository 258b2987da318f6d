//! Where the calls of a hop leave from: a component's own network, or that of the service that works for it; and which
//! resources are reached in a network of the customer.

use super::ways::Networks;
use super::{EvidenceKind, Hop, Node, Transfer, Via};
use crate::model::aws::{GlueCrawler, GlueJob, glue_arn};
use crate::model::{Estate, Fact, GapId, Kind, Network, Resource};

/// Where calls leave from, or arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In no network of the customer: a service's own.
    Nowhere,
    /// In a network of the customer.
    In(Network),
    /// It is not known.
    Unknown(Option<GapId>),
}

impl Place {
    /// Where a resource stands.
    pub(super) fn of(resource: &Resource) -> Self {
        match resource.detail.aspects().network() {
            Fact::Known(Network::Service) | Fact::NotApplicable => Self::Nowhere,
            Fact::Known(network) => Self::In(network),
            Fact::Unknown(gap) => Self::Unknown(Some(gap)),
        }
    }
}

/// Where a resource is reached. All but these are called at an endpoint of their service, wherever they work.
pub(super) fn reached(resource: &Resource) -> Place {
    match resource.kind() {
        Kind::KafkaCluster
        | Kind::DbInstance
        | Kind::DbCluster
        | Kind::DbProxy
        | Kind::RedshiftCluster
        | Kind::RedshiftWorkgroup
        | Kind::GlueConnection => Place::of(resource),
        _ => Place::Nowhere,
    }
}

/// Where the calls of a hop leave from.
pub(super) fn leaves(estate: &Estate, networks: &Networks<'_>, hop: &Hop, caller: &Resource, called: &Node) -> Place {
    // A service that works in its own name, or copies what it holds, does not pass through a network of the customer.
    if matches!(hop.via, Via::Service(_)) || hop.transfer == Transfer::Copy {
        return Place::Nowhere;
    }
    let known = |kind: EvidenceKind| hop.evidence.iter().any(|it| it.kind == kind);
    match caller.kind() {
        // Lambda polls for a function, and sends on what it answered and logged: none of that leaves from its network.
        // Source: AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
        Kind::Function if known(EvidenceKind::Declared) && !known(EvidenceKind::Referenced) => Place::Nowhere,
        // Its network is that of a destination alone, which is no resource of the estate.
        // Source: Amazon Data Firehose Developer Guide, "Grant Firehose access to an OpenSearch Service destination in a VPC".
        Kind::DeliveryStream => match (Place::of(caller), called) {
            (Place::In(_), Node::Outside(_)) => Place::Unknown(None),
            (place @ Place::Unknown(_), _) => place,
            _ => Place::Nowhere,
        },
        Kind::RedshiftCluster | Kind::RedshiftWorkgroup | Kind::RedshiftNamespace => warehouse(networks, caller),
        _ => match (caller.glue_job(), caller.glue_crawler()) {
            (Some(job), _) => of_job(estate, caller, job),
            (_, Some(crawler)) => of_crawler(estate, caller, crawler),
            _ => Place::of(caller),
        },
    }
}

/// COPY and UNLOAD go through the customer's network where enhanced routing is on.
///
/// Source: Amazon Redshift Management Guide, "Controlling network traffic with Redshift enhanced VPC routing".
fn warehouse(networks: &Networks<'_>, caller: &Resource) -> Place {
    let is_routed = |it: &Resource| {
        it.redshift_cluster().map(|it| it.enhanced_routing).or(it.redshift_workgroup().map(|it| it.enhanced_routing))
    };
    let computing = if caller.redshift_namespace().is_some() { networks.workgroup_of(caller) } else { Some(caller) };
    match computing {
        Some(it) if is_routed(it) == Some(true) => Place::of(it),
        Some(_) => Place::Nowhere,
        None => Place::Unknown(None),
    }
}

/// A job stands in the networks of its connections; all of its calls leave from there.
///
/// Source: AWS Glue Developer Guide, "Connecting to a JDBC data store in a VPC".
fn of_job(estate: &Estate, caller: &Resource, job: &GlueJob) -> Place {
    let places = job.connections.iter().map(|name| of_connection(estate, caller, name));
    // Those of no network are connections to what lies on the internet.
    let mut standing = places.filter(|place| *place != Place::Nowhere);
    match (standing.next(), standing.next()) {
        (None, _) => Place::Nowhere,
        (Some(place), None) => place,
        // Which of several it uses is not told.
        (Some(place), Some(other)) if place == other && standing.all(|it| it == place) => place,
        (Some(_), Some(_)) => Place::Unknown(None),
    }
}

/// A crawler stands in the networks of the connections that its targets are reached through.
///
/// Source: AWS Glue Developer Guide, "Crawling an Amazon S3 data store using a VPC endpoint".
fn of_crawler(estate: &Estate, caller: &Resource, crawler: &GlueCrawler) -> Place {
    let place = |name: &Option<String>| match name {
        Some(name) => of_connection(estate, caller, name),
        None => Place::Nowhere,
    };
    let mut places = crawler.targets.iter().map(|target| place(&target.connection));
    let Some(first) = places.next() else { return Place::Nowhere };
    if places.all(|it| it == first) { first } else { Place::Unknown(None) }
}

fn of_connection(estate: &Estate, beside: &Resource, name: &str) -> Place {
    match estate.find(&glue_arn(beside, "connection", name)) {
        Some((_, connection)) => Place::of(connection),
        None => Place::Unknown(estate.listing_gap(&beside.account, Kind::GlueConnection)),
    }
}
