//! Leaves secrets out of what was read, before anything keeps it: one place for all collectors.
//!
//! What a name says is in `names`, what a text looks like in `shapes`. A value that only says where a secret is kept (an
//! ARN, a parameter's path, a dynamic reference) is no secret.

mod names;
mod shapes;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::model::{FoundSecret, Redacted, RedactedText, SecretReason};

/// How many bytes of the keyed hash a fingerprint shows.
const SHOWN: usize = 8;

/// The key of fingerprints: random, shared by the sessions of a scan, never written anywhere.
#[derive(Clone)]
pub struct Key(Option<Arc<[u8; 32]>>);

impl Key {
    /// A new key. Where the system gives no random numbers there is none, and fingerprints are empty.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        Self(getrandom::fill(&mut bytes).ok().map(|()| Arc::new(bytes)))
    }

    /// The fingerprint of a secret: the first digits of its HMAC-SHA256.
    fn fingerprint(&self, secret: &str) -> String {
        let hash = self.0.as_ref().and_then(|key| Hmac::<Sha256>::new_from_slice(key.as_slice()).ok());
        let Some(mut hash) = hash else { return String::new() };
        hash.update(secret.as_bytes());
        hex::encode(hash.finalize().into_bytes().iter().take(SHOWN).copied().collect::<Vec<u8>>())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

/// A value under its name: as it is, or without what looks like a secret. A value that is JSON is looked into.
pub fn value(key: &Key, name: &str, value: &str) -> Redacted {
    if let Some(inner) = structured(value) {
        return of_document(redacted(key, name, inner, value));
    }
    let found = shapes::secrets(name, value);
    let address = found.first().is_some_and(|first| first.reason == SecretReason::Address);
    if !address && names::says_secret(name, value) {
        return Redacted::Secret { fingerprint: key.fingerprint(value), reason: SecretReason::Name, remainder: None };
    }
    let Some(first) = found.first() else { return Redacted::Plain(value.to_owned()) };
    let whole = found.len() == 1 && first.text == value;
    Redacted::Secret {
        fingerprint: key.fingerprint(first.text),
        reason: first.reason,
        remainder: (!whole).then(|| masked(key, value, &found)),
    }
}

/// A document or a script without what looks like a secret in it. JSON keeps its structure, and names of members count.
pub fn text(key: &Key, text: &str) -> RedactedText {
    if let Some(inner) = structured(text) {
        return redacted(key, "", inner, text);
    }
    let found = shapes::secrets("", text);
    let note = |secret: &shapes::Secret<'_>| note(key, "", secret.text, secret.reason);
    RedactedText { secrets: found.iter().map(note).collect(), text: masked(key, text, &found) }
}

/// The value as JSON, where it is an object or a list.
fn structured(text: &str) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str(text).ok()
}

fn of_document(document: RedactedText) -> Redacted {
    let RedactedText { text, secrets } = document;
    match secrets.into_iter().next() {
        None => Redacted::Plain(text),
        Some(FoundSecret { fingerprint, reason, .. }) => {
            Redacted::Secret { fingerprint, reason, remainder: Some(text) }
        }
    }
}

fn redacted(key: &Key, name: &str, mut document: Value, text: &str) -> RedactedText {
    let mut secrets = Vec::new();
    leave_out(key, &mut String::new(), name, &mut document, &mut secrets);
    let text = if secrets.is_empty() { text.to_owned() } else { document.to_string() };
    RedactedText { text, secrets }
}

/// Leaves out the secrets below one value of a JSON document. Elements of a list have the name of the list.
fn leave_out(key: &Key, place: &mut String, name: &str, here: &mut Value, found: &mut Vec<FoundSecret>) {
    match here {
        Value::Object(members) => members.iter_mut().for_each(|(name, member)| {
            let length = place.len();
            if !place.is_empty() {
                place.push('.');
            }
            place.push_str(name);
            leave_out(key, place, name, member, found);
            place.truncate(length);
        }),
        Value::Array(items) => items.iter_mut().for_each(|item| leave_out(key, place, name, item, found)),
        Value::String(text) => {
            let safe = value(key, name, text);
            if let Redacted::Secret { fingerprint, reason, remainder } = safe {
                *text = remainder.unwrap_or_else(|| mask(&fingerprint));
                found.push(FoundSecret { place: place.clone(), fingerprint, reason });
            }
        }
        Value::Number(number) => {
            let text = number.to_string();
            if names::says_secret(name, &text) {
                let secret = note(key, place, &text, SecretReason::Name);
                *here = Value::String(mask(&secret.fingerprint));
                found.push(secret);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn note(key: &Key, place: &str, secret: &str, reason: SecretReason) -> FoundSecret {
    FoundSecret { place: place.to_owned(), fingerprint: key.fingerprint(secret), reason }
}

/// What stands in the place of a secret. An address is still one with it.
fn mask(fingerprint: &str) -> String {
    format!("***{fingerprint}***")
}

/// The text with each secret replaced. They are in order and do not overlap.
fn masked(key: &Key, text: &str, secrets: &[shapes::Secret<'_>]) -> String {
    let (mut kept, mut at) = (String::with_capacity(text.len()), 0);
    for secret in secrets {
        kept.push_str(text.get(at..secret.start).unwrap_or_default());
        kept.push_str(&mask(&key.fingerprint(secret.text)));
        at = secret.start + secret.text.len();
    }
    kept.push_str(text.get(at..).unwrap_or_default());
    kept
}
