//! Values that conditions compare: numbers, points in time, flags, addresses and their blocks.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

use core::net::IpAddr;
use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A number: whole ones are compared exactly.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    whole: Option<i128>,
    real: f64,
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.whole, other.whole) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => self.real.partial_cmp(&other.real),
        }
    }
}

/// Reads a number.
pub fn number(text: &str) -> Option<Number> {
    let text = text.trim();
    let real: f64 = text.parse().ok()?;
    real.is_finite().then(|| Number { whole: text.parse().ok(), real })
}

/// A point in time.
pub type Moment = Timestamp;

/// Reads a point in time: ISO 8601 with any of its precisions, or seconds since 1970. Without a zone it is UTC.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let whole_number =
        || text.parse().ok().filter(|_| text.len() > 4).and_then(|seconds| Timestamp::from_second(seconds).ok());
    let civil = |time: DateTime| time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    whole_number()
        .or_else(|| text.parse::<Timestamp>().ok())
        .or_else(|| minutes(text))
        .or_else(|| text.parse::<DateTime>().ok().and_then(civil))
        .or_else(|| padded.parse::<Date>().ok().and_then(|date| civil(date.into())))
}

/// `2026-01-31T12:30Z`, without seconds.
fn minutes(text: &str) -> Option<Moment> {
    let (date, rest) = text.split_once('T')?;
    let cut = rest.find(['Z', '+', '-'])?;
    let (time, zone) = rest.split_at_checked(cut)?;
    (time.len() == 5).then(|| format!("{date}T{time}:00{zone}").parse().ok())?
}

/// Reads `true` or `false`, without regard to case.
pub fn flag(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Reads an address; one of version 4 inside version 6 is of version 4.
pub fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Reads a block such as `203.0.113.0/24`; an address alone is a block of one. A block of version 4 inside version 6 is
/// of version 4, as are the addresses in it.
pub fn block(text: &str) -> Option<(IpAddr, u8)> {
    let (head, length) = match text.trim().split_once('/') {
        Some((head, length)) => (head, Some(length.parse::<u8>().ok()?)),
        None => (text.trim(), None),
    };
    let address: IpAddr = head.parse().ok()?;
    let widest = if address.is_ipv4() { 32 } else { 128 };
    let length = length.unwrap_or(widest);
    match (address.to_canonical(), length.checked_sub(96)) {
        (inner @ IpAddr::V4(_), Some(inner_length)) if address.is_ipv6() && length <= widest => {
            Some((inner, inner_length))
        }
        _ => (length <= widest).then_some((address, length)),
    }
}

/// Whether an address is in a block of its own version.
pub fn inside(found: IpAddr, (start, length): (IpAddr, u8)) -> bool {
    match (found, start) {
        (IpAddr::V4(found), IpAddr::V4(start)) => {
            let shift = 32_u32.saturating_sub(u32::from(length));
            found.to_bits().checked_shr(shift).unwrap_or(0) == start.to_bits().checked_shr(shift).unwrap_or(0)
        }
        (IpAddr::V6(found), IpAddr::V6(start)) => {
            let shift = 128_u32.saturating_sub(u32::from(length));
            found.to_bits().checked_shr(shift).unwrap_or(0) == start.to_bits().checked_shr(shift).unwrap_or(0)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_beyond_the_precision_of_floats_are_exact() {
        assert!(number("9007199254740993") > number("9007199254740992"));
        assert_eq!(number("10.0"), number("10"));
        assert_eq!(number("ten").map(|_| ()), None);
    }

    /// IAM User Guide, "Condition operators", date condition operators: ISO 8601 or epoch time.
    #[test]
    fn dates_come_in_all_precisions() {
        let day = moment("2026-01-31T00:00:00Z");
        assert!(day.is_some());
        for same in ["2026-01-31", "2026-01-31T00:00Z", "2026-01-31T01:00:00+01:00", "1769817600"] {
            assert_eq!(moment(same), day, "{same}");
        }
        assert_eq!(moment("2026"), moment("2026-01-01"));
        assert_eq!(moment("2026-01"), moment("2026-01-01T00:00:00Z"));
        assert_eq!(moment("soon"), None);
    }

    /// IAM User Guide, "Condition operators", IP address condition operators.
    #[test]
    fn an_address_alone_is_a_block_of_one() {
        let within = |it: &str, of: &str| address(it).zip(block(of)).map(|(it, of)| inside(it, of));
        assert_eq!(within("203.0.113.7", "203.0.113.7"), Some(true));
        assert_eq!(within("203.0.113.8", "203.0.113.7"), Some(false));
        assert_eq!(within("203.0.113.8", "203.0.113.0/24"), Some(true));
        assert_eq!(within("198.51.100.1", "0.0.0.0/0"), Some(true));
        assert_eq!(within("2001:db8::1", "2001:db8::/32"), Some(true));
        assert_eq!(within("2001:db8::1", "0.0.0.0/0"), Some(false));
    }
}
