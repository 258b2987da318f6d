//! Benches on generated estates of 1,000, 10,000 and 100,000 resources.
//!
//! `cargo bench --no-default-features` runs them all; `-- load_snapshot` those whose name begins so.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench fails loudly")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tidegate::checks::Rules;
use tidegate::operations::analyse_now;
use tidegate::simulated::generate;
use tidegate::store::snapshot;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn load_snapshot(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load_snapshot");
    let home = tempfile::tempdir().unwrap();
    for size in SIZES {
        let path = home.path().join(format!("{size}.jsonl.zst"));
        snapshot::save(&path, &generate(size)).unwrap();
        group.throughput(Throughput::Elements(size as u64)).sample_size(10);
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| snapshot::open(black_box(&path)).unwrap());
        });
    }
}

fn save_snapshot(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("save_snapshot");
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("saved.jsonl.zst");
    let estate = generate(10_000);
    group.throughput(Throughput::Elements(10_000)).sample_size(10);
    group.bench_function(BenchmarkId::from_parameter(10_000), |bencher| {
        bencher.iter(|| {
            snapshot::save(&path, black_box(&estate)).unwrap();
            std::fs::remove_file(&path).unwrap();
        });
    });
}

fn all_checks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("all_checks");
    let rules = Arc::new(Rules::default());
    for size in SIZES {
        let estate = Arc::new(generate(size));
        group.throughput(Throughput::Elements(size as u64)).sample_size(10);
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| analyse_now(Arc::clone(black_box(&estate)), Arc::clone(&rules)));
        });
    }
}

criterion_group!(estate, load_snapshot, save_snapshot, all_checks);
criterion_main!(estate);
