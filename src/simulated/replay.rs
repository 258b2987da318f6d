//! Replays an estate as a scan would find it: unit by unit, call by call.
//!
//! What was not read when the estate was recorded stays a gap.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};

use super::SimulatedCloud;
use crate::model::{Activity, Estate, Kind, Listing, Record, Region, Resource};
use crate::ports::{CloudError, Collect, Sink, Unit};

/// Units of a recorded estate that read no kind of resource.
const OTHER_SERVICES: &[&str] = &["account", "s3control", "sts"];

/// What one unit holds.
#[derive(Default)]
struct Load {
    resources: Vec<Arc<Resource>>,
    listings: Vec<Listing>,
    activities: Vec<Activity>,
}

impl Collect for SimulatedCloud {
    fn collect(&self, sink: Arc<dyn Sink>) -> BoxFuture<'_, Result<(), CloudError>> {
        async move {
            let estate = self.estate();
            begin(&estate, &*sink);
            let loads = divide(&estate);
            for unit in loads.keys() {
                sink.unit(unit);
            }
            for gap in estate.gaps() {
                sink.gap(gap.clone());
            }
            join_all(loads.iter().map(|(unit, load)| self.replay(unit, load, &*sink))).await;
            Ok(())
        }
        .boxed()
    }

    fn label(&self) -> String {
        "simulated".to_owned()
    }
}

impl SimulatedCloud {
    async fn replay(&self, unit: &Unit, load: &Load, sink: &dyn Sink) {
        if sink.holds_unit(unit) {
            return;
        }
        // One call lists, then one call a resource: fewer than a cloud needs, in the same order.
        sink.planned(unit, 1 + u64::try_from(load.resources.len()).unwrap_or(u64::MAX - 1));
        self.call(unit, sink).await;
        for resource in &load.resources {
            self.call(unit, sink).await;
            if !sink.holds_resource(resource.arn.as_str()) {
                sink.put(Record::Resource(Box::new(Resource::clone(resource))));
            }
        }
        for listing in &load.listings {
            sink.put(Record::Listing(listing.clone()));
        }
        for activity in &load.activities {
            sink.put(Record::Activity(Box::new(activity.clone())));
        }
        sink.done(unit);
    }

    async fn call(&self, unit: &Unit, sink: &dyn Sink) {
        if !self.pace.scan.is_zero() {
            tokio::time::sleep(self.pace.scan).await;
        }
        sink.called(unit);
    }
}

/// Accounts and organization come first; then the gaps in order, before any resource: facts refer to them by id.
fn begin(estate: &Estate, sink: &dyn Sink) {
    for account in estate.accounts() {
        sink.put(Record::Account(account.clone()));
    }
    if let Some(organization) = estate.organization() {
        sink.put(Record::Organization(organization.clone()));
    }
}

/// What each recorded unit holds; units that were not recorded are made up from their resources.
fn divide(estate: &Estate) -> BTreeMap<Unit, Load> {
    let mut loads: BTreeMap<Unit, Load> =
        estate.done().iter().filter_map(|unit| unit_from(unit)).map(|unit| (unit, Load::default())).collect();
    for (_, resource) in estate.resources() {
        let unit = unit_of(&loads, &resource.account, resource.kind(), &resource.region);
        loads.entry(unit).or_default().resources.push(Arc::clone(resource));
    }
    for listing in estate.listings() {
        let unit = unit_of(&loads, &listing.account, listing.kind, &listing.region);
        loads.entry(unit).or_default().listings.push(listing.clone());
    }
    for activity in estate.activities() {
        let unit = unit_of(&loads, &activity.account, Kind::Trail, &activity.region);
        loads.entry(unit).or_default().activities.push(activity.clone());
    }
    loads
}

fn unit_from(text: &str) -> Option<Unit> {
    let mut parts = text.splitn(3, '/');
    let (account, service, region) = (parts.next()?, parts.next()?, parts.next()?);
    let known = Kind::ALL.iter().map(|kind| kind.service()).chain(OTHER_SERVICES.iter().copied());
    let service = known.into_iter().find(|known| *known == service)?;
    Some(Unit { account: account.into(), service, region: region.into() })
}

/// The unit that read a kind of resource: of its service, in its region or in all.
fn unit_of(loads: &BTreeMap<Unit, Load>, account: &crate::model::AccountId, kind: Kind, region: &Region) -> Unit {
    let service = kind.service();
    let exact = Unit { account: account.clone(), service, region: region.clone() };
    if loads.contains_key(&exact) {
        return exact;
    }
    let global = Unit { region: Region::global(), ..exact.clone() };
    if loads.contains_key(&global) { global } else { exact }
}
