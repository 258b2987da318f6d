//! What identities hold: administrators, wildcards, inline policies.

use super::{of_role, of_user, role_arn};
use crate::samples::{
    ACCOUNT, Tweak, decision, denied, document, estate, estate_with_gaps, findings, group, managed_policy, role,
    unknown, user,
};
use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::finding::Evidence;
use tidegate::model::aws::{AttachedPolicy, InlinePolicy};
use tidegate::model::{Arn, Estate};

const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

fn text(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn allow(action: &str, resource: &str) -> String {
    text(&format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}"#))
}

fn inline(text: &str) -> InlinePolicy {
    InlinePolicy { name: "job".to_owned(), document: document(text) }
}

fn attached(arn: &str) -> AttachedPolicy {
    AttachedPolicy { name: Arn::new(arn).short_name().to_owned(), arn: Arn::new(arn) }
}

fn own(name: &str) -> AttachedPolicy {
    attached(&format!("arn:aws:iam::{ACCOUNT}:policy/{name}"))
}

/// A role with one inline policy.
fn holding(text: &str) -> Estate {
    estate([role("loader").role_with(|it| it.inline = vec![inline(text)])])
}

fn decide(check: &str, text: &str) -> Option<Decision> {
    of_role(&holding(text), check)
}

#[test]
fn every_action_on_every_resource_is_an_administrator() {
    let check = "iam-full-administrator";
    assert_eq!(decide(check, &allow("*", "*")), Some(Fail));
    assert_eq!(decide(check, &allow("s3:*", "*")), Some(Pass));
    assert_eq!(decide(check, &allow("*", "arn:aws:s3:::landing/*")), Some(Pass));
    let narrowed =
        r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#;
    assert_eq!(decide(check, &text(narrowed)), Some(Pass));
    assert_eq!(decide(check, &text(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#)), Some(Pass));
    assert_eq!(of_role(&estate([role("loader")]), check), Some(Pass));
}

#[test]
fn the_evidence_names_the_policy_and_the_statement() {
    let second = text(
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}"#,
    );
    let found = findings(&holding(&second), "iam-full-administrator");
    assert_eq!(found[0].locus, "job");
    let named =
        |it: &Evidence| matches!(it, Evidence::Statement { label, index: 1, .. } if label == "inline policy job");
    assert!(found[0].evidence.iter().any(named), "{:?}", found[0].evidence);
}

#[test]
fn attached_policies_are_read_and_users_and_groups_count() {
    let check = "iam-full-administrator";
    let policy = managed_policy("everything", allow("*", "*"));
    let held = estate([
        policy,
        user("ada").user_with(|it| it.attached = vec![own("everything")]),
        group("operators").group_with(|it| it.attached = vec![own("everything")]),
    ]);
    assert_eq!(of_user(&held, check), Some(Fail));
    assert_eq!(decision(&held, check, &format!("arn:aws:iam::{ACCOUNT}:group/operators")), Some(Fail));
    assert_eq!(findings(&held, check)[0].locus, format!("arn:aws:iam::{ACCOUNT}:policy/everything"));
}

#[test]
fn a_policy_that_could_not_be_read_is_unknown_except_the_one_whose_content_is_known() {
    let check = "iam-full-administrator";
    let hidden = estate_with_gaps(
        [denied("iam:GetPolicyVersion", "custom")],
        [
            managed_policy("custom", allow("s3:GetObject", "*")).policy_with(|it| it.document = unknown()),
            role("loader").role_with(|it| it.attached = vec![own("custom")]),
        ],
    );
    assert_eq!(of_role(&hidden, check), Some(Unknown));
    let absent = estate([role("loader").role_with(|it| it.attached = vec![own("missing")])]);
    assert_eq!(of_role(&absent, check), Some(Unknown));
    let known = estate([role("loader").role_with(|it| it.attached = vec![attached(ADMINISTRATOR)])]);
    assert_eq!(of_role(&known, check), Some(Fail));
    assert_eq!(findings(&known, check)[0].locus, ADMINISTRATOR);
}

#[test]
fn a_document_that_is_no_policy_is_unknown() {
    assert_eq!(decide("iam-full-administrator", r#"{"Statement":[{"Effect":"Perhaps"}]}"#), Some(Unknown));
}

#[test]
fn a_boundary_lowers_the_impact_and_a_role_of_aws_is_named() {
    let check = "iam-full-administrator";
    let score = |estate: &Estate| findings(estate, check)[0].risk.score();
    let but_one =
        r#"{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}"#;
    let bounded = estate([
        managed_policy("limit", text(but_one)),
        role("loader").role_with(|it| {
            it.inline = vec![inline(&allow("*", "*"))];
            it.boundary = Some(Arn::new(format!("arn:aws:iam::{ACCOUNT}:policy/limit")));
        }),
    ]);
    assert!(score(&bounded) < score(&holding(&allow("*", "*"))));
    let reserved = estate([role("loader").role_with(|it| {
        it.path = "/aws-reserved/sso.amazonaws.com/".to_owned();
        it.inline = vec![inline(&allow("*", "*"))];
    })]);
    let note = |it: &Evidence| matches!(it, Evidence::Note(note) if note.starts_with("AWS owns this role"));
    assert!(findings(&reserved, check)[0].evidence.iter().any(note));
    assert_eq!(of_role(&reserved, "iam-inline-policy"), None);
}

#[test]
fn all_of_iam_fails_once() {
    let check = "iam-wildcard-iam";
    assert_eq!(decide(check, &allow("iam:*", "*")), Some(Fail));
    assert_eq!(decide(check, &allow("IAM:*", "arn:aws:iam::*:role/*")), Some(Fail));
    assert_eq!(decide(check, &allow("*", "*")), Some(Pass));
    assert_eq!(decide(check, &allow("iam:Get*", "*")), Some(Pass));
    assert_eq!(decide(check, &allow("iam:*", "arn:aws:iam::111122223333:role/loader")), Some(Pass));
    assert_eq!(decide(check, "{}"), Some(Unknown));
}

#[test]
fn passing_any_role_fails_without_a_limit() {
    let check = "iam-pass-role-wildcard";
    assert_eq!(decide(check, &allow("iam:PassRole", "*")), Some(Fail));
    assert_eq!(decide(check, &allow("iam:Pass*", "arn:aws:iam::111122223333:role/*")), Some(Fail));
    assert_eq!(decide(check, &allow("iam:PassRole", "arn:aws:iam::111122223333:role/loader")), Some(Pass));
    assert_eq!(decide(check, &allow("iam:*", "*")), Some(Pass));
    let limited = |condition: &str| {
        decide(
            check,
            &text(&format!(r#"{{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{condition}}}"#)),
        )
    };
    assert_eq!(limited(r#"{"StringEquals":{"iam:PassedToService":"glue.amazonaws.com"}}"#), Some(Pass));
    assert_eq!(limited(r#"{"StringLike":{"iam:PassedToService":"*"}}"#), Some(Fail));
    assert_eq!(limited(r#"{"StringNotEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}"#), Some(Fail));
    assert_eq!(limited(r#"{"Bool":{"aws:SecureTransport":"true"}}"#), Some(Fail));
    assert_eq!(decide(check, "[]"), Some(Unknown));
}

#[test]
fn all_of_a_data_service_fails() {
    let check = "iam-policy-wildcard-service";
    assert_eq!(decide(check, &allow("s3:*", "*")), Some(Fail));
    assert_eq!(decide(check, &allow("s3:*", "arn:aws:s3:::*")), Some(Fail));
    assert_eq!(decide(check, &allow("kms:*", "arn:aws:kms:*:*:key/*")), Some(Fail));
    assert_eq!(decide(check, &allow("s3:*", "arn:aws:s3:::landing/*")), Some(Pass));
    assert_eq!(decide(check, &allow("s3:Get*", "*")), Some(Pass));
    assert_eq!(decide(check, &allow("ec2:*", "*")), Some(Pass));
    assert_eq!(decide(check, "{}"), Some(Unknown));
}

#[test]
fn allowing_all_but_a_list_fails_and_denying_so_passes() {
    let check = "iam-policy-not-action";
    let with = |effect: &str| text(&format!(r#"{{"Effect":"{effect}","NotAction":"iam:*","Resource":"*"}}"#));
    assert_eq!(decide(check, &with("Allow")), Some(Fail));
    assert_eq!(decide(check, &with("Deny")), Some(Pass));
    let bounded = r#"{"Effect":"Allow","NotAction":"s3:DeleteObject","Resource":"arn:aws:s3:::raw/*"}"#;
    assert_eq!(decide(check, &text(bounded)), Some(Pass), "other services are out of reach");
    assert_eq!(decide(check, "{}"), Some(Unknown));
}

#[test]
fn an_inline_policy_fails_and_is_named() {
    let check = "iam-inline-policy";
    assert_eq!(of_role(&estate([role("loader")]), check), Some(Pass));
    let held = holding(&allow("s3:GetObject", "*"));
    assert_eq!(decision(&held, check, &role_arn("loader")), Some(Fail));
    assert_eq!(findings(&held, check)[0].locus, "job");
}

#[test]
fn a_policy_attached_to_a_user_fails() {
    let check = "iam-user-direct-policy";
    assert_eq!(of_user(&estate([user("ada")]), check), Some(Pass));
    let direct = estate([user("ada").user_with(|it| it.attached = vec![own("custom")])]);
    assert_eq!(of_user(&direct, check), Some(Fail));
}
