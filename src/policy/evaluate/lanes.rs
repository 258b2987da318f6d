//! A truth for each action of a service at once: the evaluator runs once for all of them.
//!
//! Lanes hold the same formulas that single answers compute, action by action, so that a sweep cannot disagree with an
//! explanation. Which actions matter on which resource is decided by who asks.

use std::sync::Arc;

use super::formula::{Atom, Formula};
use super::request::Request;
use super::statement::Actions;
use super::truth::Truth;
use crate::model::GapId;
use crate::policy::Effect;
use crate::policy::actions::{ActionId, ActionSet, ActionTable};

/// The services whose actions have lanes: those that hold data in an estate.
pub const LANE_SERVICES: [&str; 8] = ["s3", "kms", "sqs", "sns", "kinesis", "dynamodb", "secretsmanager", "logs"];

/// A request for whatever action of each of these services, in their order.
const WHOLE: [&str; LANE_SERVICES.len()] =
    ["s3:", "kms:", "sqs:", "sns:", "kinesis:", "dynamodb:", "secretsmanager:", "logs:"];

/// How a request for all actions of a service at once names its action.
pub fn all_of(service: &str) -> &'static str {
    service_place(service).and_then(|place| WHOLE.get(place)).copied().unwrap_or("s3:")
}

const WORDS: usize = 4;

/// The place of a service among those with lanes.
pub(super) fn service_place(service: &str) -> Option<usize> {
    LANE_SERVICES.iter().position(|it| *it == service)
}

/// A set of lanes: one bit for each action of a service, in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Mask([u64; WORDS]);

impl Mask {
    /// No lane.
    pub const NONE: Self = Self([0; WORDS]);
    /// Every lane, those without an action among them.
    pub const ALL: Self = Self([u64::MAX; WORDS]);

    /// One lane.
    pub fn lane(lane: usize) -> Self {
        let mut mask = Self::NONE;
        if let Some(word) = mask.0.get_mut(lane / 64) {
            *word |= 1 << (lane % 64);
        }
        mask
    }

    /// The lanes of the actions of a set that are of a service.
    pub fn of_actions(service: &str, actions: &ActionSet) -> Self {
        let first = first_lane(service);
        actions.iter().fold(Self::NONE, |sum, id| match first.and_then(|first| id.index().checked_sub(first)) {
            Some(lane) => sum.or(Self::lane(lane)),
            None => sum,
        })
    }

    /// The actions of its lanes.
    pub fn actions(self, service: &str) -> Vec<ActionId> {
        let Some(service) = ActionTable::aws().service(service) else { return Vec::new() };
        service.actions().enumerate().filter(|(lane, _)| self.has(*lane)).map(|(_, id)| id).collect()
    }

    /// Whether a lane is in it.
    pub fn has(self, lane: usize) -> bool {
        self.0.get(lane / 64).is_some_and(|word| word & (1 << (lane % 64)) != 0)
    }

    /// Whether it is empty.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// How many lanes it has.
    pub fn len(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The lanes in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// The lanes in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// The lanes that are not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    fn with(self, other: Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([join(a, e), join(b, f), join(c, g), join(d, h)])
    }
}

/// Where the actions of a service begin in the table.
fn first_lane(service: &str) -> Option<usize> {
    ActionTable::aws().service(service)?.actions().next().map(ActionId::index)
}

/// The lanes of an action.
pub fn lane_of(id: ActionId) -> Option<(&'static str, usize)> {
    let service = ActionTable::aws().service_of(id)?.prefix();
    service_place(service)?;
    Some((service, id.index().checked_sub(first_lane(service)?)?))
}

/// A truth for each lane: a few formulas, each on its lanes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Lanes {
    yes: Mask,
    /// On lanes that no other formula is on; never `Yes` or `No`, never on no lane.
    open: Vec<(Mask, Formula)>,
}

impl Lanes {
    /// The lanes on which it surely holds.
    pub fn yes(&self) -> Mask {
        self.yes
    }

    /// The lanes on which it depends, with what it depends on.
    pub fn open(&self) -> &[(Mask, Formula)] {
        &self.open
    }

    /// The lanes on which it may hold.
    pub fn may(&self) -> Mask {
        self.open.iter().fold(self.yes, |sum, (mask, _)| sum.or(*mask))
    }

    /// The formula of a lane.
    pub fn formula(&self, lane: usize) -> Formula {
        if self.yes.has(lane) {
            return Formula::Yes;
        }
        self.open.iter().find(|(mask, _)| mask.has(lane)).map_or(Formula::No, |(_, formula)| formula.clone())
    }

    /// Some lanes only.
    #[must_use]
    pub fn only(mut self, lanes: Mask) -> Self {
        self.yes = self.yes.and(lanes);
        self.open.retain_mut(|(mask, _)| {
            *mask = mask.and(lanes);
            !mask.is_empty()
        });
        self
    }

    /// On these lanes, and no other.
    pub fn on(lanes: Mask) -> Self {
        Self { yes: lanes, open: Vec::new() }
    }

    /// A formula on all lanes.
    pub fn all(formula: Formula) -> Self {
        let mut lanes = Self::default();
        lanes.add(Mask::ALL, formula);
        lanes
    }

    fn add(&mut self, lanes: Mask, formula: Formula) {
        match formula {
            _ if lanes.is_empty() => {}
            Formula::No => {}
            Formula::Yes => self.yes = self.yes.or(lanes),
            open => match self.open.iter_mut().find(|(_, known)| *known == open) {
                Some((mask, _)) => *mask = mask.or(lanes),
                None => self.open.push((lanes, open)),
            },
        }
    }
}

impl Truth for Lanes {
    // Whoever sweeps asks for each part by itself.
    const BY_PART: bool = false;
    fn of(holds: bool) -> Self {
        Self::on(if holds { Mask::ALL } else { Mask::NONE })
    }
    fn covered(actions: &Actions, request: &Request) -> Self {
        Self::on(service_place(request.service()).map_or(Mask::NONE, |place| actions.lanes(place)))
    }
    fn one_of(actions: &[&str], request: &Request) -> Self {
        let lane = |action: &&str| lane_of(ActionTable::aws().find(action)?);
        let lanes = actions.iter().filter_map(lane).filter(|(service, _)| *service == request.service());
        Self::on(lanes.fold(Mask::NONE, |sum, (_, lane)| sum.or(Mask::lane(lane))))
    }
    fn open(atom: impl FnOnce() -> Atom) -> Self {
        Self::all(Formula::atom(atom()))
    }
    fn gap(gap: GapId, effect: Effect) -> Self {
        Self::all(Formula::Is(Arc::new(Atom::Gap(gap, effect))))
    }
    fn unread(what: impl FnOnce() -> String, effect: Effect) -> Self {
        Self::all(Formula::Is(Arc::new(Atom::Unread(what(), effect))))
    }
    fn and(self, other: Self) -> Self {
        let mut sum = Self::on(self.yes.and(other.yes));
        for (mask, formula) in &other.open {
            sum.add(mask.and(self.yes), formula.clone());
        }
        for (mask, formula) in self.open {
            for (more, with) in &other.open {
                let both = mask.and(*more);
                if !both.is_empty() {
                    sum.add(both, formula.clone().and(with.clone()));
                }
            }
            sum.add(mask.and(other.yes), formula);
        }
        sum
    }
    fn or(self, other: Self) -> Self {
        let mut sum = Self::on(self.yes.or(other.yes));
        let (own, others) = (self.may(), other.may());
        for (mask, formula) in &other.open {
            sum.add(mask.without(own), formula.clone());
        }
        for (mask, formula) in self.open {
            for (more, with) in &other.open {
                let both = mask.and(*more);
                if !both.is_empty() {
                    sum.add(both, formula.clone().or(with.clone()));
                }
            }
            sum.add(mask.without(others), formula);
        }
        sum
    }
    fn not(self) -> Self {
        let mut sum = Self::on(Mask::ALL.without(self.may()));
        for (mask, formula) in self.open {
            sum.add(mask, formula.negated());
        }
        sum
    }
    fn is_yes(&self) -> bool {
        self.yes == Mask::ALL
    }
    fn is_no(&self) -> bool {
        self.yes.is_empty() && self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(name: &str) -> Formula {
        Formula::Is(Arc::new(Atom::SessionName(name.to_owned())))
    }

    /// Each lane computes what the formula alone computes.
    #[test]
    fn lanes_compute_as_formulas_do() {
        let values = [Formula::Yes, Formula::No, atom("a"), atom("a").negated(), atom("b")];
        let side = values.len();
        let (mut one, mut other) = (Lanes::default(), Lanes::default());
        for (row, left) in values.iter().enumerate() {
            for (column, right) in values.iter().enumerate() {
                one.add(Mask::lane(row * side + column), left.clone());
                other.add(Mask::lane(row * side + column), right.clone());
            }
        }
        let (both, either, neither) =
            (one.clone().and(other.clone()), one.clone().or(other.clone()), one.clone().not());
        for (row, left) in values.iter().enumerate() {
            for (column, right) in values.iter().enumerate() {
                let lane = row * side + column;
                assert_eq!(both.formula(lane), left.clone().and(right.clone()), "{left} and {right}");
                assert_eq!(either.formula(lane), left.clone().or(right.clone()), "{left} or {right}");
                assert_eq!(neither.formula(lane), left.clone().not(), "not {left}");
            }
        }
    }

    #[test]
    fn every_service_with_lanes_fits() {
        for service in LANE_SERVICES {
            let actions = ActionTable::aws().service(service).unwrap().actions().len();
            assert!((1..=WORDS * 64).contains(&actions), "{service} has {actions} actions");
        }
    }
}
