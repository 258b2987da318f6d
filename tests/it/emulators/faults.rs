//! Scans through storms, delays, broken answers and the end of credentials: they end, say exactly what they could not
//! read, and let nothing pass unread. `denials` does the same to every call.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tidegate::model::Failure;

use super::server::Server;
use super::venv::needs_emulators;
use super::world::{Home, Scanned};

struct World {
    burst: Server,
    home: Home,
    healthy: Scanned,
    _cloud: Server,
}

impl World {
    fn new() -> Self {
        let cloud = Server::ministack();
        let small = ["--roles", "3", "--users", "2", "--buckets", "2", "--keys", "1"];
        cloud.script("tests/emulators/estate.py", &[&["--endpoint", "{url}"], &small[..]].concat());
        let burst = Server::burst(&cloud);
        let home = Home::of_root(&burst.url);
        let healthy = home.scan();
        assert!(!healthy.passes().is_empty(), "{}", healthy.told);
        Self { burst, home, healthy, _cloud: cloud }
    }

    /// A scan under these rules. What did not pass without them does not pass under them.
    fn scan_under(&self, rules: &Value) -> Scanned {
        self.burst.rules(rules);
        let scanned = self.home.scan();
        let fresh: Vec<String> = scanned.passes().difference(&self.healthy.passes()).cloned().collect();
        assert!(fresh.is_empty(), "under {rules} these pass: {fresh:#?}");
        scanned
    }

    /// The calls that failed under these rules, and why.
    fn failures_under(&self, rules: &Value) -> BTreeSet<(String, Failure)> {
        let scanned = self.scan_under(rules);
        scanned.new_gaps(&self.healthy).into_iter().map(|gap| (gap.api.clone(), gap.reason)).collect()
    }
}

fn rule(api: &str, effect: &Value) -> Value {
    let (service, operation) = api.split_once(':').unwrap();
    let mut rule = json!({"service": service, "operation": operation});
    rule.as_object_mut().unwrap().extend(effect.as_object().unwrap().clone());
    json!([rule])
}

#[test]
fn storms_delays_and_broken_answers_are_gaps_with_their_reason() {
    needs_emulators!("storms_delays_and_broken_answers_are_gaps_with_their_reason");
    let world = World::new();
    let only = |api: &str, reason: Failure| BTreeSet::from([(api.to_owned(), reason)]);

    let throttled = rule("kms:GetKeyPolicy", &json!({"error": {"code": "ThrottlingException"}}));
    assert_eq!(world.failures_under(&throttled), only("kms:GetKeyPolicy", Failure::Throttled));

    // One call in four is throttled: retried, and nothing is missing.
    let storm =
        json!([{"service": "s3", "sequence": {"fail": 1, "pass": 3}, "error": {"code": "SlowDown", "status": 503}}]);
    assert_eq!(world.failures_under(&storm), BTreeSet::new());

    let slow = json!([{"service": "iam", "latency": 300}]);
    assert_eq!(world.failures_under(&slow), BTreeSet::new());

    let cut = rule("kms:ListGrants", &json!({"reset": true}));
    assert_eq!(world.failures_under(&cut), only("kms:ListGrants", Failure::Unreachable));

    let torn = rule("kms:GetKeyRotationStatus", &json!({"response": {"truncate_bytes": 7}}));
    assert_eq!(world.failures_under(&torn), only("kms:GetKeyRotationStatus", Failure::Malformed));
}

#[test]
fn credentials_that_expire_in_the_middle_leave_a_partial_scan() {
    needs_emulators!("credentials_that_expire_in_the_middle_leave_a_partial_scan");
    let world = World::new();
    let expired = json!({"code": "ExpiredToken", "status": 400});
    let rules = json!([
        // Who we are is answered once, at the start.
        {"service": "sts", "times": 1, "latency": 1},
        {"service": "sts", "error": expired},
        {"service": "iam", "operation": "ListAccessKeys", "error": expired},
    ]);
    let scanned = world.scan_under(&rules);
    assert!(scanned.estate.partial, "{}", scanned.told);
    let gaps = scanned.new_gaps(&world.healthy);
    assert!(gaps.iter().any(|gap| gap.api == "iam:ListAccessKeys" && gap.reason == Failure::Expired), "{gaps:#?}");
}
