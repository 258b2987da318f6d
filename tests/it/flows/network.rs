//! By which way calls leave a network: endpoints, routes, and what is not known.

use std::collections::BTreeMap;

use tidegate::flow::{Doubt, EvidenceKind, FlowGraph, Hop, NetworkPath};
use tidegate::model::aws::{
    Database, Function, FunctionNetwork, GlueConnection, GlueJob, RedshiftCluster, Vpc, VpcEndpoint,
};
use tidegate::model::{Estate, Fact, GapId, Kind, Listing, Network, Record, Redacted, Region, Resource};

use crate::samples::{
    ACCOUNT, REGION, Tweak, bucket, db_instance, denied, ec2_arn, estate, estate_with_gaps, function, glue_connection,
    glue_job, in_subnets, queue, queue_arn, redshift_cluster, role, routed, table, table_arn, vpc, vpc_endpoint,
};

/// A function in subnets of the sample network that names something.
fn inside(subnets: &[&str], name: &str) -> Resource {
    function("load").with(|it: &mut Function| {
        it.network = Some(FunctionNetwork {
            vpc: "vpc-1".to_owned(),
            subnets: subnets.iter().map(|&it| it.to_owned()).collect(),
            security_groups: Vec::new(),
        });
        it.log_group = None;
        it.environment = Fact::Known(BTreeMap::from([("TARGET".to_owned(), Redacted::Plain(name.to_owned()))]));
    })
}

fn store() -> Resource {
    bucket("raw").bucket_with(|it| it.logging = Fact::Known(None))
}

/// A function in these subnets that names the bucket `raw`.
fn reader(subnets: &[&str]) -> Resource {
    inside(subnets, "s3://raw/in/")
}

fn only(estate: &Estate) -> NetworkPath {
    let graph = FlowGraph::new(estate);
    let all: Vec<&Hop> = graph.hops().map(|(_, hop)| hop).collect();
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].network.clone()
}

/// The way of the only hop, in words.
fn way(resources: impl IntoIterator<Item = Resource>) -> String {
    let estate = estate(resources);
    only(&estate).words(&estate)
}

fn gateway(service: &str, tables: &[&str]) -> Resource {
    vpc_endpoint("vpce-gw", service, "Gateway")
        .with(|it: &mut VpcEndpoint| it.route_tables = tables.iter().map(|&it| it.to_owned()).collect())
}

const PUBLIC: &str = "from a VPC by a route out of it to the public service endpoint";
const SHUT: &str = "from a VPC of which no way out to the service is seen";

#[test]
fn an_interface_endpoint_with_private_dns_takes_the_calls_to_its_service() {
    let orders = queue_arn("orders");
    let all = |endpoint: Resource| way([inside(&["subnet-1"], &orders), queue("orders"), vpc(), endpoint]);
    assert_eq!(all(vpc_endpoint("vpce-sqs", "sqs", "Interface")), "VPC endpoint vpce-sqs");
    assert_eq!(all(vpc_endpoint("vpce-sns", "sns", "Interface")), SHUT);
    let down =
        vpc_endpoint("vpce-sqs", "sqs", "Interface").with(|it: &mut VpcEndpoint| it.state = "pending".to_owned());
    assert_eq!(all(down), SHUT);
    let elsewhere =
        vpc_endpoint("vpce-sqs", "sqs", "Interface").with(|it: &mut VpcEndpoint| it.vpc = "vpc-2".to_owned());
    assert_eq!(all(elsewhere), SHUT);
}

#[test]
fn an_endpoint_without_private_dns_may_be_called_by_its_own_name() {
    let plain = vpc_endpoint("vpce-s3", "s3", "Interface").with(|it: &mut VpcEndpoint| it.private_dns = false);
    let words = way([reader(&["subnet-1"]), store(), vpc(), plain]);
    assert!(words.ends_with("vpce-s3 has no private DNS and may be called by its own name"), "{words}");
    // Private DNS that is only for those who ask from outside leads nobody within to it.
    let inbound =
        vpc_endpoint("vpce-s3", "s3", "Interface").with(|it: &mut VpcEndpoint| it.private_dns_for_inbound_only = true);
    let all = [reader(&["subnet-1"]), store(), vpc(), inbound, gateway("s3", &["rtb-main"])];
    assert_eq!(way(all), "VPC endpoint vpce-gw");
}

#[test]
fn a_gateway_endpoint_takes_the_calls_of_subnets_whose_route_table_leads_to_it() {
    let of = |subnets: &[&str], tables: &[&str]| way([reader(subnets), store(), vpc(), gateway("s3", tables)]);
    assert_eq!(of(&["subnet-1"], &["rtb-main"]), "VPC endpoint vpce-gw");
    assert_eq!(of(&["subnet-2"], &["rtb-own"]), "VPC endpoint vpce-gw");
    assert_eq!(of(&["subnet-2"], &["rtb-main"]), SHUT);
    assert_eq!(of(&["subnet-1", "subnet-2"], &["rtb-main", "rtb-own"]), "VPC endpoint vpce-gw");
    assert_eq!(of(&["subnet-1", "subnet-2"], &["rtb-own"]), "from some subnets by VPC endpoint vpce-gw, from some not");
    let items =
        table("items").with(|it: &mut tidegate::model::aws::Table| it.kinesis_destinations = Fact::Known(Vec::new()));
    let all = [inside(&["subnet-1"], &table_arn("items")), items, vpc(), gateway("dynamodb", &["rtb-main"])];
    assert_eq!(way(all), "VPC endpoint vpce-gw");
}

#[test]
fn a_bucket_in_another_region_is_not_reached_by_an_endpoint() {
    let mut far = store();
    far.region = Region::new("us-east-1");
    let open = routed(vpc(), "rtb-main", "0.0.0.0/0", "nat-1");
    assert_eq!(way([reader(&["subnet-1"]), far, open, gateway("s3", &["rtb-main"])]), PUBLIC);
}

#[test]
fn without_an_endpoint_a_route_leads_out_or_none_does() {
    let by = |addresses: &str, target: &str| {
        way([reader(&["subnet-1"]), store(), routed(vpc(), "rtb-main", addresses, target)])
    };
    assert_eq!(by("0.0.0.0/0", "nat-1"), PUBLIC);
    assert_eq!(by("::/0", "eigw-1"), PUBLIC);
    // A function has no public address.
    assert_eq!(by("0.0.0.0/0", "igw-1"), SHUT);
    // The gateway endpoint of another service.
    assert_eq!(by("pl-1", "vpce-other"), SHUT);
    assert!(by("10.0.0.0/8", "tgw-1").ends_with("routes lead to other networks"));
    let half = [reader(&["subnet-1", "subnet-2"]), store(), routed(vpc(), "rtb-main", "0.0.0.0/0", "nat-1")];
    assert_eq!(way(half), "from a VPC that only some of its subnets have a way out of");
}

#[test]
fn what_was_not_read_leaves_the_way_unknown_with_its_gap() {
    let gap = || denied("ec2:DescribeRouteTables", "");
    let blind = || vpc().with(|it: &mut Vpc| it.route_tables = Fact::Unknown(GapId(0)));
    let found = only(&estate_with_gaps([gap()], [reader(&["subnet-1"]), store(), blind()]));
    assert_eq!(found, NetworkPath::OutOfNetwork(Doubt::Gap(GapId(0))));
    // An endpoint with addresses needs no route.
    let all = [reader(&["subnet-1"]), store(), blind(), vpc_endpoint("vpce-s3", "s3", "Interface")];
    let estate = estate_with_gaps([gap()], all);
    assert_eq!(only(&estate).words(&estate), "VPC endpoint vpce-s3");
}

#[test]
fn endpoints_or_networks_that_were_not_listed_leave_it_unknown() {
    let hide = |kind: Kind, with: Vec<Resource>| {
        let mut estate = estate_with_gaps([denied("ec2:DescribeVpcEndpoints", "")], with);
        let (account, region) = (ACCOUNT.into(), Region::new(REGION));
        estate.push(Record::Listing(Listing { account, region, kind, count: Fact::Unknown(GapId(0)) }));
        only(&estate)
    };
    let unknown = NetworkPath::OutOfNetwork(Doubt::Gap(GapId(0)));
    assert_eq!(hide(Kind::VpcEndpoint, vec![reader(&["subnet-1"]), store(), vpc()]), unknown);
    assert_eq!(hide(Kind::Vpc, vec![reader(&["subnet-1"]), store()]), unknown);
    let shared = way([reader(&["subnet-1"]), store()]);
    assert!(shared.ends_with("the VPC was not read"), "{shared}");
}

#[test]
fn what_a_service_does_for_a_function_does_not_pass_through_its_network() {
    let quiet = function("load").with(|it: &mut Function| {
        it.network = reader(&["subnet-1"]).function().unwrap().network.clone();
        it.log_group = None;
        it.dead_letter = Some(queue_arn("dead"));
    });
    assert_eq!(way([quiet, queue("dead"), role("load"), vpc()]), "public service endpoint");
    // Where the function names it as well, its own calls count.
    let named = reader(&["subnet-1"]).with(|it: &mut Function| it.dead_letter = Some(queue_arn("dead")));
    let estate = estate([named, queue("dead"), store(), vpc()]);
    let graph = FlowGraph::new(&estate);
    let ways: Vec<(EvidenceKind, String)> =
        graph.hops().map(|(_, hop)| (hop.strength(), hop.network.words(&estate))).collect();
    assert!(ways.contains(&(EvidenceKind::Declared, "public service endpoint".to_owned())), "{ways:?}");
    assert!(ways.contains(&(EvidenceKind::Referenced, SHUT.to_owned())), "{ways:?}");
}

#[test]
fn a_job_leaves_from_the_networks_of_its_connections() {
    let plain = |connections: &[&str]| {
        let connections = connections.iter().map(|&it| it.to_owned()).collect();
        glue_job("load").with(|it: &mut GlueJob| {
            (it.connections, it.arguments, it.fixed_arguments) = (connections, BTreeMap::new(), BTreeMap::new());
            (it.script, it.steps) = (Some("s3://raw/load.py".to_owned()), Vec::new());
        })
    };
    let connection = |network: Network| {
        glue_connection("ledger").with(|it: &mut GlueConnection| {
            (it.network, it.properties, it.secret) = (network, BTreeMap::new(), None);
        })
    };
    let script = |resources: Vec<Resource>| {
        let estate = estate(resources);
        let graph = FlowGraph::new(&estate);
        let from_raw = |hop: &Hop| hop.evidence.iter().any(|it| it.source == "Command.ScriptLocation");
        graph.hops().map(|(_, hop)| hop).find(|hop| from_raw(hop)).unwrap().network.words(&estate)
    };
    let endpoint = || gateway("s3", &["rtb-main"]);
    let within = vec![plain(&["ledger"]), connection(in_subnets(&["subnet-1"])), store(), vpc(), endpoint()];
    assert_eq!(script(within), "VPC endpoint vpce-gw");
    assert_eq!(script(vec![plain(&[]), store(), vpc(), endpoint()]), "public service endpoint");
    let outside = vec![plain(&["ledger"]), connection(Network::Service), store(), vpc()];
    assert_eq!(script(outside), "public service endpoint");
    assert_eq!(script(vec![plain(&["gone"]), store(), vpc()]), "unknown");
}

#[test]
fn subnets_tell_that_two_stand_in_the_same_network() {
    let connection = glue_connection("ledger").with(|it: &mut GlueConnection| {
        it.network = in_subnets(&["subnet-2"]);
        it.secret = None;
    });
    let database = db_instance("ledger").with(|it: &mut Database| {
        (it.vpc, it.subnets) = (Some("vpc-1".to_owned()), vec!["subnet-1".to_owned()]);
        (it.log_exports, it.roles, it.activity_stream, it.cluster) = (Vec::new(), Vec::new(), None, None);
        it.endpoints = vec!["ledger.abc.eu-west-1.rds.amazonaws.com:5432".to_owned()];
    });
    let connection = connection.with(|it: &mut GlueConnection| {
        let url = "jdbc:postgresql://ledger.abc.eu-west-1.rds.amazonaws.com:5432/ledger";
        it.properties = BTreeMap::from([("JDBC_CONNECTION_URL".to_owned(), Redacted::Plain(url.to_owned()))]);
    });
    assert_eq!(way([connection, database, vpc()]), "same VPC");
}

#[test]
fn a_warehouse_goes_through_the_network_only_with_enhanced_routing() {
    let text =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::raw/*"}}"#;
    let copy = || {
        role("copy").role_with(|it| {
            let document = crate::samples::document(text);
            it.inline = vec![tidegate::model::aws::InlinePolicy { name: "load".to_owned(), document }];
        })
    };
    let of = |enhanced: bool, vpc: Resource, endpoint: Resource| {
        let warehouse = redshift_cluster("dwh").with(|it: &mut RedshiftCluster| {
            (it.vpc, it.enhanced_routing, it.logging) = (Some("vpc-1".to_owned()), enhanced, Fact::Known(None));
            (it.roles, it.endpoint_grants) =
                (vec![format!("arn:aws:iam::{ACCOUNT}:role/copy")], Fact::Known(Vec::new()));
        });
        way([warehouse, copy(), store(), vpc, endpoint])
    };
    let both = || gateway("s3", &["rtb-main", "rtb-own"]);
    assert_eq!(of(false, vpc(), both()), "public service endpoint");
    assert_eq!(of(true, vpc(), both()), "VPC endpoint vpce-gw");
    // In which of the subnets it stands is not told.
    let words = of(true, vpc(), gateway("s3", &["rtb-main"]));
    assert!(words.ends_with("in which subnets it stands is not told"), "{words}");
}

#[test]
fn endpoints_are_no_ends_of_hops_and_their_policies_let_in_nobody() {
    let open = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
    let endpoint = vpc_endpoint("vpce-s3", "s3", "Interface")
        .with(|it: &mut VpcEndpoint| it.policy = Some(crate::samples::document(open)));
    assert!(endpoint.detail.aspects().resource_policy().is_none());
    let estate = estate([vpc(), endpoint]);
    let graph = FlowGraph::new(&estate);
    let (id, _) = estate.find(&ec2_arn("vpc-endpoint/vpce-s3")).unwrap();
    assert_eq!((graph.hops().count(), graph.node_of(id)), (0, None));
}
