//! One line of output: the decision of a case, and what decided it.

use serde::Serialize;

use super::Id;
use crate::policy::Effect;
use crate::policy::evaluate::{Decision, Denial, Formula, Reason, Verdict};

/// The answer to a case.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// The case's id.
    pub id: Option<Id>,
    /// `allow`, `allow_if`, `deny` or `unknown`.
    pub decision: &'static str,
    /// How it is denied: `explicit` or `implicit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deny: Option<&'static str>,
    /// The statements that decided.
    pub because: Vec<Because>,
    /// What must hold for the request to be allowed, each in words; all of them must.
    pub conditions: Vec<String>,
    /// The layers that would have to allow and do not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// Rules of AWS that no policy states and that decided, or that its documentation leaves open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why the case could not be evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A statement that decided.
#[derive(Debug, Serialize)]
pub struct Because {
    /// The layer of its policy.
    pub layer: &'static str,
    /// The level of the organization, where the layer has levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The name of its policy.
    pub policy: String,
    /// Its place in the policy, from 0.
    pub statement: usize,
    /// Its own id.
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    pub effect: &'static str,
}

impl Answer {
    /// The answer of a verdict.
    pub fn new(id: Option<Id>, verdict: &Verdict) -> Self {
        let (decision, deny) = match verdict.decision {
            Decision::Allow => ("allow", None),
            Decision::AllowIf => ("allow_if", None),
            Decision::Deny(Denial::Explicit) => ("deny", Some("explicit")),
            Decision::Deny(Denial::Implicit) => ("deny", Some("implicit")),
            Decision::Unknown => ("unknown", None),
        };
        let lacks = verdict.lacks.iter().map(ToString::to_string).collect();
        let notes = verdict.rules.iter().map(ToString::to_string).collect();
        let because = verdict.because.iter().map(Because::new).collect();
        Self { id, decision, deny, because, conditions: conditions(verdict), lacks, notes, error: None }
    }

    /// The answer to a case that cannot be evaluated.
    pub fn error(id: Option<Id>, error: String) -> Self {
        Self {
            id,
            decision: "unknown",
            deny: None,
            because: Vec::new(),
            conditions: Vec::new(),
            lacks: Vec::new(),
            notes: Vec::new(),
            error: Some(error),
        }
    }
}

impl Because {
    fn new(reason: &Reason) -> Self {
        Self {
            layer: reason.layer.id(),
            level: reason.level.clone(),
            policy: reason.policy.clone(),
            statement: reason.statement,
            sid: reason.sid.clone(),
            effect: match reason.effect {
                Effect::Allow => "Allow",
                Effect::Deny => "Deny",
            },
        }
    }
}

/// The condition taken apart at its outermost "and".
fn conditions(verdict: &Verdict) -> Vec<String> {
    match (verdict.decision, &verdict.condition) {
        (Decision::AllowIf | Decision::Unknown, Formula::All(members)) => {
            members.iter().map(|member| member.to_string()).collect()
        }
        (Decision::AllowIf | Decision::Unknown, other) => vec![other.to_string()],
        _ => Vec::new(),
    }
}
