//! Text that wants to do harm: it reaches no screen as it came.

mod reports;

use tidegate::model::{Estate, Fact};

use crate::drive::app::Setup;
use crate::samples::{self, Tweak, bucket, document, role, user};

const ESCAPES: &str = "a\u{1b}[2J\u{1b}]0;owned\u{7}b\u{9b}31m\u{202e}txet\u{2066}\u{200b}\r\n\tend";

/// Every text that a cloud lets others choose, turned against the screen.
fn estate() -> Estate {
    let long = "x".repeat(10_000);
    let tower = format!("a{}", "\u{301}".repeat(10_000));
    samples::estate([
        bucket(ESCAPES).tag(ESCAPES, ESCAPES).tag("tower", &tower),
        bucket(&long).tag(&long, &long).bucket_with(|it| {
            it.policy = Fact::Known(Some(document(format!("{{\"Statement\":[{{\"Sid\":{:?}}}]}}", ESCAPES))));
        }),
        bucket("odd-policy").bucket_with(|it| it.policy = Fact::Known(Some(document(ESCAPES)))),
        user(ESCAPES),
        role(&tower).role_with(|it| it.trust = document(ESCAPES)),
    ])
}

/// Walks through screens and looks at every cell.
#[test]
fn no_screen_shows_what_a_terminal_would_act_on() {
    for size in [(80, 24), (200, 60)] {
        let mut app = Setup::new(estate()).size(size.0, size.1).open();
        let mut walked = 0;
        for keys in [
            "1",
            "2",
            "v v v",
            "s",
            "s",
            "g g enter",
            "G",
            "esc",
            "j enter",
            "G",
            "esc",
            "j enter",
            "G",
            "5",
            "v",
            "v",
            "g g j enter",
            "G",
            "esc",
            "G enter",
            "g g",
            "5 p",
            "esc",
            ": end",
            "esc",
            "6",
            "7",
            "R",
            "?",
        ] {
            app.press(keys);
            check(&app.console.buffer());
            walked += 1;
        }
        assert_eq!(walked, 29);
    }
}

fn check(buffer: &ratatui::buffer::Buffer) {
    for cell in &buffer.content {
        let symbol = cell.symbol();
        let harmful = |letter: char| {
            letter.is_control()
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!symbol.chars().any(harmful), "a cell holds {symbol:?}");
        assert!(symbol.chars().count() <= 4, "a cell holds {} characters", symbol.chars().count());
    }
}

#[test]
fn plain_lines_are_clean_too() {
    let app = Setup::new(estate()).open();
    let mut out = Vec::new();
    tidegate::ui::plain::render(app.console.model.desk.analysis.as_ref().unwrap(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains('\u{9b}'));
    assert!(text.lines().count() > 3);
}

#[test]
fn the_palette_takes_hostile_names() {
    let mut app = Setup::new(estate()).open();
    app.press(":").type_text("owned");
    check(&app.console.buffer());
    app.press("enter");
    check(&app.console.buffer());
}
