//! Whether two values of a setting mean the same. Clouds rewrite what they store: lists are sorted, single strings
//! become lists, accounts become root ARNs, whitespace goes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Clause, Policy, Principal, PrincipalClause, Statement};
use crate::model::aws::{Acl, KeyRotation, PointInTimeRecovery, SecretRotation};
use crate::model::{Aspect, SettingValue};

/// Whether two values of a setting mean the same. "None" equals only none.
pub fn same_value(aspect: &Aspect, a: &SettingValue, b: &SettingValue) -> bool {
    let (Some(left), Some(right)) = (a.as_text(), b.as_text()) else { return a == b };
    if left == right {
        return true;
    }
    match aspect {
        aspect if aspect.is_document() => same_document(left, right),
        Aspect::KeyRotation => same_typed(a, b, same_rotation),
        Aspect::BucketAcl => same_typed(a, b, same_acl),
        Aspect::PointInTimeRecovery => same_typed(a, b, same_recovery),
        Aspect::SecretRotation => same_typed(a, b, |a: &SecretRotation, b| a.as_set() == b.as_set()),
        _ => same_json(left, right),
    }
}

fn same_typed<T: for<'de> serde::Deserialize<'de>>(
    a: &SettingValue,
    b: &SettingValue,
    same: fn(&T, &T) -> bool,
) -> bool {
    matches!((a.parse(), b.parse()), (Ok(Some(a)), Ok(Some(b))) if same(&a, &b))
}

/// The period counts only while rotation is on, and only where both sides name one.
fn same_rotation(a: &KeyRotation, b: &KeyRotation) -> bool {
    let period = || a.period_days.is_none() || b.period_days.is_none() || a.period_days == b.period_days;
    a.enabled == b.enabled && (!a.enabled || period())
}

/// The days count only while recovery is on, and only where both sides name them.
fn same_recovery(a: &PointInTimeRecovery, b: &PointInTimeRecovery) -> bool {
    let days = || a.days.is_none() || b.days.is_none() || a.days == b.days;
    a.enabled == b.enabled && (!a.enabled || days())
}

/// The order of grants has no meaning.
fn same_acl(a: &Acl, b: &Acl) -> bool {
    let within = |a: &Acl, b: &Acl| a.grants.iter().all(|grant| b.grants.contains(grant));
    a.owner == b.owner && within(a, b) && within(b, a)
}

fn same_json(a: &str, b: &str) -> bool {
    matches!((serde_json::from_str::<Value>(a), serde_json::from_str::<Value>(b)), (Ok(a), Ok(b)) if a == b)
}

/// Two documents mean the same when all statements do, in the same order. Documents that are no policies are
/// compared as JSON.
fn same_document(a: &str, b: &str) -> bool {
    match (Policy::parse(a), Policy::parse(b)) {
        (Ok(a), Ok(b)) => {
            a.version == b.version
                && a.id.unwrap_or_default() == b.id.unwrap_or_default()
                && a.statements.len() == b.statements.len()
                && a.statements.iter().zip(&b.statements).all(|(a, b)| same_statement(a, b))
        }
        _ => same_json(a, b),
    }
}

fn same_statement(a: &Statement, b: &Statement) -> bool {
    a.sid.as_deref().unwrap_or_default() == b.sid.as_deref().unwrap_or_default()
        && a.effect == b.effect
        && clause(&a.action, str::to_ascii_lowercase) == clause(&b.action, str::to_ascii_lowercase)
        && a.resource.as_ref().map(|it| clause(it, str::to_owned))
            == b.resource.as_ref().map(|it| clause(it, str::to_owned))
        && principals(&a.principal) == principals(&b.principal)
        && conditions(a) == conditions(b)
}

/// Whether the clause lists what it means or what it excepts, and the set of patterns.
fn clause(clause: &Clause, form: fn(&str) -> String) -> (bool, BTreeSet<String>) {
    let (is, patterns) = match clause {
        Clause::Is(patterns) => (true, patterns),
        Clause::Not(patterns) => (false, patterns),
    };
    (is, patterns.iter().map(|pattern| form(pattern)).collect())
}

fn principals(clause: &PrincipalClause) -> Option<(bool, BTreeSet<String>)> {
    let (is, list) = match clause {
        PrincipalClause::Absent => return None,
        PrincipalClause::Is(list) => (true, list),
        PrincipalClause::Not(list) => (false, list),
    };
    Some((is, list.iter().map(principal).collect()))
}

/// An account id and the ARN of its root user are one principal.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal", section "AWS account principals".
fn principal(principal: &Principal) -> String {
    match principal {
        Principal::Everyone => "everyone".to_owned(),
        Principal::Aws(name) => format!("aws {}", account_of_root(name).unwrap_or(name)),
        Principal::Service(name) => format!("service {name}"),
        Principal::Federated(name) => format!("federated {name}"),
        Principal::CanonicalUser(name) => format!("canonical {name}"),
    }
}

fn account_of_root(name: &str) -> Option<&str> {
    let account = name.strip_suffix(":root")?.rsplit(':').next()?;
    (name.starts_with("arn:") && account.len() == 12).then_some(account)
}

fn conditions(statement: &Statement) -> BTreeSet<(String, String, BTreeSet<String>)> {
    let lower = str::to_ascii_lowercase;
    let conditions = statement.conditions.iter();
    conditions.map(|it| (lower(&it.operator), lower(&it.key), it.values.iter().cloned().collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(aspect: &Aspect, a: &str, b: &str) -> bool {
        same_value(aspect, &SettingValue::text(a), &SettingValue::text(b))
    }

    #[test]
    fn a_document_rewritten_by_the_cloud_is_the_same() {
        let sent = r#"{ "Statement": { "Sid": "A", "Effect": "Allow", "Principal": {"AWS": ["111122223333", "444455556666"]},
            "Action": ["s3:PutObject", "s3:getobject"], "Resource": "arn:aws:s3:::b/*" } }"#;
        let read = r#"{"Version":"2008-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::444455556666:root","arn:aws:iam::111122223333:root"]},"Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::b/*"]}]}"#;
        assert!(same(&Aspect::BucketPolicy, sent, read));
        assert!(!same(&Aspect::BucketPolicy, sent, &read.replace("s3:PutObject", "s3:DeleteObject")));
        assert!(!same(&Aspect::BucketPolicy, sent, &read.replace("\"Allow\"", "\"Deny\"")));
        assert!(!same(&Aspect::BucketPolicy, sent, &read.replace("\"AWS\"", "\"CanonicalUser\"")));
    }

    #[test]
    fn a_lost_condition_is_a_difference() {
        let with = r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#;
        let without = r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}"#;
        assert!(!same(&Aspect::BucketPolicy, with, without));
        assert!(same(&Aspect::BucketPolicy, with, &with.replace("\"false\"", "[false]")));
    }

    #[test]
    fn the_default_period_of_rotation_is_filled_in_by_aws() {
        let asked = r#"{"enabled":true,"period_days":null}"#;
        assert!(same(&Aspect::KeyRotation, asked, r#"{"enabled":true,"period_days":365}"#));
        assert!(!same(&Aspect::KeyRotation, asked, r#"{"enabled":false,"period_days":null}"#));
        let half = r#"{"enabled":true,"period_days":180}"#;
        assert!(!same(&Aspect::KeyRotation, half, r#"{"enabled":true,"period_days":365}"#));
    }

    #[test]
    fn none_equals_only_none() {
        let none = SettingValue::NONE;
        assert!(same_value(&Aspect::BucketPolicy, &none, &none));
        assert!(!same_value(&Aspect::BucketPolicy, &none, &SettingValue::text("")));
    }
}
