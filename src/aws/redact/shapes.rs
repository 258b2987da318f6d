//! What a text looks like: keys, tokens, passwords in addresses and assignments, and what is too random for a name.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::names;
use crate::model::SecretReason;

/// A secret in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Secret<'t> {
    /// Where it begins.
    pub(super) start: usize,
    /// The secret itself.
    pub(super) text: &'t str,
    /// Why it counts as one.
    pub(super) reason: SecretReason,
}

impl Secret<'_> {
    fn overlaps(&self, other: &Self) -> bool {
        self.start < other.start + other.text.len() && other.start < self.start + self.text.len()
    }
}

/// All secrets in a text that stands under a name, in their order. Of two that overlap the first rule's is kept.
pub(super) fn secrets<'t>(name: &str, text: &'t str) -> Vec<Secret<'t>> {
    let mut found: Vec<Secret<'t>> = Vec::new();
    let candidates = SHAPES.iter().flat_map(|shape| shape.find(text)).chain(assigned(text)).chain(random(name, text));
    for secret in candidates {
        if !found.iter().any(|held| held.overlaps(&secret)) {
            found.push(secret);
        }
    }
    found.sort_unstable_by_key(|secret| secret.start);
    found
}

/// A pattern whose group `secret` is one.
struct Shape {
    reason: SecretReason,
    pattern: Regex,
}

impl Shape {
    fn find<'t>(&self, text: &'t str) -> impl Iterator<Item = Secret<'t>> {
        let all = self.pattern.captures_iter(text).filter_map(|it| it.name("secret"));
        let filled = all.filter(|it| !it.as_str().starts_with(['$', '{', '*', '[']));
        filled.map(|it| Secret { start: it.start(), text: it.as_str(), reason: self.reason })
    }
}

/// The shapes, the strongest first.
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let all = [
        (
            SecretReason::PrivateKey,
            r"(?s)(?P<secret>-----BEGIN [A-Z0-9 ]*PRIVATE KEY.*?(?:-----END [A-Z0-9 ]*-----|$))",
        ),
        // scheme://user:password@host. The password ends at the last `@` before the host's end.
        (SecretReason::Address, r#"\b[a-z][a-z0-9+.-]*://[^\s/:@"'?#]*:(?P<secret>[^\s/"']+)@"#),
        (SecretReason::AccessKey, r"\b(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{16})\b"),
        (SecretReason::WebToken, r"\b(?P<secret>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"),
        // GitHub, GitLab, Slack, Stripe, Google, SendGrid, Databricks, npm, and makers of language models.
        (SecretReason::ServiceToken, r"\b(?P<secret>gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})"),
        (SecretReason::ServiceToken, r"\b(?P<secret>glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,})"),
        (SecretReason::ServiceToken, r"hooks\.slack\.com/services/(?P<secret>[A-Za-z0-9/]{20,})"),
        (SecretReason::ServiceToken, r"\b(?P<secret>[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|AIza[A-Za-z0-9_-]{35})"),
        (SecretReason::ServiceToken, r"\b(?P<secret>SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|dapi[0-9a-f]{32})"),
        (SecretReason::ServiceToken, r"\b(?P<secret>npm_[A-Za-z0-9]{36}|sk-[A-Za-z0-9_-]{20,})"),
        (SecretReason::Name, r"(?i)\b(?:bearer|basic)\s+(?P<secret>[a-z0-9._~+/=-]{16,})"),
    ];
    all.into_iter().filter_map(|(reason, it)| Some(Shape { reason, pattern: Regex::new(it).ok()? })).collect()
});

// `password=…`, `"password": "…"`, `--password …`.
static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name =
        r#"(?P<name>[a-z0-9_.-]*(?:passw|passphrase|passcode|pwd|secret|token|key|credential|creds)[a-z0-9_-]*)"#;
    let mark = r#"(?:["']?\s*[=:]\s*|(?P<blank>["']?[\s,]+))"#;
    let value = r#"(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<bare>[^\s"'&;]+))"#;
    Regex::new(&format!("(?i){name}{mark}{value}")).ok()
});

fn assigned(text: &str) -> Vec<Secret<'_>> {
    let all = ASSIGNED.as_ref().map(|pattern| pattern.captures_iter(text)).into_iter().flatten();
    let named = named(text);
    let outside = |secret: &Secret<'_>| !named.iter().any(|name| name.contains(&secret.start));
    all.filter_map(|found| assignment(&found)).filter(outside).collect()
}

/// Where ARNs and references that are resolved later stand: the word `secret` in them is part of a name.
fn named(text: &str) -> Vec<Range<usize>> {
    let all = REFERENCES.as_ref().map(|it| it.find_iter(text)).into_iter().flatten();
    all.map(|it| it.range()).collect()
}

static REFERENCES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"arn:aws[a-z-]*:[^\s"',]+|\{\{resolve:[^}]*\}\}"#).ok());

fn assignment<'t>(found: &Captures<'t>) -> Option<Secret<'t>> {
    let (name, value) = (found.name("name")?, ["double", "single", "bare"].iter().find_map(|it| found.name(it))?);
    // Only options are told from prose without a sign between name and value.
    let option = name.as_str().starts_with("--") && !value.as_str().starts_with('-');
    if found.name("blank").is_some() && !option {
        return None;
    }
    let secret = Secret { start: value.start(), text: value.as_str(), reason: SecretReason::Name };
    names::says_secret(name.as_str(), value.as_str()).then_some(secret)
}

static TOKENS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/=_-]{20,}").ok());
// Names that may hold random parts and are no secrets: ARNs, paths of stores, digests of images, hosts.
static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"arn:aws[a-z-]*:[^\s"',]+|\bs3[an]?://[^\s"',]+|sha(?:256|512):[0-9a-f]+|[A-Za-z0-9-]+\.[a-z0-9.-]+"#)
        .ok()
});

fn random<'t>(name: &str, text: &'t str) -> Vec<Secret<'t>> {
    if !names::may_be_random(name) {
        return Vec::new();
    }
    let find = |pattern: &'static LazyLock<Option<Regex>>| pattern.as_ref().map(|it| it.find_iter(text));
    let named: Vec<_> = find(&NAMES).into_iter().flatten().map(|it| it.range()).collect();
    let tokens = find(&TOKENS).into_iter().flatten().filter(|it| is_random(it.as_str()));
    let free = tokens.filter(|it| !named.iter().any(|name| name.contains(&it.start())));
    free.map(|it| Secret { start: it.start(), text: it.as_str(), reason: SecretReason::Random }).collect()
}

/// Bits a character that random text has at the least: over 64 signs a run of 20 has about 4.1.
const BITS: f64 = 3.5;
/// So many characters of three classes (upper case, lower case, digits) must be left when words are taken out.
const LEAST: usize = 16;
/// The same where only two classes occur.
const LEAST_OF_TWO: usize = 24;
/// From this length on digits of base 16 alone are a key or a hash.
const HEXADECIMAL: usize = 32;

// What names are made of: words, long numbers, UUIDs, and the marks that CloudFormation and CDK add to names.
static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let uuid = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}";
    Regex::new(&format!(
        "{uuid}|(?:[0-9A-F]{{8}})?-[0-9A-Za-z]{{12,14}}$|[0-9A-F]{{8}}$|[A-Za-z]?[a-z]{{3,}}|[0-9]{{6,}}|[-_/=+]"
    ))
    .ok()
});

/// Whether a run of characters looks random: what is left of it without words has many classes and high entropy.
pub(super) fn is_random(token: &str) -> bool {
    let is = |class: fn(&u8) -> bool, text: &str| text.bytes().any(|it| class(&it));
    let (letters, digits) = (is(u8::is_ascii_alphabetic, token), is(u8::is_ascii_digit, token));
    if token.len() >= HEXADECIMAL && letters && digits && token.bytes().all(|it| it.is_ascii_hexdigit()) {
        return true;
    }
    let left = WORDS.as_ref().map(|words| words.replace_all(token, |it: &Captures<'_>| kept(it)));
    let left = left.as_deref().unwrap_or(token);
    let classes = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit];
    let least = match classes.into_iter().filter(|class| is(*class, left)).count() {
        3 => LEAST,
        2 => LEAST_OF_TWO,
        _ => return false,
    };
    left.len() >= least && entropy(left) >= BITS
}

/// A word has a vowel; other runs of letters stay.
fn kept(found: &Captures<'_>) -> String {
    let text = found.get(0).map_or("", |it| it.as_str());
    let lower = text.bytes().skip(1).all(|it| it.is_ascii_lowercase()) && text.len() > 2;
    let word =
        !lower || text.bytes().any(|it| matches!(it.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    if word { String::new() } else { text.to_owned() }
}

/// Shannon's entropy in bits a character.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let part = |count: &u32| {
        let share = f64::from(*count) / length;
        -share * share.log2()
    };
    counts.iter().filter(|count| **count > 0).map(part).sum()
}
