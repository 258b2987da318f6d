//! The console over a made-up estate, as benches drive it.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use tidegate::checks::Rules;
use tidegate::model::Estate;
use tidegate::operations::analyse_now;
use tidegate::ui::analysis::Analysis;
use tidegate::ui::effect::Effect;
use tidegate::ui::glyph::Glyphs;
use tidegate::ui::ink::Ink;
use tidegate::ui::message::{Answer, Message};
use tidegate::ui::session::Session;
use tidegate::ui::theme::{Depth, Theme};
use tidegate::ui::{Model, Opening, update};

/// What the console knows of an estate.
pub fn analysed(estate: Estate) -> Arc<Analysis> {
    Arc::new(Analysis::new(Arc::new(analyse_now(Arc::new(estate), Arc::new(Rules::default())))))
}

/// A console of 200 by 60 cells that has loaded it.
pub fn console(analysis: &Arc<Analysis>) -> Model {
    let theme = Theme::built_in("dark", Depth::True).unwrap();
    let (mut model, effects) = Model::new(Opening {
        title: "bench".to_owned(),
        ink: Ink { theme, glyphs: Glyphs::UNICODE },
        depth: Depth::True,
        size: (200, 60),
        can_write: false,
        can_scan: false,
        scan_first: false,
        session: Session::default(),
    });
    for effect in effects {
        if let Effect::Load(ticket) = effect {
            update(&mut model, Message::Answer(ticket, Answer::Loaded(Ok(Arc::clone(analysis)))));
        }
    }
    model
}

pub fn press(model: &mut Model, letters: &str) {
    letters.chars().for_each(|letter| press_key(model, KeyCode::Char(letter)));
}

pub fn press_key(model: &mut Model, key: KeyCode) {
    update(model, Message::Key(KeyEvent::from(key)));
}
