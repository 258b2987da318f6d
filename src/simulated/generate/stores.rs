//! Made-up buckets and keys.

use super::{Maker, REGIONS};
use crate::model::aws::{
    Acl, AclGrant, Bucket, BucketEncryption, BucketLogging, EncryptionAlgorithm, EncryptionRule, Grantee, Key,
    KeyManager, KeyRotation, KeyState, LifecycleRule, ObjectOwnership, PublicAccessBlock, Versioning, VersioningStatus,
};
use crate::model::{Detail, Document, Fact, Region, Resource};

impl Maker {
    pub(super) fn bucket(&mut self, index: usize) -> Resource {
        let name = format!("data-{}-{index:06}", self.account);
        let policy = if self.dice.one_in(3) { None } else { Some(self.bucket_policy(&name)) };
        let bucket = Bucket {
            name: name.clone(),
            created: self.created(),
            encryption: Fact::Known(Some(self.encryption(index))),
            public_access_block: Fact::Known((!self.dice.one_in(5)).then_some(PublicAccessBlock::ALL)),
            policy_status_public: if policy.is_some() { Fact::Known(false) } else { Fact::NotApplicable },
            policy: Fact::Known(policy),
            acl: Fact::Known(owner_only()),
            ownership: Fact::Known((!self.dice.one_in(6)).then_some(ObjectOwnership::BucketOwnerEnforced)),
            versioning: Fact::Known(self.versioning()),
            logging: Fact::Known(self.logging()),
            notifications: Fact::Known(Vec::new()),
            replication: Fact::Known(None),
            object_lock: Fact::Known(None),
            lifecycle: Fact::Known(self.lifecycle()),
        };
        let region = Region::new(self.dice.pick(&REGIONS));
        self.make(format!("arn:aws:s3:::{name}"), region, Detail::Bucket(Box::new(bucket)))
    }

    pub(super) fn key(&mut self, index: usize) -> Resource {
        let id = format!("{index:08}-0000-4000-8000-000000000000");
        let document = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Enable IAM","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{}:root"}},"Action":"kms:*","Resource":"*"}}]}}"#,
            self.account
        );
        let key = Key {
            id: id.clone(),
            description: "data of the pipeline".to_owned(),
            manager: KeyManager::Customer,
            state: KeyState::Enabled,
            created: self.created(),
            deletion_date: None,
            origin: "AWS_KMS".to_owned(),
            spec: "SYMMETRIC_DEFAULT".to_owned(),
            usage: "ENCRYPT_DECRYPT".to_owned(),
            multi_region: false,
            aliases: Fact::Known(vec![format!("alias/data-{index:06}")]),
            policy: Fact::Known(Document::new(document)),
            grants: Fact::Known(Vec::new()),
            rotation: Fact::Known(KeyRotation { enabled: !self.dice.one_in(4), period_days: None }),
        };
        let arn = format!("arn:aws:kms:eu-west-1:{}:key/{id}", self.account);
        self.make(arn, Region::new("eu-west-1"), Detail::Key(Box::new(key)))
    }

    fn encryption(&mut self, index: usize) -> BucketEncryption {
        let key = format!(
            "arn:aws:kms:eu-west-1:{}:key/{:08}-0000-4000-8000-000000000000",
            self.account,
            index / 20 * 20 + 18
        );
        let customer = self.dice.one_in(2);
        let algorithm = if customer { EncryptionAlgorithm::Kms } else { EncryptionAlgorithm::Aes256 };
        let rule =
            EncryptionRule { algorithm, key: customer.then_some(key), bucket_key: customer, blocked: Vec::new() };
        BucketEncryption { rules: vec![rule] }
    }

    fn versioning(&mut self) -> Versioning {
        let status = (!self.dice.one_in(4)).then_some(VersioningStatus::Enabled);
        Versioning { status, mfa_delete: false }
    }

    fn logging(&mut self) -> Option<BucketLogging> {
        let target_bucket = format!("data-{}-000007", self.account);
        let logging = BucketLogging {
            target_bucket,
            target_prefix: "s3/".to_owned(),
            target_grants: Vec::new(),
            key_format: None,
        };
        (!self.dice.one_in(3)).then_some(logging)
    }

    fn lifecycle(&mut self) -> Vec<LifecycleRule> {
        let rule = LifecycleRule {
            id: Some("expire".to_owned()),
            enabled: true,
            prefix: String::new(),
            expiration_days: None,
            noncurrent_days: Some(90),
            transitions: vec!["GLACIER".to_owned()],
            abort_uploads_days: Some(7),
        };
        if self.dice.one_in(3) { Vec::new() } else { vec![rule] }
    }

    /// Refuses plain HTTP, and now and then lets in someone else.
    fn bucket_policy(&mut self, name: &str) -> Document {
        let secure = format!(
            r#"{{"Sid":"SecureOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}"#
        );
        let other = match self.dice.below(30) {
            0 => r#"{"AWS":"*"}"#,
            1 => r#"{"AWS":"arn:aws:iam::999988887777:root"}"#,
            _ => return Document::new(format!(r#"{{"Version":"2012-10-17","Statement":[{secure}]}}"#)),
        };
        Document::new(format!(
            r#"{{"Version":"2012-10-17","Statement":[{secure},{{"Sid":"Share","Effect":"Allow","Principal":{other},"Action":"s3:GetObject","Resource":"arn:aws:s3:::{name}/*"}}]}}"#
        ))
    }
}

fn owner_only() -> Acl {
    let owner = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be".to_owned();
    let grant = AclGrant { grantee: Grantee::CanonicalUser(owner.clone()), permission: "FULL_CONTROL".to_owned() };
    Acl { owner, grants: vec![grant] }
}
