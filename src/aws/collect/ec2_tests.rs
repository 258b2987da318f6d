//! The collector of networks against canned answers.

use std::sync::Arc;

use serde_json::{Value, json};

use super::ec2::collect;
use crate::aws::canned::{Canned, Notes, caller, failing};
use crate::model::aws::{Route, RouteTable, Vpc, VpcEndpoint};
use crate::model::{Document, Fact, Failure, GapId, Kind, Region, Resource};

async fn collected(answers: &[(&str, Value)]) -> (Canned, Arc<Notes>) {
    let (canned, notes) = (Canned::of(answers), Arc::new(Notes::default()));
    collect(&caller(&canned, &notes, "ec2", Region::from("eu-west-1")).await).await;
    notes.assert_all_calls_were_planned(&canned);
    (canned, notes)
}

fn answer(action: &str, set: &str, items: &str, next: &str) -> Value {
    let next = if next.is_empty() { String::new() } else { format!("<nextToken>{next}</nextToken>") };
    json!(format!(
        "<{action}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId>\
        <{set}>{items}</{set}>{next}</{action}Response>"
    ))
}

fn endpoints(items: &str, next: &str) -> Value {
    answer("DescribeVpcEndpoints", "vpcEndpointSet", items, next)
}

fn tables(items: &str) -> Value {
    answer("DescribeRouteTables", "routeTableSet", items, "")
}

fn subnets(items: &str) -> Value {
    answer("DescribeSubnets", "subnetSet", items, "")
}

const GATEWAY: &str = "<item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType>\
    <vpcId>vpc-1</vpcId><serviceName>com.amazonaws.eu-west-1.s3</serviceName><state>available</state>\
    <policyDocument>{&quot;Version&quot;:&quot;2012-10-17&quot;}</policyDocument>\
    <routeTableIdSet><item>rtb-2</item><item>rtb-1</item></routeTableIdSet><subnetIdSet/><groupSet/>\
    <privateDnsEnabled>false</privateDnsEnabled><requesterManaged>false</requesterManaged>\
    <tagSet><item><key>pipeline</key><value>payments</value></item></tagSet><ownerId>111122223333</ownerId></item>";

const INTERFACE: &str = "<item><vpcEndpointId>vpce-2</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType>\
    <vpcId>vpc-1</vpcId><serviceName>com.amazonaws.eu-west-1.sqs</serviceName><state>pending</state>\
    <routeTableIdSet/><subnetIdSet><item>subnet-1</item></subnetIdSet><privateDnsEnabled>true</privateDnsEnabled>\
    <dnsOptions><dnsRecordIpType>ipv4</dnsRecordIpType>\
    <privateDnsOnlyForInboundResolverEndpoint>true</privateDnsOnlyForInboundResolverEndpoint></dnsOptions>\
    <ownerId>111122223333</ownerId></item>\
    <item><vpcEndpointId>vpce-3</vpcEndpointId><vpcId>vpc-9</vpcId><ownerId>444455556666</ownerId></item>";

const TABLES: &str = "<item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><ownerId>111122223333</ownerId>\
    <routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId>\
    <state>active</state></item><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>\
    <natGatewayId>nat-1</natGatewayId><state>active</state></item>\
    <item><destinationCidrBlock>10.9.0.0/16</destinationCidrBlock><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId>\
    <state>blackhole</state></item>\
    <item><destinationPrefixListId>pl-1</destinationPrefixListId><gatewayId>vpce-1</gatewayId><state>active</state></item>\
    </routeSet><associationSet><item><main>true</main><associationState><state>associated</state></associationState>\
    </item></associationSet></item>\
    <item><routeTableId>rtb-2</routeTableId><vpcId>vpc-1</vpcId><ownerId>111122223333</ownerId><routeSet/>\
    <associationSet><item><main>false</main><subnetId>subnet-2</subnetId><associationState><state>associated</state>\
    </associationState></item><item><main>false</main><subnetId>subnet-3</subnetId><associationState>\
    <state>disassociating</state></associationState></item></associationSet></item>";

const SUBNETS: &str = "<item><subnetId>subnet-2</subnetId><vpcId>vpc-1</vpcId><ownerId>111122223333</ownerId></item>\
    <item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><ownerId>111122223333</ownerId></item>\
    <item><subnetId>subnet-8</subnetId><vpcId>vpc-9</vpcId><ownerId>444455556666</ownerId></item>";

fn of_kind(notes: &Notes, kind: Kind) -> Vec<Resource> {
    notes.resources().into_iter().filter(|it| it.kind() == kind).collect()
}

fn vpc(notes: &Notes) -> Vpc {
    let all = of_kind(notes, Kind::Vpc);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].arn.as_str(), "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1");
    all[0].vpc().unwrap().clone()
}

#[tokio::test]
async fn endpoints_of_all_pages_are_read_and_those_of_others_left_out() {
    let (canned, notes) = collected(&[
        ("DescribeVpcEndpoints", endpoints(GATEWAY, "t")),
        ("DescribeVpcEndpoints", endpoints(INTERFACE, "")),
        ("DescribeRouteTables", tables("")),
        ("DescribeSubnets", subnets("")),
    ])
    .await;
    assert!(notes.gaps().is_empty());
    let asked: Vec<String> = canned.asked().into_iter().map(|it| it.body).collect();
    assert!(
        asked.iter().any(|body| body.contains("DescribeVpcEndpoints") && body.contains("NextToken=t")),
        "{asked:?}"
    );
    let all = of_kind(&notes, Kind::VpcEndpoint);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].arn.as_str(), "arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-1");
    assert_eq!(all[0].tags.known().unwrap()["pipeline"], "payments");
    let wanted = VpcEndpoint {
        vpc: "vpc-1".to_owned(),
        service: "com.amazonaws.eu-west-1.s3".to_owned(),
        endpoint_type: "Gateway".to_owned(),
        state: "available".to_owned(),
        private_dns: false,
        private_dns_for_inbound_only: false,
        route_tables: vec!["rtb-1".to_owned(), "rtb-2".to_owned()],
        subnets: Vec::new(),
        policy: Some(Document::new("{\"Version\":\"2012-10-17\"}")),
    };
    assert_eq!(all[0].vpc_endpoint().unwrap(), &wanted);
    let other = all[1].vpc_endpoint().unwrap();
    assert_eq!((other.is_available(), other.private_dns, other.private_dns_for_inbound_only), (false, true, true));
    assert_eq!((other.subnets.as_slice(), &other.policy), (&["subnet-1".to_owned()][..], &None));
    assert_eq!(notes.counts(), [Fact::Known(2), Fact::Known(0)]);
}

#[tokio::test]
async fn a_network_holds_its_subnets_and_the_routes_that_lead_out_of_it() {
    let (_, notes) = collected(&[
        ("DescribeVpcEndpoints", endpoints("", "")),
        ("DescribeRouteTables", tables(TABLES)),
        ("DescribeSubnets", subnets(SUBNETS)),
    ])
    .await;
    let it = vpc(&notes);
    assert_eq!(it.subnets, Fact::Known(vec!["subnet-1".to_owned(), "subnet-2".to_owned()]));
    let route = |addresses: &str, target: &str| Route { addresses: addresses.to_owned(), target: target.to_owned() };
    let main = RouteTable {
        id: "rtb-1".to_owned(),
        main: true,
        subnets: Vec::new(),
        routes: vec![route("0.0.0.0/0", "nat-1"), route("pl-1", "vpce-1")],
    };
    let own =
        RouteTable { id: "rtb-2".to_owned(), main: false, subnets: vec!["subnet-2".to_owned()], routes: Vec::new() };
    assert_eq!(it.route_tables, Fact::Known(vec![main, own]));
    assert_eq!(notes.counts(), [Fact::Known(0), Fact::Known(1)]);
}

#[tokio::test]
async fn each_refusal_is_a_gap_in_the_place_of_what_it_hides() {
    let refused = || failing(403, "UnauthorizedOperation");
    let (_, notes) = collected(&[
        ("DescribeVpcEndpoints", refused()),
        ("DescribeRouteTables", refused()),
        ("DescribeSubnets", subnets(SUBNETS)),
    ])
    .await;
    let gaps = notes.gaps();
    let told: Vec<_> = gaps.iter().map(|gap| (gap.api.as_str(), gap.permission.as_str(), gap.reason)).collect();
    let denied = |api: &'static str| (api, api, Failure::Denied);
    assert_eq!(told, [denied("ec2:DescribeVpcEndpoints"), denied("ec2:DescribeRouteTables")]);
    assert_eq!(notes.counts(), [Fact::Unknown(GapId(0)), Fact::Unknown(GapId(1))]);
    let it = vpc(&notes);
    assert_eq!((it.route_tables, it.subnets.known().unwrap().len()), (Fact::Unknown(GapId(1)), 2));
}

#[tokio::test]
async fn subnets_that_were_not_read_leave_the_network_known_by_its_route_tables() {
    let (_, notes) = collected(&[
        ("DescribeVpcEndpoints", endpoints("", "")),
        ("DescribeRouteTables", tables(TABLES)),
        ("DescribeSubnets", json!("<torn")),
    ])
    .await;
    let it = vpc(&notes);
    assert_eq!((it.route_tables.known().unwrap().len(), it.subnets), (2, Fact::Unknown(GapId(0))));
    assert_eq!(notes.gaps()[0].reason, Failure::Malformed);
}
