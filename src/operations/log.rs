//! The writing thread of a scan: the file, and the estate as it grows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use crate::model::{Arn, Estate, Gap, GapId, Record, Resource, Timestamp};
use crate::ports::Early;
use crate::store::{SnapshotError, SnapshotWriter, renumber};

/// Without new records, the writer looks so often whether something is due.
const IDLE: Duration = Duration::from_millis(100);
/// So many resources at most are handed to who watches at once.
const BATCH: usize = 256;

/// What was recorded.
pub(super) type Outcome = Result<Estate, SnapshotError>;

/// What the thread is told.
pub(super) enum Message {
    Record(Record),
    Early(Early),
    Finish(Option<Timestamp>),
}

/// What tells gaps apart.
pub(super) type Key = (String, String, String, String);

/// What was asked, and why it failed: two gaps with the same key are one.
pub(super) fn key(gap: &Gap) -> Key {
    let place = format!("{}/{}", gap.account, gap.region);
    (place, gap.api.clone(), gap.resource.clone(), format!("{}: {}", gap.reason, gap.message))
}

/// The file, and the estate as it grows.
pub(super) struct Log {
    writer: SnapshotWriter,
    estate: Estate,
    resources: UnboundedSender<Vec<Arc<Resource>>>,
    batch: Vec<Arc<Resource>>,
    /// Resources that were read in part so far.
    early: BTreeMap<Arn, Early>,
    shown: Instant,
}

impl Log {
    pub(super) fn new(writer: SnapshotWriter, estate: Estate, resources: UnboundedSender<Vec<Arc<Resource>>>) -> Self {
        Self { writer, estate, resources, batch: Vec::new(), early: BTreeMap::new(), shown: Instant::now() }
    }

    /// Writes until it is told to finish.
    pub(super) fn run(&mut self, receiver: &Receiver<Message>) -> Result<Option<Timestamp>, SnapshotError> {
        loop {
            match receiver.recv_timeout(IDLE) {
                Ok(Message::Record(record)) => self.take(record)?,
                Ok(Message::Early(early)) => self.take_early(early),
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
            let resource: Arc<Resource> = Arc::from(resource);
            // Who watches saw it when it was read in part.
            if self.early.remove(&resource.arn).is_none() {
                self.offer(Arc::clone(&resource));
            }
            return self.keep(resource);
        }
        self.writer.record(&record)?;
        self.estate.push(record);
        Ok(())
    }

    fn keep(&mut self, resource: Arc<Resource>) -> Result<(), SnapshotError> {
        self.writer.resource(&resource)?;
        self.estate.insert(resource);
        Ok(())
    }

    /// Shows what was read in part, and holds it back from the file: the whole will follow, or the end of the scan.
    fn take_early(&mut self, early: Early) {
        self.offer(Arc::new(early.resource.clone()));
        self.early.insert(early.resource.arn.clone(), early);
    }

    fn offer(&mut self, resource: Arc<Resource>) {
        self.batch.push(resource);
        if self.batch.len() >= BATCH || self.shown.elapsed() >= IDLE {
            self.show();
        }
    }

    /// Keeps what was read in part and will not be read whole any more, each missing fact behind its gap.
    fn settle(&mut self) -> Result<(), SnapshotError> {
        let mut ids = HashMap::new();
        for early in std::mem::take(&mut self.early).into_values() {
            let mut numbers = BTreeMap::new();
            for (number, gap) in (0..).zip(early.to_come) {
                numbers.insert(GapId::to_come(number), self.gap(&mut ids, gap)?);
            }
            let resource = renumber(early.resource, &numbers).map_err(|source| SnapshotError::File {
                operation: "write",
                path: self.writer.path().to_path_buf(),
                source: source.into(),
            })?;
            self.keep(Arc::new(resource))?;
        }
        Ok(())
    }

    /// The id of a gap, which is written once.
    fn gap(&mut self, ids: &mut HashMap<Key, GapId>, gap: Gap) -> Result<GapId, SnapshotError> {
        if let Some(id) = ids.get(&key(&gap)) {
            return Ok(*id);
        }
        let id = GapId(u32::try_from(self.estate.gaps().len()).unwrap_or(u32::MAX));
        ids.insert(key(&gap), id);
        self.take(Record::Gap { id, gap })?;
        Ok(id)
    }

    /// Hands the newest resources to who watches, if anyone does.
    fn show(&mut self) {
        self.shown = Instant::now();
        if !self.batch.is_empty() {
            let _ = self.resources.send(std::mem::take(&mut self.batch));
        }
    }

    pub(super) fn end(mut self, finished: Option<Timestamp>) -> Outcome {
        self.settle()?;
        self.show();
        match finished {
            Some(time) => self.writer.finish(time)?,
            None => self.writer.leave_partial()?,
        };
        self.estate.sort();
        self.estate.partial = finished.is_none();
        self.estate.header.finished = finished;
        if self.estate.header.callers.is_empty() {
            self.estate.header.callers = self.estate.accounts().iter().map(|account| account.caller.clone()).collect();
        }
        Ok(self.estate)
    }
}
