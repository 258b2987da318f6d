//! The questions: who can do something to a store, and all that a subject can do.

use rayon::prelude::*;

use crate::model::ResourceId;
use crate::policy::actions::{Access, ActionTable};
use crate::policy::evaluate::{Caller, Context, Mask, lane_of};

use super::AccessIndex;
use super::cell::{Cell, CellState, LastUsed, ProvenanceSet, SubjectId};
use super::store::{self, Store, Target};
use super::subject::Subject;
use super::sweep::{Asked, Sweep};

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question<'q> {
    /// One action, such as `s3:GetObject`.
    Action(&'q str),
    /// A kind of access.
    Access(Access),
    /// Every kind of access.
    EveryAccess,
}

/// Where it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereto<'q> {
    /// A store of the estate, with all that lies in it.
    Store(ResourceId),
    /// One resource by its ARN, such as one object.
    Resource(&'q str),
    /// Every store of the estate.
    EveryStore,
}

/// How it is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// What is known of the requests. By default only that they come over TLS.
    pub context: Context,
    /// Whether roles that can be assumed count.
    pub through_roles: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { context: Context::open().with("aws:SecureTransport", "true"), through_roles: false }
    }
}

impl Options {
    /// Roles that can be assumed count as well.
    #[must_use]
    pub fn through_roles(mut self) -> Self {
        self.through_roles = true;
        self
    }
}

impl AccessIndex {
    /// Who can do it: a cell for each subject, store and kind of access, by store, then kind of access, then subject.
    pub fn who_can(&self, question: Question<'_>, whereto: Whereto<'_>, options: &Options) -> Vec<Cell> {
        let stores: Vec<Store> = match whereto {
            Whereto::EveryStore => return self.on_every_store(question, options),
            Whereto::Store(id) => self.store(id).cloned().into_iter().collect(),
            Whereto::Resource(arn) => match self.part_of_store(question, arn) {
                Some(store) => vec![store],
                None => return self.elsewhere(question, arn, options),
            },
        };
        stores.iter().flat_map(|store| self.on_store(question, store, options)).collect()
    }

    /// All that a caller can do to the stores of the estate, by store and kind of access. The caller is one of the
    /// subjects; of any other there is nothing to tell.
    pub fn can(&self, caller: &Caller, options: &Options) -> Vec<Cell> {
        let Some(id) = self.subject_of(caller) else { return Vec::new() };
        let Some(subject) = self.subjects().get(id.index()) else { return Vec::new() };
        let sweep = Sweep { index: self, context: &options.context };
        let of = |store: &Store| {
            let mut cells = Vec::new();
            sweep.cells(id, subject, store, &asked(Question::EveryAccess, store.service), &mut cells);
            cells
        };
        let mut cells: Vec<Cell> = self.stores().par_iter().flat_map_iter(of).collect();
        if options.through_roles {
            self.add_reached(id, &mut cells, options);
        }
        cells
    }

    fn on_every_store(&self, question: Question<'_>, options: &Options) -> Vec<Cell> {
        if options.through_roles {
            self.make_graph(options);
        }
        self.stores().par_iter().flat_map_iter(|store| self.on_store(question, store, options)).collect()
    }

    fn on_store(&self, question: Question<'_>, store: &Store, options: &Options) -> Vec<Cell> {
        let asked = asked(question, store.service);
        if asked.is_empty() {
            return Vec::new();
        }
        let sweep = Sweep { index: self, context: &options.context };
        let of = |(at, subject): (usize, &Subject)| {
            let mut cells = Vec::new();
            sweep.cells(SubjectId::at(at), subject, store, &asked, &mut cells);
            cells
        };
        let mut cells: Vec<Cell> = self.subjects().par_iter().enumerate().flat_map_iter(of).collect();
        if options.through_roles {
            self.add_assumers(&mut cells, options);
        }
        cells.sort_by_key(|cell| (cell.access, cell.subject));
        cells
    }

    /// A store that is asked for one resource only; none where the resource lies in no store, or the action is of a
    /// service without stores.
    fn part_of_store(&self, question: Question<'_>, arn: &str) -> Option<Store> {
        let whole = self.store(self.store_of(arn)?)?;
        if let Question::Action(action) = question {
            lane_of(ActionTable::aws().find(action)?).filter(|(service, _)| *service == whole.service)?;
        }
        let target = match self.behind(arn) {
            Some(behind) => Target::at(arn.to_owned(), behind),
            None => Target::new(whole.service, arn.to_owned()),
        };
        Some(Store { targets: vec![target], ..whole.clone() })
    }

    /// Who can do one action on a resource that is not of a store, one by one.
    fn elsewhere(&self, question: Question<'_>, arn: &str, options: &Options) -> Vec<Cell> {
        let Question::Action(action) = question else { return Vec::new() };
        let of = |(at, subject): (usize, &Subject)| {
            let answer = self.explain(&subject.caller, action, arn, &options.context);
            let state = CellState::of(&answer.condition)?;
            let sweep = Sweep { index: self, context: &options.context };
            let actions: Vec<_> = ActionTable::aws().find(action).into_iter().collect();
            Some(Cell {
                subject: SubjectId::at(at),
                store: None,
                access: None,
                state,
                condition: answer.condition,
                resource: arn.to_owned(),
                provenance: ProvenanceSet::of(&answer.data.verdict),
                through: Vec::new(),
                last_used: action
                    .split_once(':')
                    .map_or(LastUsed::Untold, |(service, _)| sweep.last_used(subject, service, &actions)),
                actions,
            })
        };
        let mut cells: Vec<Cell> = self.subjects().par_iter().enumerate().filter_map(of).collect();
        if options.through_roles {
            self.add_assumers(&mut cells, options);
        }
        cells.sort_by_key(|cell| cell.subject);
        cells
    }
}

/// The kinds of access, or the action, that a question asks of the stores of a service.
fn asked(question: Question<'_>, service: &str) -> Asked {
    let all = store::levels(service).into_iter().map(|(access, mask)| (Some(access), mask));
    match question {
        Question::EveryAccess => all.collect(),
        Question::Access(wanted) => all.filter(|(access, _)| *access == Some(wanted)).collect(),
        Question::Action(action) => {
            let lane = ActionTable::aws().find(action).and_then(lane_of).filter(|(of, _)| *of == service);
            lane.map(|(_, lane)| (None, Mask::lane(lane))).into_iter().collect()
        }
    }
}
