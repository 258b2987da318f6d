//! The palette: go to any command, resource or finding by a part of its name.

use crossterm::event::KeyCode;
use frizbee::{CaseMatching, Config, Matcher};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Layer, Reply};
use crate::model::ResourceId;
use crate::ui::command::{COMMANDS, Id};
use crate::ui::desk::Desk;
use crate::ui::ink::{Ink, centred, framed, paint};
use crate::ui::key::Key;
use crate::ui::model::Model;
use crate::ui::place::Place;
use crate::ui::screen::Act;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;
use crate::ui::widget::{Cursor, Input, Typed};

/// The palette.
#[derive(Debug)]
pub struct Palette {
    items: Vec<Item>,
    names: Vec<String>,
    shown: Vec<u32>,
    input: Input,
    cursor: Cursor,
}

#[derive(Debug)]
enum Target {
    Command(Id, Option<&'static str>),
    Resource(ResourceId),
    Finding(u32),
}

#[derive(Debug)]
struct Item {
    name: Safe,
    target: Target,
}

impl Palette {
    /// A palette of everything there is.
    pub fn new(model: &Model) -> Self {
        let mut items: Vec<Item> = COMMANDS
            .iter()
            .map(|command| Item {
                name: Safe::own(command.name),
                target: Target::Command(command.id, (command.possible)(model).err()),
            })
            .collect();
        if let Some(analysis) = &model.desk.analysis {
            items.extend(
                analysis
                    .estate()
                    .resources()
                    .zip(&analysis.resources)
                    .map(|((id, _), row)| Item { name: row.name.clone(), target: Target::Resource(id) }),
            );
            items.extend((0u32..).zip(&analysis.posture().findings).zip(&analysis.findings).map(|((at, it), row)| {
                Item { name: safe!("{} {} {}", it.id, it.check.id, row.resource), target: Target::Finding(at) }
            }));
        }
        let names = items.iter().map(|item| item.name.to_string()).collect();
        let mut palette = Self { items, names, shown: Vec::new(), input: Input::default(), cursor: Cursor::default() };
        palette.narrow();
        palette
    }

    fn narrow(&mut self) {
        self.cursor = Cursor::default();
        if self.input.text().is_empty() {
            self.shown = (0..u32::try_from(COMMANDS.len()).unwrap_or(0)).collect();
            return;
        }
        let config = Config::default().casing(CaseMatching::Ignore);
        let found = Matcher::new(self.input.text(), &config).match_list(&self.names);
        self.shown = found.into_iter().take(500).map(|it| it.index).collect();
    }

    fn chosen(&self) -> Option<&Item> {
        self.shown.get(self.cursor.at).and_then(|&at| self.items.get(at as usize))
    }

    fn act(&self, desk: &Desk) -> Option<Act> {
        let analysis = desk.analysis.as_ref();
        match self.chosen()?.target {
            Target::Command(id, _) => Some(Act::Run(id)),
            Target::Resource(id) => Some(Act::Open(Place::Resource(analysis?.resource(id)?.arn.to_string()))),
            Target::Finding(at) => Some(Act::Open(Place::Finding(analysis?.finding(at)?.0.id.0.clone()))),
        }
    }

    fn area(desk: &Desk) -> Rect {
        let (width, height) = desk.size;
        centred(Rect { x: 0, y: 0, width, height }, 90, height.saturating_sub(4).min(24))
    }
}

/// What an item is, in words.
fn detail(item: &Item, desk: &Desk) -> (Role, Safe) {
    match &item.target {
        Target::Command(_, Some(why)) => (Role::Muted, safe!("not now: {why}")),
        Target::Command(id, None) => {
            let command = crate::ui::command::command(*id);
            (Role::Muted, command.map_or(Safe::default(), |it| safe!("{}  {}", it.keys_in_words(), it.doc)))
        }
        Target::Resource(id) => {
            let analysis = desk.analysis.as_ref();
            let row = analysis.and_then(|it| it.resource_row(*id));
            let text = row.zip(analysis).map(|(row, it)| safe!("{} in {}", row.kind.word(), it.account(row)));
            (Role::Muted, text.unwrap_or_default())
        }
        Target::Finding(at) => match desk.analysis.as_ref().and_then(|it| it.finding(*at)) {
            Some((finding, _)) => {
                (Ink::severity_role(finding.status, finding.severity()), finding.severity().word().into())
            }
            None => (Role::Muted, Safe::default()),
        },
    }
}

impl Layer for Palette {
    fn key(&mut self, key: Key, desk: &Desk) -> Reply {
        let len = self.shown.len();
        match (key.control, key.code) {
            (_, KeyCode::Esc) | (true, KeyCode::Char('c')) => return Reply::Close(Vec::new()),
            (_, KeyCode::Enter) => return Reply::Close(self.act(desk).into_iter().collect()),
            (_, KeyCode::Down | KeyCode::Tab) | (true, KeyCode::Char('n')) => self.cursor.step(1, len),
            (_, KeyCode::Up | KeyCode::BackTab) | (true, KeyCode::Char('p')) => self.cursor.step(-1, len),
            (_, KeyCode::PageDown) => self.cursor.step(10, len),
            (_, KeyCode::PageUp) => self.cursor.step(-10, len),
            _ => {
                if self.input.key(key) == Typed::Changed {
                    self.narrow();
                }
            }
        }
        Reply::Stay
    }

    fn paste(&mut self, text: &str, _: &Desk) -> Vec<Act> {
        self.input.insert(text);
        self.narrow();
        Vec::new()
    }

    fn wheel(&mut self, by: isize, _: &Desk) {
        self.cursor.step(by, self.shown.len());
    }

    fn settle(&mut self, desk: &Desk) {
        let height = usize::from(Self::area(desk).height).saturating_sub(4);
        self.cursor.settle(self.shown.len(), height);
    }

    fn draw(&self, desk: &Desk, buffer: &mut Buffer, _: Rect) {
        let ink = &desk.ink;
        let inside = framed(buffer, ink, Self::area(desk), "Go to a command, resource or finding");
        self.input.row(ink, "> ").draw(buffer, inside.x, inside.y, inside.width);
        let height = usize::from(inside.height.saturating_sub(2));
        for (at, y) in self.cursor.view(self.shown.len(), height).zip(inside.y + 2..) {
            let Some(item) = self.shown.get(at).and_then(|&at| self.items.get(at as usize)) else { continue };
            let half = usize::from(inside.width) * if matches!(item.target, Target::Finding(_)) { 4 } else { 2 } / 5;
            let (role, text) = detail(item, desk);
            let row = ink.row(Role::Text, item.name.fit_middle(half)).to(half + 2).with(ink, role, text);
            row.draw(buffer, inside.x, y, inside.width);
            if at == self.cursor.at {
                paint(buffer, Rect { y, height: 1, ..inside }, ink.style(Role::Cursor));
            }
        }
        if self.shown.is_empty() {
            ink.row(Role::Muted, "nothing has this name").draw(buffer, inside.x, inside.y + 2, inside.width);
        }
    }
}
