//! The JSON Schemas of `docs/schemas` describe what the program really takes and says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::simulate::{answers, case, faults};
use crate::policies::scenario;

/// A schema of the documentation.
pub struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    pub fn read(name: &str) -> Self {
        let path = below(&format!("docs/schemas/{name}.schema.json"));
        let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        let place = format!("memory:///{name}");
        compiler.add_resource(&place, schema).unwrap();
        let index = compiler.compile(&place, &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// What is wrong with a value.
    pub fn fault(&self, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.index).err().map(|wrong| format!("{wrong:#}"))
    }
}

fn below(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every case of the scenarios of access.
fn cases() -> Vec<Value> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(below("tests/it/policies/scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    files.sort();
    let read = |path: &PathBuf| scenario::cases(&path.display().to_string(), &std::fs::read_to_string(path).unwrap());
    files.iter().flat_map(read).collect()
}

#[test]
fn every_scenario_and_its_answer_are_as_the_schemas_say() {
    let home = TempDir::new().unwrap();
    let (takes, says) = (Schema::read("access-case"), Schema::read("access-answer"));
    let cases = cases();
    assert!(cases.len() >= 300, "{}", cases.len());
    let input: String = cases.iter().map(|case| format!("{case}\n")).collect();
    let (_, answers) = answers(&home, input.as_bytes(), true);
    assert_eq!(answers.len(), cases.len());
    let mut seen = BTreeSet::new();
    for (case, answer) in cases.iter().zip(&answers) {
        // Of a case that the program refuses, a schema cannot always tell.
        if answer.get("error").is_none() {
            assert_eq!(takes.fault(case), None, "{case}");
        }
        assert_eq!(says.fault(answer), None, "{answer}");
        seen.insert(format!("{} {}", answer["decision"], answer["deny"]));
        seen.extend(answer["because"].as_array().unwrap().iter().map(|it| it["layer"].to_string()));
    }
    // What the answers hold is not only the simplest.
    for wanted in [r#""allow_if" null"#, r#""deny" "explicit""#, r#""deny" "implicit""#, r#""service_control""#] {
        assert!(seen.contains(wanted), "{wanted}: {seen:?}");
    }
}

#[test]
fn the_answer_to_a_wrong_case_is_as_its_schema_says() {
    let home = TempDir::new().unwrap();
    let says = Schema::read("access-answer");
    let lines: Vec<Vec<u8>> = faults().into_iter().map(|(line, _)| line).collect();
    let (_, answers) = answers(&home, &lines.join(b"\n".as_slice()), true);
    assert_eq!(answers.len(), lines.len());
    for answer in &answers {
        assert_eq!(says.fault(answer), None, "{answer}");
    }
}

/// The program refuses what the schema refuses, and the other way round, as far as a schema can tell.
#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let home = TempDir::new().unwrap();
    let takes = Schema::read("access-case");
    // Which callers there are, that keys have no case, and what JSON a text holds are beyond it.
    let beyond = ["names no caller", "given twice", "EOF while parsing"];
    let wrong = faults().into_iter().filter(|(_, says)| !beyond.iter().any(|word| says.contains(word)));
    let read = wrong.filter_map(|(line, says)| Some((serde_json::from_slice::<Value>(&line).ok()?, says)));
    let mut count = 0;
    for (value, says) in read {
        assert!(takes.fault(&value).is_some(), "{says}: {value}");
        count += 1;
    }
    assert!(count > 12, "{count}");

    let optional = json!({
        "id": null, "resource_policy": null, "identity_policies": null, "permissions_boundaries": null,
        "session_policies": null, "service_control_policies": null, "resource_control_policies": null,
        "vpc_endpoint_policies": null, "key_grants": null, "access_control_list": null, "access_point": null,
    });
    let mut whole = case(&json!("x"));
    whole.as_object_mut().unwrap().extend(optional.as_object().unwrap().clone());
    whole["request"]["resource_account"] = Value::Null;
    whole["request"]["context"] = json!({"a:b": 7, "c:d": [true, 1.5, "x"]});
    whole["resource_control_policies"] = json!([{"level": 0, "policies": []}]);
    assert_eq!(takes.fault(&whole), None);
    let (_, answers) = answers(&home, whole.to_string().as_bytes(), false);
    assert_eq!(answers[0].get("error"), None, "{}", answers[0]);
}

/// The fields of the schema are those of the program: none of them is unknown to it.
#[test]
fn every_field_of_the_schema_is_taken() {
    let home = TempDir::new().unwrap();
    let text = std::fs::read_to_string(below("docs/schemas/access-case.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let mut whole = case(&json!("x"));
    whole.as_object_mut().unwrap().insert("unheard_of".to_owned(), json!(1));
    let (_, answers) = answers(&home, whole.to_string().as_bytes(), false);
    let error = answers[0]["error"].as_str().unwrap();
    let (_, known) = error.split_once("expected one of ").unwrap();
    let known: BTreeSet<String> = known.split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
    let fields: BTreeSet<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(known, fields);
}
