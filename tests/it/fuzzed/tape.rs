//! Random policies and estates, drawn from a tape of bytes: a tape that is shorter or lower makes something simpler.

use serde_json::{Map, Value, json};

/// Bytes that decide, one after the other; when they are used up the first choice is taken.
pub struct Tape<'t> {
    bytes: std::slice::Iter<'t, u8>,
}

impl<'t> Tape<'t> {
    pub fn new(bytes: &'t [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    pub fn number(&mut self, below: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or_default()) % below.max(1)
    }

    pub fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.number(choices.len())]
    }

    /// Happens once in so many times; never when the tape is used up.
    pub fn happens(&mut self, once_in: usize) -> bool {
        self.number(once_in) == once_in - 1
    }

    /// A text of these pieces and of letters of any kind.
    pub fn text(&mut self, pieces: &[&str]) -> String {
        let mut text = String::new();
        for _ in 0..self.number(7) {
            if self.happens(3) {
                text.push(self.letter());
            } else {
                let piece: &&str = self.one_of(pieces);
                text.push_str(piece);
            }
        }
        text
    }

    fn letter(&mut self) -> char {
        let mut byte = || u32::from(self.bytes.next().copied().unwrap_or_default());
        match byte() {
            plain @ ..0x80 => char::from_u32(plain),
            high => char::from_u32(((high & 0x7f) << 8) | byte()),
        }
        .unwrap_or('\u{1f512}')
    }

    fn some<'a>(&mut self, choices: &'a [&'a str]) -> Vec<&'a str> {
        let count = 1 + self.number(2);
        (0..count).map(|_| *self.one_of(choices)).collect()
    }
}

pub const ACTIONS: [&str; 14] = [
    "s3:GetObject",
    "*",
    "s3:*",
    "s3:Get*",
    "s3:PutObject",
    "s3:List*",
    "kms:*",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "s3:Delete*",
    "S3:getobject*",
    "s3:?utObject",
    "s3:PutBucketPolicy",
    "kms:Describe*",
];

pub const RESOURCES: [&str; 10] = [
    "*",
    "arn:aws:s3:::raw",
    "arn:aws:s3:::raw/*",
    "arn:aws:s3:::prod-*",
    "arn:aws:s3:::prod-*/logs/*",
    "arn:aws:s3:::*/logs/*",
    "arn:aws:s3:::homes/${aws:username}/*",
    "arn:aws:kms:eu-west-1:111122223333:key/*",
    "arn:aws:s3:::raw/*.csv",
    "arn:aws:s3:::prod-?/*",
];

/// Conditions: operator, key, values.
pub const CONDITIONS: [(&str, &str, &[&str]); 22] = [
    ("Bool", "aws:SecureTransport", &["true"]),
    ("Bool", "aws:MultiFactorAuthPresent", &["true"]),
    ("BoolIfExists", "aws:MultiFactorAuthPresent", &["false"]),
    ("ArnLike", "aws:PrincipalArn", &["arn:aws:iam::*:user/a*"]),
    ("ArnNotLike", "aws:PrincipalArn", &["arn:aws:iam::111122223333:role/*", "arn:aws:iam::444455556666:role/far"]),
    ("StringEquals", "aws:PrincipalAccount", &["111122223333"]),
    ("StringNotEquals", "aws:PrincipalAccount", &["444455556666", "999988887777"]),
    ("StringEquals", "aws:RequestedRegion", &["eu-west-1"]),
    ("StringNotEqualsIfExists", "aws:RequestedRegion", &["us-east-1"]),
    ("StringEquals", "aws:SourceVpce", &["vpce-1"]),
    ("StringNotEquals", "aws:SourceVpce", &["vpce-1"]),
    ("StringEquals", "aws:ResourceAccount", &["111122223333"]),
    ("StringLike", "aws:username", &["a*", "${aws:username}"]),
    ("StringEquals", "kms:ViaService", &["s3.eu-west-1.amazonaws.com"]),
    ("Null", "aws:PrincipalAccount", &["false"]),
    ("Null", "aws:SourceVpce", &["true"]),
    ("IpAddress", "aws:SourceIp", &["203.0.113.0/24", "2001:db8::/32"]),
    ("NotIpAddress", "aws:SourceIp", &["203.0.113.0/24"]),
    ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", &["o-a1b2c3d4e5/*"]),
    ("ForAllValues:StringEquals", "aws:TagKeys", &["team", "stage"]),
    ("NumericLessThan", "s3:max-keys", &["10"]),
    ("DateGreaterThan", "aws:CurrentTime", &["2026-01-01T00:00:00Z"]),
];

/// Whom a resource policy may name.
pub fn principals() -> Vec<Value> {
    vec![
        json!("*"),
        json!({"AWS": "111122223333"}),
        json!({"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::444455556666:role/far"]}),
        json!({"AWS": "arn:aws:iam::444455556666:root"}),
        json!({"AWS": "999988887777"}),
        json!({"AWS": "arn:aws:iam::999988887777:role/guest"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/near/night"}),
        json!({"Service": "logging.s3.amazonaws.com"}),
        json!({"AWS": "arn:aws:iam::111122223333:role/near"}),
    ]
}

/// What a statement may hold.
#[derive(Clone, Copy)]
pub struct Room<'a> {
    /// Whether it names principals.
    pub principals: bool,
    /// Its resources.
    pub resources: &'a [&'a str],
    /// Once in how many times it denies; 1 is always.
    pub denies: usize,
}

pub fn statement(tape: &mut Tape<'_>, room: Room<'_>) -> Value {
    let mut fields = Map::new();
    let effect = if tape.happens(room.denies) { "Deny" } else { "Allow" };
    fields.insert("Effect".to_owned(), json!(effect));
    if room.principals {
        let inverted = tape.happens(8);
        let named = tape.one_of(&principals()).clone();
        fields.insert(if inverted { "NotPrincipal" } else { "Principal" }.to_owned(), named);
    }
    let inverted = tape.happens(6);
    fields.insert(if inverted { "NotAction" } else { "Action" }.to_owned(), json!(tape.some(&ACTIONS)));
    let inverted = tape.happens(6);
    fields.insert(if inverted { "NotResource" } else { "Resource" }.to_owned(), json!(tape.some(room.resources)));
    if tape.happens(2) {
        fields.insert("Condition".to_owned(), conditions(tape));
    }
    Value::Object(fields)
}

fn conditions(tape: &mut Tape<'_>) -> Value {
    let mut conditions: Map<String, Value> = Map::new();
    for _ in 0..1 + tape.number(2) {
        let (operator, key, values) = tape.one_of(&CONDITIONS);
        conditions.insert((*operator).to_owned(), json!({ *key: values }));
    }
    Value::Object(conditions)
}

/// An Allow that covers one of these actions on one of these resources, often on conditions: drawn at random alone, few
/// statements would fit a request.
pub fn fitting(tape: &mut Tape<'_>, actions: &[&str], resources: &[&str], principals: &[Value]) -> Value {
    let mut made = json!({"Effect": "Allow", "Action": *tape.one_of(actions), "Resource": *tape.one_of(resources)});
    if !principals.is_empty() {
        made["Principal"] = tape.one_of(principals).clone();
    }
    if tape.happens(2) {
        made["Condition"] = conditions(tape);
    }
    made
}

pub fn policy(tape: &mut Tape<'_>, room: Room<'_>) -> Value {
    let count = 1 + tape.number(3);
    let statements: Vec<Value> = (0..count).map(|_| statement(tape, room)).collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}
