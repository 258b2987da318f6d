//! A scan: collectors read, a recorder writes the snapshot, and progress is published as it goes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::progress::ScanProgress;
use super::recorder::Recorder;
use crate::model::{AccountId, Estate, Failure, Gap, Header, Region, Resource};
use crate::ports::{Clock, CloudError, Collect, Sink};
use crate::store::{SnapshotError, SnapshotWriter};

/// Progress is published so often.
const TICK: Duration = Duration::from_millis(100);

/// What to scan, and where to.
pub struct ScanRequest {
    /// One reader a profile.
    pub collectors: Vec<Arc<dyn Collect>>,
    /// Where the estate comes from. Not used when a partial scan is resumed: its own header stays.
    pub header: Header,
    /// The snapshot to write.
    pub file: ScanFile,
}

/// Where a scan is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanFile {
    /// A new file.
    New(PathBuf),
    /// The file of a partial scan, to go on with it.
    Resume(PathBuf),
    /// None: the estate lasts as long as the program. That of the demo.
    None,
}

/// Where a scan publishes what it does.
#[derive(Debug)]
pub struct ScanFeed {
    progress: watch::Sender<Arc<ScanProgress>>,
    resources: mpsc::UnboundedSender<Vec<Arc<Resource>>>,
    gaps: mpsc::UnboundedSender<Gap>,
}

/// Where to watch a scan.
#[derive(Debug)]
pub struct ScanWatch {
    /// The latest progress, at most ten times a second.
    pub progress: watch::Receiver<Arc<ScanProgress>>,
    /// Resources as they are read. May be dropped by who does not want them.
    pub resources: mpsc::UnboundedReceiver<Vec<Arc<Resource>>>,
    /// Reads that failed, as they fail. May be dropped by who does not want them.
    pub gaps: mpsc::UnboundedReceiver<Gap>,
}

impl ScanFeed {
    /// A feed and its other end.
    pub fn new() -> (Self, ScanWatch) {
        let (progress, progress_watch) = watch::channel(Arc::new(ScanProgress::default()));
        let (resources, resources_watch) = mpsc::unbounded_channel();
        let (gaps, gaps_watch) = mpsc::unbounded_channel();
        let watch = ScanWatch { progress: progress_watch, resources: resources_watch, gaps: gaps_watch };
        (Self { progress, resources, gaps }, watch)
    }
}

/// What came of a scan.
#[derive(Debug, Clone)]
pub struct ScanReport {
    /// What was read.
    pub estate: Arc<Estate>,
    /// Whether the scan was cut off: the snapshot can be resumed.
    pub partial: bool,
    /// Whether that was the user's wish.
    pub cancelled: bool,
    /// What ended whole readers early, by label.
    pub failures: BTreeMap<String, String>,
    /// The last counts.
    pub progress: Arc<ScanProgress>,
}

/// The scan could not be recorded.
#[derive(Debug, Error)]
pub enum ScanError {
    /// The snapshot could not be written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A fault of this program.
    #[error("the scan stopped: {0}; this is a fault of Tidegate, please report it")]
    Fault(String),
}

/// Scans. Cancelling keeps what was read, in a partial snapshot.
///
/// # Errors
/// When the snapshot cannot be written. Whatever a cloud refuses is a gap in the report's estate instead.
pub async fn scan(
    request: ScanRequest,
    clock: &dyn Clock,
    feed: ScanFeed,
    cancel: CancellationToken,
) -> Result<ScanReport, ScanError> {
    let ScanFeed { progress, resources, gaps } = feed;
    let collectors = request.collectors.clone();
    let opening = tokio::task::spawn_blocking(move || open(&request));
    let (writer, estate) = opening.await.map_err(|error| ScanError::Fault(error.to_string()))??;
    // A snapshot that cannot be written any more ends the scan: reading on would be for nothing.
    let stop = cancel.child_token();
    let recorder = Recorder::start(writer, estate, (resources, gaps), stop.clone());

    let sink: Arc<dyn Sink> = recorder.sink();
    let ticking = tick(&recorder, &progress);
    let failures = tokio::select! {
        failures = collect(&collectors, &sink, &stop) => failures,
        () = ticking => BTreeMap::new(),
    };
    let cancelled = cancel.is_cancelled();
    let complete = !cancelled && failures.is_empty();
    let finished = complete.then(|| clock.now());
    let closing = Arc::clone(&recorder);
    let recorded = tokio::task::spawn_blocking(move || closing.finish(finished)).await;
    let estate = recorded.map_err(|error| ScanError::Fault(error.to_string()))??;
    let last = Arc::new(recorder.progress());
    progress.send_replace(Arc::clone(&last));
    Ok(ScanReport { estate: Arc::new(estate), partial: !complete, cancelled, failures, progress: last })
}

fn open(request: &ScanRequest) -> Result<(SnapshotWriter, Estate), SnapshotError> {
    let writer = match &request.file {
        ScanFile::New(path) => SnapshotWriter::create(path, &request.header)?,
        ScanFile::Resume(path) => return SnapshotWriter::resume(path),
        ScanFile::None => SnapshotWriter::nowhere(&request.header)?,
    };
    Ok((writer, Estate::new(request.header.clone())))
}

/// Publishes progress until it is dropped.
async fn tick(recorder: &Recorder, progress: &watch::Sender<Arc<ScanProgress>>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        interval.tick().await;
        progress.send_replace(Arc::new(recorder.progress()));
    }
}

/// Runs all readers side by side. One that fails or panics leaves a gap, and the others go on.
async fn collect(
    collectors: &[Arc<dyn Collect>],
    sink: &Arc<dyn Sink>,
    stop: &CancellationToken,
) -> BTreeMap<String, String> {
    let failures = Mutex::new(BTreeMap::new());
    let fail = |label: &str, gap: Gap| {
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.insert(label.to_owned(), gap.message.clone());
        sink.gap(gap);
    };
    let mut running = JoinSet::new();
    let mut labels = BTreeMap::new();
    for collector in collectors {
        let (collector, sink) = (Arc::clone(collector), Arc::clone(sink));
        let label = collector.label();
        let task = running.spawn(async move { collector.collect(sink).await });
        labels.insert(task.id(), label);
    }
    let label_of = |id| labels.get(&id).map_or("", String::as_str);
    loop {
        let ended = tokio::select! {
            () = stop.cancelled() => break,
            ended = running.join_next_with_id() => ended,
        };
        match ended {
            None => break,
            Some(Ok((_, Ok(())))) => {}
            Some(Ok((id, Err(error)))) => fail(label_of(id), refused(label_of(id), &error)),
            Some(Err(error)) => fail(label_of(error.id()), panicked(label_of(error.id()), error)),
        }
    }
    running.shutdown().await;
    failures.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn refused(label: &str, error: &CloudError) -> Gap {
    Gap {
        account: AccountId::new(label),
        region: Region::global(),
        api: error.operation.clone(),
        resource: String::new(),
        reason: error.reason,
        permission: error.permission.clone(),
        message: error.to_string(),
    }
}

fn panicked(label: &str, error: JoinError) -> Gap {
    let words = error.try_into_panic().map_or_else(
        |error| error.to_string(),
        |panic| {
            let text = panic.downcast_ref::<String>().cloned();
            text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
        },
    );
    Gap {
        account: AccountId::new(label),
        region: Region::global(),
        api: "scan".to_owned(),
        resource: String::new(),
        reason: Failure::Malformed,
        permission: String::new(),
        message: format!("reading stopped by a fault of Tidegate: {words}"),
    }
}
