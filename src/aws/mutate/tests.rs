//! Each setting read and written against canned answers.

use super::AwsMutate;
use crate::aws::canned::{Answer, Asked, Canned, json_error, s3_error, session};
use crate::aws::session::Sessions;
use crate::model::{AccountId, Arn, Aspect, Failure, Region, Setting, SettingValue};
use crate::ports::Mutate;

const BUCKET: &str = "arn:aws:s3:::raw";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/k1";
const ROLE: &str = "arn:aws:iam::111122223333:role/data/loader";
const USER: &str = "arn:aws:iam::111122223333:user/amina";
const GROUP: &str = "arn:aws:iam::111122223333:group/analysts";
const TRAIL: &str = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main";
const ADMIN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

fn setting(resource: &str, aspect: Aspect) -> Setting {
    let (account, region) = (AccountId::from("111122223333"), Region::from("eu-west-1"));
    Setting { account, region, resource: Arn::from(resource), aspect }
}

/// Selectors of each sort.
const BASIC: &str = r#"{"basic":[{"read_write":"All","management_events":true,"data_resources":[["AWS::S3::Object",["arn:aws:s3:::raw/"]]],"excluded_sources":["kms.amazonaws.com"]}],"advanced":[]}"#;
const ADVANCED: &str = r#"{"basic":[],"advanced":[{"name":"data","fields":[{"field":"eventCategory","equals":["Data"],"starts_with":[],"ends_with":[],"not_equals":[],"not_starts_with":[],"not_ends_with":[]}]}]}"#;

async fn mutate(canned: &Canned) -> AwsMutate {
    AwsMutate::new(Sessions::of(vec![session(canned).await]))
}

fn value(text: Option<&str>) -> SettingValue {
    SettingValue(text.map(str::to_owned))
}

fn admin() -> Aspect {
    Aspect::PolicyAttachment { policy: Arn::from(ADMIN) }
}

fn access_key() -> Aspect {
    Aspect::AccessKeyStatus { key: "AKIAEXAMPLE".to_owned() }
}

/// What a request does, in its service's own words: `PUT policy`, `TrentService.PutKeyPolicy`, `Action=GetRole`.
fn words(asked: &Asked) -> String {
    if !asked.target.is_empty() {
        return asked.target.rsplit('.').next().unwrap_or_default().to_owned();
    }
    if let Some(action) = asked.body.strip_prefix("Action=") {
        return action.split('&').next().unwrap_or_default().to_owned();
    }
    let path = asked.uri.rsplit_once('/').map_or("", |(_, tail)| tail);
    let query = path.split_once('?').map_or(path, |(_, query)| query);
    let settings = query.split('&').filter(|pair| !pair.starts_with("x-id"));
    format!("{} {}", asked.method, settings.collect::<Vec<_>>().join("&").trim_end_matches('='))
}

fn accepted(_: &Asked) -> Answer {
    (200, "{}".to_owned())
}

/// A change, the one request that makes it, and a part of that request's body.
type Change = (Setting, Option<&'static str>, Option<&'static str>, &'static str, &'static str);

fn changes() -> Vec<Change> {
    let block = r#"{"block_public_acls":true,"ignore_public_acls":true,"block_public_policy":true,"restrict_public_buckets":false}"#;
    let kms = r#"{"rules":[{"algorithm":"aws:kms","key":"k1","bucket_key":true,"blocked":["SSE-C"]}]}"#;
    let acl = r#"{"owner":"0a1b","grants":[{"grantee":{"canonical_user":"0a1b"},"permission":"FULL_CONTROL"}]}"#;
    let logging = r#"{"target_bucket":"logs","target_prefix":"raw/"}"#;
    let off = r#"{"enabled":false,"period_days":null}"#;
    let on = r#"{"enabled":true,"period_days":180}"#;
    let never = r#"{"status":null,"mfa_delete":false}"#;
    let versioned = r#"{"status":"Enabled","mfa_delete":false}"#;
    let b = |aspect| setting(BUCKET, aspect);
    let account = || setting("arn:aws:iam::111122223333:root", Aspect::AccountPublicAccessBlock);
    let mut all = vec![
        (
            b(Aspect::BucketPublicAccessBlock),
            None,
            Some(block),
            "PUT publicAccessBlock",
            "<RestrictPublicBuckets>false<",
        ),
        (b(Aspect::BucketPublicAccessBlock), Some(block), None, "DELETE publicAccessBlock", ""),
        (account(), None, Some(block), "PUT publicAccessBlock", "<BlockPublicPolicy>true<"),
        (account(), Some(block), None, "DELETE publicAccessBlock", ""),
        (b(Aspect::BucketEncryption), None, Some(kms), "PUT encryption", "<EncryptionType>SSE-C<"),
        (b(Aspect::BucketEncryption), Some(kms), None, "DELETE encryption", ""),
        (b(Aspect::BucketPolicy), None, Some("{ \"é\": 1 }"), "PUT policy", "{ \"é\": 1 }"),
        (b(Aspect::BucketPolicy), Some("{}"), None, "DELETE policy", ""),
        (
            b(Aspect::BucketOwnership),
            None,
            Some("\"BucketOwnerEnforced\""),
            "PUT ownershipControls",
            "BucketOwnerEnforced",
        ),
        (b(Aspect::BucketOwnership), Some("\"ObjectWriter\""), None, "DELETE ownershipControls", ""),
        (b(Aspect::BucketAcl), Some(acl), Some(acl), "PUT acl", "<Permission>FULL_CONTROL<"),
        (b(Aspect::BucketVersioning), Some(never), Some(versioned), "PUT versioning", "<Status>Enabled<"),
        (b(Aspect::BucketLogging), None, Some(logging), "PUT logging", "<TargetPrefix>raw/<"),
        (b(Aspect::BucketLogging), Some(logging), None, "PUT logging", "<BucketLoggingStatus"),
        (setting(KEY, Aspect::KeyPolicy), Some("{}"), Some("{ }"), "PutKeyPolicy", "\"Policy\":\"{ }\""),
        (setting(KEY, Aspect::KeyRotation), Some(off), Some(on), "EnableKeyRotation", "\"RotationPeriodInDays\":180"),
        (setting(KEY, Aspect::KeyRotation), Some(on), Some(off), "DisableKeyRotation", "k1"),
        (setting(KEY, Aspect::KeyState), Some("\"pending_deletion\""), Some("\"disabled\""), "CancelKeyDeletion", "k1"),
        (
            setting(KEY, Aspect::KeyState),
            Some("\"disabled\""),
            Some("\"pending_deletion\""),
            "ScheduleKeyDeletion",
            "30",
        ),
        (setting(USER, access_key()), Some("\"Active\""), Some("\"Inactive\""), "UpdateAccessKey", "UserName=amina"),
        (setting(ROLE, admin()), Some("\"attached\""), None, "DetachRolePolicy", "RoleName=loader"),
        (setting(ROLE, admin()), None, Some("\"attached\""), "AttachRolePolicy", "AdministratorAccess"),
        (setting(USER, admin()), Some("\"attached\""), None, "DetachUserPolicy", "UserName=amina"),
        (setting(USER, admin()), None, Some("\"attached\""), "AttachUserPolicy", "UserName=amina"),
        (setting(GROUP, admin()), Some("\"attached\""), None, "DetachGroupPolicy", "GroupName=analysts"),
        (setting(GROUP, admin()), None, Some("\"attached\""), "AttachGroupPolicy", "GroupName=analysts"),
        (
            setting(ROLE, Aspect::RoleTrust),
            Some("{}"),
            Some("{ }"),
            "UpdateAssumeRolePolicy",
            "PolicyDocument=%7B%20%7D",
        ),
        (
            setting(TRAIL, Aspect::TrailLogValidation),
            Some("false"),
            Some("true"),
            "UpdateTrail",
            "\"EnableLogFileValidation\":true",
        ),
        (setting(TRAIL, Aspect::TrailLogging), Some("false"), Some("true"), "StartLogging", "trail/main"),
        (setting(TRAIL, Aspect::TrailLogging), Some("true"), Some("false"), "StopLogging", "trail/main"),
    ];
    all.extend(selectors());
    all
}

fn selectors() -> [Change; 2] {
    [
        (
            setting(TRAIL, Aspect::EventSelectors),
            Some(ADVANCED),
            Some(BASIC),
            "PutEventSelectors",
            "\"DataResources\":[{\"Type\":\"AWS::S3::Object\",\"Values\":[\"arn:aws:s3:::raw/\"]}],\
            \"ExcludeManagementEventSources\":[\"kms.amazonaws.com\"]",
        ),
        (
            setting(TRAIL, Aspect::EventSelectors),
            Some(BASIC),
            Some(ADVANCED),
            "PutEventSelectors",
            "{\"Name\":\"data\",\"FieldSelectors\":[{\"Field\":\"eventCategory\",\"Equals\":[\"Data\"]}]}",
        ),
    ]
}

#[tokio::test]
async fn each_change_is_one_request() {
    for (setting, before, after, expected, part) in changes() {
        let canned = Canned::new(|asked: &Asked| match words(asked).as_str() {
            // The answers that the SDK does not take without their required parts.
            "UpdateTrail" | "StartLogging" | "StopLogging" | "PutEventSelectors" => accepted(asked),
            words if !words.contains(' ') && asked.target.is_empty() => (200, "<Response/>".to_owned()),
            words if words.contains(' ') => (200, String::new()),
            _ => accepted(asked),
        });
        let aws = mutate(&canned).await;
        let written = aws.write(&setting, &value(before), &value(after)).await;
        assert_eq!(written, Ok(()), "{setting}");
        let asked = canned.asked();
        assert_eq!(asked.iter().map(words).collect::<Vec<_>>(), [expected], "{setting}");
        assert!(asked[0].body.contains(part), "{setting}: {}", asked[0].body);
    }
}

#[tokio::test]
async fn the_request_is_the_one_that_the_plan_names() {
    for (setting, _, after, expected, _) in changes() {
        let operation = setting.write_call(&value(after)).operation;
        let named = match expected.split_once(' ') {
            Some((method, what)) => {
                let what = what.replace("object-lock", "objectlock").to_lowercase();
                operation.to_lowercase().contains(&what) && operation.to_lowercase().starts_with(&method.to_lowercase())
            }
            None => operation == expected,
        };
        assert!(named, "{setting}: the plan says {operation}, the request is {expected}");
    }
}

async fn read(
    resource: &str,
    aspect: Aspect,
    answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
) -> SettingValue {
    let canned = Canned::new(answer);
    let read = mutate(&canned).await.read(&setting(resource, aspect)).await;
    read.unwrap()
}

#[tokio::test]
async fn what_there_is_not_is_read_as_none() {
    let none = [
        (Aspect::BucketPublicAccessBlock, "NoSuchPublicAccessBlockConfiguration"),
        (Aspect::BucketEncryption, "ServerSideEncryptionConfigurationNotFoundError"),
        (Aspect::BucketPolicy, "NoSuchBucketPolicy"),
        (Aspect::BucketOwnership, "OwnershipControlsNotFoundError"),
        (Aspect::AccountPublicAccessBlock, "NoSuchPublicAccessBlockConfiguration"),
    ];
    for (aspect, code) in none {
        let answer = move |asked: &Asked| match s3_error(404, code) {
            // The API of whole accounts puts its errors one element deeper.
            (status, error) if asked.uri.contains("/v20180820/") => (
                status,
                error.replace("<Error>", "<ErrorResponse><Error>").replace("</Error>", "</Error></ErrorResponse>"),
            ),
            error => error,
        };
        assert_eq!(read(BUCKET, aspect, answer).await, SettingValue::NONE, "{code}");
    }
    let off = |_: &Asked| (200, "<BucketLoggingStatus/>".to_owned());
    assert_eq!(read(BUCKET, Aspect::BucketLogging, off).await, SettingValue::NONE);
}

#[tokio::test]
async fn a_trust_policy_is_read_as_it_was_written() {
    let answer = |_: &Asked| {
        let document = "%7B%20%22Sid%22%3A%22a%2Bb%22%7D";
        let role = format!(
            "<Path>/</Path><RoleName>loader</RoleName><RoleId>A</RoleId><Arn>{ROLE}</Arn>\
             <CreateDate>2026-01-02T03:04:05Z</CreateDate>\
             <AssumeRolePolicyDocument>{document}</AssumeRolePolicyDocument>"
        );
        let result = format!("<GetRoleResult><Role>{role}</Role></GetRoleResult>");
        (200, format!("<GetRoleResponse>{result}</GetRoleResponse>"))
    };
    assert_eq!(read(ROLE, Aspect::RoleTrust, answer).await, SettingValue::text(r#"{ "Sid":"a+b"}"#));
}

#[tokio::test]
async fn selectors_are_read_with_what_they_leave_out() {
    let told = r#"{"EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::raw/"]}],"ExcludeManagementEventSources":["kms.amazonaws.com"]}]}"#;
    let basic = read(TRAIL, Aspect::EventSelectors, |_| (200, told.to_owned())).await;
    assert_eq!(basic, SettingValue::text(BASIC));
    let told = r#"{"AdvancedEventSelectors":[{"Name":"data","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]}]}]}"#;
    let advanced = read(TRAIL, Aspect::EventSelectors, |_| (200, told.to_owned())).await;
    assert_eq!(advanced, SettingValue::text(ADVANCED));
}

#[tokio::test]
async fn an_attachment_is_found_on_the_last_page() {
    let answer = |asked: &Asked| {
        let (policy, more) = if asked.body.contains("Marker=m") {
            (ADMIN, "")
        } else {
            ("arn:x", "<IsTruncated>true</IsTruncated><Marker>m</Marker>")
        };
        let member = format!("<member><PolicyArn>{policy}</PolicyArn></member>");
        let result = "ListAttachedRolePolicies";
        (
            200,
            format!(
                "<{result}Response><{result}Result><AttachedPolicies>{member}</AttachedPolicies>{more}</{result}Result></{result}Response>"
            ),
        )
    };
    assert_eq!(read(ROLE, admin(), answer).await, SettingValue::text("\"attached\""));
}

#[tokio::test]
async fn a_denied_change_names_its_subject_and_its_permission() {
    let canned = Canned::new(|_| s3_error(403, "AccessDenied"));
    let setting = setting(BUCKET, Aspect::BucketPolicy);
    let aws = mutate(&canned).await;
    let error = aws.write(&setting, &SettingValue::NONE, &SettingValue::text("{}")).await.unwrap_err();
    assert_eq!(error.reason, Failure::Denied);
    let told = error.to_string();
    for part in ["bucket policy of arn:aws:s3:::raw", "111122223333 (eu-west-1)", "needs s3:PutBucketPolicy"] {
        assert!(told.contains(part), "{told}");
    }
}

#[tokio::test]
async fn a_denied_read_is_not_taken_for_none() {
    let canned = Canned::new(|_| json_error(400, "AccessDeniedException"));
    let aws = mutate(&canned).await;
    let error = aws.read(&setting(KEY, Aspect::KeyPolicy)).await.unwrap_err();
    assert_eq!((error.reason, error.permission.as_str()), (Failure::Denied, "kms:GetKeyPolicy"));
}

#[tokio::test]
async fn what_no_call_can_do_is_refused_without_one() {
    let canned = Canned::new(accepted);
    let aws = mutate(&canned).await;
    let impossible = [
        (setting(BUCKET, Aspect::BucketVersioning), r#"{"status":"Enabled"}"#, Some(r#"{"status":null}"#)),
        (setting(BUCKET, Aspect::BucketAcl), "{}", None),
        (setting(BUCKET, Aspect::BucketEncryption), "{}", Some("{}")),
        (setting(KEY, Aspect::KeyPolicy), "{}", None),
        (setting(KEY, Aspect::KeyState), "\"disabled\"", Some("\"enabled\"")),
        (setting(ROLE, Aspect::RoleTrust), "{}", None),
        (setting(TRAIL, Aspect::TrailLogging), "true", Some("perhaps")),
    ];
    for (setting, before, after) in impossible {
        let error = aws.write(&setting, &value(Some(before)), &value(after)).await.unwrap_err();
        assert_eq!(error.reason, Failure::Refused, "{setting}");
    }
    assert!(canned.asked().is_empty());
}

#[tokio::test]
async fn an_account_without_a_session_is_not_touched() {
    let canned = Canned::new(accepted);
    let foreign = Setting { account: AccountId::from("999988887777"), ..setting(BUCKET, Aspect::BucketPolicy) };
    let error = mutate(&canned).await.read(&foreign).await.unwrap_err();
    assert!(error.to_string().contains("999988887777"));
    assert!(canned.asked().is_empty());
}
