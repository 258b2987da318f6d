//! Takes what collectors tell of a scan: gives gaps their ids, counts, and hands records to the thread that writes.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::log::{Key, Log, Message, Outcome, key};
use super::progress::ScanProgress;
use super::tally::Tally;
use crate::model::{AccountId, Arn, Estate, Gap, GapId, Kind, Record, Resource, Timestamp};
use crate::ports::{Early, HeldOrganization, Sink, Unit};
use crate::store::{SnapshotError, SnapshotWriter};

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
    gaps: HashMap<Key, GapId>,
    next_gap: u32,
    /// Resources that were read in part so far, so that none is counted twice.
    early: HashSet<Arn>,
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
        let mut log = Log::new(writer, held.clone(), resources);
        let thread = std::thread::spawn(move || {
            let outcome = log.run(&receiver);
            if outcome.is_err() {
                stop.cancel();
            }
            log.end(outcome?)
        });
        let state = Mutex::new(State { tally, gaps, next_gap, early: HashSet::new(), sender, gaps_seen });
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
        if let Record::Resource(resource) = &record
            && !state.early.remove(&resource.arn)
        {
            state.tally.resource(resource.kind());
        }
        state.send(record);
    }

    fn early(&self, early: Early) {
        let mut state = self.state();
        if state.early.insert(early.resource.arn.clone()) {
            state.tally.resource(early.resource.kind());
        }
        // As with records: a thread that ended early has cancelled the scan already.
        let _ = state.sender.send(Message::Early(early));
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

    fn holds_organization(&self, management: &AccountId) -> Option<HeldOrganization> {
        let organization = self.held.organization().filter(|it| it.management_account == *management)?;
        let members = organization.accounts.known()?;
        let belongs = |account: &AccountId| account == management || members.iter().any(|it| it.id == *account);
        let known = |account: &AccountId, kind: Kind| {
            let mut listings = self.held.listings().iter();
            listings.find(|it| it.account == *account && it.kind == kind)?.count.known().copied()
        };
        // Whoever read it whole and is done with it; a unit that is not done is read again.
        let whole = |account: &AccountId| {
            let done = self.held.done().contains(&format!("{account}/organizations/global"));
            let units = known(account, Kind::OrganizationalUnit).filter(|_| done && belongs(account))?;
            Some(HeldOrganization { units, policies: known(account, Kind::OrganizationPolicy)? })
        };
        self.held.accounts().iter().find_map(|account| whole(&account.id))
    }
}
