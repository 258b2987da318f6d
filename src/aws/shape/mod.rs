//! Conversions between the SDK's types and the model's, in both directions.
//!
//! Collecting and changing share them, so that a setting that is read again before a change is the same text as the one
//! that was collected. No call is made here.

use aws_smithy_types::DateTime;
use jiff::Timestamp;
use thiserror::Error;

pub mod cloudtrail;
pub mod event;
pub mod iam;
pub mod kms;
pub mod s3;

/// An answer that was parsed and still makes no sense to us, or a setting that the API cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Misshapen(pub String);

impl Misshapen {
    /// A word that is not among those we know.
    pub fn unknown(what: &str, word: &str) -> Self {
        Self(format!("{what} {word:?} is not known to this version"))
    }

    /// A part that the answer must have.
    pub fn missing(what: &str) -> Self {
        Self(format!("the answer lacks {what}"))
    }
}

/// The time as the model keeps it; none when it is out of any calendar.
pub fn time(time: &DateTime) -> Option<Timestamp> {
    let nanos = i32::try_from(time.subsec_nanos()).ok()?;
    Timestamp::new(time.secs(), nanos).ok()
}

/// A count that the API gives with a sign; none when it is negative.
pub fn count(number: i32) -> Option<u32> {
    u32::try_from(number).ok()
}

/// A text that is not empty.
pub fn filled(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_fraction() {
        let kept = time(&DateTime::from_secs_and_nanos(1_763_683_200, 500_000_000)).map(|time| time.to_string());
        assert_eq!(kept.as_deref(), Some("2025-11-21T00:00:00.5Z"));
    }

    #[test]
    fn a_time_out_of_the_calendar_is_none() {
        assert_eq!(time(&DateTime::from_secs(i64::MAX)), None);
    }
}
