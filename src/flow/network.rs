//! The network that a hop goes over.

use serde::Serialize;

use super::leaving::{Place, leaves, reached};
use super::ways::{Networks, Service};
use super::{Hop, Node, OutsideKind};
use crate::model::{Estate, GapId, Network, ResourceId};

/// The network that a hop goes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkPath {
    /// Within AWS, at the public endpoint of a service.
    ServiceEndpoint,
    /// Within one network of the customer.
    SameNetwork,
    /// Out of a network of the customer by these endpoints of it.
    VpcEndpoint(Vec<ResourceId>),
    /// Out of a network of the customer by a route, to the public endpoint of a service.
    PublicRoute,
    /// Out of a network of the customer, not the same way from each subnet: from some by these endpoints, if any.
    Mixed(Vec<ResourceId>),
    /// From a network of the customer that has neither an endpoint nor a route to the service.
    NoRoute,
    /// Out of a network of the customer to the endpoint of a service; by which way is not known.
    OutOfNetwork(Doubt),
    /// Over the internet, or to an address that is reached over it.
    Internet,
    /// It is not known; why, where one gap hides it.
    Unknown(Option<GapId>),
}

/// Why it is not known by which way calls leave a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Something could not be read.
    Gap(GapId),
    /// The network is not in the estate.
    Unread,
    /// An endpoint to which the service's own name does not lead: it may be called by its own.
    OwnName(ResourceId),
    /// Routes lead to other networks, which may have ways of their own.
    Routes,
    /// It is not told which subnets it stands in, and they do not all have the same way.
    Subnets,
    /// It is not known which service is called, or in which region.
    Service,
}

impl NetworkPath {
    /// The word in exported data.
    pub fn word(&self) -> &'static str {
        match self {
            Self::ServiceEndpoint => "service_endpoint",
            Self::SameNetwork => "same_network",
            Self::VpcEndpoint(_) => "vpc_endpoint",
            Self::PublicRoute => "public_route",
            Self::Mixed(_) => "mixed",
            Self::NoRoute => "no_route",
            Self::OutOfNetwork(_) => "out_of_network",
            Self::Internet => "internet",
            Self::Unknown(_) => "unknown",
        }
    }

    /// The endpoints of networks that it goes by, if any.
    pub fn endpoints(&self) -> &[ResourceId] {
        match self {
            Self::VpcEndpoint(all) | Self::Mixed(all) => all,
            _ => &[],
        }
    }

    /// The words a person reads.
    pub fn words(&self, estate: &Estate) -> String {
        let named = |ids: &[ResourceId]| ids.iter().map(|id| name(estate, *id)).collect::<Vec<_>>().join(", ");
        match self {
            Self::ServiceEndpoint => "public service endpoint".to_owned(),
            Self::SameNetwork => "same VPC".to_owned(),
            Self::VpcEndpoint(ids) => format!("VPC endpoint {}", named(ids)),
            Self::PublicRoute => "from a VPC by a route out of it to the public service endpoint".to_owned(),
            Self::Mixed(ids) if ids.is_empty() => {
                "from a VPC that only some of its subnets have a way out of".to_owned()
            }
            Self::Mixed(ids) => format!("from some subnets by VPC endpoint {}, from some not", named(ids)),
            Self::NoRoute => "from a VPC of which no way out to the service is seen".to_owned(),
            Self::OutOfNetwork(_) | Self::Internet | Self::Unknown(_) => match self.doubt(estate) {
                Some(doubt) => format!("{}: {doubt}", self.bare()),
                None => self.bare().to_owned(),
            },
        }
    }

    fn bare(&self) -> &'static str {
        match self {
            Self::OutOfNetwork(_) => "from a VPC to a service endpoint, by which way is unknown",
            Self::Internet => "internet",
            _ => "unknown",
        }
    }

    /// Why it is not known, as far as that can be said.
    pub fn doubt(&self, estate: &Estate) -> Option<String> {
        let of_gap = |id: &GapId| estate.gap(*id).map(ToString::to_string);
        match self {
            Self::Unknown(gap) => gap.as_ref().and_then(of_gap),
            Self::OutOfNetwork(doubt) => match doubt {
                Doubt::Gap(gap) => of_gap(gap),
                Doubt::Unread => Some("the VPC was not read".to_owned()),
                Doubt::OwnName(id) => {
                    Some(format!("{} has no private DNS and may be called by its own name", name(estate, *id)))
                }
                Doubt::Routes => Some("routes lead to other networks".to_owned()),
                Doubt::Subnets => Some("in which subnets it stands is not told".to_owned()),
                Doubt::Service => Some("which endpoint is called is not known".to_owned()),
            },
            _ => None,
        }
    }
}

fn name(estate: &Estate, id: ResourceId) -> String {
    estate.resource(id).map(|it| it.name().to_owned()).unwrap_or_default()
}

/// The network path of a hop.
pub(super) fn path(estate: &Estate, networks: &Networks<'_>, hop: &Hop, from: &Node, to: &Node) -> NetworkPath {
    let outside =
        [from, to].into_iter().find_map(|node| if let Node::Outside(it) = node { Some(&it.kind) } else { None });
    if let Some(OutsideKind::Internet | OutsideKind::Vendor(_) | OutsideKind::Cloud(_)) = outside {
        return NetworkPath::Internet;
    }
    let (caller, called) = if hop.caller() == hop.to { (to, from) } else { (from, to) };
    let resource = |node: &Node| node.resource().and_then(|id| estate.resource(id)).map(AsRef::as_ref);
    let target = resource(called).map_or(Place::Nowhere, reached);
    let stands = resource(caller).map_or(Place::Nowhere, Place::of);
    if is_same(networks, &stands, &target) {
        return NetworkPath::SameNetwork;
    }
    let leaves = resource(caller).map_or(Place::Nowhere, |caller| leaves(estate, networks, hop, caller, called));
    if is_same(networks, &leaves, &target) {
        return NetworkPath::SameNetwork;
    }
    match (leaves, target) {
        (Place::Unknown(gap), _) | (_, Place::Unknown(gap)) => NetworkPath::Unknown(gap),
        (Place::In(_), Place::In(_)) => NetworkPath::Unknown(None),
        (Place::Nowhere, Place::In(target)) if !is_public(&target) => NetworkPath::Unknown(None),
        _ if outside == Some(&OutsideKind::Private) => NetworkPath::Unknown(None),
        (Place::In(own), _) => networks.out_of(&own, resource(caller), &Service::of(called, resource(called))),
        (Place::Nowhere, _) => NetworkPath::ServiceEndpoint,
    }
}

fn is_same(networks: &Networks<'_>, one: &Place, other: &Place) -> bool {
    matches!((one, other), (Place::In(one), Place::In(other)) if networks.is_same(one, other))
}

fn is_public(network: &Network) -> bool {
    matches!(network, Network::Vpc { public: true, .. })
}
