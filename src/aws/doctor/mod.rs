//! What the credentials are good for: who they are, what they reach, what they may read, and whether they could write.

mod ask;
mod probe;
mod writes;

use std::sync::Arc;

use futures::future::{join, join_all};

use crate::model::{AccountId, Failure, Gap, GapId, Record, Region};
use crate::permissions::{self, Permission};
use crate::ports::{CloudError, Early, HeldOrganization, Sink, Unit};

use super::call::Caller;
use super::regions;
use super::session::{Lazy, Options, Session, Sessions};
pub use writes::Writes;

/// What is known of one profile.
#[derive(Debug)]
pub struct AccountReport {
    /// The profile in words.
    pub label: String,
    /// What was found, or why nothing could be.
    pub outcome: Result<AccountHealth, CloudError>,
}

/// What the credentials of one profile are good for.
#[derive(Debug)]
pub struct AccountHealth {
    /// The account.
    pub account: AccountId,
    /// The ARN of the caller.
    pub caller: String,
    /// Each region that would be read, and whether it answers.
    pub regions: Vec<(Region, Result<(), Failure>)>,
    /// Why the enabled regions are not known, when they are not: only the profile's own is read then.
    pub regions_unknown: Option<String>,
    /// Every permission that a scan needs, in the order of the collectors.
    pub permissions: Vec<PermissionState>,
    /// Whether the credentials could also change things.
    pub writes: Writes,
}

/// Whether one permission is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionState {
    /// The permission.
    pub permission: &'static Permission,
    /// Whether it is there.
    pub state: Held,
}

/// Whether a permission is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It could not be told, and why.
    NotKnown(String),
}

impl AccountHealth {
    /// Permissions that are missing, and whose place no other takes.
    pub fn missing(&self) -> impl Iterator<Item = &'static Permission> {
        let missing = self.permissions.iter().filter(|one| one.state == Held::No).map(|one| one.permission);
        missing.filter(|one| !permissions::instead_of(one.action).is_some_and(|other| self.holds(other)))
    }

    fn holds(&self, action: &str) -> bool {
        self.permissions.iter().any(|one| one.permission.action == action && one.state == Held::Yes)
    }

    /// What the product cannot say for want of permissions, each once.
    pub fn blind_to(&self) -> Vec<&'static str> {
        let mut blind: Vec<&'static str> = Vec::new();
        for permission in self.missing() {
            if !blind.contains(&permission.blinds) {
                blind.push(permission.blinds);
            }
        }
        blind
    }
}

/// Looks at every profile, side by side.
pub async fn doctor(options: &Options) -> Vec<AccountReport> {
    let sessions = Sessions::new(options);
    let reports = sessions.all().iter().map(|lazy| async move {
        let outcome = match lazy.get().await {
            Ok(session) => Ok(examine(&session, lazy).await),
            Err(wrong) => Err(wrong),
        };
        AccountReport { label: lazy.label(), outcome }
    });
    join_all(reports).await
}

async fn examine(session: &Arc<Session>, lazy: &Lazy) -> AccountHealth {
    let quiet = Arc::new(Quiet::default());
    let caller = caller(session, &quiet, "account", Region::global());
    let listed = regions::enabled(&caller, lazy.options()).await;
    let regions_unknown = listed.is_err().then(|| quiet.last());
    let regions = listed.unwrap_or_else(|_| vec![session.home.clone()]);
    let reach = join_all(regions.iter().map(|region| reach(session, &quiet, region)));
    let (reached, (states, writes)) = join(reach, ask::ask(session, &quiet)).await;
    let all = permissions::ALL.iter().flat_map(|group| group.permissions);
    AccountHealth {
        account: session.account.clone(),
        caller: session.caller_arn.clone(),
        regions: regions.into_iter().zip(reached).collect(),
        regions_unknown,
        permissions: all
            .map(|permission| PermissionState { permission, state: states.of(permission.action) })
            .collect(),
        writes,
    }
}

fn caller(session: &Arc<Session>, quiet: &Arc<Quiet>, service: &'static str, region: Region) -> Caller {
    let unit = Unit { account: session.account.clone(), service, region };
    Caller::new(Arc::clone(session), Arc::clone(quiet) as Arc<dyn Sink>, unit)
}

/// Whether a region answers. To be denied is an answer too.
async fn reach(session: &Arc<Session>, quiet: &Arc<Quiet>, region: &Region) -> Result<(), Failure> {
    let caller = caller(session, quiet, "kms", region.clone());
    let kms = session.kms(region);
    match caller.try_call(|| kms.list_keys().limit(1).send()).await {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.reason == Failure::Denied => Ok(()),
        Err(refusal) => Err(refusal.reason),
    }
}

/// A sink that keeps nothing but the last gap's words.
#[derive(Debug, Default)]
struct Quiet(std::sync::Mutex<String>);

impl Quiet {
    fn last(&self) -> String {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl Sink for Quiet {
    fn gap(&self, gap: Gap) -> GapId {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = gap.to_string();
        GapId(0)
    }
    fn put(&self, _: Record) {}
    fn early(&self, _: Early) {}
    fn unit(&self, _: &Unit) {}
    fn planned(&self, _: &Unit, _: u64) {}
    fn called(&self, _: &Unit) {}
    fn done(&self, _: &Unit) {}
    fn holds_unit(&self, _: &Unit) -> bool {
        false
    }
    fn holds_resource(&self, _: &str) -> bool {
        false
    }
    fn holds_organization(&self, _: &AccountId) -> Option<HeldOrganization> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health(states: &[(&str, Held)]) -> AccountHealth {
        let state = |(action, state): &(&str, Held)| PermissionState {
            permission: permissions::permission(action).unwrap(),
            state: state.clone(),
        };
        AccountHealth {
            account: AccountId::from("111122223333"),
            caller: String::new(),
            regions: Vec::new(),
            regions_unknown: None,
            permissions: states.iter().map(state).collect(),
            writes: Writes::No,
        }
    }

    #[test]
    fn a_permission_is_not_missed_while_another_takes_its_place() {
        let one = health(&[("account:ListRegions", Held::No), ("ec2:DescribeRegions", Held::Yes)]);
        assert_eq!((one.missing().count(), one.blind_to().len()), (0, 0));
        let none = health(&[("account:ListRegions", Held::No), ("ec2:DescribeRegions", Held::No)]);
        assert_eq!((none.missing().count(), none.blind_to()), (2, vec!["regions other than the profile's own"]));
    }
}
