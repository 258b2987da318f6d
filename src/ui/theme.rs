//! Themes: roles to styles, read from TOML files that may inherit from one another.
//!
//! Nothing else in the console names a colour. `NO_COLOR` and terminals with fewer colours are served by [`Depth`].

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use thiserror::Error;

macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $variant:ident => $word:literal),+ $(,)?) => {
        /// What a piece of the screen is, from which its style follows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($(#[doc = $doc])+ $variant),+ }

        impl Role {
            /// All roles.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The role's name in theme files.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What it is for, in one line.
            pub fn doc(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+)),+ }
            }
        }
    };
}

roles! {
    /// Ordinary text, and the background of the whole screen.
    Text => "text",
    /// Text that may be overlooked: labels, units, hints.
    Muted => "muted",
    /// Headings.
    Title => "title",
    /// What can be acted on: keys, links, the current tab.
    Accent => "accent",
    /// The bar at the top.
    Header => "header",
    /// The current tab.
    Tab => "tab",
    /// The row that the keyboard is on.
    Cursor => "cursor",
    /// Rows that are selected.
    Selected => "selected",
    /// Rules and frames.
    Border => "border",
    /// Severity critical.
    Critical => "critical",
    /// Severity high.
    High => "high",
    /// Severity medium.
    Medium => "medium",
    /// Severity low.
    Low => "low",
    /// What could not be decided or read.
    Unknown => "unknown",
    /// All is well.
    Pass => "pass",
    /// Restricted data: its word, its boxes and the lines that carry it.
    Restricted => "restricted",
    /// The value before a change.
    Removed => "removed",
    /// The words that a change takes away.
    RemovedWord => "removed-word",
    /// The value after a change.
    Added => "added",
    /// The words that a change adds.
    AddedWord => "added-word",
    /// The statement of a document that decided something.
    Highlight => "highlight",
    /// Writing is armed.
    Armed => "armed",
    /// Writing is not armed.
    ReadOnly => "read-only",
    /// Something went wrong.
    Error => "error",
    /// Where text is typed.
    Input => "input",
    /// The place where the next letter goes.
    Caret => "caret",
}

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Depth {
    /// None: `NO_COLOR`, or a terminal without any.
    None,
    /// The sixteen named ones.
    Sixteen,
    /// The indexed 256.
    Indexed,
    /// Any.
    True,
}

impl Depth {
    /// What the environment says: `NO_COLOR`, `COLORTERM` and `TERM`.
    pub fn detect(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let term = value("TERM").unwrap_or_default();
        if value("NO_COLOR").is_some() || term == "dumb" {
            Self::None
        } else if value("COLORTERM").is_some_and(|it| it == "truecolor" || it == "24bit") || term.ends_with("-direct") {
            Self::True
        } else if term.contains("256") || value("WT_SESSION").is_some() {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

/// The style of every role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    styles: BTreeMap<Role, Style>,
}

/// Why a theme could not be read.
#[derive(Debug, Error)]
pub enum ThemeError {
    /// No theme has this name.
    #[error("there is no theme {0}; the built-in ones are {1}")]
    NoSuch(String, String),
    /// Its file is not a theme.
    #[error("theme {name}:{line}: {message}; see docs/themes.md for what may stand there")]
    Malformed {
        /// The theme, or the path of its file.
        name: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong, naming the field.
        message: String,
    },
}

/// The themes that come with the program.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("deuteranopia", include_str!("../../themes/deuteranopia.toml")),
    ("tritanopia", include_str!("../../themes/tritanopia.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    inherits: Option<String>,
    #[serde(default)]
    palette: BTreeMap<String, String>,
    #[serde(default)]
    roles: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Entry {
    fg: Option<String>,
    bg: Option<String>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    reverse: bool,
}

impl Theme {
    /// A built-in theme at a colour depth. Without colours it is always the mono one.
    ///
    /// # Errors
    /// When there is no such theme.
    pub fn built_in(name: &str, depth: Depth) -> Result<Self, ThemeError> {
        let name = if depth == Depth::None { "mono" } else { name };
        let names = || BUILT_IN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let (_, text) = BUILT_IN
            .iter()
            .find(|(held, _)| *held == name)
            .ok_or_else(|| ThemeError::NoSuch(name.to_owned(), names()))?;
        Self::parse(name, text, depth)
    }

    /// A theme from the text of its file. It may inherit from built-in themes.
    ///
    /// # Errors
    /// When the text is not a theme: the message says which line and field.
    pub fn parse(name: &str, text: &str, depth: Depth) -> Result<Self, ThemeError> {
        let (palette, entries) = gather(name, text, 0)?;
        let malformed = |role: &str, message: String| ThemeError::Malformed {
            name: name.to_owned(),
            line: line_of_role(text, role),
            message: format!("roles.{role}: {message}"),
        };
        if let Some(odd) = entries.keys().find(|word| !Role::ALL.iter().any(|role| role.word() == *word)) {
            return Err(malformed(odd, "there is no such role".to_owned()));
        }
        let mut styles = BTreeMap::new();
        for &role in Role::ALL {
            let entry = entries.get(role.word()).cloned().unwrap_or_default();
            let style = entry.style(&palette, depth).map_err(|message| malformed(role.word(), message))?;
            styles.insert(role, style);
        }
        Ok(Self { name: name.to_owned(), styles })
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(&role).copied().unwrap_or_default()
    }
}

type Gathered = (BTreeMap<String, String>, BTreeMap<String, Entry>);

/// The palette and roles of a theme with those of the themes it inherits from underneath.
fn gather(name: &str, text: &str, depth: u8) -> Result<Gathered, ThemeError> {
    let malformed = |line: usize, message: String| ThemeError::Malformed { name: name.to_owned(), line, message };
    let file: File = toml::from_str(text).map_err(|wrong| {
        let start = wrong.span().map_or(0, |span| span.start);
        malformed(text.get(..start).unwrap_or_default().matches('\n').count() + 1, wrong.message().to_owned())
    })?;
    let inherits = || line_where(text, |line| line.starts_with("inherits"));
    let (mut palette, mut roles) = match &file.inherits {
        None => Gathered::default(),
        Some(_) if depth > 4 => return Err(malformed(inherits(), "inherits: it inherits from itself".to_owned())),
        Some(parent) => {
            let (_, text) = BUILT_IN
                .iter()
                .find(|(held, _)| held == parent)
                .ok_or_else(|| malformed(inherits(), format!("inherits: {parent} is not a built-in theme")))?;
            gather(parent, text, depth + 1)?
        }
    };
    palette.extend(file.palette);
    roles.extend(file.roles);
    Ok((palette, roles))
}

/// The line that gives a role its style, from 1; the first line where it is not found.
fn line_of_role(text: &str, role: &str) -> usize {
    let named = |line: &str| {
        let key = line.split(['=', ']']).next().unwrap_or_default().trim();
        key.trim_start_matches("[roles.").trim_matches('"') == role
    };
    line_where(text, named)
}

fn line_where(text: &str, found: impl Fn(&str) -> bool) -> usize {
    text.lines().position(|line| found(line.trim())).map_or(1, |place| place + 1)
}

impl Entry {
    fn style(&self, palette: &BTreeMap<String, String>, depth: Depth) -> Result<Style, String> {
        let mut style = Style::default();
        if depth != Depth::None {
            if let Some(word) = &self.fg {
                style = style.fg(reduce(colour(word, palette)?, depth));
            }
            if let Some(word) = &self.bg {
                style = style.bg(reduce(colour(word, palette)?, depth));
            }
        }
        let modifiers = [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.italic, Modifier::ITALIC),
            (self.underline, Modifier::UNDERLINED),
            (self.reverse, Modifier::REVERSED),
        ];
        Ok(modifiers.into_iter().filter(|(on, _)| *on).fold(style, |style, (_, it)| style.add_modifier(it)))
    }
}

fn colour(word: &str, palette: &BTreeMap<String, String>) -> Result<Color, String> {
    let value = palette.get(word).map_or(word, String::as_str);
    value.parse().map_err(|_| format!("{word} is neither a colour nor in the palette"))
}

/// The nearest colour that the terminal has.
fn reduce(colour: Color, depth: Depth) -> Color {
    let Color::Rgb(red, green, blue) = colour else { return colour };
    match depth {
        Depth::True | Depth::None => colour,
        Depth::Indexed => Color::Indexed(nearest_indexed(red, green, blue)),
        Depth::Sixteen => nearest_named(red, green, blue),
    }
}

fn nearest_indexed(red: u8, green: u8, blue: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |value: u8| (0u8..6).min_by_key(|&at| STEPS.get(usize::from(at)).map_or(255, |it| it.abs_diff(value)));
    let value = |at: u8| STEPS.get(usize::from(at)).copied().unwrap_or(0);
    let (r, g, b) = (step(red).unwrap_or(0), step(green).unwrap_or(0), step(blue).unwrap_or(0));
    let cube = distance((red, green, blue), (value(r), value(g), value(b)));
    let mean = ((u16::from(red) + u16::from(green) + u16::from(blue)) / 3).min(238);
    let grey = u8::try_from(mean.saturating_sub(3) / 10).unwrap_or(23).min(23);
    let shade = 8 + 10 * grey;
    if distance((red, green, blue), (shade, shade, shade)) < cube { 232 + grey } else { 16 + 36 * r + 6 * g + b }
}

fn nearest_named(red: u8, green: u8, blue: u8) -> Color {
    const NAMED: [(Color, (u8, u8, u8)); 16] = [
        (Color::Black, (0, 0, 0)),
        (Color::Red, (170, 0, 0)),
        (Color::Green, (0, 170, 0)),
        (Color::Yellow, (170, 120, 0)),
        (Color::Blue, (0, 0, 170)),
        (Color::Magenta, (170, 0, 170)),
        (Color::Cyan, (0, 170, 170)),
        (Color::Gray, (190, 190, 190)),
        (Color::DarkGray, (95, 95, 95)),
        (Color::LightRed, (255, 95, 95)),
        (Color::LightGreen, (95, 255, 95)),
        (Color::LightYellow, (255, 225, 95)),
        (Color::LightBlue, (95, 135, 255)),
        (Color::LightMagenta, (255, 95, 255)),
        (Color::LightCyan, (95, 255, 255)),
        (Color::White, (255, 255, 255)),
    ];
    NAMED.iter().min_by_key(|(_, at)| distance((red, green, blue), *at)).map_or(Color::Reset, |(colour, _)| *colour)
}

fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    2 * square(a.0, b.0) + 4 * square(a.1, b.1) + 3 * square(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_is_valid_at_every_depth() {
        for (name, _) in BUILT_IN {
            for depth in [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::None] {
                Theme::built_in(name, depth).unwrap();
            }
        }
    }

    #[test]
    fn severities_differ_in_every_theme() {
        for (name, _) in BUILT_IN {
            let theme = Theme::built_in(name, Depth::True).unwrap();
            let styles = [Role::Critical, Role::High, Role::Medium, Role::Low].map(|role| theme.style(role));
            for (at, style) in styles.iter().enumerate() {
                assert!(!styles[at + 1..].contains(style), "{name} shows two severities alike");
            }
        }
    }

    #[test]
    fn without_colours_no_style_names_one() {
        let theme = Theme::built_in("light", Depth::None).unwrap();
        for &role in Role::ALL {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{}", role.word());
        }
    }

    #[test]
    fn a_theme_of_ones_own_overrides_only_what_it_names() {
        let mine = "inherits = \"light\"\n[roles]\ntitle = { fg = \"#ff00ff\" }\n";
        let theme = Theme::parse("mine", mine, Depth::True).unwrap();
        assert_eq!(theme.style(Role::Title).fg, Some(Color::Rgb(255, 0, 255)));
        assert_eq!(theme.style(Role::Text), Theme::built_in("light", Depth::True).unwrap().style(Role::Text));
    }

    #[test]
    fn a_wrong_theme_says_what_is_wrong() {
        let told = |text: &str| Theme::parse("mine.toml", text, Depth::True).unwrap_err().to_string();
        for (text, wanted) in [
            ("[roles]\ntitel = {}\n", "theme mine.toml:2: roles.titel: there is no such role"),
            ("# mine\n\n[roles.titel]\nbold = true\n", "theme mine.toml:3: roles.titel: there is no such role"),
            ("[roles]\ntitle = { fg = \"rosa\" }\n", "theme mine.toml:2: roles.title: rosa is neither a colour"),
            ("[roles]\ntitle = { blink = true }\n", "theme mine.toml:2: unknown field `blink`"),
            ("\ninherits = \"night\"\n", "theme mine.toml:2: inherits: night is not a built-in theme"),
        ] {
            assert!(told(text).starts_with(wanted), "{}", told(text));
        }
    }

    #[test]
    fn the_environment_decides_the_depth() {
        let with = |pairs: &'static [(&str, &str)]| {
            Depth::detect(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(with(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(with(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(with(&[("TERM", "screen-256color")]), Depth::Indexed);
        assert_eq!(with(&[("TERM", "linux")]), Depth::Sixteen);
    }

    #[test]
    fn colours_are_reduced_to_near_ones() {
        assert_eq!(nearest_indexed(255, 0, 0), 196);
        assert_eq!(nearest_indexed(128, 128, 128), 244);
        assert_eq!(nearest_named(250, 90, 90), Color::LightRed);
    }
}
