//! How a bucket is kept: replication, encryption, transport, recovery, logging.

use super::*;

#[test]
fn replication_to_a_foreign_account() {
    const CHECK: &str = "s3-bucket-foreign-replication";
    let to = |destination: &str, account: Option<&str>, enabled: bool| {
        let rule = ReplicationRule {
            id: Some("copy".to_owned()),
            enabled,
            destination: format!("arn:aws:s3:::{destination}"),
            account: account.map(AccountId::new),
            key: None,
        };
        let replication = Replication { role: "role".to_owned(), rules: vec![rule] };
        decision(&spoiled(|it| it.replication = Fact::Known(Some(replication))), CHECK, RAW)
    };
    assert_eq!(to("far", Some(FOREIGN), true), Some(Fail));
    assert_eq!(to("far", Some(FOREIGN), false), Some(Pass));
    assert_eq!(to("far", Some(SECOND), true), Some(Pass));
    assert_eq!(to("far", None, true), Some(Unknown));
    assert_eq!(to("logs", None, true), Some(Pass));
    assert_eq!(hidden(CHECK, |it| it.replication = unknown()), Some(Unknown));
}

#[test]
fn notifications_to_a_foreign_account() {
    const CHECK: &str = "s3-bucket-foreign-notification";
    let to = |target: NotificationTarget| {
        let event = Notification { id: None, target, events: vec!["s3:ObjectCreated:*".to_owned()] };
        decision(&spoiled(|it| it.notifications = Fact::Known(vec![event])), CHECK, RAW)
    };
    let queue = |account: &str| NotificationTarget::Queue(format!("arn:aws:sqs:eu-west-1:{account}:events"));
    assert_eq!(to(queue(FOREIGN)), Some(Fail));
    assert_eq!(to(queue(SECOND)), Some(Pass));
    assert_eq!(to(NotificationTarget::EventBridge), Some(Pass));
    assert_eq!(hidden(CHECK, |it| it.notifications = unknown()), Some(Unknown));
}

mod encryption {
    use super::*;

    fn with_key(name: Option<&str>) -> impl FnOnce(&mut Bucket) {
        let name = name.map(str::to_owned);
        move |it| {
            let Fact::Known(Some(encryption)) = &mut it.encryption else { panic!("the sample is encrypted") };
            encryption.rules[0].key = name;
        }
    }

    fn provider(it: &mut Bucket) {
        let Fact::Known(Some(encryption)) = &mut it.encryption else { panic!("the sample is encrypted") };
        encryption.rules[0].algorithm = EncryptionAlgorithm::Aes256;
        encryption.rules[0].key = None;
    }

    #[test]
    fn absent() {
        const CHECK: &str = "s3-bucket-encryption-absent";
        assert_eq!(decision(&spoiled(|it| it.encryption = Fact::Known(None)), CHECK, RAW), Some(Fail));
        assert_eq!(decision(&spoiled(provider), CHECK, RAW), Some(Pass));
        assert_eq!(hidden(CHECK, |it| it.encryption = unknown()), Some(Unknown));
    }

    #[test]
    fn the_provider_key_is_low_for_internal_data_and_the_customer_key_is_asked_for_restricted_data() {
        const PROVIDER: &str = "s3-bucket-provider-key";
        const CUSTOMER: &str = "s3-bucket-customer-key";
        let classified = |class: &str| {
            estate([bucket("raw").tag("classification", class).bucket_with(provider), bucket("logs"), key("main")])
        };
        assert_eq!(only(&classified("internal"), PROVIDER).severity(), Severity::Low);
        assert_eq!(decision(&classified("internal"), CUSTOMER, RAW), None);
        assert_eq!(decision(&classified("restricted"), PROVIDER, RAW), None);
        assert_eq!(only(&classified("restricted"), CUSTOMER).severity(), Severity::High);
        assert_eq!(decision(&classified("public"), PROVIDER, RAW), None);
        assert_eq!(hidden(PROVIDER, |it| it.encryption = unknown()), Some(Unknown));
    }

    #[test]
    fn a_key_is_found_by_arn_alias_and_id() {
        const CHECK: &str = "s3-bucket-provider-key";
        for name in [
            "arn:aws:kms:eu-west-1:111122223333:key/main",
            "arn:aws:kms:eu-west-1:111122223333:alias/main",
            "alias/main",
            "main",
        ] {
            assert_eq!(decision(&spoiled(with_key(Some(name))), CHECK, RAW), Some(Pass), "{name}");
        }
        assert_eq!(decision(&spoiled(with_key(Some("alias/aws/s3"))), CHECK, RAW), Some(Fail));
        assert_eq!(decision(&spoiled(with_key(None)), CHECK, RAW), Some(Fail));
        assert_eq!(decision(&spoiled(with_key(Some("alias/other"))), CHECK, RAW), Some(Unknown));
        let theirs = "arn:aws:kms:eu-west-1:999988887777:key/theirs";
        assert_eq!(decision(&spoiled(with_key(Some(theirs))), CHECK, RAW), Some(Pass), "AWS shares no key of its own");
        let restricted = bucket("raw").tag("classification", "restricted").bucket_with(with_key(Some(theirs)));
        assert_eq!(
            decision(&estate([restricted]), "s3-bucket-customer-key", RAW),
            Some(Unknown),
            "its state is hidden"
        );
    }

    #[test]
    fn a_restricted_store_needs_a_key_that_works() {
        const CHECK: &str = "s3-bucket-customer-key";
        let with = |state| {
            let raw = bucket("raw").tag("classification", "restricted");
            decision(&estate([raw, key("main").key_with(|it| it.state = state)]), CHECK, RAW)
        };
        assert_eq!(with(KeyState::Enabled), Some(Pass));
        assert_eq!(with(KeyState::Disabled), Some(Fail));
        assert_eq!(with(KeyState::PendingDeletion), Some(Fail));
        let mut untold = bucket("raw");
        untold.tags = unknown();
        let estate = estate_with_gaps([denied("s3:GetBucketTagging", RAW)], [untold, key("main")]);
        assert_eq!(decision(&estate, CHECK, RAW), Some(Unknown));
    }
}

mod insecure_transport {
    use super::*;
    const CHECK: &str = "s3-bucket-insecure-transport";

    fn deny(principal: &str, action: &str, resource: &str, condition: &str) -> Option<Decision> {
        let text = format!(
            r#"{{"Statement":[{{"Effect":"Deny","Principal":{principal},"Action":{action},"Resource":{resource},"Condition":{condition}}}]}}"#
        );
        decision(&spoiled(|it| it.policy = policy(text)), CHECK, RAW)
    }

    const EVERYONE: &str = r#""*""#;
    const ALL: &str = r#""s3:*""#;
    const BOTH: &str = r#"["arn:aws:s3:::raw","arn:aws:s3:::raw/*"]"#;
    const PLAIN: &str = r#"{"Bool":{"aws:SecureTransport":"false"}}"#;

    #[test]
    fn whole_refusals_pass_however_they_are_spelt() {
        assert_eq!(deny(EVERYONE, ALL, BOTH, PLAIN), Some(Pass));
        assert_eq!(deny(r#"{"AWS":"*"}"#, r#""*""#, r#""*""#, PLAIN), Some(Pass));
        assert_eq!(deny(EVERYONE, ALL, r#""arn:aws:s3:::raw*""#, PLAIN), Some(Pass));
        assert_eq!(deny(EVERYONE, ALL, BOTH, r#"{"BoolIfExists":{"AWS:SecureTransport":false}}"#), Some(Pass));
        assert_eq!(deny(EVERYONE, ALL, BOTH, r#"{"NumericLessThanIfExists":{"s3:TlsVersion":1.2}}"#), Some(Pass));
        assert_eq!(deny(EVERYONE, ALL, BOTH, r#"{"Null":{"s3:TlsVersion":"true"}}"#), Some(Pass));
    }

    #[test]
    fn refusals_in_part_fail() {
        assert_eq!(deny(EVERYONE, ALL, r#""arn:aws:s3:::raw/*""#, PLAIN), Some(Fail));
        assert_eq!(deny(EVERYONE, ALL, r#""arn:aws:s3:::raw""#, PLAIN), Some(Fail));
        assert_eq!(deny(EVERYONE, r#"["s3:GetObject","s3:PutObject"]"#, BOTH, PLAIN), Some(Fail));
        assert_eq!(deny(r#"{"AWS":"999988887777"}"#, ALL, BOTH, PLAIN), Some(Fail));
        let narrower = r#"{"Bool":{"aws:SecureTransport":"false"},"StringEquals":{"aws:SourceVpc":"vpc-1"}}"#;
        assert_eq!(deny(EVERYONE, ALL, BOTH, narrower), Some(Fail));
    }

    #[test]
    fn a_tls_version_that_is_absent_is_not_less_than_any() {
        assert_eq!(deny(EVERYONE, ALL, BOTH, r#"{"NumericLessThan":{"s3:TlsVersion":"1.2"}}"#), Some(Fail));
        assert_eq!(deny(EVERYONE, ALL, BOTH, r#"{"Bool":{"aws:SecureTransport":"true"}}"#), Some(Fail));
    }

    #[test]
    fn two_statements_add_up() {
        let half = |resource: &str| {
            format!(
                r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"{resource}","Condition":{PLAIN}}}"#
            )
        };
        let text = format!(r#"{{"Statement":[{},{}]}}"#, half("arn:aws:s3:::raw"), half("arn:aws:s3:::raw/*"));
        assert_eq!(decision(&spoiled(|it| it.policy = policy(text)), CHECK, RAW), Some(Pass));
    }

    #[test]
    fn no_policy_fails_and_a_hidden_one_is_unknown() {
        assert_eq!(decision(&spoiled(|it| it.policy = Fact::Known(None)), CHECK, RAW), Some(Fail));
        assert_eq!(hidden(CHECK, |it| it.policy = unknown()), Some(Unknown));
    }
}

#[test]
fn versioning_and_mfa_delete() {
    let with = |status, mfa_delete| spoiled(|it| it.versioning = Fact::Known(Versioning { status, mfa_delete }));
    let (on, suspended) = (Some(VersioningStatus::Enabled), Some(VersioningStatus::Suspended));
    assert_eq!(decision(&with(on, true), "s3-bucket-versioning", RAW), Some(Pass));
    assert_eq!(decision(&with(suspended, false), "s3-bucket-versioning", RAW), Some(Fail));
    assert_eq!(decision(&with(None, false), "s3-bucket-versioning", RAW), Some(Fail));
    assert_eq!(decision(&with(on, true), "s3-bucket-mfa-delete", RAW), Some(Pass));
    assert_eq!(decision(&with(on, false), "s3-bucket-mfa-delete", RAW), None, "S3 does not take it beside a lifecycle");
    assert_eq!(decision(&with(None, false), "s3-bucket-mfa-delete", RAW), None);
    for check in ["s3-bucket-versioning", "s3-bucket-mfa-delete"] {
        assert_eq!(hidden(check, |it| it.versioning = unknown()), Some(Unknown));
    }
}

#[test]
fn mfa_delete_where_there_is_no_lifecycle() {
    const CHECK: &str = "s3-bucket-mfa-delete";
    let off = |change: fn(&mut Bucket)| {
        move |it: &mut Bucket| {
            it.versioning = Fact::Known(Versioning { status: Some(VersioningStatus::Enabled), mfa_delete: false });
            it.lifecycle = Fact::Known(Vec::new());
            change(it);
        }
    };
    let lock = |mode: &str| ObjectLock { mode: Some(mode.to_owned()), days: Some(30), years: None };
    assert_eq!(decision(&spoiled(off(|_| {})), CHECK, RAW), Some(Fail));
    for (mode, wanted) in [("COMPLIANCE", Pass), ("GOVERNANCE", Fail)] {
        let estate = spoiled(|it| {
            off(|_| {})(it);
            it.object_lock = Fact::Known(Some(lock(mode)));
        });
        assert_eq!(decision(&estate, CHECK, RAW), Some(wanted), "{mode}");
    }
    assert_eq!(hidden(CHECK, off(|it| it.lifecycle = unknown())), Some(Unknown));
    assert_eq!(hidden(CHECK, off(|it| it.object_lock = unknown())), Some(Unknown));
}

#[test]
fn access_logging_but_not_of_the_buckets_that_receive_logs() {
    const CHECK: &str = "s3-bucket-access-logging";
    let estate = spoiled(|_| {});
    assert_eq!(decision(&estate, CHECK, RAW), Some(Pass));
    assert_eq!(decision(&estate, CHECK, "arn:aws:s3:::logs"), None);
    let off = || bucket("raw").bucket_with(|it| it.logging = Fact::Known(None));
    assert_eq!(decision(&samples::estate([off()]), CHECK, RAW), Some(Fail));
    let audit = samples::trail("audit").trail_with(|it| it.bucket = Some("raw".to_owned()));
    let of_a_trail = samples::estate([off(), audit]);
    assert_eq!(decision(&of_a_trail, CHECK, RAW), None, "said once, by the check of trails");
    assert_eq!(decision(&of_a_trail, "cloudtrail-bucket-access-logging", RAW), Some(Fail));
    assert_eq!(hidden(CHECK, |it| it.logging = unknown()), Some(Unknown));
}

#[test]
fn object_ownership() {
    const CHECK: &str = "s3-bucket-object-ownership";
    let with = |ownership| decision(&spoiled(|it| it.ownership = Fact::Known(ownership)), CHECK, RAW);
    assert_eq!(with(Some(ObjectOwnership::BucketOwnerEnforced)), Some(Pass));
    assert_eq!(with(Some(ObjectOwnership::BucketOwnerPreferred)), Some(Fail));
    assert_eq!(with(None), Some(Fail));
    assert_eq!(hidden(CHECK, |it| it.ownership = unknown()), Some(Unknown));
}

#[test]
fn lifecycle() {
    const CHECK: &str = "s3-bucket-lifecycle";
    assert_eq!(decision(&spoiled(|_| {}), CHECK, RAW), Some(Pass));
    let versions = |mfa_delete| Versioning { status: Some(VersioningStatus::Enabled), mfa_delete };
    let without = |versioning: Fact<Versioning>| {
        move |it: &mut Bucket| {
            it.lifecycle = Fact::Known(Vec::new());
            it.versioning = versioning;
        }
    };
    assert_eq!(decision(&spoiled(without(Fact::Known(versions(false)))), CHECK, RAW), Some(Fail));
    assert_eq!(decision(&spoiled(without(Fact::Known(versions(true)))), CHECK, RAW), None);
    assert_eq!(hidden(CHECK, without(unknown())), Some(Unknown));
    let off = |it: &mut Bucket| {
        it.versioning = Fact::Known(versions(false));
        let Fact::Known(rules) = &mut it.lifecycle else { panic!("the sample has rules") };
        rules[0].enabled = false;
    };
    assert_eq!(decision(&spoiled(off), CHECK, RAW), Some(Fail));
    assert_eq!(hidden(CHECK, |it| it.lifecycle = unknown()), Some(Unknown));
}

#[test]
fn classification() {
    const CHECK: &str = "s3-bucket-classification-missing";
    let of =
        |resource: Resource| decision(&estate_with_gaps([denied("s3:GetBucketTagging", RAW)], [resource]), CHECK, RAW);
    assert_eq!(of(bucket("raw")), Some(Pass));
    assert_eq!(of(bucket("raw").untagged()), Some(Fail));
    assert_eq!(of(bucket("raw").tag("classification", "level-9")), Some(Fail));
    let mut hidden = bucket("raw");
    hidden.tags = unknown();
    assert_eq!(of(hidden), Some(Unknown));
}
