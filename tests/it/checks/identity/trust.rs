//! Who may assume a role.

use super::of_role;
use crate::samples::{
    ACCOUNT, FOREIGN, SECOND, Tweak, denied, document, estate, estate_with_gaps, findings, now, organization, role,
    unknown,
};
use tidegate::checks::{
    self, Decision,
    Decision::{Fail, Pass, Unknown},
    Rules,
};
use tidegate::model::{Estate, Record, Resource};

fn trusting(principal: &str, condition: &str) -> Resource {
    let condition = if condition.is_empty() { String::new() } else { format!(r#","Condition":{condition}"#) };
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Way","Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"{condition}}}]}}"#
    );
    role("loader").role_with(|it| it.trust = document(text))
}

fn decide(check: &str, principal: &str, condition: &str) -> Option<Decision> {
    of_role(&estate([trusting(principal, condition)]), check)
}

fn account(id: &str) -> String {
    format!(r#"{{"AWS":"arn:aws:iam::{id}:root"}}"#)
}

const EXTERNAL_ID: &str = r#"{"StringEquals":{"sts:ExternalId":"c0ffee"}}"#;

fn broken() -> Estate {
    estate([role("loader").role_with(|it| it.trust = document("{"))])
}

#[test]
fn trust_of_everyone_fails_unless_it_is_narrowed() {
    let check = "iam-trust-public";
    assert_eq!(decide(check, r#""*""#, ""), Some(Fail));
    assert_eq!(decide(check, r#"{"AWS":"*"}"#, EXTERNAL_ID), Some(Fail));
    assert_eq!(
        decide(check, r#"{"AWS":"*"}"#, r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#),
        Some(Pass)
    );
    assert_eq!(decide(check, r#"{"AWS":"*"}"#, r#"{"StringLike":{"aws:PrincipalOrgID":"*"}}"#), Some(Fail));
    assert_eq!(decide(check, &account(ACCOUNT), ""), Some(Pass));
    assert_eq!(of_role(&broken(), check), Some(Unknown));
    assert_eq!(findings(&estate([trusting(r#""*""#, "")]), check)[0].locus, "Way");
}

#[test]
fn an_external_id_makes_public_trust_less_likely_to_be_abused() {
    let score =
        |condition: &str| findings(&estate([trusting(r#""*""#, condition)]), "iam-trust-public")[0].risk.score();
    assert!(score(EXTERNAL_ID) < score(""));
}

#[test]
fn a_whole_foreign_account_fails() {
    let check = "iam-trust-foreign-account";
    assert_eq!(decide(check, &account(FOREIGN), ""), Some(Fail));
    assert_eq!(decide(check, &format!(r#"{{"AWS":"{FOREIGN}"}}"#), EXTERNAL_ID), Some(Fail));
    assert_eq!(decide(check, &format!(r#"{{"AWS":"arn:aws:iam::{FOREIGN}:role/reader"}}"#), ""), Some(Pass));
    assert_eq!(decide(check, &account(SECOND), ""), Some(Pass));
    assert_eq!(of_role(&broken(), check), Some(Unknown));
}

#[test]
fn a_trusted_account_passes_and_still_needs_an_external_id() {
    let rules = Rules { trusted_accounts: vec![FOREIGN.to_owned()], ..Rules::default() };
    let estate = estate([trusting(&account(FOREIGN), "")]);
    let found = checks::analyse(&estate, &rules, now()).findings;
    let ids: Vec<&str> = found.iter().map(|it| it.check.id).filter(|id| id.starts_with("iam-trust")).collect();
    assert_eq!(ids, ["iam-trust-foreign-without-external-id"]);
}

#[test]
fn third_parties_need_an_external_id_that_cannot_be_left_out() {
    let check = "iam-trust-foreign-without-external-id";
    assert_eq!(decide(check, &account(FOREIGN), ""), Some(Fail));
    assert_eq!(decide(check, &format!(r#"{{"AWS":"arn:aws:iam::{FOREIGN}:user/sync"}}"#), ""), Some(Fail));
    assert_eq!(decide(check, &account(FOREIGN), EXTERNAL_ID), Some(Pass));
    assert_eq!(decide(check, &account(FOREIGN), r#"{"StringEqualsIfExists":{"sts:ExternalId":"c0ffee"}}"#), Some(Fail));
    assert_eq!(decide(check, &account(FOREIGN), r#"{"StringLike":{"sts:ExternalId":"*"}}"#), Some(Fail));
    assert_eq!(decide(check, &account(SECOND), ""), Some(Pass));
    assert_eq!(of_role(&broken(), check), Some(Unknown));
}

#[test]
fn while_the_organization_is_hidden_a_stranger_may_be_a_member() {
    let gap = || denied("organizations:ListAccounts", "");
    let hidden = estate_with_gaps([gap()], [trusting(&account(FOREIGN), "")]);
    for check in ["iam-trust-foreign-account", "iam-trust-foreign-without-external-id"] {
        assert_eq!(of_role(&hidden, check), Some(Unknown), "{check}");
        let mut partly = hidden.clone();
        let Record::Organization(mut known) = organization() else { unreachable!() };
        known.accounts = unknown();
        partly.push(Record::Organization(known));
        assert_eq!(of_role(&partly, check), Some(Unknown), "{check}");
        let mut seen = estate([trusting(&account(FOREIGN), "")]);
        seen.push(organization());
        assert_eq!(of_role(&seen, check), Some(Fail), "{check}");
    }
}

#[test]
fn a_service_that_documents_source_conditions_must_be_given_them() {
    let check = "iam-service-trust-confused-deputy";
    let service = |name: &str| format!(r#"{{"Service":"{name}"}}"#);
    let states = service("states.eu-west-1.amazonaws.com");
    assert_eq!(decide(check, &states, ""), Some(Fail));
    assert_eq!(decide(check, &states, r#"{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#), Some(Pass));
    assert_eq!(
        decide(check, &states, r#"{"ArnLike":{"AWS:sourcearn":"arn:aws:states:*:111122223333:*"}}"#),
        Some(Pass)
    );
    assert_eq!(decide(check, &states, r#"{"ArnLike":{"aws:SourceArn":"*"}}"#), Some(Fail));
    assert_eq!(decide(check, &service("ec2.amazonaws.com"), ""), None);
    assert_eq!(decide(check, r#"{"Service":["states.amazonaws.com","ec2.amazonaws.com"]}"#, ""), None);
    assert_eq!(decide(check, &account(ACCOUNT), ""), None);
    assert_eq!(of_role(&broken(), check), Some(Unknown));
}

#[test]
fn a_statement_that_only_tags_the_session_lets_nobody_in() {
    let beside = |action: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{0},"Action":"sts:AssumeRole","Condition":{EXTERNAL_ID}}},{{"Effect":"Allow","Principal":{0},"Action":"{action}"}}]}}"#,
            account(FOREIGN)
        );
        let estate = estate([role("loader").role_with(|it| it.trust = document(text))]);
        of_role(&estate, "iam-trust-foreign-without-external-id")
    };
    assert_eq!(beside("sts:TagSession"), Some(Pass));
    assert_eq!(beside("sts:SetSourceIdentity"), Some(Pass));
    assert_eq!(beside("sts:*"), Some(Fail));
}

#[test]
fn roles_of_aws_are_left_alone() {
    let linked = estate([trusting(r#"{"Service":"states.amazonaws.com"}"#, "")
        .role_with(|it| it.path = "/aws-service-role/x/".to_owned())]);
    assert_eq!(of_role(&linked, "iam-service-trust-confused-deputy"), None);
    assert_eq!(of_role(&linked, "iam-trust-public"), None);
}
