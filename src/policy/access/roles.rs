//! Which roles can be assumed, by whom, over how many steps.
//!
//! The trust policies are the starting point: each names few, so that not every pair is looked at.
//!
//! Sources: IAM User Guide, "Roles terms and concepts" (role chaining), "Update a role trust policy"; AWS Security Token
//! Service API Reference, "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity".

use std::collections::VecDeque;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{AccountId, ResourceId};
use crate::policy::Effect;
use crate::policy::evaluate::{Caller, Context, Quick, Truth, decide, explain};

use super::AccessIndex;
use super::cell::{Cell, CellState, Provenance, Step, SubjectId};
use super::questions::Options;
use super::subject::{Subject, SubjectKind};

/// A role that a subject can assume, over some steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The role.
    pub role: SubjectId,
    /// The least of the steps' states.
    pub state: CellState,
    /// The steps; the last one is the role.
    pub path: Vec<Step>,
}

/// Who can assume which role.
#[derive(Debug, Default)]
pub(super) struct RoleGraph {
    /// By subject.
    onward: Vec<Vec<Step>>,
    /// By role: who assumes it, and which of their steps it is.
    back: Vec<Vec<(SubjectId, usize)>>,
}

/// States of steps from the surest to the least sure: what can be reached surely is reached surely.
const FROM_THE_SUREST: [CellState; 3] = [CellState::Allow, CellState::AllowIf, CellState::Unknown];

impl RoleGraph {
    /// Evaluates the trust policies of an index.
    pub(super) fn new(index: &AccessIndex, context: &Context) -> Self {
        let assumers = Assumers::new(index);
        let is_role = |(_, subject): &(usize, &Subject)| subject.kind == SubjectKind::Role;
        let roles: Vec<(usize, &Subject)> = index.subjects().iter().enumerate().filter(is_role).collect();
        let found: Vec<(SubjectId, Step)> =
            roles.par_iter().flat_map_iter(|(at, role)| into_role(index, &assumers, context, *at, role)).collect();
        let subjects = index.subjects().len();
        let mut graph = Self { onward: vec![Vec::new(); subjects], back: vec![Vec::new(); subjects] };
        for (from, step) in found {
            let Some(steps) = graph.onward.get_mut(from.index()) else { continue };
            if let Some(before) = graph.back.get_mut(step.role.index()) {
                before.push((from, steps.len()));
            }
            steps.push(step);
        }
        graph
    }

    /// The steps from a subject.
    pub(super) fn steps(&self, from: SubjectId) -> &[Step] {
        self.onward.get(from.index()).map_or(&[], Vec::as_slice)
    }

    /// All roles that a subject reaches: the surest way to each, and of those the shortest.
    fn reach(&self, from: SubjectId) -> Vec<Reached> {
        let mut found: Vec<Reached> = Vec::new();
        let mut places: FxHashMap<SubjectId, usize> = FxHashMap::default();
        for least in FROM_THE_SUREST {
            let mut seen: FxHashSet<SubjectId> = FxHashSet::from_iter([from]);
            let mut queue: VecDeque<(SubjectId, Vec<Step>)> = VecDeque::from([(from, Vec::new())]);
            while let Some((at, path)) = queue.pop_front() {
                for step in self.steps(at).iter().filter(|step| step.state >= least) {
                    if !seen.insert(step.role) {
                        continue;
                    }
                    let mut longer = path.clone();
                    longer.push(step.clone());
                    if let std::collections::hash_map::Entry::Vacant(place) = places.entry(step.role) {
                        place.insert(found.len());
                        found.push(Reached { role: step.role, state: least, path: longer.clone() });
                    }
                    queue.push_back((step.role, longer));
                }
            }
        }
        found
    }

    /// All subjects that reach one of some roles, each with its surest and then shortest way.
    fn reaching(&self, goals: &FxHashMap<SubjectId, CellState>) -> FxHashMap<SubjectId, (CellState, Vec<Step>)> {
        let mut found: FxHashMap<SubjectId, (CellState, Vec<Step>)> = FxHashMap::default();
        for least in FROM_THE_SUREST {
            let mut first: Vec<SubjectId> =
                goals.iter().filter(|(_, state)| **state >= least).map(|(role, _)| *role).collect();
            first.sort_unstable();
            let mut seen: FxHashSet<SubjectId> = first.iter().copied().collect();
            let mut queue: VecDeque<(SubjectId, Vec<Step>)> = first.into_iter().map(|it| (it, Vec::new())).collect();
            while let Some((role, path)) = queue.pop_front() {
                for (from, place) in self.back.get(role.index()).into_iter().flatten() {
                    let Some(step) = self.steps(*from).get(*place).filter(|step| step.state >= least) else { continue };
                    if !seen.insert(*from) {
                        continue;
                    }
                    let longer: Vec<Step> = std::iter::once(step).chain(&path).cloned().collect();
                    found.entry(*from).or_insert_with(|| (least, longer.clone()));
                    queue.push_back((*from, longer));
                }
            }
        }
        found
    }
}

/// Who may be able to assume a role at all, by what its own policies say.
struct Assumers {
    by_caller: FxHashMap<Caller, SubjectId>,
    of_account: FxHashMap<AccountId, Vec<SubjectId>>,
    outside: Vec<SubjectId>,
    able: FxHashSet<SubjectId>,
}

impl Assumers {
    fn new(index: &AccessIndex) -> Self {
        let mut all = Self {
            by_caller: FxHashMap::default(),
            of_account: FxHashMap::default(),
            outside: Vec::new(),
            able: FxHashSet::default(),
        };
        for (place, subject) in index.subjects().iter().enumerate() {
            let id = SubjectId::at(place);
            all.by_caller.insert(subject.caller.clone(), id);
            match subject.kind {
                SubjectKind::User | SubjectKind::Role => {
                    if let Some(account) = subject.caller.account() {
                        all.of_account.entry(account.clone()).or_default().push(id);
                    }
                    if index.principals.get(place).is_some_and(super::principal::Principal::may_assume) {
                        all.able.insert(id);
                    }
                }
                // The root user cannot assume a role, and nobody can without signing.
                SubjectKind::Root | SubjectKind::Anonymous => {}
                _ => all.outside.push(id),
            }
        }
        all
    }

    /// Whom the trust policy of a role may let in.
    fn of_role(&self, index: &AccessIndex, role: ResourceId, account: &AccountId) -> FxHashSet<SubjectId> {
        let mut all = FxHashSet::default();
        let Some(layer) = index.granting.get(&role).and_then(|it| it.policy.as_ref()) else { return all };
        if !layer.gaps.is_empty() || !layer.unread.is_empty() {
            all.extend(&self.able);
        }
        let statements = layer.policies.iter().flat_map(|it| &it.policy.statements);
        for caller in statements.filter(|it| it.effect == Effect::Allow).flat_map(|it| it.named()) {
            match &caller {
                Caller::Anonymous => {
                    all.extend(&self.able);
                    all.extend(&self.outside);
                    all.extend(self.of_account.get(account).into_iter().flatten());
                }
                Caller::Account(of) => {
                    let theirs = self.of_account.get(of).into_iter().flatten();
                    all.extend(theirs.filter(|it| self.able.contains(it)));
                    // Those of a foreign account that other policies name are of the account too.
                    let same = |it: &&SubjectId| index.subject(**it).is_some_and(|it| it.caller.account() == Some(of));
                    all.extend(self.outside.iter().filter(same));
                }
                named => {
                    let known = index.caller_known(named);
                    all.extend(self.by_caller.get(named).or_else(|| self.by_caller.get(&known?)));
                }
            }
        }
        all
    }
}

fn into_role(
    index: &AccessIndex,
    assumers: &Assumers,
    context: &Context,
    place: usize,
    role: &Subject,
) -> Vec<(SubjectId, Step)> {
    let (Some(id), Caller::Role { role: identity, .. }) = (role.resource, &role.caller) else { return Vec::new() };
    let mut from: Vec<SubjectId> = assumers.of_role(index, id, &identity.account).into_iter().collect();
    from.sort_unstable();
    let mut steps = Vec::new();
    for subject_id in from {
        let Some(subject) = index.subject(subject_id).filter(|_| subject_id.index() != place) else { continue };
        let request = index.request(&subject.caller, assuming(&subject.caller), &identity.arn, context.clone());
        let policies = index.policies(&request);
        let quick: Quick = decide(&request, &policies);
        if quick.is_no() {
            continue;
        }
        let condition = explain(&request, &policies).condition;
        if let Some(state) = CellState::of(&condition) {
            steps.push((subject_id, Step { role: SubjectId::at(place), state, condition }));
        }
    }
    steps
}

/// The action with which a caller assumes a role.
fn assuming(caller: &Caller) -> &'static str {
    match caller {
        Caller::Federated(provider) if provider.contains(":saml-provider/") => "sts:AssumeRoleWithSAML",
        Caller::Federated(_) => "sts:AssumeRoleWithWebIdentity",
        _ => "sts:AssumeRole",
    }
}

impl AccessIndex {
    /// All roles that a caller can assume, over any number of steps, with the way to each.
    pub fn reach(&self, caller: &Caller, options: &Options) -> Vec<Reached> {
        self.subject_of(caller).map_or_else(Vec::new, |from| self.with_graph(options, |graph| graph.reach(from)))
    }

    /// Which role of the estate can assume which other in one step, surely or where nothing known keeps it from it.
    pub fn assumptions(&self) -> Vec<(ResourceId, ResourceId)> {
        let role =
            |id: SubjectId| self.subject(id).filter(|it| it.kind == SubjectKind::Role).and_then(|it| it.resource);
        self.with_graph(&Options::default(), |graph| {
            let from = (0..self.subjects().len()).map(SubjectId::at).filter_map(|at| Some((at, role(at)?)));
            from.flat_map(|(at, own)| graph.steps(at).iter().filter_map(move |step| Some((own, role(step.role)?))))
                .collect()
        })
    }

    /// Makes the usual graph before several workers need it. It is made on all cores: a worker that made it and waited for
    /// the others could take up work that needs it too, and wait for itself.
    pub(super) fn make_graph(&self, options: &Options) {
        if options.context == Options::default().context {
            self.with_graph(options, |_| ());
        }
    }

    fn with_graph<T>(&self, options: &Options, ask: impl FnOnce(&RoleGraph) -> T) -> T {
        let usual = Options::default();
        if options.context == usual.context {
            ask(self.graph.get_or_init(|| RoleGraph::new(self, &usual.context)))
        } else {
            ask(&RoleGraph::new(self, &options.context))
        }
    }

    /// Adds what a subject can do as a role that it reaches.
    pub(super) fn add_reached(&self, subject: SubjectId, cells: &mut Vec<Cell>, options: &Options) {
        let reached = self.with_graph(options, |graph| graph.reach(subject));
        let plain = Options { through_roles: false, ..options.clone() };
        let mut best: FxHashMap<_, Cell> = cells.drain(..).map(|cell| ((cell.store, cell.access), cell)).collect();
        for role in &reached {
            let Some(caller) = self.subject(role.role).map(|it| &it.caller) else { continue };
            for cell in self.can(caller, &plain) {
                let cell = as_assumed(cell, subject, role.state, &role.path);
                best.entry((cell.store, cell.access)).and_modify(|known| prefer(known, &cell)).or_insert(cell);
            }
        }
        cells.extend(best.into_values());
        cells.sort_by_key(|cell| (cell.store, cell.access));
    }

    /// Adds those who can do as a role what the cells say of the role.
    pub(super) fn add_assumers(&self, cells: &mut Vec<Cell>, options: &Options) {
        let mut groups: FxHashMap<_, Vec<Cell>> = FxHashMap::default();
        for cell in cells.drain(..) {
            groups.entry((cell.store, cell.access)).or_default().push(cell);
        }
        self.with_graph(options, |graph| {
            for of_group in groups.into_values() {
                cells.extend(with_assumers(graph, of_group));
            }
        });
    }
}

fn with_assumers(graph: &RoleGraph, cells: Vec<Cell>) -> Vec<Cell> {
    let goals: FxHashMap<SubjectId, CellState> = cells.iter().map(|cell| (cell.subject, cell.state)).collect();
    let mut best: FxHashMap<SubjectId, Cell> = cells.into_iter().map(|cell| (cell.subject, cell)).collect();
    let own: FxHashMap<SubjectId, Cell> = best.clone();
    for (from, (state, path)) in graph.reaching(&goals) {
        let Some(of_role) = path.last().and_then(|last| own.get(&last.role)) else { continue };
        let cell = as_assumed(of_role.clone(), from, state, &path);
        best.entry(from).and_modify(|known| prefer(known, &cell)).or_insert(cell);
    }
    best.into_values().collect()
}

/// The cell of a role as one of who assumes it.
fn as_assumed(mut cell: Cell, subject: SubjectId, state: CellState, path: &[Step]) -> Cell {
    cell.subject = subject;
    cell.state = cell.state.min(state);
    cell.provenance = cell.provenance.with(Provenance::Assumed);
    cell.through = path.to_vec();
    cell
}

/// Keeps the cell that lets more through, then the one with fewer steps.
fn prefer(known: &mut Cell, other: &Cell) {
    let rank = |cell: &Cell| (cell.state, std::cmp::Reverse(cell.through.len()));
    if rank(other) > rank(known) {
        *known = other.clone();
    }
}
