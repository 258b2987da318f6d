//! Who can, can, and reach through roles: on small estates and on the demo estate.

use std::path::Path;
use std::sync::Arc;

use tidegate::model::aws::{ActionLastAccessed, BucketEncryption, InlinePolicy, KeyGrant, ServiceLastAccessed};
use tidegate::model::{Document, Fact, Kind, Resource};
use tidegate::policy::access::{
    AccessIndex, Cell, CellState, LastUsed, Options, Provenance, Question, SubjectKind, Whereto,
};
use tidegate::policy::actions::{Access, ActionTable};
use tidegate::policy::evaluate::{Caller, Context};
use tidegate::store::snapshot;

use crate::samples::{self, ACCOUNT, FOREIGN, Tweak, key_arn};

fn statement(body: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{body}]}}"#)
}

fn allow(actions: &str, resource: &str) -> Vec<InlinePolicy> {
    let text = statement(&format!(r#"{{"Effect":"Allow","Action":[{actions}],"Resource":"{resource}"}}"#));
    vec![InlinePolicy { name: "own".to_owned(), document: Document::new(&*text) }]
}

fn trust(principal: &str) -> Document {
    let text = statement(&format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}"#));
    Document::new(&*text)
}

/// A bucket that is not encrypted with a customer's key.
fn plain_bucket(name: &str) -> Resource {
    samples::bucket(name).bucket_with(|it| it.encryption = Fact::Known(Some(BucketEncryption { rules: Vec::new() })))
}

fn index(resources: impl IntoIterator<Item = Resource>) -> AccessIndex {
    AccessIndex::new(Arc::new(samples::estate(resources)))
}

fn named(index: &AccessIndex, cell: &Cell) -> String {
    let subject = index.subject(cell.subject).unwrap();
    subject.caller.identity().map_or_else(|| subject.caller.to_string(), |it| it.name().to_owned())
}

fn readers(index: &AccessIndex, bucket: &str, options: &Options) -> Vec<(String, CellState)> {
    let (id, _) = index.estate().bucket_named(bucket).unwrap();
    let cells = index.who_can(Question::Access(Access::Read), Whereto::Store(id), options);
    cells.iter().map(|cell| (named(index, cell), cell.state)).filter(|(name, _)| !name.contains("root")).collect()
}

#[test]
fn who_can_read_names_principals_outsiders_and_where_it_comes_from() {
    let shared = statement(&format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{FOREIGN}"}},"Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/*"}},
           {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:user/bo"}},"Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/in/*"}}"#
    ));
    let team = statement(r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::*/*"}"#);
    let index = index([
        plain_bucket("raw").bucket_with(|it| it.policy = samples::policy(&shared)),
        samples::user("ann").user_with(|it| it.inline = allow(r#""s3:GetObject""#, "arn:aws:s3:::raw/*")),
        samples::user("bo"),
        samples::user("cy").user_with(|it| it.groups = vec!["team".to_owned()]),
        samples::user("dee"),
        samples::group("team").group_with(|it| {
            it.inline = vec![InlinePolicy { name: "read".to_owned(), document: Document::new(&*team) }];
        }),
    ]);
    let (id, _) = index.estate().bucket_named("raw").unwrap();
    let cells = index.who_can(Question::Access(Access::Read), Whereto::Store(id), &Options::default());
    let told: Vec<String> = cells
        .iter()
        .map(|cell| {
            let from: Vec<&str> = cell.provenance.iter().map(Provenance::id).collect();
            format!("{} {} {} {}", named(&index, cell), cell.state.id(), from.join("+"), cell.resource)
        })
        .collect();
    assert_eq!(
        told,
        [
            "ann allow identity arn:aws:s3:::raw/*",
            "bo allow resource_policy arn:aws:s3:::raw/in/*",
            "cy allow group arn:aws:s3:::raw/*",
            format!("the root user of {ACCOUNT} allow root_user arn:aws:s3:::raw/*").as_str(),
            format!("somebody of {FOREIGN} allow resource_policy arn:aws:s3:::raw/*").as_str(),
        ]
    );
    let names: Vec<&str> = cells[0].actions.iter().map(|id| ActionTable::aws().name(*id)).collect();
    assert_eq!(names, ["s3:GetObject"]);
    assert_eq!(index.subject(cells[4].subject).unwrap().kind, SubjectKind::Account);
}

#[test]
fn a_store_with_a_key_is_read_only_with_the_key() {
    let index = index([
        samples::bucket("raw"),
        samples::key("main").key_with(|it| {
            it.grants = Fact::Known(vec![KeyGrant {
                id: "g1".to_owned(),
                name: None,
                grantee: format!("arn:aws:iam::{ACCOUNT}:user/bo"),
                retiring: None,
                operations: vec!["Decrypt".to_owned()],
                created: None,
                constraints: None,
            }]);
        }),
        samples::user("ann").user_with(|it| it.inline = allow(r#""s3:GetObject""#, "*")),
        samples::user("bo").user_with(|it| it.inline = allow(r#""s3:GetObject","s3:PutObject""#, "*")),
        samples::user("cy").user_with(|it| it.inline = allow(r#""s3:*","kms:Decrypt""#, "*")),
    ]);
    assert_eq!(
        readers(&index, "raw", &Options::default()),
        [("bo".to_owned(), CellState::Allow), ("cy".to_owned(), CellState::Allow)]
    );
    let (key, _) = index.estate().find(&key_arn("main")).unwrap();
    let cells = index.who_can(Question::Access(Access::Decrypt), Whereto::Store(key), &Options::default());
    let from: Vec<(String, bool)> =
        cells.iter().map(|it| (named(&index, it), it.provenance.contains(Provenance::Grant))).collect();
    assert_eq!(from[..2], [("bo".to_owned(), true), ("cy".to_owned(), false)]);
}

/// IAM User Guide, "Roles terms and concepts": role chaining.
#[test]
fn roles_are_reached_over_steps_with_their_conditions() {
    let role = |name: &str, principal: &str| samples::role(name).role_with(|it| it.trust = trust(principal));
    let own = |name: &str| format!(r#"{{"AWS":"arn:aws:iam::{ACCOUNT}:{name}"}}"#);
    let second_factor = statement(&format!(
        r#"{{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole","Condition":{{"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}}}"#,
        own("user/ann")
    ));
    let index = index([
        plain_bucket("raw"),
        samples::user("ann"),
        samples::user("bo").user_with(|it| it.inline = allow(r#""sts:AssumeRole""#, "*")),
        samples::role("first").role_with(|it| it.trust = Document::new(&*second_factor)),
        role("second", &own("role/first")).role_with(|it| it.inline = allow(r#""s3:GetObject""#, "*")),
        role("open", &own("root")),
    ]);
    let ann = index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/ann")).unwrap();
    let told: Vec<String> = index
        .reach(&ann, &Options::default())
        .iter()
        .map(|reached| {
            let step = |step: &tidegate::policy::access::Step| {
                format!("{} if {}", index.subject(step.role).unwrap().caller.identity().unwrap().name(), step.condition)
            };
            format!("{}: {}", reached.state.id(), reached.path.iter().map(step).collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "allow_if: first if `aws:MultiFactorAuthPresent` is `true`",
            "allow_if: first if `aws:MultiFactorAuthPresent` is `true`, second if always",
        ]
    );
    assert_eq!(readers(&index, "raw", &Options::default()), [("second".to_owned(), CellState::Allow)]);
    assert_eq!(
        readers(&index, "raw", &Options::default().through_roles()),
        [
            ("ann".to_owned(), CellState::AllowIf),
            ("first".to_owned(), CellState::Allow),
            ("second".to_owned(), CellState::Allow)
        ]
    );
    let cells = index.can(&ann, &Options::default().through_roles());
    assert_eq!(cells.iter().map(|it| (it.access, it.through.len())).collect::<Vec<_>>(), [(Some(Access::Read), 2)]);
    assert!(cells[0].provenance.contains(Provenance::Assumed));
    let bo = index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/bo")).unwrap();
    let roles = index.reach(&bo, &Options::default());
    assert_eq!(roles.iter().map(|it| (it.state, it.path.len())).collect::<Vec<_>>(), [(CellState::Allow, 1)]);
}

/// IAM User Guide, "Refine permissions in AWS using last accessed information": attempts count, denied ones too.
#[test]
fn last_use_is_of_the_action_where_aws_tells_it_else_of_the_service() {
    let of_s3 = |date, actions: Vec<ActionLastAccessed>| {
        Fact::Known(vec![ServiceLastAccessed { service: "s3".to_owned(), date, region: None, actions }])
    };
    let seen = |actions| of_s3(Some(samples::time("2026-02-01T00:00:00Z")), actions);
    let get = ActionLastAccessed {
        action: "GetObject".to_owned(),
        date: Some(samples::time("2026-01-01T00:00:00Z")),
        region: None,
    };
    let user = |name: &str, seen| {
        samples::user(name).user_with(|it| {
            it.inline = allow(r#""s3:GetObject""#, "*");
            it.last_accessed = seen;
        })
    };
    let index = index([
        plain_bucket("raw"),
        user("action", seen(vec![get])),
        user("service", seen(Vec::new())),
        user("never", of_s3(None, Vec::new())),
        user("not-listed", Fact::Known(Vec::new())),
        user("unread", samples::unknown()),
    ]);
    let cells = index.who_can(Question::Access(Access::Read), Whereto::EveryStore, &Options::default());
    let used: Vec<(String, LastUsed)> = cells.iter().map(|it| (named(&index, it), it.last_used)).collect();
    let at = |time| samples::time(time);
    assert_eq!(used[0], ("action".to_owned(), LastUsed::Action(at("2026-01-01T00:00:00Z"))));
    assert_eq!(used[1], ("service".to_owned(), LastUsed::Service(at("2026-02-01T00:00:00Z"))));
    assert_eq!(used[2], ("never".to_owned(), LastUsed::Never));
    assert_eq!(used[3], ("not-listed".to_owned(), LastUsed::Untold));
    assert!(matches!(used[4].1, LastUsed::Unread(_)));
    assert_eq!(used[5].1, LastUsed::Untold);
}

/// Requests come over TLS unless the question says otherwise.
#[test]
fn the_context_of_a_question_decides() {
    let index =
        index([plain_bucket("raw"), samples::user("ann").user_with(|it| it.inline = allow(r#""s3:GetObject""#, "*"))]);
    let with =
        |value: &str| Options { context: Context::open().with("aws:SecureTransport", value), ..Options::default() };
    assert_eq!(readers(&index, "raw", &Options::default()), [("ann".to_owned(), CellState::Allow)]);
    assert_eq!(readers(&index, "raw", &with("false")), []);
    let open = Options { context: Context::open(), ..Options::default() };
    assert_eq!(readers(&index, "raw", &open), [("ann".to_owned(), CellState::AllowIf)]);
}

/// A policy variable in a resource is filled in for each caller.
#[test]
fn homes_are_each_users_own() {
    let home = "arn:aws:s3:::homes/${aws:username}/*";
    let index = index([
        plain_bucket("homes"),
        samples::user("ann").user_with(|it| it.inline = allow(r#""s3:GetObject""#, home)),
        samples::user("bo"),
    ]);
    let cells = index.can(&index.caller(&format!("arn:aws:iam::{ACCOUNT}:user/ann")).unwrap(), &Options::default());
    assert_eq!(cells.iter().map(|it| it.resource.as_str()).collect::<Vec<_>>(), ["arn:aws:s3:::homes/ann/*"]);
    assert_eq!(readers(&index, "homes", &Options::default()), [("ann".to_owned(), CellState::Allow)]);
}

#[test]
fn a_question_about_one_action_on_one_resource_is_explained_alike() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates/demo.jsonl.zst");
    let index = AccessIndex::new(Arc::new(snapshot::open(&file).unwrap()));
    let options = Options::default();
    let mut seen = 0;
    for action in ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteBucket"] {
        for (_, bucket) in index.estate().all(Kind::Bucket).step_by(5) {
            let inside = if action.ends_with("Object") { "/x" } else { "" };
            let arn = format!("{}{inside}", bucket.arn.as_str());
            let cells = index.who_can(Question::Action(action), Whereto::Resource(&arn), &options);
            for (subject, at) in index.subjects().iter().zip(0..) {
                let answer = index.explain(&subject.caller, action, &arn, &options.context);
                let cell = cells.iter().find(|cell| cell.subject.index() == at);
                assert_eq!(cell.map(|it| it.state), CellState::of(&answer.condition), "{} {arn}", subject.caller);
                if let Some(cell) = cell {
                    assert_eq!(cell.condition, answer.condition, "{} {arn}", subject.caller);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20, "{seen} cells");
}

#[test]
fn a_resource_that_is_no_store_is_asked_one_by_one() {
    let index = index([
        samples::user("ann").user_with(|it| it.inline = allow(r#""sqs:SendMessage""#, "*")),
        samples::user("bo"),
    ]);
    let queue = format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs");
    let cells = index.who_can(Question::Action("sqs:SendMessage"), Whereto::Resource(&queue), &Options::default());
    assert_eq!(cells.iter().map(|it| named(&index, it)).collect::<Vec<_>>()[0], "ann");
    assert!(cells.iter().all(|it| it.store.is_none() && named(&index, it) != "bo"));
    let caller = Caller::parse("arn:aws:iam::111122223333:user/nobody").unwrap();
    assert!(index.can(&caller, &Options::default()).is_empty());
}
