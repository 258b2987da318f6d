//! Questions of access on the demo estate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use tidegate::model::Kind;
use tidegate::policy::access::AccessIndex;
use tidegate::policy::evaluate::{Context, Decision};
use tidegate::store::snapshot;

fn index() -> AccessIndex {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates/demo.jsonl.zst");
    AccessIndex::new(Arc::new(snapshot::open(&file).unwrap()))
}

/// Nothing of the demo estate was hidden from the scan. One bucket lets in nobody but through an endpoint.
#[test]
fn every_principal_gets_an_answer_on_every_bucket() {
    let index = index();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut conditions = BTreeSet::new();
    for (_, caller) in index.principals() {
        for (_, bucket) in index.estate().all(Kind::Bucket) {
            let context = Context::open().with("aws:SecureTransport", "true");
            let answer = index.explain(caller, "s3:GetObject", &format!("{}/x", bucket.arn.as_str()), &context);
            *counts.entry(answer.decision.to_string()).or_default() += 1;
            if answer.decision == Decision::AllowIf {
                conditions.insert(format!("{}: {}", bucket.name(), answer.condition));
            }
        }
    }
    assert_eq!(
        conditions.into_iter().collect::<Vec<_>>(),
        ["harbourline-txn-curated: `aws:SourceVpce` is `vpce-0a1b2c3d4e5f60718`"]
    );
    assert_eq!(counts.keys().map(String::as_str).collect::<Vec<_>>(), ["allow", "allow if", "deny (implicit)"]);
}
