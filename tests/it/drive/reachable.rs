//! The estate that stories of access are told in: a bucket that everyone reads, and one that is read as a role.

use tidegate::model::aws::{BucketEncryption, EncryptionAlgorithm, EncryptionRule, InlinePolicy, PublicAccessBlock};
use tidegate::model::{Document, Estate, Fact};

use crate::samples::{self, Tweak, account, bucket, group, key, policy, role, user};

/// The bucket that everyone reads.
pub const OPEN: &str = "drop-box";
/// The bucket that is read as a role, through a VPC endpoint.
pub const LEDGER: &str = "ledger";

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
