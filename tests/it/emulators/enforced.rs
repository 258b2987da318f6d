//! With IAM enforced: the printed read policy is enough, and each of its permissions is needed.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tidegate::model::Failure;

use super::furnish::{furnish, root};
use super::furnished;
use super::server::Server;
use super::venv::needs_emulators;
use super::world::{Home, Scanned};

/// Permissions that dropping cannot show to be needed here. `denials` shows it of them, behind a proxy.
const NOT_SHOWN: &[&str] = &[
    // Not served by the emulator.
    "access-analyzer:ListAnalyzers",
    "access-analyzer:ListFindings",
    // The emulator lets everyone ask.
    "account:ListRegions",
    // Only where the one above is refused.
    "ec2:DescribeRegions",
    // There are no access points.
    "s3:GetAccessPoint",
    "s3:GetAccessPointPolicy",
    // Not served by the emulator.
    "s3:GetAccountPublicAccessBlock",
    // Only where the listing does not name the region of a bucket; here it does.
    "s3:GetBucketLocation",
    // There are no access points.
    "s3:ListTagsForResource",
    // Nobody is refused it for want of an allow.
    "sts:GetCallerIdentity",
];

struct World {
    iam: aws_sdk_iam::Client,
    runtime: tokio::runtime::Runtime,
    home: Home,
    _server: Server,
}

impl World {
    fn new() -> Self {
        let server = Server::enforcing();
        // Its buckets would deny every call here, as they deny all that is not encrypted on the way.
        let small = ["--roles", "3", "--users", "2", "--buckets", "0", "--keys", "1"];
        server.script("tests/emulators/estate.py", &[&["--endpoint", "{url}"], &small[..]].concat());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (iam, key, secret) = runtime.block_on(async {
            let root = root(&server).await;
            let iam = aws_sdk_iam::Client::new(&root);
            furnish(&root).await;
            iam.create_user().user_name("scanner").send().await.unwrap();
            let made = iam.create_access_key().user_name("scanner").send().await.unwrap().access_key.unwrap();
            (iam, made.access_key_id, made.secret_access_key)
        });
        let home = Home::with_keys(&server.url, &key, &secret);
        Self { iam, runtime, home, _server: server }
    }

    /// A scan by a user with exactly this policy, of one region or of all that are enabled.
    fn scan_with(&self, policy: &Value, all_regions: bool) -> Scanned {
        let put = self.iam.put_user_policy().user_name("scanner").policy_name("read");
        self.runtime.block_on(put.policy_document(policy.to_string()).send()).unwrap();
        if all_regions { self.home.scan_with(&["--aws", "only"]) } else { self.home.scan() }
    }
}

fn denied(scanned: &Scanned) -> BTreeSet<String> {
    let gaps = scanned.estate.gaps().iter().filter(|gap| gap.reason == Failure::Denied);
    gaps.map(|gap| gap.permission.clone()).collect()
}

#[test]
fn the_printed_read_policy_is_enough_and_each_permission_is_needed() {
    needs_emulators!("the_printed_read_policy_is_enough_and_each_permission_is_needed");
    let world = World::new();
    let printed = world.home.run(&["permissions", "--read"]);
    let policy: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(denied(&world.scan_with(&policy, true)), BTreeSet::new(), "the printed policy is not enough");

    let furnished = furnished::permissions();
    let all: BTreeSet<&str> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap())
        .collect();
    let mut not_needed = Vec::new();
    for dropped in all.iter().filter(|action| furnished.contains(**action)) {
        let rest: Vec<&&str> = all.iter().filter(|action| *action != dropped).collect();
        let less = json!({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": rest, "Resource": "*"}],
        });
        let scanned = world.scan_with(&less, false);
        if !denied(&scanned).contains(*dropped) {
            not_needed.push(*dropped);
        }
    }
    assert_eq!(not_needed, NOT_SHOWN, "dropping these left no gap");
}
