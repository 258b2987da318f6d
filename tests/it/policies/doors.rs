//! Access points on an estate: questions about a bucket go through each of its doors.
//!
//! Source: Amazon S3 User Guide, "Configuring IAM policies for using access points" and "Creating access points restricted
//! to a virtual private cloud".

use std::sync::Arc;

use tidegate::model::aws::InlinePolicy;
use tidegate::model::{AccountId, Detail, Document, Fact, Resource};
use tidegate::policy::access::{AccessIndex, CellState, Options, Question, Whereto};
use tidegate::policy::actions::Access;
use tidegate::policy::evaluate::{Caller, Context, Decision};

use crate::samples::{self, ACCOUNT, FOREIGN, Tweak};

const DOOR: &str = "arn:aws:s3:eu-west-1:111122223333:accesspoint/door";

fn text(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn user(name: &str, actions: &str, resource: &str) -> Resource {
    let allow = text(&format!(r#"{{"Effect":"Allow","Action":{actions},"Resource":"{resource}"}}"#));
    samples::user(name).user_with(|it| {
        it.inline = vec![InlinePolicy { name: "own".to_owned(), document: Document::new(&*allow) }];
    })
}

/// A bucket that leaves the choice to access points, and a door to it with a policy.
fn estate(door: &str, network: Option<&str>) -> AccessIndex {
    let delegates = format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"*","Resource":["arn:aws:s3:::raw","arn:aws:s3:::raw/*"],"Condition":{{"StringEquals":{{"s3:DataAccessPointAccount":"{ACCOUNT}"}}}}}}"#
    );
    let mut point = samples::access_point("door", "raw", Some(text(door)));
    if let Detail::AccessPoint(it) = &mut point.detail {
        it.vpc = network.map(str::to_owned);
        it.internet = network.is_none();
    }
    AccessIndex::new(Arc::new(samples::estate([
        samples::bucket("raw").bucket_with(|it| {
            it.encryption = Fact::Known(None);
            it.policy = samples::policy(text(&delegates));
        }),
        point,
        samples::account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None)),
        samples::user("ann"),
        user("bo", r#""s3:GetObject""#, "arn:aws:s3:::raw/*"),
        user("cy", r#""s3:GetObject""#, &format!("{DOOR}/object/*")),
    ])))
}

fn ann_and_a_stranger() -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:user/ann"}},"Action":"s3:GetObject","Resource":"{DOOR}/object/in/*"}},
           {{"Effect":"Allow","Principal":{{"AWS":"{FOREIGN}"}},"Action":"s3:ListBucket","Resource":"{DOOR}"}}"#
    )
}

fn told(index: &AccessIndex, access: Access) -> Vec<String> {
    let (store, _) = index.estate().bucket_named("raw").unwrap();
    let cells = index.who_can(Question::Access(access), Whereto::Store(store), &Options::default());
    let named = |it: &tidegate::policy::access::Cell| {
        let caller = &index.subject(it.subject).unwrap().caller;
        let name = caller.identity().map_or_else(|| caller.to_string(), |it| it.name().to_owned());
        format!("{name} {} {}", it.state.id(), it.resource)
    };
    cells.iter().filter(|it| !matches!(index.subject(it.subject).unwrap().caller, Caller::Root(_))).map(named).collect()
}

#[test]
fn who_can_counts_every_door_of_a_bucket() {
    let index = estate(&ann_and_a_stranger(), None);
    assert_eq!(
        told(&index, Access::Read),
        [
            format!("ann allow {DOOR}/object/in/*"),
            "bo allow arn:aws:s3:::raw/*".to_owned(),
            format!("cy allow {DOOR}/object/*"),
        ]
    );
    assert_eq!(told(&index, Access::List), [format!("somebody of {FOREIGN} allow {DOOR}")]);
    let options = Options::default();
    let (store, matrix) = (0, index.matrix(&options));
    for (caller, wanted) in [("ann", Some(CellState::Allow)), ("bo", Some(CellState::Allow))] {
        let caller = index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/{caller}")).unwrap();
        let subject = index.subject_of(&caller).unwrap();
        assert_eq!(matrix.state(subject, store, Access::Read), wanted);
    }
}

/// One resource of an access point is asked for like any other.
#[test]
fn an_object_behind_a_door_is_explained_in_two_parts() {
    let index = estate(&ann_and_a_stranger(), None);
    let ann = index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/ann")).unwrap();
    let explained = |key: &str| index.explain(&ann, "s3:GetObject", &format!("{DOOR}/object/{key}"), &Context::open());
    let answer = explained("in/a");
    let bucket = answer.bucket.as_ref().expect("the bucket must permit it as well");
    assert_eq!((answer.decision, bucket.verdict.decision), (Decision::Allow, Decision::Allow));
    assert_eq!((bucket.resource.as_str(), answer.keys.len()), ("arn:aws:s3:::raw/in/a", 0));
    assert_eq!(explained("out/a").data.verdict.decision.to_string(), "deny (implicit)");
    // Directly, the bucket does not let her in: it leaves that to its access points.
    let direct = index.explain(&ann, "s3:GetObject", "arn:aws:s3:::raw/in/a", &Context::open());
    assert_eq!((direct.decision.to_string().as_str(), direct.bucket), ("deny (implicit)", None));

    let whereto = format!("{DOOR}/object/in/a");
    let cells = index.who_can(Question::Action("s3:GetObject"), Whereto::Resource(&whereto), &Options::default());
    let names = cells.iter().filter_map(|it| index.subject(it.subject).unwrap().caller.identity());
    assert_eq!(names.map(|it| it.name()).collect::<Vec<_>>(), ["ann", "cy"]);
}

/// Managing an access point asks nothing of its bucket.
#[test]
fn to_manage_a_door_is_no_request_on_the_bucket() {
    let index = estate(&ann_and_a_stranger(), None);
    let root = Caller::Root(AccountId::new(ACCOUNT));
    let answer = index.explain(&root, "s3:DeleteAccessPoint", DOOR, &Context::open());
    assert_eq!((answer.decision, answer.bucket), (Decision::Allow, None));
}

#[test]
fn a_door_of_a_network_opens_from_there() {
    let index = estate(&ann_and_a_stranger(), Some("vpc-1a"));
    let ann = index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/ann")).unwrap();
    let answer = |context: Context| index.explain(&ann, "s3:GetObject", &format!("{DOOR}/object/in/a"), &context);
    assert_eq!(answer(Context::open()).condition.to_string(), "`aws:SourceVpc` is `vpc-1a`");
    assert_eq!(answer(Context::open().with("aws:SourceVpc", "vpc-1a")).decision, Decision::Allow);
    assert_eq!(answer(Context::open().with("aws:SourceVpc", "vpc-2b")).decision.to_string(), "deny (explicit)");
}

/// A bucket that is not in the estate leaves the answer open.
#[test]
fn a_door_to_a_bucket_that_was_not_read_is_unknown() {
    let index = AccessIndex::new(Arc::new(samples::estate([
        samples::access_point("door", "elsewhere", None),
        user("cy", r#""s3:GetObject""#, "*"),
    ])));
    let cy = index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/cy")).unwrap();
    let answer = index.explain(&cy, "s3:GetObject", &format!("{DOOR}/object/a"), &Context::open());
    assert_eq!(answer.decision, Decision::Unknown);
    assert!(answer.condition.to_string().contains("the bucket behind it"), "{}", answer.condition);
}
