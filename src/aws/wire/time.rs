//! Times as the services write them, for `#[serde(default, deserialize_with = "time::optional")]` on a field.
//!
//! JSON protocols write seconds since 1970 with a fraction, REST protocols often ISO 8601, attributes of queues seconds
//! in a text. All are understood wherever one is.

use jiff::{SignedDuration, Timestamp};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Number(f64),
    Text(String),
}

/// A time that may be missing or null.
///
/// # Errors
/// When it is there and is no time.
pub fn optional<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Timestamp>, D::Error> {
    let told = Option::<Told>::deserialize(input)?;
    told.map(|told| of(&told).ok_or_else(|| D::Error::custom("no time"))).transpose()
}

/// A time that must be there.
///
/// # Errors
/// When it is no time.
pub fn required<'de, D: Deserializer<'de>>(input: D) -> Result<Timestamp, D::Error> {
    of(&Told::deserialize(input)?).ok_or_else(|| D::Error::custom("no time"))
}

/// A time that may be missing or null, in whole milliseconds since 1970, as CloudWatch Logs writes it.
///
/// # Errors
/// When it is there and is no time.
pub fn optional_millis<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Timestamp>, D::Error> {
    let told = Option::<i64>::deserialize(input)?;
    told.map(|millis| Timestamp::from_millisecond(millis).map_err(|_| D::Error::custom("no time"))).transpose()
}

fn of(told: &Told) -> Option<Timestamp> {
    match told {
        Told::Number(seconds) => of_seconds(*seconds),
        Told::Text(text) => of_text(text),
    }
}

/// A time in a text: ISO 8601, also with an offset without a colon as Lambda writes it, or seconds since 1970.
pub fn of_text(text: &str) -> Option<Timestamp> {
    let offset = || Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok();
    let seconds = || text.parse().ok().and_then(of_seconds);
    text.parse().ok().or_else(offset).or_else(seconds)
}

/// To the millisecond, which is what the services keep and more than a fraction of this size holds exactly.
fn of_seconds(seconds: f64) -> Option<Timestamp> {
    let whole = seconds.floor();
    let millis = ((seconds - whole) * 1e3).round();
    let since = SignedDuration::try_from_secs_f64(whole).ok()? + SignedDuration::from_millis(millis as i64);
    Timestamp::from_duration(since).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Deserialize)]
    struct Held {
        #[serde(default, deserialize_with = "optional")]
        at: Option<Timestamp>,
        #[serde(default, deserialize_with = "optional_millis")]
        millis: Option<Timestamp>,
    }

    fn at(value: serde_json::Value) -> Option<String> {
        serde_json::from_value::<Held>(json!({ "at": value })).unwrap().at.map(|time| time.to_string())
    }

    #[test]
    fn times_are_read_in_every_spelling() {
        let plain = Some("2023-11-14T22:13:20Z".to_owned());
        assert_eq!(at(json!(1.7e9)), plain);
        assert_eq!(at(json!(1_700_000_000)), plain);
        assert_eq!(at(json!("1700000000")), plain);
        assert_eq!(at(json!("2023-11-14T22:13:20Z")), plain);
        assert_eq!(at(json!("2023-11-14T23:13:20+01:00")), plain);
        assert_eq!(at(json!("2023-11-14T22:13:20.000+0000")), plain);
        assert_eq!(at(json!(1_700_000_000.123)).as_deref(), Some("2023-11-14T22:13:20.123Z"));
        assert_eq!(at(json!(null)), None);
        let held: Held = serde_json::from_value(json!({ "millis": 1_700_000_000_500_i64 })).unwrap();
        assert_eq!(held.millis.map(|time| time.to_string()).as_deref(), Some("2023-11-14T22:13:20.5Z"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for wrong in [json!("yesterday"), json!(1e300), json!(true)] {
            assert!(serde_json::from_value::<Held>(json!({ "at": wrong })).is_err());
        }
    }

    #[test]
    fn a_time_that_must_be_there_must() {
        #[derive(Deserialize)]
        struct Must {
            #[serde(deserialize_with = "required")]
            at: Timestamp,
        }
        assert_eq!(serde_json::from_value::<Must>(json!({ "at": 0 })).unwrap().at, Timestamp::UNIX_EPOCH);
        assert!(serde_json::from_value::<Must>(json!({})).is_err());
    }
}
