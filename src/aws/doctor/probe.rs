//! One cheap call for each permission, where IAM may not be asked: to be denied is one answer, anything found or not
//! found the other.

use std::sync::Arc;

use crate::model::{Failure, Region};

use super::super::call::Caller;
use super::super::error::Refusal;
use super::super::session::Session;
use super::super::wire::services::EC2;
use super::ask::States;
use super::{Held, Quiet, caller};

/// The name of a user who does not exist: IAM judges the permission before it looks for the user.
const NOBODY: &str = "tidegate-doctor-nobody";

/// Refusals that say that the caller was let in.
const LET_IN: &[&str] = &["AWSOrganizationsNotInUseException", "ReportNotPresent", "ReportInProgress", "ReportExpired"];

fn judge<T>(answer: Result<T, Refusal>) -> Held {
    match answer {
        Ok(_) => Held::Yes,
        Err(refusal) => match refusal.reason {
            Failure::Denied => Held::No,
            Failure::NotFound => Held::Yes,
            // The service looked and found nothing to answer with, which it does only after it let the caller in.
            Failure::Refused if LET_IN.contains(&refusal.code.as_str()) => Held::Yes,
            reason if refusal.message.is_empty() => Held::NotKnown(reason.to_string()),
            reason => Held::NotKnown(format!("{reason}: {}", refusal.message)),
        },
    }
}

/// Tries each call in turn and keeps what it shows.
macro_rules! probe {
    ($states:ident, $caller:ident, $($action:literal => $request:expr),+ $(,)?) => {
        $($states.set($action, judge($caller.try_call(|| $request.send()).await));)+
    };
}

/// Tries everything that can be tried without changing anything.
pub(super) async fn all(session: &Arc<Session>, quiet: &Arc<Quiet>) -> States {
    let mut states = States::default();
    states.set("sts:GetCallerIdentity", Held::Yes);
    account(session, quiet, &mut states).await;
    iam(session, quiet, &mut states).await;
    s3(session, quiet, &mut states).await;
    kms(session, quiet, &mut states).await;
    regional(session, quiet, &mut states).await;
    networks(session, quiet, &mut states).await;
    organizations(session, quiet, &mut states).await;
    states
}

async fn account(session: &Arc<Session>, quiet: &Arc<Quiet>, states: &mut States) {
    let caller = caller(session, quiet, "account", Region::global());
    let ec2 = session.wire(EC2, &session.home);
    states.set("ec2:DescribeRegions", judge(caller.try_call(|| ec2.query("DescribeRegions", &[])).await));
    let (regions, block) = (session.account_management(), session.s3control(&session.home));
    probe!(states, caller,
        "account:ListRegions" => regions.list_regions().max_results(1),
        "s3:GetAccountPublicAccessBlock" => block.get_public_access_block().account_id(session.account.as_str()),
    );
}

async fn iam(session: &Arc<Session>, quiet: &Arc<Quiet>, states: &mut States) {
    let caller = caller(session, quiet, "iam", Region::global());
    let iam = session.iam();
    let of = |kind: &str| format!("arn:{}:iam::{}:{kind}/{NOBODY}", session.partition, session.account);
    probe!(states, caller,
        "iam:GetAccountAuthorizationDetails" => iam.get_account_authorization_details().max_items(1),
        "iam:GetPolicy" => iam.get_policy().policy_arn(of("policy")),
        "iam:GetPolicyVersion" => iam.get_policy_version().policy_arn(of("policy")).version_id("v1"),
        "iam:ListPolicyTags" => iam.list_policy_tags().policy_arn(of("policy")),
        "iam:GenerateCredentialReport" => iam.generate_credential_report(),
        "iam:GetCredentialReport" => iam.get_credential_report(),
        "iam:ListAccessKeys" => iam.list_access_keys().user_name(NOBODY),
        "iam:ListMFADevices" => iam.list_mfa_devices().user_name(NOBODY),
        "iam:ListAccountAliases" => iam.list_account_aliases(),
        "iam:GetAccountSummary" => iam.get_account_summary(),
        "iam:GetAccountPasswordPolicy" => iam.get_account_password_policy(),
        "iam:ListOpenIDConnectProviders" => iam.list_open_id_connect_providers(),
        "iam:GetOpenIDConnectProvider" =>
            iam.get_open_id_connect_provider().open_id_connect_provider_arn(of("oidc-provider")),
        "iam:ListSAMLProviders" => iam.list_saml_providers(),
        "iam:GetSAMLProvider" => iam.get_saml_provider().saml_provider_arn(of("saml-provider")),
        "iam:GenerateServiceLastAccessedDetails" => iam.generate_service_last_accessed_details().arn(of("user")),
        "iam:GetServiceLastAccessedDetails" =>
            iam.get_service_last_accessed_details().job_id("00000000-0000-0000-0000-000000000000"),
    );
}

/// What a bucket holds is tried on the first one.
async fn s3(session: &Arc<Session>, quiet: &Arc<Quiet>, states: &mut States) {
    let caller = caller(session, quiet, "s3", Region::global());
    let s3 = session.s3(&session.home);
    let listed = caller.try_call(|| s3.list_buckets().send()).await;
    let first = listed.as_ref().ok().and_then(|listed| listed.buckets().first()).cloned();
    states.set("s3:ListAllMyBuckets", judge(listed));
    access_points(session, &caller, states).await;
    let Some(name) = first.as_ref().and_then(|bucket| bucket.name()) else { return };
    let located = caller.try_call(|| s3.get_bucket_location().bucket(name).send()).await;
    let region = located.as_ref().ok().and_then(|it| it.location_constraint()).map(|it| it.as_str().to_owned());
    states.set("s3:GetBucketLocation", judge(located));
    let region = region.filter(|region| !region.is_empty()).map_or_else(|| session.home.clone(), Region::from);
    let s3 = session.s3(&region);
    probe!(states, caller,
        "s3:GetEncryptionConfiguration" => s3.get_bucket_encryption().bucket(name),
        "s3:GetBucketPublicAccessBlock" => s3.get_public_access_block().bucket(name),
        "s3:GetBucketPolicy" => s3.get_bucket_policy().bucket(name),
        "s3:GetBucketPolicyStatus" => s3.get_bucket_policy_status().bucket(name),
        "s3:GetBucketAcl" => s3.get_bucket_acl().bucket(name),
        "s3:GetBucketOwnershipControls" => s3.get_bucket_ownership_controls().bucket(name),
        "s3:GetBucketVersioning" => s3.get_bucket_versioning().bucket(name),
        "s3:GetBucketLogging" => s3.get_bucket_logging().bucket(name),
        "s3:GetBucketNotification" => s3.get_bucket_notification_configuration().bucket(name),
        "s3:GetReplicationConfiguration" => s3.get_bucket_replication().bucket(name),
        "s3:GetBucketObjectLockConfiguration" => s3.get_object_lock_configuration().bucket(name),
        "s3:GetLifecycleConfiguration" => s3.get_bucket_lifecycle_configuration().bucket(name),
        "s3:GetBucketTagging" => s3.get_bucket_tagging().bucket(name),
    );
}

/// An access point that does not exist does for the questions about one.
async fn access_points(session: &Arc<Session>, caller: &Caller, states: &mut States) {
    let (s3, account) = (session.s3control(&session.home), session.account.as_str());
    let arn = format!("arn:{}:s3:{}:{account}:accesspoint/{NOBODY}", session.partition, session.home);
    probe!(states, caller,
        "s3:ListAccessPoints" => s3.list_access_points().account_id(account).max_results(1),
        "s3:GetAccessPoint" => s3.get_access_point().account_id(account).name(NOBODY),
        "s3:GetAccessPointPolicy" => s3.get_access_point_policy().account_id(account).name(NOBODY),
        "s3:ListTagsForResource" => s3.list_tags_for_resource().account_id(account).resource_arn(arn),
    );
}

/// What a key holds is tried on the first one.
async fn kms(session: &Arc<Session>, quiet: &Arc<Quiet>, states: &mut States) {
    let caller = caller(session, quiet, "kms", session.home.clone());
    let kms = session.kms(&session.home);
    let listed = caller.try_call(|| kms.list_keys().limit(1).send()).await;
    let first = listed.as_ref().ok().and_then(|listed| listed.keys().first()).cloned();
    states.set("kms:ListKeys", judge(listed));
    probe!(states, caller, "kms:ListAliases" => kms.list_aliases().limit(1));
    let Some(key) = first.as_ref().and_then(|key| key.key_id()) else { return };
    probe!(states, caller,
        "kms:DescribeKey" => kms.describe_key().key_id(key),
        "kms:GetKeyPolicy" => kms.get_key_policy().key_id(key).policy_name("default"),
        "kms:ListGrants" => kms.list_grants().key_id(key).limit(1),
        "kms:GetKeyRotationStatus" => kms.get_key_rotation_status().key_id(key),
        "kms:ListResourceTags" => kms.list_resource_tags().key_id(key),
    );
}

/// CloudTrail and Access Analyzer in the home region, on the first trail and the first analyzer.
async fn regional(session: &Arc<Session>, quiet: &Arc<Quiet>, states: &mut States) {
    let caller = caller(session, quiet, "cloudtrail", session.home.clone());
    let (trails, analyzers) = (session.cloudtrail(&session.home), session.access_analyzer(&session.home));
    let listed = caller.try_call(|| trails.describe_trails().send()).await;
    let first = listed.as_ref().ok().and_then(|listed| listed.trail_list().first()).cloned();
    states.set("cloudtrail:DescribeTrails", judge(listed));
    probe!(states, caller, "cloudtrail:LookupEvents" => trails.lookup_events().max_results(1));
    if let Some(trail) = first.as_ref().and_then(|trail| trail.trail_arn()) {
        probe!(states, caller,
            "cloudtrail:GetTrailStatus" => trails.get_trail_status().name(trail),
            "cloudtrail:GetEventSelectors" => trails.get_event_selectors().trail_name(trail),
            "cloudtrail:ListTags" => trails.list_tags().resource_id_list(trail),
        );
    }
    let listed = caller.try_call(|| analyzers.list_analyzers().max_results(1).send()).await;
    let first = listed.as_ref().ok().and_then(|listed| listed.analyzers().first()).cloned();
    states.set("access-analyzer:ListAnalyzers", judge(listed));
    if let Some(analyzer) = first {
        probe!(states, caller,
            "access-analyzer:ListFindings" => analyzers.list_findings_v2().analyzer_arn(analyzer.arn()).max_results(1),
        );
    }
}

/// Networks: every region has the listings, with or without anything in it.
async fn networks(session: &Arc<Session>, quiet: &Arc<Quiet>, states: &mut States) {
    let caller = caller(session, quiet, "ec2", session.home.clone());
    let ec2 = session.wire(EC2, &session.home);
    for action in ["ec2:DescribeVpcEndpoints", "ec2:DescribeRouteTables", "ec2:DescribeSubnets"] {
        let operation = action.trim_start_matches("ec2:");
        states.set(action, judge(caller.try_call(|| ec2.query(operation, &[("MaxResults", "5")])).await));
    }
}

/// What hangs on the tree is tried on the first root and the first policy.
async fn organizations(session: &Arc<Session>, quiet: &Arc<Quiet>, states: &mut States) {
    let caller = caller(session, quiet, "organizations", Region::global());
    let organizations = session.organizations();
    let policies = organizations.list_policies().filter("SERVICE_CONTROL_POLICY".into()).max_results(1);
    let roots = caller.try_call(|| organizations.list_roots().send()).await;
    let listed = caller.try_call(|| policies.send()).await;
    let root = roots.as_ref().ok().and_then(|roots| roots.roots().first()).cloned();
    let policy = listed.as_ref().ok().and_then(|listed| listed.policies().first()).cloned();
    states.set("organizations:ListRoots", judge(roots));
    states.set("organizations:ListPolicies", judge(listed));
    probe!(states, caller, "organizations:DescribeOrganization" => organizations.describe_organization());
    if let Some(root) = root.as_ref().and_then(|root| root.id()) {
        probe!(states, caller,
            "organizations:ListOrganizationalUnitsForParent" =>
                organizations.list_organizational_units_for_parent().parent_id(root).max_results(1),
            "organizations:ListAccountsForParent" =>
                organizations.list_accounts_for_parent().parent_id(root).max_results(1),
        );
    }
    if let Some(policy) = policy.as_ref().and_then(|policy| policy.id()) {
        probe!(states, caller,
            "organizations:DescribePolicy" => organizations.describe_policy().policy_id(policy),
            "organizations:ListTargetsForPolicy" =>
                organizations.list_targets_for_policy().policy_id(policy).max_results(1),
        );
    }
}
