//! Every remedy: it mends its finding, raises nothing above low, and its inverse gives back what was there.

use tidegate::finding::{Severity, Status};
use tidegate::model::aws::{
    AccessKey, AccessKeyStatus, AclGrant, AttachedPolicy, BucketEncryption, EncryptionAlgorithm, EncryptionRule,
    Grantee, KeyRotation, KeyState, ObjectOwnership, TrailStatus, Versioning,
};
use tidegate::model::{Arn, Document, Estate, Fact, Resource};
use tidegate::remedy::{BuildError, CATALOGUE, Plan, Refusal, StepRisk};

use super::{after, found, plan_for};
use crate::samples::{
    ACCOUNT, FOREIGN, ORGANIZATION, Tweak, analyse, bucket, estate, group, key, key_arn, now, organization, policy,
    role, time, trail, unknown, user,
};

const RAW: &str = "arn:aws:s3:::raw";

/// One remedy on one finding.
struct Case {
    remedy: &'static str,
    check: &'static str,
    arn: String,
    estate: Estate,
    choices: &'static [(&'static str, &'static str)],
    /// A part of the value that the last step gives.
    gives: &'static str,
}

fn with_organization(mut estate: Estate) -> Estate {
    estate.push(organization());
    estate
}

fn grant(sid: &str, principal: &str) -> String {
    format!(
        r#"{{"Sid":"{sid}","Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"{RAW}/*"}}"#
    )
}

/// A bucket policy of the well-kept statement and these.
fn bucket_policy(statements: &[String]) -> Fact<Option<Document>> {
    let kept = crate::samples::well_kept_policy("raw");
    policy(kept.replace("}]}", &format!("}},{}]}}", statements.join(","))))
}

fn open_bucket(statements: &[String]) -> Resource {
    let policy = bucket_policy(statements);
    bucket("raw").bucket_with(|it| {
        it.policy = policy;
        it.public_access_block = Fact::Known(None);
    })
}

fn unblocked_account() -> Resource {
    crate::samples::account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None))
}

fn key_policy(statement: &str) -> Document {
    Document::new(format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"OwnAccount","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}},{statement}]}}"#
    ))
}

fn encrypted(algorithm: EncryptionAlgorithm) -> Fact<Option<BucketEncryption>> {
    let rule = EncryptionRule { algorithm, key: None, bucket_key: false, blocked: vec!["SSE-C".to_owned()] };
    Fact::Known(Some(BucketEncryption { rules: vec![rule] }))
}

fn logs() -> Resource {
    bucket("logs").bucket_with(|it| it.encryption = encrypted(EncryptionAlgorithm::Aes256))
}

fn access_key(id: &str) -> AccessKey {
    AccessKey {
        id: id.to_owned(),
        status: AccessKeyStatus::Active,
        created: Some(time("2024-05-01T00:00:00Z")),
        last_used: Fact::Known(None),
    }
}

fn administrator(mut resource: Resource) -> Resource {
    use tidegate::model::Detail;
    let policy = AttachedPolicy {
        name: "AdministratorAccess".to_owned(),
        arn: Arn::new("arn:aws:iam::aws:policy/AdministratorAccess"),
    };
    match &mut resource.detail {
        Detail::User(it) => it.attached.push(policy),
        Detail::Role(it) => it.attached.push(policy),
        Detail::Group(it) => it.attached.push(policy),
        other => panic!("not an identity: {other:?}"),
    }
    resource
}

fn trusting(statement: &str) -> Resource {
    let trust = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    role("loader").role_with(|it| it.trust = Document::new(trust))
}

fn role_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/loader")
}

fn case(remedy: &'static str, check: &'static str, arn: &str, estate: Estate, gives: &'static str) -> Case {
    Case { remedy, check, arn: arn.to_owned(), estate, choices: &[], gives }
}

fn bucket_cases() -> Vec<Case> {
    let everyone = grant("Everyone", r#""*""#);
    let foreign =
        grant("Partner", &format!(r#"{{"AWS":["arn:aws:iam::{ACCOUNT}:root","arn:aws:iam::{FOREIGN}:root"]}}"#));
    let open = || estate([unblocked_account(), open_bucket(&[everyone.clone()]), key("main")]);
    vec![
        case("enable-bucket-public-access-block", "s3-bucket-public-policy", RAW, open(), "\"block_public_acls\":true"),
        case(
            "enable-account-public-access-block",
            "s3-bucket-public-policy",
            RAW,
            open(),
            "\"block_public_acls\":true",
        ),
        case("remove-bucket-policy-statement", "s3-bucket-public-policy", RAW, open(), "RefusePlainHttp"),
        case("narrow-bucket-policy-statement", "s3-bucket-public-policy", RAW, with_organization(open()), ORGANIZATION),
        Case {
            choices: &[("vpc-endpoint", "vpce-0a1b2c3d")],
            ..case("narrow-bucket-policy-statement", "s3-bucket-public-policy", RAW, open(), "vpce-0a1b2c3d")
        },
        case(
            "remove-bucket-policy-statement",
            "s3-bucket-foreign-access",
            RAW,
            estate([open_bucket(&[foreign]), key("main")]),
            r#"{"AWS":["arn:aws:iam::111122223333:root"]}"#,
        ),
        case(
            "deny-insecure-transport",
            "s3-bucket-insecure-transport",
            RAW,
            estate([bucket("raw").bucket_with(|it| it.policy = Fact::Known(None)), key("main")]),
            "aws:SecureTransport",
        ),
        case(
            "set-bucket-encryption",
            "s3-bucket-provider-key",
            RAW,
            estate([
                bucket("raw").bucket_with(|it| it.encryption = encrypted(EncryptionAlgorithm::Aes256)),
                bucket("other"),
                key("main"),
            ]),
            "key/main",
        ),
        Case {
            choices: &[("key", "provider")],
            ..case(
                "set-bucket-encryption",
                "s3-bucket-encryption-absent",
                RAW,
                estate([bucket("raw").bucket_with(|it| it.encryption = Fact::Known(None))]),
                "AES256",
            )
        },
        case(
            "disable-bucket-acls",
            "s3-bucket-object-ownership",
            RAW,
            estate([
                bucket("raw").bucket_with(|it| {
                    it.ownership = Fact::Known(None);
                    let grantee = Grantee::CanonicalUser("somebody".to_owned());
                    let Fact::Known(acl) = &mut it.acl else { panic!("no list") };
                    acl.grants.push(AclGrant { grantee, permission: "READ".to_owned() });
                }),
                key("main"),
            ]),
            "BucketOwnerEnforced",
        ),
        case(
            "enable-bucket-versioning",
            "s3-bucket-versioning",
            RAW,
            estate([bucket("raw").bucket_with(|it| it.versioning = Fact::Known(Versioning::default())), key("main")]),
            "Enabled",
        ),
        case(
            "enable-bucket-logging",
            "s3-bucket-access-logging",
            RAW,
            estate([
                bucket("raw").bucket_with(|it| it.logging = Fact::Known(None)),
                bucket("other"),
                logs(),
                key("main"),
            ]),
            r#""target_bucket":"logs""#,
        ),
    ]
}

fn other_cases() -> Vec<Case> {
    let open_key = r#"{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;
    let outsider = format!(
        r#"{{"Sid":"Out","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{FOREIGN}:root"}},"Action":"kms:Decrypt","Resource":"*"}}"#
    );
    let open = || estate([key("main").key_with(|it| it.policy = Fact::Known(key_policy(open_key)))]);
    let main = key_arn("main");
    let old_key = user("etl").user_with(|it| it.access_keys = Fact::Known(vec![access_key("AKIAOLD")]));
    let external = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{FOREIGN}:root"}},"Action":"sts:AssumeRole"}}"#
    );
    let service = r#"{"Effect":"Allow","Principal":{"Service":"firehose.amazonaws.com"},"Action":"sts:AssumeRole"}"#;
    let trail_arn = format!("arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/audit");
    vec![
        case("remove-key-policy-statement", "kms-key-policy-public", &main, open(), "OwnAccount"),
        case("narrow-key-policy-statement", "kms-key-policy-public", &main, open(), "kms:CallerAccount"),
        case(
            "narrow-key-policy-statement",
            "kms-key-policy-public",
            &main,
            with_organization(open()),
            "PrincipalOrgID",
        ),
        case(
            "remove-key-policy-statement",
            "kms-key-policy-foreign-account",
            &main,
            estate([key("main").key_with(|it| it.policy = Fact::Known(key_policy(&outsider)))]),
            "OwnAccount",
        ),
        case(
            "enable-key-rotation",
            "kms-key-rotation",
            &main,
            estate([key("main").key_with(|it| {
                it.rotation = Fact::Known(KeyRotation { enabled: false, period_days: None });
            })]),
            "true",
        ),
        case(
            "cancel-key-deletion",
            "kms-key-deletion-in-use",
            &main,
            estate([
                bucket("raw"),
                key("main").key_with(|it| {
                    it.state = KeyState::PendingDeletion;
                    it.deletion_date = Some(now());
                }),
            ]),
            "disabled",
        ),
        case(
            "deactivate-access-key",
            "iam-access-key-age",
            &format!("arn:aws:iam::{ACCOUNT}:user/etl"),
            estate([old_key]),
            "Inactive",
        ),
        case(
            "detach-administrator-policy",
            "iam-full-administrator",
            &role_arn(),
            estate([administrator(role("loader"))]),
            "",
        ),
        case(
            "detach-administrator-policy",
            "iam-full-administrator",
            &format!("arn:aws:iam::{ACCOUNT}:group/ops"),
            estate([administrator(group("ops"))]),
            "",
        ),
        Case {
            choices: &[("external-id", "partner-7f3a")],
            ..case(
                "require-external-id",
                "iam-trust-foreign-without-external-id",
                &role_arn(),
                estate([trusting(&external)]),
                "partner-7f3a",
            )
        },
        case(
            "add-source-conditions",
            "iam-service-trust-confused-deputy",
            &role_arn(),
            estate([trusting(service)]),
            "aws:SourceAccount",
        ),
        case(
            "enable-log-validation",
            "cloudtrail-log-validation",
            &trail_arn,
            estate([trail("audit").trail_with(|it| it.log_file_validation = false), key("main")]),
            "true",
        ),
        case(
            "start-trail",
            "cloudtrail-stopped",
            &trail_arn,
            estate([
                trail("audit").trail_with(|it| {
                    it.status =
                        Fact::Known(TrailStatus { logging: false, latest_delivery: None, delivery_error: None });
                }),
                key("main"),
            ]),
            "true",
        ),
    ]
}

fn cases() -> Vec<Case> {
    bucket_cases().into_iter().chain(other_cases()).collect()
}

fn plan_of(case: &Case) -> Plan {
    let findings = found(&case.estate, &[case.check], &case.arn);
    let [finding] = findings.as_slice() else { panic!("{}: {} findings", case.remedy, findings.len()) };
    assert_eq!(finding.status, Status::Fail, "{}: {}", case.remedy, finding.summary);
    plan_for(&case.estate, &[(finding, Some(case.remedy))], case.choices)
        .unwrap_or_else(|why| panic!("{}: {why}", case.remedy))
}

#[test]
fn every_remedy_is_tried_here() {
    let cases = cases();
    for remedy in CATALOGUE {
        assert!(cases.iter().any(|case| case.remedy == remedy.id), "{} is not tried", remedy.id);
        assert!(remedy.manual.contains("Source: "), "{} names no source", remedy.id);
    }
}

#[test]
fn every_remedy_mends_its_finding_and_raises_nothing_above_low() {
    for case in cases() {
        let plan = plan_of(&case);
        let last = plan.steps.last().unwrap();
        assert!(last.after.as_text().unwrap_or_default().contains(case.gives), "{}: {:?}", case.remedy, last.after);
        let mended = after(&case.estate, &plan);
        let left = found(&mended, &[case.check], &case.arn);
        if case.remedy == "cancel-key-deletion" {
            // AWS leaves the key disabled, which the check still tells of, with less risk.
            assert!(left[0].summary.contains("disabled"));
        } else {
            assert!(left.is_empty(), "{}: {}", case.remedy, left[0].summary);
        }
        let before = analyse(&case.estate).findings;
        for new in analyse(&mended).findings {
            let known = before.iter().any(|it| it.id == new.id);
            assert!(
                known || new.severity() == Severity::Low,
                "{} raises {}: {}",
                case.remedy,
                new.check.id,
                new.summary
            );
        }
    }
}

#[test]
fn every_inverse_gives_back_what_was_there() {
    for case in cases() {
        let plan = plan_of(&case);
        let mut estate = after(&case.estate, &plan);
        for step in plan.steps.iter().rev() {
            estate.set(&step.setting, step.inverse.as_ref().unwrap()).unwrap();
        }
        for step in &plan.steps {
            let (there, was) = (estate.setting(&step.setting).unwrap(), case.estate.setting(&step.setting).unwrap());
            if case.remedy == "enable-bucket-versioning" {
                assert!(there.known().unwrap().as_text().unwrap().contains("Suspended"));
            } else {
                assert_eq!(there, was, "{}", case.remedy);
            }
        }
    }
}

#[test]
fn risk_and_permissions_are_computed() {
    let risk = |id: &str| {
        let cases = cases();
        let case = cases.iter().find(|case| case.remedy == id).unwrap();
        plan_of(case).risk()
    };
    assert_eq!(risk("enable-account-public-access-block"), StepRisk::AccountWide);
    assert_eq!(risk("deactivate-access-key"), StepRisk::Disruptive);
    assert_eq!(risk("enable-key-rotation"), StepRisk::Reversible);
    let cases = cases();
    let versioning = cases.iter().find(|case| case.remedy == "enable-bucket-versioning").unwrap();
    let plan = plan_of(versioning);
    assert_eq!(plan.steps[0].needs, ["s3:GetBucketVersioning", "s3:PutBucketVersioning"]);
    assert!(plan.steps[0].consequences.iter().any(|line| line.contains("only be suspended")));
}

#[test]
fn a_plan_survives_being_written_to_a_file() {
    for case in cases() {
        let plan = plan_of(&case);
        let text = serde_json::to_string(&plan).unwrap();
        let read: Plan = serde_json::from_str(&text).unwrap();
        assert_eq!(read, plan, "{}", case.remedy);
        assert_eq!(Plan::hash(&read.steps), plan.id);
    }
}

#[test]
fn the_only_statement_goes_with_its_policy() {
    let alone = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, grant("Everyone", r#""*""#));
    let open = bucket("raw").bucket_with(|it| {
        it.policy = policy(&alone);
        it.public_access_block = Fact::Known(None);
    });
    let estate = estate([unblocked_account(), open, key("main")]);
    let findings = found(&estate, &["s3-bucket-public-policy"], RAW);
    let plan = plan_for(&estate, &[(&findings[0], Some("remove-bucket-policy-statement"))], &[]).unwrap();
    assert_eq!(plan.steps[0].after.as_text(), None);
    assert_eq!(plan.steps[0].inverse.as_ref().unwrap().as_text(), Some(alone.as_str()));
    assert!(plan.steps[0].needs.contains(&"s3:DeleteBucketPolicy".to_owned()));
}

#[test]
fn a_key_is_never_left_without_administrator() {
    let only = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}"#;
    let estate = estate([key("main").key_with(|it| it.policy = Fact::Known(Document::new(only)))]);
    let findings = found(&estate, &["kms-key-policy-public"], &key_arn("main"));
    let refused = plan_for(&estate, &[(&findings[0], Some("remove-key-policy-statement"))], &[]);
    assert!(matches!(refused, Err(BuildError::Refused { refusal: Refusal::Impossible(_), .. })));
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    assert_eq!(plan.steps[0].remedy, "narrow-key-policy-statement");
}

#[test]
fn a_choice_that_is_needed_is_asked_for() {
    let lonely = bucket("raw").bucket_with(|it| it.encryption = Fact::Known(None));
    let estate = estate([lonely, key("main")]);
    let findings = found(&estate, &["s3-bucket-encryption-absent"], RAW);
    let asked = plan_for(&estate, &[(&findings[0], None)], &[]);
    assert!(matches!(asked, Err(BuildError::Refused { refusal: Refusal::Needs { name: "key", .. }, .. })));
    let plan = plan_for(&estate, &[(&findings[0], None)], &[("key", "alias/main")]).unwrap();
    assert!(plan.steps[0].after.as_text().unwrap().contains(&key_arn("main")));
    let wrong = plan_for(&estate, &[(&findings[0], None)], &[("key", "alias/none")]);
    assert!(wrong.unwrap_err().to_string().contains("alias/none is not part of this estate"));
}

#[test]
fn a_gap_refuses_instead_of_guessing() {
    let gap = crate::samples::denied("s3:GetBucketAcl", RAW);
    let half = bucket("raw").bucket_with(|it| {
        it.acl = unknown();
        it.ownership = Fact::Known(Some(ObjectOwnership::ObjectWriter));
    });
    let estate = crate::samples::estate_with_gaps([gap], [half, key("main")]);
    let findings = found(&estate, &["s3-bucket-object-ownership"], RAW);
    let refused = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap_err();
    assert!(refused.to_string().contains("s3:GetBucketAcl"), "{refused}");
}

#[test]
fn log_delivery_may_write_before_logs_are_sent() {
    let cases = cases();
    let case = cases.iter().find(|case| case.remedy == "enable-bucket-logging").unwrap();
    let plan = plan_of(case);
    let targets: Vec<&str> = plan.steps.iter().map(|step| step.setting.resource.as_str()).collect();
    assert_eq!(targets, ["arn:aws:s3:::logs", RAW]);
    let again = plan_for(
        &after(&case.estate, &plan),
        &[(&found(&case.estate, &[case.check], &case.arn)[0], Some(case.remedy))],
        &[],
    );
    assert!(matches!(again, Err(BuildError::AlreadyAsWanted)));
}
