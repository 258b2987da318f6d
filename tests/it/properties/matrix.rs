//! The matrix of a large estate: a sample of its cells is what explaining each says.
//!
//! The estate is that of the benches. The ordinary test takes a small one; the full size is for a command, which
//! docs/testing.md gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use tidegate::policy::access::{AccessIndex, CellState, Matrix, Options, SubjectId};
use tidegate::policy::actions::Access;

use super::access::by_hand;
use crate::samples::large::{PRINCIPALS, STORES, estate};

/// Numbers below a bound, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

type Place = (SubjectId, usize, Access);

fn place(index: &AccessIndex, matrix: &Matrix, numbers: &mut Numbers) -> Place {
    let subject = &index.subjects()[numbers.below(index.subjects().len())];
    let subject = index.subject_of(&subject.caller).unwrap();
    (subject, numbers.below(matrix.stores().len()), Access::ALL[numbers.below(Access::ALL.len())])
}

/// A third any cells, a third in which someone gets in, a third on conditions: most of a matrix is empty.
fn sample(index: &AccessIndex, matrix: &Matrix, count: usize) -> Vec<Place> {
    let mut numbers = Numbers(2026);
    let wanted: [fn(Option<CellState>) -> bool; 3] =
        [|_| true, |state| state == Some(CellState::Allow), |state| state == Some(CellState::AllowIf)];
    let mut all = Vec::with_capacity(count);
    for is_wanted in wanted {
        let drawn = (0..count * 2_000).map(|_| place(index, matrix, &mut numbers));
        all.extend(drawn.filter(|it| is_wanted(matrix.state(it.0, it.1, it.2))).take(count / 3));
    }
    all
}

/// Compares a sample of cells; how many were in each state.
fn compare(principals: usize, stores: usize, count: usize) -> BTreeMap<Option<CellState>, usize> {
    let index = AccessIndex::new(Arc::new(estate(principals, stores)));
    let options = Options::default();
    let matrix = index.matrix(&options);
    let places = sample(&index, &matrix, count);
    let wrong: Vec<String> = places
        .par_iter()
        .filter_map(|(subject, store, access)| {
            let arn = index.estate().resource(matrix.stores()[*store]).unwrap().arn.clone();
            let swept = matrix.state(*subject, *store, *access);
            let explained = by_hand(&index, *subject, arn.as_str(), *access, &options);
            let caller = &index.subject(*subject).unwrap().caller;
            (swept != explained)
                .then(|| format!("{caller} {} {arn}: matrix {swept:?}, explained {explained:?}", access.name()))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {:#?}", wrong.len(), places.len(), wrong.iter().take(20).collect::<Vec<_>>());
    let compared = places.len();
    let mut states = BTreeMap::new();
    for (subject, store, access) in places {
        *states.entry(matrix.state(subject, store, access)).or_default() += 1;
    }
    eprintln!("{compared} cells of {principals} principals by {stores} stores agree: {states:?}");
    states
}

#[test]
fn a_sample_of_a_matrix_is_what_explaining_each_cell_says() {
    let states = compare(120, 300, 300);
    assert!(states.len() == 3 && states.values().all(|count| *count >= 50), "{states:?}");
}

#[test]
#[ignore = "takes a minute: 75 million cells, over 2000 of them explained"]
fn a_sample_of_the_matrix_at_full_size_is_what_explaining_each_cell_says() {
    compare(PRINCIPALS, STORES, 3_000);
}
