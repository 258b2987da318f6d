//! Properties of edits: exact meaning, untouched text, and removing what was added gives the original bytes back.

use proptest::prelude::*;
use serde_json::{Value, json};
use tidegate::remedy::edit_json::{Left, add_condition, add_statement, remove_principals, remove_statement};

/// A way to lay a document out.
#[derive(Debug, Clone, Copy)]
enum Layout {
    Minified,
    Two,
    Four,
    Tabs,
    Windows,
    StatementsOnLines,
}

fn lay_out(value: &Value, layout: Layout) -> String {
    let indented = |indent: &[u8]| {
        let mut out = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(indent);
        serde::Serialize::serialize(value, &mut serde_json::Serializer::with_formatter(&mut out, formatter)).unwrap();
        String::from_utf8(out).unwrap()
    };
    match layout {
        Layout::Minified => value.to_string(),
        Layout::Two => indented(b"  "),
        Layout::Four => indented(b"    ") + "\n",
        Layout::Tabs => indented(b"\t"),
        Layout::Windows => indented(b"  ").replace('\n', "\r\n"),
        Layout::StatementsOnLines => {
            let lines: Vec<String> = value["Statement"].as_array().unwrap().iter().map(Value::to_string).collect();
            format!("{{\n \"Version\" : \"2012-10-17\",\n \"Statement\" : [\n  {}\n ]\n}}", lines.join(",\n  "))
        }
    }
}

fn layouts() -> impl Strategy<Value = Layout> {
    prop_oneof![
        Just(Layout::Minified),
        Just(Layout::Two),
        Just(Layout::Four),
        Just(Layout::Tabs),
        Just(Layout::Windows),
        Just(Layout::StatementsOnLines),
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9:/*]{0,12}", Just("q\"uo\\te".to_owned()), Just("{[,]}: é\u{202e}".to_owned())]
}

fn statements() -> impl Strategy<Value = Value> {
    let condition = prop_oneof![
        Just(None),
        words().prop_map(|word| Some(json!({ "StringLike": { "aws:PrincipalArn": [word] } }))),
    ];
    (words(), prop::collection::vec(words(), 1..4), prop::collection::vec("[0-9]{12}", 1..4), condition).prop_map(
        |(sid, actions, accounts, condition)| {
            let mut statement = json!({ "Sid": sid, "Effect": "Allow", "Principal": { "AWS": accounts, "Service": "a.b" }, "Action": actions });
            if let Some(condition) = condition {
                statement["Condition"] = condition;
            }
            statement
        },
    )
}

fn documents() -> impl Strategy<Value = Value> {
    prop::collection::vec(statements(), 1..5).prop_map(|all| json!({ "Version": "2012-10-17", "Statement": all }))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The text of each statement, cut out by counting braces outside of strings.
fn texts(text: &str) -> Vec<String> {
    let (mut depth, mut start, mut quoted, mut escaped) = (0, 0, false, false);
    let mut found = Vec::new();
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => {
                depth += 1;
                if depth == 2 {
                    start = place;
                }
            }
            b'}' if !quoted => {
                if depth == 2 {
                    found.push(text[start..=place].to_owned());
                }
                depth -= 1;
            }
            _ => {}
        }
    }
    found
}

proptest! {
    #[test]
    fn what_is_added_can_be_taken_away(value in documents(), new in statements(), layout in layouts()) {
        let text = lay_out(&value, layout);
        let added = add_statement(&text, &new).unwrap();
        let mut expected = value.clone();
        expected["Statement"].as_array_mut().unwrap().push(new);
        prop_assert_eq!(parsed(&added), expected);
        let count = texts(&text).len();
        prop_assert_eq!(&texts(&added)[..count], &texts(&text)[..]);
        prop_assert_eq!(added.contains('\n'), text.contains('\n'));
        prop_assert_eq!(remove_statement(&added, count), Ok(Left::Document(text)));
    }

    #[test]
    fn removing_leaves_the_others_untouched(value in documents(), at in any::<prop::sample::Index>(), layout in layouts()) {
        let text = lay_out(&value, layout);
        let mut kept = texts(&text);
        let index = at.index(kept.len());
        kept.remove(index);
        match remove_statement(&text, index).unwrap() {
            Left::Nothing => prop_assert!(kept.is_empty()),
            Left::Document(left) => prop_assert_eq!(texts(&left), kept),
        }
    }

    #[test]
    fn a_condition_touches_only_its_statement(value in documents(), at in any::<prop::sample::Index>(), layout in layouts()) {
        let text = lay_out(&value, layout);
        let before = texts(&text);
        let index = at.index(before.len());
        let added = add_condition(&text, index, "StringEquals", "aws:PrincipalOrgID", &json!("o-1")).unwrap();
        let mut expected = value.clone();
        expected["Statement"][index]["Condition"]["StringEquals"]["aws:PrincipalOrgID"] = json!("o-1");
        prop_assert_eq!(parsed(&added), expected);
        for (place, (was, is)) in before.iter().zip(texts(&added)).enumerate() {
            prop_assert!(place == index || *was == is);
        }
    }

    #[test]
    fn only_the_unwanted_principals_go(value in documents(), at in any::<prop::sample::Index>(), bits in any::<u8>(), layout in layouts()) {
        let text = lay_out(&value, layout);
        let index = at.index(value["Statement"].as_array().unwrap().len());
        let accounts: Vec<String> = value["Statement"][index]["Principal"]["AWS"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        let unwanted = |name: &str| accounts.iter().position(|it| it == name).is_some_and(|place| bits & (1 << place) != 0);
        let Left::Document(left) = remove_principals(&text, index, |_, name| unwanted(name)).unwrap() else { panic!("the service stays") };
        let kept: Vec<&String> = accounts.iter().filter(|it| !unwanted(it)).collect();
        let mut expected = value.clone();
        if kept.is_empty() {
            expected["Statement"][index]["Principal"].as_object_mut().unwrap().remove("AWS");
        } else {
            expected["Statement"][index]["Principal"]["AWS"] = json!(kept);
        }
        prop_assert_eq!(parsed(&left), expected);
    }
}
