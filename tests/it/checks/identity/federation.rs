//! OpenID Connect and SAML.

use super::of_role;
use crate::samples::{
    ACCOUNT, Tweak, decision, denied, document, estate, estate_with_gaps, findings, oidc_provider, role, time, unknown,
};
use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::finding::Severity;
use tidegate::model::aws::SamlProvider;
use tidegate::model::{AccountId, Arn, Detail, Fact, Region, Resource, Tags, Timestamp};

const GITHUB: &str = "token.actions.githubusercontent.com";

fn trusting(condition: &str) -> Resource {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Builds","Effect":"Allow","Principal":{{"Federated":"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{condition}}}]}}"#
    );
    role("loader").role_with(|it| it.trust = document(text))
}

fn on(operator: &str, claim: &str, value: &str) -> String {
    format!(r#"{{"{operator}":{{"{GITHUB}:{claim}":"{value}"}}}}"#)
}

fn subject(condition: &str) -> Option<Decision> {
    of_role(&estate([trusting(condition), oidc_provider(GITHUB)]), "iam-oidc-trust-without-subject")
}

#[test]
fn a_subject_must_be_named() {
    assert_eq!(subject(&on("StringEquals", "aud", "sts.amazonaws.com")), Some(Fail));
    assert_eq!(subject(&on("StringEquals", "sub", "repo:harbour/etl:ref:refs/heads/main")), Some(Pass));
    assert_eq!(subject(&on("StringLike", "sub", "repo:harbour/etl:*")), Some(Pass));
    assert_eq!(subject(&on("StringLike", "SUB", "repo:harbour/*")), Some(Pass));
    assert_eq!(subject(&on("StringEquals", "repository_owner_id", "4711")), Some(Pass));
}

#[test]
fn a_subject_that_anyone_has_is_not_named() {
    for open in ["*", "repo:*", "repo:*/etl:*", "?*", "repo:harbour*", "*harbour/etl*"] {
        assert_eq!(subject(&on("StringLike", "sub", open)), Some(Fail), "{open}");
    }
    assert_eq!(subject(&on("StringNotEquals", "sub", "repo:other/one")), Some(Fail));
    let found = findings(&estate([trusting("{}"), oidc_provider(GITHUB)]), "iam-oidc-trust-without-subject");
    assert_eq!(found[0].locus, "Builds");
}

#[test]
fn a_subject_may_begin_with_an_id_and_a_claim_must_be_there() {
    assert_eq!(
        subject(&on("StringLike", "sub", "{5c9f1a2e-77aa}:*")),
        Some(Pass),
        "Bitbucket puts the repository first"
    );
    assert_eq!(subject(&on("StringLikeIfExists", "sub", "repo:harbour/etl:*")), Some(Pass), "no token lacks it");
    assert_eq!(subject(&on("StringEqualsIfExists", "repository_owner_id", "4711")), Some(Fail));
    assert_eq!(subject(&on("ForAllValues:StringEquals", "repository_owner_id", "4711")), Some(Fail));
}

#[test]
fn a_provider_that_everyone_shares_must_be_limited_to_an_application() {
    let check = "iam-oidc-trust-without-audience";
    let trusting = |provider: &str, condition: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Federated":"{provider}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{condition}}}]}}"#
        );
        estate([role("loader").role_with(|it| it.trust = document(text))])
    };
    let cognito = "cognito-identity.amazonaws.com";
    let signed_in = format!(r#"{{"ForAnyValue:StringLike":{{"{cognito}:amr":"authenticated"}}}}"#);
    let found = findings(&trusting(cognito, &signed_in), check);
    assert_eq!(found[0].severity(), Severity::High);
    let pool = format!(r#"{{"StringEquals":{{"{cognito}:aud":"eu-west-1:12345678-ab"}}}}"#);
    assert_eq!(of_role(&trusting(cognito, &pool), check), Some(Pass));
    let app = r#"{"StringEquals":{"graph.facebook.com:app_id":"4711"}}"#;
    assert_eq!(of_role(&trusting("graph.facebook.com", app), check), Some(Pass));
    assert_eq!(of_role(&trusting("graph.facebook.com", "{}"), check), Some(Fail));
}

#[test]
fn other_trust_is_not_concerned_and_a_broken_one_is_unknown() {
    assert_eq!(of_role(&estate([role("loader")]), "iam-oidc-trust-without-subject"), None);
    let broken = estate([role("loader").role_with(|it| it.trust = document("{"))]);
    assert_eq!(of_role(&broken, "iam-oidc-trust-without-subject"), Some(Unknown));
}

#[test]
fn an_audience_must_be_named_where_the_provider_has_several() {
    let check = "iam-oidc-trust-without-audience";
    let provider = |audiences: Fact<Vec<String>>| {
        let mut provider = oidc_provider(GITHUB);
        if let Detail::OidcProvider(it) = &mut provider.detail {
            it.audiences = audiences;
        }
        provider
    };
    let several = || Fact::Known(vec!["one".to_owned(), "two".to_owned()]);
    let decide = |condition: &str, audiences| {
        let gaps = [denied("iam:GetOpenIDConnectProvider", GITHUB)];
        of_role(&estate_with_gaps(gaps, [trusting(condition), provider(audiences)]), check)
    };
    assert_eq!(decide("{}", several()), Some(Fail));
    assert_eq!(decide(&on("StringEquals", "aud", "one"), several()), Some(Pass));
    assert_eq!(decide("{}", Fact::Known(vec!["one".to_owned()])), Some(Pass));
    assert_eq!(decide("{}", unknown()), Some(Unknown));
    assert_eq!(of_role(&estate([trusting("{}")]), check), Some(Unknown));
}

fn saml(valid_until: Option<Timestamp>) -> Resource {
    Resource {
        arn: Arn::new(format!("arn:aws:iam::{ACCOUNT}:saml-provider/staff")),
        account: AccountId::new(ACCOUNT),
        region: Region::global(),
        tags: Fact::Known(Tags::new()),
        detail: Detail::SamlProvider(Box::new(SamlProvider { valid_until })),
    }
}

#[test]
fn an_expired_saml_provider_fails() {
    let decide = |end: Option<&str>| {
        let estate = estate([saml(end.map(time))]);
        decision(&estate, "iam-saml-provider-expired", &format!("arn:aws:iam::{ACCOUNT}:saml-provider/staff"))
    };
    assert_eq!(decide(Some("2027-01-01T00:00:00Z")), Some(Pass));
    assert_eq!(decide(Some("2026-02-01T00:00:00Z")), Some(Fail));
    assert_eq!(decide(None), Some(Unknown));
}
