//! Scenarios: policies and a table of requests with their verdicts, read from Markdown.
//!
//! A file holds scenarios, each under a `## ` heading. A scenario names its source, gives policies as fenced JSON after
//! a line that says what they are, and ends with one table of requests.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use tidegate::policy::simulate::{Answer, answer};

/// Runs every row of a file; the text of all that went wrong, and the number of rows.
pub fn run(file: &str, text: &str) -> (usize, String) {
    let (mut rows, mut wrong) = (0, String::new());
    for scenario in text.split("\n## ").skip(1) {
        let scenario = Scenario::read(file, scenario);
        for row in &scenario.rows {
            rows += 1;
            if let Err(what) = scenario.check(row) {
                let _ = writeln!(wrong, "{file}: {}: {}\n    {what}", scenario.title, row.line);
            }
        }
    }
    (rows, wrong)
}

/// The case of every row of a file, as the command line takes it.
pub fn cases(file: &str, text: &str) -> Vec<Value> {
    let scenarios = text.split("\n## ").skip(1).map(|scenario| Scenario::read(file, scenario));
    scenarios.flat_map(|it| it.rows.iter().map(|row| it.case(row)).collect::<Vec<_>>()).collect()
}

struct Scenario {
    title: String,
    policies: Map<String, Value>,
    request: Map<String, Value>,
    rows: Vec<Row>,
}

struct Row {
    line: String,
    who: String,
    action: String,
    resource: String,
    context: String,
    verdict: String,
    because: String,
}

impl Scenario {
    fn read(file: &str, text: &str) -> Self {
        let title = text.lines().next().unwrap_or_default().to_owned();
        let at = format!("{file}: {title}");
        assert!(text.lines().any(|line| line.starts_with("Source: ")), "{at}: name the source in a line `Source: …`");
        let mut scenario = Self { title, policies: Map::new(), request: Map::new(), rows: Vec::new() };
        let mut lines = text.lines().skip(1);
        let mut last = String::new();
        while let Some(line) = lines.next() {
            if line.starts_with("```") {
                let json: String =
                    lines.by_ref().take_while(|line| !line.starts_with("```")).collect::<Vec<_>>().join("\n");
                // The document stays text, so that the engine judges it.
                scenario.add(&at, &last, Value::String(json));
            } else if line.starts_with('|') {
                scenario.rows.extend(Row::read(&at, line));
            } else if let Some(fact) = line.strip_prefix("- ") {
                scenario.fact(&at, fact);
            } else if !line.trim().is_empty() {
                last = line.trim_end_matches(':').to_owned();
            }
        }
        assert!(!scenario.rows.is_empty(), "{at}: has no rows");
        scenario
    }

    /// Adds a policy by the line before it, such as "identity `Readers`" or "service control, root: `Full`".
    fn add(&mut self, at: &str, line: &str, document: Value) {
        let (kind, name) =
            line.split_once('`').map_or((line, "policy"), |(kind, name)| (kind, name.trim_end_matches('`')));
        let (kind, level) = kind.split_once(',').unwrap_or((kind, ""));
        let entry = json!({"name": name, "policy": document});
        let level = level.trim().trim_end_matches(':');
        match kind.trim().to_ascii_lowercase().as_str() {
            "identity" => self.push("identity_policies", entry),
            "boundary" => self.push("permissions_boundaries", entry),
            "session" => self.push("session_policies", entry),
            "endpoint" => self.push("vpc_endpoint_policies", entry),
            "service control" => self.push_level("service_control_policies", level, entry),
            "resource control" => self.push_level("resource_control_policies", level, entry),
            "key grant" => self.push("key_grants", entry),
            "resource" | "trust" => self.only(at, "resource_policy", entry),
            "access control list" => self.only(at, "access_control_list", entry),
            "access point" => {
                self.point().insert("policy".to_owned(), entry);
            }
            other => panic!("{at}: `{other}` is no layer"),
        }
    }

    fn only(&mut self, at: &str, field: &str, entry: Value) {
        assert!(self.policies.insert(field.to_owned(), entry).is_none(), "{at}: two of {field}");
    }

    fn push(&mut self, field: &str, entry: Value) {
        list(&mut self.policies, field).push(entry);
    }

    fn push_level(&mut self, field: &str, level: &str, entry: Value) {
        let levels = list(&mut self.policies, field);
        match levels.iter_mut().find(|it| it["level"] == level) {
            Some(found) => found["policies"].as_array_mut().unwrap().push(entry),
            None => levels.push(json!({"level": level, "policies": [entry]})),
        }
    }

    /// A fact of the scenario, such as "resource account: 444455556666" or "empty boundary".
    fn fact(&mut self, at: &str, fact: &str) {
        match fact.split_once(": ").unwrap_or((fact, "")) {
            ("resource account", account) => {
                self.request.insert("resource_account".into(), json!(account));
            }
            ("access point", arn) => {
                self.point().insert("arn".to_owned(), json!(arn));
            }
            ("access point of the network", network) => {
                self.point().insert("vpc".to_owned(), json!(network));
            }
            ("resources are patterns", _) => {
                self.request.insert("resource_is_pattern".into(), json!(true));
            }
            ("the caller's account manages the organization", _) => self.flag("principal_is_management_account"),
            ("the resource's account manages the organization", _) => self.flag("resource_is_management_account"),
            ("block public access restricts the policy", _) => self.flag("public_policy_is_restricted"),
            ("empty boundary", _) => drop(list(&mut self.policies, "permissions_boundaries")),
            ("empty session", _) => drop(list(&mut self.policies, "session_policies")),
            ("empty endpoint", _) => drop(list(&mut self.policies, "vpc_endpoint_policies")),
            ("empty service control", level) => empty_level(&mut self.policies, "service_control_policies", level),
            ("empty resource control", level) => empty_level(&mut self.policies, "resource_control_policies", level),
            (other, _) => panic!("{at}: `{other}` is no fact of a scenario"),
        }
    }

    fn point(&mut self) -> &mut Map<String, Value> {
        let field = self.policies.entry("access_point").or_insert_with(|| json!({}));
        field.as_object_mut().unwrap()
    }

    fn flag(&mut self, field: &str) {
        self.policies.insert(field.to_owned(), json!(true));
    }

    /// The case of a row.
    fn case(&self, row: &Row) -> Value {
        let mut request = self.request.clone();
        let (open, context) = match row.context.strip_prefix("open") {
            Some(rest) => (true, rest.trim_start_matches(';')),
            None => (false, row.context.as_str()),
        };
        request.insert("principal".into(), json!(row.who));
        request.insert("action".into(), json!(row.action));
        request.insert("resource".into(), json!(row.resource));
        request.insert("context".into(), context_of(context));
        request.insert("context_complete".into(), json!(!open));
        let mut case = self.policies.clone();
        case.insert("request".into(), Value::Object(request));
        Value::Object(case)
    }

    fn check(&self, row: &Row) -> Result<(), String> {
        let answer = answer(&self.case(row).to_string());
        let found = verdict_of(&answer);
        if found != row.verdict {
            return Err(format!("found `{found}`, because {}", because_of(&answer)));
        }
        let (because, note) = row.because.split_once("note: ").unwrap_or((&row.because, ""));
        if !because.is_empty() && because_of(&answer) != because.trim_end_matches("; ") {
            return Err(format!("decided by `{}`", because_of(&answer)));
        }
        if !note.is_empty() && !answer.notes.iter().any(|it| it == note) {
            return Err(format!("notes {:?}", answer.notes));
        }
        Ok(())
    }
}

impl Row {
    fn read(at: &str, line: &str) -> Option<Self> {
        if line.starts_with("|---") || line.starts_with("| who ") || line.starts_with("| ---") {
            return None;
        }
        let cells: Vec<String> = line
            .trim()
            .trim_start_matches('|')
            .trim_end_matches('|')
            .split('|')
            .map(|cell| cell.trim().replace('`', ""))
            .collect();
        let [who, action, resource, context, verdict, because] = cells.as_slice() else {
            panic!("{at}: six cells: {line}")
        };
        Some(Self {
            line: line.to_owned(),
            who: who.clone(),
            action: action.clone(),
            resource: resource.clone(),
            context: context.clone(),
            verdict: verdict.clone(),
            because: because.clone(),
        })
    }
}

/// `key=value; list=[a, b]`
fn context_of(cell: &str) -> Value {
    let mut map = Map::new();
    for entry in cell.split(';').map(str::trim).filter(|it| !it.is_empty()) {
        let (key, value) = entry.split_once('=').unwrap_or_else(|| panic!("`{entry}` is not key=value"));
        let value = match value.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(list) => json!(list.split(',').map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>()),
            None => json!(value.trim()),
        };
        map.insert(key.trim().to_owned(), value);
    }
    Value::Object(map)
}

fn verdict_of(answer: &Answer) -> String {
    match (answer.decision, answer.deny) {
        _ if answer.error.is_some() => "error".to_owned(),
        ("allow_if", _) => format!("allow if {}", answer.conditions.join(" and ")).replace('`', ""),
        ("deny", Some("explicit")) => "explicit deny".to_owned(),
        (decision, _) => decision.to_owned(),
    }
}

/// `identity Readers[0]; resource Shared[1]`, or what is missing, or the error.
fn because_of(answer: &Answer) -> String {
    if let Some(error) = &answer.error {
        return error.replace('`', "");
    }
    let statements = answer.because.iter().map(|it| {
        let level = it.level.as_ref().map(|level| format!(" {level}:")).unwrap_or_default();
        format!("{}{level} {}[{}]", it.layer, it.policy, it.statement)
    });
    let lacks = answer.lacks.iter().cloned();
    let all: Vec<String> = if answer.decision == "deny" && answer.deny == Some("implicit") {
        lacks.collect()
    } else {
        statements.collect()
    };
    all.join("; ")
}

fn list<'m>(map: &'m mut Map<String, Value>, field: &str) -> &'m mut Vec<Value> {
    map.entry(field).or_insert_with(|| json!([])).as_array_mut().unwrap()
}

fn empty_level(map: &mut Map<String, Value>, field: &str, level: &str) {
    let levels = list(map, field);
    if !level.is_empty() {
        levels.push(json!({"level": level, "policies": []}));
    }
}
