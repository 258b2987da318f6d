//! What is kept between runs: where one was and how the rows were filtered, by stable names.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::place::Place;

/// A session. It holds no estate and no plan, only names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The places that were visited, in their order.
    #[serde(deserialize_with = "known")]
    pub visits: Vec<Visited>,
    /// Which of them was shown.
    pub at: usize,
    /// The theme's name.
    pub theme: Option<String>,
}

/// A place that was visited, and how its rows were filtered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// Where: a finding, a resource or an entry by its id.
    #[serde(flatten)]
    pub place: Place,
    /// The filter that was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
}

/// Reads the visits that this version knows; those of another version are left out, and the rest is kept.
fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Visited>, D::Error> {
    let held = Vec::<Value>::deserialize(deserializer)?;
    Ok(held.into_iter().filter_map(|visit| serde_json::from_value(visit).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_again() {
        let places = [
            Place::Overview,
            Place::Inventory,
            Place::Resource("arn:aws:s3:::a".into()),
            Place::Findings,
            Place::Finding("TG-1".into()),
            Place::Plan,
            Place::Journal,
            Place::Entry("e".into()),
        ];
        let visits = places.map(|place| Visited { place, filter: Some("sev:high".to_owned()) }).to_vec();
        let session = Session { visits, at: 3, theme: None };
        let text = serde_json::to_string(&session).unwrap();
        assert_eq!(serde_json::from_str::<Session>(&text).unwrap(), session);
    }

    #[test]
    fn what_another_version_kept_is_left_out() {
        let text = r#"{"visits":[{"screen":"graph"},{"screen":"findings","filter":"x"}],"at":9,"colour":"red"}"#;
        let session: Session = serde_json::from_str(text).unwrap();
        assert_eq!(session.visits, [Visited { place: Place::Findings, filter: Some("x".to_owned()) }]);
    }
}
