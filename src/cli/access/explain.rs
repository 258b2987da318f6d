//! `tidegate access explain`: one request, with the statements that decide, layer by layer.

use std::fmt::Write as _;
use std::sync::Arc;

use color_eyre::eyre::Result;
use serde_json::{Value, json};

use super::names;
use super::{ExplainArguments, ExplainFormat};
use crate::cli::Exit;
use crate::cli::answer::{estate, print, tell};
use crate::policy::Effect;
use crate::policy::access::{AccessIndex, Answer, Half};
use crate::policy::actions::ActionTable;
use crate::policy::evaluate::{Caller, Decision, Denial, Flip, Formula, LayerKind, Reason};
use crate::policy::simulate;
use crate::report;
use crate::text::visible;

pub(super) fn explain(asked: &ExplainArguments) -> Result<Exit> {
    names::one_action(&asked.action)?;
    let index = AccessIndex::new(Arc::new(estate(&asked.snapshot)?));
    let caller = names::principal(&index, &asked.principal)?;
    let resource = names::resource(&index, &asked.resource, Some(&asked.action))?;
    let context = names::context(&asked.context);
    if ActionTable::aws().find(&asked.action).is_none() {
        tell(&format!("the table of actions does not know {}; it is matched by its text", visible(&asked.action)));
    }
    let answer = index.explain(&caller, &asked.action, &resource, &context);
    let told = Told { index: &index, caller: &caller, answer: &answer };
    match asked.format {
        ExplainFormat::Text => print(&told.text())?,
        ExplainFormat::Json => print(&report::json(&told.json())?)?,
    }
    Ok(Exit::Done)
}

/// Said of a resource that the estate does not hold.
const ELSEWHERE: &str =
    "the resource is not in this snapshot: a policy of its own, which may allow or deny, is not counted";

/// An answer with what is needed to tell it.
struct Told<'a> {
    index: &'a AccessIndex,
    caller: &'a Caller,
    answer: &'a Answer,
}

impl Told<'_> {
    fn halves(&self) -> impl Iterator<Item = &Half> {
        self.answer.halves()
    }

    fn text(&self) -> String {
        let data = &self.answer.data;
        let mut text = format!("{}\n", verdict_words(self.answer.decision));
        let _ = writeln!(text, "  {}: {} on {}", self.caller, data.action, data.resource);
        let conditions = conditions(&self.answer.condition);
        if matches!(self.answer.decision, Decision::AllowIf | Decision::Unknown) {
            for (place, condition) in conditions.iter().enumerate() {
                let _ = writeln!(text, "  {} {condition}", if place == 0 { "if " } else { "and" });
            }
        }
        for half in self.halves() {
            text.push('\n');
            self.half(&mut text, half);
        }
        // Names and conditions come from a cloud.
        text.lines().map(|line| format!("{}\n", visible(line))).collect()
    }

    fn half(&self, text: &mut String, half: &Half) {
        let verdict = &half.verdict;
        let _ = writeln!(text, "{} on {}: {}", half.action, half.resource, verdict_words(verdict.decision));
        for lack in &verdict.lacks {
            let _ = writeln!(text, "  {lack}");
        }
        for (head, statements) in layers(&verdict.because) {
            let _ = writeln!(text, "  {head}");
            for statement in statements {
                let _ = writeln!(text, "    {statement}");
            }
        }
        for note in self.notes(half) {
            let _ = writeln!(text, "  note: {note}");
        }
        for gap in verdict.gaps.iter().filter_map(|gap| self.index.estate().gap(*gap)) {
            let _ = writeln!(text, "  not read: {gap}");
        }
        if let Some(flip) = self.least_change(half) {
            let changes: Vec<String> = flip.changes.iter().map(ToString::to_string).collect();
            let _ = writeln!(text, "  would be {}: {}", turned(&flip), changes.join(", and "));
        }
    }

    /// Rules that no policy states, and what the snapshot cannot tell of.
    fn notes(&self, half: &Half) -> Vec<String> {
        let rules = half.verdict.rules.iter().map(ToString::to_string);
        let is_data = std::ptr::eq(half, &self.answer.data);
        let elsewhere = is_data && half.resource != "*" && self.index.resource_of(&half.resource).is_none();
        rules.chain(elsewhere.then(|| ELSEWHERE.to_owned())).collect()
    }

    fn least_change(&self, half: &Half) -> Option<Flip> {
        self.index.least_change(self.caller, half)
    }

    fn json(&self) -> Value {
        let half = |half: &Half| self.half_json(half);
        json!({
            "format": 1,
            "principal": self.caller.to_string(),
            "action": self.answer.data.action,
            "resource": self.answer.data.resource,
            "decision": decision_id(self.answer.decision),
            "conditions": match self.answer.decision {
                Decision::AllowIf | Decision::Unknown => conditions(&self.answer.condition),
                _ => Vec::new(),
            },
            "data": half(&self.answer.data),
            "bucket": self.answer.bucket.as_ref().map(half),
            "keys": self.answer.keys.iter().map(half).collect::<Vec<_>>(),
        })
    }

    fn half_json(&self, half: &Half) -> Value {
        let told = simulate::Answer::new(None, &half.verdict);
        let reasons = told.because.iter().zip(&half.verdict.because).map(|(because, reason)| {
            let mut value = json!(because);
            if let (Some(fields), false) = (value.as_object_mut(), reason.applies == Formula::Yes) {
                fields.insert("if".to_owned(), json!(reason.applies.to_string()));
            }
            value
        });
        let reasons: Vec<Value> = reasons.collect();
        let gaps = half.verdict.gaps.iter().filter_map(|gap| self.index.estate().gap(*gap));
        let change = self.least_change(half);
        json!({
            "action": half.action,
            "resource": half.resource,
            "decision": told.decision,
            "deny": told.deny,
            "because": reasons,
            "conditions": told.conditions,
            "lacks": told.lacks,
            "notes": self.notes(half),
            "gaps": gaps.map(ToString::to_string).collect::<Vec<_>>(),
            "least_change": change.map(|flip| json!({
                "then": turned(&flip),
                "changes": flip.changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })),
        })
    }
}

fn turned(flip: &Flip) -> &'static str {
    if flip.allows { "allowed" } else { "denied" }
}

/// The statements by layer. Levels of an organization that say the same are told once.
fn layers(because: &[Reason]) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(LayerKind, Vec<&str>, Vec<String>)> = Vec::new();
    for of_level in because.chunk_by(|a, b| (a.layer, &a.level) == (b.layer, &b.level)) {
        let Some(first) = of_level.first() else { continue };
        let statements: Vec<String> = of_level.iter().map(statement).collect();
        match found.last_mut() {
            Some((layer, levels, same)) if *layer == first.layer && *same == statements => {
                levels.extend(first.level.as_deref());
            }
            _ => found.push((first.layer, first.level.iter().map(String::as_str).collect(), statements)),
        }
    }
    let head = |layer: LayerKind, levels: &[&str]| match levels {
        [] => layer.to_string(),
        levels => format!("{layer} of {}", levels.join(", ")),
    };
    found.into_iter().map(|(layer, levels, statements)| (head(layer, &levels), statements)).collect()
}

/// `allow  ReadRaw, statement 1 (Read)`, and when it applies if that is not always.
fn statement(reason: &Reason) -> String {
    let effect = match reason.effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny ",
    };
    let sid = reason.sid.as_ref().map(|sid| format!(" ({sid})")).unwrap_or_default();
    let applies = match &reason.applies {
        Formula::Yes => String::new(),
        open => format!(", if {open}"),
    };
    format!("{effect}  {}, statement {}{sid}{applies}", reason.policy, reason.statement + 1)
}

/// The conditions that must all hold.
pub(super) fn conditions(formula: &Formula) -> Vec<String> {
    match formula {
        Formula::Yes => Vec::new(),
        Formula::All(members) => {
            let mut all: Vec<String> = members.iter().map(ToString::to_string).collect();
            // Sorted by what they say, those of several gaps stand side by side.
            all.dedup();
            all
        }
        other => vec![other.to_string()],
    }
}

fn verdict_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allowed",
        Decision::AllowIf => "allowed under conditions",
        Decision::Deny(Denial::Explicit) => "denied by a statement",
        Decision::Deny(Denial::Implicit) => "denied: an allow is missing",
        Decision::Unknown => "unknown: what could not be read decides",
    }
}

fn decision_id(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allow",
        Decision::AllowIf => "allow_if",
        Decision::Deny(_) => "deny",
        Decision::Unknown => "unknown",
    }
}
