//! Reading the text of the table. `scripts/actions/table.py` writes it and says what each line holds.

use std::ops::Range;

use super::access::{self, Access};
use super::{AccessLevel, Action, ActionId, ActionSet, ActionTable, ConditionKey, Folded, ResourceType, Service, Use};

/// The format that is read.
const FORMAT: &str = "1";

/// A line that could not be read. The text is ours, so this is a fault of the build; a test decodes the shipped one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// Its number, from one; zero when something is wrong with the whole.
    pub(super) line: usize,
}

/// The table of a text.
pub(super) fn table(text: &'static str) -> Result<ActionTable, Unreadable> {
    let mut reading = Reading::default();
    for (at, line) in text.lines().enumerate() {
        reading.line(line).ok_or(Unreadable { line: at + 1 })?;
    }
    reading.finished().ok_or(Unreadable { line: 0 })
}

/// The table as far as it was read, and what it says about itself.
#[derive(Default)]
struct Reading {
    table: ActionTable,
    format: &'static str,
    services: usize,
    actions: usize,
}

impl Reading {
    /// One line; `None` when it is not as it should be.
    fn line(&mut self, line: &'static str) -> Option<()> {
        let (kind, rest) = line.split_once('\t').unwrap_or((line, ""));
        let mut cells = rest.split('\t');
        match kind {
            "H" => self.header(cells.next()?, cells.next()?)?,
            "R" => self.table.covered_by_resource_control = cells.collect(),
            "K" => self.key(ConditionKey::new(cells.next()?, cells.next()?, cells.next().is_some())),
            "Q" => self.table.key_sets.push(numbers(rest, '\t')?),
            "S" => self.service(cells.next()?, cells.next()?)?,
            "T" => self.resource_type(cells.next()?, cells.next()?, cells.next()?)?,
            "A" => self.action([cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?])?,
            _ => return None,
        }
        Some(())
    }

    fn key(&mut self, key: ConditionKey) {
        self.table.key_names.add(key.name(), self.table.keys.len());
        self.table.keys.push(key);
    }

    fn header(&mut self, name: &str, value: &'static str) -> Option<()> {
        match name {
            "format" => self.format = value,
            "date" => self.table.date = value,
            "source" => self.table.source = value,
            "services" => self.services = value.parse().ok()?,
            "actions" => {
                self.actions = value.parse().ok()?;
                self.table.actions.reserve(self.actions);
                self.table.uses.reserve(self.actions);
            }
            _ => {}
        }
        Some(())
    }

    fn service(&mut self, prefix: &'static str, name: &'static str) -> Option<()> {
        let (action, kind) = (place(&self.table.actions)?, place(&self.table.types)?);
        self.table.services.push(Service { prefix, name, actions: action..action, types: kind..kind });
        Some(())
    }

    fn resource_type(&mut self, name: &'static str, keys: &str, arn: &'static str) -> Option<()> {
        self.table.types.push(ResourceType::new(name, arn, keys.parse().ok()?));
        self.table.services.last_mut()?.types.end += 1;
        Some(())
    }

    fn action(&mut self, [name, level, keys, uses, dependents]: [&'static str; 5]) -> Option<()> {
        let service = place(&self.table.services)?.checked_sub(1)?;
        let first_type = self.table.services.last()?.types.start;
        let uses = appended(&mut self.table.uses, uses, |cell| used(cell, first_type))?;
        let dependents = appended(&mut self.table.dependents, dependents, |cell| Some(ActionId(cell.parse().ok()?)))?;
        let (level, keys, access) = (level_of(level)?, keys.parse().ok()?, access::AccessSet::default());
        self.table.actions.push(Action { name, level, access, service, keys, uses, dependents });
        self.table.services.last_mut()?.actions.end += 1;
        Some(())
    }

    /// The whole, when it is what its header says.
    fn finished(mut self) -> Option<ActionTable> {
        let table = &self.table;
        let complete = table.services.len() == self.services && table.actions.len() == self.actions;
        if self.format != FORMAT || !complete || place(&table.actions).is_none() {
            return None;
        }
        let named = |(at, action): (usize, &Action)| (Folded(action.name), ActionId::at(at));
        self.table.by_name = self.table.actions.iter().enumerate().map(named).collect();
        classify(&mut self.table);
        Some(self.table)
    }
}

/// Gives each action its access in the product's terms.
fn classify(table: &mut ActionTable) {
    let room = table.actions.len();
    let mut by_access = Access::ALL.map(|_| ActionSet::with_room(room));
    let rules: Vec<access::Rules> = table.services.iter().map(|it| access::Rules::of(it.prefix)).collect();
    for (at, action) in table.actions.iter_mut().enumerate() {
        let name = action.name.split_once(':').map_or("", |it| it.1);
        let rules = rules.get(usize::from(action.service)).copied().unwrap_or_default();
        action.access = rules.access(name, action.level);
        for (set, access) in by_access.iter_mut().zip(Access::ALL) {
            if action.access.contains(access) {
                set.insert(ActionId::at(at));
            }
        }
    }
    table.by_access = by_access;
}

/// The number of entries so far, which is the place of the next one.
fn place<T>(list: &[T]) -> Option<u16> {
    u16::try_from(list.len()).ok()
}

/// Adds what the cells of a list hold, and gives their places.
fn appended<T>(to: &mut Vec<T>, cells: &str, read: impl Fn(&str) -> Option<T>) -> Option<Range<u32>> {
    let start = u32::try_from(to.len()).ok()?;
    for cell in cells.split(' ').filter(|it| !it.is_empty()) {
        to.push(read(cell)?);
    }
    Some(start..u32::try_from(to.len()).ok()?)
}

/// A resource type of an action: `3`, `3!` when required, `3:17` and `3!:17` with a set of keys.
fn used(cell: &str, first_type: u16) -> Option<Use> {
    let (kind, keys) = cell.split_once(':').unwrap_or((cell, "0"));
    let required = kind.ends_with('!');
    let kind = kind.trim_end_matches('!').parse::<u16>().ok()?.checked_add(first_type)?;
    Some(Use { kind, required, keys: keys.parse().ok()? })
}

fn level_of(letter: &str) -> Option<AccessLevel> {
    Some(match letter {
        "L" => AccessLevel::List,
        "R" => AccessLevel::Read,
        "W" => AccessLevel::Write,
        "P" => AccessLevel::PermissionsManagement,
        "T" => AccessLevel::Tagging,
        _ => return None,
    })
}

fn numbers(text: &str, between: char) -> Option<Box<[u16]>> {
    text.split(between).filter(|it| !it.is_empty()).map(|it| it.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_decodes() {
        let table = table(&super::super::TEXT).unwrap();
        assert!(table.len() > 20_000, "{}", table.len());
    }

    #[test]
    fn a_line_that_is_wrong_is_named() {
        let head = "H\tformat\t1\nH\tservices\t1\nH\tactions\t1\nQ\nS\ts3\tAmazon S3\n";
        let whole = format!("{head}A\ts3:GetObject\tR\t0\t\t\n").leak();
        assert_eq!(table(whole).unwrap().len(), 1);
        let level = format!("{head}A\ts3:GetObject\tX\t0\t\t\n").leak();
        assert_eq!(table(level).unwrap_err(), Unreadable { line: 6 });
        let short = format!("{head}A\ts3:GetObject\tR\n").leak();
        assert_eq!(table(short).unwrap_err(), Unreadable { line: 6 });
        assert_eq!(table(head).unwrap_err(), Unreadable { line: 0 });
    }
}
