//! What events of CloudTrail say of hops: evidence, direction, hops of their own, and what is told of the identity alone.

use std::collections::BTreeMap;

use tidegate::checks::{self, Decision, Rules};
use tidegate::flow::FlowGraph;
use tidegate::model::aws::{ActionLastAccessed, Function, InlinePolicy, PublicAccessBlock, ServiceLastAccessed};
use tidegate::model::{
    AccountId, Activity, Arn, Document, Estate, EventLog, Fact, Record, Redacted, Region, Resource, Use,
};

use super::full;
use crate::samples::{
    ACCOUNT, REGION, Tweak, account, bucket, decision, denied, estate, estate_with_gaps, function, function_arn,
    policy, queue, queue_arn, role, secret, table, time, unknown,
};

const ROLE: &str = "arn:aws:iam::111122223333:role/load";
const RAW: &str = "arn:aws:s3:::raw";

/// A role that functions alone may take, with statements.
fn worker(statements: &str) -> Resource {
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    role("load").role_with(|it| {
        it.trust = Document::new(trust);
        it.inline.push(InlinePolicy { name: "own".to_owned(), document: Document::new(text) });
    })
}

/// May get objects, put objects, or both.
fn may(action: &str) -> Resource {
    worker(&format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"arn:aws:s3:::raw/*"}}"#))
}

fn raw() -> Resource {
    bucket("raw").bucket_with(|it| it.logging = Fact::Known(None))
}

/// A function that names the bucket.
fn naming(name: &str) -> Resource {
    let variables = BTreeMap::from([("BUCKET".to_owned(), Redacted::Plain("raw".to_owned()))]);
    function(name).with(|it: &mut Function| {
        it.environment = Fact::Known(variables);
        it.role = ROLE.to_owned();
    })
}

/// One that names nothing.
fn silent(name: &str) -> Resource {
    function(name).with(|it: &mut Function| it.role = ROLE.to_owned())
}

fn used(action: &str, resource: &str) -> Use {
    let at = time("2026-02-20T08:00:00Z");
    Use { identity: Arn::from(ROLE), action: action.to_owned(), resource: Arn::from(resource), at, count: 3 }
}

fn see(estate: &mut Estate, region: &str, uses: Fact<Vec<Use>>) {
    let (account, region) = (AccountId::new(ACCOUNT), Region::new(region));
    let subject = "kms:Decrypt".to_owned();
    let activity = Activity { account, region, log: EventLog::Management, subject, uses, events: 50, cut_off: true };
    estate.push(Record::Activity(Box::new(activity)));
}

fn seen(resources: impl IntoIterator<Item = Resource>, uses: impl IntoIterator<Item = Use>) -> Estate {
    let mut estate = estate(resources);
    see(&mut estate, REGION, Fact::Known(uses.into_iter().collect()));
    estate
}

/// The hops, and what was told of identities alone.
fn told(estate: &Estate) -> (Vec<String>, Vec<String>) {
    let graph = FlowGraph::new(estate);
    let alone =
        graph.unplaced().iter().map(|it| format!("{} {} {:?}", it.identity, it.does.word(), it.evidence.source));
    (full(estate, &graph), alone.collect())
}

fn hops(resources: impl IntoIterator<Item = Resource>, uses: impl IntoIterator<Item = Use>) -> Vec<String> {
    let (hops, alone) = told(&seen(resources, uses));
    assert_eq!(alone, Vec::<String>::new());
    hops
}

const READ: &str = "observed: CloudTrail management events: s3:GetObject";
const WRITTEN: &str = "observed: CloudTrail management events: s3:PutObject";

#[test]
fn an_event_is_evidence_for_the_hop_of_the_same_role_resource_and_way() {
    let of = |action: &str| hops([naming("load"), raw(), may("s3:GetObject")], [used(action, RAW)]);
    let reads = "bucket raw -reads-> function load as role load";
    let named = "referenced: environment BUCKET; the role may read";
    assert_eq!(of("s3:GetObject"), [format!("{reads} ({READ}; {named})")]);
    // Who reads what is encrypted decrypts it.
    assert_eq!(of("kms:Decrypt"), [format!("{reads} (observed: CloudTrail management events: kms:Decrypt; {named})")]);
    // A listing moves no data.
    assert_eq!(of("s3:ListBucket"), [format!("{reads} ({named})")]);
}

#[test]
fn the_newest_time_is_told_and_each_record_by_its_name() {
    let mut estate = seen([naming("load"), raw(), may("s3:GetObject")], [used("s3:GetObject", RAW)]);
    let later = Use { at: time("2026-02-25T08:00:00Z"), ..used("s3:GetObject", RAW) };
    let activity = Activity {
        account: AccountId::new(ACCOUNT),
        region: Region::new(REGION),
        log: EventLog::Data,
        subject: "arn:aws:logs:eu-west-1:111122223333:log-group:trails".to_owned(),
        uses: Fact::Known(vec![used("s3:GetObject", RAW), later.clone()]),
        events: 2,
        cut_off: false,
    };
    estate.push(Record::Activity(Box::new(activity)));
    let graph = FlowGraph::new(&estate);
    let evidence = &graph.hops().next().unwrap().1.evidence;
    let told: Vec<_> = evidence.iter().map(|it| (it.source.as_str(), it.at)).collect();
    assert_eq!(told[0], ("CloudTrail data events: s3:GetObject", Some(later.at)));
    assert_eq!(told[1], ("CloudTrail management events: s3:GetObject", Some(time("2026-02-20T08:00:00Z"))));
}

#[test]
fn another_role_and_another_resource_are_no_evidence() {
    let other = Use { identity: Arn::from("arn:aws:iam::111122223333:role/other"), ..used("s3:GetObject", RAW) };
    let away = used("s3:GetObject", "arn:aws:s3:::elsewhere");
    let person = Use { identity: Arn::from("arn:aws:iam::111122223333:user/anna"), ..used("s3:GetObject", RAW) };
    for (use_, alone) in [(other, "role/other reads"), (person, "user/anna reads")] {
        let (hops, told) = told(&seen([naming("load"), raw(), may("s3:GetObject"), role("other")], [use_]));
        assert_eq!((hops.len(), hops.iter().any(|it| it.contains("observed"))), (1, false));
        assert!(told.len() == 1 && told[0].contains(alone), "{told:?}");
    }
    let found = hops([naming("load"), raw(), may("s3:GetObject")], [away]);
    assert!(found[0].contains("referenced") && !found[0].contains("observed"), "{found:?}");
    assert!(found[1].starts_with("outside s3://elsewhere -reads-> function load"), "{found:?}");
}

#[test]
fn the_other_way_is_a_hop_of_its_own() {
    let found = hops([naming("load"), raw(), may("s3:GetObject")], [used("s3:PutObject", RAW)]);
    let named = "referenced: environment BUCKET; the role may read";
    assert_eq!(
        found,
        [
            format!("function load -writes-> bucket raw as role load ({WRITTEN})"),
            format!("bucket raw -reads-> function load as role load ({named})"),
        ]
    );
}

#[test]
fn what_was_seen_settles_the_way_of_a_reference() {
    let neither = "referenced: environment BUCKET; the role may not use it";
    let found = hops([naming("load"), raw(), may("s3:ListBucket")], [used("s3:GetObject", RAW)]);
    assert_eq!(found, [format!("bucket raw -reads-> function load as role load ({READ}; {neither})")]);
    let found = hops([naming("load"), raw(), may("s3:ListBucket")], [used("s3:PutObject", RAW)]);
    assert_eq!(found, [format!("function load -writes-> bucket raw as role load ({WRITTEN}; {neither})")]);
    // What tells no way settles none.
    let found = hops([naming("load"), raw(), may("s3:ListBucket")], [used("kms:Decrypt", RAW)]);
    assert!(found.len() == 1 && found[0].starts_with("function load -refers to-> bucket raw"), "{found:?}");
    assert!(found[0].contains("observed: CloudTrail management events: kms:Decrypt"), "{found:?}");
}

#[test]
fn what_a_role_may_do_besides_is_not_ruled_out_by_what_was_seen() {
    let found = hops([naming("load"), raw(), may("s3:*")], [used("s3:GetObject", RAW)]);
    let both = "function load -reads and writes-> bucket raw as role load \
        (referenced: environment BUCKET; the role may read and write)";
    assert_eq!(found, [both.to_owned(), format!("bucket raw -reads-> function load as role load ({READ})")]);
}

#[test]
fn a_use_that_nobody_declared_is_a_hop() {
    let found = hops([silent("load"), raw(), may("s3:*")], [used("s3:GetObject", RAW), used("s3:PutObject", RAW)]);
    assert_eq!(
        found,
        [
            format!("function load -writes-> bucket raw as role load ({WRITTEN})"),
            format!("bucket raw -reads-> function load as role load ({READ})"),
        ]
    );
    // What tells no way is asked of the permissions, as a reference is; beside what does, it is evidence for that.
    let found = hops([silent("load"), raw(), may("s3:GetObject")], [used("kms:Decrypt", RAW)]);
    let decrypted = "observed: CloudTrail management events: kms:Decrypt";
    assert_eq!(found, [format!("bucket raw -reads-> function load as role load ({decrypted}; the role may read)")]);
    let found = hops([silent("load"), raw(), may("s3:*")], [used("kms:Decrypt", RAW), used("s3:GetObject", RAW)]);
    assert_eq!(found, [format!("bucket raw -reads-> function load as role load ({decrypted}; {})", READ)]);
}

#[test]
fn no_component_is_guessed() {
    let read = || [used("s3:GetObject", RAW)];
    let open = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333","Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let alone = |estate: &Estate| {
        let (hops, alone) = told(estate);
        assert!(!hops.iter().any(|it| it.contains("observed")), "{hops:?}");
        assert!(alone.len() == 1 && alone[0].starts_with(&format!("{ROLE} reads")), "{alone:?}");
    };
    // Two that work as the role, none, a role that people can take, and one that another service can.
    alone(&seen([silent("load"), silent("next"), raw(), may("s3:*")], read()));
    alone(&seen([raw(), may("s3:*")], read()));
    let trusting = |trust: &str| may("s3:*").role_with(|it| it.trust = Document::new(trust));
    alone(&seen([silent("load"), raw(), trusting(open)], read()));
    alone(&seen(
        [silent("load"), raw(), trusting(&open.replace(r#""AWS":"111122223333","#, "").replace("lambda", "glue"))],
        read(),
    ));
    // Recorded in another region than that of the component; and while functions were not listed.
    let mut elsewhere = estate([silent("load"), raw(), may("s3:*")]);
    see(&mut elsewhere, "us-east-1", Fact::Known(read().to_vec()));
    alone(&elsewhere);
    let mut hidden = estate_with_gaps([denied("lambda:ListFunctions", "")], [silent("load"), raw(), may("s3:*")]);
    let listing = hidden.listings().iter().find(|it| it.kind == tidegate::model::Kind::Function).unwrap().clone();
    hidden.push(Record::Listing(tidegate::model::Listing { count: unknown(), ..listing }));
    see(&mut hidden, REGION, Fact::Known(read().to_vec()));
    alone(&hidden);
}

#[test]
fn two_components_with_one_role_share_the_evidence_and_settle_nothing() {
    let found = hops([naming("load"), silent("next"), raw(), may("s3:GetObject")], [used("s3:GetObject", RAW)]);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains(&format!("({READ}; 2 components work as the role; referenced")), "{found:?}");
    let found = hops([naming("load"), silent("next"), raw(), may("s3:ListBucket")], [used("s3:GetObject", RAW)]);
    assert!(found.len() == 1 && found[0].starts_with("function load -refers to-> bucket raw"), "{found:?}");
}

#[test]
fn each_kind_of_use_finds_its_resource() {
    let db = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
    let stream = "arn:aws:dynamodb:eu-west-1:111122223333:table/sales/stream/2026-01-01T00:00:00.000";
    let resources = [silent("load"), queue("orders"), table("sales"), function("next"), worker("")];
    let mut keeper = secret("db");
    keeper.arn = Arn::from(db);
    let uses = [
        used("secretsmanager:GetSecretValue", db.strip_suffix("-AbCdEf").unwrap()),
        used("sqs:SendMessage", &queue_arn("orders")),
        used("dynamodb:GetRecords", stream),
        used("lambda:Invoke", &format!("{}:live", function_arn("next"))),
    ];
    let found = hops(resources.into_iter().chain([keeper]), uses);
    for wanted in [
        "secret db -reads-> function load",
        "function load -writes-> queue orders",
        "table sales -reads-> function load",
        "function load -invokes-> function next",
    ] {
        assert!(found.iter().any(|it| it.starts_with(wanted)), "{wanted}: {found:#?}");
    }
}

#[test]
fn while_events_are_unread_no_check_of_flows_passes() {
    let decided = |estate: &Estate| {
        let results = checks::analyse(estate, &Rules::default(), time("2026-03-01T00:00:00Z")).results;
        let of_flows =
            results.into_iter().filter(|it| checks::CATALOGUE[usize::from(it.check)].id.starts_with("flow-"));
        let passing = of_flows.filter(|it| {
            it.decision == Decision::Pass && estate.resource(it.resource).unwrap().account.as_str() == ACCOUNT
        });
        passing.count()
    };
    let resources = || [naming("load"), raw(), may("s3:GetObject")];
    let mut read = estate_with_gaps([denied("cloudtrail:LookupEvents", "")], resources());
    assert!(decided(&read) > 0);
    see(&mut read, REGION, unknown());
    assert_eq!(decided(&read), 0);
}

#[test]
fn an_observed_hop_is_judged_like_any_other() {
    // A store that everyone can reach, and a function that was seen to put restricted data there.
    let open = bucket("open").bucket_with(|it| {
        it.public_access_block = Fact::Known(Some(PublicAccessBlock::default()));
        it.policy = policy(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*"}]}"#,
        );
    });
    let unblocked = account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None));
    let resources = [silent("load"), raw().tag("classification", "restricted"), open.untagged(), worker(""), unblocked];
    let uses = [used("s3:GetObject", RAW), used("s3:PutObject", "arn:aws:s3:::open")];
    let fault = |estate: &Estate| decision(estate, "flow-public-store-fed-from-restricted", "arn:aws:s3:::open");
    assert_eq!(fault(&estate(resources.clone())), None);
    assert_eq!(fault(&seen(resources, uses)), Some(Decision::Fail));
}

#[test]
fn the_last_access_names_the_action_that_does_what_the_hop_does_and_else_the_service() {
    let tried =
        |action: &str, at: &str| ActionLastAccessed { action: action.to_owned(), date: Some(time(at)), region: None };
    let of = |actions: Vec<ActionLastAccessed>| {
        let date = Some(time("2026-02-26T08:00:00Z"));
        let report = ServiceLastAccessed { service: "s3".to_owned(), date, region: None, actions };
        let role = may("s3:GetObject").role_with(|it| it.last_accessed = Fact::Known(vec![report]));
        let estate = estate([naming("load"), raw(), role]);
        let graph = FlowGraph::new(&estate);
        let (_, hop) = graph.hops().next().unwrap();
        let seen = hop.evidence.iter().find(|it| it.source.starts_with("IAM last accessed")).unwrap();
        (seen.source.clone(), seen.at)
    };
    let both = vec![tried("GetObject", "2026-02-20T08:00:00Z"), tried("PutObject", "2026-02-25T08:00:00Z")];
    assert_eq!(of(both), ("IAM last accessed: s3:GetObject".to_owned(), Some(time("2026-02-20T08:00:00Z"))));
    let service = ("IAM last accessed: s3".to_owned(), Some(time("2026-02-26T08:00:00Z")));
    assert_eq!(of(vec![tried("PutObject", "2026-02-25T08:00:00Z")]), service);
    assert_eq!(of(Vec::new()), service);
}
