//! Who can do what to every store, all at once: a state for each subject, store and kind of access.
//!
//! The two sides of a pair are computed apart and once for all that share them: the own side for callers with the same
//! policies and resources that no statement tells apart, the granting side for callers that a resource does not tell
//! apart. Both are computed by the one evaluator, and joining them too.

mod classes;
mod facets;
mod field;
mod worker;

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::model::ResourceId;
use crate::policy::actions::Access;

use super::AccessIndex;
use super::cell::{CellState, SubjectId};
use super::questions::Options;

use classes::{Class, classes};
use facets::Facets;
use field::Field;
use worker::Worker;

/// The states of all kinds of access in one number: six bits each for what surely goes through, what may, and what
/// nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Marks(u32);

impl Marks {
    fn with(self, access: usize, state: CellState) -> Self {
        Self(self.0 | 1 << (shift(state) + access))
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn state(self, access: usize) -> Option<CellState> {
        let states = [CellState::Allow, CellState::AllowIf, CellState::Unknown];
        states.into_iter().find(|state| self.0 & 1 << (shift(*state) + access) != 0)
    }
}

fn shift(state: CellState) -> usize {
    match state {
        CellState::Allow => 0,
        CellState::AllowIf => 6,
        CellState::Unknown => 12,
    }
}

/// Who can do what to every store.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Row by row: subjects, and in each the stores.
    marks: Vec<Marks>,
    stores: Vec<ResourceId>,
}

impl Matrix {
    /// Its stores, in the order of [`AccessIndex::store_ids`].
    pub fn stores(&self) -> &[ResourceId] {
        &self.stores
    }

    /// How many subjects it has.
    pub fn subjects(&self) -> usize {
        self.marks.len().checked_div(self.stores.len()).unwrap_or_default()
    }

    /// What a subject can do to the store at a place; none when it cannot.
    pub fn state(&self, subject: SubjectId, store: usize, access: Access) -> Option<CellState> {
        let row = subject.index().checked_mul(self.stores.len())?;
        if store >= self.stores.len() {
            return None;
        }
        let place = Access::ALL.iter().position(|it| *it == access)?;
        self.marks.get(row.checked_add(store)?)?.state(place)
    }

    /// How many cells have a state.
    pub fn count(&self) -> usize {
        self.marks.iter().map(|it| (0..Access::ALL.len()).filter(|place| it.state(*place).is_some()).count()).sum()
    }
}

/// How many rows of a class are worked on in one go.
const CHUNK: usize = 64;

impl AccessIndex {
    /// Who can do what to every store. Roles that can be assumed do not count.
    pub fn matrix(&self, options: &Options) -> Matrix {
        let all: Vec<usize> = (0..self.stores().len()).collect();
        let stores: Vec<ResourceId> = self.store_ids().collect();
        let mut marks = vec![Marks::default(); self.subjects().len().saturating_mul(stores.len())];
        for (subject, row) in self.rows(&all, options) {
            let from = subject.saturating_mul(stores.len());
            if let Some(into) = marks.get_mut(from..from.saturating_add(row.len())) {
                into.copy_from_slice(&row);
            }
        }
        Matrix { marks, stores }
    }

    /// The rows of all subjects, in no order, on some of the stores.
    fn rows(&self, stores: &[usize], options: &Options) -> Vec<(usize, Vec<Marks>)> {
        let field = Field::new(self, &options.context);
        let facets = Facets::new(&field);
        let classes = classes(&field);
        let chunks: Vec<(&Class<'_>, &[usize])> =
            classes.iter().flat_map(|class| class.members.chunks(CHUNK).map(move |members| (class, members))).collect();
        let next = AtomicUsize::new(0);
        let work = |_| {
            let mut worker = Worker::new(&field, &facets);
            let mut rows = Vec::new();
            while let Some((class, members)) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
                rows.extend(worker.rows(class, members, stores));
            }
            rows
        };
        (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).flat_map_iter(work).collect()
    }
}
