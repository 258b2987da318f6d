//! Wildcards of the policy language: `*` is any number of characters, `?` is exactly one.
//!
//! Sources: IAM User Guide, "IAM JSON policy elements: Action" (case does not matter), "... Resource" (case matters,
//! wildcards cross `/` and `:`), and "... Condition operators" (ARN operators compare six parts one by one).

/// Whether a pattern covers a text, letter for letter.
///
/// ```
/// use tidegate::policy::glob::matches;
/// assert!(matches("arn:aws:s3:::raw/*", "arn:aws:s3:::raw/2026/01.csv"));
/// assert!(!matches("Raw-?", "raw-1"));
/// ```
pub fn matches(pattern: &str, text: &str) -> bool {
    covers(pattern, text, |a, b| a == b)
}

/// Whether a pattern covers a text; ASCII letters are compared without case.
pub fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    covers(pattern, text, |a, b| a.eq_ignore_ascii_case(&b))
}

/// Whether an action pattern such as `s3:Get*` covers an action. Case does not matter.
pub fn action_matches(pattern: &str, action: &str) -> bool {
    matches_ignoring_case(pattern, action)
}

/// Whether the pattern of an ARN condition covers an ARN: each of the six parts by itself, so that a wildcard stays
/// within its part.
///
/// Source: IAM User Guide, "Condition operators", Amazon Resource Name (ARN) condition operators.
pub fn arn_matches(pattern: &str, arn: &str) -> bool {
    let mut patterns = pattern.splitn(6, ':');
    let mut parts = arn.splitn(6, ':');
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if matches(pattern, part) => {}
            _ => return false,
        }
    }
}

/// Whether everything that `inner` covers is surely covered by `outer`. A `false` may be overcautious.
pub fn contains(outer: &str, inner: &str) -> bool {
    outer == inner || (!outer.contains('?') && matches(outer, inner))
}

/// As [`contains`], without regard to case: for actions.
pub fn contains_ignoring_case(outer: &str, inner: &str) -> bool {
    outer.eq_ignore_ascii_case(inner) || (!outer.contains('?') && matches_ignoring_case(outer, inner))
}

/// Whether a value holds a wildcard.
pub fn has_wildcard(value: &str) -> bool {
    value.contains(['*', '?'])
}

/// Greedy matching that goes back to the last star only: linear for what occurs, never exponential.
fn covers(pattern: &str, text: &str, same: impl Fn(char, char) -> bool) -> bool {
    if pattern == "*" {
        return true;
    }
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let (mut next_pattern, mut next_text) = (pattern.clone(), text.clone());
        match (next_pattern.next(), next_text.next()) {
            (Some('*'), _) => {
                pattern = next_pattern;
                retry = Some((pattern.clone(), text.clone()));
                continue;
            }
            (Some(wanted), Some(found)) if wanted == '?' || same(wanted, found) => {
                (pattern, text) = (next_pattern, next_text);
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((after_star, mut rest)) = retry.take() else { return false };
        if rest.next().is_none() {
            return false;
        }
        (pattern, text) = (after_star.clone(), rest.clone());
        retry = Some((after_star, rest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_compared_without_case_and_resources_with() {
        assert!(action_matches("S3:getobject*", "s3:GetObjectVersion"));
        assert!(!matches("arn:aws:s3:::Raw/*", "arn:aws:s3:::raw/a"));
    }

    #[test]
    fn a_question_mark_is_exactly_one_character() {
        assert!(matches("raw-?", "raw-é"));
        assert!(!matches("raw-?", "raw-"));
        assert!(!matches("raw-?", "raw-12"));
    }

    #[test]
    fn a_star_of_an_arn_condition_stays_in_its_part() {
        assert!(arn_matches("arn:aws:sns:*:111122223333:*", "arn:aws:sns:eu-west-1:111122223333:a:b"));
        assert!(!arn_matches("arn:aws:*:111122223333:x", "arn:aws:sns:eu-west-1:111122223333:x"));
        assert!(matches("arn:aws:*:111122223333:x", "arn:aws:sns:eu-west-1:111122223333:x"));
    }

    #[test]
    fn containment_is_sure_or_refused() {
        assert!(contains("arn:aws:s3:::raw/*", "arn:aws:s3:::raw/in/*"));
        assert!(!contains("arn:aws:s3:::raw/?", "arn:aws:s3:::raw/*"));
        assert!(contains_ignoring_case("s3:*", "S3:Get*"));
    }
}
