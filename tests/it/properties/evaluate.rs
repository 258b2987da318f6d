//! Laws that every evaluation keeps, over random policies and requests, and agreement with the naive evaluator.

use proptest::prelude::*;
use serde_json::{Value, json};
use tidegate::policy::evaluate::{Decision, Quick, Truth, decide, explain};

use super::cases::{bytes, cases};
use crate::fuzzed::drawn::{ACCOUNT, OTHER, VALUES, denying, draw, holds};
use crate::fuzzed::tape::{RESOURCES, Room, Tape, policy, statement};

fn statements(policy: &mut Value) -> &mut Vec<Value> {
    policy["Statement"].as_array_mut().unwrap()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn the_naive_evaluator_agrees(tape in bytes(250)) {
        let drawn = draw(&mut Tape::new(&tape));
        let decision = drawn.decision();
        prop_assert_eq!(decision == Decision::Allow, drawn.naively(), "{} {:#?}", decision, drawn);
        let quick: Quick = drawn.ask(true, decide);
        prop_assert_eq!((quick.is_yes(), quick.is_no()), (decision == Decision::Allow, decision != Decision::Allow));
    }

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
        prop_assert!(drawn.allowed() || !after.allowed(), "{:#?}", after);
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
                prop_assert!(drawn.allowed() || !after.allowed(), "{:#?}", after);
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
            prop_assert!(drawn.allowed() || !after.allowed(), "{:#?}", after);
        }
    }

    #[test]
    fn names_do_not_matter(tape in bytes(250)) {
        let drawn = draw(&mut Tape::new(&tape));
        let other = drawn.renamed(ACCOUNT, "121212121212").renamed(OTHER, "343434343434").renamed("raw", "tin");
        prop_assert_eq!(drawn.decision(), other.decision(), "{:#?}", drawn);
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
