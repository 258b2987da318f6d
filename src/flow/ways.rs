//! The networks of an estate as calls leave them: endpoints, route tables, and which of them holds for a subnet.

use rustc_hash::FxHashMap;

use super::network::{Doubt, NetworkPath};
use super::{Node, OutsideKind};
use crate::model::aws::{RouteTable, Vpc, VpcEndpoint};
use crate::model::{AccountId, Estate, Fact, Kind, Network, Region, Resource, ResourceId};

/// The service that a call goes to, as names of endpoints spell it, and its region; none where that is not known.
pub(super) struct Service<'e>(Option<(&'static str, &'e str)>);

impl<'e> Service<'e> {
    /// The service of a resource, or of something outside that has an ARN with a region.
    pub(super) fn of(node: &'e Node, resource: Option<&'e Resource>) -> Self {
        let named = match (resource, node) {
            (Some(resource), _) => endpoint_name(resource.kind(), resource.arn.service()),
            (None, Node::Outside(outside)) if outside.kind != OutsideKind::Service => {
                let service = outside.name.split(':').nth(2).filter(|_| outside.name.starts_with("arn:"));
                // A bucket's ARN tells no region.
                service.filter(|it| *it != "s3").and_then(of_arn)
            }
            _ => None,
        };
        let region = match (resource, node) {
            (Some(resource), _) => resource.region.as_str(),
            (None, Node::Outside(outside)) => outside.name.split(':').nth(3).unwrap_or_default(),
            (None, Node::Resource(_)) => "",
        };
        Self(named.map(|name| (name, region)).filter(|(_, region)| !region.is_empty()))
    }
}

/// The name of a service in those of its endpoints, by the service of an ARN.
///
/// Source: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink".
fn of_arn(service: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 17] = [
        ("s3", "s3"),
        ("dynamodb", "dynamodb"),
        ("sqs", "sqs"),
        ("sns", "sns"),
        ("kinesis", "kinesis-streams"),
        ("firehose", "kinesis-firehose"),
        ("lambda", "lambda"),
        ("events", "events"),
        ("states", "states"),
        ("secretsmanager", "secretsmanager"),
        ("logs", "logs"),
        ("glue", "glue"),
        ("athena", "athena"),
        ("elasticmapreduce", "elasticmapreduce"),
        ("emr-serverless", "emr-serverless"),
        ("execute-api", "execute-api"),
        ("redshift-serverless", "redshift-serverless"),
    ];
    NAMES.iter().find(|(name, _)| *name == service).map(|(_, name)| *name)
}

fn endpoint_name(kind: Kind, service: &str) -> Option<&'static str> {
    match kind {
        Kind::RestApi | Kind::HttpApi => Some("execute-api"),
        // It has a host name of the customer's.
        Kind::ApiDomain => None,
        _ => of_arn(service),
    }
}

/// By which way calls leave one subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Endpoint(ResourceId),
    Route,
    None,
    Unknown(Doubt),
}

/// A network and its main route table.
struct Held<'e> {
    resource: &'e Resource,
    vpc: &'e Vpc,
    main: Option<&'e RouteTable>,
}

/// The networks of an estate.
pub(super) struct Networks<'e> {
    vpcs: FxHashMap<&'e str, Held<'e>>,
    /// The network of each subnet, and the route table that it was given, if any.
    subnets: FxHashMap<&'e str, (&'e str, Option<&'e RouteTable>)>,
    /// Endpoints that work, by network and service.
    endpoints: FxHashMap<(&'e str, &'e str), Vec<(ResourceId, &'e VpcEndpoint)>>,
    listed: FxHashMap<(&'e AccountId, &'e Region, Kind), &'e Fact<u32>>,
    workgroups: FxHashMap<(&'e AccountId, &'e Region, &'e str), &'e Resource>,
}

impl<'e> Networks<'e> {
    /// Makes the tables; each network, subnet and endpoint is looked at once.
    pub(super) fn new(estate: &'e Estate) -> Self {
        let of_networks = |kind: Kind| matches!(kind, Kind::Vpc | Kind::VpcEndpoint);
        let listings = estate.listings().iter().filter(|it| of_networks(it.kind));
        let mut all = Self {
            vpcs: FxHashMap::default(),
            subnets: FxHashMap::default(),
            endpoints: FxHashMap::default(),
            listed: listings.map(|it| ((&it.account, &it.region, it.kind), &it.count)).collect(),
            workgroups: FxHashMap::default(),
        };
        for (_, resource) in estate.all(Kind::RedshiftWorkgroup) {
            let Some(workgroup) = resource.redshift_workgroup() else { continue };
            all.workgroups.insert((&resource.account, &resource.region, workgroup.namespace.as_str()), resource);
        }
        for (id, resource) in estate.all(Kind::VpcEndpoint) {
            all.add_endpoint(id, resource);
        }
        for (_, resource) in estate.all(Kind::Vpc) {
            all.add_network(resource);
        }
        all
    }

    fn add_endpoint(&mut self, id: ResourceId, resource: &'e Resource) {
        let Some(endpoint) = resource.vpc_endpoint() else { return };
        let vpc = endpoint.vpc.as_str();
        self.subnets.extend(endpoint.subnets.iter().map(|subnet| (subnet.as_str(), (vpc, None))));
        let Some((region, service)) = endpoint.of_aws().filter(|_| endpoint.is_available()) else { return };
        // One to another region takes the calls of that region.
        if region == resource.region.as_str() {
            self.endpoints.entry((vpc, service)).or_default().push((id, endpoint));
        }
    }

    fn add_network(&mut self, resource: &'e Resource) {
        let Some(vpc) = resource.vpc() else { return };
        let id = resource.arn.short_name();
        self.subnets.extend(vpc.subnets.known().into_iter().flatten().map(|subnet| (subnet.as_str(), (id, None))));
        let tables = || vpc.route_tables.known().into_iter().flatten();
        for table in tables() {
            self.subnets.extend(table.subnets.iter().map(|subnet| (subnet.as_str(), (id, Some(table)))));
        }
        self.vpcs.insert(id, Held { resource, vpc, main: tables().find(|table| table.main) });
    }

    /// The workgroup that computes over a namespace.
    pub(super) fn workgroup_of(&self, namespace: &Resource) -> Option<&'e Resource> {
        self.workgroups.get(&(&namespace.account, &namespace.region, namespace.name())).copied()
    }

    /// Whether two stand in the same network.
    pub(super) fn is_same(&self, one: &Network, other: &Network) -> bool {
        let (Network::Vpc { subnets, .. }, Network::Vpc { subnets: others, .. }) = (one, other) else { return false };
        match (self.vpc_of(one), self.vpc_of(other)) {
            (Some(one), Some(other)) => one == other,
            _ => subnets.iter().any(|subnet| others.contains(subnet)),
        }
    }

    /// The network's id: that of its first subnet that is known, else as it is told.
    fn vpc_of<'n>(&self, network: &'n Network) -> Option<&'n str>
    where
        'e: 'n,
    {
        let Network::Vpc { vpc, subnets, .. } = network else { return None };
        let told = vpc.as_deref().filter(|vpc| !vpc.is_empty());
        subnets.iter().find_map(|subnet| self.subnets.get(subnet.as_str()).map(|(vpc, _)| *vpc)).or(told)
    }

    /// By which way calls of a component to a service leave its network.
    pub(super) fn out_of(&self, network: &Network, caller: Option<&Resource>, called: &Service<'_>) -> NetworkPath {
        let unknown = NetworkPath::OutOfNetwork;
        let (Network::Vpc { subnets, .. }, Some(caller)) = (network, caller) else { return unknown(Doubt::Unread) };
        let Some((service, region)) = called.0 else { return unknown(Doubt::Service) };
        let Some(held) = self.vpc_of(network).and_then(|vpc| self.vpcs.get(vpc)) else {
            return unknown(self.unread(caller, Kind::Vpc));
        };
        if let Some(doubt) = self.hidden(held.resource, Kind::VpcEndpoint) {
            return unknown(doubt);
        }
        let to = Call { service, is_near: held.resource.region.as_str() == region, caller: caller.kind() };
        if !subnets.is_empty() {
            return together(subnets.iter().map(|subnet| self.way(held, subnet, &to)));
        }
        // Where the subnets are not told, what holds for all of the network holds for them.
        let Fact::Known(all) = &held.vpc.subnets else {
            return unknown(held.vpc.subnets.gap().map_or(Doubt::Unread, Doubt::Gap));
        };
        match together(all.iter().map(|subnet| self.way(held, subnet, &to))) {
            NetworkPath::Mixed(_) => unknown(Doubt::Subnets),
            path => path,
        }
    }

    fn unread(&self, beside: &Resource, kind: Kind) -> Doubt {
        self.hidden(beside, kind).unwrap_or(Doubt::Unread)
    }

    /// Why not all of a kind is known in the account and region of a resource.
    fn hidden(&self, beside: &Resource, kind: Kind) -> Option<Doubt> {
        match self.listed.get(&(&beside.account, &beside.region, kind)) {
            Some(Fact::Known(_)) => None,
            Some(count) => Some(count.gap().map_or(Doubt::Unread, Doubt::Gap)),
            None => Some(Doubt::Unread),
        }
    }

    /// By which way calls leave a subnet.
    ///
    /// Sources: AWS PrivateLink Guide, "Access an AWS service using an interface VPC endpoint", "Gateway endpoints"; Amazon
    /// VPC User Guide, "Subnet route tables".
    fn way(&self, held: &Held<'_>, subnet: &str, to: &Call) -> Way {
        let vpc = held.resource.arn.short_name();
        let doors = self.endpoints.get(&(vpc, to.service)).filter(|_| to.is_near).map_or(&[][..], Vec::as_slice);
        let interfaces = || doors.iter().filter(|(_, it)| it.is_interface() && !it.private_dns_for_inbound_only);
        if let Some((id, _)) = interfaces().find(|(_, it)| it.private_dns) {
            return Way::Endpoint(*id);
        }
        if let Some((id, _)) = interfaces().next() {
            return Way::Unknown(Doubt::OwnName(*id));
        }
        let given = self.subnets.get(subnet).and_then(|(_, table)| *table);
        let Some(table) = given.or(held.main) else {
            return Way::Unknown(held.vpc.route_tables.gap().map_or(Doubt::Unread, Doubt::Gap));
        };
        let mut gateways = doors.iter().filter(|(_, it)| it.is_gateway());
        match gateways.find(|(_, it)| it.route_tables.contains(&table.id)) {
            Some((id, _)) => Way::Endpoint(*id),
            None => by_route(table, to.caller),
        }
    }
}

/// A call that looks for its way.
struct Call {
    service: &'static str,
    /// Whether the service is called in the region of the network: endpoints lead to that one alone.
    is_near: bool,
    caller: Kind,
}

/// The way out by the routes of a table.
fn by_route(table: &RouteTable, caller: Kind) -> Way {
    // An internet gateway takes nothing from an address that is not public, and a function has no other.
    // Source: AWS Lambda Developer Guide, "Enable internet access for VPC-connected Lambda functions".
    let is_shut = |addresses: &str, target: &str| {
        caller == Kind::Function && addresses == "0.0.0.0/0" && target.starts_with("igw-")
    };
    let mut leading = table.routes.iter().filter(|route| !is_shut(&route.addresses, &route.target));
    let is_door = |target: &str| target.starts_with("vpce-");
    if leading.clone().any(|route| route.is_default()) {
        Way::Route
    } else if leading.any(|route| !is_door(&route.target)) {
        Way::Unknown(Doubt::Routes)
    } else {
        Way::None
    }
}

/// What all subnets together come to. One of which the way is not known leaves it unknown.
fn together(ways: impl Iterator<Item = Way>) -> NetworkPath {
    let (mut ids, mut routed, mut shut) = (Vec::new(), false, false);
    for way in ways {
        match way {
            Way::Endpoint(id) => ids.push(id),
            Way::Route => routed = true,
            Way::None => shut = true,
            Way::Unknown(doubt) => return NetworkPath::OutOfNetwork(doubt),
        }
    }
    ids.sort_unstable();
    ids.dedup();
    match (ids.is_empty(), routed, shut) {
        (false, false, false) => NetworkPath::VpcEndpoint(ids),
        (true, true, false) => NetworkPath::PublicRoute,
        (true, false, true) => NetworkPath::NoRoute,
        (true, false, false) => NetworkPath::OutOfNetwork(Doubt::Unread),
        _ => NetworkPath::Mixed(ids),
    }
}
