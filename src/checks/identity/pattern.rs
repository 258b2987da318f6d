//! How the patterns of a statement cover whole sets: every action of a service, every role, everything.

use crate::policy::{Clause, Effect, Statement, glob};

/// A name that nobody can give: a pattern matches it only by its wildcards.
pub(super) const ANY: &str = "\u{1}\u{1}\u{1}";

/// Whether a clause takes in a text.
fn takes(clause: &Clause, text: &str, ignore_case: bool) -> bool {
    let matches = if ignore_case { glob::matches_ignoring_case } else { glob::matches };
    match clause {
        Clause::Is(patterns) => patterns.iter().any(|pattern| matches(pattern, text)),
        Clause::Not(patterns) => !patterns.iter().any(|pattern| matches(pattern, text)),
    }
}

/// Whether a pattern is made of nothing but wildcards.
pub(super) fn is_all(pattern: &str) -> bool {
    pattern.contains('*') && pattern.chars().all(|letter| matches!(letter, '*' | '?'))
}

/// Whether a statement takes in one action.
pub(super) fn takes_action(statement: &Statement, action: &str) -> bool {
    takes(&statement.action, action, true)
}

/// Whether a statement names every action of a service by a pattern, as `s3:*` does. `NotAction` names nothing.
pub(super) fn names_service(statement: &Statement, service: &str) -> bool {
    let Clause::Is(patterns) = &statement.action else { return false };
    patterns.iter().any(|pattern| {
        let Some((prefix, action)) = pattern.split_once(':') else { return false };
        prefix.eq_ignore_ascii_case(service) && is_all(action)
    })
}

/// Whether a statement names every action of any service by a pattern.
pub(super) fn names_any_service(statement: &Statement) -> bool {
    let Clause::Is(patterns) = &statement.action else { return false };
    patterns.iter().any(|pattern| pattern.ends_with('*') && pattern.split_once(':').is_some_and(|(_, it)| is_all(it)))
}

/// Whether a statement allows every action on every resource without a condition.
pub(super) fn is_administrator(statement: &Statement) -> bool {
    let Clause::Is(patterns) = &statement.action else { return false };
    statement.effect == Effect::Allow
        && statement.conditions.is_empty()
        && patterns
            .iter()
            .any(|pattern| is_all(pattern) || pattern.split_once(':').is_some_and(|(a, b)| is_all(a) && is_all(b)))
        && on_everything(statement)
}

/// Whether a statement is about every resource, as `*` is.
pub(super) fn on_everything(statement: &Statement) -> bool {
    statement.resource.as_ref().is_some_and(|clause| takes(clause, ANY, false))
}

/// Whether a statement is about every resource of a service: `*`, or a name such as `arn:aws:s3:::*`.
pub(super) fn on_all_of(statement: &Statement, service: &str) -> bool {
    let Some(clause) = &statement.resource else { return false };
    all_of(service).iter().any(|probe| takes(clause, probe, false))
}

/// Resources of a service that nobody names.
pub(super) fn all_of(service: &str) -> [String; 5] {
    [
        format!("arn:aws:{service}:::{ANY}"),
        format!("arn:aws:{service}:{ANY}:{ANY}:{ANY}"),
        format!("arn:aws:{service}:{ANY}:{ANY}:key/{ANY}"),
        format!("arn:aws:{service}:{ANY}:{ANY}:secret:{ANY}"),
        format!("arn:aws:{service}:{ANY}:{ANY}:table/{ANY}"),
    ]
}

/// Whether a statement is about every role of an account.
pub(super) fn on_every_role(statement: &Statement, account: &str) -> bool {
    let Some(clause) = &statement.resource else { return false };
    takes(clause, ANY, false) || takes(clause, &format!("arn:aws:iam::{account}:role/{ANY}"), false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn statement(action: &str, resource: &str) -> Statement {
        let text = format!(r#"{{"Statement":{{"Effect":"Allow","Action":{action},"Resource":{resource}}}}}"#);
        Policy::parse(&text).unwrap().statements.remove(0)
    }

    #[test]
    fn every_spelling_of_everything_is_an_administrator() {
        for action in [r#""*""#, r#""*:*""#, r#"["s3:GetObject","**"]"#] {
            assert!(is_administrator(&statement(action, r#""*""#)), "{action}");
        }
        assert!(!is_administrator(&statement(r#""iam:*""#, r#""*""#)));
        assert!(!is_administrator(&statement(r#""*""#, r#""arn:aws:s3:::a/*""#)));
    }

    #[test]
    fn every_role_is_named_in_several_ways() {
        for resource in ["*", "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::*"] {
            let statement = statement(r#""iam:PassRole""#, &format!("\"{resource}\""));
            assert!(on_every_role(&statement, "111122223333"), "{resource}");
        }
        for resource in ["arn:aws:iam::111122223333:role/loader", "arn:aws:iam::111122223333:role/etl-*"] {
            let statement = statement(r#""iam:PassRole""#, &format!("\"{resource}\""));
            assert!(!on_every_role(&statement, "111122223333"), "{resource}");
        }
    }

    #[test]
    fn actions_are_compared_without_case() {
        assert!(takes_action(&statement(r#""IAM:pass*""#, r#""*""#), "iam:PassRole"));
        assert!(names_service(&statement(r#""S3:*""#, r#""*""#), "s3"));
        assert!(!names_service(&statement(r#""s3:Get*""#, r#""*""#), "s3"));
    }

    #[test]
    fn all_of_a_service_is_named_in_several_ways() {
        assert!(on_all_of(&statement(r#""s3:*""#, r#""arn:aws:s3:::*""#), "s3"));
        assert!(on_all_of(&statement(r#""kms:*""#, r#""arn:aws:kms:*:*:key/*""#), "kms"));
        assert!(!on_all_of(&statement(r#""s3:*""#, r#""arn:aws:s3:::landing/*""#), "s3"));
    }
}
