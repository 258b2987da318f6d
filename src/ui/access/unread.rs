//! What could not be read and decides, in words: in short for a row, and in full for the explanation.

use std::collections::BTreeMap;

use crate::model::{Estate, Failure, Gap};
use crate::policy::evaluate::Formula;
use crate::ui::text::{Safe, safe};

/// What an answer hangs on that was not read: the call, why it failed and the permission that is missing, and how many
/// others there are. Empty when it hangs on nothing of the kind.
pub(super) fn unread_words(estate: &Estate, condition: &Formula) -> Safe {
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
        None => Safe::default(),
        Some((first, count)) => {
            let times = if count > 1 { format!(" {count} times") } else { String::new() };
            let more = if others > 0 { format!(", and {others} more") } else { String::new() };
            safe!("{first}{times}{more}")
        }
    }
}

/// Each read that failed and each document that is missing, in full.
pub(super) fn unread_list(estate: &Estate, condition: &Formula) -> Vec<Safe> {
    let gaps = condition.gaps().into_iter().filter_map(|id| estate.gap(id)).map(|gap| safe!("{gap}"));
    gaps.chain(condition.unread_parts().into_iter().map(|part| Safe::new(&part_words(part)))).collect()
}

/// `iam:GetRolePolicy was denied`, with the permission where it has another name than the call.
pub(super) fn call_words(gap: &Gap) -> String {
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
