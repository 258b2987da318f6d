//! The figures of an overview agree with the results they are counted from.

use crate::samples::{
    ACCOUNT, MANAGEMENT, SECOND, Tweak, account, analyse, bucket, denied, empty_estate, estate_with_gaps, organization,
    role, trail, unknown, user,
};
use tidegate::checks::{CATALOGUE, Decision, Rules, Summary, Tally};
use tidegate::finding::{Severity, Status};
use tidegate::model::aws::{MemberAccount, Organization};
use tidegate::model::{AccountId, Classification, Domain, Estate, Fact, Kind, Layer, Record};

fn sample() -> Estate {
    estate_with_gaps(
        [denied("s3:GetBucketVersioning", "hidden")],
        [
            bucket("raw")
                .tag("classification", "restricted")
                .bucket_with(|it| it.versioning = Fact::Known(Default::default())),
            bucket("hidden").bucket_with(|it| it.versioning = unknown()),
            bucket("site").tag("classification", "public").owned_by(SECOND),
            account(ACCOUNT).account_with(|it| it.root = unknown()),
            role("loader"),
            user("ada"),
            trail("audit"),
        ],
    )
}

#[test]
fn every_result_is_counted_once_in_each_view() {
    let estate = sample();
    let posture = analyse(&estate);
    let summary = Summary::of(&estate, &posture, &Rules::default());
    let add = |all: Tally, one: &Tally| Tally {
        pass: all.pass + one.pass,
        fail: all.fail + one.fail,
        unknown: all.unknown + one.unknown,
    };
    let mut expected = Tally::default();
    for result in &posture.results {
        match result.decision {
            Decision::Pass => expected.pass += 1,
            Decision::Fail => expected.fail += 1,
            Decision::Unknown => expected.unknown += 1,
        }
    }
    assert!(expected.pass > 0 && expected.fail > 0 && expected.unknown > 0);
    assert_eq!(summary.results, expected);
    assert_eq!(summary.checks.iter().fold(Tally::default(), add), expected);
    assert_eq!(summary.grid.iter().flatten().fold(Tally::default(), add), expected);
    assert_eq!(summary.by_account.iter().map(|it| &it.results).fold(Tally::default(), add), expected);
    assert_eq!(summary.checks.len(), CATALOGUE.len());
}

#[test]
fn things_are_counted_by_what_they_are() {
    let estate = sample();
    let summary = Summary::of(&estate, &analyse(&estate), &Rules::default());
    assert_eq!((summary.accounts, summary.stores, summary.identities, summary.gaps), (2, 3, 2, 1));
    assert!(summary.kinds.contains(&(Kind::Bucket, 3)) && summary.kinds.iter().all(|(_, count)| *count > 0));
    let class = |wanted| summary.classes.iter().find(|(class, _)| *class == wanted).map(|(_, count)| *count);
    assert_eq!(class(Classification::Restricted), Some(1));
    assert_eq!(class(Classification::Public), Some(1));
    let ids: Vec<&str> = summary.by_account.iter().map(|it| it.account.as_str()).collect();
    assert_eq!(ids, [ACCOUNT, SECOND]);
    assert_eq!(summary.by_account.iter().map(|it| it.resources).sum::<u32>(), summary.resources);
    assert!(summary.cell(Layer::Storage, Domain::DataProtection).total() > 0);
    assert_eq!(summary.cell(Layer::Source, Domain::Network), Tally::default());
}

#[test]
fn the_worst_are_faults_in_order_and_at_most_ten() {
    let estate = sample();
    let posture = analyse(&estate);
    let summary = Summary::of(&estate, &posture, &Rules::default());
    assert!(!summary.worst.is_empty() && summary.worst.len() <= 10);
    let worst: Vec<_> = summary.worst.iter().map(|&place| &posture.findings[place]).collect();
    assert!(worst.iter().all(|it| it.status == Status::Fail));
    assert!(worst.windows(2).all(|pair| pair[0].risk.score() >= pair[1].risk.score()));
    let faults = posture.findings.iter().filter(|it| it.status == Status::Fail);
    let high = faults.clone().filter(|it| it.severity() == Severity::High).count();
    assert_eq!(summary.faults_of(Severity::High) as usize, high);
    assert_eq!(summary.faults.iter().sum::<u32>() as usize, faults.count());
    assert_eq!(summary.undecided as usize, posture.findings.len() - summary.faults.iter().sum::<u32>() as usize);
}

#[test]
fn a_share_is_whole_only_when_nothing_is_wrong() {
    let share = |pass, fail, unknown| Tally { pass, fail, unknown }.percent();
    assert_eq!(share(0, 0, 0), None);
    assert_eq!(share(999, 1, 0), Some(99));
    assert_eq!(share(999, 0, 1), Some(99));
    assert_eq!(share(3, 0, 0), Some(100));
}

#[test]
fn the_management_account_is_not_called_by_the_old_word_for_it() {
    const OTHER: &str = "777788889999";
    let named = |name: &str| {
        let member = |id: &str| MemberAccount {
            id: AccountId::new(id),
            name: name.to_owned(),
            status: "ACTIVE".to_owned(),
            parent: None,
        };
        let Record::Organization(known) = organization() else { unreachable!() };
        let accounts = Fact::Known(vec![member(MANAGEMENT), member(OTHER)]);
        let mut estate = empty_estate();
        estate.push(Record::Organization(Organization {
            management_account: AccountId::new(MANAGEMENT),
            accounts,
            ..known
        }));
        [MANAGEMENT, OTHER].map(|id| estate.account_name(&AccountId::new(id)).to_owned())
    };
    assert_eq!(named("master"), ["management account", "master"]);
    assert_eq!(named("payer"), ["payer", "payer"]);
}
