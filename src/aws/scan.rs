//! One account read whole: its regions, then every unit (service and region) side by side.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};

use crate::model::{Account, Failure, GapId, Record, Region};
use crate::ports::{CloudError, Collect, Sink, Unit};

use super::call::Caller;
use super::collect;
use super::regions;
use super::run::Run;
use super::session::{Lazy, Options, Session, Sessions};

/// Reads the account behind one profile.
#[derive(Debug)]
pub struct Connection {
    lazy: Arc<Lazy>,
    /// The place of the profile among those of this run.
    place: usize,
    run: Arc<Run>,
}

/// One reader per profile. Nothing is called yet.
pub fn connect(options: &Options) -> Vec<Connection> {
    connect_with(&Sessions::new(options))
}

/// The same over sessions that changes will use too, so that credentials are asked for once.
pub fn connect_with(sessions: &Sessions) -> Vec<Connection> {
    let run = Arc::new(Run::of(sessions.all().len()));
    let connection =
        |(place, lazy): (usize, &Arc<Lazy>)| Connection { lazy: Arc::clone(lazy), place, run: Arc::clone(&run) };
    sessions.all().iter().enumerate().map(connection).collect()
}

impl Collect for Connection {
    fn collect(&self, sink: Arc<dyn Sink>) -> BoxFuture<'_, Result<(), CloudError>> {
        async move {
            // However this ends, nobody waits for it any longer.
            let turn = self.run.turn(self.place);
            let session = self.lazy.get().await?;
            // Two profiles of one account would read everything twice.
            if !turn.claim(&session.account) {
                tracing::warn!("{} reaches account {} again; it is read once", session.label, session.account);
                return Ok(());
            }
            read_account(&session, &sink, self.lazy.options(), &self.run).await;
            if session.is_expired() { Err(expired(&session)) } else { Ok(()) }
        }
        .boxed()
    }

    fn label(&self) -> String {
        self.lazy.label()
    }
}

fn expired(session: &Session) -> CloudError {
    CloudError {
        operation: format!("finish reading account {}", session.account),
        reason: Failure::Expired,
        permission: String::new(),
        message: format!("sign in again with {}, then resume the scan", session.label),
    }
}

async fn read_account(session: &Arc<Session>, sink: &Arc<dyn Sink>, options: &Options, run: &Run) {
    let account = Caller::new(Arc::clone(session), Arc::clone(sink), unit(session, "account", Region::global()));
    sink.unit(&account.unit);
    let enabled = regions::enabled(&account, options).await;
    let regions = match &enabled {
        Ok(regions) => regions.clone(),
        Err(_) => vec![session.home.clone()],
    };
    sink.put(Record::Account(Account {
        id: session.account.clone(),
        name: None,
        caller: session.caller_arn.clone(),
        regions: regions.clone(),
    }));
    let callers: Vec<Caller> = units(session, &regions)
        .into_iter()
        .map(|unit| Caller::new(Arc::clone(session), Arc::clone(sink), unit))
        .collect();
    for caller in &callers {
        sink.unit(&caller.unit);
    }
    finish(&account);
    let enabled = &enabled;
    join_all(callers.iter().map(|caller| read_unit(caller, options, enabled, run))).await;
}

/// A unit that expired credentials cut off is not done: a resumed scan reads it again.
fn finish(caller: &Caller) {
    if !caller.session.is_expired() {
        caller.sink.done(&caller.unit);
    }
}

async fn read_unit(caller: &Caller, options: &Options, regions: &Result<Vec<Region>, GapId>, run: &Run) {
    if caller.sink.holds_unit(&caller.unit) {
        if caller.unit.service == "organizations" {
            run.pass(&caller.unit.account);
        }
        return;
    }
    let is_global = caller.unit.region == Region::global();
    match caller.unit.service {
        "cloudtrail" => collect::cloudtrail::collect(caller, options.events).await,
        "iam" => collect::iam::collect(caller, options.service_last_accessed, regions).await,
        "s3" if is_global => {
            let wanted = |region: &Region| options.regions.is_empty() || options.regions.contains(region);
            collect::s3::collect(caller, &wanted).await;
        }
        "organizations" => collect::organizations::collect(caller, run).await,
        service => match collect::REGIONAL.iter().find(|it| it.service == service) {
            Some(collector) => (collector.read)(caller).await,
            None => tracing::error!("no collector reads {service}"),
        },
    }
    finish(caller);
}

fn units(session: &Session, regions: &[Region]) -> Vec<Unit> {
    let global = ["iam", "s3", "organizations"].into_iter().map(|service| unit(session, service, Region::global()));
    let of_region = |region: &Region| {
        collect::REGIONAL.iter().map(|it| unit(session, it.service, region.clone())).collect::<Vec<_>>()
    };
    global.chain(regions.iter().flat_map(of_region)).collect()
}

fn unit(session: &Session, service: &'static str, region: Region) -> Unit {
    Unit { account: session.account.clone(), service, region }
}
