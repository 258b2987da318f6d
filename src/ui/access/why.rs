//! Why a request is allowed or not: its layers in the order in which they are asked, each with what it says.

use crate::model::{Detail, Document, Resource, ResourceId};
use crate::policy::Effect;
use crate::policy::access::{AccessIndex, Answer, Half as Decided};
use crate::policy::evaluate::{
    Caller, Context, Decision, Denial, Formula, Layer, LayerKind, Level, Policies, Reason, Request,
};
use crate::ui::text::{Safe, safe};

use super::words::{caller_of, caller_words, kind_of};
use super::{Asked, context};

/// The answer to a request, laid out for the screen.
#[derive(Debug)]
pub struct Why {
    /// The principal, in words.
    pub principal: Safe,
    /// Whether the whole goes through.
    pub decision: Decision,
    /// When it goes through, where that depends; empty otherwise.
    pub condition: Safe,
    /// The roles that are assumed first, the request itself and, where there is one, the use of the key.
    pub halves: Vec<Half>,
}

/// One request of those that must all go through.
#[derive(Debug)]
pub struct Half {
    /// What it is to the whole, in words.
    pub part: Safe,
    /// The action.
    pub action: Safe,
    /// What it acts on.
    pub resource: Safe,
    /// Whether it goes through by itself.
    pub decision: Decision,
    /// The layers, in the order of the evaluation.
    pub layers: Vec<LayerStand>,
    /// Rules that decide without a statement.
    pub rules: Vec<Safe>,
    /// What could not be read and would decide.
    pub gaps: Vec<Safe>,
}

/// What a layer says.
#[derive(Debug)]
pub struct LayerStand {
    /// Its name.
    pub name: Safe,
    /// What it comes to.
    pub stand: Stand,
    /// More about it: how many policies were asked, or that it is not there.
    pub detail: Safe,
    /// The statements of it that bear on the answer.
    pub statements: Vec<Statement>,
}

/// What a layer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// A statement allows it.
    Allows,
    /// A statement allows it under a condition.
    MayAllow,
    /// A statement denies it.
    Denies,
    /// A statement denies it under a condition.
    MayDeny,
    /// It would have to allow, and no statement does.
    Lacks,
    /// It could not be read.
    Unread,
    /// It neither allows nor denies, and need not.
    Silent,
    /// There is none.
    None,
}

/// A statement that bears on the answer.
#[derive(Debug)]
pub struct Statement {
    /// The policy and the statement, in words.
    pub name: Safe,
    /// Whether its policy only limits what others allow: that of an organization.
    pub limits: bool,
    /// Allow or deny.
    pub effect: Effect,
    /// When it applies, where that depends; empty otherwise.
    pub when: Safe,
    /// The ARN of the resource that carries the policy.
    pub carrier: Option<String>,
    /// The policy and the place of the statement in it.
    pub document: Option<(Document, usize)>,
}

/// Explains a request.
///
/// # Errors
/// When a part of the request is not understood.
pub fn why(index: &AccessIndex, asked: &Asked) -> Result<Why, Safe> {
    let caller = caller_of(index, &asked.principal)?;
    if !asked.action.contains(':') {
        return Err(safe!("{} is no action; actions are written like s3:GetObject", asked.action));
    }
    if asked.resource != "*" && !asked.resource.starts_with("arn:") {
        return Err(safe!(
            "{} is no resource; resources are written as ARNs, like arn:aws:s3:::name/*",
            asked.resource
        ));
    }
    let context = context::parse(&asked.context).map_err(|wrong| Safe::new(&wrong))?;
    let roles = asked.through.iter().map(|role| caller_of(index, role)).collect::<Result<Vec<Caller>, Safe>>()?;
    let callers: Vec<&Caller> = std::iter::once(&caller).chain(&roles).collect();
    let mut halves = Vec::new();
    let mut answers = Vec::new();
    for (from, role) in callers.iter().zip(&asked.through) {
        let step = index.explain(from, assuming(from), role, &context);
        let part = if answers.is_empty() { "First, a role is assumed" } else { "Then, a role is assumed" };
        halves.push(laid_out(index, from, &step.data, &context, Safe::own(part)));
        answers.push(step);
    }
    let last = callers.last().copied().unwrap_or(&caller);
    let answer = index.explain(last, &asked.action, &asked.resource, &context);
    let part = Safe::own(if answer.key.is_some() { "The data" } else { "The request" });
    halves.push(laid_out(index, last, &answer.data, &context, part));
    halves.extend(answer.key.iter().map(|key| laid_out(index, last, key, &context, Safe::own("The key of the data"))));
    answers.push(answer);
    let known = index.subject_of(&caller).and_then(|id| index.subject(id)).map(|it| it.kind);
    let kind = known.unwrap_or_else(|| kind_of(&caller));
    Ok(Why {
        principal: caller_words(index.estate(), kind, &caller),
        decision: answers.iter().map(|it| it.decision).min_by_key(|it| rank(*it)).unwrap_or(Decision::Unknown),
        condition: condition(&answers),
        halves,
    })
}

/// The order in which parts decide the whole: the least lets the least through.
fn rank(decision: Decision) -> u8 {
    match decision {
        Decision::Deny(_) => 0,
        Decision::Unknown => 1,
        Decision::AllowIf => 2,
        Decision::Allow => 3,
    }
}

/// The action with which a caller assumes a role.
fn assuming(caller: &Caller) -> &'static str {
    match caller {
        Caller::Federated(provider) if provider.contains(":saml-provider/") => "sts:AssumeRoleWithSAML",
        Caller::Federated(_) => "sts:AssumeRoleWithWebIdentity",
        _ => "sts:AssumeRole",
    }
}

/// When all of them go through, where that depends.
fn condition(answers: &[Answer]) -> Safe {
    match Formula::all(answers.iter().map(|it| it.condition.clone())) {
        Formula::Yes | Formula::No => Safe::default(),
        depends => safe!("{depends}"),
    }
}

fn laid_out(index: &AccessIndex, caller: &Caller, half: &Decided, context: &Context, part: Safe) -> Half {
    let request = index.request(caller, &half.action, &half.resource, context.clone());
    let policies = index.policies(&request);
    let estate = index.estate();
    let lay = Lay { index, request: &request, half };
    let gap = |id| estate.gap(id).map(|gap| safe!("{gap}"));
    Half {
        part,
        action: Safe::new(&half.action),
        resource: Safe::new(&half.resource),
        decision: half.verdict.decision,
        layers: lay.layers(&policies),
        rules: half.verdict.rules.iter().map(|rule| safe!("{rule}")).collect(),
        gaps: half.verdict.gaps.iter().filter_map(|&id| gap(id)).collect(),
    }
}

/// Lays the layers of one request out.
struct Lay<'a> {
    index: &'a AccessIndex,
    request: &'a Request,
    half: &'a Decided,
}

impl Lay<'_> {
    fn layers(&self, policies: &Policies<'_>) -> Vec<LayerStand> {
        let side = &policies.resource_side;
        let mut all = Vec::new();
        if self.request.caller().identity().is_some() {
            all.push(self.one(LayerKind::Identity, None, Some(&policies.identity)));
            all.push(self.one(LayerKind::PermissionsBoundary, None, policies.boundary.as_ref()));
        }
        all.extend(policies.session.as_ref().map(|it| self.one(LayerKind::Session, None, Some(it))));
        all.extend(self.levels(LayerKind::ServiceControl, policies.service_control.as_deref()));
        all.extend(self.levels(LayerKind::ResourceControl, policies.resource_control.as_deref()));
        all.push(self.one(LayerKind::Resource, None, policies.resource.as_ref()));
        all.extend(side.grants.as_ref().map(|it| self.one(LayerKind::Grant, None, Some(it))));
        let list = side.access_control_list.as_ref();
        all.extend(list.map(|it| self.one(LayerKind::AccessControlList, None, Some(it))));
        all.extend(policies.endpoint.as_ref().map(|it| self.one(LayerKind::Endpoint, None, Some(it))));
        all
    }

    fn levels(&self, kind: LayerKind, levels: Option<&[Level<'_>]>) -> Vec<LayerStand> {
        let one = |level: &Level<'_>| self.one(kind, Some(level.name), Some(&level.layer));
        levels.unwrap_or_default().iter().map(one).collect()
    }

    fn one(&self, kind: LayerKind, level: Option<&str>, layer: Option<&Layer<'_>>) -> LayerStand {
        let name = level.map_or_else(|| safe!("{kind}"), |level| safe!("{kind} of {level}"));
        let Some(layer) = layer else {
            return LayerStand { name, stand: Stand::None, detail: Safe::own("none"), statements: Vec::new() };
        };
        let verdict = &self.half.verdict;
        let own = |it: &&Reason| it.layer == kind && it.level.as_deref() == level;
        let reasons: Vec<&Reason> = verdict.because.iter().filter(own).collect();
        let lacks = verdict.lacks.iter().any(|it| it.layer == kind && it.level.as_deref() == level);
        let unread = !layer.gaps.is_empty() || !layer.unread.is_empty();
        let detail = match (layer.policies.len(), layer.unread.first()) {
            (_, Some(what)) => safe!("not read: {what}"),
            (1, None) => safe!("1 policy asked"),
            (count, None) => safe!("{count} policies asked"),
        };
        let statements = reasons.iter().map(|it| self.statement(it)).collect();
        LayerStand { name, stand: stand(&reasons, lacks, unread), detail, statements }
    }

    fn statement(&self, reason: &Reason) -> Statement {
        let estate = self.index.estate();
        let carrier = self.index.carrier(self.request, reason).and_then(|id: ResourceId| estate.resource(id));
        let document = carrier.and_then(|it| document(it, reason)).map(|it| (it.clone(), reason.statement));
        let sid = reason.sid.as_ref().map_or_else(String::new, |sid| format!(" ({sid})"));
        Statement {
            name: safe!("{}, statement {}{sid}", reason.policy, reason.statement + 1),
            limits: matches!(reason.layer, LayerKind::ServiceControl | LayerKind::ResourceControl),
            effect: reason.effect,
            when: if reason.applies == Formula::Yes { Safe::default() } else { safe!("{}", reason.applies) },
            carrier: carrier.map(|it| it.arn.to_string()),
            document,
        }
    }
}

fn stand(reasons: &[&Reason], lacks: bool, unread: bool) -> Stand {
    let any = |effect: Effect, surely: bool| {
        reasons.iter().any(|it| it.effect == effect && (!surely || it.applies == Formula::Yes))
    };
    match () {
        () if any(Effect::Deny, true) => Stand::Denies,
        () if any(Effect::Deny, false) => Stand::MayDeny,
        () if any(Effect::Allow, true) => Stand::Allows,
        () if unread => Stand::Unread,
        () if any(Effect::Allow, false) => Stand::MayAllow,
        () if lacks => Stand::Lacks,
        () => Stand::Silent,
    }
}

/// The document that holds a statement, on the resource that carries it. Grants and access control lists are none.
fn document<'r>(carrier: &'r Resource, reason: &Reason) -> Option<&'r Document> {
    match reason.layer {
        LayerKind::Grant | LayerKind::AccessControlList => return None,
        LayerKind::Resource => return carrier.detail.documents().last(),
        _ => {}
    }
    let inline = match &carrier.detail {
        Detail::User(it) => &it.inline,
        Detail::Role(it) => &it.inline,
        Detail::Group(it) => &it.inline,
        _ => return carrier.detail.documents().next(),
    };
    // The policies of a group are named after it.
    let name = reason.policy.rsplit('/').next().unwrap_or(&reason.policy);
    inline.iter().find(|it| it.name == name).map(|it| &it.document)
}

/// The decision in words.
pub fn decision_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allowed",
        Decision::AllowIf => "allowed on a condition",
        Decision::Deny(Denial::Explicit) => "denied by a statement",
        Decision::Deny(Denial::Implicit) => "not allowed",
        Decision::Unknown => "not known: something that could not be read decides",
    }
}
