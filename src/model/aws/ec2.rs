//! Networks of EC2: their subnets and route tables in short, and the endpoints by which calls leave them for services.

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, Document, Fact};

/// A network, as far as it decides by which way calls leave it. There is one where a subnet or a route table is of it.
///
/// Sources: Amazon EC2 API Reference, "Subnet" and "RouteTable".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vpc {
    /// Its subnets, by id.
    pub subnets: Fact<Vec<String>>,
    /// Its route tables.
    pub route_tables: Fact<Vec<RouteTable>>,
}

/// A route table. What it says of the network itself is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTable {
    /// Its id.
    pub id: String,
    /// Whether it holds for subnets that no other one is given to.
    pub main: bool,
    /// The subnets that it is given to.
    pub subnets: Vec<String>,
    /// The routes that work and lead out of the network.
    pub routes: Vec<Route>,
}

/// Where a route leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The addresses that it is for: a range, or the id of a list of them.
    pub addresses: String,
    /// What it leads to, by id: a gateway, an endpoint, an interface.
    pub target: String,
}

impl Route {
    /// Whether it is for every address that no other route is for.
    pub fn is_default(&self) -> bool {
        matches!(self.addresses.as_str(), "0.0.0.0/0" | "::/0")
    }
}

/// An endpoint: a door of a network to a service.
///
/// Source: Amazon EC2 API Reference, "VpcEndpoint".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcEndpoint {
    /// The network that it is in.
    pub vpc: String,
    /// The service, such as `com.amazonaws.eu-west-1.s3`.
    pub service: String,
    /// `Interface`, `Gateway`, `GatewayLoadBalancer`, `Resource` or `ServiceNetwork`.
    pub endpoint_type: String,
    /// How it is doing: `available` where it works.
    pub state: String,
    /// Whether the service's own host name leads to it.
    pub private_dns: bool,
    /// Whether that holds only for those who ask from outside of the network.
    pub private_dns_for_inbound_only: bool,
    /// Of a gateway endpoint, the route tables that lead to it.
    pub route_tables: Vec<String>,
    /// Of an interface endpoint, the subnets that it stands in.
    pub subnets: Vec<String>,
    /// Who may do what by it; none where the service takes no policy. It gives nobody a permission, it only takes.
    pub policy: Option<Document>,
}

impl VpcEndpoint {
    /// Whether it works.
    pub fn is_available(&self) -> bool {
        self.state.eq_ignore_ascii_case("available")
    }

    /// Whether it is a target of routes.
    pub fn is_gateway(&self) -> bool {
        self.endpoint_type.eq_ignore_ascii_case("Gateway")
    }

    /// Whether it has addresses in the network.
    pub fn is_interface(&self) -> bool {
        self.endpoint_type.eq_ignore_ascii_case("Interface")
    }

    /// The region and the name of the AWS service behind it; none where it leads to someone else's.
    ///
    /// Source: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink".
    pub fn of_aws(&self) -> Option<(&str, &str)> {
        let name = self.service.strip_prefix("cn.").unwrap_or(&self.service);
        let (region, service) = name.strip_prefix("com.amazonaws.")?.split_once('.')?;
        (region != "vpce").then_some((region, service))
    }
}

impl Aspects for Vpc {}

impl Aspects for VpcEndpoint {
    // Not its resource policy: that would say who may use the endpoint's own ARN.
    fn part_documents(&self) -> Vec<&Document> {
        self.policy.iter().collect()
    }

    fn part_documents_mut(&mut self) -> Vec<&mut Document> {
        self.policy.iter_mut().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_of_an_endpoint_is_told_by_its_name() {
        for (name, wanted) in [
            ("com.amazonaws.eu-west-1.s3", Some(("eu-west-1", "s3"))),
            ("com.amazonaws.eu-west-1.airflow.api", Some(("eu-west-1", "airflow.api"))),
            ("cn.com.amazonaws.cn-north-1.sts", Some(("cn-north-1", "sts"))),
            ("com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b", None),
            ("aws.sagemaker.eu-west-1.notebook", None),
        ] {
            let endpoint = VpcEndpoint {
                vpc: "vpc-1".to_owned(),
                service: name.to_owned(),
                endpoint_type: "Interface".to_owned(),
                state: "available".to_owned(),
                private_dns: true,
                private_dns_for_inbound_only: false,
                route_tables: Vec::new(),
                subnets: Vec::new(),
                policy: None,
            };
            assert_eq!(endpoint.of_aws(), wanted);
        }
    }
}
