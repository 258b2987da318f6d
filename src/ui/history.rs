//! The places visited, with the screen of each, like the pages of a browser.

use super::desk::Desk;
use super::place::Place;
use super::screen::Screen;

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

/// The visits; one of them is shown.
#[derive(Debug)]
pub struct History {
    visits: Vec<Visit>,
    at: usize,
    first: Visit,
}

impl History {
    /// A history that begins at a place.
    pub fn new(place: Place, desk: &Desk) -> Self {
        let visit = |place: &Place| Visit { place: place.clone(), screen: Screen::new(place, desk) };
        Self { visits: vec![visit(&place)], at: 0, first: visit(&Place::Overview) }
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
