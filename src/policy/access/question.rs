//! Single questions: may this caller do this, and if the data is encrypted with a key, may it use the key as well?

use crate::model::ResourceId;
use crate::policy::Effect;
use crate::policy::evaluate::{
    Caller, Context, Decision, Flip, Formula, Request, Truth, Verdict, changes, explain, least_change,
};

use super::AccessIndex;
use super::key::{self, StoreKey};

/// The answer to a question: the verdict, and the halves that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it goes through as a whole.
    pub decision: Decision,
    /// When it goes through.
    pub condition: Formula,
    /// The action itself.
    pub data: Half,
    /// The use of the key, where the data is encrypted with one.
    pub key: Option<Half>,
}

/// One of the two halves of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half {
    /// The action.
    pub action: String,
    /// What it acts on.
    pub resource: String,
    /// The verdict.
    pub verdict: Verdict,
}

impl AccessIndex {
    /// Whether a caller may do an action on a resource, with the reasons. Where the resource's data is encrypted with
    /// a customer's key, the use of the key is a second half.
    pub fn explain(&self, caller: &Caller, action: &str, resource: &str, context: &Context) -> Answer {
        let data = self.half(caller, action, resource, context.clone());
        let key = self.key_half(caller, action, resource, context);
        let second = key.as_ref().map_or(Formula::Yes, |half| half.verdict.condition.clone());
        let condition = data.verdict.condition.clone().and(second);
        let halves = [Some(data.verdict.decision), key.as_ref().map(|it| it.verdict.decision)];
        let decision = joined(&condition, halves.into_iter().flatten());
        Answer { decision, condition, data, key }
    }

    /// The least changes, of statements and of context, that would each turn one half of an answer around. What must
    /// hold of a conditional half its condition says already.
    pub fn changes(&self, caller: &Caller, answer: &Answer, half: &Half, context: &Context) -> Vec<Flip> {
        if half.verdict.decision == Decision::AllowIf {
            return Vec::new();
        }
        let request = self.request_of_half(caller, answer, half, context);
        changes(&request, &self.policies(&request), &half.verdict)
    }

    /// The least of these changes.
    pub fn least_change(&self, caller: &Caller, answer: &Answer, half: &Half, context: &Context) -> Option<Flip> {
        if half.verdict.decision == Decision::AllowIf {
            return None;
        }
        let request = self.request_of_half(caller, answer, half, context);
        least_change(&request, &self.policies(&request), &half.verdict)
    }

    fn request_of_half(&self, caller: &Caller, answer: &Answer, half: &Half, context: &Context) -> Request {
        let is_key = answer.key.as_ref().is_some_and(|key| std::ptr::eq(key, half));
        let store = self.resource_of(&answer.data.resource).filter(|_| is_key);
        // The service asks for the key on the caller's behalf.
        let context = store.map_or_else(|| context.clone(), |store| self.through_store(context.clone(), store));
        self.request(caller, &half.action, &half.resource, context)
    }

    fn half(&self, caller: &Caller, action: &str, resource: &str, context: Context) -> Half {
        let request: Request = self.request(caller, action, resource, context);
        let verdict = explain(&request, &self.policies(&request));
        Half { action: action.to_owned(), resource: request.resource().to_owned(), verdict }
    }

    fn key_half(&self, caller: &Caller, action: &str, resource: &str, context: &Context) -> Option<Half> {
        let needed = key::needed(action)?;
        let id: ResourceId = self.resource_of(resource)?;
        match &self.store(id)?.key {
            StoreKey::None => None,
            StoreKey::Key(arn) => {
                // The service asks for the key on the caller's behalf.
                let context = self.through_store(context.clone(), id);
                Some(self.half(caller, needed, arn, context))
            }
            StoreKey::Elsewhere(name) => {
                let condition = Formula::unread(|| key::elsewhere(name), Effect::Allow);
                Some(unread_half(needed, name.clone(), condition))
            }
            StoreKey::Hidden(gap) => {
                let condition = Formula::gap(*gap, Effect::Allow);
                Some(unread_half(needed, "the key of the store".to_owned(), condition))
            }
        }
    }
}

fn unread_half(action: &str, resource: String, condition: Formula) -> Half {
    let verdict = Verdict {
        decision: Decision::Unknown,
        gaps: condition.gaps(),
        condition,
        because: Vec::new(),
        lacks: Vec::new(),
        rules: Vec::new(),
    };
    Half { action: action.to_owned(), resource, verdict }
}

/// The decision of both halves together: the worse of them, and what the joint condition says.
fn joined(condition: &Formula, halves: impl Iterator<Item = Decision>) -> Decision {
    let denied = halves.filter(|it| matches!(it, Decision::Deny(_))).min();
    match (denied, condition) {
        (Some(denied), _) => denied,
        (None, condition) => Decision::of(condition),
    }
}
