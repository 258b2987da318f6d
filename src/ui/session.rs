//! What is kept between runs: where one was and how the rows were filtered, by stable names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::place::Place;

/// A session. It holds no estate and no plan, only names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The snapshot that was open.
    pub snapshot: Option<String>,
    /// The screen's name.
    pub screen: String,
    /// What was open or selected: an ARN under `resource`, an id under `finding` or `entry`.
    pub selected: BTreeMap<String, String>,
    /// The filters by screen.
    pub filters: BTreeMap<String, String>,
    /// The theme's name.
    pub theme: Option<String>,
}

impl Session {
    /// The place that was shown. A name that is not known gives the overview.
    pub fn place(&self) -> Place {
        let named = |key: &str| self.selected.get(key).cloned();
        let place = match self.screen.as_str() {
            "inventory" => Some(Place::Inventory),
            "resource" => named("resource").map(Place::Resource),
            "findings" => Some(Place::Findings),
            "finding" => named("finding").map(Place::Finding),
            "plan" => Some(Place::Plan),
            "journal" => Some(Place::Journal),
            "entry" => named("entry").map(Place::Entry),
            _ => None,
        };
        place.unwrap_or(Place::Overview)
    }

    /// Notes the place that is shown.
    pub fn set_place(&mut self, place: &Place) {
        let (screen, id) = match place {
            Place::Overview | Place::Scan => ("overview", None),
            Place::Inventory => ("inventory", None),
            Place::Resource(arn) => ("resource", Some(arn)),
            Place::Findings => ("findings", None),
            Place::Finding(id) => ("finding", Some(id)),
            Place::Plan => ("plan", None),
            Place::Journal => ("journal", None),
            Place::Entry(id) => ("entry", Some(id)),
        };
        screen.clone_into(&mut self.screen);
        if let Some(id) = id {
            self.selected.insert(screen.to_owned(), id.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_again() {
        for place in [
            Place::Overview,
            Place::Inventory,
            Place::Resource("arn:aws:s3:::a".into()),
            Place::Findings,
            Place::Finding("TG-1".into()),
            Place::Plan,
            Place::Journal,
            Place::Entry("e".into()),
        ] {
            let mut session = Session::default();
            session.set_place(&place);
            assert_eq!(session.place(), place);
        }
    }
}
