//! Passwords, access keys, and identities that nobody uses.

use super::{of_role, of_user};
use crate::samples::{REGION, Tweak, denied, estate, estate_with_gaps, findings, role, time, unknown, user};
use tidegate::checks::Decision::{Fail, Pass, Unknown};
use tidegate::finding::Severity;
use tidegate::model::aws::{AccessKey, AccessKeyStatus, LastUse, MfaDevice, Role, User};
use tidegate::model::{Estate, Fact};

const OLD: &str = "2025-11-01T00:00:00Z";
const NEW: &str = "2026-02-20T00:00:00Z";

fn with(change: impl FnOnce(&mut User)) -> Estate {
    estate_with_gaps([denied("iam:GenerateCredentialReport", "")], [user("ada").user_with(change)])
}

fn with_role(change: impl FnOnce(&mut Role)) -> Estate {
    estate_with_gaps([denied("iam:GetRole", "")], [role("loader").role_with(change)])
}

fn used(date: &str) -> LastUse {
    LastUse { date: time(date), region: Some(REGION.to_owned()), service: Some("s3".to_owned()) }
}

fn key(id: &str, created: &str, last: Option<&str>) -> AccessKey {
    AccessKey {
        id: id.to_owned(),
        status: AccessKeyStatus::Active,
        created: Some(time(created)),
        last_used: Fact::Known(last.map(used)),
    }
}

fn keys(keys: impl IntoIterator<Item = AccessKey>) -> Estate {
    let keys: Vec<AccessKey> = keys.into_iter().collect();
    with(|it| {
        it.created = Some(time(OLD));
        it.access_keys = Fact::Known(keys);
    })
}

#[test]
fn a_console_user_needs_a_second_factor() {
    let check = "iam-user-mfa";
    let device = || Fact::Known(vec![MfaDevice { serial: "arn:aws:iam::1:mfa/ada".to_owned(), enabled: None }]);
    let password = |fact: Fact<bool>| with(|it| it.password_enabled = fact);
    assert_eq!(of_user(&password(Fact::Known(true)), check), Some(Fail));
    assert_eq!(of_user(&password(Fact::Known(false)), check), None);
    assert_eq!(of_user(&password(unknown()), check), Some(Unknown));
    let guarded = with(|it| (it.password_enabled, it.mfa_devices) = (unknown(), device()));
    assert_eq!(of_user(&guarded, check), Some(Pass));
    let hidden = with(|it| (it.password_enabled, it.mfa_devices) = (Fact::Known(true), unknown()));
    assert_eq!(of_user(&hidden, check), Some(Unknown));
}

#[test]
fn an_old_active_key_fails_and_is_named() {
    let check = "iam-access-key-age";
    let old = keys([key("AKIAOLD", OLD, Some(NEW)), key("AKIANEW", NEW, Some(NEW))]);
    assert_eq!(of_user(&old, check), Some(Fail));
    let found = findings(&old, check);
    assert_eq!(found.iter().map(|it| it.locus.as_str()).collect::<Vec<_>>(), ["AKIAOLD"]);
    assert_eq!(of_user(&keys([key("AKIANEW", NEW, None)]), check), Some(Pass));
    let inactive = AccessKey { status: AccessKeyStatus::Inactive, ..key("AKIAOLD", OLD, None) };
    assert_eq!(of_user(&keys([inactive]), check), None);
    assert_eq!(of_user(&with(|it| it.access_keys = unknown()), check), Some(Unknown));
    let undated = AccessKey { created: None, ..key("AKIAODD", OLD, None) };
    assert_eq!(of_user(&keys([undated]), check), Some(Unknown));
}

#[test]
fn a_key_of_exactly_the_allowed_age_passes_and_a_far_older_one_is_worse() {
    let check = "iam-access-key-age";
    assert_eq!(of_user(&keys([key("AKIA", "2025-12-01T12:00:00Z", None)]), check), Some(Pass));
    assert_eq!(of_user(&keys([key("AKIA", "2025-11-30T12:00:00Z", None)]), check), Some(Fail));
    assert_eq!(findings(&keys([key("AKIA", OLD, None)]), check)[0].severity(), Severity::Medium);
    assert_eq!(findings(&keys([key("AKIA", "2024-01-01T00:00:00Z", None)]), check)[0].severity(), Severity::High);
}

#[test]
fn an_unused_key_fails() {
    let check = "iam-access-key-unused";
    assert_eq!(of_user(&keys([key("AKIA", OLD, Some(NEW))]), check), Some(Pass));
    assert_eq!(of_user(&keys([key("AKIA", "2025-01-01T00:00:00Z", Some(OLD))]), check), Some(Fail));
    assert_eq!(of_user(&keys([key("AKIA", OLD, None)]), check), Some(Fail));
    assert_eq!(of_user(&keys([key("AKIA", NEW, None)]), check), Some(Pass));
    let hidden = AccessKey { last_used: unknown(), ..key("AKIA", OLD, None) };
    assert_eq!(of_user(&keys([hidden]), check), Some(Unknown));
}

#[test]
fn two_active_keys_fail() {
    let check = "iam-user-two-active-keys";
    assert_eq!(of_user(&keys([key("A", NEW, None), key("B", NEW, None)]), check), Some(Fail));
    assert_eq!(of_user(&keys([key("A", NEW, None)]), check), Some(Pass));
    assert_eq!(of_user(&keys([]), check), None);
    assert_eq!(of_user(&with(|it| it.access_keys = unknown()), check), Some(Unknown));
}

#[test]
fn a_user_is_dormant_when_no_credential_was_used() {
    let check = "iam-user-dormant";
    assert_eq!(of_user(&keys([key("A", OLD, None)]), check), Some(Fail));
    assert_eq!(of_user(&keys([key("A", OLD, Some(NEW))]), check), Some(Pass));
    assert_eq!(of_user(&keys([]), check), None);
    let password = |last: Fact<Option<tidegate::model::Timestamp>>, created: &str| {
        with(|it| {
            it.created = Some(time(created));
            (it.password_enabled, it.password_last_used) = (Fact::Known(true), last);
        })
    };
    assert_eq!(of_user(&password(Fact::Known(None), OLD), check), Some(Fail));
    assert_eq!(of_user(&password(Fact::Known(None), NEW), check), Some(Pass));
    assert_eq!(of_user(&password(Fact::Known(Some(time(NEW))), OLD), check), Some(Pass));
    assert_eq!(of_user(&password(unknown(), OLD), check), Some(Unknown));
}

#[test]
fn a_user_of_whom_no_credential_is_known_is_not_judged_by_its_age() {
    let check = "iam-user-dormant";
    let young = |change: fn(&mut User)| {
        with(|it| {
            it.created = Some(time(NEW));
            (it.password_enabled, it.access_keys) = (Fact::Known(false), Fact::Known(Vec::new()));
            change(it);
        })
    };
    assert_eq!(of_user(&young(|_| {}), check), None);
    let report = |it: &mut User| (it.password_enabled, it.password_last_used) = (unknown(), unknown());
    assert_eq!(of_user(&young(report), check), Some(Unknown));
    assert_eq!(of_user(&young(|it| it.access_keys = unknown()), check), Some(Unknown));
    let key_too = |it: &mut User| {
        it.password_enabled = unknown();
        it.access_keys = Fact::Known(vec![key("A", NEW, None)]);
    };
    assert_eq!(of_user(&young(key_too), check), Some(Pass), "there is a credential, and it is young");
}

#[test]
fn a_recent_use_settles_it_whatever_else_is_hidden() {
    let seen = with(|it| {
        it.created = Some(time(OLD));
        it.password_enabled = unknown();
        it.access_keys = Fact::Known(vec![key("A", OLD, Some(NEW))]);
    });
    assert_eq!(of_user(&seen, "iam-user-dormant"), Some(Pass));
}

#[test]
fn a_role_is_dormant_when_it_is_old_and_not_used() {
    let check = "iam-role-dormant";
    let role_used = |last: Fact<Option<LastUse>>| with_role(|it| it.last_used = last);
    assert_eq!(of_role(&estate([role("loader")]), check), Some(Pass));
    assert_eq!(of_role(&role_used(Fact::Known(Some(used(OLD)))), check), Some(Fail));
    assert_eq!(of_role(&role_used(Fact::Known(None)), check), Some(Fail));
    assert_eq!(of_role(&role_used(unknown()), check), Some(Unknown));
    let young = with_role(|it| (it.created, it.last_used) = (Some(time(NEW)), Fact::Known(None)));
    assert_eq!(of_role(&young, check), Some(Pass));
    let undated = with_role(|it| (it.created, it.last_used) = (None, Fact::Known(None)));
    assert_eq!(of_role(&undated, check), Some(Unknown));
    let linked = with_role(|it| (it.path, it.last_used) = ("/aws-service-role/x/".to_owned(), Fact::Known(None)));
    assert_eq!(of_role(&linked, check), None);
}
