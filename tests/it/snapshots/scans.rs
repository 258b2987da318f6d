//! Scans that write snapshots: whole, cancelled, resumed, with readers that fail.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tidegate::model::{
    Aspect, Detail, Estate, Fact, Failure, Gap, GapId, Kind, Record, Resource, Setting, SettingValue,
};
use tidegate::operations::{ScanFeed, ScanFile, ScanReport, ScanRequest, SystemClock, UnitState, scan};
use tidegate::ports::{CloudError, Collect, Early, Mutate, Sink, Unit};
use tidegate::simulated::{Pace, SimulatedCloud};
use tidegate::store::open;
use tokio_util::sync::CancellationToken;

use super::estate;

fn request(path: &Path, resume: bool, collectors: Vec<Arc<dyn Collect>>) -> ScanRequest {
    let header = tidegate::model::Header { finished: None, callers: Vec::new(), ..estate(20).header };
    let path = path.to_path_buf();
    ScanRequest { collectors, header, file: if resume { ScanFile::Resume(path) } else { ScanFile::New(path) } }
}

async fn run(path: &Path, resume: bool, collectors: Vec<Arc<dyn Collect>>) -> ScanReport {
    let (feed, _watch) = ScanFeed::new();
    scan(request(path, resume, collectors), &SystemClock, feed, CancellationToken::new()).await.unwrap()
}

fn cloud(estate: &Estate, milliseconds: u64) -> Arc<SimulatedCloud> {
    let pace = Pace { scan: Duration::from_millis(milliseconds), ..Pace::NONE };
    Arc::new(SimulatedCloud::new(estate.clone(), pace))
}

fn sorted(estate: &Estate) -> Vec<String> {
    let mut lines: Vec<String> =
        estate.resources().map(|(_, resource)| serde_json::to_string(&**resource).unwrap()).collect();
    lines.sort();
    lines
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("scan.jsonl.zst");
    (home, path)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scan_holds_what_the_cloud_holds_and_its_file_says_the_same() {
    let (_home, path) = place();
    let there = estate(400);
    let report = run(&path, false, vec![cloud(&there, 0)]).await;
    assert!(!report.partial && report.failures.is_empty());
    assert_eq!(sorted(&report.estate), sorted(&there));
    let file = open(&path).unwrap();
    assert!(!file.partial);
    assert_eq!(sorted(&file), sorted(&there));
    assert_eq!(file.header, report.estate.header);
    assert_eq!(file.gaps(), there.gaps());
    assert!(file.activities().eq(there.activities()) && report.estate.activities().eq(there.activities()));
    assert_eq!(file.done(), report.estate.done());
    assert_eq!(report.progress.resource_count(), 400);
    assert!(report.progress.ended && report.progress.remaining == 0);
    assert_eq!(report.progress.units_in(UnitState::Done), report.progress.units.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_scan_keeps_what_was_read_and_a_resumed_one_reads_only_the_rest() {
    let (_home, path) = place();
    let there = estate(400);
    let (feed, mut watch) = ScanFeed::new();
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let watching = tokio::spawn(async move {
        let mut seen = 0;
        while seen < 20 {
            seen += watch.resources.recv().await.unwrap().len();
        }
        stop.cancel();
        watch.progress.wait_for(|progress| progress.calls > 0).await.unwrap();
    });
    let cut = scan(request(&path, false, vec![cloud(&there, 2)]), &SystemClock, feed, cancel).await.unwrap();
    watching.await.unwrap();
    assert!(cut.partial && cut.cancelled);
    let held = open(&path).unwrap();
    assert!(held.partial && held.resources().len() >= 20 && held.resources().len() < 400);
    assert_eq!(sorted(&held), sorted(&cut.estate));

    let whole = run(&path, true, vec![cloud(&there, 0)]).await;
    assert!(!whole.partial);
    assert_eq!(sorted(&whole.estate), sorted(&there));
    let file = open(&path).unwrap();
    assert_eq!(sorted(&file), sorted(&there));
    assert_eq!(file.gaps().len(), 1, "the gap that was read twice is one");
    let resources = super::lines(&path).iter().filter(|line| line.contains(r#""record":"resource""#)).count();
    assert_eq!(resources, 400, "nothing that was held was read again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scan_after_a_change_shows_the_change() {
    let (_home, path) = place();
    let there = estate(40);
    let cloud = cloud(&there, 0);
    let (_, bucket) = there.bucket_named("data-100000000000-000008").unwrap();
    let (account, region) = (bucket.account.clone(), bucket.region.clone());
    let setting = Setting { account, region, resource: bucket.arn.clone(), aspect: Aspect::BucketPolicy };
    let before = cloud.read(&setting).await.unwrap();
    assert_ne!(before, SettingValue::NONE);
    cloud.write(&setting, &before, &SettingValue::NONE).await.unwrap();
    let report = run(&path, false, vec![cloud]).await;
    let (_, after) = report.estate.find(bucket.arn.as_str()).unwrap();
    assert_eq!(after.bucket().unwrap().policy, Fact::Known(None));
    assert_eq!(open(&path).unwrap().find(bucket.arn.as_str()).unwrap().1, after);
}

/// A reader that reads one resource and then fails in its own way.
struct Failing {
    resource: Arc<tidegate::model::Resource>,
    panics: bool,
    reads: AtomicUsize,
}

impl Collect for Failing {
    fn collect(&self, sink: Arc<dyn Sink>) -> BoxFuture<'_, Result<(), CloudError>> {
        async move {
            self.reads.fetch_add(1, Ordering::SeqCst);
            sink.put(Record::Resource(Box::new((*self.resource).clone())));
            assert!(!self.panics, "an answer that nobody expected");
            Err(CloudError {
                operation: "find out the caller".into(),
                reason: Failure::Expired,
                permission: String::new(),
                message: "ExpiredToken".into(),
            })
        }
        .boxed()
    }

    fn label(&self) -> String {
        if self.panics { "panicking" } else { "expired" }.to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_fails_or_panics_leaves_a_gap_and_the_others_go_on() {
    let (_home, path) = place();
    let there = estate(60);
    let other = estate(1_500);
    let last = other.resources().last().unwrap().1;
    let failing = |panics| Failing { resource: Arc::clone(last), panics, reads: AtomicUsize::new(0) };
    let report = run(&path, false, vec![Arc::new(failing(true)), cloud(&there, 0), Arc::new(failing(false))]).await;
    assert!(report.partial && !report.cancelled, "what failed as a whole can be resumed");
    assert_eq!(report.failures.keys().collect::<Vec<_>>(), ["expired", "panicking"]);
    assert_eq!(report.estate.resources().len(), 61);
    let reasons: Vec<(Failure, &str)> = report.estate.gaps().iter().map(|gap| (gap.reason, gap.api.as_str())).collect();
    assert!(reasons.contains(&(Failure::Expired, "find out the caller")), "{reasons:?}");
    assert!(reasons.contains(&(Failure::Malformed, "scan")), "{reasons:?}");
    assert_eq!(open(&path).unwrap().gaps(), report.estate.gaps());
}

/// A reader that leaves many gaps from many tasks at once.
struct Gappy;

impl Collect for Gappy {
    fn collect(&self, sink: Arc<dyn Sink>) -> BoxFuture<'_, Result<(), CloudError>> {
        async move {
            let unit = Unit { account: "111122223333".into(), service: "s3", region: "global".into() };
            sink.unit(&unit);
            let tasks = (0..8).map(|task| {
                let sink = Arc::clone(&sink);
                tokio::spawn(async move {
                    for number in 0..50 {
                        let resource = format!("bucket-{task}-{number}");
                        let id = sink.gap(gap(&resource));
                        assert_eq!(sink.gap(gap(&resource)), id, "the same gap again is the same");
                        tokio::task::yield_now().await;
                    }
                })
            });
            for task in futures::future::join_all(tasks).await {
                task.unwrap();
            }
            Ok(())
        }
        .boxed()
    }

    fn label(&self) -> String {
        "gappy".into()
    }
}

fn gap(resource: &str) -> Gap {
    Gap {
        account: "111122223333".into(),
        region: "global".into(),
        api: "s3:GetBucketPolicy".into(),
        resource: resource.into(),
        reason: Failure::Denied,
        permission: "s3:GetBucketPolicy".into(),
        message: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gap_ids_are_dense_whoever_leaves_them() {
    let (_home, path) = place();
    let report = run(&path, false, vec![Arc::new(Gappy)]).await;
    assert_eq!(report.estate.gaps().len(), 400);
    assert_eq!(open(&path).unwrap().gaps(), report.estate.gaps());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scan_that_is_not_kept_reads_the_same_and_can_be_repeated() {
    let there = estate(200);
    for _ in 0..2 {
        let asked = ScanRequest { file: ScanFile::None, ..request(Path::new("unused"), false, vec![cloud(&there, 0)]) };
        let (feed, _watch) = ScanFeed::new();
        let report = scan(asked, &SystemClock, feed, CancellationToken::new()).await.unwrap();
        assert!(!report.partial);
        assert_eq!(sorted(&report.estate), sorted(&there));
    }
    assert!(!Path::new("unused").exists() && !Path::new("(not kept)").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_refuses_ends_the_scan_with_its_error() {
    let (home, _) = place();
    let path = home.path().join("no-such-directory/scan.jsonl.zst");
    let (feed, _watch) = ScanFeed::new();
    let error =
        scan(request(&path, false, Vec::new()), &SystemClock, feed, CancellationToken::new()).await.unwrap_err();
    assert!(error.to_string().contains("could not create the snapshot"), "{error}");
}

/// A reader that tells of a role early, and of the whole after a while; it says what it was asked to read.
struct Slow {
    role: Resource,
    whole_after: Duration,
    reads: AtomicUsize,
}

impl Slow {
    fn new(whole_after: Duration) -> Arc<Self> {
        let role = estate(20).all(Kind::Role).next().map(|(_, role)| Resource::clone(role)).unwrap();
        Arc::new(Self { role, whole_after, reads: AtomicUsize::new(0) })
    }

    fn early(&self) -> Early {
        let mut resource = self.role.clone();
        let Detail::Role(role) = &mut resource.detail else { panic!("not a role") };
        role.last_accessed = Fact::Unknown(GapId::to_come(0));
        let awaited = Gap { api: "iam:GetServiceLastAccessedDetails".into(), reason: Failure::Cancelled, ..gap("") };
        Early { resource, to_come: vec![awaited] }
    }
}

impl Collect for Slow {
    fn collect(&self, sink: Arc<dyn Sink>) -> BoxFuture<'_, Result<(), CloudError>> {
        async move {
            if sink.holds_resource(self.role.arn.as_str()) {
                return Ok(());
            }
            self.reads.fetch_add(1, Ordering::SeqCst);
            sink.gap(gap("of something else"));
            sink.early(self.early());
            tokio::time::sleep(self.whole_after).await;
            sink.put(Record::Resource(Box::new(self.role.clone())));
            Ok(())
        }
        .boxed()
    }

    fn label(&self) -> String {
        "slow".into()
    }
}

/// Cancels a scan as soon as its first resource is shown.
async fn cut_at_first_sight(path: &Path, reader: Arc<Slow>) -> (ScanReport, Resource) {
    let (feed, mut watch) = ScanFeed::new();
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let watching = tokio::spawn(async move {
        let first = watch.resources.recv().await.unwrap().remove(0);
        stop.cancel();
        Resource::clone(&first)
    });
    let report = scan(request(path, false, vec![reader]), &SystemClock, feed, cancel).await.unwrap();
    (report, watching.await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_read_in_part_is_shown_at_once_kept_by_a_cancelled_scan_and_read_whole_by_a_resumed_one() {
    let (_home, path) = place();
    let slow = Slow::new(Duration::from_secs(600));
    let (cut, shown) = cut_at_first_sight(&path, Arc::clone(&slow)).await;
    assert_eq!(shown, slow.early().resource);
    let held = open(&path).unwrap();
    assert!(cut.partial && held.partial);
    for estate in [&*cut.estate, &held] {
        let (_, role) = estate.find(slow.role.arn.as_str()).unwrap();
        let id = role.role().unwrap().last_accessed.gap().unwrap();
        let gap = estate.gap(id).unwrap();
        assert_eq!((gap.api.as_str(), gap.reason), ("iam:GetServiceLastAccessedDetails", Failure::Cancelled));
        assert_eq!(estate.gaps().len(), 2);
    }
    assert_eq!(cut.progress.resource_count(), 1);

    let quick = Slow::new(Duration::ZERO);
    let whole = run(&path, true, vec![Arc::<Slow>::clone(&quick)]).await;
    assert_eq!(quick.reads.load(Ordering::SeqCst), 1, "it was not read whole");
    let file = open(&path).unwrap();
    for estate in [&*whole.estate, &file] {
        assert!(!estate.partial);
        assert_eq!(**estate.find(quick.role.arn.as_str()).unwrap().1, quick.role);
        let gaps: Vec<&str> = estate.gaps().iter().map(|gap| gap.resource.as_str()).collect();
        assert_eq!(gaps, ["of something else"], "nothing is awaited any more");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_read_in_two_parts_is_counted_shown_and_written_once() {
    let (_home, path) = place();
    let slow = Slow::new(Duration::from_millis(300));
    let (feed, mut watch) = ScanFeed::new();
    let readers: Vec<Arc<dyn Collect>> = vec![Arc::<Slow>::clone(&slow)];
    let report = scan(request(&path, false, readers), &SystemClock, feed, CancellationToken::new()).await.unwrap();
    let mut shown = 0;
    while let Some(batch) = watch.resources.recv().await {
        shown += batch.len();
    }
    assert_eq!((shown, report.progress.resource_count()), (1, 1));
    let resources = super::lines(&path).iter().filter(|line| line.contains(r#""record":"resource""#)).count();
    assert_eq!((resources, report.estate.gaps().len()), (1, 1));
}
