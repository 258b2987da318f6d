//! What the estate tells of the context of a request: tags, organizations, partitions, ids.
//!
//! Sources: IAM User Guide, "AWS global condition context keys", "Pass session tags in AWS STS", "Controlling access to
//! AWS resources using tags", "IAM policy elements: Variables and tags" (`aws:userid`); Amazon S3 User Guide, "Enabling
//! ABAC in general purpose buckets".

use std::sync::Arc;

use tidegate::model::aws::{InlinePolicy, MemberAccount, Organization, OrganizationalUnit};
use tidegate::model::{AccountId, Arn, Detail, Document, Estate, Fact, Record, Resource};
use tidegate::policy::access::{AccessIndex, CellState, Options, Question, SubjectKind, Whereto};
use tidegate::policy::actions::Access;
use tidegate::policy::evaluate::{Caller, Context, Decision, Presence};

use crate::samples::{self, ACCOUNT, FOREIGN, ORGANIZATION, SECOND, Tweak};

fn document(statements: &str) -> Document {
    Document::new(format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#).as_str())
}

fn reads_if(condition: &str) -> Vec<InlinePolicy> {
    let text = format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{condition}}}"#);
    vec![InlinePolicy { name: "own".to_owned(), document: document(&text) }]
}

fn trust(actions: &str) -> Document {
    document(&format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{ACCOUNT}"}},"Action":[{actions}]}}"#))
}

fn index(resources: impl IntoIterator<Item = Resource>) -> AccessIndex {
    AccessIndex::new(Arc::new(samples::estate(resources)))
}

fn plain_bucket(name: &str) -> Resource {
    samples::bucket(name).bucket_with(|it| {
        it.encryption = Fact::Known(None);
        it.policy = Fact::Known(None);
    })
}

/// What may be read, as one of the callers of the estate.
fn reads(index: &AccessIndex, who: &str) -> String {
    let caller = index.caller(&format!("arn:aws:iam::{ACCOUNT}:{who}")).unwrap();
    let answer = index.explain(&caller, "s3:GetObject", "arn:aws:s3:::raw/a", &Context::open());
    match answer.decision {
        Decision::AllowIf => format!("if {}", answer.condition),
        other => other.to_string(),
    }
}

const TEAM_RAW: &str = r#"{"StringEquals":{"aws:PrincipalTag/team":"raw"}}"#;

#[test]
fn tags_of_users_and_of_roles_without_session_tags_are_known() {
    let role = |name: &str, actions: &str| {
        samples::role(name).tag("Team", "raw").role_with(|it| {
            it.inline = reads_if(TEAM_RAW);
            it.trust = trust(actions);
        })
    };
    let index = index([
        plain_bucket("raw"),
        samples::user("ann").tag("team", "raw").user_with(|it| it.inline = reads_if(TEAM_RAW)),
        samples::user("bo").tag("team", "curated").user_with(|it| it.inline = reads_if(TEAM_RAW)),
        samples::user("cy").untagged().user_with(|it| it.inline = reads_if(TEAM_RAW)),
        samples::user("dee").tag("team", "raw").tag("Team", "x").user_with(|it| it.inline = reads_if(TEAM_RAW)),
        role("plain", r#""sts:AssumeRole""#),
        role("tagged", r#""sts:AssumeRole","sts:TagSession""#),
    ]);
    assert_eq!(reads(&index, "user/ann"), "allow");
    assert_eq!(reads(&index, "user/bo"), "deny (implicit)");
    assert_eq!(reads(&index, "user/cy"), "deny (implicit)");
    assert_eq!(reads(&index, "user/dee"), "if `aws:PrincipalTag/team` is `raw`", "which of two counts is not said");
    assert_eq!(reads(&index, "role/plain"), "allow", "the key of a tag has no case");
    assert_eq!(reads(&index, "role/tagged"), "if `aws:PrincipalTag/team` is `raw`", "a session's tag overrides");
}

/// A variable takes the tag's value.
#[test]
fn a_home_by_tag_is_known() {
    let home = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/${aws:PrincipalTag/team}"}"#;
    let inline = || vec![InlinePolicy { name: "own".to_owned(), document: document(home) }];
    let index = index([
        plain_bucket("raw"),
        samples::user("ann").tag("team", "a").user_with(|it| it.inline = inline()),
        samples::user("bo").tag("team", "b").user_with(|it| it.inline = inline()),
    ]);
    assert_eq!([reads(&index, "user/ann"), reads(&index, "user/bo")], ["allow", "deny (implicit)"]);
    let (store, _) = index.estate().bucket_named("raw").unwrap();
    let cells = index.who_can(Question::Access(Access::Read), Whereto::Store(store), &Options::default());
    let users = cells.iter().filter(|it| index.subject(it.subject).unwrap().kind == SubjectKind::User);
    let told: Vec<_> = users.map(|it| (it.resource.as_str(), it.state)).collect();
    assert_eq!(told, [("arn:aws:s3:::raw/a", CellState::Allow), ("arn:aws:s3:::raw/b", CellState::Allow)]);
}

/// Tags of a bucket count only where attribute-based control is switched on for it, which is not read.
#[test]
fn tags_of_a_bucket_may_count_and_those_of_a_key_do() {
    let wanted = |key: &str, value: &str| format!(r#"{{"StringEquals":{{"aws:ResourceTag/{key}":"{value}"}}}}"#);
    let decrypts = r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"raw"}}}"#;
    let index = index([
        plain_bucket("raw").tag("team", "raw"),
        samples::user("ann").user_with(|it| it.inline = reads_if(&wanted("team", "raw"))),
        samples::user("bo").user_with(|it| it.inline = reads_if(&wanted("stage", "raw"))),
        samples::user("cy").user_with(|it| {
            it.inline = vec![InlinePolicy { name: "own".to_owned(), document: document(decrypts) }];
        }),
        samples::key("open").tag("team", "raw"),
        samples::key("shut").untagged(),
    ]);
    assert_eq!(reads(&index, "user/ann"), "if `aws:ResourceTag/team` is `raw`");
    assert_eq!(reads(&index, "user/bo"), "deny (implicit)", "the bucket has no such tag");
    let cy = index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/cy")).unwrap();
    let decrypts = |key: &str| {
        index.explain(&cy, "kms:Decrypt", &samples::key_arn(key), &Context::open()).decision == Decision::Allow
    };
    assert!(decrypts("open") && !decrypts("shut"));
}

/// Of a session whose name nobody knows the first part of its id is known.
#[test]
fn a_role_is_told_by_its_id_whatever_its_session() {
    let id = "AROA000000000NEAR";
    let but_near = format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::raw","arn:aws:s3:::raw/*"],"Condition":{{"StringNotLike":{{"aws:userId":["{id}:*","{ACCOUNT}"]}}}}}}"#
    );
    let all = || reads_if(r#"{"Bool":{"aws:PrincipalIsAWSService":"false"}}"#);
    let role = |name: &str, id: &str| {
        samples::role(name).role_with(|it| {
            it.inline = all();
            it.unique_id = id.to_owned();
        })
    };
    let index = index([
        plain_bucket("raw").bucket_with(|it| it.policy = Fact::Known(Some(document(&but_near)))),
        role("near", id),
        role("far", "AROA0000000000FAR"),
        samples::user("ann").user_with(|it| it.inline = all()),
    ]);
    assert_eq!(reads(&index, "role/near"), "allow");
    assert_eq!(reads(&index, "role/far"), "deny (explicit)");
    assert_eq!(reads(&index, "user/ann"), "deny (explicit)");
    assert_eq!(reads(&index, "root"), "allow");
}

fn organization(members: Fact<Vec<MemberAccount>>) -> Record {
    Record::Organization(Organization {
        id: ORGANIZATION.to_owned(),
        management_account: AccountId::new(ACCOUNT),
        feature_set: "ALL".to_owned(),
        accounts: members,
    })
}

fn member(id: &str) -> MemberAccount {
    MemberAccount { id: AccountId::new(id), name: id.to_owned(), status: "ACTIVE".to_owned(), parent: None }
}

fn shared(condition: &str) -> Estate {
    let policy = format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/*","Condition":{condition}}}"#
    );
    let bucket = plain_bucket("raw").bucket_with(|it| {
        it.policy = Fact::Known(Some(document(&policy)));
        it.public_access_block = Fact::Known(None);
    });
    samples::estate([bucket, samples::account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None))])
}

/// What somebody of an account may read, or the anonymous.
fn of_account(estate: &Estate, account: Option<&str>) -> String {
    let index = AccessIndex::new(Arc::new(estate.clone()));
    let caller = account.map_or(Caller::Anonymous, |it| Caller::Account(AccountId::new(it)));
    let answer = index.explain(&caller, "s3:GetObject", "arn:aws:s3:::raw/a", &Context::open());
    if answer.decision == Decision::AllowIf { format!("if {}", answer.condition) } else { answer.decision.to_string() }
}

/// An account that is not in the organization's list can have any organization's id but that one.
#[test]
fn the_organization_of_an_account_is_known_from_its_list() {
    let within = |key: &str, value: &str| format!(r#"{{"{key}":"{value}"}}"#);
    let ours = shared(&format!(r#"{{"StringEquals":{}}}"#, within("aws:PrincipalOrgID", ORGANIZATION)));
    let but_ours = shared(&format!(r#"{{"StringNotEquals":{}}}"#, within("aws:PrincipalOrgID", ORGANIZATION)));
    let other = shared(&format!(r#"{{"StringEquals":{}}}"#, within("aws:PrincipalOrgID", "o-other12345")));
    let paths = format!(r#"{{"ForAnyValue:StringLike":{}}}"#, within("aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*"));
    let paths = shared(&paths);
    let third = "555566667777";
    let with = |estate: &Estate, members: Fact<Vec<MemberAccount>>| {
        let mut estate = estate.clone();
        estate.push(organization(members));
        estate
    };
    let known = || Fact::Known(vec![member(ACCOUNT), member(SECOND), member(third)]);
    for (estate, account, says) in [
        (&ours, Some(third), "allow"),
        (&ours, Some(FOREIGN), "deny (implicit)"),
        (&ours, None, "deny (implicit)"),
        (&but_ours, Some(FOREIGN), "allow"),
        (&but_ours, Some(third), "deny (implicit)"),
        (&but_ours, None, "allow"),
        (&other, Some(FOREIGN), "if `aws:PrincipalOrgID` is `o-other12345`"),
        (&other, Some(SECOND), "deny (implicit)"),
        (&paths, Some(FOREIGN), "deny (implicit)"),
        (&paths, Some(third), "if any value of `aws:PrincipalOrgPaths` matches `o-a1b2c3d4e5/*`"),
    ] {
        assert_eq!(of_account(&with(estate, known()), account), says, "{account:?}");
    }
    let hidden = Fact::NotApplicable;
    assert_eq!(of_account(&with(&ours, hidden), Some(FOREIGN)), "if `aws:PrincipalOrgID` is `o-a1b2c3d4e5`");
    // An account that nobody names may be a member that was not scanned, unless all members were.
    let anybody = |members: &[&str]| {
        let members = Fact::Known(members.iter().map(|it| member(it)).collect());
        let index = AccessIndex::new(Arc::new(with(&ours, members)));
        let (store, _) = index.estate().bucket_named("raw").unwrap();
        let cells = index.who_can(Question::Access(Access::Read), Whereto::Store(store), &Options::default());
        let any = |kind| cells.iter().any(|it| index.subject(it.subject).unwrap().kind == kind);
        any(SubjectKind::AnyAccount)
    };
    assert!(anybody(&[ACCOUNT, SECOND, third]));
    assert!(!anybody(&[ACCOUNT, SECOND]));
}

/// IAM User Guide, "AWS global condition context keys", aws:PrincipalOrgPaths: from the organization down to the unit.
#[test]
fn the_path_of_a_member_leads_from_the_organization_to_its_unit() {
    let below = r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}"#;
    let mut estate = shared(below);
    for (id, parent) in [("r-ab12", None), ("ou-ab12-11111111", Some("r-ab12")), ("ou-ab12-22222222", Some("r-ab12"))] {
        let mut made = samples::managed_policy(id, "{}");
        made.arn = Arn::new(format!("arn:aws:organizations::{ACCOUNT}:ou/{ORGANIZATION}/{id}").as_str());
        made.detail = Detail::OrganizationalUnit(Box::new(OrganizationalUnit {
            id: id.to_owned(),
            name: id.to_owned(),
            parent: parent.map(str::to_owned),
        }));
        estate.push(Record::Resource(Box::new(made)));
    }
    let at = |id: &str, parent: &str| MemberAccount { parent: Some(parent.to_owned()), ..member(id) };
    let (inside, beside, lost) = ("555566667777", "666677778888", "777788889999");
    estate.push(organization(Fact::Known(vec![
        at(ACCOUNT, "r-ab12"),
        at(inside, "ou-ab12-11111111"),
        at(beside, "ou-ab12-22222222"),
        at(lost, "ou-ab12-33333333"),
    ])));
    let says = |account| of_account(&estate, Some(account));
    assert_eq!([says(inside), says(beside)], ["allow", "deny (implicit)"]);
    let open = "if any value of `aws:PrincipalOrgPaths` matches `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*`";
    assert_eq!(says(lost), open, "a unit on the way was not read");
}

/// The root user has an ARN in the partition of the request.
#[test]
fn the_root_user_has_the_partition_of_the_estate() {
    let mut bucket = plain_bucket("raw");
    bucket.arn = Arn::new("arn:aws-cn:s3:::raw");
    let index = index([bucket]);
    let root = Caller::Root(AccountId::new(ACCOUNT));
    let arn = |resource: &str| {
        let request = index.request(&root, "s3:GetObject", resource, Context::open());
        match request.context().get("aws:principalarn") {
            Presence::One(arn) => arn.to_owned(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(arn("arn:aws-cn:s3:::raw/a"), format!("arn:aws-cn:iam::{ACCOUNT}:root"));
    assert_eq!(arn("*"), format!("arn:aws-cn:iam::{ACCOUNT}:root"));
    assert_eq!(arn("arn:aws-us-gov:s3:::else/a"), format!("arn:aws-us-gov:iam::{ACCOUNT}:root"));
}
