//! Wildcards, variables and condition operators a second time, as plainly as possible and apart from the product's: for
//! requests of which everything is known.

use std::net::IpAddr;

use tidegate::policy::Condition;
use tidegate::policy::evaluate::{Context, Presence};

/// A character of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Letter(char),
    Any,
    One,
}

/// A pattern without variables.
pub fn wild(pattern: &str) -> Vec<Sign> {
    pattern.chars().map(sign).collect()
}

fn sign(letter: char) -> Sign {
    match letter {
        '*' => Sign::Any,
        '?' => Sign::One,
        other => Sign::Letter(other),
    }
}

/// A pattern with its variables filled in; none when one has no value.
pub fn filled(pattern: &str, wildcards: bool, context: &Context) -> Option<Vec<Sign>> {
    let mut all = Vec::new();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        if let Some(end) = rest.strip_prefix("${").and_then(|it| it.find('}')) {
            let inside = &rest[2..2 + end];
            if let Some(value) = variable(inside, context) {
                all.extend(value?.chars().map(Sign::Letter));
                rest = &rest[2 + end + 1..];
                continue;
            }
        }
        all.push(if wildcards { sign(letter) } else { Sign::Letter(letter) });
        rest = &rest[letter.len_utf8()..];
    }
    Some(all)
}

/// The value of what stands between `${` and `}`; none when it is no variable.
fn variable(inside: &str, context: &Context) -> Option<Option<String>> {
    if ["*", "?", "$"].contains(&inside) {
        return Some(Some(inside.to_owned()));
    }
    let (key, default) = inside.split_once(',').map_or((inside, None), |(key, default)| (key, Some(default.trim())));
    let quoted = |it: &str| it.len() > 1 && it.starts_with('\'') && it.ends_with('\'');
    if key.trim().is_empty() || !default.is_none_or(quoted) {
        return None;
    }
    let default = default.map(|it| it[1..it.len() - 1].to_owned());
    match context.get(&key.trim().to_ascii_lowercase()) {
        Presence::One(value) => Some(Some(value.to_owned())),
        _ => Some(default),
    }
}

/// Whether a pattern covers a text: a table of which beginnings cover which.
pub fn covers(pattern: &[Sign], text: &[char]) -> bool {
    let mut row = vec![true];
    row.extend(std::iter::repeat_n(false, text.len()));
    for sign in pattern {
        let mut next = vec![*sign == Sign::Any && row[0]];
        for (at, letter) in text.iter().enumerate() {
            next.push(match sign {
                Sign::Any => row[at + 1] || next[at],
                Sign::One => row[at],
                Sign::Letter(wanted) => row[at] && wanted == letter,
            });
        }
        row = next;
    }
    row[text.len()]
}

pub fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Part by part: the first five colons part a pattern and a name.
pub fn covers_parts(pattern: &[Sign], text: &[char]) -> bool {
    let patterns: Vec<&[Sign]> = pattern.splitn(6, |it| *it == Sign::Letter(':')).collect();
    let parts: Vec<&[char]> = text.splitn(6, |it| *it == ':').collect();
    patterns.len() == parts.len() && patterns.iter().zip(parts).all(|(pattern, part)| covers(pattern, part))
}

/// Whether a condition holds; none where nothing is said here of its values.
pub fn holds(condition: &Condition, variables: bool, context: &Context) -> Option<bool> {
    let name = condition.operator.to_ascii_lowercase();
    let (set, name) = name.split_once(':').unwrap_or(("", &name));
    let if_exists = name.ends_with("ifexists");
    let name = name.trim_end_matches("ifexists");
    let (negated, test) = (name.contains("not"), name.replace("not", ""));
    let (is_list, values) = match context.get(&condition.key.to_ascii_lowercase()) {
        Presence::One(value) => (false, vec![value.to_owned()]),
        Presence::Many(values) => (true, values.to_vec()),
        Presence::Absent => (false, Vec::new()),
        Presence::Unknown | Presence::Partly(_) => return None,
    };
    let is_empty = values.iter().all(String::is_empty);
    if test == "null" {
        let missing = if is_list { is_empty } else { values.is_empty() };
        return Some(condition.values.iter().any(|it| it.eq_ignore_ascii_case(if missing { "true" } else { "false" })));
    }
    if (is_empty && !set.is_empty()) || values.is_empty() && !is_list {
        return Some(if_exists || set == "forallvalues" || (set.is_empty() && negated));
    }
    if is_list && set.is_empty() {
        return Some(false);
    }
    let passes = |value: &String| {
        let each = condition.values.iter().map(|wanted| meets(&test, wanted, value, variables, context));
        let each: Option<Vec<bool>> = each.collect();
        each.map(|each| each.contains(&true) != negated)
    };
    let passed: Option<Vec<bool>> = values.iter().map(passes).collect();
    passed.map(|passed| if set == "forallvalues" { !passed.contains(&false) } else { passed.contains(&true) })
}

fn meets(test: &str, wanted: &str, value: &str, variables: bool, context: &Context) -> Option<bool> {
    let text = |wildcards: bool| match (variables, wildcards) {
        (true, _) => filled(wanted, wildcards, context),
        (false, true) => Some(wild(wanted)),
        (false, false) => Some(wanted.chars().map(Sign::Letter).collect()),
    };
    let value_letters = letters(value);
    let plain = |it: Vec<Sign>| -> String {
        it.iter().filter_map(|sign| if let Sign::Letter(letter) = sign { Some(*letter) } else { None }).collect()
    };
    Some(match test {
        "stringequals" => text(false).is_some_and(|it| plain(it) == value),
        "stringequalsignorecase" => text(false).is_some_and(|it| plain(it).to_lowercase() == value.to_lowercase()),
        "binaryequals" => wanted == value,
        "stringlike" => text(true).is_some_and(|it| covers(&it, &value_letters)),
        "arnlike" | "arnequals" => text(true).is_some_and(|it| covers_parts(&it, &value_letters)),
        "bool" => {
            ["true", "false"].contains(&value.to_ascii_lowercase().as_str()) && wanted.eq_ignore_ascii_case(value)
        }
        "ipaddress" => match (block(wanted), block(value).filter(|_| !value.contains('/'))) {
            (Some((start, length)), Some((found, _))) => starts_alike(found, start, length),
            _ => false,
        },
        _ => return ordered(test, wanted, value),
    })
}

/// Numbers and days that are written in the plainest way; of others nothing is said.
fn ordered(test: &str, wanted: &str, value: &str) -> Option<bool> {
    let digits = |it: &str| it.len() < 10 && it.parse::<u32>().is_ok() && !it.starts_with('+');
    let day = |it: &str| it.len() == 10 && it.is_ascii() && digits(&it.replace('-', "")) && it.starts_with("20");
    let (test, same) = match (test.strip_prefix("numeric"), test.strip_prefix("date")) {
        (Some(test), _) => (test, digits(wanted) && digits(value)),
        // Of days with real months, the order of their texts is theirs.
        (_, Some(test)) => (test, day(wanted) && day(value) && wanted.ends_with("-01-01") && value.ends_with("-01-01")),
        _ => return None,
    };
    let number = |it: &str| it.replace('-', "").parse::<u32>().ok();
    let (wanted, value) = same.then_some((number(wanted)?, number(value)?))?;
    match test {
        "equals" => Some(value == wanted),
        "lessthan" => Some(value < wanted),
        "lessthanequals" => Some(value <= wanted),
        "greaterthan" => Some(value > wanted),
        "greaterthanequals" => Some(value >= wanted),
        _ => None,
    }
}

/// An address with how many of its bits count.
fn block(text: &str) -> Option<(IpAddr, u8)> {
    let text = text.trim();
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().ok()?;
    let widest = if address.is_ipv4() { 32 } else { 128 };
    let length: u8 = length.map_or(Some(widest), |it| it.parse().ok())?;
    // A block of version 4 written in version 6 is of version 4.
    match address.to_canonical() {
        IpAddr::V4(it) if address.is_ipv6() && (96..=128).contains(&length) => Some((IpAddr::V4(it), length - 96)),
        _ => (length <= widest).then_some((address, length)),
    }
}

fn starts_alike(found: IpAddr, start: IpAddr, length: u8) -> bool {
    let bits = |it: IpAddr| match it {
        IpAddr::V4(it) => format!("{:032b}", it.to_bits()),
        IpAddr::V6(it) => format!("{:0128b}", it.to_bits()),
    };
    let (found, start) = (bits(found), bits(start));
    found.len() == start.len() && found[..usize::from(length)] == start[..usize::from(length)]
}
