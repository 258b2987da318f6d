//! The patterns of resources that policies write, and what they single out of a store.

use std::collections::BTreeSet;

use crate::policy::evaluate::{CompiledPolicy, LANE_SERVICES};
use crate::policy::glob;

use super::AccessIndex;

/// Patterns of what lies in buckets, without those that cover everything.
pub(super) struct Patterns {
    /// Of whole ARNs, by the head of their last part: what a bucket's name begins with, as a rule.
    by_name: Vec<(String, Split)>,
    /// Others, such as `arn:aws:s3*/logs/*`, by what they begin with.
    others: Vec<(String, String)>,
}

/// A pattern or an ARN in two: up to the fifth colon, and the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Split {
    front: String,
    name: String,
}

impl Split {
    fn new(text: &str) -> Option<Self> {
        let (colon, _) = text.match_indices(':').nth(4)?;
        let (front, name) = text.split_at_checked(colon)?;
        // Else a star stands for some colons, and those that were counted are of an object's key.
        (!front.contains('/')).then_some(())?;
        Some(Self { front: front.to_owned(), name: name.strip_prefix(':')?.to_owned() })
    }

    /// What is left of it as a pattern when it has covered a text.
    fn rest_after(&self, text: &Self) -> Option<String> {
        glob::arn_matches(&self.front, &text.front).then(|| rest_of(&self.name, &text.name)).flatten()
    }
}

impl Patterns {
    pub(super) fn new(index: &AccessIndex) -> Self {
        let place = LANE_SERVICES.iter().position(|it| *it == "s3").unwrap_or_default();
        let (mut by_name, mut others) = (BTreeSet::new(), BTreeSet::new());
        index.each_policy(|policy: &CompiledPolicy| {
            for statement in policy.statements.iter().filter(|it| it.touches(place)) {
                for pattern in statement.resource_patterns().iter().filter(|it| it.written().contains('/')) {
                    match Split::new(pattern.written()) {
                        Some(split) => by_name.insert((head(&split.name).to_owned(), split)),
                        None => others.insert((pattern.head().to_owned(), pattern.written().to_owned())),
                    };
                }
            }
        });
        Self { by_name: by_name.into_iter().collect(), others: others.into_iter().collect() }
    }

    /// What is left of the patterns inside a store: the names of resources that stand for the parts they cover.
    pub(super) fn within(&self, inside: &str) -> BTreeSet<String> {
        let mut all: BTreeSet<String> =
            meeting(&self.others, inside).filter_map(|pattern| rest_of(pattern, inside)).collect();
        if let Some(split) = Split::new(inside) {
            all.extend(meeting(&self.by_name, &split.name).filter_map(|pattern| pattern.rest_after(&split)));
        }
        all.retain(|rest| !rest.is_empty() && rest != "*");
        all
    }
}

/// The letters before the first wildcard or variable.
fn head(pattern: &str) -> &str {
    pattern.split(['*', '?', '$']).next().unwrap_or_default()
}

/// A pattern reaches inside when what it begins with begins the store's name, or the other way around.
fn meeting<'p, P>(sorted: &'p [(String, P)], inside: &str) -> impl Iterator<Item = &'p P> {
    let from = |head: &str| {
        let first = sorted.partition_point(|(it, _)| it.as_str() < head);
        sorted.get(first..).unwrap_or_default().iter()
    };
    let own = from(inside).take_while(move |(head, _)| head.starts_with(inside));
    let heads = (0..inside.len()).filter_map(move |end| inside.get(..end));
    let shorter = heads.flat_map(move |head| from(head).take_while(move |(it, _)| it == head));
    own.chain(shorter).map(|(_, pattern)| pattern)
}

/// What is left of a pattern when it has covered a text: the shortest such rest; none when it cannot cover the text. In
/// front of the name of an ARN a wildcard stays within its part: no one means an object whose key holds an ARN.
pub(super) fn rest_after(pattern: &str, text: &str) -> Option<String> {
    match (Split::new(pattern), Split::new(text)) {
        (Some(pattern), Some(text)) => pattern.rest_after(&text),
        _ => rest_of(pattern, text),
    }
}

fn rest_of(pattern: &str, text: &str) -> Option<String> {
    let letters: Vec<char> = pattern.chars().collect();
    let mut at: BTreeSet<usize> = BTreeSet::from([0]);
    for letter in text.chars() {
        let mut next = BTreeSet::new();
        let mut open: Vec<usize> = at.into_iter().collect();
        while let Some(place) = open.pop() {
            match letters.get(place) {
                Some('*') => {
                    next.insert(place);
                    open.push(place + 1);
                }
                Some('?') => {
                    next.insert(place + 1);
                }
                Some(wanted) if *wanted == letter => {
                    next.insert(place + 1);
                }
                _ => {}
            }
        }
        at = next;
    }
    let last = at.into_iter().next_back()?;
    Some(letters.get(last..).unwrap_or_default().iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_pattern_lies_inside_the_store() {
        let rest = |pattern: &str| rest_after(pattern, "arn:aws:s3:::prod-a/");
        assert_eq!(rest("arn:aws:s3:::prod-a/logs/*").as_deref(), Some("logs/*"));
        assert_eq!(rest("arn:aws:s3:::prod-*/logs/*").as_deref(), Some("logs/*"));
        assert_eq!(rest("arn:aws:s3:::prod-?/*").as_deref(), Some("*"));
        assert_eq!(rest("arn:aws:s3:::*").as_deref(), Some("*"));
        assert_eq!(rest("arn:aws:s3:::*.csv").as_deref(), Some("*.csv"));
        assert_eq!(rest("arn:aws:s3:::dev-*/logs/*"), None);
        assert_eq!(rest("arn:aws:s3:::prod-a"), None);
        assert_eq!(rest("arn:*:s3:::prod-a/logs/*").as_deref(), Some("logs/*"));
        assert_eq!(rest("arn:*:s3:::prod-b/*"), None);
        assert_eq!(rest("arn:*:prod-a/a:b:c:d/*").as_deref(), Some("a:b:c:d/*"));
        assert_eq!(rest("arn:aws:s3*/logs/*").as_deref(), Some("logs/*"));
    }
}
