//! Who can reach a resource, from what the checks decided. What no check could decide is unknown, never private.

use crate::model::ResourceId;

use super::{CATALOGUE, Check, Context, Decision, Outcome, Posture};

/// Checks whose failure means that everyone can reach a resource.
const PUBLIC: [&str; 23] = [
    "s3-bucket-public-acl",
    "s3-bucket-public-policy",
    "kms-key-policy-public",
    "iam-trust-public",
    "sqs-queue-public-policy",
    "sns-topic-public-policy",
    "dynamodb-table-public-policy",
    "secretsmanager-secret-public-policy",
    "logs-destination-public-policy",
    "logs-resource-policy-public",
    "kinesis-stream-public-policy",
    "kafka-cluster-public-policy",
    "kafka-cluster-public",
    "rds-database-public",
    "rds-snapshot-public",
    "redshift-warehouse-public",
    "apigateway-route-open",
    "lambda-function-public-policy",
    "lambda-function-url-unauthenticated",
    "events-bus-public-policy",
    "glue-catalog-public-policy",
    "mwaa-environment-public-webserver",
    "emr-cluster-public-address",
];

/// Checks whose failure means that accounts outside the organization can reach a resource or get its data.
const FOREIGN: [&str; 26] = [
    "s3-bucket-foreign-access",
    "s3-bucket-foreign-replication",
    "kms-key-policy-foreign-account",
    "kms-key-grant-foreign",
    "iam-trust-foreign-account",
    "sqs-queue-foreign-access",
    "sns-topic-foreign-access",
    "sns-subscription-foreign-account",
    "dynamodb-table-foreign-access",
    "dynamodb-stream-open",
    "dynamodb-export-foreign-bucket",
    "secretsmanager-secret-foreign-access",
    "logs-subscription-foreign",
    "logs-destination-foreign-access",
    "kinesis-stream-foreign-access",
    "firehose-bucket-foreign",
    "kafka-cluster-foreign-access",
    "rds-snapshot-foreign-share",
    "redshift-snapshot-foreign-share",
    "redshift-data-share-foreign",
    "redshift-cluster-foreign-endpoint",
    "redshift-namespace-foreign-access",
    "apigateway-policy-foreign-access",
    "lambda-function-foreign-access",
    "events-bus-foreign-access",
    "glue-catalog-foreign-access",
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

/// Whether a check asks who can reach a resource, and if so whether it asks for everyone.
fn asks_for_everyone(check: &Check) -> Option<bool> {
    let is_public = PUBLIC.contains(&check.id);
    (is_public || FOREIGN.contains(&check.id)).then_some(is_public)
}

/// The exposure of every resource of an estate with so many, from what the checks said.
pub fn exposures(resources: usize, posture: &Posture) -> Vec<Exposure> {
    let mut exposures = vec![Exposure::NotAsked; resources];
    let asking: Vec<Option<bool>> = CATALOGUE.iter().map(|check| asks_for_everyone(check)).collect();
    for result in &posture.results {
        if let Some(is_public) = asking.get(usize::from(result.check)).copied().flatten()
            && let Some(place) = exposures.get_mut(result.resource.index())
        {
            *place = (*place).max(Exposure::of(result.decision, is_public));
        }
    }
    exposures
}

/// The exposure of one resource, found out by running only the checks that ask for it.
pub fn exposure_of(context: &Context<'_>, id: ResourceId) -> Exposure {
    let Some(resource) = context.estate.resource(id) else { return Exposure::NotAsked };
    let asking = CATALOGUE.iter().filter(|check| check.kinds().any(|kind| kind == resource.kind()));
    let asked = asking.filter_map(|check| Some((check, asks_for_everyone(check)?)));
    let decided = asked.map(|(check, is_public)| match (check.evaluate)(context, id, resource) {
        Outcome::NotApplicable => Exposure::NotAsked,
        Outcome::Pass => Exposure::of(Decision::Pass, is_public),
        Outcome::Fail(_) => Exposure::of(Decision::Fail, is_public),
        Outcome::Unknown(_) => Exposure::of(Decision::Unknown, is_public),
    });
    decided.max().unwrap_or_default()
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
    fn every_check_of_a_policy_for_everyone_or_outsiders_counts() {
        for check in CATALOGUE.iter() {
            let told = ["-public-policy", "-public-acl", "-foreign-access"].iter().any(|end| check.id.ends_with(end));
            assert!(!told || asks_for_everyone(check).is_some(), "{} is not asked", check.id);
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
