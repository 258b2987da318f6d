//! Query calls from the form to the answer, over the SDK's runtime and a canned transport.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_config::SdkConfig;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use super::super::call::{Api, Caller};
use super::super::canned::{Canned, Notes, caller};
use super::{EC2, Element, endpoint, form};
use crate::model::{Failure, Gap, Region};

const API: Api = Api::new("ec2:DescribeVpcs");

async fn call(canned: &Canned, region: &str) -> (Option<Element>, Option<Gap>) {
    let notes = Arc::new(Notes::default());
    let region = Region::from(region);
    let caller: Caller = caller(canned, &notes, "ec2", region.clone()).await;
    let client = caller.session.query(EC2, &region);
    let answer = caller.call(API, "", || client.send("DescribeVpcs", &[("MaxResults", "5")])).await;
    (answer.ok(), notes.gaps().pop())
}

async fn refused(status: u16, body: &'static str) -> Failure {
    let canned = Canned::new(move |_| (status, body.to_owned()));
    call(&canned, "eu-west-1").await.1.unwrap().reason
}

#[tokio::test]
async fn a_call_is_a_signed_form_and_its_answer_a_tree() {
    let canned = Canned::new(|_| (200, "<R><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></R>".to_owned()));
    let (answer, gap) = call(&canned, "eu-central-1").await;
    let ids: Vec<String> =
        answer.unwrap().items("vpcSet").filter_map(|it| it.text_of("vpcId").map(Into::into)).collect();
    assert_eq!((ids, gap), (vec!["vpc-1".to_owned()], None));
    let asked = canned.asked().pop().unwrap();
    assert_eq!(asked.body, "Action=DescribeVpcs&Version=2016-11-15&MaxResults=5");
    assert_eq!(asked.uri, "https://ec2.eu-central-1.amazonaws.com/");
    assert!(asked.authorization.contains("/eu-central-1/ec2/aws4_request"), "{}", asked.authorization);
}

#[tokio::test]
async fn errors_of_both_shapes_are_understood() {
    let ec2 =
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>";
    let other = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>";
    assert_eq!(refused(403, ec2).await, Failure::Denied);
    assert_eq!(refused(403, other).await, Failure::Denied);
    assert_eq!(refused(200, "{\"a\":1}").await, Failure::Malformed);
    assert_eq!(refused(404, "<html></html>").await, Failure::Unsupported);
    let disabled = "<Response><Errors><Error><Code>OptInRequired</Code></Error></Errors></Response>";
    assert_eq!(refused(401, disabled).await, Failure::RegionDisabled);
}

#[tokio::test]
async fn throttled_calls_are_tried_again_as_the_sdk_does() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let throttled = "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>";
    let canned = Canned::new(move |_| match counted.fetch_add(1, Ordering::Relaxed) {
        0 => (503, throttled.to_owned()),
        _ => (200, "<R/>".to_owned()),
    });
    assert_eq!(call(&canned, "eu-west-1").await.1, None);
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    assert_eq!(canned.asked().len(), 2);
}

#[derive(Debug)]
struct OfEc2;

impl LoadServiceConfig for OfEc2 {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        (key.service_id() == "EC2").then(|| "http://127.0.0.1:4".to_owned())
    }
}

#[test]
fn the_users_own_address_comes_first() {
    let plain = SdkConfig::builder().build();
    let region = Region::from("eu-west-1");
    assert_eq!(endpoint(&plain, EC2, &region), "https://ec2.eu-west-1.amazonaws.com");
    assert_eq!(endpoint(&plain, EC2, &Region::from("cn-north-1")), "https://ec2.cn-north-1.amazonaws.com.cn");
    let fips = SdkConfig::builder().use_fips(true).build();
    assert_eq!(endpoint(&fips, EC2, &region), "https://ec2-fips.eu-west-1.amazonaws.com");
    let all = || SdkConfig::builder().endpoint_url("http://127.0.0.1:3");
    assert_eq!(endpoint(&all().build(), EC2, &region), "http://127.0.0.1:3");
    assert_eq!(endpoint(&all().service_config(OfEc2).build(), EC2, &region), "http://127.0.0.1:4");
}

#[test]
fn forms_are_percent_encoded() {
    assert_eq!(
        form("A", "1", &[("Filter.1.Value.1", "a b&c=é")]),
        "Action=A&Version=1&Filter.1.Value.1=a%20b%26c%3D%C3%A9"
    );
}
