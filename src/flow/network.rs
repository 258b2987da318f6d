//! The network that a hop goes over.

use serde::Serialize;

use super::{Hop, Node, OutsideKind};
use crate::model::{Estate, Fact, Network, Resource};

/// The network that a hop goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkPath {
    /// Within AWS, at the public endpoint of a service.
    ServiceEndpoint,
    /// Within one network of the customer.
    SameNetwork,
    /// Out of a network of the customer to the endpoint of a service: by a gateway or by an endpoint of the network, which
    /// is not read.
    OutOfNetwork,
    /// Over the internet, or to an address that is reached over it.
    Internet,
    /// It is not known.
    Unknown,
}

impl NetworkPath {
    /// The words a person reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::ServiceEndpoint => "public service endpoint",
            Self::SameNetwork => "same VPC",
            Self::OutOfNetwork => "from a VPC to a service endpoint",
            Self::Internet => "internet",
            Self::Unknown => "unknown",
        }
    }
}

/// The network path of a hop.
pub(super) fn path(estate: &Estate, hop: &Hop, from: &Node, to: &Node) -> NetworkPath {
    let outside =
        [from, to].into_iter().find_map(|node| if let Node::Outside(it) = node { Some(&it.kind) } else { None });
    if let Some(OutsideKind::Internet | OutsideKind::Vendor(_) | OutsideKind::Cloud(_)) = outside {
        return NetworkPath::Internet;
    }
    let (caller, called) = if hop.caller() == hop.to { (to, from) } else { (from, to) };
    let resource = |node: &Node| node.resource().and_then(|id| estate.resource(id)).map(|it| network(it));
    match (resource(caller), resource(called)) {
        (Some(Err(())), _) | (_, Some(Err(()))) => NetworkPath::Unknown,
        (Some(Ok(Some(caller))), Some(Ok(Some(called)))) if is_same(&caller, &called) => NetworkPath::SameNetwork,
        (Some(Ok(Some(_))), Some(Ok(Some(_)))) => NetworkPath::Unknown,
        (Some(Ok(Some(_))), _) => NetworkPath::OutOfNetwork,
        (_, Some(Ok(Some(called)))) if !is_public(&called) => NetworkPath::Unknown,
        (None, _) | (_, None) if outside == Some(&OutsideKind::Private) => NetworkPath::Unknown,
        _ => NetworkPath::ServiceEndpoint,
    }
}

/// The network of the customer that a resource stands in; an error where it is not known.
fn network(resource: &Resource) -> Result<Option<Network>, ()> {
    match resource.detail.aspects().network() {
        Fact::Known(Network::Service) | Fact::NotApplicable => Ok(None),
        Fact::Known(network) => Ok(Some(network)),
        Fact::Unknown(_) => Err(()),
    }
}

fn is_same(one: &Network, other: &Network) -> bool {
    match (one, other) {
        (Network::Vpc { vpc: Some(one), .. }, Network::Vpc { vpc: Some(other), .. }) => one == other,
        (Network::Vpc { subnets: one, .. }, Network::Vpc { subnets: other, .. }) => {
            one.iter().any(|subnet| other.contains(subnet))
        }
        _ => false,
    }
}

fn is_public(network: &Network) -> bool {
    matches!(network, Network::Vpc { public: true, .. })
}
