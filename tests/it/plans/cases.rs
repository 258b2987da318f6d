//! One failing finding for each remedy, or several.
#![allow(clippy::too_many_lines, reason = "tables of cases")]

use tidegate::finding::Status;
use tidegate::model::aws::{
    AccessKey, AccessKeyStatus, AclGrant, AttachedPolicy, BucketEncryption, EncryptionAlgorithm, EncryptionRule,
    Grantee, KeyRotation, KeyState, TrailStatus, Versioning,
};
use tidegate::model::{Arn, Detail, Document, Estate, Fact, Resource};
use tidegate::remedy::Plan;

use super::{found, plan_for};
use crate::samples::{
    ACCOUNT, FOREIGN, ORGANIZATION, Tweak, bucket, estate, group, key, key_arn, now, organization, policy, role, time,
    trail, user,
};

pub const RAW: &str = "arn:aws:s3:::raw";

/// One remedy on one finding.
pub struct Case {
    pub remedy: &'static str,
    pub check: &'static str,
    pub arn: String,
    pub estate: Estate,
    pub choices: &'static [(&'static str, &'static str)],
    /// A part of the value that the last step gives.
    pub gives: &'static str,
}

fn with_organization(mut estate: Estate) -> Estate {
    estate.push(organization());
    estate
}

pub fn grant(sid: &str, principal: &str) -> String {
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

pub fn unblocked_account() -> Resource {
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

pub fn case(remedy: &'static str, check: &'static str, arn: &str, estate: Estate, gives: &'static str) -> Case {
    Case { remedy, check, arn: arn.to_owned(), estate, choices: &[], gives }
}

fn bucket_cases() -> Vec<Case> {
    let everyone = grant("Everyone", r#""*""#);
    let foreign =
        grant("Partner", &format!(r#"{{"AWS":["arn:aws:iam::{ACCOUNT}:root","arn:aws:iam::{FOREIGN}:root"]}}"#));
    let open = || estate([unblocked_account(), open_bucket(std::slice::from_ref(&everyone)), key("main")]);
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

pub fn cases() -> Vec<Case> {
    let of_pipelines = super::cases_pipeline::cases()
        .into_iter()
        .chain(super::reach::cases())
        .chain(super::watch::cases())
        .chain(super::callers::cases());
    bucket_cases().into_iter().chain(other_cases()).chain(of_pipelines).collect()
}

pub fn plan_of(case: &Case) -> Plan {
    let findings = found(&case.estate, &[case.check], &case.arn);
    let [finding] = findings.as_slice() else { panic!("{}: {} findings", case.remedy, findings.len()) };
    assert_eq!(finding.status, Status::Fail, "{}: {}", case.remedy, finding.summary);
    plan_for(&case.estate, &[(finding, Some(case.remedy))], case.choices)
        .unwrap_or_else(|why| panic!("{}: {why}", case.remedy))
}
