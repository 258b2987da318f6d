//! Records a scan: gives gaps their ids, hands records to a thread that writes the snapshot, and counts.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::progress::ScanProgress;
use super::tally::Tally;
use crate::model::{Estate, Gap, GapId, Record, Resource, Timestamp};
use crate::ports::{Sink, Unit};
use crate::store::{SnapshotError, SnapshotWriter};

/// Without new records, the writer looks so often whether something is due.
const IDLE: Duration = Duration::from_millis(100);
/// So many resources at most are handed to who watches at once.
const BATCH: usize = 256;

type Outcome = Result<Recorded, SnapshotError>;

/// What was recorded.
pub(super) struct Recorded {
    pub(super) estate: Estate,
    pub(super) path: PathBuf,
}

enum Message {
    Record(Record),
    Finish(Option<Timestamp>),
}

/// Takes what collectors tell. None of its calls waits for a disk.
pub(super) struct Recorder {
    /// What an earlier, partial scan holds.
    held: Estate,
    state: Mutex<State>,
    writer: Mutex<Option<JoinHandle<Outcome>>>,
}

struct State {
    tally: Tally,
    /// Gaps by what was asked, so that the same gap read again on a resume keeps its id.
    gaps: HashMap<(String, String, String, String), GapId>,
    next_gap: u32,
    sender: Sender<Message>,
    gaps_seen: UnboundedSender<Gap>,
}

impl Recorder {
    /// Starts the writing thread. `stop` is cancelled when it cannot go on.
    pub(super) fn start(
        writer: SnapshotWriter,
        held: Estate,
        (resources, gaps_seen): (UnboundedSender<Vec<Arc<Resource>>>, UnboundedSender<Gap>),
        stop: CancellationToken,
    ) -> Arc<Self> {
        let (sender, receiver) = channel();
        let gaps: HashMap<_, _> = (0..).map(GapId).zip(held.gaps()).map(|(id, gap)| (key(gap), id)).collect();
        let next_gap = u32::try_from(held.gaps().len()).unwrap_or(u32::MAX);
        let mut tally = Tally::new();
        for (_, resource) in held.resources() {
            tally.resource(resource.kind());
        }
        let mut log = Log { writer, estate: held.clone(), resources, batch: Vec::new(), shown: Instant::now() };
        let thread = std::thread::spawn(move || {
            let outcome = log.run(&receiver);
            if outcome.is_err() {
                stop.cancel();
            }
            log.end(outcome?)
        });
        let state = Mutex::new(State { tally, gaps, next_gap, sender, gaps_seen });
        Arc::new(Self { held, state, writer: Mutex::new(Some(thread)) })
    }

    pub(super) fn sink(self: &Arc<Self>) -> Arc<dyn Sink> {
        Arc::<Self>::clone(self)
    }

    pub(super) fn progress(&self) -> ScanProgress {
        self.state().tally.progress()
    }

    /// Writes what is still waiting and closes the file: complete when it has a time, else partial.
    pub(super) fn finish(&self, finished: Option<Timestamp>) -> Outcome {
        {
            let mut state = self.state();
            state.tally.end();
            // The thread has ended by itself when the file could not be written; its outcome says so.
            let _ = state.sender.send(Message::Finish(finished));
        }
        let thread = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let lost = || SnapshotError::File {
            operation: "write",
            path: PathBuf::new(),
            source: std::io::Error::other("the writing thread ended early"),
        };
        thread.ok_or_else(lost)?.join().unwrap_or_else(|_| Err(lost()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn send(&self, record: Record) {
        // A thread that ended early has cancelled the scan already.
        let _ = self.sender.send(Message::Record(record));
    }
}

impl Sink for Recorder {
    fn gap(&self, gap: Gap) -> GapId {
        let mut state = self.state();
        state.tally.gap(&gap);
        // Nobody watches any more when this fails.
        let _ = state.gaps_seen.send(gap.clone());
        let asked = key(&gap);
        if let Some(id) = state.gaps.get(&asked) {
            return *id;
        }
        // Sent under the lock: the n-th gap in the file has the id n.
        let id = GapId(state.next_gap);
        state.next_gap += 1;
        state.gaps.insert(asked, id);
        state.send(Record::Gap { id, gap });
        id
    }

    fn put(&self, record: Record) {
        let mut state = self.state();
        if let Record::Resource(resource) = &record {
            state.tally.resource(resource.kind());
        }
        state.send(record);
    }

    fn unit(&self, unit: &Unit) {
        let held = self.holds_unit(unit);
        self.state().tally.found(unit, held);
    }

    fn planned(&self, unit: &Unit, calls: u64) {
        self.state().tally.planned(unit, calls);
    }

    fn called(&self, unit: &Unit) {
        self.state().tally.called(unit);
    }

    fn done(&self, unit: &Unit) {
        let mut state = self.state();
        state.tally.done(unit);
        state.send(Record::Done { unit: unit.to_string() });
    }

    fn holds_unit(&self, unit: &Unit) -> bool {
        self.held.done().contains(&unit.to_string())
    }

    fn holds_resource(&self, arn: &str) -> bool {
        self.held.find(arn).is_some()
    }
}

/// What was asked, and why it failed: two gaps with the same key are one.
fn key(gap: &Gap) -> (String, String, String, String) {
    let place = format!("{}/{}", gap.account, gap.region);
    (place, gap.api.clone(), gap.resource.clone(), format!("{}: {}", gap.reason, gap.message))
}

/// The writing thread's side: the file, and the estate as it grows.
struct Log {
    writer: SnapshotWriter,
    estate: Estate,
    resources: UnboundedSender<Vec<Arc<Resource>>>,
    batch: Vec<Arc<Resource>>,
    shown: Instant,
}

impl Log {
    /// Writes until it is told to finish.
    fn run(&mut self, receiver: &Receiver<Message>) -> Result<Option<Timestamp>, SnapshotError> {
        loop {
            match receiver.recv_timeout(IDLE) {
                Ok(Message::Record(record)) => self.take(record)?,
                Ok(Message::Finish(finished)) => return Ok(finished),
                Err(RecvTimeoutError::Timeout) => {
                    self.writer.flush_when_due()?;
                    self.show();
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    fn take(&mut self, record: Record) -> Result<(), SnapshotError> {
        if let Record::Resource(resource) = record {
            self.writer.resource(&resource)?;
            let resource: Arc<Resource> = Arc::from(resource);
            self.estate.insert(Arc::clone(&resource));
            self.batch.push(resource);
            if self.batch.len() >= BATCH || self.shown.elapsed() >= IDLE {
                self.show();
            }
            return Ok(());
        }
        self.writer.record(&record)?;
        self.estate.push(record);
        Ok(())
    }

    /// Hands the newest resources to who watches, if anyone does.
    fn show(&mut self) {
        self.shown = Instant::now();
        if !self.batch.is_empty() {
            let _ = self.resources.send(std::mem::take(&mut self.batch));
        }
    }

    fn end(mut self, finished: Option<Timestamp>) -> Outcome {
        self.show();
        let path = match finished {
            Some(time) => self.writer.finish(time)?,
            None => self.writer.leave_partial()?,
        };
        self.estate.sort();
        self.estate.partial = finished.is_none();
        self.estate.header.finished = finished;
        if self.estate.header.callers.is_empty() {
            self.estate.header.callers = self.estate.accounts().iter().map(|account| account.caller.clone()).collect();
        }
        Ok(Recorded { estate: self.estate, path })
    }
}
