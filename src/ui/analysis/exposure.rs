//! Who can reach a resource, from what the checks decided. What no check could decide is unknown, never private.

use crate::checks::{CATALOGUE, Decision, Posture};

/// Checks whose failure means that everyone can reach a resource.
const PUBLIC: [&str; 4] =
    ["s3-bucket-public-acl", "s3-bucket-public-policy", "kms-key-policy-public", "iam-trust-public"];
/// Checks whose failure means that accounts outside the organization can reach a resource or get its data.
const FOREIGN: [&str; 5] = [
    "s3-bucket-foreign-access",
    "s3-bucket-foreign-replication",
    "kms-key-policy-foreign-account",
    "kms-key-grant-foreign",
    "iam-trust-foreign-account",
];

/// Who can reach a resource, as far as checks decided it; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Exposure {
    /// No check asks.
    #[default]
    NotAsked,
    /// Every check that asks says that nobody from outside can.
    Private,
    /// A check could not decide.
    Unknown,
    /// Accounts outside the organization can.
    Outsiders,
    /// Everyone can.
    Public,
}

impl Exposure {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotAsked => "",
            Self::Private => "private",
            Self::Unknown => "unknown",
            Self::Outsiders => "outsiders",
            Self::Public => "public",
        }
    }

    fn of(decision: Decision, is_public: bool) -> Self {
        match decision {
            Decision::Pass => Self::Private,
            Decision::Unknown => Self::Unknown,
            Decision::Fail if is_public => Self::Public,
            Decision::Fail => Self::Outsiders,
        }
    }
}

/// The exposure of every resource.
pub(super) fn exposures(resources: usize, posture: &Posture) -> Vec<Exposure> {
    let mut exposures = vec![Exposure::NotAsked; resources];
    for result in &posture.results {
        let id = CATALOGUE.get(usize::from(result.check)).map_or("", |check| check.id);
        let is_public = PUBLIC.contains(&id);
        if (is_public || FOREIGN.contains(&id))
            && let Some(place) = exposures.get_mut(result.resource.index())
        {
            *place = (*place).max(Exposure::of(result.decision, is_public));
        }
    }
    exposures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_that_decide_on_exposure_exist() {
        for id in PUBLIC.into_iter().chain(FOREIGN) {
            assert!(CATALOGUE.iter().any(|check| check.id == id), "there is no check {id}");
        }
    }

    #[test]
    fn the_worst_exposure_wins_and_unknown_is_worse_than_private() {
        let worst = [Exposure::Private, Exposure::Unknown, Exposure::NotAsked].into_iter().max();
        assert_eq!(worst, Some(Exposure::Unknown));
        assert_eq!(Exposure::of(Decision::Unknown, true), Exposure::Unknown);
        assert!(Exposure::of(Decision::Fail, true) > Exposure::of(Decision::Fail, false));
    }
}
