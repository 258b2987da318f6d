//! Single questions: may this caller do this, and if the data is encrypted with a key, may it use the key as well?

use crate::policy::Effect;
use crate::policy::actions::ActionTable;
use crate::policy::evaluate::{
    Caller, Context, Decision, Flip, Formula, Request, Truth, Verdict, changes, explain, least_change,
};

use super::AccessIndex;
use super::key::{self, StoreKey};
use super::point::Behind;
use super::store::Store;

/// The answer to a question: the verdict, and the halves that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it goes through as a whole.
    pub decision: Decision,
    /// When it goes through.
    pub condition: Formula,
    /// The action itself.
    pub data: Half,
    /// The action on the bucket, where it goes through an access point.
    pub bucket: Option<Half>,
    /// The uses of the key, where the data is encrypted with one: writing to some stores needs two.
    pub keys: Vec<Half>,
}

/// One of the parts of an answer, all of which must go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half {
    /// The action.
    pub action: String,
    /// What it acts on.
    pub resource: String,
    /// What was given of the request.
    pub context: Context,
    /// The verdict.
    pub verdict: Verdict,
}

impl Answer {
    /// The parts of the answer: the action, the bucket behind an access point, the key.
    pub fn halves(&self) -> impl Iterator<Item = &Half> {
        std::iter::once(&self.data).chain(&self.bucket).chain(&self.keys)
    }
}

impl AccessIndex {
    /// Whether a caller may do an action on a resource, with the reasons. Where the resource's data is encrypted with
    /// a customer's key, the use of the key is a second half, and where the request goes through an access point, the
    /// action on the bucket is another.
    pub fn explain(&self, caller: &Caller, action: &str, resource: &str, context: &Context) -> Answer {
        let behind = self.behind(resource).filter(|_| acts_on_bucket(action));
        let context = match &behind {
            Some(behind) => self.through_point(context.clone(), behind.point),
            None => context.clone(),
        };
        let data = self.half(caller, action, resource, context.clone());
        let bucket = behind.map(|it| self.bucket_half(caller, action, &it, context.clone()));
        let keys = self.key_halves(caller, action, resource, &context);
        let rest = bucket.iter().chain(&keys).map(|half| half.verdict.condition.clone());
        let condition = rest.fold(data.verdict.condition.clone(), Truth::and);
        let rest = bucket.iter().chain(&keys).map(|it| it.verdict.decision);
        let decision = joined(&condition, std::iter::once(data.verdict.decision).chain(rest));
        Answer { decision, condition, data, bucket, keys }
    }

    /// The least changes, of statements and of context, that would each turn one part of an answer around. What must
    /// hold of a conditional part its condition says already.
    pub fn changes(&self, caller: &Caller, half: &Half) -> Vec<Flip> {
        if half.verdict.decision == Decision::AllowIf {
            return Vec::new();
        }
        let request = self.request(caller, &half.action, &half.resource, half.context.clone()).part_by_part();
        changes(&request, &self.policies(&request), &half.verdict)
    }

    /// The least of these changes.
    pub fn least_change(&self, caller: &Caller, half: &Half) -> Option<Flip> {
        if half.verdict.decision == Decision::AllowIf {
            return None;
        }
        let request = self.request(caller, &half.action, &half.resource, half.context.clone()).part_by_part();
        least_change(&request, &self.policies(&request), &half.verdict)
    }

    fn half(&self, caller: &Caller, action: &str, resource: &str, context: Context) -> Half {
        let request: Request = self.request(caller, action, resource, context.clone()).part_by_part();
        let verdict = explain(&request, &self.policies(&request));
        Half { action: action.to_owned(), resource: request.resource().to_owned(), context, verdict }
    }

    fn bucket_half(&self, caller: &Caller, action: &str, behind: &Behind, context: Context) -> Half {
        if self.resource_of(&behind.arn).is_some() {
            return self.half(caller, action, &behind.arn, context);
        }
        let condition =
            Formula::unread(|| format!("the bucket behind it, {}, which was not read,", behind.arn), Effect::Allow);
        unread_half(action, behind.arn.to_string(), context, condition)
    }

    fn key_halves(&self, caller: &Caller, action: &str, resource: &str, context: &Context) -> Vec<Half> {
        let needed = key::needed(action);
        let store = if needed.is_empty() { None } else { self.store_of(resource).and_then(|id| self.store(id)) };
        let Some(store) = store else { return Vec::new() };
        needed.iter().filter_map(|needed| self.key_half(caller, needed, store, context)).collect()
    }

    fn key_half(&self, caller: &Caller, needed: &str, store: &Store, context: &Context) -> Option<Half> {
        match &store.key {
            StoreKey::None => None,
            StoreKey::Key(arn) => {
                // The service asks for the key on the caller's behalf.
                let context = self.through_store(context.clone(), store.id);
                Some(self.half(caller, needed, arn, context))
            }
            StoreKey::Elsewhere(name) => {
                let condition = Formula::unread(|| key::elsewhere(name), Effect::Allow);
                Some(unread_half(needed, name.clone(), context.clone(), condition))
            }
            StoreKey::Hidden(gap) => {
                let condition = Formula::gap(*gap, Effect::Allow);
                Some(unread_half(needed, "the key of the store".to_owned(), context.clone(), condition))
            }
        }
    }
}

/// Whether an action on an access point is one on the bucket behind it, and not one that manages the access point.
fn acts_on_bucket(action: &str) -> bool {
    let table = ActionTable::aws();
    let taken = |id, arn: &str| table.takes(id, arn);
    table.find(action).is_none_or(|id| taken(id, "arn:aws:s3:::b") || taken(id, "arn:aws:s3:::b/k"))
}

fn unread_half(action: &str, resource: String, context: Context, condition: Formula) -> Half {
    let verdict = Verdict {
        decision: Decision::Unknown,
        gaps: condition.gaps(),
        condition,
        because: Vec::new(),
        lacks: Vec::new(),
        rules: Vec::new(),
    };
    Half { action: action.to_owned(), resource, context, verdict }
}

/// The decision of both halves together: the worse of them, and what the joint condition says.
fn joined(condition: &Formula, halves: impl Iterator<Item = Decision>) -> Decision {
    let denied = halves.filter(|it| matches!(it, Decision::Deny(_))).min();
    match (denied, condition) {
        (Some(denied), _) => denied,
        (None, condition) => Decision::of(condition),
    }
}
