//! Remedies of what is recorded.

use serde_json::{Value, json};
use tidegate::model::aws::{
    AdvancedSelector, BasicSelector, EventSelectors, FieldSelector, Notification, NotificationTarget, TrailStatus,
};
use tidegate::model::{Estate, Fact, Resource};
use tidegate::remedy::{BuildError, Plan};
use tidegate::report::export::{aws_cli, plan_diff, terraform};

use super::cases::{Case, case};
use super::{found, plan_for};
use crate::samples::{ACCOUNT, Tweak, bucket, denied, estate, estate_with_gaps, key, queue, queue_arn, trail, unknown};

const REMEDY: &str = "record-data-events";
const RAW: &str = "arn:aws:s3:::raw/";

fn account_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT}:root")
}

/// The trail `audit` with these selectors.
fn audit(selectors: EventSelectors) -> Resource {
    trail("audit").trail_with(|it| it.selectors = Fact::Known(selectors))
}

fn advanced() -> EventSelectors {
    let category = FieldSelector {
        field: "eventCategory".to_owned(),
        equals: vec!["Management".to_owned()],
        ..FieldSelector::default()
    };
    let management = AdvancedSelector { name: Some("management".to_owned()), fields: vec![category] };
    EventSelectors { basic: Vec::new(), advanced: vec![management] }
}

/// All management events but those of KMS.
fn basic() -> EventSelectors {
    let mut selectors = EventSelectors::unselected();
    selectors.basic[0].excluded_sources = vec!["kms.amazonaws.com".to_owned()];
    selectors
}

fn stored(trails: impl IntoIterator<Item = Resource>) -> Estate {
    let stores = [bucket("trail-logs"), bucket("raw"), bucket("curated"), key("main")];
    estate_with_gaps([denied("cloudtrail:GetEventSelectors", "audit")], trails.into_iter().chain(stores))
}

/// A bucket that tells a restricted queue of its objects.
fn told(selectors: EventSelectors) -> Estate {
    let event = Notification { id: None, target: NotificationTarget::Queue(queue_arn("orders")), events: Vec::new() };
    let raw = bucket("raw").bucket_with(|it| it.notifications = Fact::Known(vec![event]));
    estate([raw, queue("orders").tag("classification", "restricted"), audit(selectors), key("main")])
}

fn of_account(estate: Estate) -> Case {
    case(REMEDY, "cloudtrail-data-events", &account_arn(), estate, RAW)
}

pub fn cases() -> Vec<Case> {
    vec![
        of_account(stored([audit(advanced())])),
        of_account(stored([audit(basic())])),
        Case {
            gives: "AWS::SQS::Queue",
            ..case(REMEDY, "flow-restricted-unlogged", &queue_arn("orders"), told(advanced()), "")
        },
    ]
}

fn plan(estate: &Estate, choices: &[(&str, &str)]) -> Result<Plan, BuildError> {
    let findings = found(estate, &["cloudtrail-data-events"], &account_arn());
    plan_for(estate, &[(&findings[0], Some(REMEDY))], choices)
}

fn given(plan: &Plan) -> EventSelectors {
    plan.steps[0].after.parse().unwrap().unwrap()
}

#[test]
fn selectors_that_are_there_are_kept_and_stores_are_named() {
    let both = [RAW.to_owned(), "arn:aws:s3:::curated/".to_owned()];
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    let after = given(&plan(&stored([audit(advanced())]), &[]).unwrap());
    assert_eq!(after.advanced[0], advanced().advanced[0]);
    assert_eq!(after.advanced.len(), 2);
    assert_eq!(sorted(&after.advanced[1].fields[2].starts_with), sorted(&both));
    let after = given(&plan(&stored([audit(basic())]), &[]).unwrap());
    assert_eq!(after.basic[0], basic().basic[0]);
    let BasicSelector { read_write, management_events, data_resources, .. } = &after.basic[1];
    assert_eq!((read_write.as_str(), *management_events), ("All", false));
    assert_eq!((data_resources[0].0.as_str(), sorted(&data_resources[0].1)), ("AWS::S3::Object", sorted(&both)));
}

#[test]
fn an_undo_puts_the_earlier_selectors_back() {
    for selectors in [advanced(), basic()] {
        let plan = plan(&stored([audit(selectors.clone())]), &[]).unwrap();
        assert_eq!(plan.steps[0].inverse.as_ref().unwrap().parse().unwrap(), Some(selectors));
    }
    let bare = plan(&stored([audit(EventSelectors::default())]), &[]).unwrap();
    assert_eq!(given(&bare).basic[0], EventSelectors::unselected().basic[0]);
    assert_eq!(bare.steps[0].inverse.as_ref().unwrap().parse().unwrap(), Some(EventSelectors::unselected()));
    assert!(bare.steps[0].consequences.iter().any(|line| line.contains("all management events")));
}

#[test]
fn what_basic_selectors_cannot_name_is_refused() {
    let estate = told(basic());
    let findings = found(&estate, &["flow-restricted-unlogged"], &queue_arn("orders"));
    let refused = plan_for(&estate, &[(&findings[0], Some(REMEDY))], &[]).unwrap_err().to_string();
    assert!(refused.contains("basic selectors, which cannot name AWS::SQS::Queue"), "{refused}");
    let mut full = basic();
    full.basic.resize(5, full.basic[0].clone());
    let refused = plan(&stored([audit(full)]), &[]).unwrap_err().to_string();
    assert!(refused.contains("would hold 6 entries, and CloudTrail takes 5"), "{refused}");
}

#[test]
fn a_trail_that_is_not_logging_or_not_known_is_not_taken() {
    let stopped = || {
        audit(advanced()).trail_with(|it| {
            it.status = Fact::Known(TrailStatus { logging: false, latest_delivery: None, delivery_error: None });
        })
    };
    let refused = plan(&stored([stopped()]), &[]).unwrap_err().to_string();
    assert!(refused.contains("no trail of its account is logging in eu-west-1"), "{refused}");
    let refused = plan(&stored([]), &[]).unwrap_err().to_string();
    assert!(refused.contains("no trail of its account is logging in eu-west-1"), "{refused}");
    let named = |name: &str| trail(name).trail_with(|it| it.selectors = Fact::Known(advanced()));
    let estate = stored([audit(advanced()), named("second")]);
    let chosen = plan(&estate, &[("trail", "second")]).unwrap();
    assert!(chosen.steps[0].setting.resource.as_str().ends_with("trail/second"));
    let refused = plan(&estate, &[("trail", "third")]).unwrap_err().to_string();
    assert!(refused.contains("no trail third of its account is logging"), "{refused}");
    let hidden = stored([audit(advanced()), named("second").trail_with(|it| it.selectors = unknown())]);
    assert!(
        found(&hidden, &["cloudtrail-data-events"], &account_arn())
            .iter()
            .all(|it| { plan_for(&hidden, &[(it, Some(REMEDY))], &[]).is_err() })
    );
}

#[test]
fn the_command_takes_the_selectors_whole() {
    let estate = stored([audit(advanced())]);
    let plan = plan(&estate, &[]).unwrap();
    let commands = aws_cli(&plan).unwrap();
    let (_, rest) = commands.split_once("--cli-input-json '").unwrap();
    let asked: Value = serde_json::from_str(rest.split_once("' ").unwrap().0).unwrap();
    assert!(asked["TrailName"].as_str().unwrap().ends_with("trail/audit"));
    let first = json!({
        "Name": "management",
        "FieldSelectors": [{ "Field": "eventCategory", "Equals": ["Management"] }],
    });
    assert_eq!(asked["AdvancedEventSelectors"][0], first);
    assert_eq!(asked["AdvancedEventSelectors"][1]["FieldSelectors"][1]["Equals"], json!(["AWS::S3::Object"]));
    assert!(terraform(&plan, Some(&estate)).unwrap().contains("advanced_event_selector of its aws_cloudtrail"));
    assert!(plan_diff(&plan, None).contains(RAW));
}
