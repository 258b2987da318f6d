//! The IAM collector against canned answers: pages, documents, the report, keys, factors and last use.

use std::sync::Arc;
use std::time::Duration;

use super::iam;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller};
use crate::model::aws::AccessKeyStatus;
use crate::model::{Detail, Fact, Failure, GapId, Kind, Region, Resource};
use crate::ports::Early;

const TRUST: &str = "%7B%22Version%22%3A%20%222012-10-17%22%7D";

const FIRST_PAGE: &str = "<UserDetailList><member><Path>/</Path><UserName>loader</UserName><UserId>AIDA1</UserId>\
<Arn>arn:aws:iam::111122223333:user/loader</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate>\
<GroupList><member>team</member></GroupList><PermissionsBoundary>\
<PermissionsBoundaryType>Policy</PermissionsBoundaryType>\
<PermissionsBoundaryArn>arn:aws:iam::aws:policy/PowerUserAccess</PermissionsBoundaryArn></PermissionsBoundary>\
</member></UserDetailList><IsTruncated>true</IsTruncated><Marker>more</Marker>";

fn second_page() -> String {
    format!(
        "<RoleDetailList><member><Path>/</Path><RoleName>job</RoleName><RoleId>AROA1</RoleId>\
<Arn>arn:aws:iam::111122223333:role/job</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate>\
<AssumeRolePolicyDocument>{TRUST}</AssumeRolePolicyDocument>\
<RoleLastUsed><LastUsedDate>2025-05-05T00:00:00Z</LastUsedDate><Region>eu-west-1</Region></RoleLastUsed>\
<Tags><member><Key>layer</Key><Value>processing</Value></member></Tags></member>\
<member><Path>/aws-service-role/s3.amazonaws.com/</Path><RoleName>linked</RoleName><RoleId>AROA2</RoleId>\
<Arn>arn:aws:iam::111122223333:role/aws-service-role/s3.amazonaws.com/linked</Arn>\
<AssumeRolePolicyDocument>{TRUST}</AssumeRolePolicyDocument></member></RoleDetailList>\
<IsTruncated>false</IsTruncated>"
    )
}

const AWS_MANAGED: &str = "<Policies><member><PolicyName>PowerUserAccess</PolicyName>\
<Arn>arn:aws:iam::aws:policy/PowerUserAccess</Arn><DefaultVersionId>v7</DefaultVersionId>\
<AttachmentCount>0</AttachmentCount><PermissionsBoundaryUsageCount>1</PermissionsBoundaryUsageCount>\
<PolicyVersionList><member><Document>%7B%7D</Document><VersionId>v7</VersionId>\
<IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member>\
<member><PolicyName>Unused</PolicyName><Arn>arn:aws:iam::aws:policy/Unused</Arn></member></Policies>\
<IsTruncated>false</IsTruncated>";

/// The columns of a credential report, and one user whose first key was made at the time that `ListAccessKeys` says.
/// In base 64, as IAM sends it.
fn report() -> String {
    let text = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service\n\
loader,arn,2024-01-01T00:00:00+00:00,true,no_information,N/A,N/A,false,true,2024-01-02T03:04:05+00:00,\
2025-01-01T00:00:00+00:00,eu-west-1,s3,false,N/A,N/A,N/A,N/A\n";
    aws_smithy_types::base64::encode(text)
}

fn wrap(operation: &str, result: &str) -> Answer {
    (200, format!("<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>"))
}

fn operation(asked: &Asked) -> String {
    let named = asked.body.split('&').find_map(|pair| pair.strip_prefix("Action="));
    named.unwrap_or_default().to_owned()
}

fn account(asked: &Asked) -> Answer {
    let operation = operation(asked);
    let result = match operation.as_str() {
        "GetAccountAuthorizationDetails" if asked.body.contains("AWSManagedPolicy") => AWS_MANAGED.to_owned(),
        "GetAccountAuthorizationDetails" if asked.body.contains("Marker=more") => second_page(),
        "GetAccountAuthorizationDetails" => FIRST_PAGE.to_owned(),
        "GenerateCredentialReport" => "<State>COMPLETE</State>".to_owned(),
        "GetCredentialReport" => format!("<Content>{}</Content>", report()),
        "ListAccessKeys" => "<AccessKeyMetadata><member><UserName>loader</UserName><AccessKeyId>AKIA1</AccessKeyId>\
<Status>Active</Status><CreateDate>2024-01-02T03:04:05Z</CreateDate></member></AccessKeyMetadata>\
<IsTruncated>false</IsTruncated>"
            .to_owned(),
        "ListMFADevices" => "<MFADevices/><IsTruncated>false</IsTruncated>".to_owned(),
        "GenerateServiceLastAccessedDetails" => "<JobId>00000000-0000-0000-0000-000000000001</JobId>".to_owned(),
        "GetServiceLastAccessedDetails" => "<JobStatus>COMPLETED</JobStatus>\
<JobCreationDate>2025-06-01T00:00:00Z</JobCreationDate><JobCompletionDate>2025-06-01T00:00:01Z</JobCompletionDate>\
<ServicesLastAccessed><member><ServiceName>Amazon S3</ServiceName><ServiceNamespace>s3</ServiceNamespace>\
<LastAuthenticated>2025-05-05T00:00:00Z</LastAuthenticated><TrackedActionsLastAccessed><member>\
<ActionName>GetBucketPolicy</ActionName><LastAccessedTime>2025-05-05T00:00:00Z</LastAccessedTime></member>\
</TrackedActionsLastAccessed></member></ServicesLastAccessed><IsTruncated>false</IsTruncated>"
            .to_owned(),
        "GetAccountSummary" => "<SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry>\
<entry><key>AccountAccessKeysPresent</key><value>0</value></entry></SummaryMap>"
            .to_owned(),
        "ListAccountAliases" => {
            "<AccountAliases><member>acme</member></AccountAliases><IsTruncated>false</IsTruncated>".to_owned()
        }
        "GetAccountPasswordPolicy" => return missing("NoSuchEntity"),
        "ListOpenIDConnectProviders" | "ListSAMLProviders" => String::new(),
        _ => return missing("NoSuchPublicAccessBlockConfiguration"),
    };
    wrap(&operation, &result)
}

fn missing(code: &str) -> Answer {
    (404, format!("<ErrorResponse><Error><Code>{code}</Code><Message>none</Message></Error></ErrorResponse>"))
}

async fn collected(canned: &Canned, last_accessed: bool) -> Arc<Notes> {
    let notes = Arc::new(Notes::default());
    let caller = caller(canned, &notes, "iam", Region::global()).await;
    iam::collect(&caller, last_accessed, &Ok(vec![Region::from("eu-west-1")])).await;
    notes
}

fn one(notes: &Notes, kind: Kind) -> Resource {
    notes.resources().into_iter().find(|resource| resource.kind() == kind).unwrap()
}

#[tokio::test]
async fn every_page_is_read_and_documents_are_as_written() {
    let canned = Canned::new(account);
    let notes = collected(&canned, true).await;
    assert_eq!(notes.gaps(), Vec::new());
    let role = notes.resources().into_iter().find(|resource| resource.name() == "job").unwrap();
    let role = role.role().unwrap();
    assert_eq!(role.trust.text(), r#"{"Version": "2012-10-17"}"#);
    assert_eq!(role.last_used.known().unwrap().as_ref().unwrap().region.as_deref(), Some("eu-west-1"));
    let user = one(&notes, Kind::User);
    let user = user.user().unwrap();
    assert_eq!(user.boundary.as_ref().map(|arn| arn.short_name()), Some("PowerUserAccess"));
    assert_eq!((user.password_enabled.known(), user.password_last_used.known()), (Some(&true), Some(&None)));
}

#[tokio::test]
async fn of_policies_of_aws_those_in_use_are_kept() {
    let notes = collected(&Canned::new(account), true).await;
    let policies: Vec<Resource> =
        notes.resources().into_iter().filter(|resource| resource.kind() == Kind::Policy).collect();
    assert_eq!(policies.len(), 1);
    let policy = policies[0].policy().unwrap();
    assert_eq!((policy.aws_managed, policy.boundary_uses), (true, 1));
    assert_eq!(policy.document.known().map(|document| document.text()), Some("{}"));
}

#[tokio::test]
async fn the_report_spares_a_call_for_each_key() {
    let canned = Canned::new(account);
    let notes = collected(&canned, true).await;
    let user = one(&notes, Kind::User);
    let keys = user.user().unwrap().access_keys.known().unwrap();
    assert_eq!((keys[0].id.as_str(), keys[0].status), ("AKIA1", AccessKeyStatus::Active));
    assert_eq!(keys[0].last_used.known().unwrap().as_ref().unwrap().service.as_deref(), Some("s3"));
    assert!(!canned.asked().iter().any(|asked| operation(asked) == "GetAccessKeyLastUsed"));
}

#[tokio::test]
async fn last_access_is_asked_of_all_but_the_roles_of_aws() {
    let canned = Canned::new(account);
    let notes = collected(&canned, true).await;
    let asked = canned.asked().iter().filter(|asked| operation(asked) == "GenerateServiceLastAccessedDetails").count();
    assert_eq!(asked, 2, "the user and the job's role");
    let roles: Vec<Fact<usize>> = notes
        .resources()
        .iter()
        .filter_map(|resource| resource.role().map(|role| role.last_accessed.map(|all| all[0].actions.len())))
        .collect();
    assert_eq!(roles, [Fact::NotApplicable, Fact::Known(1)], "nothing more is asked of the role of AWS");
}

#[tokio::test]
async fn last_access_left_out_is_not_known() {
    let canned = Canned::new(account);
    let notes = collected(&canned, false).await;
    assert!(one(&notes, Kind::Role).role().unwrap().last_accessed.gap().is_some());
    assert_eq!(notes.gaps().iter().map(|gap| gap.reason).collect::<Vec<_>>(), [Failure::LeftOut]);
    let mut arns: Vec<String> = notes.resources().iter().map(|resource| resource.arn.to_string()).collect();
    let all = arns.len();
    arns.sort();
    arns.dedup();
    assert_eq!(arns.len(), all, "nothing is told twice");
}

#[tokio::test]
async fn a_report_that_is_denied_leaves_passwords_unknown_and_asks_for_each_key() {
    let canned = Canned::new(|asked| match operation(asked).as_str() {
        "GenerateCredentialReport" => {
            (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>".to_owned())
        }
        "GetAccessKeyLastUsed" => wrap(
            "GetAccessKeyLastUsed",
            "<UserName>loader</UserName><AccessKeyLastUsed><Region>N/A</Region><ServiceName>N/A</ServiceName>\
</AccessKeyLastUsed>",
        ),
        _ => account(asked),
    });
    let notes = collected(&canned, true).await;
    let user = one(&notes, Kind::User);
    let user = user.user().unwrap();
    assert!(user.password_enabled.gap().is_some() && user.password_last_used.gap().is_some());
    assert_eq!(user.access_keys.known().unwrap()[0].last_used, Fact::Known(None));
    let gaps = notes.gaps();
    assert_eq!(gaps.len(), 1, "one gap, whoever it hides");
    assert_eq!((gaps[0].reason, gaps[0].permission.as_str()), (Failure::Denied, "iam:GenerateCredentialReport"));
}

#[tokio::test]
async fn the_account_knows_its_root_and_its_settings() {
    let notes = collected(&Canned::new(account), true).await;
    let account = one(&notes, Kind::Account);
    let Detail::Account(settings) = &account.detail else { panic!("an account") };
    let root = settings.root.known().unwrap();
    assert_eq!((root.mfa, root.access_keys), (true, 0));
    assert_eq!(settings.alias.known().unwrap().as_deref(), Some("acme"));
    assert_eq!(settings.password_policy, Fact::Known(None));
    assert_eq!(settings.public_access_block, Fact::Known(None));
    assert_eq!(account.arn.as_str(), "arn:aws:iam::111122223333:root");
}

#[tokio::test]
async fn tags_of_policies_and_saml_providers_are_read_page_by_page() {
    let canned = Canned::new(|asked| match operation(asked).as_str() {
        "GetAccountAuthorizationDetails" => wrap(
            "GetAccountAuthorizationDetails",
            "<Policies><member><PolicyName>own</PolicyName><Arn>arn:aws:iam::111122223333:policy/own</Arn>\
<DefaultVersionId>v1</DefaultVersionId><PolicyVersionList><member><Document>%7B%7D</Document>\
<VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member></Policies>\
<IsTruncated>false</IsTruncated>",
        ),
        "ListPolicyTags" if asked.body.contains("Marker=more") => wrap(
            "ListPolicyTags",
            "<Tags><member><Key>team</Key><Value>data</Value></member></Tags><IsTruncated>false</IsTruncated>",
        ),
        "ListPolicyTags" => wrap(
            "ListPolicyTags",
            "<Tags><member><Key>layer</Key><Value>storage</Value></member></Tags>\
<IsTruncated>true</IsTruncated><Marker>more</Marker>",
        ),
        "ListSAMLProviders" => wrap(
            "ListSAMLProviders",
            "<SAMLProviderList><member><Arn>arn:aws:iam::111122223333:saml-provider/staff</Arn></member>\
</SAMLProviderList>",
        ),
        "GetSAMLProvider" => {
            (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>".to_owned())
        }
        _ => account(asked),
    });
    let notes = collected(&canned, true).await;
    let tags = one(&notes, Kind::Policy).tags;
    let pairs: Vec<(&str, &str)> =
        tags.known().unwrap().iter().map(|(key, tag)| (key.as_str(), tag.as_str())).collect();
    assert_eq!(pairs, [("layer", "storage"), ("team", "data")]);
    let gap = one(&notes, Kind::SamlProvider).tags.gap().unwrap();
    let gap = notes.gaps().remove(gap.index());
    assert_eq!((gap.api.as_str(), gap.reason), ("iam:GetSAMLProvider", Failure::Denied));
}

#[tokio::test]
async fn users_and_roles_are_told_before_their_reports_are_there() {
    let canned = Canned::new(|asked| match operation(asked).as_str() {
        "GetServiceLastAccessedDetails" => wrap(
            "GetServiceLastAccessedDetails",
            "<JobStatus>IN_PROGRESS</JobStatus><JobCreationDate>2025-06-01T00:00:00Z</JobCreationDate>",
        ),
        "GenerateCredentialReport" => wrap("GenerateCredentialReport", "<State>STARTED</State>"),
        _ => account(asked),
    });
    let notes = Arc::new(Notes::default());
    let caller = caller(&canned, &notes, "iam", Region::global()).await;
    let regions = Ok(vec![Region::from("eu-west-1")]);
    let is_waiting = async {
        while !canned.asked().iter().any(|asked| operation(asked) == "GetServiceLastAccessedDetails") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = iam::collect(&caller, true, &regions) => panic!("no report is there"),
        () = is_waiting => {}
    }
    let names =
        |kind: Kind| notes.resources().iter().filter(|it| it.kind() == kind).map(|it| it.name().to_owned()).collect();
    let whole: [Vec<String>; 2] = [names(Kind::User), names(Kind::Role)];
    assert_eq!(whole, [vec![], vec!["linked".to_owned()]], "of roles of AWS nothing more is asked");
    let early = notes.early.lock().unwrap();
    let [user, role] = &early[..] else { panic!("a user and a role") };
    let apis = |of: &Early| of.to_come.iter().map(|gap| gap.api.clone()).collect::<Vec<_>>();
    assert_eq!(apis(role), ["iam:GetServiceLastAccessedDetails"]);
    assert_eq!(role.resource.role().unwrap().last_accessed, Fact::Unknown(GapId::to_come(0)));
    let calls = ["iam:GetServiceLastAccessedDetails", "iam:ListAccessKeys", "iam:ListMFADevices"];
    assert_eq!(apis(user), [&calls[..], &["iam:GetCredentialReport"]].concat());
    let user = user.resource.user().unwrap();
    let gaps = [user.last_accessed.gap(), user.access_keys.gap(), user.mfa_devices.gap(), user.password_enabled.gap()];
    assert_eq!(gaps, [0, 1, 2, 3].map(|number| Some(GapId::to_come(number))));
    assert_eq!(user.password_last_used.gap(), user.password_enabled.gap());
    assert!(
        notes.gaps().is_empty() && early.iter().all(|it| it.to_come.iter().all(|gap| gap.reason == Failure::Cancelled))
    );
}

#[tokio::test]
async fn what_was_told_early_is_told_whole_unless_it_is_held() {
    let notes = collected(&Canned::new(account), true).await;
    let early: Vec<String> = notes.early.lock().unwrap().iter().map(|it| it.resource.arn.to_string()).collect();
    let whole: Vec<String> = notes.resources().iter().map(|it| it.arn.to_string()).collect();
    assert_eq!(early.len(), 2);
    assert!(early.iter().all(|arn| whole.iter().filter(|it| *it == arn).count() == 1), "{whole:?}");

    let held = Arc::new(Notes { held: early, ..Notes::default() });
    let canned = Canned::new(account);
    let again = caller(&canned, &held, "iam", Region::global()).await;
    iam::collect(&again, true, &Ok(vec![Region::from("eu-west-1")])).await;
    assert_eq!(held.early.lock().unwrap().len(), 0);
    let asked: Vec<String> = canned.asked().iter().map(operation).collect();
    for spared in ["GenerateServiceLastAccessedDetails", "ListAccessKeys", "ListMFADevices"] {
        assert!(!asked.iter().any(|it| it == spared), "{spared} asks for what is held");
    }
}

#[tokio::test]
async fn a_job_without_an_id_is_a_gap() {
    let canned = Canned::new(|asked| match operation(asked).as_str() {
        "GenerateServiceLastAccessedDetails" => wrap("GenerateServiceLastAccessedDetails", ""),
        _ => account(asked),
    });
    let notes = collected(&canned, true).await;
    let hidden = [
        one(&notes, Kind::User).user().unwrap().last_accessed.gap(),
        notes.resources().iter().find_map(|it| it.role()?.last_accessed.gap()),
    ];
    assert!(hidden.iter().all(Option::is_some), "{hidden:?}");
    assert!(notes.gaps().iter().all(|gap| gap.reason == Failure::Malformed));
}
