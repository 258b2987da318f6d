//! Whether what a hop leads to is there, and whether a store is led to at all.

use tidegate::checks::Decision::{Fail, Pass, Unknown};
use tidegate::model::aws::NotificationTarget;
use tidegate::model::{AccountId, Estate, Fact, GapId, Kind, Listing, Record, Region, Resource};

use super::{bucket_arn, copies, drops, sends, store};
use crate::samples::{
    ACCOUNT, FOREIGN, REGION, Tweak, decision, denied, estate, estate_with_gaps, findings, organization, queue,
    queue_arn, time, trail, unknown,
};

/// The same estate, in which a kind could not be listed.
fn without(kind: Kind, resources: impl IntoIterator<Item = Resource>) -> Estate {
    let mut estate = estate_with_gaps([denied("the:Listing", "")], resources);
    estate.push(Record::Listing(Listing {
        account: AccountId::new(ACCOUNT),
        region: Region::new(REGION),
        kind,
        count: Fact::Unknown(GapId(0)),
    }));
    estate
}

#[test]
fn a_target_that_is_gone() {
    const CHECK: &str = "flow-target-missing";
    let of = |estate: Estate| decision(&estate, CHECK, &queue_arn("orders"));
    assert_eq!(of(estate([drops("orders", "dead")])), Some(Fail));
    assert_eq!(of(estate([drops("orders", "dead"), queue("dead")])), Some(Pass));
    assert_eq!(of(without(Kind::Queue, [drops("orders", "dead")])), Some(Unknown));
    assert_eq!(of(estate([queue("orders")])), None);
    // What lies in another region was not listed, and a stranger's cannot be.
    let far = NotificationTarget::Queue(queue_arn("dead").replace(REGION, "us-east-1"));
    assert_eq!(decision(&estate([sends(store("raw"), far)]), CHECK, &bucket_arn("raw")), Some(Pass));
    let theirs = NotificationTarget::Queue(queue_arn("dead").replace(ACCOUNT, FOREIGN));
    assert_eq!(decision(&estate([sends(store("raw"), theirs)]), CHECK, &bucket_arn("raw")), Some(Pass));
    // A default bus is always there.
    let bus = estate([sends(store("raw"), NotificationTarget::EventBridge)]);
    assert_eq!(decision(&bus, CHECK, &bucket_arn("raw")), Some(Pass));
}

#[test]
fn a_dead_letter_target_that_is_gone_counts_for_more() {
    let dead = findings(&estate([drops("orders", "dead")]), "flow-target-missing");
    let live = estate([sends(store("raw"), NotificationTarget::Queue(queue_arn("gone")))]);
    let live = findings(&live, "flow-target-missing");
    assert!(dead[0].risk.score() > live[0].risk.score());
}

#[test]
fn a_bucket_that_somebody_else_could_make() {
    const CHECK: &str = "flow-bucket-missing";
    let raw = || copies(store("raw"), &["copy"]);
    let of = |estate: Estate| decision(&estate, CHECK, &bucket_arn("raw"));
    assert_eq!(of(estate([raw()])), Some(Fail));
    assert_eq!(of(estate([raw(), store("copy")])), Some(Pass));
    assert_eq!(of(without(Kind::Bucket, [raw()])), Some(Unknown));
    assert_eq!(of(estate([store("raw")])), None);
    // Both members of the organization were scanned; a third one was not.
    let mut governed = estate([raw()]);
    governed.push(organization());
    assert_eq!(of(governed), Some(Fail));
    let mut more = estate([raw()]);
    let Record::Organization(mut all) = organization() else { panic!("not an organization") };
    let mut third = all.accounts.known().unwrap()[0].clone();
    third.id = AccountId::new(FOREIGN);
    all.accounts.known_mut().unwrap().push(third);
    more.push(Record::Organization(all));
    assert_eq!(of(more), Some(Unknown));
}

#[test]
fn access_logs_into_a_bucket_that_is_gone() {
    let estate = estate([crate::samples::bucket("raw")]);
    let [found] = findings(&estate, "flow-bucket-missing").try_into().unwrap();
    assert!(format!("{:?}", found.risk.factors).contains("must have been deleted"));
}

#[test]
fn a_store_that_nobody_uses() {
    const CHECK: &str = "flow-orphan-store";
    let of = |resources: Vec<Resource>| decision(&estate(resources), CHECK, &bucket_arn("old"));
    assert_eq!(of(vec![store("old")]), Some(Fail));
    assert_eq!(of(vec![crate::samples::bucket("old"), store("logs")]), Some(Fail), "its own logs show nobody");
    assert_eq!(of(vec![copies(store("raw"), &["old"]), store("old")]), Some(Pass));
    let new = store("old").bucket_with(|it| it.created = Some(time("2026-02-20T00:00:00Z")));
    assert_eq!(of(vec![new]), Some(Pass));
    assert_eq!(of(vec![store("old").bucket_with(|it| it.created = None)]), None);
    assert_eq!(of(vec![store("old").tag("layer", "monitoring")]), None);
    let recorded = trail("all").trail_with(|it| it.bucket = Some("old".to_owned()));
    assert_eq!(of(vec![store("old"), recorded]), Some(Pass));
}

#[test]
fn stores_are_not_called_unused_where_movers_are_hidden() {
    const CHECK: &str = "flow-orphan-store";
    let hidden = without(Kind::DbExport, [store("old")]);
    assert_eq!(decision(&hidden, CHECK, &bucket_arn("old")), None);
    let account = format!("arn:aws:iam::{ACCOUNT}:root");
    assert_eq!(decision(&hidden, CHECK, &account), Some(Unknown));
    assert_eq!(decision(&estate([store("old")]), CHECK, &account), None);
}

#[test]
fn while_something_is_hidden_nothing_passes_and_faults_stand() {
    let broken = |it: Resource| it.bucket_with(|it| it.notifications = unknown());
    let estate = |hidden: bool| {
        let other = if hidden { broken(store("other")) } else { store("other") };
        let all = [copies(store("raw"), &["gone"]), copies(store("fine"), &["other"]), other];
        estate_with_gaps([denied("s3:GetBucketNotification", "other")], all)
    };
    let account = format!("arn:aws:iam::{ACCOUNT}:root");
    const CHECK: &str = "flow-bucket-missing";
    assert_eq!(decision(&estate(false), CHECK, &bucket_arn("fine")), Some(Pass));
    assert_eq!(decision(&estate(true), CHECK, &bucket_arn("fine")), None);
    assert_eq!(decision(&estate(true), CHECK, &bucket_arn("raw")), Some(Fail));
    assert_eq!(decision(&estate(false), "flow-unread", &account), Some(Pass));
    assert_eq!(decision(&estate(true), "flow-unread", &account), Some(Unknown));
}
