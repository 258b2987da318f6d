//! Why a request is allowed or not: its layers in the order in which they are asked, each with what it says.

use crate::model::{Detail, Document, Resource, ResourceId};
use crate::policy::Effect;
use crate::policy::access::{AccessIndex, Half as Decided, unread_list, unread_words};
use crate::policy::evaluate::{
    Caller, Change, Decision, Denial, Flip, Formula, Lack, Layer, LayerKind, Level, Policies, Reason, Request,
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
    /// What would turn it around.
    pub turn: Option<Turn>,
    /// What could not be read and decides, in short; empty otherwise.
    pub unread: Safe,
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
    /// What would turn it around.
    pub turn: Option<Turn>,
}

/// What would turn a verdict around: the least change of statements, or of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Whether it would be allowed then.
    pub allows: bool,
    /// The changes, in words.
    pub by: Safe,
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

impl LayerStand {
    /// Whether both allow it, and by the same statements.
    fn allows_as(&self, other: &Self) -> bool {
        let told = |it: &Self| -> Vec<(Safe, Safe)> {
            it.statements.iter().map(|it| (it.name.clone(), it.when.clone())).collect()
        };
        let allow = [self, other].iter().all(|it| it.stand == Stand::Allows);
        allow && told(self) == told(other)
    }
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
        halves.push(Lay { index, caller: from }.half(&step.data, part));
        answers.push(step);
    }
    let last = callers.last().copied().unwrap_or(&caller);
    let answer = index.explain(last, &asked.action, &asked.resource, &context);
    let lay = Lay { index, caller: last };
    halves.push(lay.half(&answer.data, if answer.halves().count() > 1 { "The data" } else { "The request" }));
    halves.extend(answer.bucket.iter().map(|half| lay.half(half, "The bucket behind the access point")));
    halves.extend(answer.keys.iter().map(|key| lay.half(key, "The key of the data")));
    answers.push(answer);
    let known = index.subject_of(&caller).and_then(|id| index.subject(id)).map(|it| it.kind);
    let kind = known.unwrap_or_else(|| kind_of(&caller));
    let decision = answers.iter().map(|it| it.decision).min_by_key(|it| rank(*it)).unwrap_or(Decision::Unknown);
    let whole = Formula::all(answers.iter().map(|it| it.condition.clone()));
    Ok(Why {
        principal: caller_words(index.estate(), kind, &caller),
        decision,
        condition: match &whole {
            Formula::Yes | Formula::No => Safe::default(),
            _ if decision == Decision::Unknown => Safe::default(),
            depends => safe!("{depends}"),
        },
        turn: turn_of_all(decision, &halves),
        unread: match decision {
            Decision::Unknown => Safe::new(&unread_words(index.estate(), &whole)),
            _ => Safe::default(),
        },
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

/// What would turn the whole around: of what is denied every half must turn, of what is allowed any.
fn turn_of_all(decision: Decision, halves: &[Half]) -> Option<Turn> {
    let denied = |half: &&Half| matches!(half.decision, Decision::Deny(_));
    match decision {
        Decision::Unknown | Decision::AllowIf => None,
        Decision::Allow => halves.last().and_then(|half| half.turn.clone()),
        Decision::Deny(_) => {
            let several = halves.iter().filter(denied).count() > 1;
            let mut all: Vec<String> = Vec::new();
            for half in halves.iter().filter(denied) {
                let by = half.turn.as_ref()?.by.to_string();
                all.push(if several { format!("{by} ({})", half.action) } else { by });
            }
            let open = halves.iter().any(|half| !denied(&half) && half.decision != Decision::Allow);
            (!open).then(|| Turn { allows: true, by: Safe::new(&all.join(", and ")) })
        }
    }
}

/// The changes in words, as what follows "would be allowed" or "would be denied".
fn turn(flips: &[Flip]) -> Option<Turn> {
    let words = |change: &Change| match change {
        Change::Context(literal) => format!("if {literal}"),
        Change::Remove(reason) => {
            let sid = sid_words(reason);
            let place = reason.statement + 1;
            format!("without statement {place}{sid} of {}{}", reason.policy, layer_words(reason))
        }
        Change::Allow(Lack { layer, level: None }) => format!("with an allow in the {layer}"),
        Change::Allow(Lack { layer, level: Some(level) }) => format!("with an allow in the {layer} of {level}"),
    };
    let all = |flip: &Flip| flip.changes.iter().map(words).collect::<Vec<_>>().join(" and ");
    let mut ways: Vec<String> = flips.iter().map(all).collect();
    // What is denied is turned by another request first, what is allowed by other policies.
    if flips.iter().any(|flip| flip.allows) {
        ways.reverse();
    }
    flips.first().map(|first| Turn { allows: first.allows, by: Safe::new(&ways.join(", or ")) })
}

/// A statement by its policy, its place and its own id.
fn statement_words(reason: &Reason) -> String {
    format!("{}, statement {}{}", reason.policy, reason.statement + 1, sid_words(reason))
}

fn sid_words(reason: &Reason) -> String {
    reason.sid.as_ref().map_or_else(String::new, |sid| format!(" ({sid})"))
}

/// The layer of a statement, where the name of its policy does not say it.
fn layer_words(reason: &Reason) -> String {
    match (reason.layer, &reason.level) {
        (LayerKind::Resource | LayerKind::AccessPoint | LayerKind::Grant | LayerKind::AccessControlList, _) => {
            String::new()
        }
        (layer, Some(level)) => format!(" in the {layer} of {level}"),
        (layer, None) => format!(" in the {layer}"),
    }
}

/// Lays an answer out.
struct Lay<'a> {
    index: &'a AccessIndex,
    caller: &'a Caller,
}

impl Lay<'_> {
    fn half(&self, half: &Decided, part: &'static str) -> Half {
        let request = self.index.request(self.caller, &half.action, &half.resource, half.context.clone());
        let policies = self.index.policies(&request);
        let layers = Layers { index: self.index, request: &request, half };
        Half {
            part: Safe::own(part),
            action: Safe::new(&half.action),
            resource: Safe::new(&half.resource),
            decision: half.verdict.decision,
            layers: layers.layers(&policies),
            rules: half.verdict.rules.iter().map(|rule| safe!("{rule}")).collect(),
            gaps: unread_list(self.index.estate(), &half.verdict.condition).iter().map(|it| Safe::new(it)).collect(),
            turn: turn(&self.index.changes(self.caller, half)),
        }
    }
}

/// Lays the layers of one request out.
struct Layers<'a> {
    index: &'a AccessIndex,
    request: &'a Request,
    half: &'a Decided,
}

impl Layers<'_> {
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
        match &policies.access_point {
            Some(point) => all.push(self.one(LayerKind::AccessPoint, None, Some(point))),
            None => all.push(self.one(LayerKind::Resource, None, policies.resource.as_ref())),
        }
        all.extend(side.grants.as_ref().map(|it| self.one(LayerKind::Grant, None, Some(it))));
        let list = side.access_control_list.as_ref();
        all.extend(list.map(|it| self.one(LayerKind::AccessControlList, None, Some(it))));
        all.extend(policies.endpoint.as_ref().map(|it| self.one(LayerKind::Endpoint, None, Some(it))));
        all
    }

    /// The levels of an organization. Those that allow it by the same statements are one.
    fn levels(&self, kind: LayerKind, levels: Option<&[Level<'_>]>) -> Vec<LayerStand> {
        let mut found: Vec<(Vec<&str>, usize, LayerStand)> = Vec::new();
        for level in levels.unwrap_or_default() {
            let stand = self.one(kind, Some(level.name), Some(&level.layer));
            match found.last_mut() {
                Some((names, policies, before)) if before.allows_as(&stand) => {
                    names.push(level.name);
                    *policies += level.layer.policies.len();
                    before.name = safe!("{kind} of {}", names.join(", "));
                    before.detail = safe!("{policies} policies asked");
                }
                _ => found.push((vec![level.name], level.layer.policies.len(), stand)),
            }
        }
        found.into_iter().map(|(_, _, stand)| stand).collect()
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
        let detail = match (layer.policies.len(), layer.unread.first(), layer.gaps.len()) {
            (_, Some(what), _) => safe!("not read: {}", what.trim_end_matches(',')),
            (0, None, gaps @ 1..) => safe!("{gaps} not read"),
            (count, None, gaps @ 1..) => safe!("{count} asked, {gaps} not read"),
            (1, None, 0) => safe!("1 policy asked"),
            (count, None, 0) => safe!("{count} policies asked"),
        };
        let statements = reasons.iter().map(|it| self.statement(it)).collect();
        LayerStand { name, stand: stand(&reasons, lacks, unread), detail, statements }
    }

    fn statement(&self, reason: &Reason) -> Statement {
        let estate = self.index.estate();
        let carrier = self.index.carrier(self.request, reason).and_then(|id: ResourceId| estate.resource(id));
        let document = carrier.and_then(|it| document(it, reason)).map(|it| (it.clone(), reason.statement));
        Statement {
            name: Safe::new(&statement_words(reason)),
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
        LayerKind::Resource | LayerKind::AccessPoint => return carrier.detail.documents().last(),
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
