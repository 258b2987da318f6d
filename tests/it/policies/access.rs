//! Questions of access on the demo estate.

use std::path::Path;
use std::sync::Arc;

use tidegate::model::Kind;
use tidegate::policy::access::AccessIndex;
use tidegate::policy::evaluate::{Context, Decision};
use tidegate::store::snapshot;

const EXPECTED: [&str; 2] = ["allow", "deny (implicit)"];

fn index() -> AccessIndex {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates/demo.jsonl.zst");
    AccessIndex::new(Arc::new(snapshot::open(&file).unwrap()))
}

#[test]
fn every_principal_gets_an_answer_on_every_bucket() {
    let index = index();
    let buckets: Vec<String> =
        index.estate().all(Kind::Bucket).map(|(_, it)| format!("{}/x", it.arn.as_str())).collect();
    let mut counts = std::collections::BTreeMap::new();
    for (_, caller) in index.principals() {
        for bucket in &buckets {
            let context = Context::open().with("aws:SecureTransport", "true");
            let answer = index.explain(caller, "s3:GetObject", bucket, &context);
            *counts.entry(answer.decision.to_string()).or_insert(0) += 1;
            if matches!(answer.decision, Decision::AllowIf | Decision::Unknown) {
                println!("{caller} {bucket}: {}", answer.condition);
            }
        }
    }
    // Nothing of the demo estate was hidden from the scan, and its service control policy asks for the region only.
    assert_eq!(counts.keys().map(String::as_str).collect::<Vec<_>>(), EXPECTED, "{counts:?}");
}
