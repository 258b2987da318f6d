//! The normal form of formulas, the ways in which they hold, and their words.

use std::sync::Arc;

use super::formula::{Atom, Formula, Requirement};
use crate::model::GapId;
use crate::policy::Effect;

fn condition(operator: &str, key: &str, values: &[&str]) -> Formula {
    Formula::atom(Atom::Condition(Requirement {
        operator: operator.to_owned(),
        key: key.to_owned(),
        values: values.iter().map(|&value| value.to_owned()).collect(),
        variables: true,
    }))
}

fn is(key: &str) -> Formula {
    condition("StringEquals", key, &["v"])
}

fn not(key: &str) -> Formula {
    is(key).negated()
}

fn all(members: &[Formula]) -> Formula {
    Formula::all(members.to_vec())
}

fn any(members: &[Formula]) -> Formula {
    Formula::any(members.to_vec())
}

#[test]
fn lists_are_flat_sorted_and_without_repeats() {
    assert_eq!(all(&[is("b"), is("a"), is("b")]), Formula::All(vec![is("a"), is("b")]));
    assert_eq!(all(&[is("a"), all(&[is("c"), is("b")])]), all(&[is("c"), is("b"), is("a")]));
    assert_eq!(any(&[any(&[is("b"), is("a")]), is("c")]), Formula::Any(vec![is("a"), is("b"), is("c")]));
    assert_eq!(all(&[is("a")]), is("a"));
    assert_eq!((all(&[]), any(&[])), (Formula::Yes, Formula::No));
}

#[test]
fn what_is_certain_decides_or_drops_out() {
    assert_eq!(all(&[is("a"), Formula::Yes]), is("a"));
    assert_eq!(all(&[is("a"), Formula::No]), Formula::No);
    assert_eq!(any(&[is("a"), Formula::No]), is("a"));
    assert_eq!(any(&[is("a"), Formula::Yes]), Formula::Yes);
}

#[test]
fn a_member_beside_its_negation_decides() {
    assert_eq!(all(&[is("a"), is("b"), not("a")]), Formula::No);
    assert_eq!(any(&[is("a"), is("b"), not("a")]), Formula::Yes);
    assert_eq!(all(&[is("a"), any(&[not("a"), not("a")])]), Formula::No);
}

#[test]
fn what_another_member_implies_is_left_out() {
    assert_eq!(any(&[is("a"), all(&[is("a"), is("b")])]), is("a"));
    assert_eq!(all(&[is("a"), any(&[is("a"), is("b")])]), is("a"));
    let (narrow, wide) = (all(&[is("a"), is("b"), is("c")]), all(&[is("a"), is("b")]));
    assert_eq!(any(&[narrow, wide.clone()]), wide);
}

#[test]
fn what_stands_beside_a_list_is_taken_as_given_in_it() {
    assert_eq!(all(&[is("a"), any(&[not("a"), is("b")])]), all(&[is("a"), is("b")]));
    assert_eq!(any(&[is("a"), all(&[not("a"), is("b")])]), any(&[is("a"), is("b")]));
    assert_eq!(all(&[is("a"), any(&[is("b"), not("b")])]), is("a"));
    assert_eq!(all(&[not("a"), any(&[is("a"), all(&[is("b"), not("a")])])]), all(&[not("a"), is("b")]));
}

#[test]
fn negation_goes_to_the_atoms_and_back() {
    let formula = all(&[is("a"), any(&[is("b"), not("c")])]);
    assert_eq!(formula.clone().negated(), any(&[not("a"), all(&[not("b"), is("c")])]));
    assert_eq!(formula.clone().negated().negated(), formula);
    assert_eq!((Formula::Yes.negated(), Formula::No.negated()), (Formula::No, Formula::Yes));
}

#[test]
fn a_negated_operator_is_the_negation_of_its_positive_one() {
    let written = condition("StringNotLike", "k", &["b", "a", "b"]);
    assert_eq!(written, condition("StringLike", "k", &["a", "b"]).negated());
    assert_eq!(all(&[written, condition("StringLike", "k", &["a", "b"])]), Formula::No);
    let list = condition("ForAllValues:StringNotEquals", "k", &["a"]);
    assert_eq!(list, condition("ForAnyValue:StringEquals", "k", &["a"]).negated());
    assert_eq!(condition("ArnNotLikeIfExists", "k", &["a"]), condition("arnequals", "k", &["a"]).negated());
    let own_way = condition("ForAnyValue:StringNotLikeIfExists", "k", &["a"]);
    assert!(matches!(own_way, Formula::Is(_)), "{own_way:?}");
}

/// Every way to fill three atoms gives a formula and its normal form the same value.
#[test]
fn the_normal_form_has_the_value_of_what_was_joined() {
    let parts = [is("a"), not("a"), is("b"), not("b"), is("c"), not("c")];
    for x in &parts {
        for y in &parts {
            for z in &parts {
                for bits in 0..8_u8 {
                    let holds = |atom: &Atom| match atom {
                        Atom::Condition(it) => bits & (1 << (it.key.as_bytes()[0] - b'a')) != 0,
                        _ => false,
                    };
                    let (a, b, c) = (x.value(&holds), y.value(&holds), z.value(&holds));
                    let cases = [
                        (all(&[x.clone(), any(&[y.clone(), z.clone()])]), a && (b || c)),
                        (any(&[x.clone(), all(&[y.clone(), z.clone()])]), a || (b && c)),
                        (all(&[any(&[x.clone(), y.clone()]), any(&[y.clone(), z.clone()])]), b || (a && c)),
                        (any(&[all(&[x.clone(), y.clone()]), all(&[x.clone(), z.clone()])]), a && (b || c)),
                        (all(&[x.clone(), any(&[y.clone(), z.clone()])]).negated(), !(a && (b || c))),
                    ];
                    for (formula, expected) in cases {
                        assert_eq!(formula.value(&holds), expected, "{formula}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_ways_are_lists_of_what_must_hold_the_shortest_first() {
    let formula = any(&[all(&[is("a"), any(&[is("b"), is("c")])]), not("d")]);
    let ways = vec![vec![not("d")], vec![is("a"), is("b")], vec![is("a"), is("c")]];
    assert_eq!(formula.ways(9), Some(ways));
    assert_eq!(Formula::Yes.ways(1), Some(vec![Vec::new()]));
    assert_eq!(Formula::No.ways(1), Some(Vec::new()));
    assert_eq!(is("a").ways(1), Some(vec![vec![is("a")]]));
}

#[test]
fn a_way_that_contradicts_itself_is_none() {
    let formula = Formula::All(vec![any(&[is("a"), is("b")]), any(&[not("a"), is("c")])]);
    let ways = formula.ways(9).unwrap();
    assert!(!ways.contains(&vec![is("a"), not("a")]), "{ways:?}");
    assert_eq!(ways.len(), 3);
}

#[test]
fn too_many_ways_are_none() {
    let pairs = ["ab", "cd", "ef"].map(|pair| any(&[is(&pair[..1]), is(&pair[1..])]));
    assert_eq!(all(&pairs).ways(8).map(|ways| ways.len()), Some(8));
    assert_eq!(all(&pairs).ways(7), None);
    assert_eq!(any(&[is("a"), is("b")]).ways(1), None);
}

#[test]
fn atoms_and_gaps_are_named_once() {
    let gap = || Formula::Is(Arc::new(Atom::Gap(GapId(3), Effect::Allow)));
    let formula = all(&[is("a"), any(&[not("b"), gap()]), any(&[is("b"), gap(), is("c")])]);
    assert_eq!(formula.atoms().len(), 4);
    assert_eq!(formula.gaps(), vec![GapId(3)]);
}

#[test]
fn what_could_not_be_read_is_said_once_however_many_gaps_it_has() {
    let gap = |id| Formula::IsNot(Arc::new(Atom::Gap(GapId(id), Effect::Deny)));
    let formula = all(&[gap(1), is("a"), gap(2), gap(3)]);
    assert_eq!(formula.gaps().len(), 3);
    assert_eq!(formula.to_string(), "`a` is `v` and what could not be read does not deny it");
}

#[test]
fn a_formula_reads_as_a_sentence() {
    let session = Formula::atom(Atom::SessionName("run".to_owned()));
    let user = Formula::atom(Atom::FederatedBy("u".to_owned()));
    let canonical = Formula::atom(Atom::CanonicalId("c".to_owned()));
    let resource = Formula::atom(Atom::Resource { pattern: "a${k}".to_owned(), resource: "ab".to_owned() });
    for (formula, words) in [
        (Formula::Yes, "always"),
        (Formula::No, "never"),
        (condition("StringEquals", "k", &["b", "a"]), "`k` is `a` or `b`"),
        (condition("StringNotEquals", "k", &["a"]), "`k` is not `a`"),
        (condition("StringLike", "k", &["a*"]), "`k` matches `a*`"),
        (condition("ArnNotLike", "k", &["a*"]), "`k` does not match `a*`"),
        (condition("NumericLessThan", "k", &["5"]), "`k` is less than `5`"),
        (condition("NumericLessThan", "k", &["5"]).negated(), "`k` is not less than `5`"),
        (condition("DateGreaterThanEquals", "k", &["2026"]), "`k` is not before `2026`"),
        (condition("DateGreaterThanEquals", "k", &["2026"]).negated(), "`k` is before `2026`"),
        (condition("IpAddress", "k", &["10.0.0.0/8"]), "`k` is in `10.0.0.0/8`"),
        (condition("NotIpAddress", "k", &["10.0.0.0/8"]), "`k` is not in `10.0.0.0/8`"),
        (condition("Null", "k", &["true"]), "`k` is missing"),
        (condition("Null", "k", &["false"]), "`k` is there"),
        (condition("Null", "k", &["true"]).negated(), "`k` is there"),
        (condition("BoolIfExists", "k", &["true"]), "`k` is `true`, or the key is missing"),
        (condition("BoolIfExists", "k", &["true"]).negated(), "`k` is not `true`, and the key is there"),
        (condition("ForAnyValue:StringEquals", "k", &["a"]), "any value of `k` is `a`"),
        (condition("ForAllValues:StringNotEquals", "k", &["a"]), "no value of `k` is `a`"),
        (condition("ForAllValues:StringLike", "k", &["a*"]).negated(), "not every value of `k` matches `a*`"),
        (session.clone(), "the role session is named `run`"),
        (session.negated(), "the role session is not named `run`"),
        (user.negated(), "the federated user was not made by `u`"),
        (canonical, "the canonical id of the caller's account is `c`"),
        (resource.negated(), "`ab` does not match `a${k}`"),
        (all(&[is("a"), any(&[is("b"), not("c")])]), "`a` is `v` and (`b` is `v` or `c` is not `v`)"),
    ] {
        assert_eq!(formula.to_string(), words);
    }
}
