//! Writing a policy as JSON, so that reading it again gives the same policy.

use serde_json::Value;

use super::values::{Clause, Condition, Effect, Policy, Principal, PrincipalClause, Statement, Version};

impl Policy {
    /// The policy as compact JSON: what [`Policy::parse`] read, it reads again from this text.
    ///
    /// Lists of one are written as one, numbers and booleans in conditions as strings: they mean the same. A policy
    /// made by hand that JSON cannot hold, such as two conditions with one operator and one key, is written with a
    /// name twice: no reader takes it for a policy that lets in more.
    pub fn to_json(&self) -> String {
        let version = match self.version {
            Version::V2008 => "2008-10-17",
            Version::V2012 => "2012-10-17",
        };
        let statements = format!("[{}]", joined(self.statements.iter().map(statement)));
        let id = self.id.as_deref().map(|id| ("Id", text(id)));
        object([("Version", text(version))].into_iter().chain(id).chain([("Statement", statements)]))
    }
}

fn statement(statement: &Statement) -> String {
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    let principal = match &statement.principal {
        PrincipalClause::Absent => None,
        PrincipalClause::Is(all) => Some(("Principal", principals(all))),
        PrincipalClause::Not(all) => Some(("NotPrincipal", principals(all))),
    };
    let conditions = &statement.conditions;
    let members = [
        statement.sid.as_deref().map(|sid| ("Sid", text(sid))),
        Some(("Effect", text(effect))),
        principal,
        Some(clause(&statement.action, "Action", "NotAction")),
        statement.resource.as_ref().map(|resource| clause(resource, "Resource", "NotResource")),
        (!conditions.is_empty()).then(|| ("Condition", operators(conditions))),
    ];
    object(members.into_iter().flatten())
}

fn clause<'n>(clause: &Clause, is: &'n str, not: &'n str) -> (&'n str, String) {
    match clause {
        Clause::Is(patterns) => (is, one_or_list(patterns.iter().map(String::as_str))),
        Clause::Not(patterns) => (not, one_or_list(patterns.iter().map(String::as_str))),
    }
}

fn principals(all: &[Principal]) -> String {
    if let [Principal::Everyone] = all {
        return text("*");
    }
    let runs = all.chunk_by(|a, b| named(a).0 == named(b).0);
    object(runs.filter_map(|run| {
        let (kind, _) = named(run.first()?);
        Some((kind, one_or_list(run.iter().map(|principal| named(principal).1))))
    }))
}

/// The kind and the name of a principal as they are written.
fn named(principal: &Principal) -> (&'static str, &str) {
    match principal {
        Principal::Everyone => ("AWS", "*"),
        Principal::Aws(name) => ("AWS", name),
        Principal::Service(name) => ("Service", name),
        Principal::Federated(name) => ("Federated", name),
        Principal::CanonicalUser(name) => ("CanonicalUser", name),
    }
}

fn operators(all: &[Condition]) -> String {
    let runs = all.chunk_by(|a, b| a.operator == b.operator);
    object(runs.filter_map(|run| Some((run.first()?.operator.as_str(), keys(run)))))
}

fn keys(run: &[Condition]) -> String {
    object(run.iter().map(|it| (it.key.as_str(), one_or_list(it.values.iter().map(String::as_str)))))
}

fn one_or_list<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> String {
    let single = texts.len() == 1;
    let list = joined(texts.map(text));
    if single { list } else { format!("[{list}]") }
}

fn object<'a>(members: impl Iterator<Item = (&'a str, String)>) -> String {
    format!("{{{}}}", joined(members.map(|(name, json)| format!("{}:{json}", text(name)))))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}
