//! What a small plain estate lacks, so that a scan makes every call it knows.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_iam::types::AccessKeyMetadata;
use serde_json::json;
use tidegate::aws::transport;

use super::server::Server;
use super::world::{ACCOUNT, REGION};

const BUCKET: &str = "scanned";

/// The root of the account, as ministack names it.
pub async fn root(server: &Server) -> SdkConfig {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .http_client(transport::client())
        .region(Region::new(REGION))
        .endpoint_url(&server.url)
        .credentials_provider(Credentials::new(ACCOUNT, "emulator", None, None, "test"));
    config.load().await
}

/// A bucket with a policy, a trail, providers of identities, an AWS-managed policy in use, and keys that the credential
/// report cannot tell apart.
pub async fn furnish(root: &SdkConfig) {
    use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
    let s3 = aws_sdk_s3::config::Builder::from(root).force_path_style(true).build();
    let s3 = aws_sdk_s3::Client::from_conf(s3);
    let place = CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::from(REGION));
    s3.create_bucket().bucket(BUCKET).create_bucket_configuration(place.build()).send().await.unwrap();
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/load-role-0000")},
            "Action": "s3:GetObject",
            "Resource": format!("arn:aws:s3:::{BUCKET}/*"),
        }],
    });
    s3.put_bucket_policy().bucket(BUCKET).policy(policy.to_string()).send().await.unwrap();
    let trail = aws_sdk_cloudtrail::Client::new(root);
    trail.create_trail().name("events").s3_bucket_name(BUCKET).send().await.unwrap();
    let iam = aws_sdk_iam::Client::new(root);
    let provider = iam.create_open_id_connect_provider().url("https://tokens.example.com").client_id_list("tidegate");
    provider.thumbprint_list("0".repeat(40)).send().await.unwrap();
    let managed = iam.attach_role_policy().role_name("load-role-0001");
    managed.policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess").send().await.unwrap();
    iam.create_user().user_name("operator").send().await.unwrap();
    keys_of_one_second(&iam, "operator").await;
    let described = "<EntityDescriptor entityID=\"https://login.example.com\"/>".repeat(20);
    iam.create_saml_provider().name("login").saml_metadata_document(described).send().await.unwrap();
}

/// Whatever else makes an answer other than "there is none": passwords and their rules, an organization with a unit and
/// a policy, all settings of a bucket.
pub async fn furnish_further(root: &SdkConfig) {
    let iam = aws_sdk_iam::Client::new(root);
    // The emulator does not know this policy of AWS, to which the plain estate refers.
    let unheard = iam.detach_role_policy().role_name("load-role-0000");
    unheard.policy_arn("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess").send().await.unwrap();
    iam.update_account_password_policy().minimum_password_length(8).send().await.unwrap();
    iam.create_user().user_name("newcomer").send().await.unwrap();
    iam.create_login_profile().user_name("operator").password("A long enough 1").send().await.unwrap();
    organize(root).await;
    set_bucket(root).await;
}

async fn organize(root: &SdkConfig) {
    let organizations = aws_sdk_organizations::Client::new(root);
    let roots = organizations.list_roots().send().await.unwrap();
    let top = roots.roots()[0].id().unwrap();
    organizations.create_organizational_unit().parent_id(top).name("pipelines").send().await.unwrap();
    let limit = organizations.create_policy().name("limit").description("A limit.");
    let document = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}],
    });
    let limit = limit.r#type(aws_sdk_organizations::types::PolicyType::ServiceControlPolicy);
    let limit = limit.content(document.to_string()).send().await.unwrap().policy.unwrap();
    let limit = limit.policy_summary().and_then(|summary| summary.id()).unwrap().to_owned();
    organizations.attach_policy().policy_id(limit).target_id(top).send().await.unwrap();
}

/// The settings that the plain estate's buckets lack.
async fn set_bucket(root: &SdkConfig) {
    use aws_sdk_s3::types::{
        BucketLifecycleConfiguration, DeleteMarkerReplication, Destination, ExpirationStatus, LifecycleExpiration,
        LifecycleRule, LifecycleRuleFilter, ObjectLockConfiguration, ObjectLockEnabled, ObjectOwnership,
        OwnershipControls, OwnershipControlsRule, ReplicationConfiguration, ReplicationRule, ReplicationRuleFilter,
        ReplicationRuleStatus,
    };
    let s3 = aws_sdk_s3::config::Builder::from(root).force_path_style(true).build();
    let s3 = aws_sdk_s3::Client::from_conf(s3);
    let (bucket, target) = ("load-bucket-0000", "arn:aws:s3:::load-bucket-0001");

    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::ObjectWriter).build().unwrap();
    let owned = OwnershipControls::builder().rules(rule).build().unwrap();
    s3.put_bucket_ownership_controls().bucket(bucket).ownership_controls(owned).send().await.unwrap();

    let rule = LifecycleRule::builder()
        .id("expire")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("").build())
        .expiration(LifecycleExpiration::builder().days(30).build());
    let rules = BucketLifecycleConfiguration::builder().rules(rule.build().unwrap()).build().unwrap();
    s3.put_bucket_lifecycle_configuration().bucket(bucket).lifecycle_configuration(rules).send().await.unwrap();

    let rule = ReplicationRule::builder()
        .status(ReplicationRuleStatus::Enabled)
        .priority(1)
        .filter(ReplicationRuleFilter::builder().prefix("").build())
        .delete_marker_replication(DeleteMarkerReplication::builder().build())
        .destination(Destination::builder().bucket(target).build().unwrap());
    let role = format!("arn:aws:iam::{ACCOUNT}:role/load-role-0000");
    let copies = ReplicationConfiguration::builder().role(role).rules(rule.build().unwrap()).build().unwrap();
    s3.put_bucket_replication().bucket(bucket).replication_configuration(copies).send().await.unwrap();

    let locked = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled).build();
    s3.put_object_lock_configuration().bucket(bucket).object_lock_configuration(locked).send().await.unwrap();
}

/// The report names keys by the second in which they were made.
async fn keys_of_one_second(iam: &aws_sdk_iam::Client, user: &str) {
    loop {
        for _ in 0..2 {
            iam.create_access_key().user_name(user).send().await.unwrap();
        }
        let listed = iam.list_access_keys().user_name(user).send().await.unwrap();
        let keys = listed.access_key_metadata();
        let second = |key: &AccessKeyMetadata| key.create_date().map(aws_smithy_types::DateTime::secs);
        if second(&keys[0]) == second(&keys[1]) {
            return;
        }
        for key in keys {
            iam.delete_access_key().user_name(user).access_key_id(key.access_key_id().unwrap()).send().await.unwrap();
        }
    }
}
