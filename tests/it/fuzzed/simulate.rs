//! Any line given to `access simulate`: it is answered, by a decision or by an error, in one line of JSON.

use serde_json::Value;
use tidegate::policy::simulate;

pub fn check(data: &[u8]) {
    let Ok(line) = std::str::from_utf8(data) else { return };
    let mut answer = simulate::answer(line);
    let written = serde_json::to_string(&answer).unwrap();
    assert!(serde_json::from_str::<serde::de::IgnoredAny>(&written).is_ok() && !written.contains('\n'), "{written}");
    // The id is repeated as it was given, also where it is a number that no reader can hold.
    answer.id = None;
    let answer = serde_json::to_value(answer).unwrap();
    let decisions = ["allow", "allow_if", "deny", "unknown"];
    let decided = answer["decision"].as_str().is_some_and(|it| decisions.contains(&it));
    let failed = answer["error"].as_str().is_some_and(|it| !it.is_empty());
    assert!(decided && (!failed || answer["decision"] == "unknown"), "{answer}");
    let is_object = serde_json::from_str::<Value>(line).is_ok_and(|it| it.is_object());
    assert!(is_object || failed, "{answer}");
}
