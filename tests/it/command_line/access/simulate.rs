//! `tidegate access simulate`: answers in order, nothing lost, and every fault of an input named with its place.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command_line::{err, out, tidegate};

const LOADER: &str = "arn:aws:iam::111122223333:role/loader";

/// A case that is allowed if the request comes through an endpoint.
pub(super) fn case(id: &Value) -> Value {
    json!({
        "id": id,
        "request": {"principal": LOADER, "action": "s3:GetObject", "resource": "arn:aws:s3:::raw/x"},
        "identity_policies": [{"name": "Read", "policy": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
            {"Sid": "R", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw/*",
             "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}
        ]}}],
    })
}

/// The program's answers to an input, given as a file.
pub(super) fn answers(home: &TempDir, input: &[u8], batch: bool) -> (Output, Vec<Value>) {
    let file = home.path().join("cases.json");
    std::fs::write(&file, input).unwrap();
    let mut arguments = vec!["access", "simulate", file.to_str().unwrap()];
    arguments.extend(batch.then_some("--batch"));
    let output = tidegate(home.path(), &arguments);
    let answers = out(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output, answers)
}

fn start(home: &TempDir, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(arguments)
        .env("TIDEGATE_HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_case_is_answered_with_the_statement_and_the_condition() {
    let home = TempDir::new().unwrap();
    let text = serde_json::to_string_pretty(&case(&json!("read"))).unwrap();
    let (output, answers) = answers(&home, format!("\u{feff}{text}\n").as_bytes(), false);
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    let [answer] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!((&answer["id"], &answer["decision"]), (&json!("read"), &json!("allow_if")));
    assert_eq!(answer["conditions"], json!(["`aws:SourceVpce` is `vpce-1`"]));
    let because = json!([{"layer": "identity", "policy": "Read", "statement": 1, "sid": "R", "effect": "Allow"}]);
    assert_eq!(answer["because"], because);
    assert!(answer.get("deny").is_none() && answer.get("error").is_none(), "{answer}");
}

/// More than one read gives, so that blocks and cores have to keep the order.
#[test]
fn a_batch_is_answered_in_its_order() {
    let home = TempDir::new().unwrap();
    let mut input = String::new();
    for number in 0..3_000 {
        let end = ["\n", "\r\n", "\n\n", "\n \t\n"][number % 4];
        input += &format!("{}{end}", case(&json!(number)));
    }
    let (output, answers) = answers(&home, input.trim_end().as_bytes(), true);
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    let ids: Vec<u64> = answers.iter().map(|answer| answer["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, (0..3_000).collect::<Vec<_>>());
    assert!(answers.iter().all(|answer| answer["decision"] == "allow_if"));
}

/// A program at the other end of a pipe may wait for an answer before it asks again.
#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let home = TempDir::new().unwrap();
    let mut program = start(&home, &["access", "simulate", "--batch", "-"]);
    let mut asks = program.stdin.take().unwrap();
    let mut says = BufReader::new(program.stdout.take().unwrap()).lines();
    for id in ["first", "second"] {
        writeln!(asks, "{}", case(&json!(id))).unwrap();
        let answer: Value = serde_json::from_str(&says.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["id"], id);
    }
    drop(asks);
    assert_eq!(program.wait().unwrap().code(), Some(0));
}

/// What a case must say to be wrong, and how the error ends.
pub(super) fn faults() -> Vec<(Vec<u8>, &'static str)> {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut case = case(&json!("x"));
        change(&mut case);
        case.to_string().into_bytes()
    };
    let request = |field: &'static str, value: Value| with(&|case| case["request"][field] = value.clone());
    let policy = |value: Value| with(&|case| case["identity_policies"][0]["policy"] = value.clone());
    let levels = |value: Value| with(&|case| case["service_control_policies"] = value.clone());
    let whole = case(&json!("x")).to_string();
    vec![
        (request("action", json!(7)), "request.action: is `7`, not a text"),
        (
            request("action", json!("s3:*")),
            "request.action: `s3:*` is not one action of a service, such as `s3:GetObject`",
        ),
        (
            request("principal", json!("nobody")),
            "request.principal: `nobody` names no caller: give the ARN of a user, role or session, an account id, a service \
             or `anonymous`",
        ),
        (request("resource_account", json!("prod")), "request.resource_account: `prod` is not 12 digits"),
        (request("context", json!([])), "request.context: is a list, not an object"),
        (request("context", json!({"a:b": null})), "request.context.a:b: is neither a text nor a list of texts"),
        (request("context", json!({"a:b": ["x", []]})), "request.context.a:b: is a list with what is no text"),
        (request("context", json!({"a:b": "x", "A:B": "y"})), "request.context: `A:B` is given twice"),
        (
            request("contexts", json!({})),
            "request.contexts: unknown field `contexts`, expected one of `principal`, `action`, `resource`, \
             `resource_account`, `resource_is_pattern`, `context`, `context_complete`",
        ),
        (with(&|case| case["request"] = json!([LOADER, "s3:GetObject"])), "request: is a list, not an object"),
        (with(&|case| case["request"] = json!({"principal": LOADER})), "request: missing field `action`"),
        (with(&|case| case["identity_policies"] = json!({})), "identity_policies: is an object, not a list"),
        (
            policy(json!({"Statement": {"Effect": "Allow"}})),
            "identity_policies[0].policy.Statement: has neither Action nor NotAction",
        ),
        (policy(json!("{")), "identity_policies[0].policy: EOF while parsing an object at line 1 column 1"),
        (
            with(&|case| case["identity_policies"][0]["nam"] = json!("x")),
            "identity_policies[0].nam: unknown field `nam`, expected `name` or `policy`",
        ),
        (with(&|case| case["resource_policy"] = json!(7)), "resource_policy: is not a JSON object"),
        (
            levels(json!([{"level": [], "policies": []}])),
            "service_control_policies[0].level: is neither a name nor a number",
        ),
        (levels(json!([["root", []]])), "service_control_policies[0]: is a list, not an object"),
        (
            levels(json!([{"policies": []}, {"policies": [{"policy": {}}]}])),
            "service_control_policies[1].policies[0].policy: has no Statement",
        ),
        (
            with(&|case| case["access_point"] = json!({"arn": "arn:aws:s3:::raw"})),
            "access_point.arn: `arn:aws:s3:::raw` is not the ARN of an access point",
        ),
        (with(&|case| case["access_point"] = json!({"policy": {}})), "access_point: missing field `arn`"),
        (whole.as_bytes()[..whole.len() - 9].to_vec(), "the text ends before the case does"),
        (format!("{whole}}}").into_bytes(), "is not JSON: trailing characters"),
        (whole.replacen("loader", "load\\q", 1).into_bytes(), "is not JSON: invalid escape"),
        ([&whole.as_bytes()[..40], b"\xff", &whole.as_bytes()[40..]].concat(), "column 41: is not UTF-8"),
    ]
}

#[test]
fn every_fault_is_an_answer_that_names_line_and_field() {
    let home = TempDir::new().unwrap();
    let good = case(&json!("good")).to_string().into_bytes();
    let faults = faults();
    let mut lines: Vec<Vec<u8>> = faults.iter().flat_map(|(line, _)| [line.clone(), Vec::new()]).collect();
    lines.push(good);
    let (output, mut answers) = answers(&home, &lines.join(b"\n".as_slice()), true);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(answers.pop().unwrap()["decision"], "allow_if");
    assert_eq!(answers.len(), faults.len());
    let file = home.path().join("cases.json");
    for (number, (answer, (_, says))) in answers.iter().zip(&faults).enumerate() {
        let error = answer["error"].as_str().unwrap();
        assert!(error.starts_with(&format!("{}:{}: ", file.display(), 2 * number + 1)), "{error}");
        assert!(error.ends_with(says), "`{error}` does not say `{says}`");
        assert_eq!((&answer["id"], &answer["decision"]), (&json!("x"), &json!("unknown")), "{error}");
        assert_eq!(answer["because"], json!([]));
    }
    let said = err(&output);
    assert!(said.starts_with(&format!("{} of {} cases are wrong", faults.len(), faults.len() + 1)), "{said}");
    assert!(said.contains("cases.json:1: request.action"), "{said}");
}

#[test]
fn an_input_that_is_not_one_case_says_so() {
    let home = TempDir::new().unwrap();
    let one = case(&json!("x")).to_string();
    let twice = format!("{one}\n{one}\n");
    let laid_out = serde_json::to_string_pretty(&case(&json!("x"))).unwrap().replace("Allow", "allow");
    let wrong_type = laid_out.replace(&format!("\"{LOADER}\""), "7");
    for (input, says) in [
        (twice.as_str(), "--batch"),
        (&format!("[{one}]"), "--batch"),
        ("", "holds no case"),
        (&laid_out, "identity_policies[0].policy.Statement[1].Effect: is neither Allow nor Deny"),
        (&wrong_type, "cases.json: line 4, column"),
        (&wrong_type, "request.principal: is `7`, not a text"),
    ] {
        let (output, answers) = answers(&home, input.as_bytes(), false);
        assert_eq!((output.status.code(), answers.len()), (Some(2), 1), "{says}");
        assert!(answers[0]["error"].as_str().unwrap().contains(says), "{says}: {answers:?}");
        assert!(err(&output).contains(says), "{says}: {}", err(&output));
    }
    let (output, answers) = answers(&home, laid_out.as_bytes(), true);
    assert_eq!(output.status.code(), Some(2));
    assert!(answers.len() > 5 && err(&output).contains("without --batch"), "{}", err(&output));
}

#[test]
fn an_input_that_cannot_be_read_is_named() {
    let home = TempDir::new().unwrap();
    let missing = home.path().join("no-such-file").display().to_string();
    let folder = home.path().display().to_string();
    for (file, batch) in [(&missing, false), (&missing, true), (&folder, false), (&folder, true)] {
        let mut arguments = vec!["access", "simulate", file];
        arguments.extend(batch.then_some("--batch"));
        let output = tidegate(home.path(), &arguments);
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""), "{file}");
        assert!(err(&output).contains(file.as_str()), "{}", err(&output));
    }
}

#[test]
fn a_line_without_end_is_refused_and_the_next_one_answered() {
    let home = TempDir::new().unwrap();
    let mut input = vec![b'a'; 18 << 20];
    input.push(b'\n');
    input.extend(case(&json!("after")).to_string().into_bytes());
    let (output, answers) = answers(&home, &input, true);
    assert_eq!((output.status.code(), answers.len()), (Some(2), 2));
    assert!(answers[0]["error"].as_str().unwrap().ends_with("cases.json:1: the line is longer than 16 MiB"));
    assert_eq!((&answers[1]["id"], &answers[1]["decision"]), (&json!("after"), &json!("allow_if")));
}

/// A reader such as `head` that goes away ends the program, and is no error.
#[test]
fn a_reader_that_goes_away_ends_a_batch() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("cases.json");
    std::fs::write(&file, format!("{}\n", case(&json!("x"))).repeat(5_000)).unwrap();
    let mut program = start(&home, &["access", "simulate", "--batch", file.to_str().unwrap()]);
    let mut first = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("allow_if"), "{first}");
    assert_eq!(program.wait().unwrap().code(), Some(0));
}
