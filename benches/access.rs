//! Benches of questions of access: single decisions, compilation, who can on one store, and the whole matrix.
//!
//! `cargo bench --no-default-features --bench access` runs them all; `-- matrix` those whose name begins so.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a bench fails loudly")]
#![allow(dead_code, reason = "the samples are those of the tests")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use tidegate::policy::Policy;
use tidegate::policy::access::{AccessIndex, Options, Question, Whereto};
use tidegate::policy::actions::Access;
use tidegate::policy::evaluate::{CompiledPolicy, Context, Policies, PolicyKind, Request, decide};

#[path = "../tests/it/samples/mod.rs"]
mod samples;

use samples::large::{PRINCIPALS, STORES, TEAMS, estate, own};

fn matrix(criterion: &mut Criterion) {
    let index = AccessIndex::new(Arc::new(estate(PRINCIPALS, STORES)));
    let mut group = criterion.benchmark_group("matrix");
    group.sample_size(10);
    group.bench_function(format!("{PRINCIPALS}_principals_by_{STORES}_stores_by_6"), |bencher| {
        bencher.iter(|| black_box(index.matrix(&Options::default())));
    });
}

fn who_can(criterion: &mut Criterion) {
    let index = AccessIndex::new(Arc::new(estate(PRINCIPALS, STORES)));
    let (store, _) = index.estate().bucket_named("team-04-0204").unwrap();
    let options = Options::default();
    let mut group = criterion.benchmark_group("who_can");
    group.sample_size(50);
    group.bench_function(format!("read_one_store_among_{PRINCIPALS}_principals"), |bencher| {
        bencher.iter(|| black_box(index.who_can(Question::Access(Access::Read), Whereto::Store(store), &options)));
    });
    let (_, caller) = index.principals().nth(7).unwrap();
    group.bench_function(format!("can_on_{STORES}_stores"), |bencher| {
        bencher.iter(|| black_box(index.can(caller, &options)));
    });
}

fn compile(criterion: &mut Criterion) {
    let texts: Vec<String> = (0..10_000).map(own).collect();
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10).throughput(Throughput::Elements(10_000));
    group.bench_function("10000_policies", |bencher| {
        bencher.iter(|| {
            let compile = |text: &String| {
                Policy::parse(text).and_then(|policy| CompiledPolicy::new(&policy, PolicyKind::Identity)).unwrap()
            };
            texts.par_iter().map(compile).collect::<Vec<_>>()
        });
    });
    group.sample_size(10).throughput(Throughput::Elements(1));
    let made = Arc::new(estate(PRINCIPALS, STORES));
    group.bench_function(format!("index_of_{PRINCIPALS}_principals_and_{STORES}_stores"), |bencher| {
        bencher.iter(|| AccessIndex::new(Arc::clone(&made)));
    });
}

/// 200 requests of principals on stores, with what a signed request over TLS brings.
fn decisions(criterion: &mut Criterion) {
    let index = AccessIndex::new(Arc::new(estate(200, 400)));
    let callers: Vec<_> = index.principals().map(|(_, caller)| caller.clone()).collect();
    let context = Context::complete()
        .with("aws:SecureTransport", "true")
        .with("aws:MultiFactorAuthPresent", "true")
        .with("aws:SourceIp", "203.0.113.7")
        .with("aws:SourceVpce", "vpce-1");
    let actions = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject", "s3:PutBucketPolicy"];
    let requests: Vec<Request> = (0..200)
        .map(|at| {
            let action = actions[at % actions.len()];
            let store = (at * 7) % 380;
            let inside = if action.ends_with("Object") { "/2026/01.csv" } else { "" };
            let arn = format!("arn:aws:s3:::team-{:02}-{store:04}{inside}", store % TEAMS);
            index.request(&callers[(at * 3) % callers.len()], action, &arn, context.clone())
        })
        .collect();
    let prepared: Vec<(&Request, Policies<'_>)> = requests.iter().map(|it| (it, index.policies(it))).collect();
    let mut group = criterion.benchmark_group("decide");
    group.throughput(Throughput::Elements(200));
    group.bench_function("200_requests_on_one_core", |bencher| {
        bencher
            .iter(|| prepared.iter().filter(|(request, policies)| !decide(request, policies).hangs_on_gap()).count());
    });
    group.throughput(Throughput::Elements(200_000));
    group.sample_size(10).bench_function("200000_requests_on_all_cores", |bencher| {
        bencher.iter(|| {
            let one = |at: usize| decide(prepared[at % 200].0, &prepared[at % 200].1).hangs_on_gap();
            (0..200_000_usize).into_par_iter().filter(|at| !one(*at)).count()
        });
    });
}

criterion_group!(benches, decisions, compile, who_can, matrix);
criterion_main!(benches);
