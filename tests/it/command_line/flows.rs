//! `tidegate flows`: every format tells the same, and questions about one resource find its surroundings.

use std::path::Path;

use tempfile::TempDir;
use tidegate::model::aws::{Notification, NotificationTarget, Queue, Redrive};
use tidegate::model::{AccountId, Activity, Arn, Estate, EventLog, Fact, Record, Region, Resource, Use};
use tidegate::store::snapshot;

use super::access::Schema;
use super::{err, json, out, tidegate};
use crate::samples::{
    ACCOUNT, FOREIGN, REGION, Tweak, bucket, denied, estate, estate_with_gaps, queue, queue_arn, time, unknown,
};

/// `raw` sends to `orders`, which drops into `dead`; `clicks` sends into a foreign account.
fn two_pipelines() -> Estate {
    let sends = |name: &str, target: String| {
        let event = Notification { id: None, target: NotificationTarget::Queue(target), events: Vec::new() };
        bucket(name).bucket_with(|it| {
            it.notifications = Fact::Known(vec![event]);
            it.logging = Fact::Known(None);
        })
    };
    let orders: Resource = queue("orders").with(|it: &mut Queue| {
        it.redrive = Fact::Known(Some(Redrive { target: queue_arn("dead"), max_receives: 3 }));
    });
    estate([
        sends("raw", queue_arn("orders")),
        orders.tag("pipeline", "payments"),
        queue("dead").tag("pipeline", "payments"),
        sends("clicks", queue_arn("\"<odd>\" & more").replace(ACCOUNT, FOREIGN)),
    ])
}

fn saved(home: &Path) -> String {
    let path = home.join("flows.jsonl.zst");
    snapshot::save(&path, &two_pipelines()).unwrap();
    path.display().to_string()
}

#[test]
fn text_tells_pipelines_hops_and_what_to_look_at() {
    let home = TempDir::new().unwrap();
    let text = out(&tidegate(home.path(), &["flows", &saved(home.path())]));
    assert!(text.starts_with("payments (2 hops)\n"), "{text}");
    let line = text.lines().find(|line| line.contains("queue dead")).unwrap();
    assert!(line.contains("copies") && line.contains("sqs.amazonaws.com") && line.contains("declared"), "{line}");
    let line = text.lines().find(|line| line.contains("clicks") && line.contains("writes")).unwrap();
    assert!(line.contains("crosses account, crosses organization"), "{line}");
}

/// The same, with what was read of events: somebody read `orders`, and one action could not be looked up.
fn saved_with_events(home: &Path) -> String {
    let mut estate = two_pipelines();
    let identity = Arn::from("arn:aws:iam::111122223333:user/anna");
    let (action, resource) = ("sqs:ReceiveMessage".to_owned(), Arn::new(queue_arn("orders")));
    let used = Use { identity, action, resource, at: time("2026-02-20T08:00:00Z"), count: 1 };
    let reading = |log, subject: &str, uses| Activity {
        account: AccountId::new(ACCOUNT),
        region: Region::new(REGION),
        log,
        subject: subject.to_owned(),
        uses,
        events: 200,
        cut_off: true,
    };
    let gap = tidegate::model::GapId(0);
    estate.push(Record::Gap { id: gap, gap: crate::samples::denied("cloudtrail:LookupEvents", "") });
    for activity in [
        reading(EventLog::Data, "arn:aws:logs:eu-west-1:111122223333:log-group:trails", Fact::Known(vec![used])),
        reading(EventLog::Management, "kms:Decrypt", Fact::Unknown(gap)),
    ] {
        estate.push(Record::Activity(Box::new(activity)));
    }
    let path = home.join("events.jsonl.zst");
    snapshot::save(&path, &estate).unwrap();
    path.display().to_string()
}

#[test]
fn events_are_told_with_how_much_was_read() {
    let home = TempDir::new().unwrap();
    let file = saved_with_events(home.path());
    let answer = json(home.path(), &["flows", &file, "--format", "json"]);
    assert_eq!(Schema::read("flows").fault(&answer), None);
    let used = &answer["uses"][0];
    assert_eq!((&used["does"], &used["resource"]), (&"read".into(), &queue_arn("orders").into()));
    assert_eq!(used["identity"], "arn:aws:iam::111122223333:user/anna");
    let events = answer["events"].as_array().unwrap();
    assert_eq!((&events[0]["subject"], &events[0]["events"]), (&"kms:Decrypt".into(), &serde_json::Value::Null));
    assert_eq!((&events[1]["events"], &events[1]["cut_off"]), (&200.into(), &true.into()));
    let text = out(&tidegate(home.path(), &["flows", &file]));
    let line = text.lines().find(|line| line.contains("user/anna")).unwrap();
    assert!(
        line.contains("queue orders") && line.contains("observed 2026-02-20") && line.contains("data events"),
        "{line}"
    );
    // Around something else, it is not told.
    let text = out(&tidegate(home.path(), &["flows", &file, "--from", "clicks"]));
    assert!(!text.contains("anna"), "{text}");
}

#[test]
fn json_is_as_its_schema_says() {
    let home = TempDir::new().unwrap();
    let answer = json(home.path(), &["flows", &saved(home.path()), "--format", "json"]);
    assert_eq!(Schema::read("flows").fault(&answer), None);
    assert_eq!(answer["hops"].as_array().unwrap().len(), 3);
    assert_eq!(answer["pipelines"][0]["name"], "payments");
    let owners: Vec<&str> =
        answer["hops"].as_array().unwrap().iter().filter_map(|hop| hop["key"]["owner"].as_str()).collect();
    // Both queues are encrypted with a key that the estate does not hold; what lies outside tells nothing.
    assert_eq!(owners, ["unknown", "unknown"]);
    assert!(answer["hops"].as_array().unwrap().iter().any(|hop| hop["key"].is_null()));
}

#[test]
fn pictures_hold_every_hop_and_quote_odd_names() {
    let home = TempDir::new().unwrap();
    let snapshot = saved(home.path());
    let print = |format: &str| out(&tidegate(home.path(), &["flows", &snapshot, "--format", format]));
    let dot = print("dot");
    assert_eq!(dot.matches(" -> ").count(), 3, "{dot}");
    assert!(dot.contains(r#"\"<odd>\" & more"#), "{dot}");
    let mermaid = print("mermaid");
    assert_eq!(mermaid.matches(" -->|").count(), 3, "{mermaid}");
    assert!(mermaid.contains("#quot;#lt;odd#gt;#quot; #amp; more"), "{mermaid}");
    let svg = print("svg");
    let picture = roxmltree::Document::parse(&svg).unwrap();
    let count = |class: &str| of_class(&picture, class).filter(|it| it.has_children()).count();
    assert_eq!((count("line declared unknown"), count("line declared internal")), (1, 2), "{svg}");
    assert_eq!((count("box unknown"), count("box internal"), count("box outside")), (2, 2, 1), "{svg}");
    assert!(svg.contains("&quot;&lt;odd&gt;&quot; &amp; more"), "{svg}");
}

/// The elements of a picture with these classes.
fn of_class<'a>(picture: &'a roxmltree::Document<'a>, class: &'a str) -> impl Iterator<Item = roxmltree::Node<'a, 'a>> {
    picture.descendants().filter(move |it| it.attribute("class") == Some(class))
}

#[test]
fn pictures_draw_trust_boundaries_with_their_names() {
    let home = TempDir::new().unwrap();
    let snapshot = saved(home.path());
    let print = |format: &str| out(&tidegate(home.path(), &["flows", &snapshot, "--format", format]));
    let foreign = format!("account {FOREIGN}, not scanned");
    let dot = print("dot");
    assert_eq!(dot.matches("subgraph cluster_").count(), 2, "{dot}");
    assert!(dot.contains(&format!("label=\"{foreign}\"")) && dot.contains("[label=\"data\""), "{dot}");
    let mermaid = print("mermaid");
    assert_eq!((mermaid.matches("  subgraph ").count(), mermaid.matches("  end\n").count()), (2, 2), "{mermaid}");
    assert!(mermaid.contains(&format!("[\"{foreign}\"]")), "{mermaid}");
    let svg = print("svg");
    let picture = roxmltree::Document::parse(&svg).unwrap();
    let told = |class| -> Vec<&str> {
        of_class(&picture, class).filter_map(|it| it.first_element_child()).filter_map(|it| it.text()).collect()
    };
    assert_eq!((told("frame"), told("frame foreign")), (vec!["data"], vec![foreign.as_str()]), "{svg}");
    // The line out of the account crosses the borders of both; a third mark stands in the legend.
    assert_eq!(of_class(&picture, "x").count(), 3, "{svg}");
    let answer = json(home.path(), &["flows", &snapshot, "--format", "json"]);
    assert_eq!(answer["sides"][1]["name"], foreign);
    assert_eq!(answer["sides"][1]["nodes"].as_array().unwrap().len(), 1);
    // One pipeline lies in one account: there is no boundary to draw.
    let one = out(&tidegate(home.path(), &["flows", &snapshot, "--pipeline", "payments", "--format", "svg"]));
    assert!(!one.contains("class=\"frame"), "{one}");
}

#[test]
fn pictures_tell_badges_classes_and_evidence() {
    let home = TempDir::new().unwrap();
    let open = bucket("open").tag("classification", "restricted").bucket_with(|it| {
        let event =
            Notification { id: None, target: NotificationTarget::Queue(queue_arn("orders")), events: Vec::new() };
        it.notifications = Fact::Known(vec![event]);
        it.encryption = Fact::Known(None);
        it.policy = unknown();
        it.logging = Fact::Known(None);
    });
    let path = home.path().join("flows.jsonl.zst");
    snapshot::save(&path, &estate_with_gaps([denied("GetBucketPolicy", "open")], [open, queue("orders")])).unwrap();
    let path = path.display().to_string();
    let print = |format: &str| out(&tidegate(home.path(), &["flows", &path, "--format", format]));
    let (dot, mermaid, svg) = (print("dot"), print("mermaid"), print("svg"));
    let picture = roxmltree::Document::parse(&svg).unwrap();
    let texts: Vec<&str> =
        of_class(&picture, "box restricted").flat_map(|it| it.descendants()).filter_map(|it| it.text()).collect();
    for told in ["bucket, restricted", "▲ unencrypted", "? unknown"] {
        assert!(texts.contains(&told), "{told} is not in {texts:?}");
    }
    assert_eq!(of_class(&picture, "line declared restricted").count(), 2, "the hop, and the legend: {svg}");
    assert!(dot.contains("bucket, restricted, ▲ unencrypted, ? unknown"), "{dot}");
    assert!(mermaid.contains(":::restricted") && mermaid.contains("classDef restricted"), "{mermaid}");
}

#[test]
fn down_up_and_between_find_the_surroundings() {
    let home = TempDir::new().unwrap();
    let snapshot = saved(home.path());
    let names = |arguments: &[&str]| -> Vec<String> {
        let answer = json(home.path(), &[&["flows", &snapshot, "--format", "json"], arguments].concat());
        answer["nodes"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&["--from", "raw"]), ["raw", "dead", "orders"]);
    assert_eq!(names(&["--from", "raw", "--hops", "1"]), ["raw", "orders"]);
    assert_eq!(names(&["--to", &queue_arn("dead")]), ["raw", "dead", "orders"]);
    assert_eq!(names(&["--from", "orders", "--to", "dead"]), ["dead", "orders"]);
    assert_eq!(names(&["--pipeline", "payments"]), ["raw", "dead", "orders"]);
}

#[test]
fn a_name_that_means_nothing_is_answered_with_what_to_do() {
    let home = TempDir::new().unwrap();
    let snapshot = saved(home.path());
    let wrong = tidegate(home.path(), &["flows", &snapshot, "--from", "nowhere"]);
    assert!(
        err(&wrong).contains("nothing named nowhere") && err(&wrong).contains("tidegate inventory"),
        "{}",
        err(&wrong)
    );
    let wrong = tidegate(home.path(), &["flows", &snapshot, "--pipeline", "nowhere"]);
    assert!(err(&wrong).contains("there is no pipeline nowhere; there are: payments"), "{}", err(&wrong));
}
