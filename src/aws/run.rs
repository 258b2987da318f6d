//! What the profiles of one scan know of each other, so that no two read the same: which accounts are taken, and which
//! organizations were read whole.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard, watch};

use crate::model::AccountId;

/// How far one profile is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Profile {
    /// Its account is not known yet.
    Starting,
    /// It reads this account.
    Reading(AccountId),
    /// It is done, or could not begin.
    Ended,
}

/// An organization that was read without a gap: how much it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Roots and units.
    pub units: usize,
    /// Service and resource control policies.
    pub policies: usize,
}

/// What is known of an organization: none until someone has read it whole.
type Known = Arc<Turn<Option<Whole>>>;

/// One scan over all its profiles.
#[derive(Debug)]
pub struct Run {
    profiles: watch::Sender<Vec<Profile>>,
    /// By management account.
    organizations: Mutex<HashMap<AccountId, Known>>,
    /// Management accounts that have had their turn.
    heard: watch::Sender<Vec<AccountId>>,
}

impl Run {
    /// A scan over so many profiles.
    pub fn of(profiles: usize) -> Self {
        Self {
            profiles: watch::Sender::new(vec![Profile::Starting; profiles]),
            organizations: Mutex::default(),
            heard: watch::Sender::new(Vec::new()),
        }
    }

    /// The part of one profile. It ends when the value is dropped.
    pub fn turn(&self, place: usize) -> ProfileTurn<'_> {
        ProfileTurn { run: self, place }
    }

    /// Waits for the turn to read an organization: the management account sees all of it and goes first; the others
    /// follow one by one. What is known then says whether it need be read at all.
    pub async fn organization(&self, account: &AccountId, owner: &AccountId) -> OrganizationTurn<'_> {
        if account != owner {
            self.hear(owner).await;
        }
        let known = {
            let mut all = self.organizations.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(owner.clone()).or_default())
        };
        let heard = (account == owner).then(|| (self, owner.clone()));
        OrganizationTurn { known: known.lock_owned().await, _heard: heard.map(|(run, owner)| Heard { run, owner }) }
    }

    /// Tells that an account will not read its organization: an earlier, partial scan has done it.
    pub fn pass(&self, account: &AccountId) {
        self.heard.send_modify(|all| all.push(account.clone()));
    }

    /// Waits while the management account may still come to read its organization.
    async fn hear(&self, owner: &AccountId) {
        let (mut profiles, mut heard) = (self.profiles.subscribe(), self.heard.subscribe());
        let may_come = |all: &Vec<Profile>| {
            all.iter().any(|it| *it == Profile::Starting || matches!(it, Profile::Reading(account) if account == owner))
        };
        tokio::select! {
            // Neither sender is dropped before the run itself.
            _ = profiles.wait_for(|all| !may_come(all)) => {}
            _ = heard.wait_for(|all| all.contains(owner)) => {}
        }
    }
}

/// The turn to read an organization, with what is known of it so far.
#[derive(Debug)]
pub struct OrganizationTurn<'r> {
    known: OwnedMutexGuard<Option<Whole>>,
    _heard: Option<Heard<'r>>,
}

impl std::ops::Deref for OrganizationTurn<'_> {
    type Target = Option<Whole>;
    fn deref(&self) -> &Option<Whole> {
        &self.known
    }
}

impl std::ops::DerefMut for OrganizationTurn<'_> {
    fn deref_mut(&mut self) -> &mut Option<Whole> {
        &mut self.known
    }
}

/// Tells, when dropped, that the management account has had its turn.
#[derive(Debug)]
struct Heard<'r> {
    run: &'r Run,
    owner: AccountId,
}

impl Drop for Heard<'_> {
    fn drop(&mut self) {
        self.run.heard.send_modify(|all| all.push(self.owner.clone()));
    }
}

/// The part of one profile in a run.
#[derive(Debug)]
pub struct ProfileTurn<'r> {
    run: &'r Run,
    place: usize,
}

impl ProfileTurn<'_> {
    /// Takes an account; false when another profile has taken it.
    pub fn claim(&self, account: &AccountId) -> bool {
        let reading = Profile::Reading(account.clone());
        self.run.profiles.send_if_modified(|all| {
            let free = !all.contains(&reading);
            if let (true, Some(own)) = (free, all.get_mut(self.place)) {
                *own = reading.clone();
            }
            free
        })
    }
}

impl Drop for ProfileTurn<'_> {
    fn drop(&mut self) {
        self.run.profiles.send_modify(|all| {
            if let Some(own) = all.get_mut(self.place) {
                *own = Profile::Ended;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const OWNER: &str = "999900001111";
    const MEMBER: &str = "111122223333";
    const FOUND: Whole = Whole { units: 2, policies: 1 };

    async fn soon<F: Future>(future: F) -> Option<F::Output> {
        tokio::time::timeout(Duration::from_millis(20), future).await.ok()
    }

    #[test]
    fn an_account_is_taken_once() {
        let run = Run::of(2);
        let (first, second) = (run.turn(0), run.turn(1));
        assert!(first.claim(&MEMBER.into()));
        assert!(!second.claim(&MEMBER.into()));
        assert!(second.claim(&OWNER.into()));
    }

    #[tokio::test]
    async fn members_wait_for_the_management_account() {
        let run = Run::of(2);
        let (member, management) = (run.turn(0), run.turn(1));
        let [one, owner] = [MEMBER, OWNER].map(AccountId::from);
        member.claim(&one);
        let mut waiting = Box::pin(run.organization(&one, &owner));
        assert!(soon(&mut waiting).await.is_none(), "the other profile may be of the management account");
        management.claim(&owner);
        assert!(soon(&mut waiting).await.is_none(), "it is, and has not looked yet");
        *run.organization(&owner, &owner).await = Some(FOUND);
        assert_eq!(soon(waiting).await.map(|known| *known), Some(Some(FOUND)));
    }

    #[tokio::test]
    async fn members_go_on_when_the_management_account_has_nothing_to_read() {
        let run = Run::of(2);
        let (member, management) = (run.turn(0), run.turn(1));
        let [one, owner] = [MEMBER, OWNER].map(AccountId::from);
        member.claim(&one);
        management.claim(&owner);
        let mut waiting = Box::pin(run.organization(&one, &owner));
        assert!(soon(&mut waiting).await.is_none());
        run.pass(&owner);
        assert_eq!(soon(waiting).await.map(|known| *known), Some(None));
    }

    #[tokio::test]
    async fn members_go_on_when_nobody_can_come_any_more() {
        let run = Run::of(2);
        let (member, other) = (run.turn(0), run.turn(1));
        let [one, owner] = [MEMBER, OWNER].map(AccountId::from);
        member.claim(&one);
        let mut waiting = Box::pin(run.organization(&one, &owner));
        assert!(soon(&mut waiting).await.is_none());
        drop(other);
        assert_eq!(soon(waiting).await.map(|known| *known), Some(None));
    }
}
