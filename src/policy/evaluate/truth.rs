//! The two ways to compute with what may or may not hold: [`Quick`] says only whether, [`Formula`] also why.
//!
//! One evaluator is written over [`Truth`] and serves both, so that a sweep and a single answer cannot disagree.

use std::sync::Arc;

use super::formula::{Atom, Formula};
use super::request::Request;
use super::statement::Actions;
use crate::model::GapId;
use crate::policy::Effect;

/// A value of the logic that the evaluator computes in.
pub trait Truth: Clone {
    /// Whether a resource that stands for many is asked for part by part. Otherwise it is taken as one, letter by letter.
    const BY_PART: bool = true;
    /// It holds, or does not.
    fn of(holds: bool) -> Self;
    /// Whether the actions of a statement cover the request's.
    fn covered(actions: &Actions, request: &Request) -> Self {
        Self::of(actions.cover(request.action_key()))
    }
    /// Whether the request's action is one of these, in small letters.
    fn one_of(actions: &[&str], request: &Request) -> Self {
        Self::of(actions.contains(&request.action_key()))
    }
    /// It depends on a part of the request that nobody knows.
    fn open(atom: impl FnOnce() -> Atom) -> Self;
    /// It depends on whether something that could not be read allows or denies.
    fn gap(gap: GapId, effect: Effect) -> Self;
    /// It depends on something that is not there to be read, in words.
    fn unread(what: impl FnOnce() -> String, effect: Effect) -> Self;
    /// Both hold.
    #[must_use]
    fn and(self, other: Self) -> Self;
    /// At least one holds.
    #[must_use]
    fn or(self, other: Self) -> Self;
    /// It does not hold.
    #[must_use]
    fn not(self) -> Self;
    /// Whether it surely holds.
    fn is_yes(&self) -> bool;
    /// Whether it surely does not.
    fn is_no(&self) -> bool;
}

/// Yes, no, or what it depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quick {
    may: bool,
    must: bool,
    gap: bool,
}

impl Quick {
    /// Whether what is missing could not be read, and is not merely a matter of the request.
    pub fn hangs_on_gap(self) -> bool {
        self.gap && self.may && !self.must
    }

    fn tidy(may: bool, must: bool, gap: bool) -> Self {
        Self { may, must, gap: gap && may && !must }
    }
}

impl Truth for Quick {
    fn of(holds: bool) -> Self {
        Self { may: holds, must: holds, gap: false }
    }
    fn open(_: impl FnOnce() -> Atom) -> Self {
        Self { may: true, must: false, gap: false }
    }
    fn gap(_: GapId, _: Effect) -> Self {
        Self { may: true, must: false, gap: true }
    }
    fn unread(_: impl FnOnce() -> String, _: Effect) -> Self {
        Self { may: true, must: false, gap: true }
    }
    fn and(self, other: Self) -> Self {
        Self::tidy(self.may && other.may, self.must && other.must, self.gap || other.gap)
    }
    fn or(self, other: Self) -> Self {
        Self::tidy(self.may || other.may, self.must || other.must, self.gap || other.gap)
    }
    fn not(self) -> Self {
        Self { may: !self.must, must: !self.may, gap: self.gap }
    }
    fn is_yes(&self) -> bool {
        self.must
    }
    fn is_no(&self) -> bool {
        !self.may
    }
}

impl Truth for Formula {
    fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
    fn open(atom: impl FnOnce() -> Atom) -> Self {
        Self::atom(atom())
    }
    fn gap(gap: GapId, effect: Effect) -> Self {
        Self::Is(Arc::new(Atom::Gap(gap, effect)))
    }
    fn unread(what: impl FnOnce() -> String, effect: Effect) -> Self {
        Self::Is(Arc::new(Atom::Unread(what(), effect)))
    }
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, it) | (it, Self::Yes) => it,
            (one, other) => Self::all([one, other]),
        }
    }
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, it) | (it, Self::No) => it,
            (one, other) => Self::any([one, other]),
        }
    }
    fn not(self) -> Self {
        self.negated()
    }
    fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }
    fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }
}
