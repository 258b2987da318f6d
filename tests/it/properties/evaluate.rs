//! Laws that every evaluation keeps, over random policies and requests, and agreement with the naive evaluator.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use tidegate::policy::evaluate::{Atom, Decision, Denial, Formula, Quick, Truth, decide, explain};

use super::cases::{bytes, cases};
use crate::fuzzed::drawn::{ACCOUNT, Drawn, OTHER, VALUES, denying, draw, holds};
use crate::fuzzed::tape::{RESOURCES, Room, Tape, policy, statement};

/// What is said with all known, and with what is not given unknown.
fn answers(drawn: &Drawn) -> [Quick; 2] {
    drawn.with_policies(|policies| [true, false].map(|complete| decide(&drawn.request(complete), policies)))
}

/// Whether one goes through where the other does not.
fn is_more(after: &Drawn, before: &Drawn) -> bool {
    let more =
        |(after, before): (Quick, Quick)| (after.is_yes() && !before.is_yes()) || (before.is_no() && !after.is_no());
    answers(after).into_iter().zip(answers(before)).any(more)
}

/// Contexts in which each of these keys is absent or has one of the values that a request may have for it.
fn completions(drawn: &Drawn, keys: &BTreeSet<String>, limit: usize) -> Vec<Drawn> {
    let mut all = vec![drawn.clone()];
    for (key, values) in VALUES.iter().filter(|(key, _)| keys.contains(*key) && !drawn.context.contains_key(*key)) {
        let with = |it: &Drawn, value: &str| {
            let mut it = it.clone();
            it.context.insert((*key).to_owned(), vec![value.to_owned()]);
            it
        };
        let more = all.iter().flat_map(|it| values.iter().map(move |value| with(it, value))).collect::<Vec<_>>();
        all.extend(more);
        all.truncate(limit);
    }
    all
}

/// The keys that a verdict asks for.
fn asked(condition: &Formula) -> BTreeSet<String> {
    let key = |atom: &&Atom| if let Atom::Condition(it) = atom { Some(it.key.clone()) } else { None };
    condition.atoms().iter().filter_map(key).collect()
}

/// In how many of the contexts that matter an "allow if" is allowed, and in how many not; a disagreement is an error.
fn satisfied_and_violated(drawn: &Drawn, condition: &Formula) -> Result<(usize, usize), String> {
    let (mut satisfied, mut violated) = (0, 0);
    drawn.with_policies(|policies| {
        for complete in completions(drawn, &asked(condition), 48) {
            let request = complete.request(true);
            let holds = condition.value(&|atom| holds(atom, request.context()));
            if holds != (explain(&request, policies).decision == Decision::Allow) {
                return Err(format!("{condition}: {holds} {complete:#?}"));
            }
            if holds {
                satisfied += 1;
            } else {
                violated += 1;
            }
        }
        Ok((satisfied, violated))
    })
}

/// What is drawn is worth asking about: no answer is rare, and what an answer depends on can go either way.
#[test]
fn every_answer_is_drawn_often() {
    let (mut state, mut count) = (7_u64, [0_usize; 8]);
    let mut byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    for _ in 0..1_000 {
        let tape: Vec<u8> = (0..usize::from(byte())).map(|_| byte()).collect();
        let drawn = draw(&mut Tape::new(&tape));
        count[match drawn.decision() {
            Decision::Allow => 0,
            Decision::Deny(Denial::Explicit) => 1,
            _ => 2,
        }] += 1;
        let verdict = drawn.ask(false, explain);
        match verdict.decision {
            Decision::Allow => count[3] += 1,
            Decision::AllowIf => {
                count[4] += 1;
                let (satisfied, violated) = satisfied_and_violated(&drawn, &verdict.condition).unwrap();
                count[6] += usize::from(satisfied > 0);
                count[7] += usize::from(violated > 0);
            }
            _ => count[5] += 1,
        }
    }
    let [allow, explicit, implicit, open_allow, allow_if, open_deny, satisfied, violated] = count;
    eprintln!("of 1000 with all known: allow {allow}, explicit deny {explicit}, implicit deny {implicit}");
    eprintln!("of 1000 with the rest unknown: allow {open_allow}, allow if {allow_if}, deny {open_deny}");
    eprintln!("of {allow_if} allow if: {satisfied} can be satisfied, {violated} violated by the values at hand");
    assert!([allow, explicit, implicit, open_allow, allow_if, open_deny].iter().all(|it| *it >= 60), "{count:?}");
    assert!(satisfied * 10 > allow_if * 8 && violated * 10 > allow_if * 8, "{count:?}");
}

fn statements(policy: &mut Value) -> &mut Vec<Value> {
    policy["Statement"].as_array_mut().unwrap()
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn the_naive_evaluator_agrees(tape in bytes(250)) {
        let drawn = draw(&mut Tape::new(&tape));
        let decision = drawn.decision();
        prop_assert_eq!(decision == Decision::Allow, drawn.naively(), "{} {:#?}", decision, drawn);
        let quick: Quick = drawn.ask(true, decide);
        prop_assert_eq!((quick.is_yes(), quick.is_no()), (decision == Decision::Allow, decision != Decision::Allow));
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn a_deny_more_never_adds(tape in bytes(250), more in bytes(40), place in any::<prop::sample::Index>()) {
        let drawn = draw(&mut Tape::new(&tape));
        let mut after = drawn.clone();
        let principals = drawn.resource_policy.is_some() && place.index(2) == 0;
        let room = Room { principals, resources: &RESOURCES, denies: 1 };
        let deny = statement(&mut Tape::new(&more), room);
        if principals {
            statements(after.resource_policy.as_mut().unwrap()).push(deny);
        } else {
            after.identity.push(json!({"Version": "2012-10-17", "Statement": deny}));
        }
        prop_assert!(!is_more(&after, &drawn), "{:#?}", after);
    }

    #[test]
    fn a_limit_more_never_adds(tape in bytes(250), more in bytes(60)) {
        let drawn = draw(&mut Tape::new(&tape));
        let mut more = Tape::new(&more);
        let limit = policy(&mut more, Room { principals: false, resources: &RESOURCES, denies: 4 });
        for layer in 0..3 {
            let mut after = drawn.clone();
            let (slot, limit) = match layer {
                0 => (&mut after.boundary, limit.clone()),
                1 => (&mut after.service_control, limit.clone()),
                _ => (&mut after.resource_control, denying(limit.clone())),
            };
            if slot.is_none() {
                *slot = Some(limit);
                prop_assert!(!is_more(&after, &drawn), "{:#?}", after);
            }
        }
    }

    #[test]
    fn an_allow_less_never_adds(tape in bytes(250), which in any::<prop::sample::Index>()) {
        let drawn = draw(&mut Tape::new(&tape));
        let mut after = drawn.clone();
        let mut policies = after.policies();
        if !policies.is_empty() {
            let at = which.index(policies.len());
            statements(policies[at]).retain(|it| it["Effect"] == "Deny");
            let empty = statements(policies[at]).is_empty();
            if empty {
                statements(policies[at]).push(json!({"Effect": "Deny", "Action": "iam:None", "Resource": "*"}));
                let named = drawn.clone().policies()[at]["Statement"][0].get("Principal").is_some()
                    || drawn.clone().policies()[at]["Statement"][0].get("NotPrincipal").is_some();
                if named {
                    statements(policies[at])[0]["Principal"] = json!("*");
                }
            }
            prop_assert!(!is_more(&after, &drawn), "{:#?}", after);
        }
    }

    #[test]
    fn names_do_not_matter(tape in bytes(250)) {
        let drawn = draw(&mut Tape::new(&tape));
        let other = drawn.renamed(ACCOUNT, "121212121212").renamed(OTHER, "343434343434").renamed("raw", "tin");
        prop_assert_eq!(drawn.decision(), other.decision(), "{:#?}", drawn);
    }

    #[test]
    fn an_allow_if_is_an_allow_where_its_condition_holds_and_nowhere_else(tape in bytes(250)) {
        let drawn = draw(&mut Tape::new(&tape));
        let verdict = drawn.ask(false, explain);
        if verdict.decision == Decision::AllowIf {
            prop_assert_eq!(satisfied_and_violated(&drawn, &verdict.condition).map(|_| ()), Ok(()));
        }
    }

    #[test]
    fn a_condition_says_when_it_goes_through(tape in bytes(250), more in bytes(40)) {
        let drawn = draw(&mut Tape::new(&tape));
        let verdict = drawn.ask(false, explain);
        let mut complete = drawn.clone();
        let mut more = Tape::new(&more);
        for (key, values) in VALUES {
            if more.happens(2) && !complete.context.contains_key(key) {
                complete.context.insert(key.to_owned(), vec![(*more.one_of(values)).to_owned()]);
            }
        }
        let context = complete.request(true).context().clone();
        prop_assert_eq!(verdict.condition.value(&|atom| holds(atom, &context)), complete.allowed(), "{:#?}", complete);
    }
}
