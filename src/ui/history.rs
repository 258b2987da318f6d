//! The places visited, with the screen of each, like the pages of a browser.

use super::desk::Desk;
use super::place::Place;
use super::screen::Screen;
use super::session::Visited;

/// No more places than this are kept.
const LONGEST: usize = 50;

/// A place with its screen.
#[derive(Debug)]
pub struct Visit {
    /// Where.
    pub place: Place,
    /// The screen's state.
    pub screen: Screen,
}

impl Visit {
    fn new(place: Place, desk: &Desk) -> Self {
        Self { screen: Screen::new(&place, desk), place }
    }

    fn restored(visited: &Visited, desk: &Desk) -> Self {
        let mut visit = Self::new(visited.place.clone(), desk);
        if let Some(filter) = &visited.filter {
            // A filter of an older version that is not understood is left out.
            let _ = visit.screen.page_mut().set_filter(filter, desk);
        }
        visit
    }
}

/// The visits; one of them is shown.
#[derive(Debug)]
pub struct History {
    visits: Vec<Visit>,
    at: usize,
    first: Visit,
}

impl History {
    /// A history that goes on where an earlier one was left; without any it begins at the overview.
    pub fn restored(visits: &[Visited], at: usize, desk: &Desk) -> Self {
        let mut visits: Vec<Visit> = visits.iter().map(|visited| Visit::restored(visited, desk)).collect();
        if visits.is_empty() {
            visits.push(Visit::new(Place::Overview, desk));
        }
        let at = at.min(visits.len() - 1);
        Self { visits, at, first: Visit::new(Place::Overview, desk) }
    }

    /// The places visited, as a session keeps them, and which of them is shown. A scan ends with its run: in its place
    /// stands the overview.
    pub fn kept(&self) -> (Vec<Visited>, usize) {
        let kept = |visit: &Visit| Visited {
            place: if visit.place == Place::Scan { Place::Overview } else { visit.place.clone() },
            filter: visit.screen.page().filter().filter(|text| !text.is_empty()).map(ToOwned::to_owned),
        };
        (self.visits.iter().map(kept).collect(), self.at)
    }

    /// The visit that is shown.
    pub fn here(&self) -> &Visit {
        self.visits.get(self.at).unwrap_or(&self.first)
    }

    /// The visit that is shown, to change it.
    pub fn here_mut(&mut self) -> &mut Visit {
        self.visits.get_mut(self.at).unwrap_or(&mut self.first)
    }

    /// Goes to a place. What was forward of here is forgotten; a tab keeps the state it had.
    pub fn go(&mut self, place: Place, desk: &Desk) {
        if self.here().place == place {
            return;
        }
        let kept = self.visits.iter().rev().find(|visit| visit.place == place).map(|visit| visit.screen.clone());
        let screen = kept.unwrap_or_else(|| Screen::new(&place, desk));
        self.visits.truncate(self.at + 1);
        self.visits.push(Visit { place, screen });
        let surplus = self.visits.len().saturating_sub(LONGEST);
        self.visits.drain(..surplus);
        self.at = self.visits.len() - 1;
    }

    /// Whether there is a place before this one.
    pub fn can_go_back(&self) -> bool {
        self.at > 0
    }

    /// Whether there is a place after this one.
    pub fn can_go_forward(&self) -> bool {
        self.at + 1 < self.visits.len()
    }

    /// Goes back or forward by one.
    pub fn step(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.visits.len().saturating_sub(1));
    }
}
