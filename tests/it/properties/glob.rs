//! The wildcard matcher agrees with a regular expression.

use proptest::prelude::*;
use regex::Regex;
use tidegate::policy::glob;

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
