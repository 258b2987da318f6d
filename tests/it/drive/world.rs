//! The estate that stories and golden screens are told in: a payment pipeline with a handful of faults.

use tidegate::model::aws::{PublicAccessBlock, Versioning};
use tidegate::model::{Estate, Fact};

use crate::samples::{self, Tweak, account, bucket, key, policy, role, trail, unknown, user};

const PUBLIC_READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::payments-export","arn:aws:s3:::payments-export/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}},{"Sid":"PartnerRead","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::payments-export/*"}]}"#;

/// The bucket that everyone can read.
pub const PUBLIC_BUCKET: &str = "payments-export";
/// The bucket without versions.
pub const UNVERSIONED_BUCKET: &str = "payments-raw";

/// A small estate with known faults.
pub fn estate() -> Estate {
    let none = |it: &mut tidegate::model::aws::Bucket| {
        it.public_access_block = Fact::Known(Some(PublicAccessBlock::default()))
    };
    samples::estate_with_gaps(
        [samples::denied("s3:GetBucketLogging", "arn:aws:s3:::fraud-scores")],
        [
            account(samples::ACCOUNT).account_with(|it| {
                it.public_access_block = Fact::Known(None);
                it.alias = Fact::Known(Some("payments-prod".to_owned()));
            }),
            account(samples::SECOND),
            bucket(UNVERSIONED_BUCKET)
                .bucket_with(|it| it.versioning = Fact::Known(Versioning::default()))
                .tag("classification", "restricted"),
            bucket(PUBLIC_BUCKET)
                .bucket_with(|it| {
                    none(it);
                    it.policy = policy(PUBLIC_READ);
                    it.policy_status_public = Fact::Known(true);
                })
                .tag("classification", "restricted"),
            bucket("fraud-scores").bucket_with(|it| it.logging = unknown()),
            bucket("telemetry-raw"),
            bucket("logs"),
            key("main"),
            key("archive").key_with(|it| {
                if let Fact::Known(rotation) = &mut it.rotation {
                    rotation.enabled = false;
                }
            }),
            user("anna"),
            role("settlement-loader"),
            role("fraud-scorer"),
            trail("audit"),
        ],
    )
}
