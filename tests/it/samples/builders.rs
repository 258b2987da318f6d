//! Well-kept resources of every kind.

use std::collections::BTreeMap;

use tidegate::model::aws::{
    AccessPoint, AccountSettings, Acl, AclGrant, AdvancedSelector, Bucket, BucketEncryption, BucketLogging,
    EncryptionAlgorithm, EncryptionRule, EventSelectors, FieldSelector, Grantee, Group, Key, KeyManager, KeyRotation,
    KeyState, LastUse, LifecycleRule, ManagedPolicy, ObjectOwnership, OidcProvider, OrganizationPolicy,
    OrganizationPolicyKind, PasswordPolicy, PublicAccessBlock, Role, RootUser, Trail, TrailStatus, User, Versioning,
    VersioningStatus,
};
use tidegate::model::{AccountId, Arn, Detail, Document, Fact, Region, Resource, Tags};

use super::{ACCOUNT, MANAGEMENT, ORGANIZATION, REGION, now, time};

/// A resource with its names, untagged.
pub fn resource(arn: String, account: &str, region: &str, detail: Detail) -> Resource {
    Resource {
        arn: Arn::new(arn),
        account: AccountId::new(account),
        region: Region::new(region),
        tags: Fact::Known(Tags::new()),
        detail,
    }
}

/// A document from its text.
pub fn document(text: impl AsRef<str>) -> Document {
    Document::new(text.as_ref())
}

/// The ARN of the sample key with this id.
pub fn key_arn(id: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}")
}

/// A bucket policy that refuses plain HTTP and grants nothing.
pub fn well_kept_policy(bucket: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"RefusePlainHttp","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{bucket}","arn:aws:s3:::{bucket}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}]}}"#
    )
}

/// A bucket: private, encrypted with the key `main`, versioned, logged to the bucket `logs`, tagged internal.
pub fn bucket(name: &str) -> Resource {
    let detail = Bucket {
        name: name.to_owned(),
        created: Some(time("2024-05-01T00:00:00Z")),
        encryption: Fact::Known(Some(BucketEncryption {
            rules: vec![EncryptionRule {
                algorithm: EncryptionAlgorithm::Kms,
                key: Some(key_arn("main")),
                bucket_key: true,
                blocked: Vec::new(),
            }],
        })),
        public_access_block: Fact::Known(Some(PublicAccessBlock::ALL)),
        policy: Fact::Known(Some(Document::new(well_kept_policy(name)))),
        policy_status_public: Fact::Known(false),
        acl: Fact::Known(Acl {
            owner: "owner-canonical-id".to_owned(),
            grants: vec![AclGrant {
                grantee: Grantee::CanonicalUser("owner-canonical-id".to_owned()),
                permission: "FULL_CONTROL".to_owned(),
            }],
        }),
        ownership: Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced)),
        versioning: Fact::Known(Versioning { status: Some(VersioningStatus::Enabled), mfa_delete: true }),
        logging: Fact::Known(Some(BucketLogging {
            target_bucket: "logs".to_owned(),
            target_prefix: format!("{name}/"),
            target_grants: Vec::new(),
            key_format: None,
        })),
        notifications: Fact::Known(Vec::new()),
        replication: Fact::Known(None),
        object_lock: Fact::Known(None),
        lifecycle: Fact::Known(vec![LifecycleRule {
            id: Some("tidy".to_owned()),
            enabled: true,
            prefix: String::new(),
            expiration_days: None,
            noncurrent_days: Some(90),
            transitions: Vec::new(),
            abort_uploads_days: Some(7),
        }]),
    };
    let mut made = resource(format!("arn:aws:s3:::{name}"), ACCOUNT, REGION, Detail::Bucket(Box::new(detail)));
    made.tags = Fact::Known(Tags::from([("classification".to_owned(), "internal".to_owned())]));
    made
}

/// A customer key: enabled, rotated, its policy open to its own account only.
pub fn key(id: &str) -> Resource {
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"OwnAccount","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}}]}}"#
    );
    let detail = Key {
        id: id.to_owned(),
        description: format!("sample key {id}"),
        manager: KeyManager::Customer,
        state: KeyState::Enabled,
        created: Some(time("2024-05-01T00:00:00Z")),
        deletion_date: None,
        origin: "AWS_KMS".to_owned(),
        spec: "SYMMETRIC_DEFAULT".to_owned(),
        usage: "ENCRYPT_DECRYPT".to_owned(),
        multi_region: false,
        aliases: Fact::Known(vec![format!("alias/{id}")]),
        policy: Fact::Known(Document::new(policy)),
        grants: Fact::Known(Vec::new()),
        rotation: Fact::Known(KeyRotation { enabled: true, period_days: Some(365) }),
    };
    resource(key_arn(id), ACCOUNT, REGION, Detail::Key(Box::new(detail)))
}

/// An access point of a bucket of the own account, on the internet, without a block of its own, with this policy.
pub fn access_point(name: &str, bucket: &str, policy: Option<String>) -> Resource {
    let detail = AccessPoint {
        name: name.to_owned(),
        bucket: bucket.to_owned(),
        bucket_account: None,
        internet: true,
        vpc: None,
        created: None,
        public_access_block: Fact::Known(PublicAccessBlock::default()),
        policy: Fact::Known(policy.map(Document::new)),
    };
    resource(
        format!("arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/{name}"),
        ACCOUNT,
        REGION,
        Detail::AccessPoint(Box::new(detail)),
    )
}

/// A policy of the organization over the own account: it allows everything, and says this on top.
pub fn organization_policy(name: &str, policy_kind: OrganizationPolicyKind, statement: &str) -> Resource {
    let whom = if policy_kind == OrganizationPolicyKind::ResourceControl { r#""Principal":"*","# } else { "" };
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{whom}"Action":"*","Resource":"*"}},{statement}]}}"#
    );
    let detail = OrganizationPolicy {
        id: format!("p-{name}"),
        name: name.to_owned(),
        policy_kind,
        aws_managed: false,
        document: Fact::Known(Document::new(text)),
        targets: Fact::Known(vec![ACCOUNT.to_owned()]),
    };
    resource(
        format!("arn:aws:organizations::{MANAGEMENT}:policy/{ORGANIZATION}/{name}"),
        ACCOUNT,
        "global",
        Detail::OrganizationPolicy(Box::new(detail)),
    )
}

/// A role that Lambda functions of the own account assume, used yesterday, without any policy.
pub fn role(name: &str) -> Resource {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"lambda.amazonaws.com"}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}}}}}]}}"#
    );
    let detail = Role {
        name: name.to_owned(),
        path: "/".to_owned(),
        unique_id: "AROAEXAMPLE".to_owned(),
        created: Some(time("2024-05-01T00:00:00Z")),
        trust: Document::new(trust),
        attached: Vec::new(),
        inline: Vec::new(),
        boundary: None,
        instance_profiles: Vec::new(),
        last_used: Fact::Known(Some(LastUse {
            date: time("2026-02-28T12:00:00Z"),
            region: Some(REGION.to_owned()),
            service: None,
        })),
        last_accessed: Fact::Known(Vec::new()),
    };
    resource(format!("arn:aws:iam::{ACCOUNT}:role/{name}"), ACCOUNT, "global", Detail::Role(Box::new(detail)))
}

/// A user without password, access keys or policies, made last month.
pub fn user(name: &str) -> Resource {
    let detail = User {
        name: name.to_owned(),
        unique_id: "AIDAEXAMPLE".to_owned(),
        created: Some(time("2026-02-01T00:00:00Z")),
        password_enabled: Fact::Known(false),
        password_last_used: Fact::Known(None),
        groups: Vec::new(),
        attached: Vec::new(),
        inline: Vec::new(),
        boundary: None,
        access_keys: Fact::Known(Vec::new()),
        mfa_devices: Fact::Known(Vec::new()),
        last_accessed: Fact::Known(Vec::new()),
    };
    resource(format!("arn:aws:iam::{ACCOUNT}:user/{name}"), ACCOUNT, "global", Detail::User(Box::new(detail)))
}

/// A group without policies.
pub fn group(name: &str) -> Resource {
    let detail = Group {
        name: name.to_owned(),
        unique_id: "AGPAEXAMPLE".to_owned(),
        created: Some(time("2024-05-01T00:00:00Z")),
        attached: Vec::new(),
        inline: Vec::new(),
    };
    resource(format!("arn:aws:iam::{ACCOUNT}:group/{name}"), ACCOUNT, "global", Detail::Group(Box::new(detail)))
}

/// A customer's managed policy with this document, attached once.
pub fn managed_policy(name: &str, text: impl AsRef<str>) -> Resource {
    let detail = ManagedPolicy {
        name: name.to_owned(),
        aws_managed: false,
        default_version: "v1".to_owned(),
        document: Fact::Known(Document::new(text.as_ref())),
        attachments: 1,
        boundary_uses: 0,
        updated: Some(time("2024-05-01T00:00:00Z")),
    };
    resource(format!("arn:aws:iam::{ACCOUNT}:policy/{name}"), ACCOUNT, "global", Detail::Policy(Box::new(detail)))
}

/// An OpenID Connect provider.
pub fn oidc_provider(url: &str) -> Resource {
    let detail = OidcProvider { url: url.to_owned(), audiences: Fact::Known(vec!["sts.amazonaws.com".to_owned()]) };
    resource(
        format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{url}"),
        ACCOUNT,
        "global",
        Detail::OidcProvider(Box::new(detail)),
    )
}

/// A trail over all regions with data events of S3, logging to the bucket `trail-logs`, encrypted with the key `main`.
pub fn trail(name: &str) -> Resource {
    let field = |field: &str, value: &str| FieldSelector {
        field: field.to_owned(),
        equals: vec![value.to_owned()],
        ..FieldSelector::default()
    };
    let management =
        AdvancedSelector { name: Some("management".to_owned()), fields: vec![field("eventCategory", "Management")] };
    let data = AdvancedSelector {
        name: Some("objects".to_owned()),
        fields: vec![field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object")],
    };
    let detail = Trail {
        multi_region: true,
        organization_trail: false,
        global_service_events: true,
        log_file_validation: true,
        bucket: Some("trail-logs".to_owned()),
        prefix: None,
        kms_key: Some(key_arn("main")),
        log_group: None,
        topic: None,
        status: Fact::Known(TrailStatus { logging: true, latest_delivery: Some(now()), delivery_error: None }),
        selectors: Fact::Known(EventSelectors { basic: Vec::new(), advanced: vec![management, data] }),
    };
    resource(
        format!("arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{name}"),
        ACCOUNT,
        REGION,
        Detail::Trail(Box::new(detail)),
    )
}

/// The settings of an account: root protected, strong passwords, public access blocked.
pub fn account(id: &str) -> Resource {
    let detail = AccountSettings {
        alias: Fact::Known(Some(format!("sample-{}", &id[..4]))),
        summary: Fact::Known(BTreeMap::from([("AccountMFAEnabled".to_owned(), 1)])),
        password_policy: Fact::Known(Some(PasswordPolicy {
            minimum_length: 14,
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
            maximum_age_days: Some(90),
            reuse_prevention: Some(24),
            users_may_change: true,
        })),
        root: Fact::Known(RootUser { mfa: true, access_keys: 0, password_last_used: Fact::Known(None) }),
        public_access_block: Fact::Known(Some(PublicAccessBlock::ALL)),
        regions: Fact::Known(vec![REGION.to_owned()]),
    };
    resource(format!("arn:aws:iam::{id}:root"), id, "global", Detail::Account(Box::new(detail)))
}
