//! What lies on top of a screen and takes the keys: questions, help, the palette, the filter line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::access::Question;
use super::desk::Desk;
use super::key::Key;
use super::screen::Act;

mod builder;
mod choose;
mod confirm;
mod filter;
mod help;
mod note;
mod palette;

pub use builder::Builder;
pub use choose::Choose;
pub use confirm::Confirm;
pub use filter::FilterLine;
pub use help::Help;
pub use note::Note;
pub use palette::Palette;

/// What becomes of an overlay after a key.
#[derive(Debug)]
pub enum Reply {
    /// It stays.
    Stay,
    /// It stays, and asks for something.
    StayAnd(Vec<Act>),
    /// It goes, and asks for something.
    Close(Vec<Act>),
}

/// An overlay.
#[derive(Debug)]
pub enum Overlay {
    /// The keys and commands.
    Help(Help),
    /// Go to anything by name.
    Palette(Palette),
    /// A question.
    Confirm(Confirm),
    /// The filter of the rows.
    Filter(FilterLine),
    /// Something to read.
    Note(Note),
    /// What a remedy lets the user choose.
    Choose(Choose),
    /// A request being built.
    Builder(Builder),
}

macro_rules! each {
    ($overlay:expr, $it:ident => $what:expr) => {
        match $overlay {
            Overlay::Help($it) => $what,
            Overlay::Palette($it) => $what,
            Overlay::Confirm($it) => $what,
            Overlay::Filter($it) => $what,
            Overlay::Note($it) => $what,
            Overlay::Choose($it) => $what,
            Overlay::Builder($it) => $what,
        }
    };
}

macro_rules! from {
    ($($variant:ident($inner:ty)),+) => {
        $(impl From<$inner> for Overlay {
            fn from(it: $inner) -> Self {
                Self::$variant(it)
            }
        })+
    };
}
from!(Help(Help), Palette(Palette), Confirm(Confirm), Filter(FilterLine), Note(Note), Choose(Choose), Builder(Builder));

/// What every overlay can do.
pub(super) trait Layer {
    /// Takes a key.
    fn key(&mut self, key: Key, desk: &Desk) -> Reply;
    /// Takes pasted text.
    fn paste(&mut self, _text: &str, _desk: &Desk) -> Vec<Act> {
        Vec::new()
    }
    /// The wheel was turned by so many rows.
    fn wheel(&mut self, _by: isize, _desk: &Desk) {}
    /// Brings what is chosen into view.
    fn settle(&mut self, _desk: &Desk) {}
    /// Draws itself over the whole screen.
    fn draw(&self, desk: &Desk, buffer: &mut Buffer, screen: Rect);
}

impl Overlay {
    /// The question of access that it shows the answer to while one types.
    pub(super) fn question(&self) -> Option<Question> {
        match self {
            Self::Builder(builder) => builder.question(),
            _ => None,
        }
    }

    pub(super) fn key(&mut self, key: Key, desk: &Desk) -> Reply {
        each!(self, it => it.key(key, desk))
    }

    pub(super) fn paste(&mut self, text: &str, desk: &Desk) -> Vec<Act> {
        each!(self, it => it.paste(text, desk))
    }

    pub(super) fn wheel(&mut self, by: isize, desk: &Desk) {
        each!(self, it => it.wheel(by, desk));
    }

    pub(super) fn settle(&mut self, desk: &Desk) {
        each!(self, it => it.settle(desk));
    }

    pub(super) fn draw(&self, desk: &Desk, buffer: &mut Buffer, screen: Rect) {
        each!(self, it => it.draw(desk, buffer, screen));
    }
}
