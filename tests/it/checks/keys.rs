//! Checks of keys: a pass, a fault and an unknown for each.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::finding::Severity;
use tidegate::model::aws::{Bucket, Key, KeyGrant, KeyManager, KeyRotation, KeyState};
use tidegate::model::{AccountId, Document, Fact, Kind, Listing, Record, Region, Resource};

use crate::samples::{
    ACCOUNT, FOREIGN, REGION, SECOND, Tweak, bucket, decision, denied, estate, estate_with_gaps, findings, key,
    key_arn, trail, unknown,
};

fn decide(check: &str, change: impl FnOnce(&mut Key)) -> Option<Decision> {
    let main = key("main").key_with(change);
    decision(&estate_with_gaps([denied("kms:Get", &key_arn("main"))], [main]), check, &key_arn("main"))
}

fn allow(principal: &str, action: &str, condition: &str) -> Fact<Document> {
    Fact::Known(Document::new(format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Use","Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*"{condition}}}]}}"#
    )))
}

#[test]
fn rotation() {
    const CHECK: &str = "kms-key-rotation";
    let off = || Fact::Known(KeyRotation { enabled: false, period_days: None });
    assert_eq!(decide(CHECK, |_| {}), Some(Pass));
    assert_eq!(decide(CHECK, |it| it.rotation = off()), Some(Fail));
    assert_eq!(decide(CHECK, |it| it.rotation = unknown()), Some(Unknown));
    let exempt: [fn(&mut Key); 4] = [
        |it| it.manager = KeyManager::Aws,
        |it| it.spec = "RSA_4096".to_owned(),
        |it| it.origin = "EXTERNAL".to_owned(),
        |it| it.state = KeyState::PendingDeletion,
    ];
    for change in exempt {
        let both = |it: &mut Key| {
            it.rotation = off();
            change(it);
        };
        assert_eq!(decide(CHECK, both), None);
    }
}

#[test]
fn a_policy_open_to_everyone() {
    const CHECK: &str = "kms-key-policy-public";
    assert_eq!(decide(CHECK, |_| {}), Some(Pass));
    assert_eq!(decide(CHECK, |it| it.policy = allow(r#"{"AWS":"*"}"#, "kms:*", "")), Some(Fail));
    let caller = r#","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#;
    assert_eq!(decide(CHECK, |it| it.policy = allow(r#"{"AWS":"*"}"#, "kms:*", caller)), Some(Pass));
    let via = r#","Condition":{"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}"#;
    assert_eq!(decide(CHECK, |it| it.policy = allow(r#"{"AWS":"*"}"#, "kms:*", via)), Some(Fail));
    assert_eq!(decide(CHECK, |it| it.policy = unknown()), Some(Unknown));
    assert_eq!(decide(CHECK, |it| it.policy = Fact::Known(Document::new("[]"))), Some(Unknown));
}

#[test]
fn an_open_policy_is_critical_and_describing_the_key_is_not() {
    let severity = |action: &str| {
        let main = key("main").key_with(|it| it.policy = allow(r#""*""#, action, ""));
        findings(&estate([main]), "kms-key-policy-public")[0].severity()
    };
    assert_eq!(severity("kms:Decrypt"), Severity::Critical);
    assert_eq!(severity("kms:Sign"), Severity::Critical);
    assert_eq!(severity("kms:DisableKey"), Severity::High, "it has no effect from other accounts");
    assert_eq!(severity("kms:DescribeKey"), Severity::Medium);
}

#[test]
fn a_policy_open_to_a_foreign_account() {
    const CHECK: &str = "kms-key-policy-foreign-account";
    let aws = |name: &str| allow(&format!(r#"{{"AWS":"{name}"}}"#), "kms:Decrypt", "");
    assert_eq!(decide(CHECK, |_| {}), Some(Pass));
    assert_eq!(decide(CHECK, |it| it.policy = aws(SECOND)), Some(Pass));
    assert_eq!(decide(CHECK, |it| it.policy = aws(FOREIGN)), Some(Fail));
    assert_eq!(decide(CHECK, |it| it.policy = unknown()), Some(Unknown));
    let score = |name: &str| {
        let main = key("main").key_with(|it| it.policy = aws(name));
        findings(&estate([main]), CHECK)[0].risk.score()
    };
    assert!(score(FOREIGN) > score("arn:aws:iam::999988887777:role/reader"));
}

#[test]
fn hidden_members_of_the_organization_leave_foreigners_undecided() {
    let main = key("main").key_with(|it| {
        it.policy = allow(&format!(r#"{{"AWS":"{FOREIGN}"}}"#), "kms:Decrypt", "");
        it.grants = Fact::Known(vec![grant(&format!("arn:aws:iam::{FOREIGN}:role/r"))]);
    });
    let estate = estate_with_gaps([denied("organizations:ListAccounts", "")], [main]);
    for check in ["kms-key-policy-foreign-account", "kms-key-grant-foreign"] {
        assert_eq!(decision(&estate, check, &key_arn("main")), Some(Unknown), "{check}");
    }
}

fn grant(grantee: &str) -> KeyGrant {
    KeyGrant {
        id: "g-1".to_owned(),
        name: None,
        grantee: grantee.to_owned(),
        retiring: None,
        operations: vec!["Decrypt".to_owned()],
        created: None,
        constraints: None,
    }
}

#[test]
fn grants() {
    const CHECK: &str = "kms-key-grant-foreign";
    let to = |grantee: &str| decide(CHECK, |it| it.grants = Fact::Known(vec![grant(grantee)]));
    assert_eq!(to("arn:aws:iam::999988887777:role/reader"), Some(Fail));
    assert_eq!(to("arn:aws:sts::999988887777:assumed-role/r/s"), Some(Fail));
    assert_eq!(to("arn:aws:iam::444455556666:role/reader"), Some(Pass));
    assert_eq!(to("dynamodb.eu-west-1.amazonaws.com"), Some(Pass));
    assert_eq!(decide(CHECK, |it| it.grants = unknown()), Some(Unknown));
}

#[test]
fn a_key_in_use_must_not_go() {
    const CHECK: &str = "kms-key-deletion-in-use";
    let with = |state, others: Vec<Resource>| {
        let main = key("main").key_with(|it| it.state = state);
        let gaps = [denied("s3:GetEncryptionConfiguration", "arn:aws:s3:::raw")];
        decision(&estate_with_gaps(gaps, others.into_iter().chain([main])), CHECK, &key_arn("main"))
    };
    assert_eq!(with(KeyState::Enabled, vec![bucket("raw")]), Some(Pass));
    assert_eq!(with(KeyState::PendingDeletion, vec![bucket("raw")]), Some(Fail));
    assert_eq!(with(KeyState::Disabled, vec![bucket("raw")]), Some(Fail));
    assert_eq!(with(KeyState::PendingDeletion, vec![trail("audit")]), Some(Fail));
    assert_eq!(with(KeyState::PendingDeletion, vec![]), Some(Pass));
    let hidden = || bucket("raw").bucket_with(|it| it.encryption = unknown());
    assert_eq!(with(KeyState::PendingDeletion, vec![hidden()]), Some(Unknown));
    let mut far = hidden();
    far.region = Region::new("us-east-1");
    assert_eq!(with(KeyState::PendingDeletion, vec![far]), Some(Pass), "a bucket uses keys of its own region");
}

#[test]
fn trails_that_were_not_listed_may_use_a_key() {
    let main = key("main").key_with(|it| it.state = KeyState::PendingDeletion);
    let mut estate = estate_with_gaps([denied("cloudtrail:DescribeTrails", "")], [main]);
    estate.push(Record::Listing(Listing {
        account: AccountId::new(SECOND),
        region: Region::new("eu-west-1"),
        kind: Kind::Trail,
        count: unknown(),
    }));
    assert_eq!(decision(&estate, "kms-key-deletion-in-use", &key_arn("main")), Some(Unknown));
}

#[test]
fn a_key_shared_across_classes() {
    const CHECK: &str = "kms-key-shared-classifications";
    let with = |others: Vec<Resource>| {
        let gaps = [denied("s3:GetBucketTagging", "arn:aws:s3:::b")];
        decision(&estate_with_gaps(gaps, others.into_iter().chain([key("main")])), CHECK, &key_arn("main"))
    };
    let class = |name: &str, class: &str| bucket(name).tag("classification", class);
    let hidden = |name: &str| {
        let mut it = bucket(name);
        it.tags = unknown();
        it
    };
    assert_eq!(with(vec![class("a", "restricted"), class("b", "internal")]), Some(Fail));
    assert_eq!(with(vec![class("a", "restricted"), class("b", "restricted")]), Some(Pass));
    assert_eq!(with(vec![class("a", "internal"), class("b", "public")]), Some(Pass));
    assert_eq!(with(vec![class("a", "restricted"), bucket("b").untagged()]), Some(Pass));
    assert_eq!(with(vec![class("a", "restricted"), hidden("b")]), Some(Unknown));
    assert_eq!(with(vec![hidden("a"), hidden("b")]), Some(Unknown));
    assert_eq!(with(vec![hidden("a")]), Some(Pass));
    let sealed = |name: &str, of: &str| class(name, of).bucket_with(|it| it.encryption = unknown());
    assert_eq!(with(vec![class("a", "restricted"), sealed("b", "internal")]), Some(Unknown));
    assert_eq!(with(vec![class("a", "restricted"), sealed("b", "restricted")]), Some(Pass));
    assert_eq!(with(vec![sealed("a", "restricted"), sealed("b", "public")]), Some(Unknown));
    let mut elsewhere = sealed("b", "internal");
    elsewhere.region = Region::new("us-east-1");
    assert_eq!(with(vec![class("a", "restricted"), elsewhere]), Some(Pass), "buckets use keys of their region");
}

#[test]
fn users_of_a_key_that_could_not_be_listed_leave_it_undecided() {
    let decide = |check: &str, kind: Kind| {
        let doomed = key("main").key_with(|it| it.state = KeyState::PendingDeletion);
        let mut estate = estate_with_gaps([denied("service:List", "")], [doomed]);
        let (account, region) = (AccountId::new(ACCOUNT), Region::new(REGION));
        estate.push(Record::Listing(Listing { account, region, kind, count: unknown() }));
        decision(&estate, check, &key_arn("main"))
    };
    assert_eq!(decide("kms-key-deletion-in-use", Kind::Bucket), Some(Unknown));
    assert_eq!(decide("kms-key-deletion-in-use", Kind::Trail), Some(Unknown));
    assert_eq!(decide("kms-key-shared-classifications", Kind::Bucket), Some(Unknown));
    assert_eq!(decide("kms-key-shared-classifications", Kind::Trail), Some(Pass));
}

#[test]
fn a_key_that_a_bucket_may_mean_by_a_hidden_alias_is_undecided() {
    let by_alias = |it: &mut Bucket| {
        if let Fact::Known(Some(encryption)) = &mut it.encryption {
            encryption.rules[0].key = Some("alias/payments".to_owned());
        }
    };
    let doomed = |aliases: Fact<Vec<String>>| {
        let doomed = key("main").key_with(|it| (it.state, it.aliases) = (KeyState::PendingDeletion, aliases));
        let estate = estate_with_gaps([denied("kms:ListAliases", "")], [doomed, bucket("a").bucket_with(by_alias)]);
        decision(&estate, "kms-key-deletion-in-use", &key_arn("main"))
    };
    assert_eq!(doomed(Fact::Known(vec!["alias/payments".to_owned()])), Some(Fail));
    assert_eq!(doomed(Fact::Known(vec!["alias/other".to_owned()])), Some(Pass));
    assert_eq!(doomed(unknown()), Some(Unknown));
}

#[test]
fn keys_that_aws_manages_are_left_alone() {
    let checks = [
        "kms-key-policy-public",
        "kms-key-policy-foreign-account",
        "kms-key-grant-foreign",
        "kms-key-deletion-in-use",
        "kms-key-shared-classifications",
    ];
    for check in checks {
        let managed = |it: &mut Key| {
            it.manager = KeyManager::Aws;
            it.policy = allow(r#""*""#, "kms:*", "");
        };
        assert_eq!(decide(check, managed), None, "{check}");
    }
}
