//! A request is built, and while one types it is said whether it would be allowed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui_textarea::TextArea;

use super::{Layer, Reply};
use crate::ui::access::{ASSUMED, Asked, Question, Reply as Answered, complete, decision_words};
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, Row, centred, framed, paint};
use crate::ui::key::Key;
use crate::ui::place::Place;
use crate::ui::screen::{Act, decided};
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Cursor, Input};

/// The fields, the context last.
const NAMES: [&str; 4] = ["principal", "action", "resource", "context"];
const CONTEXT: usize = 3;
/// So many lines of the context and of the verdict are in view.
const CONTEXT_LINES: u16 = 3;
const VERDICT_LINES: u16 = 4;

/// The request being built.
#[derive(Debug)]
pub struct Builder {
    lines: [Input; 3],
    context: Box<TextArea<'static>>,
    focus: usize,
    offered: Vec<String>,
    /// The completion under the cursor; it counts once the cursor was moved into the list.
    cursor: Cursor,
    chosen: bool,
}

impl Builder {
    /// A request that begins with what is known already.
    pub fn new(asked: &Asked, desk: &Desk) -> Self {
        let lines = [&asked.principal, &asked.action, &asked.resource].map(|text| Input::new(text.as_str()));
        let focus = lines.iter().position(|line| line.text().is_empty()).unwrap_or(CONTEXT);
        let context = TextArea::new(asked.context.lines().map(str::to_owned).collect());
        let (offered, cursor) = (Vec::new(), Cursor::default());
        let mut builder = Self { lines, context: Box::new(context), focus, offered, cursor, chosen: false };
        builder.offer(desk);
        builder
    }

    /// The request as it stands.
    fn asked(&self) -> Asked {
        let [principal, action, resource] = self.lines.each_ref().map(|line| line.text().trim().to_owned());
        Asked { principal, action, resource, through: Vec::new(), context: self.context.lines().join("\n") }
    }

    /// What is asked while one types; none before every field has a text.
    pub fn question(&self) -> Option<Question> {
        let whole = self.lines.iter().all(|line| !line.text().trim().is_empty());
        whole.then(|| Question::Why(self.asked()))
    }

    /// The text that completions go by.
    fn typed(&self) -> String {
        match self.lines.get(self.focus) {
            Some(line) => line.text().to_owned(),
            None => self.context_line().trim_start_matches("no ").to_owned(),
        }
    }

    fn context_line(&self) -> &str {
        self.context.lines().get(self.context.cursor().0).map_or("", String::as_str)
    }

    fn offer(&mut self, desk: &Desk) {
        let action = self.lines.get(1).map_or("", Input::text);
        let typed = self.typed();
        self.offered = match (self.focus, &desk.analysis) {
            (0, Some(analysis)) => complete::principals(analysis, &typed),
            (1, _) => complete::actions(&typed),
            (2, Some(analysis)) => complete::resources(analysis, action, &typed),
            (CONTEXT, _) if !typed.contains('=') => complete::keys(action, &typed),
            _ => Vec::new(),
        };
        (self.cursor, self.chosen) = (Cursor::default(), false);
    }

    /// Takes the completion under the cursor; false when there is none.
    fn take(&mut self) -> bool {
        let Some(text) = self.offered.get(self.cursor.at).cloned() else { return false };
        match self.lines.get_mut(self.focus) {
            Some(line) => *line = Input::new(text),
            None => {
                let without = self.context_line().starts_with("no ");
                self.context.delete_line_by_head();
                self.context.delete_line_by_end();
                self.context.insert_str(if without { format!("no {text}") } else { format!("{text} = ") });
            }
        }
        true
    }

    fn go(&mut self, by: usize, desk: &Desk) {
        self.focus = (self.focus + by) % NAMES.len();
        self.offer(desk);
    }

    /// Tab completes where something is offered and typed, and goes on.
    fn tab(&mut self, desk: &Desk) {
        let wanted = self.chosen || !self.typed().trim().is_empty();
        let took = wanted && self.take();
        if took && self.focus == CONTEXT {
            self.offer(desk);
        } else {
            self.go(1, desk);
        }
    }

    fn enter(&mut self, desk: &Desk) -> Reply {
        if self.chosen && self.take() {
            if self.focus == CONTEXT {
                self.offer(desk)
            } else {
                self.go(1, desk)
            }
            return Reply::Stay;
        }
        match (self.focus, self.question()) {
            (CONTEXT, _) => self.write(Key::plain(KeyCode::Enter), desk),
            (_, Some(Question::Why(asked))) => return Reply::Close(vec![Act::Open(Place::Why(asked))]),
            _ => self.go(1, desk),
        }
        Reply::Stay
    }

    fn write(&mut self, key: Key, desk: &Desk) {
        match self.lines.get_mut(self.focus) {
            Some(line) => {
                line.key(key);
            }
            None => {
                let mut modifiers = KeyModifiers::NONE;
                modifiers.set(KeyModifiers::CONTROL, key.control);
                modifiers.set(KeyModifiers::ALT, key.alt);
                self.context.input(KeyEvent::new(key.code, modifiers));
            }
        }
        self.offer(desk);
    }

    fn step(&mut self, by: isize) {
        if self.chosen {
            self.cursor.step(by, self.offered.len());
        }
        self.chosen = !self.offered.is_empty();
    }

    fn area(desk: &Desk) -> Rect {
        let (width, height) = desk.size;
        centred(Rect { x: 0, y: 0, width, height }, 110, height.saturating_sub(2).min(26))
    }

    /// How many completions are in view.
    fn room(desk: &Desk) -> u16 {
        Self::area(desk).height.saturating_sub(2 + 3 + CONTEXT_LINES + VERDICT_LINES + 3)
    }
}

impl Layer for Builder {
    fn key(&mut self, key: Key, desk: &Desk) -> Reply {
        match (key.control, key.code) {
            (_, KeyCode::Esc) | (true, KeyCode::Char('c')) => return Reply::Close(Vec::new()),
            (true, KeyCode::Char('o')) => {
                if let Some(Question::Why(asked)) = self.question() {
                    return Reply::Close(vec![Act::Open(Place::Why(asked))]);
                }
            }
            (_, KeyCode::Tab) => self.tab(desk),
            (_, KeyCode::BackTab) => self.go(NAMES.len() - 1, desk),
            (_, KeyCode::Down) => self.step(1),
            (_, KeyCode::Up) if self.chosen && self.cursor.at == 0 => self.chosen = false,
            (_, KeyCode::Up) if self.chosen => self.step(-1),
            (false, KeyCode::Enter) => return self.enter(desk),
            _ => self.write(key, desk),
        }
        Reply::Stay
    }

    fn paste(&mut self, text: &str, desk: &Desk) -> Vec<Act> {
        match self.lines.get_mut(self.focus) {
            Some(line) => line.insert(text.trim()),
            None => {
                self.context.insert_str(text);
            }
        }
        self.offer(desk);
        Vec::new()
    }

    fn settle(&mut self, desk: &Desk) {
        self.cursor.settle(self.offered.len(), usize::from(Self::room(desk)));
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, _: Rect) {
        let ink = &desk.ink;
        let inside = framed(buffer, ink, Self::area(desk), safe!("Would this be allowed? {ASSUMED}"));
        let width = usize::from(inside.width);
        let mut y = inside.y;
        let mut put = |row: &Row| {
            row.draw(buffer, inside.x, y, inside.width);
            y += 1;
        };
        for (at, line) in self.lines.iter().enumerate() {
            put(&self.line(ink, at, line, width));
        }
        for row in self.context_rows(ink) {
            put(&row);
        }
        put(&ink.row(Role::Border, Safe::new(&ink.glyphs.rule.repeat(width))));
        for row in self.verdict(desk, width) {
            put(&row);
        }
        put(&ink.row(Role::Border, Safe::new(&ink.glyphs.rule.repeat(width))));
        let room = usize::from(Self::room(desk));
        for at in self.cursor.view(self.offered.len(), room) {
            let Some(text) = self.offered.get(at) else { continue };
            let role = if self.chosen && at == self.cursor.at { Role::Tab } else { Role::Text };
            put(&ink.row(role, Safe::new(text).fit_middle(width)));
        }
        let keys = ink.row(
            Role::Muted,
            "tab completes, goes on   down picks   enter explains (ctrl-o in the context)   esc closes",
        );
        let last = Rect { y: inside.bottom().saturating_sub(1), height: 1, ..inside };
        paint(buffer, last, ink.style(Role::Text));
        keys.to(width).draw(buffer, last.x, last.y, last.width);
    }
}

impl Builder {
    fn label(&self, ink: &Ink, at: usize) -> Row {
        let role = if at == self.focus { Role::Accent } else { Role::Muted };
        ink.row(role, safe!("{:<10} ", NAMES.get(at).copied().unwrap_or_default()))
    }

    fn line(&self, ink: &Ink, at: usize, line: &Input, width: usize) -> Row {
        let label = self.label(ink, at);
        if at == self.focus {
            return label.then(line.row(ink, ""));
        }
        label.with(ink, Role::Text, Safe::new(line.text()).fit_middle(width.saturating_sub(11)))
    }

    /// The lines of the context around its cursor.
    fn context_rows(&self, ink: &Ink) -> Vec<Row> {
        let (here, column) = (self.context.cursor().0, self.context.cursor().1);
        let first = (here + 1).saturating_sub(usize::from(CONTEXT_LINES));
        let row = |nth: usize| {
            let start = if nth == 0 { self.label(ink, CONTEXT) } else { ink.row(Role::Text, safe!("{:<11}", "")) };
            let at = first + nth;
            match self.context.lines().get(at) {
                Some(line) if at == here && self.focus == CONTEXT => {
                    let before: String = line.chars().take(column).collect();
                    let under = line.chars().nth(column).unwrap_or(' ');
                    let after: String = line.chars().skip(column + 1).collect();
                    start.with(ink, Role::Input, Safe::new(&before)).with(ink, Role::Caret, safe!("{under}")).with(
                        ink,
                        Role::Input,
                        Safe::new(&after),
                    )
                }
                Some(line) => start.with(ink, Role::Text, Safe::new(line)),
                None => start,
            }
        };
        (0..usize::from(CONTEXT_LINES)).map(row).collect()
    }

    /// Always as many lines, so that nothing moves while one types.
    fn verdict(&self, desk: &Desk, width: usize) -> Vec<Row> {
        let ink = &desk.ink;
        let mut rows = match self.question().map(|question| desk.access.reply(&question)) {
            None => vec![ink.row(Role::Muted, "Say who does what to which resource.")],
            Some(None) => vec![ink.row(Role::Muted, "…")],
            Some(Some(Answered::Wrong(why))) => {
                why.wrap(width).into_iter().map(|it| ink.row(Role::Error, it)).collect()
            }
            Some(Some(Answered::Why(why))) => {
                let (role, mark) = decided(ink, why.decision);
                let mut rows = vec![ink.row(role, safe!("{mark} {}", decision_words(why.decision)))];
                let mut say = |role, text: Safe, most: usize| {
                    rows.extend(wrapped(&text, width, most).into_iter().map(|it| ink.row(role, it)));
                };
                if !why.condition.is_empty() {
                    say(Role::Medium, safe!("if {}", why.condition), 3);
                }
                if !why.unread.is_empty() {
                    say(Role::Unknown, why.unread.clone(), 3);
                }
                if let Some(turn) = &why.turn {
                    let would = if turn.allows { "would be allowed" } else { "would be denied" };
                    say(Role::Text, safe!("{would} {}", turn.by), 3);
                }
                rows
            }
            Some(Some(Answered::Sheet(_))) => Vec::new(),
        };
        rows.resize(usize::from(VERDICT_LINES), Row::blank());
        rows
    }
}

/// The first lines of a text; the last one says when there is more.
fn wrapped(text: &Safe, width: usize, most: usize) -> Vec<Safe> {
    let mut lines = text.wrap(width);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = safe!("{last} …").fit(width);
        }
    }
    lines
}
