//! Help: the keys of the screen it was called from, then everything else, then the filter language.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Layer, Reply};
use crate::ui::command::{COMMANDS, Command, Context, Danger};
use crate::ui::desk::Desk;
use crate::ui::filter::FIELDS;
use crate::ui::ink::{Row, centred, draw_rows, framed};
use crate::ui::key::Key;
use crate::ui::model::Model;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// The help page.
#[derive(Debug)]
pub struct Help {
    sections: Vec<(Safe, Vec<Entry>)>,
    top: usize,
}

#[derive(Debug)]
struct Entry {
    keys: Safe,
    text: Safe,
    blocked: Option<&'static str>,
    danger: Danger,
}

impl Help {
    /// The page for where one is.
    pub fn new(model: &Model) -> Self {
        let here = model.place().contexts();
        let mut order: Vec<Context> = here.to_vec();
        order.extend(Context::ALL.into_iter().filter(|context| !here.contains(context)));
        let mut sections = Vec::new();
        let mut listed: Vec<&str> = Vec::new();
        for context in order {
            let commands: Vec<&Command> = COMMANDS
                .iter()
                .filter(|command| command.contexts.contains(&context) && !listed.contains(&command.name))
                .collect();
            listed.extend(commands.iter().map(|command| command.name));
            if !commands.is_empty() {
                sections.push((context.title().into(), commands.into_iter().map(|it| entry(model, it)).collect()));
            }
        }
        sections.push((Safe::own("Filter: all terms must hold, ! before one negates it"), fields()));
        Self { sections, top: 0 }
    }

    fn rows(&self, desk: &Desk, width: usize) -> Vec<Row> {
        let ink = &desk.ink;
        let mut rows = Vec::new();
        for (title, entries) in &self.sections {
            if !rows.is_empty() {
                rows.push(Row::blank());
            }
            rows.push(ink.row(Role::Title, title.clone()));
            for entry in entries {
                rows.extend(entry.rows(desk, width));
            }
        }
        rows
    }

    fn area(screen: Rect) -> Rect {
        centred(screen, 100, screen.height.saturating_sub(2))
    }

    fn scroll(&mut self, by: isize, desk: &Desk) {
        let area = Self::area(Rect { x: 0, y: 0, width: desk.size.0, height: desk.size.1 });
        let rows = self.rows(desk, usize::from(area.width.saturating_sub(4))).len();
        let room = usize::from(area.height.saturating_sub(3));
        self.top = self.top.saturating_add_signed(by).min(rows.saturating_sub(room));
    }
}

fn entry(model: &Model, command: &Command) -> Entry {
    Entry {
        keys: Safe::new(&command.keys_in_words()),
        text: safe!("{} ({})", command.doc.trim_end_matches('.'), command.name),
        blocked: (command.possible)(model).err(),
        danger: command.danger,
    }
}

fn fields() -> Vec<Entry> {
    let field = |(words, doc): &(&[&str], &'static str)| Entry {
        keys: safe!("{}:", words.join(": ")),
        text: Safe::new(&doc.replace('`', "")),
        blocked: None,
        danger: Danger::None,
    };
    FIELDS.iter().map(field).collect()
}

impl Entry {
    fn rows(&self, desk: &Desk, width: usize) -> Vec<Row> {
        const KEYS: usize = 20;
        let ink = &desk.ink;
        let role = if self.blocked.is_some() { Role::Muted } else { Role::Text };
        let mut rows = Vec::new();
        for (nth, line) in self.text.wrap(width.saturating_sub(KEYS + 3)).into_iter().enumerate() {
            let keys = if nth == 0 { self.keys.pad(KEYS) } else { Safe::own("").pad(KEYS) };
            rows.push(ink.row(Role::Accent, safe!("  {keys} ")).with(ink, role, line));
        }
        let note = match (self.blocked, self.danger) {
            (Some(why), _) => Some(safe!("not now: {why}")),
            (None, Danger::Changes) => Some(Safe::own("changes a cloud, after a confirmation")),
            _ => None,
        };
        if let Some(note) = note {
            let pad = Safe::own("").pad(KEYS + 3);
            rows.extend(
                note.wrap(width.saturating_sub(KEYS + 3))
                    .into_iter()
                    .map(|line| ink.row(Role::Text, pad.clone()).with(ink, Role::Muted, line)),
            );
        }
        rows
    }
}

impl Layer for Help {
    fn key(&mut self, key: Key, desk: &Desk) -> Reply {
        let page = isize::try_from(desk.size.1).unwrap_or(20) - 6;
        let by = match key.code {
            KeyCode::Char('j') | KeyCode::Down => 1,
            KeyCode::Char('k') | KeyCode::Up => -1,
            KeyCode::PageDown | KeyCode::Char(' ' | 'f') => page,
            KeyCode::PageUp | KeyCode::Char('b') => -page,
            KeyCode::Char('g') | KeyCode::Home => isize::MIN,
            KeyCode::Char('G') | KeyCode::End => isize::MAX,
            _ => return Reply::Close(Vec::new()),
        };
        self.scroll(by, desk);
        Reply::Stay
    }

    fn wheel(&mut self, by: isize, desk: &Desk) {
        self.scroll(by, desk);
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, screen: Rect) {
        let inside = framed(buffer, &desk.ink, Self::area(screen), "Help");
        let rows = self.rows(desk, usize::from(inside.width));
        let room = Rect { height: inside.height.saturating_sub(1), ..inside };
        draw_rows(buffer, room, rows.iter().skip(self.top));
        let last = (self.top + usize::from(room.height)).min(rows.len());
        let foot = safe!("j k move, esc closes   {last} of {}", rows.len());
        desk.ink.row(Role::Muted, foot).draw(buffer, inside.x, inside.bottom().saturating_sub(1), inside.width);
    }
}
