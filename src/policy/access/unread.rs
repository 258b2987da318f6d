//! What could not be read and decides, in words: in short for a row, and in full for an explanation.

use std::collections::BTreeMap;

use crate::model::{Estate, Failure, Gap};
use crate::policy::evaluate::Formula;

/// What an answer hangs on that was not read: the call, why it failed and the permission that is missing, and how many
/// others there are. Empty when it hangs on nothing of the kind.
pub fn unread_words(estate: &Estate, condition: &Formula) -> String {
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    for gap in condition.gaps().into_iter().filter_map(|id| estate.gap(id)) {
        *calls.entry(call_words(gap)).or_default() += 1;
    }
    let mut parts: Vec<(String, usize)> = calls.into_iter().collect();
    // The call that failed most often first: to mend it mends the most.
    parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    parts.extend(condition.unread_parts().into_iter().map(|part| (part_words(part), 1)));
    let others = parts.len().saturating_sub(1);
    match parts.into_iter().next() {
        None => String::new(),
        Some((first, count)) => {
            let times = if count > 1 { format!(" {count} times") } else { String::new() };
            let more = if others > 0 { format!(", and {others} more") } else { String::new() };
            format!("{first}{times}{more}")
        }
    }
}

/// Each read that failed and each document that is missing, in full.
pub fn unread_list(estate: &Estate, condition: &Formula) -> Vec<String> {
    let gaps = condition.gaps().into_iter().filter_map(|id| estate.gap(id)).map(ToString::to_string);
    gaps.chain(condition.unread_parts().into_iter().map(part_words)).collect()
}

/// `iam:GetRolePolicy was denied`, with the permission where it has another name than the call.
pub fn call_words(gap: &Gap) -> String {
    let why = match gap.reason {
        Failure::Denied => "was denied",
        Failure::Throttled => "was throttled",
        Failure::TimedOut => "timed out",
        Failure::Unreachable => "could not be reached",
        Failure::LeftOut => "was left out on request",
        Failure::Cancelled => "was not reached before the scan ended",
        other => return format!("{}: {other}", gap.api),
    };
    if gap.reason == Failure::Denied && gap.permission != gap.api {
        return format!("{} {why}, which needs {}", gap.api, gap.permission);
    }
    format!("{} {why}", gap.api)
}

/// A part of a sentence by itself.
fn part_words(part: &str) -> String {
    part.trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{GapId, Header, Record, Timestamp};
    use crate::policy::Effect;
    use crate::policy::evaluate::Atom;

    fn gap(api: &str, permission: &str, resource: &str, reason: Failure) -> Gap {
        Gap {
            account: "111122223333".into(),
            region: "global".into(),
            api: api.to_owned(),
            resource: resource.to_owned(),
            reason,
            permission: permission.to_owned(),
            message: String::new(),
        }
    }

    fn estate(gaps: impl IntoIterator<Item = Gap>) -> Estate {
        let started = Timestamp::UNIX_EPOCH;
        let header = Header { tool: String::new(), started, finished: None, scope: Vec::new(), callers: Vec::new() };
        let mut estate = Estate::new(header);
        for (id, gap) in (0..).map(GapId).zip(gaps) {
            estate.push(Record::Gap { id, gap });
        }
        estate
    }

    /// What may allow and may deny, for each gap.
    fn hidden(gaps: std::ops::Range<u32>) -> Formula {
        let atom = |id, effect| Formula::Is(Arc::new(Atom::Gap(GapId(id), effect)));
        Formula::all(gaps.flat_map(|id| [atom(id, Effect::Allow), atom(id, Effect::Deny).negated()]))
    }

    #[test]
    fn a_call_is_said_once_the_most_frequent_first() {
        let role = |name| gap("iam:GetRolePolicy", "iam:GetRolePolicy", name, Failure::Denied);
        let estate =
            estate([gap("s3:GetBucketPolicy", "s3:GetBucketPolicy", "raw", Failure::Throttled), role("a"), role("b")]);
        assert_eq!(unread_words(&estate, &hidden(1..2)), "iam:GetRolePolicy was denied");
        assert_eq!(unread_words(&estate, &hidden(0..3)), "iam:GetRolePolicy was denied 2 times, and 1 more");
        assert_eq!(unread_list(&estate, &hidden(0..3)).len(), 3);
        assert_eq!(unread_words(&estate, &Formula::Yes), "");
    }

    #[test]
    fn a_permission_with_another_name_is_named() {
        let estate = estate([gap("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", "raw", Failure::Denied)]);
        let words = "s3:GetPublicAccessBlock was denied, which needs s3:GetBucketPublicAccessBlock";
        assert_eq!(unread_words(&estate, &hidden(0..1)), words);
    }

    #[test]
    fn what_has_no_gap_is_said_in_its_own_words() {
        let part = Formula::Is(Arc::new(Atom::Unread("the policy p, which was not read,".to_owned(), Effect::Allow)));
        assert_eq!(unread_words(&estate([]), &part), "the policy p, which was not read");
    }
}
