//! The root user and the settings of a whole account.

use super::root_of;
use crate::samples::{
    ACCOUNT, FOREIGN, SECOND, Tweak, account, decision, denied, estate, estate_with_gaps, findings, organization, time,
    unknown,
};
use tidegate::checks::Decision::{Fail, Pass, Unknown};
use tidegate::model::aws::{AccountSettings, Analyzer, RootUser};
use tidegate::model::{AccountId, Arn, Detail, Estate, Fact, Kind, Listing, Record, Region, Resource, Tags};

fn with(change: impl FnOnce(&mut AccountSettings)) -> Estate {
    estate_with_gaps([denied("iam:GetAccountSummary", "")], [account(ACCOUNT).account_with(change)])
}

fn root(change: impl FnOnce(&mut RootUser)) -> Estate {
    with(|it| {
        let mut root = it.root.known().unwrap().clone();
        change(&mut root);
        it.root = Fact::Known(root);
    })
}

#[test]
fn a_root_user_with_a_key_fails() {
    let check = "iam-root-access-key";
    assert_eq!(decision(&root(|_| ()), check, &root_of(ACCOUNT)), Some(Pass));
    assert_eq!(decision(&root(|it| it.access_keys = 1), check, &root_of(ACCOUNT)), Some(Fail));
    assert_eq!(decision(&with(|it| it.root = unknown()), check, &root_of(ACCOUNT)), Some(Unknown));
}

#[test]
fn a_root_user_without_a_second_factor_fails() {
    let check = "iam-root-mfa";
    assert_eq!(decision(&root(|_| ()), check, &root_of(ACCOUNT)), Some(Pass));
    assert_eq!(decision(&root(|it| it.mfa = false), check, &root_of(ACCOUNT)), Some(Fail));
    assert_eq!(decision(&with(|it| it.root = unknown()), check, &root_of(ACCOUNT)), Some(Unknown));
}

#[test]
fn a_root_user_without_any_credential_needs_no_second_factor() {
    let check = "iam-root-mfa";
    let with_keys = |keys: u32| {
        let mut without_password = account(ACCOUNT);
        without_password = without_password.account_with(|it| {
            it.summary = Fact::Known([("AccountPasswordPresent".to_owned(), 0)].into());
            it.root = Fact::Known(RootUser { mfa: false, access_keys: keys, password_last_used: Fact::Known(None) });
        });
        decision(&estate([without_password]), check, &root_of(ACCOUNT))
    };
    assert_eq!(with_keys(0), None);
    assert_eq!(with_keys(1), Some(Fail));
}

#[test]
fn a_root_user_in_use_fails_until_thirty_days_have_passed() {
    let check = "iam-root-recent-use";
    let used = |date: &str| root(|it| it.password_last_used = Fact::Known(Some(time(date))));
    assert_eq!(decision(&root(|_| ()), check, &root_of(ACCOUNT)), Some(Pass));
    assert_eq!(decision(&used("2026-02-27T12:00:00Z"), check, &root_of(ACCOUNT)), Some(Fail));
    assert_eq!(decision(&used("2026-01-30T11:00:00Z"), check, &root_of(ACCOUNT)), Some(Pass));
    let hidden = root(|it| it.password_last_used = unknown());
    assert_eq!(decision(&hidden, check, &root_of(ACCOUNT)), Some(Unknown));
}

#[test]
fn a_password_policy_must_ask_for_length_and_memory() {
    let check = "iam-password-policy-weak";
    assert_eq!(decision(&with(|_| ()), check, &root_of(ACCOUNT)), Some(Pass));
    for (length, memory) in [(13, Some(24)), (14, Some(23)), (14, None)] {
        let weak = with(|it| {
            let mut policy = it.password_policy.known().unwrap().clone().unwrap();
            (policy.minimum_length, policy.reuse_prevention) = (length, memory);
            it.password_policy = Fact::Known(Some(policy));
        });
        assert_eq!(decision(&weak, check, &root_of(ACCOUNT)), Some(Fail), "{length} {memory:?}");
    }
    assert_eq!(decision(&with(|it| it.password_policy = Fact::Known(None)), check, &root_of(ACCOUNT)), Some(Fail));
    assert_eq!(decision(&with(|it| it.password_policy = unknown()), check, &root_of(ACCOUNT)), Some(Unknown));
}

fn analyzer(account: &str, kind: &str, status: &str) -> Resource {
    let detail =
        Analyzer { analyzer_type: kind.to_owned(), status: status.to_owned(), findings: Fact::Known(Vec::new()) };
    Resource {
        arn: Arn::new(format!("arn:aws:access-analyzer:eu-west-1:{account}:analyzer/{kind}")),
        account: AccountId::new(account),
        region: Region::new("eu-west-1"),
        tags: Fact::Known(Tags::new()),
        detail: Detail::Analyzer(Box::new(detail)),
    }
}

/// IAM User Guide, "Using AWS Identity and Access Management Access Analyzer": external and unused access are watched by
/// analyzers of their own, each with its own zone of trust.
#[test]
fn only_an_active_analyzer_of_external_access_watches() {
    let check = "iam-access-analyzer-absent";
    let decide = |estate: &Estate| decision(estate, check, &root_of(ACCOUNT));
    assert_eq!(decide(&estate([analyzer(ACCOUNT, "ACCOUNT", "ACTIVE")])), Some(Pass));
    let mut shared = estate([analyzer(SECOND, "ORGANIZATION", "ACTIVE")]);
    assert_eq!(decide(&shared), Some(Fail), "nothing says that the account belongs to that organization");
    shared.push(organization());
    assert_eq!(decide(&shared), Some(Pass));
    assert_eq!(decide(&estate([analyzer(SECOND, "ACCOUNT", "ACTIVE")])), Some(Fail));
    assert_eq!(decide(&estate([analyzer(ACCOUNT, "ACCOUNT", "DISABLED")])), Some(Fail));
    assert_eq!(decide(&estate([analyzer(ACCOUNT, "ACCOUNT_UNUSED_ACCESS", "ACTIVE")])), Some(Fail));
    assert_eq!(decide(&estate([])), Some(Fail));
}

#[test]
fn an_analyzer_of_the_organization_may_be_in_an_account_that_was_not_scanned() {
    let check = "iam-access-analyzer-absent";
    let mut whole = estate([]);
    whole.push(organization());
    assert_eq!(decision(&whole, check, &root_of(ACCOUNT)), Some(Fail));
    let mut partly = estate([]);
    let Record::Organization(mut known) = organization() else { unreachable!() };
    known.management_account = AccountId::new(FOREIGN);
    partly.push(Record::Organization(known));
    assert_eq!(decision(&partly, check, &root_of(ACCOUNT)), Some(Unknown));
    let hidden = estate_with_gaps([denied("organizations:DescribeOrganization", "")], []);
    assert_eq!(decision(&hidden, check, &root_of(ACCOUNT)), Some(Unknown));
}

#[test]
fn a_region_without_an_analyzer_is_named_and_one_that_was_not_listed_is_unknown() {
    let listing = |region: &str, count| {
        Record::Listing(Listing {
            account: AccountId::new(ACCOUNT),
            region: Region::new(region),
            kind: Kind::Analyzer,
            count,
        })
    };
    let mut hidden =
        estate_with_gaps([denied("access-analyzer:ListAnalyzers", "")], [analyzer(ACCOUNT, "ACCOUNT", "ACTIVE")]);
    hidden.push(listing("eu-central-1", unknown()));
    assert_eq!(decision(&hidden, "iam-access-analyzer-absent", &root_of(ACCOUNT)), Some(Unknown));
    let mut bare = estate([analyzer(ACCOUNT, "ACCOUNT", "ACTIVE")]);
    bare.push(listing("eu-central-1", Fact::Known(0)));
    let found = findings(&bare, "iam-access-analyzer-absent");
    assert!(found.iter().any(|it| it.summary == "No active analyzer of external access in 1 region"), "{found:?}");
}

#[test]
fn analyzers_that_were_never_listed_are_unknown() {
    let mut bare = crate::samples::empty_estate();
    bare.push(Record::Resource(Box::new(account(ACCOUNT))));
    assert_eq!(decision(&bare, "iam-access-analyzer-absent", &root_of(ACCOUNT)), Some(Unknown));
}
