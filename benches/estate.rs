//! Benches on generated estates of 1,000, 10,000 and 100,000 resources.
//!
//! `cargo bench --no-default-features` runs them all; `-- load_snapshot` those whose name begins so.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench fails loudly")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use crossterm::event::KeyCode;
use tidegate::checks::Rules;
use tidegate::operations::analyse_now;
use tidegate::simulated::generate;
use tidegate::store::snapshot;
use tidegate::ui::analysis::Analysis;
use tidegate::ui::capture::buffer;

mod shared;

use shared::{analysed, console, press, press_key};

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

/// All checks. To let go of hundreds of thousands of findings is not their work and is not counted.
fn all_checks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("all_checks");
    let rules = Arc::new(Rules::default());
    for size in SIZES {
        let estate = Arc::new(generate(size));
        group.throughput(Throughput::Elements(size as u64)).sample_size(10);
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter_with_large_drop(|| analyse_now(Arc::clone(black_box(&estate)), Arc::clone(&rules)));
        });
    }
}

/// What the console makes of an analysis before the first frame.
fn console_rows(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("console_rows");
    for size in SIZES {
        let analysis = Arc::new(analyse_now(Arc::new(generate(size)), Arc::new(Rules::default())));
        group.throughput(Throughput::Elements(size as u64)).sample_size(10);
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| Analysis::new(Arc::clone(black_box(&analysis))));
        });
    }
}

/// One letter more of a filter: every row is held against it, sorted and grouped.
fn console_filter(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("console_filter");
    for size in SIZES {
        let mut model = console(&analysed(generate(size)));
        press(&mut model, "2/kind:bucket raw");
        group.throughput(Throughput::Elements(size as u64)).sample_size(10);
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| {
                press(&mut model, "x");
                press_key(&mut model, KeyCode::Backspace);
            });
        });
    }
}

/// One whole frame of the inventory at 200x60.
fn console_frame(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("console_frame");
    for size in SIZES {
        let mut model = console(&analysed(generate(size)));
        press(&mut model, "2");
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| buffer(black_box(&model)));
        });
    }
}

criterion_group!(estate, load_snapshot, save_snapshot, all_checks, console_rows, console_filter, console_frame);
criterion_main!(estate);
