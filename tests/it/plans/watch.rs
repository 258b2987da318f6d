//! Remedies of what is recorded and of what changes by itself.

use serde_json::{Value, json};
use tidegate::checks::{Context, Rules};
use tidegate::model::aws::{
    AdvancedSelector, BasicSelector, EventSelectors, FieldSelector, Function, InlinePolicy, Notification,
    NotificationTarget, Secret, TrailStatus,
};
use tidegate::model::{Document, Estate, Fact, Resource, SettingValue};
use tidegate::remedy::{BuildError, Plan, preview};
use tidegate::report::export::{aws_cli, plan_diff, terraform};

use super::cases::{Case, case};
use super::{found, plan_for};
use crate::samples::{
    ACCOUNT, Tweak, bucket, denied, estate, estate_with_gaps, function, function_arn, key, key_arn, now, queue,
    queue_arn, role, secret, secret_arn, trail, unknown,
};

const REMEDY: &str = "record-data-events";
const ROTATE: &str = "rotate-secret";
const NOT_ROTATED: &str = "secretsmanager-secret-not-rotated";
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
        Case {
            choices: &[("function", "rotate")],
            ..case(ROTATE, NOT_ROTATED, &secret_arn("db"), kept(|it| it.rotation = None), "\"days\":30")
        },
        case(
            ROTATE,
            NOT_ROTATED,
            &secret_arn("db"),
            kept(|it| {
                it.rotation = None;
                it.last_function = Some(function_arn("rotate"));
            }),
            "function:rotate",
        ),
    ]
}

/// A secret that was never rotated, and the function `rotate`, which Secrets Manager may call.
fn kept(change: impl FnOnce(&mut Secret)) -> Estate {
    kept_with(change, Some("secretsmanager.amazonaws.com"))
}

fn kept_with(change: impl FnOnce(&mut Secret), caller: Option<&str>) -> Estate {
    let policy = caller.map(|caller| {
        let condition = json!({ "StringEquals": { "AWS:SourceAccount": ACCOUNT } });
        let statement = json!({
            "Sid": "Rotation", "Effect": "Allow", "Principal": { "Service": caller }, "Action": "lambda:InvokeFunction",
            "Resource": function_arn("rotate"), "Condition": condition,
        });
        Document::new(json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string())
    });
    let secret = secret("db").with(|it: &mut Secret| {
        it.rotated = None;
        change(it);
    });
    let may = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "secretsmanager:*", "Resource": secret_arn("db") },
        { "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": key_arn("main") },
    ]});
    let own = InlinePolicy { name: "own".to_owned(), document: Document::new(may.to_string()) };
    let worker = role("rotate").role_with(|it| it.inline.push(own));
    let rotates = function("rotate").with(|it: &mut Function| it.policy = Fact::Known(policy));
    estate([secret, rotates, worker, key("main")])
}

fn rotate(estate: &Estate, choices: &[(&str, &str)]) -> Result<Plan, BuildError> {
    let findings = found(estate, &[NOT_ROTATED], &secret_arn("db"));
    plan_for(estate, &[(&findings[0], Some(ROTATE))], choices)
}

#[test]
fn a_rotation_function_is_known_or_chosen_and_never_guessed() {
    let without = |it: &mut Secret| it.rotation = None;
    let refused = |estate: &Estate, choices: &[(&str, &str)]| rotate(estate, choices).unwrap_err().to_string();
    assert!(refused(&kept(without), &[]).contains("no rotation function is known for this secret"));
    let foreign = refused(&kept(without), &[("function", "other")]);
    assert!(foreign.contains("function other is not part of this estate"), "{foreign}");
    for caller in [None, Some("s3.amazonaws.com")] {
        let shut = refused(&kept_with(without, caller), &[("function", "rotate")]);
        assert!(shut.contains("Secrets Manager may not call function rotate"), "{shut}");
    }
    assert!(refused(&kept(without), &[("function", "rotate"), ("days", "91")]).contains("1 to 90"));
    let failing = refused(&kept(|_| ()), &[]);
    assert!(failing.contains("rotation is on, every 60 days, and does not happen"), "{failing}");
    let hidden = function("rotate").with(|it: &mut Function| it.policy = unknown());
    let secret = secret("db").with(|it: &mut Secret| it.rotation = None);
    let gap = denied("lambda:GetPolicy", &function_arn("rotate"));
    let hidden = estate_with_gaps([gap], [secret, hidden, key("main")]);
    assert!(refused(&hidden, &[("function", "rotate")]).contains("lambda:GetPolicy"));
}

#[test]
fn rotation_comes_at_the_next_window_and_is_taken_back() {
    let estate = kept(|it| it.rotation = None);
    let plan = rotate(&estate, &[("function", "rotate"), ("days", "45")]).unwrap();
    let step = &plan.steps[0];
    assert_eq!(step.inverse, Some(SettingValue::NONE));
    assert_eq!(step.setting.write_call(&SettingValue::NONE).operation, "CancelRotateSecret");
    assert!(step.needs.contains(&"lambda:InvokeFunction".to_owned()), "{:?}", step.needs);
    let asked = step.setting.request(&step.before, &step.after).unwrap().unwrap();
    let wanted = json!({
        "SecretId": secret_arn("db"), "RotationLambdaARN": function_arn("rotate"),
        "RotationRules": { "AutomaticallyAfterDays": 45 }, "RotateImmediately": false,
    });
    assert_eq!(asked, wanted);
    let seldom = kept(|it| {
        let rotation = it.rotation.as_mut().unwrap();
        (rotation.days, rotation.schedule, rotation.window) =
            (Some(365), Some("rate(365 days)".to_owned()), Some("3h".to_owned()));
    });
    let plan = rotate(&seldom, &[]).unwrap();
    let back = plan.steps[0].setting.request(&plan.steps[0].after, plan.steps[0].inverse.as_ref().unwrap());
    let rules = json!({ "ScheduleExpression": "rate(365 days)", "Duration": "3h" });
    assert_eq!(back.unwrap().unwrap()["RotationRules"], rules);
}

#[test]
fn a_preview_tells_what_new_selectors_mend() {
    let cases = [
        (stored([audit(advanced())]), "cloudtrail-data-events", account_arn()),
        (told(advanced()), "flow-restricted-unlogged", queue_arn("orders")),
    ];
    for (estate, check, arn) in cases {
        let findings = found(&estate, &[check], &arn);
        let plan = plan_for(&estate, &[(&findings[0], Some(REMEDY))], &[]).unwrap();
        let rules = Rules::default();
        let seen = preview(&Context::new(&estate, &rules, now()), &plan).unwrap();
        assert!(seen.fixed.iter().any(|it| it.id == findings[0].id), "{check}: {:?}", seen.fixed);
    }
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
