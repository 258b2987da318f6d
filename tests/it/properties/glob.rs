//! The wildcard matcher agrees with a regular expression.

use proptest::prelude::*;
use regex::Regex;
use tidegate::policy::glob;
use tidegate::policy::overlap::{Overlap, overlap, tokens};

use super::cases::cases;

fn oracle(pattern: &str, text: &str, ignoring_case: bool) -> bool {
    let body: String = pattern
        .chars()
        .map(|letter| match letter {
            '*' => ".*".to_owned(),
            '?' => ".".to_owned(),
            other => regex::escape(&other.to_string()),
        })
        .collect();
    let flags = if ignoring_case { "(?si)" } else { "(?s)" };
    Regex::new(&format!("{flags}^{body}$")).unwrap().is_match(text)
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn a_pattern_covers_what_its_regular_expression_matches(pattern in "[aAb:/*?]{0,8}", text in "[aAbB:/\n]{0,10}") {
        prop_assert_eq!(glob::matches(&pattern, &text), oracle(&pattern, &text, false));
        prop_assert_eq!(glob::matches_ignoring_case(&pattern, &text), oracle(&pattern, &text, true));
    }

    #[test]
    fn what_is_contained_is_covered(outer in "[ab*?]{0,5}", inner in "[ab*?]{0,5}", text in "[ab]{0,6}") {
        if glob::contains(&outer, &inner) && glob::matches(&inner, &text) {
            prop_assert!(glob::matches(&outer, &text), "{} {} {}", outer, inner, text);
        }
    }

    #[test]
    fn what_two_patterns_share_is_what_both_match(a in "[ab*?]{0,6}", b in "[ab*?]{0,6}", text in "[abc]{0,8}") {
        let both = oracle(&a, &text, false) && oracle(&b, &text, false);
        match overlap(&tokens(&a), &tokens(&b)) {
            Overlap::None => prop_assert!(!both),
            Overlap::Whole => prop_assert_eq!(both, oracle(&b, &text, false)),
            Overlap::Part(shared) if shared.is_empty() => {}
            Overlap::Part(shared) => prop_assert_eq!(both, shared.iter().any(|it| oracle(it, &text, false)), "{:?}", shared),
        }
    }

    /// A whole is never called a part: some text of the other pattern is not covered.
    #[test]
    fn a_part_leaves_something_out(a in "[a*?]{0,4}", b in "[a*?]{0,4}") {
        let text = |(length, bits): (u32, u32)| -> String {
            (0..length).map(|at| if bits >> at & 1 == 0 { 'a' } else { 'c' }).collect()
        };
        let texts: Vec<String> = (0..8).flat_map(|length| (0..1 << length).map(move |bits| (length, bits))).map(text).collect();
        if let Overlap::Part(_) = overlap(&tokens(&a), &tokens(&b)) {
            prop_assert!(texts.iter().any(|it| oracle(&b, it, false) && !oracle(&a, it, false)), "{} of {}", a, b);
        }
    }

    #[test]
    fn an_arn_pattern_covers_part_by_part(pattern in "[a*?]{0,3}(:[a*?]{0,2}){5}", arn in "[ab]{0,3}(:[ab]{0,2}){5}") {
        let parts = pattern.split(':').zip(arn.split(':'));
        let every = parts.into_iter().all(|(pattern, part)| oracle(pattern, part, false));
        prop_assert_eq!(glob::arn_matches(&pattern, &arn), every);
    }
}

#[test]
fn many_stars_take_no_time() {
    let pattern = "*a".repeat(40);
    assert!(!glob::matches(&pattern, &format!("{}b", "a".repeat(4_000))));
}
