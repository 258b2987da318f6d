//! Networks of one region: their endpoints, and of subnets and route tables what decides by which way calls leave them.
//!
//! What another account shares is left out: its own scan reads it.

use std::collections::BTreeMap;

use super::ask::{Ask, Pages};
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Element, services};
use crate::model::aws::{Route, RouteTable, Vpc, VpcEndpoint};
use crate::model::{Arn, Detail, Document, Fact, GapId, Kind, Resource, Tags};

const ENDPOINTS: Api = Api::new("ec2:DescribeVpcEndpoints");
const ROUTE_TABLES: Api = Api::new("ec2:DescribeRouteTables");
const SUBNETS: Api = Api::new("ec2:DescribeSubnets");

/// Reads the networks of the region and their endpoints, by three listings.
pub async fn collect(caller: &Caller) {
    let ec2 = caller.session.wire(services::EC2, &caller.unit.region);
    caller.planned(3);
    let (endpoints, tables, subnets) = futures::join!(
        listed(caller, &ec2, ENDPOINTS, ("1000", "vpcEndpointSet")),
        listed(caller, &ec2, ROUTE_TABLES, ("100", "routeTableSet")),
        listed(caller, &ec2, SUBNETS, ("1000", "subnetSet")),
    );
    let count = endpoints.count();
    for (id, told) in named(&endpoints.found, "vpcEndpointId") {
        put(caller, &format!("vpc-endpoint/{id}"), tags(told), Detail::VpcEndpoint(Box::new(endpoint(told))));
    }
    caller.listed(Kind::VpcEndpoint, count);
    networks(caller, &tables, &subnets);
}

/// All items of a listing that are of the account itself; at most so many of a page.
///
/// Source: Amazon EC2 API Reference, "DescribeVpcEndpoints", "DescribeRouteTables", "DescribeSubnets": `MaxResults`.
async fn listed(caller: &Caller, ec2: &Client, api: Api, (most, set): (&str, &str)) -> Pages<Element> {
    let action = api.name.split(':').nth(1).unwrap_or_default();
    let page = |token: Option<String>| async move {
        let token = token.as_deref().map(|token| ("NextToken", token));
        let parameters: Vec<(&str, &str)> = std::iter::once(("MaxResults", most)).chain(token).collect();
        ec2.query(action, &parameters).await
    };
    let account = caller.session.account.as_str();
    let own = |it: &&Element| it.text_of("ownerId").is_none_or(|owner| owner == account);
    let items =
        |page: Element| (page.items(set).filter(own).cloned().collect(), page.text_of("nextToken").map(str::to_owned));
    Ask::listing(caller).pages(api, page, items).await
}

/// Items with their ids.
fn named<'i>(items: &'i [Element], field: &'static str) -> impl Iterator<Item = (&'i str, &'i Element)> {
    items.iter().filter_map(move |it| Some((it.text_of(field)?, it)))
}

/// Every network that a route table or a subnet is of. Each has a main route table, so that all are told by those.
fn networks(caller: &Caller, tables: &Pages<Element>, subnets: &Pages<Element>) {
    let mut all: BTreeMap<&str, (Vec<RouteTable>, Vec<String>)> = BTreeMap::new();
    for (vpc, told) in named(&tables.found, "vpcId") {
        all.entry(vpc).or_default().0.extend(route_table(told));
    }
    for (vpc, told) in named(&subnets.found, "vpcId") {
        all.entry(vpc).or_default().1.extend(told.text_of("subnetId").map(str::to_owned));
    }
    let count = tables.gap.map_or(Ok(all.len()), Err);
    for (vpc, (mut route_tables, mut own)) in all {
        route_tables.sort_by(|a, b| a.id.cmp(&b.id));
        own.sort_unstable();
        let vpc_detail = Vpc { subnets: whole(own, subnets.gap), route_tables: whole(route_tables, tables.gap) };
        put(caller, &format!("vpc/{vpc}"), Fact::NotApplicable, Detail::Vpc(Box::new(vpc_detail)));
    }
    caller.listed(Kind::Vpc, count);
}

/// A list that was read to its end.
fn whole<T>(found: Vec<T>, gap: Option<GapId>) -> Fact<Vec<T>> {
    gap.map_or(Fact::Known(found), Fact::Unknown)
}

fn put(caller: &Caller, name: &str, tags: Fact<Tags>, detail: Detail) {
    let (session, region) = (&caller.session, caller.unit.region.clone());
    let arn = Arn::new(format!("arn:{}:ec2:{region}:{}:{name}", session.partition, session.account));
    caller.put(Resource { arn, account: session.account.clone(), region, tags, detail });
}

fn tags(told: &Element) -> Fact<Tags> {
    let pair = |tag: &Element| Some((tag.text_of("key")?.to_owned(), tag.text_of("value").unwrap_or("").to_owned()));
    Fact::Known(told.items("tagSet").filter_map(pair).collect())
}

fn endpoint(told: &Element) -> VpcEndpoint {
    let text = |name: &str| told.text_of(name).unwrap_or_default().to_owned();
    let texts = |name: &str| {
        let mut all: Vec<String> = told.texts(name).map(str::to_owned).collect();
        all.sort_unstable();
        all
    };
    let inbound = told.at(&["dnsOptions", "privateDnsOnlyForInboundResolverEndpoint"]);
    VpcEndpoint {
        vpc: text("vpcId"),
        service: text("serviceName"),
        // An endpoint of which nothing is said is one of the first kind that there was.
        endpoint_type: told.text_of("vpcEndpointType").unwrap_or("Gateway").to_owned(),
        state: text("state"),
        private_dns: told.text_of("privateDnsEnabled") == Some("true"),
        private_dns_for_inbound_only: inbound.is_some_and(|it| it.text() == "true"),
        route_tables: texts("routeTableIdSet"),
        subnets: texts("subnetIdSet"),
        policy: told.text_of("policyDocument").map(Document::new),
    }
}

fn route_table(told: &Element) -> Option<RouteTable> {
    let given = || told.items("associationSet").filter(|it| is_in_force(it));
    let mut subnets: Vec<String> = given().filter_map(|it| it.text_of("subnetId")).map(str::to_owned).collect();
    subnets.sort_unstable();
    Some(RouteTable {
        id: told.text_of("routeTableId")?.to_owned(),
        main: given().any(|it| it.text_of("main") == Some("true")),
        subnets,
        routes: told.items("routeSet").filter_map(route).collect(),
    })
}

/// Whether a route table is given, and not on its way in or out.
fn is_in_force(association: &Element) -> bool {
    let state = association.at(&["associationState", "state"]).map(Element::text);
    state.is_none_or(|state| state == "associated")
}

/// What a route may lead to, by the field that names it.
///
/// Source: Amazon EC2 API Reference, "Route".
const TARGETS: [&str; 11] = [
    "gatewayId",
    "natGatewayId",
    "transitGatewayId",
    "egressOnlyInternetGatewayId",
    "vpcPeeringConnectionId",
    "networkInterfaceId",
    "instanceId",
    "carrierGatewayId",
    "localGatewayId",
    "coreNetworkArn",
    "odbNetworkArn",
];

/// A route that works and leads out of the network.
fn route(told: &Element) -> Option<Route> {
    let addresses = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];
    let addresses = addresses.into_iter().find_map(|name| told.text_of(name))?;
    let target = TARGETS.into_iter().find_map(|name| told.text_of(name)).unwrap_or("not told");
    let works = told.text_of("state") != Some("blackhole") && target != "local";
    works.then(|| Route { addresses: addresses.to_owned(), target: target.to_owned() })
}
