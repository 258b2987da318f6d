//! Keys: how they are written in the command table, and the trie that finds a command for a sequence of them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::{COMMANDS, Context, Id};

/// A key with its modifiers; a shifted letter is the capital letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// With the control key.
    pub control: bool,
    /// With the alt key.
    pub alt: bool,
    /// The key itself.
    pub code: KeyCode,
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(letter) if control => KeyCode::Char(letter.to_ascii_lowercase()),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        Self { control, alt: event.modifiers.contains(KeyModifiers::ALT), code }
    }
}

const NAMED: &[(&str, KeyCode)] = &[
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
];

impl Key {
    /// A key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self { control: false, alt: false, code }
    }

    /// A key as it is written: `j`, `G`, `enter`, `ctrl-c`.
    pub fn parse(word: &str) -> Option<Self> {
        let (control, word) = word.strip_prefix("ctrl-").map_or((false, word), |rest| (true, rest));
        let (alt, word) = word.strip_prefix("alt-").map_or((false, word), |rest| (true, rest));
        let named = NAMED.iter().find(|(name, _)| *name == word).map(|(_, code)| *code);
        let mut letters = word.chars();
        let code = match (named, letters.next(), letters.next()) {
            (Some(code), _, _) => code,
            (None, Some(letter), None) => KeyCode::Char(letter),
            _ => return None,
        };
        Some(Self { control, alt, code })
    }

    /// The letter that it types, if it types one.
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(letter) if !self.control && !self.alt => Some(letter),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.control {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match NAMED.iter().find(|(_, code)| *code == self.code) {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "{}", self.code),
        }
    }
}

/// The keys of a sequence as it is written: `g g`. Words that are no keys are left out.
pub fn parse_sequence(text: &str) -> Vec<Key> {
    text.split(' ').filter_map(Key::parse).collect()
}

/// What a sequence of keys means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A command.
    Command(Id),
    /// The beginning of one.
    Begins,
    /// Nothing.
    Nothing,
}

/// The keys of every context, as tries.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    roots: BTreeMap<Context, Node>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    command: Option<Id>,
    next: HashMap<Key, Node>,
}

impl Keymap {
    /// The keys that the command table gives.
    pub fn of_table() -> Self {
        let mut map = Self::default();
        for command in COMMANDS {
            for context in command.contexts {
                for keys in command.keys {
                    let mut node = map.roots.entry(*context).or_default();
                    for key in parse_sequence(keys) {
                        node = node.next.entry(key).or_default();
                    }
                    node.command = Some(command.id);
                }
            }
        }
        map
    }

    /// What keys mean in contexts, of which the first that knows them decides.
    pub fn meaning(&self, contexts: &[Context], keys: &[Key]) -> Meaning {
        let mut meaning = Meaning::Nothing;
        for context in contexts {
            match self.roots.get(context).and_then(|root| walk(root, keys)) {
                Some(Node { command: Some(id), .. }) => return Meaning::Command(*id),
                Some(_) => meaning = Meaning::Begins,
                None => {}
            }
        }
        meaning
    }
}

fn walk<'a>(root: &'a Node, keys: &[Key]) -> Option<&'a Node> {
    keys.iter().try_fold(root, |node, key| node.next.get(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_understood_and_written_back() {
        for command in COMMANDS {
            for keys in command.keys {
                let parsed = parse_sequence(keys);
                let written: Vec<String> = parsed.iter().map(ToString::to_string).collect();
                assert_eq!(written.join(" "), *keys, "{}", command.name);
            }
        }
    }

    #[test]
    fn no_key_means_two_things_in_one_context() {
        let mut seen = BTreeMap::new();
        for command in COMMANDS {
            for (context, keys) in
                command.contexts.iter().flat_map(|it| command.keys.iter().map(move |keys| (it, keys)))
            {
                let old = seen.insert((*context, *keys), command.name);
                assert_eq!(old, None, "{keys} means {} as well in {context:?}", command.name);
            }
        }
    }

    #[test]
    fn a_sequence_begins_before_it_ends() {
        let map = Keymap::of_table();
        let g = Key::parse("g").unwrap();
        assert_eq!(map.meaning(&[Context::List], &[g]), Meaning::Begins);
        assert_eq!(map.meaning(&[Context::List], &[g, g]), Meaning::Command(Id::First));
    }
}
