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
    covers(pattern, text, str::eq_ignore_ascii_case)
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

/// A run of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run<'p> {
    /// Any number of characters.
    Star,
    /// Exactly one character.
    One,
    /// These characters.
    Text(&'p str),
    /// What no text has, such as a variable without its value.
    Never,
}

/// A pattern, read run by run: as written, or compiled.
pub(super) trait Runs<'p>: Copy {
    /// The first run and what follows it; none at the end.
    fn split(self) -> Option<(Run<'p>, Self)>;
}

impl<'p> Runs<'p> for &'p str {
    fn split(self) -> Option<(Run<'p>, Self)> {
        let head = match self.bytes().position(|byte| matches!(byte, b'*' | b'?')) {
            Some(0) => 1,
            Some(end) => end,
            None if self.is_empty() => return None,
            None => self.len(),
        };
        let (run, rest) = self.split_at_checked(head)?;
        Some((
            if run == "*" {
                Run::Star
            } else if run == "?" {
                Run::One
            } else {
                Run::Text(run)
            },
            rest,
        ))
    }
}

/// Whether a pattern covers a whole text. Greedy matching that goes back to the last star only: linear for what
/// occurs, and never more than the product of both lengths.
pub(super) fn covers<'p>(pattern: impl Runs<'p>, text: &str, same: impl Fn(&str, &str) -> bool) -> bool {
    let (mut pattern, mut text) = (pattern, text);
    let mut retry = None;
    loop {
        match pattern.split() {
            Some((Run::Star, after)) => {
                if after.split().is_none() {
                    return true;
                }
                pattern = after;
                retry = Some((after, text));
                continue;
            }
            Some((run, after)) => {
                if let Some(rest) = step(run, text, &same) {
                    (pattern, text) = (after, rest);
                    continue;
                }
            }
            None if text.is_empty() => return true,
            None => {}
        }
        // The star takes one character more, and what follows it is tried again.
        let Some((after_star, from)) = retry else { return false };
        let Some(rest) = without_first(from) else { return false };
        (pattern, text) = (after_star, rest);
        retry = Some((after_star, rest));
    }
}

/// What is left of a text after a run.
fn step<'t>(run: Run<'_>, text: &'t str, same: impl Fn(&str, &str) -> bool) -> Option<&'t str> {
    match run {
        Run::Text(run) => text.split_at_checked(run.len()).filter(|(head, _)| same(run, head)).map(|(_, rest)| rest),
        Run::One => without_first(text),
        Run::Star | Run::Never => None,
    }
}

fn without_first(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    text.get(first.len_utf8()..)
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
