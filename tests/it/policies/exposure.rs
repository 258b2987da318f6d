//! The table `exposure.md`, row by row.

use serde_json::{Map, Value, json};
use tidegate::policy::{Exposure, Inside, Outsider, Policy, exposure};

const TABLE: &str = include_str!("exposure.md");

struct Row<'t> {
    case: &'t str,
    principal: &'t str,
    condition: &'t str,
    deny: &'t str,
    result: &'t str,
}

fn rows() -> Vec<Row<'static>> {
    let lines = TABLE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| case "));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [case, principal, condition, deny, result] = cells[..] else { panic!("five cells: {line}") };
            Row { case, principal, condition, deny, result }
        })
        .collect()
}

fn json_of(cell: &str) -> Value {
    serde_json::from_str(cell.trim_matches('`')).unwrap_or_else(|wrong| panic!("{cell}: {wrong}"))
}

fn policy_of(row: &Row<'_>) -> String {
    let mut allow = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw/*"});
    match row.principal.strip_prefix("NOT ") {
        Some(cell) => allow["NotPrincipal"] = json_of(cell),
        None => allow["Principal"] = json_of(row.principal),
    }
    if !row.condition.is_empty() {
        allow["Condition"] = json_of(row.condition);
    }
    let mut statements = vec![allow];
    if !row.deny.is_empty() {
        statements.push(deny_of(row.deny));
    }
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn deny_of(cell: &str) -> Value {
    let Value::Object(given) = json_of(cell) else { panic!("{cell}") };
    let mut deny = Map::from_iter([("Effect".to_owned(), json!("Deny"))]);
    for (element, instead, default) in
        [("Principal", "NotPrincipal", "*"), ("Action", "NotAction", "s3:*"), ("Resource", "NotResource", "*")]
    {
        if !given.contains_key(element) && !given.contains_key(instead) {
            deny.insert(element.to_owned(), json!(default));
        }
    }
    deny.extend(given);
    Value::Object(deny)
}

fn words(exposure: &Exposure<'_>) -> String {
    let who = |outsider: Outsider<'_>| match outsider {
        Outsider::Account(id) => format!("foreign account {id}"),
        Outsider::Identity(_, name) => format!("foreign {name}"),
        Outsider::Organization(id) => format!("foreign organization {id}"),
        Outsider::UnknownOrganization(id) => format!("foreign unknown organization {id}"),
        Outsider::Canonical(id) => format!("foreign canonical {id}"),
        Outsider::Federated(name) => format!("foreign federated {name}"),
    };
    let public = exposure.public.iter().map(|_| "public".to_owned());
    let narrowed = exposure.narrowed.iter().map(|narrowed| format!("narrowed {}", narrowed.condition.key));
    let foreign = exposure.foreign.iter().map(|foreign| who(foreign.who));
    let all: Vec<String> = public.chain(narrowed).chain(foreign).collect();
    if all.is_empty() { "nobody".to_owned() } else { all.join("; ") }
}

fn inside(organization: Option<&str>) -> Inside<'_> {
    Inside {
        account: &|account| ["111122223333", "444455556666"].contains(&account),
        organization,
        canonical: Some(&|id| id == "own-canonical"),
    }
}

/// Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", the meaning of "public".
#[test]
fn every_row_of_the_table_holds() {
    let rows = rows();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let policy = Policy::parse(&policy_of(row)).unwrap_or_else(|wrong| panic!("{}: {wrong}", row.case));
            let found = words(&exposure(&policy, &inside(Some("o-own"))));
            (found != row.result).then(|| format!("{}: wanted {}, found {found}", row.case, row.result))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn without_a_known_organization_it_is_not_known_whose_an_organization_is() {
    let text = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-own"}}}}"#;
    let policy = Policy::parse(text).unwrap();
    assert_eq!(
        words(&exposure(&policy, &inside(None))),
        "narrowed aws:PrincipalOrgID; foreign unknown organization o-own"
    );
}

#[test]
fn a_condition_that_narrows_nothing_says_why() {
    let text = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"},"StringLike":{"aws:Referer":"https://example.com/*"}}}}"#;
    let policy = Policy::parse(text).unwrap();
    let found = exposure(&policy, &inside(None));
    let why: Vec<&str> = found.public[0].loose().map(|(_, why)| why).collect();
    assert_eq!(why, ["with IfExists a request that lacks the key passes", "the caller chooses the referer"]);
}
