//! Networks and their endpoints.

use tidegate::model::aws::{Route, RouteTable, Vpc, VpcEndpoint};
use tidegate::model::{Detail, Fact, Network, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION};

/// The network `vpc-1`: `subnet-1` has the main route table `rtb-main`, `subnet-2` its own, `rtb-own`. Neither leads out.
pub fn vpc() -> Resource {
    let table = |id: &str, main: bool, subnets: &[&str]| RouteTable {
        id: id.to_owned(),
        main,
        subnets: subnets.iter().map(|&it| it.to_owned()).collect(),
        routes: Vec::new(),
    };
    let detail = Vpc {
        subnets: Fact::Known(vec!["subnet-1".to_owned(), "subnet-2".to_owned()]),
        route_tables: Fact::Known(vec![table("rtb-main", true, &[]), table("rtb-own", false, &["subnet-2"])]),
    };
    resource(ec2_arn("vpc/vpc-1"), ACCOUNT, REGION, Detail::Vpc(Box::new(detail)))
}

/// The same network, with a route in one of its tables.
pub fn routed(mut vpc: Resource, table: &str, addresses: &str, target: &str) -> Resource {
    let held: &mut Vpc = vpc.detail.read_mut().unwrap();
    let tables = held.route_tables.known_mut().unwrap();
    let route = Route { addresses: addresses.to_owned(), target: target.to_owned() };
    tables.iter_mut().find(|it| it.id == table).unwrap().routes.push(route);
    vpc
}

/// An endpoint of `vpc-1` that works, with private DNS where it has addresses. A gateway endpoint is in no route table.
pub fn vpc_endpoint(id: &str, service: &str, endpoint_type: &str) -> Resource {
    let detail = VpcEndpoint {
        vpc: "vpc-1".to_owned(),
        service: format!("com.amazonaws.{REGION}.{service}"),
        endpoint_type: endpoint_type.to_owned(),
        state: "available".to_owned(),
        private_dns: endpoint_type == "Interface",
        private_dns_for_inbound_only: false,
        route_tables: Vec::new(),
        subnets: Vec::new(),
        policy: None,
    };
    resource(ec2_arn(&format!("vpc-endpoint/{id}")), ACCOUNT, REGION, Detail::VpcEndpoint(Box::new(detail)))
}

/// A place in subnets of `vpc-1`; the service does not tell the network.
pub fn in_subnets(subnets: &[&str]) -> Network {
    Network::Vpc {
        vpc: None,
        subnets: subnets.iter().map(|&it| it.to_owned()).collect(),
        security_groups: vec!["sg-1".to_owned()],
        public: false,
    }
}

/// The ARN of something of EC2.
pub fn ec2_arn(name: &str) -> String {
    format!("arn:aws:ec2:{REGION}:{ACCOUNT}:{name}")
}
