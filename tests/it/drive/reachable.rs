//! The estate that stories of access are told in: a bucket that everyone reads, and one that is read as a role.

use tidegate::model::aws::{
    AttachedPolicy, BucketEncryption, EncryptionAlgorithm, EncryptionRule, InlinePolicy, PublicAccessBlock,
    ServiceLastAccessed,
};
use tidegate::model::{Arn, Document, Estate, Fact, Failure, Gap, GapId};

use crate::samples::{self, Tweak, account, bucket, group, key, managed_policy, policy, role, user};

/// The bucket that everyone reads.
pub const OPEN: &str = "drop-box";
/// The bucket that is read as a role, through a VPC endpoint.
pub const LEDGER: &str = "ledger";

/// The bucket whose policy could not be read.
pub const SEALED: &str = "sealed";

const OPEN_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::drop-box","arn:aws:s3:::drop-box/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}},{"Sid":"EveryoneReads","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::drop-box/*"},{"Sid":"PartnerWrites","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::drop-box/in/*"}]}"#;
const READ_LEDGER: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::ledger","arn:aws:s3:::ledger/*"],"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}},{"Sid":"Key","Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}]}"#;
const BECOME_LOADER: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/loader"}]}"#;
const TRUST_ACCOUNT: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}"#;
const OPERATE: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::drop-box","arn:aws:s3:::drop-box/*"]}]}"#;

fn inline(name: &str, text: &str) -> Vec<InlinePolicy> {
    vec![InlinePolicy { name: name.to_owned(), document: Document::new(text) }]
}

/// A small estate in which there is something to ask.
pub fn estate() -> Estate {
    let own_key =
        EncryptionRule { algorithm: EncryptionAlgorithm::Aes256, key: None, bucket_key: false, blocked: Vec::new() };
    samples::estate([
        account(samples::ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None)),
        bucket(OPEN).bucket_with(|it| {
            it.policy = policy(OPEN_POLICY);
            it.public_access_block = Fact::Known(Some(PublicAccessBlock::default()));
            it.encryption = Fact::Known(Some(BucketEncryption { rules: vec![own_key] }));
        }),
        bucket(LEDGER).bucket_with(|it| it.policy = Fact::Known(None)),
        key("main"),
        group("operators").group_with(|it| it.inline = inline("operate", OPERATE)),
        user("anna").user_with(|it| it.inline = inline("become-loader", BECOME_LOADER)),
        user("ben").user_with(|it| it.groups = vec!["operators".to_owned()]),
        role("loader").role_with(|it| {
            it.trust = Document::new(TRUST_ACCOUNT);
            it.inline = inline("read-ledger", READ_LEDGER);
        }),
    ])
}

/// The same where half the reads failed: the policy of a bucket, two managed policies, and most of the last uses.
pub fn half_read() -> Estate {
    let denied = samples::denied;
    let left_out = Gap { reason: Failure::LeftOut, ..denied("iam:GenerateServiceLastAccessedDetails", "") };
    let gaps = [
        denied("iam:GetPolicyVersion", "arn:aws:iam::111122223333:policy/deploy"),
        denied("iam:GetPolicyVersion", "arn:aws:iam::111122223333:policy/audit"),
        denied("s3:GetBucketPolicy", "arn:aws:s3:::sealed"),
        left_out,
    ];
    let unread = |gap| Fact::Unknown(GapId(gap));
    let attached = |names: [&str; 2]| {
        let one = |name: &str| AttachedPolicy {
            name: name.to_owned(),
            arn: Arn::new(format!("arn:aws:iam::111122223333:policy/{name}")),
        };
        names.map(one).to_vec()
    };
    let used = |date| {
        Fact::Known(vec![ServiceLastAccessed { service: "s3".to_owned(), date, region: None, actions: Vec::new() }])
    };
    let own_key =
        EncryptionRule { algorithm: EncryptionAlgorithm::Aes256, key: None, bucket_key: false, blocked: Vec::new() };
    samples::estate_with_gaps(
        gaps,
        [
            account(samples::ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None)),
            bucket(SEALED).bucket_with(|it| {
                it.policy = Fact::Unknown(GapId(2));
                it.encryption = Fact::Known(Some(BucketEncryption { rules: vec![own_key] }));
            }),
            managed_policy("deploy", "{}").policy_with(|it| it.document = unread(0)),
            managed_policy("audit", "{}").policy_with(|it| it.document = unread(1)),
            user("dora").user_with(|it| {
                it.attached = attached(["deploy", "audit"]);
                it.last_accessed = Fact::Unknown(GapId(3));
            }),
            user("eve").user_with(|it| {
                it.inline = inline("all", &OPERATE.replace("drop-box", "sealed"));
                it.last_accessed = used(Some(samples::time("2026-02-01T00:00:00Z")));
            }),
            user("finn").user_with(|it| {
                it.inline = inline("all", &OPERATE.replace("drop-box", "sealed"));
                it.last_accessed = used(None);
            }),
        ],
    )
}
