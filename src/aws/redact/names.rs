//! What the name of a value says: that it is a secret, or only where one is kept, or something about one.

/// Whether a value under this name is a secret by the name alone.
pub(super) fn says_secret(name: &str, value: &str) -> bool {
    let words = words(name);
    let names_it = words.iter().any(|word| SECRET.iter().any(|end| word.ends_with(end))) || is_key(&words);
    if !names_it || words.first().is_some_and(|first| ABOUT_FIRST.contains(&first.as_str())) {
        return false;
    }
    match words.last() {
        // Vault's secret ids are secrets, and have the shape of a UUID; AWS's are names.
        Some(last) if last == "id" => is_uuid(value),
        Some(last) if ABOUT_LAST.contains(&last.as_str()) => false,
        _ => !only_refers(value) && !names_a_stored_secret(&words, value),
    }
}

/// Whether a value under this name is looked at for randomness: names of hashes and identifiers promise random text that
/// is no secret.
pub(super) fn may_be_random(name: &str) -> bool {
    let words = words(name);
    !words.iter().any(|word| HASHES.contains(&word.as_str()))
        && words.last().is_none_or(|last| !matches!(last.as_str(), "id" | "ids" | "arn" | "arns"))
}

const SECRET: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "creds",
    "apikey",
    "authorization",
];

/// What makes a key a secret one. A partition key, a sort key or an object's key is none.
const KEYS: [&str; 22] = [
    "api",
    "access",
    "secret",
    "private",
    "signing",
    "encryption",
    "auth",
    "master",
    "shared",
    "account",
    "ssh",
    "license",
    "storage",
    "subscription",
    "hmac",
    "app",
    "application",
    "webhook",
    "client",
    "service",
    "deploy",
    "integration",
];

/// Last words of names that say something about a secret and are none.
const ABOUT_LAST: [&str; 50] = [
    "arn",
    "arns",
    "name",
    "names",
    "path",
    "paths",
    "parameter",
    "param",
    "parameters",
    "url",
    "uri",
    "endpoint",
    "host",
    "region",
    "version",
    "stage",
    "ttl",
    "expiry",
    "expiration",
    "expires",
    "seconds",
    "minutes",
    "hours",
    "days",
    "timeout",
    "length",
    "limit",
    "count",
    "size",
    "type",
    "file",
    "filename",
    "location",
    "bucket",
    "prefix",
    "table",
    "topic",
    "queue",
    "alias",
    "enabled",
    "required",
    "rotation",
    "manager",
    "store",
    "provider",
    "issuer",
    "header",
    "field",
    "format",
    "policy",
];

/// First words of such names.
const ABOUT_FIRST: [&str; 9] = ["max", "min", "num", "number", "use", "enable", "has", "is", "next"];

const HASHES: [&str; 16] = [
    "hash",
    "hashes",
    "digest",
    "sha",
    "sha1",
    "sha256",
    "md5",
    "checksum",
    "commit",
    "revision",
    "etag",
    "version",
    "uuid",
    "fingerprint",
    "thumbprint",
    "image",
];

/// A name in lower-case words: `dbPassword`, `DB_PASSWORD` and `db-password` are the same two.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let begins = letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if begins || !letter.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_key(words: &[String]) -> bool {
    let fused = |word: &str| {
        let kind = word.strip_suffix("keys").or_else(|| word.strip_suffix("key"));
        kind.is_some_and(|kind| KEYS.contains(&kind))
    };
    let pair = |pair: &[String]| match pair {
        [kind, key] => KEYS.contains(&kind.as_str()) && matches!(key.as_str(), "key" | "keys"),
        _ => false,
    };
    words.iter().any(|word| fused(word)) || words.windows(2).any(pair)
}

/// Whether a value only says where a secret is kept, or what is filled in later, or nothing.
fn only_refers(value: &str) -> bool {
    const BEGINNINGS: [&str; 14] = [
        "arn:",
        "$",
        "{{",
        "{%",
        "<%",
        "%(",
        "States.",
        "AWS::",
        "ssm:",
        "secretsmanager:",
        "vault:",
        "sm://",
        "op://",
        "projects/",
    ];
    let value = value.trim();
    value.len() < 2
        || ["true", "false", "null", "none"].iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.chars().all(|it| matches!(it, '*' | 'x' | 'X'))
        || BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))
        || is_path(value)
        || is_plain_address(value)
}

/// A path of plain words, as parameters have: `/prod/db/password`.
fn is_path(value: &str) -> bool {
    let steps: Vec<&str> = value.split('/').skip(1).collect();
    value.starts_with('/') && steps.len() > 1 && steps.iter().all(|step| is_plain(step))
}

/// An address without a query and without a password: where a token is got.
fn is_plain_address(value: &str) -> bool {
    value.split_once("://").is_some_and(|(scheme, rest)| {
        scheme.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit()) && !rest.contains(['@', '?', '#'])
    })
}

fn is_plain(step: &str) -> bool {
    let plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
    !step.is_empty() && step.bytes().all(plain) && !super::shapes::is_random(step)
}

/// Secrets Manager's names are paths of words too: `prod/warehouse`. A password is not taken for one.
fn names_a_stored_secret(words: &[String], value: &str) -> bool {
    let holder = words.last().is_some_and(|last| matches!(last.as_str(), "secret" | "secrets" | "credentials"));
    let lower = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b'_' | b'/');
    holder && value.contains('/') && value.bytes().all(lower) && value.split('/').all(is_plain)
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(value: &str) -> bool {
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && value.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
}
