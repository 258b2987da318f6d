//! Who gets through in fact: explicit denies, endpoints, and policies of the organization.

use super::*;
use tidegate::model::aws::OrganizationPolicyKind::ResourceControl;
use tidegate::model::aws::Queue;
use tidegate::model::{GapId, Kind, Listing, Record, Region};

use crate::samples::{governed, key_arn, queue, queue_arn, role};

const PUBLIC: &str = "s3-bucket-public-policy";
const NARROWED: &str = "s3-bucket-everyone-narrowed";
const FOREIGNERS: &str = "s3-bucket-foreign-access";

/// AWS Organizations User Guide, "RCP examples": only identities of the organization may reach the resources.
const PERIMETER: &str = r#"{"Sid":"Perimeter","Effect":"Deny","Principal":"*","Action":["s3:*","kms:*","sqs:*","sts:AssumeRole"],"Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}"#;

fn both(first: &str, second: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{first},{second}]}}"#)
}

fn read(principal: &str) -> String {
    format!(
        r#"{{"Sid":"Open","Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/*"}}"#
    )
}

fn deny(action: &str, condition: &str) -> String {
    format!(
        r#"{{"Sid":"Keep","Effect":"Deny","Principal":"*","{action},"Resource":["arn:aws:s3:::raw","arn:aws:s3:::raw/*"],"Condition":{condition}}}"#
    )
}

fn with_policy(text: String) -> Vec<Resource> {
    let raw = bucket("raw").bucket_with(|it| {
        it.public_access_block = Fact::Known(None);
        it.policy = policy(text);
    });
    vec![raw, account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None))]
}

fn foreign() -> String {
    format!(r#"{{"AWS":"arn:aws:iam::{FOREIGN}:root"}}"#)
}

#[test]
fn a_resource_control_policy_closes_a_public_bucket_and_is_named() {
    let closed = governed(&[(ResourceControl, PERIMETER)], with_policy(public()));
    assert_eq!(decision(&closed, PUBLIC, RAW), Some(Pass));
    let narrowed = only(&closed, NARROWED);
    assert_eq!(narrowed.summary, "Only the resource control policy rule-0 keeps everyone out (Open)");
    assert_eq!((narrowed.locus.as_str(), narrowed.severity()), ("Open", Severity::Low));
    let shown = |it: &Evidence| matches!(it, Evidence::Statement { label, index: 1, .. } if label == "resource control policy rule-0");
    assert!(narrowed.evidence.iter().any(shown), "{:?}", narrowed.evidence);
    let open = governed(&[], with_policy(public()));
    assert_eq!((decision(&open, PUBLIC, RAW), decision(&open, NARROWED, RAW)), (Some(Fail), Some(Pass)));
}

#[test]
fn one_that_takes_a_part_away_leaves_it_public() {
    let writes = r#"{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#;
    let all = allow(r#""*""#, "s3:*", "");
    assert_eq!(decision(&governed(&[(ResourceControl, writes)], with_policy(all)), PUBLIC, RAW), Some(Fail));
    let put = allow(r#""*""#, "s3:PutObject", "");
    assert_eq!(decision(&governed(&[(ResourceControl, writes)], with_policy(put)), PUBLIC, RAW), Some(Pass));
    let plain = r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
    assert_eq!(decision(&governed(&[(ResourceControl, plain)], with_policy(public())), PUBLIC, RAW), Some(Fail));
}

/// IAM User Guide, "AWS global condition context keys": aws:PrincipalOrgID is there only for members of an organization.
#[test]
fn a_deny_for_all_outside_the_organization_keeps_outsiders_out() {
    let outside = deny(r#"Action":"s3:*""#, r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#);
    for (principal, check) in [(r#""*""#.to_owned(), PUBLIC), (foreign(), FOREIGNERS)] {
        let denied = governed(&[], with_policy(both(&read(&principal), &outside)));
        assert_eq!(decision(&denied, check, RAW), Some(Pass), "{check}");
        let open = governed(&[], with_policy(both(&read(&principal), &read(&principal))));
        assert_eq!(decision(&open, check, RAW), Some(Fail), "{check}");
    }
}

/// Two denies that cover together what neither covers alone.
#[test]
fn denies_count_together() {
    let outside = r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#;
    let gets = deny(r#"Action":"s3:Get*""#, outside);
    let rest = deny(r#"NotAction":"s3:Get*""#, outside);
    let open = r#"{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::raw/*"}"#;
    let text = both(&format!("{open},{gets}"), &rest);
    let estate = governed(&[], with_policy(text));
    assert_eq!(decision(&estate, PUBLIC, RAW), Some(Pass));
    assert_eq!(only(&estate, NARROWED).summary, "Only the Deny of the bucket policy keeps everyone out (Open)");
    let half = governed(&[], with_policy(both(open, &gets)));
    assert_eq!(decision(&half, PUBLIC, RAW), Some(Fail));
}

/// Amazon S3 User Guide, "Controlling access from VPC endpoints with bucket policies".
#[test]
fn a_bucket_for_one_endpoint_is_not_public() {
    let elsewhere = deny(r#"Action":"s3:*""#, r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1a2b3c4d"}}"#);
    let estate = governed(&[], with_policy(both(&read(r#""*""#), &elsewhere)));
    assert_eq!(decision(&estate, PUBLIC, RAW), Some(Pass));
    assert_eq!(decision(&estate, NARROWED, RAW), Some(Fail));
    let part = deny(r#"NotAction":"s3:Put*""#, r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1a2b3c4d"}}"#);
    let estate = governed(&[], with_policy(both(&read(r#""*""#), &part)));
    assert_eq!(decision(&estate, PUBLIC, RAW), Some(Pass), "reading is not left out");
}

#[test]
fn resource_control_policies_that_could_not_be_read_are_told_with_the_finding() {
    let mut hidden = estate_with_gaps([denied("organizations:ListPolicies", "")], with_policy(public()));
    hidden.push(Record::Listing(Listing {
        account: AccountId::new(ACCOUNT),
        region: Region::new(samples::REGION),
        kind: Kind::OrganizationPolicy,
        count: Fact::Unknown(GapId(0)),
    }));
    let finding = only(&hidden, PUBLIC);
    assert_eq!(finding.severity(), Severity::Critical);
    assert!(finding.evidence.iter().any(|it| matches!(it, Evidence::Gap(_))), "{:?}", finding.evidence);
    assert!(notes(&finding).starts_with("The resource control policies of the organization were not read"));
}

#[test]
fn the_perimeter_closes_lists_keys_grants_and_trust_as_well() {
    let list = || {
        bucket("raw").bucket_with(|it| {
            it.public_access_block = Fact::Known(None);
            it.ownership = Fact::Known(Some(ObjectOwnership::ObjectWriter));
            let everyone = Grantee::Group("http://acs.amazonaws.com/groups/global/AllUsers".to_owned());
            let grants = vec![AclGrant { grantee: everyone, permission: "READ".to_owned() }];
            it.acl = Fact::Known(Acl { owner: "owner-canonical-id".to_owned(), grants });
        })
    };
    let text = |who: &str| {
        tidegate::model::Document::new(format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Use","Effect":"Allow","Principal":{who},"Action":"kms:Decrypt","Resource":"*"}}]}}"#
        ))
    };
    let main = |who: &str| key("main").key_with(|it| it.policy = Fact::Known(text(who)));
    let granted = || {
        key("main").key_with(|it| {
            it.grants = Fact::Known(vec![tidegate::model::aws::KeyGrant {
                id: "g-1".to_owned(),
                name: None,
                grantee: format!("arn:aws:iam::{FOREIGN}:role/reader"),
                retiring: None,
                operations: vec!["Decrypt".to_owned()],
                created: None,
                constraints: None,
            }]);
        })
    };
    let trusting = |who: &str| {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{who}"}},"Action":"sts:AssumeRole"}}]}}"#
        );
        role("loader").role_with(|it| it.trust = samples::document(trust))
    };
    let (key_arn, role_arn) = (key_arn("main"), format!("arn:aws:iam::{ACCOUNT}:role/loader"));
    let orders = |who: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{who},"Action":"sqs:SendMessage","Resource":"{}"}}]}}"#,
            queue_arn("orders")
        );
        queue("orders").with(|it: &mut Queue| it.policy = policy(text))
    };
    let queue_arn = queue_arn("orders");
    let write = || {
        list().bucket_with(|it| {
            if let Fact::Known(acl) = &mut it.acl {
                acl.grants[0].permission = "WRITE".to_owned();
            }
        })
    };
    let cases: [(&str, &str, Resource); 10] = [
        ("s3-bucket-public-acl", RAW, write()),
        ("sqs-queue-public-policy", &queue_arn, orders(r#""*""#)),
        ("sqs-queue-foreign-access", &queue_arn, orders(&foreign())),
        ("s3-bucket-public-acl", RAW, list()),
        ("kms-key-policy-public", &key_arn, main(r#"{"AWS":"*"}"#)),
        ("kms-key-policy-foreign-account", &key_arn, main(&foreign())),
        ("kms-key-grant-foreign", &key_arn, granted()),
        ("iam-trust-public", &role_arn, trusting("*")),
        ("iam-trust-foreign-account", &role_arn, trusting(FOREIGN)),
        ("iam-trust-foreign-without-external-id", &role_arn, trusting(FOREIGN)),
    ];
    for (check, arn, resource) in cases {
        let unblocked = account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None));
        let both = [resource, unblocked];
        assert_eq!(decision(&governed(&[], both.clone()), check, arn), Some(Fail), "{check}");
        assert_eq!(decision(&governed(&[(ResourceControl, PERIMETER)], both), check, arn), Some(Pass), "{check}");
    }
}

#[test]
fn the_perimeter_closes_the_ways_through_access_points() {
    let delegating =
        allow(r#""*""#, "s3:*", r#","Condition":{"StringEquals":{"s3:DataAccessPointAccount":"111122223333"}}"#);
    for (principal, check) in [(r#""*""#.to_owned(), PUBLIC), (foreign(), FOREIGNERS)] {
        let door = || samples::access_point("door", "raw", Some(allow(&principal, "s3:GetObject", "")));
        let all = || with_policy(delegating.clone()).into_iter().chain([door()]);
        assert_eq!(decision(&governed(&[], all()), check, RAW), Some(Fail), "{check}");
        assert_eq!(decision(&governed(&[(ResourceControl, PERIMETER)], all()), check, RAW), Some(Pass), "{check}");
    }
}
