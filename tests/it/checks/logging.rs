//! Checks of logging: for each a pass, a fail, and an unknown where a fact can be unknown.

use crate::samples::{
    ACCOUNT, REGION, SECOND, Tweak, account, bucket, decision, denied, empty_estate, estate, estate_with_gaps,
    findings, organization, policy, trail, unknown,
};
use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::finding::{Evidence, Severity};
use tidegate::model::aws::{BasicSelector, EventSelectors, PublicAccessBlock, Trail, TrailStatus};
use tidegate::model::{AccountId, Estate, Fact, Kind, Listing, Record, Region, Resource};

fn trail_arn() -> String {
    format!("arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit")
}

fn root_of(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}

/// An estate with one trail and one gap.
fn with(change: impl FnOnce(&mut Trail)) -> Estate {
    estate_with_gaps([denied("cloudtrail:GetTrailStatus", "audit")], [trail("audit").trail_with(change)])
}

fn of_trail(check: &str, change: impl FnOnce(&mut Trail)) -> Option<Decision> {
    decision(&with(change), check, &trail_arn())
}

fn status(logging: bool, error: Option<&str>) -> Fact<TrailStatus> {
    Fact::Known(TrailStatus { logging, latest_delivery: None, delivery_error: error.map(ToOwned::to_owned) })
}

fn hide(estate: &mut Estate, account: &str, kind: Kind) {
    let count = unknown();
    estate.push(Record::Listing(Listing {
        account: AccountId::new(account),
        region: Region::new(REGION),
        kind,
        count,
    }));
}

#[test]
fn settings_of_a_trail() {
    assert_eq!(of_trail("cloudtrail-log-validation", |_| ()), Some(Pass));
    assert_eq!(of_trail("cloudtrail-log-validation", |it| it.log_file_validation = false), Some(Fail));
    assert_eq!(of_trail("cloudtrail-customer-key", |_| ()), Some(Pass));
    assert_eq!(of_trail("cloudtrail-customer-key", |it| it.kms_key = None), Some(Fail));
    assert_eq!(of_trail("cloudtrail-log-group", |it| it.log_group = Some("arn:aws:logs:x".to_owned())), Some(Pass));
    assert_eq!(of_trail("cloudtrail-log-group", |it| it.log_group = None), Some(Fail));
}

#[test]
fn a_stopped_trail_fails() {
    assert_eq!(of_trail("cloudtrail-stopped", |_| ()), Some(Pass));
    assert_eq!(of_trail("cloudtrail-stopped", |it| it.status = status(false, None)), Some(Fail));
    assert_eq!(of_trail("cloudtrail-stopped", |it| it.status = unknown()), Some(Unknown));
}

#[test]
fn a_trail_that_cannot_deliver_fails_while_it_logs() {
    let check = "cloudtrail-delivery-failing";
    assert_eq!(of_trail(check, |_| ()), Some(Pass));
    assert_eq!(of_trail(check, |it| it.status = status(true, Some("AccessDenied"))), Some(Fail));
    assert_eq!(of_trail(check, |it| it.status = status(false, Some("AccessDenied"))), None);
    assert_eq!(of_trail(check, |it| it.status = unknown()), Some(Unknown));
}

#[test]
fn an_account_needs_one_whole_trail_that_logs() {
    let check = "cloudtrail-multi-region";
    let decide = |estate: &Estate| decision(estate, check, &root_of(ACCOUNT));
    assert_eq!(decide(&with(|_| ())), Some(Pass));
    assert_eq!(decide(&estate([])), Some(Fail));
    assert_eq!(decide(&with(|it| it.multi_region = false)), Some(Fail));
    assert_eq!(decide(&with(|it| it.status = status(false, None))), Some(Fail));
    let writes_only = BasicSelector {
        read_write: "WriteOnly".to_owned(),
        management_events: true,
        data_resources: Vec::new(),
        excluded_sources: Vec::new(),
    };
    let narrow = EventSelectors { basic: vec![writes_only], advanced: Vec::new() };
    assert_eq!(decide(&with(|it| it.selectors = Fact::Known(narrow))), Some(Fail));
    assert_eq!(decide(&with(|it| it.status = unknown())), Some(Unknown));
    assert_eq!(decide(&with(|it| it.selectors = unknown())), Some(Unknown));
}

#[test]
fn trails_that_could_not_be_listed_are_unknown_unless_another_suffices() {
    let check = "cloudtrail-multi-region";
    let mut hidden = estate_with_gaps([denied("cloudtrail:DescribeTrails", "")], []);
    hide(&mut hidden, ACCOUNT, Kind::Trail);
    assert_eq!(decision(&hidden, check, &root_of(ACCOUNT)), Some(Unknown));
    let mut seen = with(|_| ());
    hide(&mut seen, ACCOUNT, Kind::Trail);
    assert_eq!(decision(&seen, check, &root_of(ACCOUNT)), Some(Pass));
    let mut never = empty_estate();
    never.push(Record::Resource(Box::new(account(ACCOUNT))));
    assert_eq!(decision(&never, check, &root_of(ACCOUNT)), Some(Unknown));
}

#[test]
fn a_trail_of_the_organization_covers_its_members_only() {
    let check = "cloudtrail-multi-region";
    let wide =
        |organization_trail: bool| estate([trail("audit").trail_with(|it| it.organization_trail = organization_trail)]);
    let mut covered = wide(true);
    assert_eq!(decision(&covered, check, &root_of(SECOND)), Some(Fail));
    covered.push(organization());
    assert_eq!(decision(&covered, check, &root_of(SECOND)), Some(Pass));
    let mut own = wide(false);
    own.push(organization());
    assert_eq!(decision(&own, check, &root_of(SECOND)), Some(Fail));
    let mut hidden = estate_with_gaps(
        [denied("organizations:ListAccounts", "")],
        [trail("audit").trail_with(|it| it.organization_trail = true)],
    );
    let Record::Organization(mut known) = organization() else { unreachable!() };
    known.accounts = unknown();
    hidden.push(Record::Organization(known));
    assert_eq!(decision(&hidden, check, &root_of(SECOND)), Some(Unknown));
}

fn stored(change: impl FnOnce(&mut Trail), stores: impl IntoIterator<Item = Resource>) -> Estate {
    let resources = [trail("audit").trail_with(change), bucket("trail-logs")].into_iter().chain(stores);
    estate_with_gaps([denied("cloudtrail:GetEventSelectors", "audit")], resources)
}

fn objects_of(name: &str) -> Fact<EventSelectors> {
    let data_resources = vec![("AWS::S3::Object".to_owned(), vec![format!("arn:aws:s3:::{name}/")])];
    let selector = BasicSelector {
        read_write: "All".to_owned(),
        management_events: true,
        data_resources,
        excluded_sources: Vec::new(),
    };
    Fact::Known(EventSelectors { basic: vec![selector], advanced: Vec::new() })
}

#[test]
fn every_store_needs_its_data_events() {
    let check = "cloudtrail-data-events";
    let decide = |estate: &Estate| decision(estate, check, &root_of(ACCOUNT));
    assert_eq!(decide(&stored(|_| (), [bucket("raw"), bucket("curated")])), Some(Pass));
    assert_eq!(decide(&stored(|it| it.selectors = objects_of("raw"), [bucket("raw")])), Some(Pass));
    let partly = stored(|it| it.selectors = objects_of("raw"), [bucket("raw"), bucket("curated")]);
    assert_eq!(decide(&partly), Some(Fail));
    let (curated, _) = partly.find("arn:aws:s3:::curated").unwrap();
    let found = findings(&partly, check);
    let named: Vec<_> = found[0].evidence.iter().filter(|it| matches!(it, Evidence::Related { .. })).collect();
    assert_eq!(named, [&Evidence::Related { relation: "not recorded", resource: curated }]);
    assert_eq!(decide(&stored(|it| it.status = status(false, None), [bucket("raw")])), Some(Fail));
    assert_eq!(decide(&stored(|it| it.selectors = unknown(), [bucket("raw")])), Some(Unknown));
    assert_eq!(decide(&stored(|_| (), [])), None);
}

#[test]
fn public_stores_need_no_data_events_and_restricted_ones_raise_the_risk() {
    let check = "cloudtrail-data-events";
    let none = || Fact::Known(EventSelectors::default());
    let public = stored(|it| it.selectors = none(), [bucket("site").tag("classification", "public")]);
    assert_eq!(decision(&public, check, &root_of(ACCOUNT)), None);
    let restricted = stored(|it| it.selectors = none(), [bucket("raw").tag("classification", "restricted")]);
    assert_eq!(findings(&restricted, check)[0].severity(), Severity::High);
    let internal = stored(|it| it.selectors = none(), [bucket("raw")]);
    assert_eq!(findings(&internal, check)[0].severity(), Severity::Medium);
}

#[test]
fn a_trail_of_one_region_hears_that_region_only() {
    let far = |multi_region| {
        let mut store = bucket("far");
        store.region = Region::new("us-east-1");
        stored(move |it| it.multi_region = multi_region, [store])
    };
    assert_eq!(decision(&far(true), "cloudtrail-data-events", &root_of(ACCOUNT)), Some(Pass));
    assert_eq!(decision(&far(false), "cloudtrail-data-events", &root_of(ACCOUNT)), Some(Fail));
}

const EVERYONE_READS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::trail-logs/*"}]}"#;

/// The bucket of a trail, with the account's block off.
fn trail_bucket(change: impl FnOnce(&mut tidegate::model::aws::Bucket)) -> Estate {
    estate_with_gaps(
        [denied("s3:GetBucketPublicAccessBlock", "trail-logs")],
        [
            trail("audit"),
            bucket("trail-logs").bucket_with(change),
            bucket("raw"),
            account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None)),
        ],
    )
}

#[test]
fn the_bucket_of_a_trail_must_be_blocked() {
    let check = "cloudtrail-bucket-exposed";
    let decide = |estate: &Estate| decision(estate, check, "arn:aws:s3:::trail-logs");
    assert_eq!(decide(&trail_bucket(|_| ())), Some(Pass));
    assert_eq!(decide(&trail_bucket(|it| it.public_access_block = Fact::Known(None))), Some(Fail));
    let half = PublicAccessBlock { block_public_acls: true, ..PublicAccessBlock::default() };
    assert_eq!(decide(&trail_bucket(|it| it.public_access_block = Fact::Known(Some(half)))), Some(Fail));
    assert_eq!(decide(&trail_bucket(|it| it.public_access_block = unknown())), Some(Unknown));
    assert_eq!(decision(&trail_bucket(|_| ()), check, "arn:aws:s3:::raw"), None);
    let blocked =
        estate([trail("audit"), bucket("trail-logs").bucket_with(|it| it.public_access_block = Fact::Known(None))]);
    assert_eq!(decide(&blocked), Some(Pass));
}

#[test]
fn a_public_bucket_of_a_trail_is_critical_and_its_blocks_take_that_away() {
    let check = "cloudtrail-bucket-exposed";
    let public = trail_bucket(|it| (it.public_access_block, it.policy) = (Fact::Known(None), policy(EVERYONE_READS)));
    let found = findings(&public, check);
    assert_eq!(found[0].severity(), Severity::Critical);
    assert!(found[0].evidence.iter().any(|it| matches!(it, Evidence::Statement { index: 0, .. })));
    let blocked = trail_bucket(|it| it.policy = policy(EVERYONE_READS));
    assert!(findings(&blocked, check).is_empty());
}

#[test]
fn a_bucket_that_was_not_read_makes_its_trail_unknown() {
    for check in ["cloudtrail-bucket-exposed", "cloudtrail-bucket-access-logging"] {
        assert_eq!(of_trail(check, |_| ()), Some(Unknown), "{check}");
        assert_eq!(decision(&trail_bucket(|_| ()), check, &trail_arn()), None, "{check}");
    }
}

#[test]
fn trails_that_could_not_be_listed_leave_their_buckets_undecided() {
    let mut hidden = estate_with_gaps([denied("cloudtrail:DescribeTrails", "")], [bucket("trail-logs")]);
    let root = format!("arn:aws:iam::{ACCOUNT}:root");
    for check in ["cloudtrail-bucket-exposed", "cloudtrail-bucket-access-logging"] {
        assert_eq!(decision(&hidden, check, &root), None, "{check}");
    }
    let (account, region) = (AccountId::new(ACCOUNT), Region::new(REGION));
    hidden.push(Record::Listing(Listing { account, region, kind: Kind::Trail, count: unknown() }));
    for check in ["cloudtrail-bucket-exposed", "cloudtrail-bucket-access-logging"] {
        assert_eq!(decision(&hidden, check, &root), Some(Unknown), "{check}");
    }
}

#[test]
fn access_to_log_files_must_be_logged() {
    let decide = |estate: &Estate| decision(estate, "cloudtrail-bucket-access-logging", "arn:aws:s3:::trail-logs");
    assert_eq!(decide(&trail_bucket(|_| ())), Some(Pass));
    assert_eq!(decide(&trail_bucket(|it| it.logging = Fact::Known(None))), Some(Fail));
    assert_eq!(decide(&trail_bucket(|it| it.logging = unknown())), Some(Unknown));
    assert_eq!(decision(&trail_bucket(|_| ()), "cloudtrail-bucket-access-logging", "arn:aws:s3:::raw"), None);
}
