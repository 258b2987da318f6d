//! Reading policies: what is written is read again, and no text makes the reader panic.

use proptest::prelude::*;
use tidegate::policy::{Clause, Condition, Effect, Policy, Principal, PrincipalClause, Statement, Version};

use super::cases::cases;

/// Any text at all, escapes, quotes and surrogate pairs among it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9:*?/._-]{0,12}", any::<String>()]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..4)
}

fn clause() -> impl Strategy<Value = Clause> {
    prop_oneof![texts().prop_map(Clause::Is), texts().prop_map(Clause::Not)]
}

/// Principals as a document can hold them: those of a kind together.
fn principals() -> impl Strategy<Value = Vec<Principal>> {
    let aws = |name: String| if name == "*" { Principal::Everyone } else { Principal::Aws(name) };
    let kinds = (texts(), texts(), texts(), texts());
    kinds.prop_map(move |(accounts, services, providers, canonical)| {
        let accounts = accounts.into_iter().map(aws);
        let services = services.into_iter().map(Principal::Service);
        let rest =
            providers.into_iter().map(Principal::Federated).chain(canonical.into_iter().map(Principal::CanonicalUser));
        accounts.chain(services).chain(rest).collect()
    })
}

fn principal_clause() -> impl Strategy<Value = PrincipalClause> {
    prop_oneof![
        Just(PrincipalClause::Absent),
        principals().prop_map(PrincipalClause::Is),
        principals().prop_map(PrincipalClause::Not),
    ]
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    let keys = prop::collection::btree_map(text(), texts(), 1..3);
    prop::collection::btree_map(text(), keys, 0..3).prop_map(|operators| {
        let of = |(operator, keys): (String, std::collections::BTreeMap<String, Vec<String>>)| {
            keys.into_iter().map(move |(key, values)| Condition { operator: operator.clone(), key, values })
        };
        operators.into_iter().flat_map(of).collect()
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    let effect = prop_oneof![Just(Effect::Allow), Just(Effect::Deny)];
    let parts =
        (prop::option::of(text()), effect, principal_clause(), clause(), prop::option::of(clause()), conditions());
    parts.prop_map(|(sid, effect, principal, action, resource, conditions)| Statement {
        sid,
        effect,
        principal,
        action,
        resource,
        conditions,
    })
}

fn policy() -> impl Strategy<Value = Policy> {
    let version = prop_oneof![Just(Version::V2008), Just(Version::V2012)];
    let parts = (version, prop::option::of(text()), prop::collection::vec(statement(), 0..4));
    parts.prop_map(|(version, id, statements)| Policy { version, id, statements })
}

/// Pieces of documents, so that arbitrary order reaches deep into the reader.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\ud800",
        "\"*\"",
        "1",
        "-",
        "1e9",
        "true",
        "null",
        " ",
        "{\"Statement\":",
        "[{",
        "\"Effect\":\"Allow\"",
        "\"Action\":",
        "\"Resource\":",
        "\"Principal\":",
        "{\"AWS\":",
        "\"Condition\":",
        "{\"StringEquals\":{\"k\":",
        "\"Version\":\"2012-10-17\"",
        "\"Sid\":",
        "é",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn what_is_written_is_read_again(policy in policy()) {
        let text = policy.to_json();
        prop_assert_eq!(Policy::parse(&text), Ok(policy), "{}", text);
    }

    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), pieces()]) {
        if let Ok(policy) = Policy::parse(&text) {
            prop_assert_eq!(Policy::parse(&policy.to_json()), Ok(policy));
        }
    }

    #[test]
    fn a_document_cut_or_changed_anywhere_does_not_panic(
        policy in policy(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}\",:0a\\\\]{0,2}",
    ) {
        let mut letters: Vec<char> = policy.to_json().chars().collect();
        letters.splice(at.index(letters.len()).., with.chars());
        let wrong = Policy::parse(&letters.into_iter().collect::<String>());
        let closed_again = with.ends_with('}');
        prop_assert!(wrong.is_err() || closed_again, "a document without its end is read");
    }
}

#[test]
fn depth_is_an_error() {
    for open in ["[", "{\"Statement\":", "{\"Statement\":{\"Condition\":{\"a\":{\"b\":["] {
        let wrong = Policy::parse(&open.repeat(100_000)).unwrap_err();
        assert!(!wrong.what.is_empty());
    }
    let deep = format!(r#"{{"Statement":{{"Condition":{{"a":{{"b":{}"#, "[".repeat(1_000_000));
    assert!(Policy::parse(&deep).is_err());
}
