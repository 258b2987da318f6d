//! Who is an administrator by all that grants and limits, not by one statement.

use super::{of_role, of_user};
use crate::samples::{
    ACCOUNT, Tweak, decision, denied, document, estate, estate_with_gaps, findings, governed, group, managed_policy,
    role, unknown, user,
};
use tidegate::checks::Decision::{Fail, Pass, Unknown};
use tidegate::finding::{Evidence, Finding, Severity};
use tidegate::model::aws::OrganizationPolicyKind::{self, ServiceControl};
use tidegate::model::aws::{AttachedPolicy, InlinePolicy};
use tidegate::model::{AccountId, Arn, Estate, Fact, Kind, Listing, Record, Region, Resource};

const CHECK: &str = "iam-full-administrator";
const ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
const BUT_IAM: &str = r#"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#;
const IAM: &str = r#"{"Effect":"Allow","Action":"iam:*","Resource":"*"}"#;

fn text(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn inline(all: &[(&str, &str)]) -> Vec<InlinePolicy> {
    let one = |(name, statements): &(&str, &str)| InlinePolicy {
        name: (*name).to_owned(),
        document: document(text(statements)),
    };
    all.iter().map(one).collect()
}

/// The role `loader` with these inline policies.
fn loader(all: &[(&str, &str)]) -> Resource {
    role("loader").role_with(|it| it.inline = inline(all))
}

/// The same, under the boundary `limit`.
fn bounded(boundary: &str, all: &[(&str, &str)]) -> Estate {
    let held = loader(all).role_with(|it| it.boundary = Some(Arn::new(format!("arn:aws:iam::{ACCOUNT}:policy/limit"))));
    estate([managed_policy("limit", text(boundary)), held])
}

fn under(policy: &str, all: &[(&str, &str)]) -> Estate {
    governed(&[(ServiceControl, policy)], [loader(all)])
}

fn only(estate: &Estate) -> Finding {
    let mut found = findings(estate, CHECK);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

fn why(finding: &Finding) -> String {
    finding.risk.factors.iter().map(|factor| factor.why.as_ref()).collect::<Vec<_>>().join("; ")
}

fn notes(finding: &Finding) -> String {
    let note = |piece: &Evidence| if let Evidence::Note(note) = piece { Some(note.clone()) } else { None };
    finding.evidence.iter().filter_map(note).collect::<Vec<_>>().join("; ")
}

/// IAM User Guide, "Permissions boundaries for IAM entities": what the boundary does not allow is not allowed.
#[test]
fn a_boundary_that_takes_administration_away_leaves_little_to_report() {
    let found = only(&bounded(BUT_IAM, &[("job", ALL)]));
    assert_eq!((found.locus.as_str(), found.severity()), ("job", Severity::Low));
    assert_eq!(why(&found), "the permissions boundary limit takes it away");
    let alone = only(&estate([loader(&[("job", ALL)])]));
    assert_eq!(alone.severity(), Severity::High);
    let all = only(&bounded(ALL, &[("job", ALL)]));
    assert_eq!(all.risk.score(), alone.risk.score(), "this boundary limits nothing");
}

#[test]
fn pieces_that_a_boundary_takes_away_make_no_administrator() {
    assert_eq!(of_role(&bounded(BUT_IAM, &[("most", BUT_IAM), ("rest", IAM)]), CHECK), Some(Pass));
}

/// AWS Organizations User Guide, "SCP evaluation": an explicit deny of any level wins.
#[test]
fn a_service_control_policy_that_takes_administration_away_is_named() {
    let found = only(&under(r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#, &[("job", ALL)]));
    assert_eq!(found.severity(), Severity::Low);
    assert_eq!(why(&found), "the service control policy rule-0 takes it away");
    let shown = |it: &Evidence| matches!(it, Evidence::Statement { label, index: 1, .. } if label == "service control policy rule-0");
    assert!(found.evidence.iter().any(shown), "{:?}", found.evidence);
}

#[test]
fn what_limits_some_requests_or_a_few_actions_takes_no_administration_away() {
    let guard = r#"{"Effect":"Deny","Action":"cloudtrail:StopLogging","Resource":"*"}"#;
    assert_eq!(only(&under(guard, &[("job", ALL)])).severity(), Severity::High);
    let region = r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#;
    let found = only(&under(region, &[("job", ALL)]));
    assert_eq!(found.severity(), Severity::High);
    assert_eq!(notes(&found), "only when `aws:RequestedRegion` is `eu-west-1`");
}

/// IAM User Guide, "Policy evaluation logic": an explicit deny overrides any allow.
#[test]
fn an_explicit_deny_of_its_own_takes_it_away() {
    let denied = [("job", ALL), ("not", r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#)];
    assert_eq!(why(&only(&estate([loader(&denied)]))), "the Deny of policy not takes it away");
}

/// IAM User Guide, "IAM JSON policy elements: NotAction": with Allow it allows every action that is not listed.
#[test]
fn not_action_that_leaves_iam_in_makes_an_administrator() {
    let most = r#"{"Effect":"Allow","NotAction":"s3:DeleteBucket","Resource":"*"}"#;
    let found = only(&estate([loader(&[("most", most)])]));
    assert_eq!(found.summary, "The inline policy most allows everything but a list of actions, IAM included");
    assert_eq!(found.locus, "most");
    assert_eq!(of_role(&estate([loader(&[("most", most)])]), "iam-wildcard-iam"), Some(Pass), "told once");
    assert_eq!(of_role(&estate([loader(&[("power", BUT_IAM)])]), CHECK), Some(Pass), "a power user is none");
}

#[test]
fn pieces_of_several_policies_make_an_administrator() {
    let held = estate([loader(&[("most", BUT_IAM), ("rest", IAM)])]);
    let found = only(&held);
    assert_eq!(found.summary, "The policies most, rest together allow everything, IAM included");
    assert_eq!(found.locus, "");
    let statements = found.evidence.iter().filter(|it| matches!(it, Evidence::Statement { .. })).count();
    assert_eq!(statements, 2);
    let conditional = r#"{"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#;
    assert_eq!(of_role(&estate([loader(&[("most", BUT_IAM), ("rest", conditional)])]), CHECK), Some(Pass));
}

#[test]
fn a_member_of_a_group_is_what_the_group_makes_it() {
    let ada = || user("ada").user_with(|it| it.groups = vec!["operators".to_owned()]);
    let operators = |statements: &str| group("operators").group_with(|it| it.inline = inline(&[("all", statements)]));
    let whole = estate([operators(ALL), ada()]);
    assert_eq!(of_user(&whole, CHECK), Some(Fail));
    assert_eq!(decision(&whole, CHECK, &format!("arn:aws:iam::{ACCOUNT}:group/operators")), Some(Fail));
    let of_user_alone = findings(&whole, CHECK).into_iter().find(|it| it.locus == "group/operators/all").unwrap();
    assert_eq!(of_user_alone.summary, "The inline policy all of group operators allows every action on every resource");
    let pieces = estate([operators(BUT_IAM), ada().user_with(|it| it.inline = inline(&[("iam", IAM)]))]);
    assert_eq!(only(&pieces).summary, "The policies iam, all together allow everything, IAM included");
    assert_eq!(of_user(&estate([ada()]), CHECK), Some(Unknown), "the group was not read");
}

#[test]
fn a_boundary_that_could_not_be_read_leaves_it_undecided() {
    let limit = managed_policy("limit", "{}").policy_with(|it| it.document = unknown());
    let held = loader(&[("job", ALL)])
        .role_with(|it| it.boundary = Some(Arn::new(format!("arn:aws:iam::{ACCOUNT}:policy/limit"))));
    let hidden = estate_with_gaps([denied("iam:GetPolicyVersion", "limit")], [limit, held]);
    assert_eq!(of_role(&hidden, CHECK), Some(Unknown));
    assert!(matches!(only(&hidden).evidence[0], Evidence::Gap(_)));
    let all_of_s3 = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let other = loader(&[("job", all_of_s3)])
        .role_with(|it| it.boundary = Some(Arn::new(format!("arn:aws:iam::{ACCOUNT}:policy/gone"))));
    assert_eq!(of_role(&estate([other]), "iam-policy-wildcard-service"), Some(Unknown));
}

/// A member account seldom may read the policies over it, and they only ever take away.
#[test]
fn service_control_policies_that_could_not_be_read_are_told_with_the_finding() {
    let mut hidden = estate_with_gaps([denied("organizations:ListPolicies", "")], [loader(&[("job", ALL)])]);
    hidden.push(Record::Listing(Listing {
        account: AccountId::new(ACCOUNT),
        region: Region::new(crate::samples::REGION),
        kind: Kind::OrganizationPolicy,
        count: Fact::Unknown(tidegate::model::GapId(0)),
    }));
    let found = only(&hidden);
    assert_eq!(of_role(&hidden, CHECK), Some(Fail));
    assert!(found.evidence.iter().any(|it| matches!(it, Evidence::Gap(_))), "{:?}", found.evidence);
    assert_eq!(
        notes(&found),
        "The service control policies of the organization were not read; they may take this away"
    );
}

#[test]
fn wide_rights_that_a_limit_takes_away_weigh_little() {
    let kind: OrganizationPolicyKind = ServiceControl;
    for (check, statement) in [
        ("iam-policy-wildcard-service", r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#),
        ("iam-wildcard-iam", IAM),
        ("iam-pass-role-wildcard", r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}"#),
        ("iam-policy-not-action", BUT_IAM),
    ] {
        let wide = &findings(&estate([loader(&[("job", statement)])]), check)[0];
        let nothing = r#"{"Effect":"Deny","NotAction":"sts:*","Resource":"*"}"#;
        let held = governed(&[(kind, nothing)], [loader(&[("job", statement)])]);
        let limited = &findings(&held, check)[0];
        assert_eq!(limited.id, wide.id, "{check}");
        assert!(limited.risk.score() + 5 < wide.risk.score(), "{check}");
        assert_eq!(why(limited), "the service control policy rule-0 takes it away", "{check}");
    }
}

#[test]
fn all_of_iam_by_leaving_out_other_services_is_all_of_iam() {
    let but_s3 = r#"{"Effect":"Allow","NotAction":"s3:*","Resource":"arn:aws:iam::*:role/*"}"#;
    assert_eq!(of_role(&estate([loader(&[("job", but_s3)])]), "iam-wildcard-iam"), Some(Fail));
    assert_eq!(of_role(&estate([loader(&[("job", BUT_IAM)])]), "iam-wildcard-iam"), Some(Pass));
}

#[test]
fn an_attached_administrator_policy_under_a_limit_is_still_found_by_its_remedy() {
    let arn = Arn::new("arn:aws:iam::aws:policy/AdministratorAccess");
    let held = role("loader").role_with(|it| {
        it.attached = vec![AttachedPolicy { name: "AdministratorAccess".to_owned(), arn: arn.clone() }];
    });
    let limited = governed(&[(ServiceControl, r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#)], [held]);
    let found = only(&limited);
    assert_eq!((found.locus.as_str(), found.severity()), (arn.as_str(), Severity::Low));
}
