//! Benches of questions of access: single decisions, compilation, who can on one store, and the whole matrix.
//!
//! `cargo bench --no-default-features --bench access` runs them all; `-- matrix` those whose name begins so.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a bench fails loudly")]
#![allow(dead_code, reason = "the samples are those of the tests")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use tidegate::model::aws::{BucketEncryption, EncryptionAlgorithm, EncryptionRule, InlinePolicy};
use tidegate::model::{Arn, Document, Estate, Fact, Region, Resource};
use tidegate::policy::Policy;
use tidegate::policy::access::{AccessIndex, Options, Question, Whereto};
use tidegate::policy::actions::Access;
use tidegate::policy::evaluate::{CompiledPolicy, Context, Policies, PolicyKind, Request, decide};

#[path = "../tests/it/samples/mod.rs"]
mod samples;

use samples::{ACCOUNT, SECOND, Tweak, key_arn};

const PRINCIPALS: usize = 2_500;
const STORES: usize = 5_000;
const TEAMS: usize = 50;

/// The policies of a principal: its team's, some of its own, a refusal.
fn own(at: usize) -> String {
    let team = at % TEAMS;
    let mut statements = vec![
        format!(
            r#"{{"Sid":"Team","Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:ListBucket"],"Resource":["arn:aws:s3:::team-{team:02}-*","arn:aws:s3:::team-{team:02}-*/*"]}}"#
        ),
        r#"{"Sid":"Look","Effect":"Allow","Action":["s3:List*","s3:GetBucket*","kms:Describe*"],"Resource":"*"}"#
            .to_owned(),
        format!(
            r#"{{"Sid":"Key","Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k{:02}","Condition":{{"StringLike":{{"kms:ViaService":"s3.*.amazonaws.com"}}}}}}"#,
            team % 20
        ),
        format!(
            r#"{{"Sid":"Own","Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::team-{team:02}-{:04}","arn:aws:s3:::team-{team:02}-{:04}/*"]}}"#,
            at % STORES,
            at % STORES
        ),
    ];
    if at.is_multiple_of(3) {
        statements.push(r#"{"Sid":"SecondFactor","Effect":"Deny","Action":["s3:Delete*","s3:Put*Policy"],"Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#.to_owned());
    }
    if at % 100 == 7 {
        statements.push(r#"{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}"#.to_owned());
    }
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

/// The policy of a store: over TLS only; half name a role, a third are kept to the organization.
fn of_store(at: usize, name: &str) -> String {
    let mut statements = vec![format!(
        r#"{{"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}"#
    )];
    if at.is_multiple_of(2) {
        let role = at % (PRINCIPALS / 2);
        statements.push(format!(
            r#"{{"Sid":"Reader","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:role/r{role:04}"}},"Action":"s3:GetObject","Resource":"arn:aws:s3:::{name}/*"}}"#
        ));
    }
    if at.is_multiple_of(3) {
        statements.push(format!(
            r#"{{"Sid":"Perimeter","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":["{ACCOUNT}","{SECOND}"]}},"ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::*:role/r00*"}},"StringNotEqualsIfExists":{{"aws:SourceVpce":"vpce-1"}}}}}}"#
        ));
    }
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn in_account(mut resource: Resource, account: &str) -> Resource {
    resource.arn = Arn::new(resource.arn.as_str().replace(ACCOUNT, account).as_str());
    resource.owned_by(account)
}

fn store(at: usize) -> Resource {
    let name = format!("team-{:02}-{at:04}", at % TEAMS);
    let rule = EncryptionRule {
        algorithm: EncryptionAlgorithm::Kms,
        key: Some(key_arn(&format!("k{:02}", at % 20))),
        bucket_key: true,
        blocked: Vec::new(),
    };
    let mut made = samples::bucket(&name).bucket_with(|it| {
        it.policy = Fact::Known(Some(Document::new(of_store(at, &name).as_str())));
        it.encryption =
            Fact::Known(Some(BucketEncryption { rules: if at.is_multiple_of(4) { vec![rule] } else { Vec::new() } }));
    });
    made.region = Region::new(["eu-west-1", "us-east-1", "eu-central-1"][at % 3]);
    if at % 10 == 9 { made.owned_by(SECOND) } else { made }
}

/// Principals by stores; every principal has a policy of its own.
fn estate(principals: usize, stores: usize) -> Estate {
    let inline = |at: usize| vec![InlinePolicy { name: "own".to_owned(), document: Document::new(own(at).as_str()) }];
    let people = (0..principals).map(|at| {
        let resource = if at.is_multiple_of(2) {
            samples::user(&format!("u{:04}", at / 2)).user_with(|it| it.inline = inline(at))
        } else {
            samples::role(&format!("r{:04}", at / 2)).role_with(|it| it.inline = inline(at))
        };
        if at % 5 == 4 { in_account(resource, SECOND) } else { resource }
    });
    let keys = (0..20).map(|at| samples::key(&format!("k{at:02}")));
    samples::estate(people.chain((0..stores - 20).map(store)).chain(keys))
}

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
