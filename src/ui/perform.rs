//! Carries effects out: on worker threads or as tasks, each with its ticket, each answer as a message.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::access::{self, Question, Reply};
use super::analysis::Analysis;
use super::draft::Draft;
use super::effect::{Effect, Ticket, Wanted};
use super::message::{Answer, Carried, Message, PlanRefusal};
use super::scan::{ScanNews, UnitNews};
use super::services::Services;
use super::text::{Safe, safe};
use crate::journal::{self, StepOutcome, StepState};
use crate::model::{Estate, Gap};
use crate::operations::{
    self, ApplyEvent, ApplyReport, Ports, ScanFeed, ScanProgress, ScanWatch, UnitState, analyse_now,
};
use crate::remedy::{self, BuildError, Choices, Plan, Refusal};

/// A question that is being typed waits for so long.
const TYPING: Duration = Duration::from_millis(120);
/// So many names of resources are kept while they are read.
const LATEST: usize = 8;

/// Carries effects out and sends what comes of them.
#[derive(Debug, Clone)]
pub struct Performer {
    services: Services,
    answers: UnboundedSender<Message>,
    running: Arc<Mutex<BTreeMap<Ticket, CancellationToken>>>,
    /// The latest question of access.
    asked: Arc<AtomicU64>,
}

impl Performer {
    /// A performer that answers into a channel.
    pub fn new(services: Services, answers: UnboundedSender<Message>) -> Self {
        Self { services, answers, running: Arc::default(), asked: Arc::default() }
    }

    /// Begins to carry an effect out, and returns at once. Needs a tokio runtime.
    ///
    /// Effects on the terminal and the program itself are not for it: it does nothing about them.
    pub fn perform(&self, effect: Effect) {
        let services = self.services.clone();
        match effect {
            Effect::Load(ticket) => self.work(ticket, move || Answer::Loaded(load(&services)), Answer::Loaded),
            Effect::LoadJournal(ticket) => {
                self.work(ticket, move || Answer::Journal(entries(&services)), Answer::Journal)
            }
            Effect::BuildPlan { ticket, analysis, wanted, choices } => self.work(
                ticket,
                move || Answer::Planned(build(&analysis, wanted, &choices)),
                |fault| Answer::Planned(fault.map_err(PlanRefusal::Refused)),
            ),
            Effect::BuildUndo { ticket, analysis, entry } => self.task(ticket, move |_| async move {
                Answer::Planned(match operations::undo_plan(&entry, &services.journal).await {
                    Ok(plan) => previewed(plan, Vec::new(), analysis).await,
                    Err(refusal) => Err(PlanRefusal::Refused(refusal.to_string())),
                })
            }),
            Effect::Finish { ticket, analysis, entry } => {
                self.task(ticket, move |_| async move { Answer::Planned(finish(&services, &entry, analysis).await) });
            }
            Effect::Apply { ticket, plan, analysis, why } => self.apply(ticket, plan, analysis, why),
            Effect::Scan(ticket) => self.scan(ticket),
            Effect::Verify(ticket) => {
                self.work(ticket, move || Answer::Verified((services.verify)()), Answer::Verified)
            }
            Effect::Export { ticket, plan, form } => {
                self.work(ticket, move || Answer::Exported((services.export)(&plan, form)), Answer::Exported);
            }
            Effect::ExportFlows { ticket, analysis, excerpt, form } => {
                let work = move || Answer::Exported((services.export_flows)(&analysis, &excerpt, form));
                self.work(ticket, work, Answer::Exported);
            }
            Effect::Ask { ticket, analysis, question, typed } => self.ask(ticket, analysis, question, typed),
            Effect::Cancel(ticket) => {
                if let Some(token) = self.running().get(&ticket) {
                    token.cancel();
                }
            }
            Effect::SaveSession(session) => {
                if let Err(error) = (services.save_session)(&session) {
                    tracing::warn!(%error, "the session was not kept");
                }
            }
            Effect::Suspend | Effect::Redraw | Effect::Quit => {}
        }
    }

    /// Tells every running job to stop.
    pub fn cancel_all(&self) {
        self.running().values().for_each(CancellationToken::cancel);
    }

    /// Whether a job that can be cancelled still runs.
    pub fn is_running(&self) -> bool {
        !self.running().is_empty()
    }

    fn running(&self) -> std::sync::MutexGuard<'_, BTreeMap<Ticket, CancellationToken>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, ticket: Ticket, answer: Answer) {
        // Nobody listens any more when the console has ended.
        let _ = self.answers.send(Message::Answer(ticket, answer));
    }

    /// Runs something that blocks; a panic becomes an answer.
    fn work<T: 'static>(
        &self,
        ticket: Ticket,
        work: impl FnOnce() -> Answer + Send + 'static,
        failed: impl FnOnce(Result<T, String>) -> Answer + Send + 'static,
    ) {
        let performer = self.clone();
        tokio::spawn(async move {
            let answer = tokio::task::spawn_blocking(work).await;
            performer.send(ticket, answer.unwrap_or_else(|error| failed(Err(fault(&error)))));
        });
    }

    /// Answers a question of access. One that is being typed waits, and is dropped when a newer one comes meanwhile.
    fn ask(&self, ticket: Ticket, analysis: Arc<Analysis>, question: Question, typed: bool) {
        self.asked.fetch_max(ticket.0, Ordering::Relaxed);
        let performer = self.clone();
        tokio::spawn(async move {
            if typed {
                tokio::time::sleep(TYPING).await;
                if performer.asked.load(Ordering::Relaxed) > ticket.0 {
                    return;
                }
            }
            let asked = question.clone();
            let answer = tokio::task::spawn_blocking(move || access::answer(&analysis, &asked)).await;
            let reply = answer.unwrap_or_else(|error| Reply::Wrong(Safe::new(&fault(&error))));
            performer.send(ticket, Answer::Access(Box::new((question, reply))));
        });
    }

    /// Runs a task that can be cancelled.
    fn task<F>(&self, ticket: Ticket, task: impl FnOnce(CancellationToken) -> F + Send + 'static)
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let token = CancellationToken::new();
        self.running().insert(ticket, token.clone());
        let performer = self.clone();
        tokio::spawn(async move {
            let answer = task(token).await;
            performer.running().remove(&ticket);
            performer.send(ticket, answer);
        });
    }

    fn apply(&self, ticket: Ticket, plan: Arc<Plan>, analysis: Arc<Analysis>, why: String) {
        let performer = self.clone();
        self.task(ticket, move |token| async move {
            let services = &performer.services;
            let Some(ports) = ports(services) else {
                return Answer::CarriedOut(Err("there is no cloud to change here".to_owned()));
            };
            let observer = |event: ApplyEvent| match event {
                ApplyEvent::Step { index } => performer.send(ticket, Answer::StepBegan(index)),
                ApplyEvent::Outcome { index, outcome } => performer.send(ticket, Answer::StepEnded(index, outcome)),
                ApplyEvent::Began { .. } | ApplyEvent::Ended { .. } => {}
            };
            let report = operations::apply(&plan, &why, &ports, &services.patience, &observer, &token).await;
            match report {
                Ok(report) => Answer::CarriedOut(Ok(carried(services, &plan, &analysis, report).await)),
                Err(error) => Answer::CarriedOut(Err(error.to_string())),
            }
        });
    }

    fn scan(&self, ticket: Ticket) {
        let performer = self.clone();
        self.task(ticket, move |token| async move {
            let services = performer.services.clone();
            let request = match &services.scan {
                Some(scanning) => scanning(),
                None => Err("there are no accounts to read here".to_owned()),
            };
            let request = match request {
                Ok(request) => request,
                Err(wrong) => return Answer::Scanned(Err(wrong)),
            };
            let (feed, watch) = ScanFeed::new();
            let watching = tokio::spawn(watch_scan(performer.clone(), ticket, watch));
            let report = operations::scan(request, &*services.clock, feed, token).await;
            // It ends with the feed, and must be heard before the answer.
            let _ = watching.await;
            match report {
                Ok(report) => Answer::Scanned(analysed(&services, report.estate).await),
                Err(error) => Answer::Scanned(Err(error.to_string())),
            }
        });
    }
}

fn fault(error: &tokio::task::JoinError) -> String {
    format!("a fault of Tidegate: {error}; please report it")
}

fn ports(services: &Services) -> Option<Ports> {
    let cloud = services.cloud.clone()?;
    Some(Ports { cloud, journal: Arc::clone(&services.journal), clock: Arc::clone(&services.clock) })
}

fn load(services: &Services) -> Result<Arc<Analysis>, String> {
    (services.load)().map(|estate| analyse(services, estate))
}

fn analyse(services: &Services, estate: Arc<Estate>) -> Arc<Analysis> {
    let base = Arc::new(analyse_now(estate, Arc::clone(&services.rules)));
    Arc::new(Analysis::ruled(base, &services.pipelines))
}

async fn analysed(services: &Services, estate: Arc<Estate>) -> Result<Arc<Analysis>, String> {
    let services = services.clone();
    tokio::task::spawn_blocking(move || analyse(&services, estate)).await.map_err(|error| fault(&error))
}

fn entries(services: &Services) -> Result<Vec<journal::Entry>, String> {
    services.journal.rows().map(|rows| journal::entries(&rows)).map_err(|error| error.to_string())
}

/// Settles an entry that was cut off, and plans what is left of it.
async fn finish(services: &Services, entry: &str, analysis: Arc<Analysis>) -> Result<Box<Draft>, PlanRefusal> {
    let refused = |text: String| PlanRefusal::Refused(text);
    let ports = ports(services).ok_or_else(|| refused("there is no cloud to change here".to_owned()))?;
    let found = operations::recover(&ports, &services.patience).await.map_err(|error| refused(error.to_string()))?;
    let recovery = found
        .into_iter()
        .find(|it| it.entry.id == entry)
        .ok_or_else(|| refused("this entry has its end in the journal: there is nothing to finish".to_owned()))?;
    operations::settle(&recovery, &ports).await.map_err(|error| refused(error.to_string()))?;
    let plan = operations::remaining(&recovery).ok_or_else(|| {
        refused("every step took effect, and the journal now says so; R reads the accounts again".to_owned())
    })?;
    previewed(plan, vec![safe!("finishes {entry}")], analysis).await
}

/// A plan with its preview, made on a worker thread.
async fn previewed(plan: Plan, mends: Vec<Safe>, analysis: Arc<Analysis>) -> Result<Box<Draft>, PlanRefusal> {
    let work = tokio::task::spawn_blocking(move || Box::new(Draft::new(plan, mends, &analysis)));
    work.await.map_err(|error| PlanRefusal::Refused(fault(&error)))
}

fn build(analysis: &Analysis, wanted: Vec<Wanted>, choices: &Choices) -> Result<Box<Draft>, PlanRefusal> {
    let base = analysis.base();
    let findings: Vec<_> =
        wanted.iter().filter_map(|it| base.posture.findings.iter().find(|held| held.id == it.finding)).collect();
    let mends = findings.iter().map(|it| safe!("{} {}", it.id, it.check.title)).collect::<Vec<Safe>>();
    let asked: Vec<remedy::Wanted<'_>> = findings
        .iter()
        .filter_map(|finding| {
            let want = wanted.iter().find(|it| it.finding == finding.id)?;
            Some(remedy::Wanted { finding, remedy: want.remedy })
        })
        .collect();
    let result = remedy::build(&base.context(), &asked, choices);
    drop(asked);
    match result {
        Ok(plan) => Ok(Box::new(Draft::new(plan, mends, analysis))),
        Err(BuildError::Refused { remedy, refusal: Refusal::Needs { .. }, .. }) => {
            Err(PlanRefusal::Choose { remedy, wanted, choices: choices.clone() })
        }
        Err(error) => Err(PlanRefusal::Refused(error.to_string())),
    }
}

/// What came of a plan, with the estate as it was read back.
async fn carried(services: &Services, plan: &Plan, analysis: &Analysis, report: ApplyReport) -> Carried {
    let mut estate = Estate::clone(analysis.estate());
    let updated = report.update(&mut estate);
    let analysis = match updated {
        Ok(()) => analysed(services, Arc::new(estate)).await.ok(),
        Err(error) => {
            tracing::warn!(%error, "the estate could not be brought up to date");
            None
        }
    };
    let open = |id: &crate::finding::FindingId| analysis.as_ref().is_some_and(|it| it.finding_at(&id.0).is_some());
    let mended = plan.findings.iter().filter(|id| !open(id)).count();
    let words = words_of(&report, plan, mended);
    Carried { words, complete: report.is_complete(), analysis }
}

fn words_of(report: &ApplyReport, plan: &Plan, mended: usize) -> String {
    if report.is_complete() {
        return match plan.findings.len() {
            0 => "done and read back".to_owned(),
            1 if mended == 1 => "done and read back; the finding is gone".to_owned(),
            1 => "done and read back; the finding is still there".to_owned(),
            all => format!("done and read back; {mended} of {all} findings are gone"),
        };
    }
    let partly = report.steps.iter().any(|state| matches!(state, StepState::Ended(StepOutcome::Done)));
    let words = match report.stopped_at() {
        _ if partly && report.cancelled => "stopped between two steps, as you asked; what was done is in the journal",
        _ if partly => "partly carried out; the steps say how far, z takes it back",
        None => "stopped before the first step; nothing was changed",
        Some((_, StepOutcome::Changed { .. })) => {
            "stopped: the cloud no longer matches the plan, and nothing was changed; R reads it again"
        }
        Some((_, StepOutcome::NotEffective { .. })) => {
            "the cloud took the call, but the change does not show; the step says what reads back"
        }
        Some((_, StepOutcome::Uncertain { .. })) => {
            "not known whether the change took effect; R reads the accounts again"
        }
        Some(_) => "the cloud refused, and nothing was changed",
    };
    words.to_owned()
}

/// Sends the news of a scan until it ends, the last counts included.
async fn watch_scan(performer: Performer, ticket: Ticket, mut watch: ScanWatch) {
    let mut latest: Vec<String> = Vec::new();
    loop {
        let goes_on = watch.progress.changed().await.is_ok();
        while let Ok(batch) = watch.resources.try_recv() {
            latest.extend(batch.iter().map(|it| format!("{} {}", it.kind(), it.name())));
            let surplus = latest.len().saturating_sub(LATEST);
            latest.drain(..surplus);
        }
        let gaps = std::iter::from_fn(|| watch.gaps.try_recv().ok()).map(Arc::new).collect();
        let progress = Arc::clone(&watch.progress.borrow_and_update());
        performer.send(ticket, Answer::Scanning(news(&progress, &latest, gaps)));
        if !goes_on {
            break;
        }
    }
}

fn news(progress: &ScanProgress, latest: &[String], gaps: Vec<Arc<Gap>>) -> ScanNews {
    let unit = |it: &operations::UnitProgress| UnitNews {
        account: it.unit.account.to_string(),
        service: it.unit.service.to_owned(),
        region: it.unit.region.to_string(),
        called: it.calls,
        planned: it.calls + it.remaining,
        gaps: it.gaps,
        done: matches!(it.state, UnitState::Done | UnitState::Held),
    };
    ScanNews {
        units: progress.units.iter().map(unit).collect(),
        resources: progress.resource_count(),
        latest: latest.to_vec(),
        gaps,
        failed: progress.gaps,
    }
}
