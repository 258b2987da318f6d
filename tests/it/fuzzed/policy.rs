//! Any text as a policy: it is read without loss, or refused with a place, and what is written is read again.

use serde_json::{Map, Value};
use tidegate::policy::evaluate::{CompiledPolicy, PolicyKind};
use tidegate::policy::{Inside, Policy, exposure};

const KINDS: [PolicyKind; 6] = [
    PolicyKind::Identity,
    PolicyKind::Resource,
    PolicyKind::Trust,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
    PolicyKind::Endpoint,
];

pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let policy = match Policy::parse(text) {
        Ok(policy) => policy,
        Err(wrong) => {
            assert!(!wrong.place.is_empty() && !wrong.what.is_empty(), "{wrong:?}");
            return;
        }
    };
    assert!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "what is not JSON is read");
    let written = policy.to_json();
    let again = Policy::parse(&written);
    assert_eq!(again.as_ref(), Ok(&policy), "{written}");
    // Numbers and escapes that a tree of JSON cannot hold are kept as written, and cannot be compared with one.
    if let Ok(Value::Object(read)) = serde_json::from_str(text) {
        nothing_is_lost(&read, &serde_json::from_str(&written).unwrap());
    }
    for kind in KINDS {
        match CompiledPolicy::new(&policy, kind) {
            Ok(compiled) => assert_eq!(compiled.statements.len(), policy.statements.len()),
            Err(wrong) => assert!(wrong.place.starts_with("Statement[") && !wrong.what.is_empty(), "{wrong:?}"),
        }
    }
    exposure(&policy, &Inside { account: &|id| id == "111122223333", organization: None, canonical: None });
}

/// The same elements with the same values, but for the freedoms of writing.
fn nothing_is_lost(read: &Map<String, Value>, written: &Map<String, Value>) {
    for (name, value) in read.iter().filter(|(name, _)| *name != "Statement") {
        assert_eq!(written.get(name), Some(value), "{name}");
    }
    let (read, written) = (listed(&read["Statement"]), listed(&written["Statement"]));
    assert_eq!(read.len(), written.len());
    for (read, written) in read.iter().zip(&written) {
        let names = |it: &Value| {
            let mut names: Vec<String> = it.as_object().unwrap().keys().cloned().collect();
            // No condition is as good as none written.
            names.retain(|name| name != "Condition" || !plain(it, name).is_empty());
            names.sort();
            names
        };
        assert_eq!(names(read), names(written));
        for name in names(read) {
            assert_eq!(plain(read, &name), plain(written, &name), "{name}");
        }
    }
}

fn listed(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    }
}

/// An element in one form: what it says as sorted lines, whatever the brackets and the order of names.
fn plain(statement: &Value, name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let value = statement.get(name).unwrap_or(&Value::Null);
    match (name, value) {
        ("Principal" | "NotPrincipal", Value::String(_)) => lines.push("AWS *".to_owned()),
        ("Principal" | "NotPrincipal", Value::Object(kinds)) => {
            for (kind, names) in kinds {
                lines.extend(listed(names).iter().map(|it| format!("{kind} {}", it.as_str().unwrap())));
            }
        }
        ("Condition", Value::Object(operators)) => {
            for (operator, key, values) in flat(operators) {
                let values: Vec<String> = listed(values).iter().map(condition_value).collect();
                lines.push(format!("{operator:?} {key:?} {values:?}"));
            }
        }
        (_, value) => return listed(value).iter().map(Value::to_string).collect(),
    }
    lines.sort();
    lines
}

fn flat(operators: &Map<String, Value>) -> impl Iterator<Item = (&String, &String, &Value)> {
    let keys = operators.iter().filter_map(|(operator, keys)| Some((operator, keys.as_object()?)));
    keys.flat_map(|(operator, keys)| keys.iter().map(move |(key, values)| (operator, key, values)))
}

/// A number is written as the text that stood there; the tree of JSON holds it less exactly.
fn condition_value(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse::<f64>().map_or(text, |number| format!("{number:.9e}"))
}
