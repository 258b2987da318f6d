//! Where restricted data goes, and how it is kept there.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::checks::{self, Rules};
use tidegate::finding::Severity;
use tidegate::model::aws::{NotificationTarget, PublicAccessBlock};
use tidegate::model::{Estate, Fact, Region, Resource};

use super::{bucket_arn, classed, copies, role_arn, sends, store, weakly};
use crate::samples::{
    ACCOUNT, FOREIGN, SECOND, Tweak, account, decision, denied, estate, estate_with_gaps, findings, key, now, policy,
    queue, queue_arn, role, trail, unknown,
};

/// What a check says of the bucket `copy`.
fn of_copy(check: &str, resources: impl IntoIterator<Item = Resource>) -> Option<Decision> {
    decision(&estate_with_gaps([denied("s3:GetBucketTagging", "copy")], resources), check, &bucket_arn("copy"))
}

fn far(mut resource: Resource) -> Resource {
    resource.region = Region::new("us-east-1");
    resource
}

#[test]
fn encryption_that_weakens() {
    const CHECK: &str = "flow-encryption-weakens";
    let from =
        |class: &str, copy: Resource| of_copy(CHECK, [copies(classed("raw", class), &["copy"]), copy, key("main")]);
    assert_eq!(from("restricted", store("copy")), Some(Pass));
    assert_eq!(from("restricted", weakly(store("copy"))), Some(Fail));
    assert_eq!(from("internal", weakly(store("copy"))), Some(Fail));
    assert_eq!(from("public", weakly(store("copy"))), None);
    assert_eq!(from("", weakly(store("copy"))), None);
    assert_eq!(from("internal", store("copy").bucket_with(|it| it.encryption = unknown())), Some(Unknown));
    let keyless = [copies(classed("raw", "internal"), &["copy"]), weakly(store("copy"))];
    assert_eq!(of_copy(CHECK, keyless), Some(Unknown));
    assert_eq!(of_copy(CHECK, [weakly(store("copy"))]), None);
}

#[test]
fn encryption_with_a_strangers_key() {
    const CHECK: &str = "flow-encryption-weakens";
    let with = |owner: &str| {
        let name = format!("arn:aws:kms:eu-west-1:{owner}:key/theirs");
        let copy = store("copy").bucket_with(|it| {
            it.encryption.known_mut().unwrap().as_mut().unwrap().rules[0].key = Some(name);
        });
        of_copy(CHECK, [copies(classed("raw", "restricted"), &["copy"]), copy, key("main")])
    };
    assert_eq!(with(FOREIGN), Some(Fail));
    assert_eq!(with(SECOND), Some(Pass));
}

#[test]
fn events_and_access_logs_carry_no_data_that_could_be_encrypted_less() {
    const CHECK: &str = "flow-encryption-weakens";
    let raw = sends(classed("raw", "restricted"), NotificationTarget::Queue(queue_arn("orders")));
    let orders = queue("orders").with(|it: &mut tidegate::model::aws::Queue| {
        it.encryption = Fact::Known(tidegate::model::AtRest::Absent);
    });
    assert_eq!(decision(&estate([raw, orders, key("main")]), CHECK, &queue_arn("orders")), None);
    let logged = crate::samples::bucket("raw").tag("classification", "restricted");
    let estate = estate([logged, weakly(store("logs")), key("main")]);
    assert_eq!(decision(&estate, CHECK, &bucket_arn("logs")), None);
}

#[test]
fn restricted_data_that_leaves() {
    const CHECK: &str = "flow-restricted-crosses-boundary";
    let leaves = |class: &str, copy: Resource| {
        let estate = estate([copies(classed("raw", class), &["copy"]), copy]);
        decision(&estate, CHECK, &bucket_arn("raw"))
    };
    assert_eq!(leaves("restricted", store("copy")), Some(Pass));
    assert_eq!(leaves("restricted", store("copy").owned_by(SECOND)), Some(Pass));
    assert_eq!(leaves("restricted", store("copy").owned_by(FOREIGN)), Some(Fail));
    assert_eq!(leaves("restricted", far(store("copy"))), Some(Fail));
    assert_eq!(leaves("internal", store("copy").owned_by(FOREIGN)), None);
    let gone = estate([copies(classed("raw", "restricted"), &["somebodys"])]);
    assert_eq!(decision(&gone, CHECK, &bucket_arn("raw")), Some(Fail));
    let hidden = copies(classed("raw", "restricted"), &["copy"]);
    let hidden = Resource { tags: unknown(), ..hidden };
    let hidden = estate_with_gaps([denied("s3:GetBucketTagging", "raw")], [hidden, store("copy").owned_by(FOREIGN)]);
    assert_eq!(decision(&hidden, CHECK, &bucket_arn("raw")), Some(Unknown));
}

#[test]
fn a_class_is_handed_down_until_a_tag_says_otherwise() {
    const CHECK: &str = "flow-restricted-crosses-boundary";
    let chain = |class: &str| {
        let copy = copies(classed("copy", class), &["out"]);
        let all = [copies(classed("raw", "restricted"), &["copy"]), copy, store("out").owned_by(FOREIGN)];
        findings(&estate(all), CHECK)
    };
    let [untagged] = chain("").try_into().unwrap();
    assert_eq!(untagged.severity(), Severity::High);
    assert!(untagged.evidence.len() >= 3, "the way is shown: {:?}", untagged.evidence);
    let [decided] = chain("internal").try_into().unwrap();
    assert!(decided.risk.score() < untagged.risk.score());
    assert!(format!("{:?}", decided.evidence).contains("tagged as internal"));
    let beyond = [
        copies(classed("raw", "restricted"), &["copy"]),
        copies(classed("copy", "internal"), &["next"]),
        copies(classed("next", ""), &["out"]),
        store("out").owned_by(FOREIGN),
    ];
    assert_eq!(findings(&estate(beyond), CHECK).len(), 0);
}

/// A store with unread tags may be restricted, and somebody may have decided about it: neither is taken for granted.
#[test]
fn tags_that_could_not_be_read_leave_open_what_a_store_holds() {
    let hidden = |made: Resource| Resource { tags: unknown(), ..made };
    let public = |made: Resource| {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::copy/*"}]}"#;
        made.bucket_with(|it| {
            it.policy = policy(text);
            it.public_access_block = Fact::Known(Some(PublicAccessBlock::default()));
        })
    };
    let silent = || trail("all").trail_with(|it| it.selectors.known_mut().unwrap().advanced.truncate(1));
    let beside =
        || [key("main"), silent(), account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None))];
    let of = |check: &str, raw: Resource, copy: Resource| {
        of_copy(check, [copies(raw, &["copy"]), copies(copy, &["out"]), far(store("out"))].into_iter().chain(beside()))
    };
    let spoiled = || public(weakly(store("copy")));
    let untagged = || Resource { tags: Fact::Known(tidegate::model::Tags::new()), ..spoiled() };
    for check in
        ["flow-restricted-crosses-boundary", "flow-restricted-unlogged", "flow-public-store-fed-from-restricted"]
    {
        assert_eq!(of(check, classed("raw", "restricted"), untagged()), Some(Fail), "{check}");
        assert_eq!(of(check, classed("raw", "restricted"), hidden(spoiled())), Some(Unknown), "{check}");
        assert_eq!(of(check, hidden(store("raw")), untagged()), Some(Unknown), "{check}");
        assert_eq!(of(check, classed("raw", ""), untagged()), None, "{check}");
    }
    let weaker = "flow-encryption-weakens";
    assert_eq!(of(weaker, classed("raw", "restricted"), hidden(spoiled())), Some(Fail));
    assert_eq!(of(weaker, hidden(store("raw")), untagged()), Some(Unknown));
    // A way that is known to come from a restricted store counts before one that may.
    let both = [copies(hidden(store("other")), &["copy"]), copies(classed("raw", "restricted"), &["copy"])];
    let both = both.into_iter().chain([copies(untagged(), &["out"]), far(store("out"))]).chain(beside());
    assert_eq!(of_copy("flow-restricted-crosses-boundary", both), Some(Fail));
}

#[test]
fn an_event_to_a_stranger_counts_for_less_than_the_data() {
    const CHECK: &str = "flow-restricted-crosses-boundary";
    let theirs = NotificationTarget::Queue(queue_arn("orders").replace(ACCOUNT, FOREIGN));
    let [event] = findings(&estate([sends(classed("raw", "restricted"), theirs)]), CHECK).try_into().unwrap();
    let data = estate([copies(classed("raw", "restricted"), &["copy"]), store("copy").owned_by(FOREIGN)]);
    let [data] = findings(&data, CHECK).try_into().unwrap();
    assert!(event.risk.score() < data.risk.score());
}

#[test]
fn a_public_store_downstream() {
    const CHECK: &str = "flow-public-store-fed-from-restricted";
    let open = |name: &str, class: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{name}/*"}}]}}"#
        );
        classed(name, class).bucket_with(|it| {
            it.policy = policy(text);
            it.public_access_block = Fact::Known(Some(PublicAccessBlock::default()));
        })
    };
    let unblocked = || account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None));
    let fed = |copy: Resource| {
        of_copy(
            CHECK,
            [copies(classed("raw", "restricted"), &["mid"]), copies(classed("mid", ""), &["copy"]), copy, unblocked()],
        )
    };
    assert_eq!(fed(open("copy", "")), Some(Fail));
    assert_eq!(fed(open("copy", "public")), Some(Fail));
    assert_eq!(fed(classed("copy", "")), Some(Pass));
    assert_eq!(fed(open("copy", "").bucket_with(|it| it.policy = unknown())), Some(Unknown));
    assert_eq!(of_copy(CHECK, [open("copy", ""), unblocked()]), None);
    let raw = || copies(classed("raw", "restricted"), &["copy"]);
    let risk = |class: &str| {
        let estate = estate([raw(), open("copy", class), unblocked()]);
        findings(&estate, CHECK)[0].risk.score()
    };
    assert!(risk("public") < risk(""));
}

#[test]
fn reads_and_writes_without_a_record() {
    const CHECK: &str = "flow-restricted-unlogged";
    let with =
        |class: &str, trail: Resource| of_copy(CHECK, [copies(store("raw"), &["copy"]), classed("copy", class), trail]);
    let silent = || trail("all").trail_with(|it| it.selectors.known_mut().unwrap().advanced.truncate(1));
    assert_eq!(with("restricted", trail("all")), Some(Pass));
    assert_eq!(with("restricted", silent()), Some(Fail));
    assert_eq!(with("restricted", trail("all").trail_with(|it| it.selectors = unknown())), Some(Unknown));
    assert_eq!(with("internal", silent()), None);
    let fed = [copies(classed("raw", "restricted"), &["copy"]), classed("copy", ""), silent()];
    assert_eq!(of_copy(CHECK, fed), Some(Fail));
    let logged = crate::samples::bucket("copy").tag("classification", "restricted");
    assert_eq!(of_copy(CHECK, [copies(store("raw"), &["copy"]), logged, silent()]), Some(Pass));
}

#[test]
fn a_role_under_several_pipelines() {
    const CHECK: &str = "flow-role-shared";
    let of = |resources: Vec<Resource>| decision(&estate(resources), CHECK, &role_arn("copier"));
    let one = || vec![copies(store("alpha-raw"), &["alpha-out"]), store("alpha-out"), role("copier")];
    assert_eq!(of(one()), Some(Pass));
    let two = [copies(store("beta-raw"), &["beta-out"]), store("beta-out")];
    assert_eq!(of(one().into_iter().chain(two).collect()), Some(Fail));
    let joined = [copies(store("beta-raw"), &["alpha-out"])];
    assert_eq!(of(one().into_iter().chain(joined).collect()), Some(Pass));
    let layered = [copies(store("beta-raw"), &["alpha-out"]).tag("layer", "ingestion")];
    assert_eq!(of(one().into_iter().chain(layered).collect()), Some(Fail));
    assert_eq!(of(vec![role("copier")]), None);
}

#[test]
fn pipelines_under_one_role_count_as_a_person_says() {
    const CHECK: &str = "flow-role-shared";
    let of = |estate: &Estate, rules: &str| {
        let rules = Rules { pipelines: toml::from_str(rules).unwrap(), ..Rules::default() };
        let (id, _) = estate.find(&role_arn("copier")).unwrap();
        let posture = checks::analyse(estate, &rules, now());
        let found = posture.findings.iter().find(|it| it.resource == id && it.check.id == CHECK).cloned();
        found.map(|it| (it.summary, format!("{:?}", it.evidence)))
    };
    let pair =
        |name: &str| [copies(store(&format!("{name}-raw")), &[&format!("{name}-out")]), store(&format!("{name}-out"))];
    let two = || estate(pair("alpha").into_iter().chain(pair("beta")).chain([role("copier")]));
    let (summary, _) = of(&two(), "").unwrap();
    assert_eq!(summary, "2 components of 2 pipelines work as this role");
    assert_eq!(of(&two(), "[[join]]\nname = \"sales\"\npipelines = [\"alpha\", \"beta\"]"), None);
    let (_, evidence) = of(&two(), "[rename]\nalpha = \"orders\"").unwrap();
    assert!(evidence.contains("pipeline orders") && !evidence.contains("pipeline alpha"), "{evidence}");
    let linked = [copies(store("alpha-raw"), &["alpha-out"]), copies(store("alpha-extra"), &["alpha-out"])];
    let one = || estate(linked.clone().into_iter().chain([store("alpha-out"), role("copier")]));
    assert_eq!(of(&one(), ""), None);
    let split = "[[split]]\nname = \"extra\"\nfrom = \"alpha\"\nmembers = [\"alpha-extra\"]";
    let (summary, _) = of(&one(), split).unwrap();
    assert_eq!(summary, "2 components of 2 pipelines work as this role");
}
