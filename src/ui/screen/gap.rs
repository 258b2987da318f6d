//! What is told of a read that failed: what was asked, why it failed, and what to do about it.

use crate::model::{Failure, Gap};
use crate::ui::overlay::Note;
use crate::ui::text::{Safe, safe};

/// A read that failed, in words; `calls` says which calls of the service failed, and how often each.
pub(super) fn explain(gap: &Gap, calls: &[(Safe, usize)], can_scan: bool) -> Note {
    let mut lines = vec![safe!("call       {} in {} ({})", gap.api, gap.account, gap.region)];
    if !gap.resource.is_empty() {
        lines.push(safe!("resource   {}", gap.resource));
    }
    lines.push(safe!("reason     {}", gap.reason));
    lines.push(safe!("permission {}", gap.permission));
    if !gap.message.is_empty() {
        lines.push(safe!("it said    {}", gap.message));
    }
    let count: usize = calls.iter().map(|(_, count)| count).sum();
    match calls {
        [_] if count > 1 => {
            lines.push(safe!("This call failed {count} times; this is the first. g s lists every read that failed."));
        }
        [_, _, ..] => {
            lines.push(safe!("{count} reads of this service failed; this is the first. g s lists every one."));
            lines.extend(calls.iter().map(|(call, count)| safe!("{count:>10} {call}")));
        }
        _ => {}
    }
    lines.push(Safe::own(""));
    lines.push(Safe::own("What depends on it is unknown: no check passes or fails because of it."));
    lines.push(Safe::own(advice(gap.reason)));
    if can_scan {
        lines.push(Safe::own("R reads the accounts again."));
    }
    Note::new("Could not be read", lines)
}

/// What to do about a failure.
fn advice(reason: Failure) -> &'static str {
    match reason {
        Failure::Denied => "Grant the permission; `tidegate permissions --read` prints all that a scan needs.",
        Failure::Throttled => "The account's calls were used up. Scan at a quieter time, or at a lower --max-rate.",
        Failure::TimedOut | Failure::Unreachable => "Check the network and the endpoint.",
        Failure::Expired | Failure::NoCredentials => "Sign in again; `tidegate doctor` says who you are.",
        Failure::RegionDisabled => "Enable the region, or leave it out of the scan.",
        Failure::NotFound => "It was removed in the meantime, or this account does not have it.",
        Failure::Malformed | Failure::Refused | Failure::Unsupported => {
            "The service does not answer this call as it should; with another endpoint it may."
        }
        Failure::Cancelled => "The scan had ended before this was read.",
        Failure::LeftOut => {
            "The scan was told to leave it out. Scan without the option, such as --skip-last-accessed or --skip-events."
        }
    }
}
