//! Whether the read or write of a hop leaves a record: data events of a trail, or access logs of the store itself.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::selectors::takes_data;
use super::{Hop, NodeId, Transfer};
use crate::model::aws::Trail;
use crate::model::{AccountId, Estate, Fact, GapId, Kind, Resource};

/// Whether a hop leaves a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Logged {
    /// It does.
    Yes,
    /// It does not, though the service could.
    No,
    /// It is not known; why, where one gap hides it.
    Unknown(Option<GapId>),
    /// The service records no access to data.
    NotOffered,
}

/// The type by which CloudTrail's selectors name the data of a service.
///
/// Source: AWS CloudTrail User Guide, "Logging data events", the table of resource types.
pub fn data_type(resource: &Resource) -> Option<&'static str> {
    Some(match resource.arn.service() {
        "s3" => "AWS::S3::Object",
        "lambda" => "AWS::Lambda::Function",
        "dynamodb" => "AWS::DynamoDB::Table",
        "sqs" => "AWS::SQS::Queue",
        "sns" => "AWS::SNS::Topic",
        "kinesis" => "AWS::Kinesis::Stream",
        "states" => "AWS::StepFunctions::StateMachine",
        "glue" if resource.arn.resource().starts_with("table/") => "AWS::Glue::Table",
        _ => return None,
    })
}

/// The trails that may record each account.
pub(super) struct Trails<'e> {
    estate: &'e Estate,
    own: FxHashMap<&'e AccountId, Vec<(&'e Resource, &'e Trail)>>,
    of_organization: Vec<(&'e Resource, &'e Trail)>,
    hidden: FxHashMap<&'e AccountId, GapId>,
}

impl<'e> Trails<'e> {
    pub(super) fn new(estate: &'e Estate) -> Self {
        let mut trails =
            Self { estate, own: FxHashMap::default(), of_organization: Vec::new(), hidden: FxHashMap::default() };
        for (_, resource) in estate.all(Kind::Trail) {
            let Some(trail) = resource.trail() else { continue };
            trails.own.entry(&resource.account).or_default().push((resource, trail));
            if trail.organization_trail {
                trails.of_organization.push((resource, trail));
            }
        }
        for listing in estate.listings().iter().filter(|listing| listing.kind == Kind::Trail) {
            if let Some(gap) = listing.count.gap() {
                trails.hidden.entry(&listing.account).or_insert(gap);
            }
        }
        trails
    }

    /// Whether the access to data that a hop is leaves a record. It is the store that is read or written, or the
    /// component that is called, whose access is recorded.
    pub(super) fn logged(&self, hop: &Hop, resource: impl Fn(NodeId) -> Option<&'e Resource>) -> Logged {
        let Some(resource) = resource(hop.called()) else { return Logged::NotOffered };
        if resource.bucket().is_some_and(|bucket| matches!(bucket.logging, Fact::Known(Some(_)))) {
            return Logged::Yes;
        }
        let Some(data) = data_type(resource) else { return Logged::NotOffered };
        let mut unknown = None;
        for (home, trail) in self.covering(resource) {
            match self.records(trail, hop.transfer, data, resource, home) {
                Ok(true) => return Logged::Yes,
                Ok(false) => {}
                Err(gap) => unknown = unknown.or(Some(Logged::Unknown(Some(gap)))),
            }
        }
        let hidden = self.hidden.get(&resource.account).map(|gap| Logged::Unknown(Some(*gap)));
        let unlisted = || (!self.estate.was_listed(&resource.account, Kind::Trail)).then_some(Logged::Unknown(None));
        unknown.or(hidden).or_else(unlisted).unwrap_or(Logged::No)
    }

    fn covering(&self, resource: &Resource) -> impl Iterator<Item = (&'e Resource, &'e Trail)> {
        let own = self.own.get(&resource.account).into_iter().flatten().copied();
        let account = resource.account.clone();
        let member = self.estate.is_own_account(account.as_str());
        own.chain(self.of_organization.iter().copied().filter(move |(it, _)| member && it.account != account))
    }

    fn records(
        &self,
        trail: &Trail,
        transfer: Transfer,
        data: &str,
        resource: &Resource,
        home: &Resource,
    ) -> Result<bool, GapId> {
        if !trail.multi_region && home.region != resource.region {
            return Ok(false);
        }
        let (status, selectors) = match (&trail.status, &trail.selectors) {
            (Fact::Known(status), Fact::Known(selectors)) => (status, selectors),
            (Fact::Unknown(gap), _) | (_, Fact::Unknown(gap)) => return Err(*gap),
            _ => return Ok(false),
        };
        let recorded = takes_data(selectors, data, resource.arn.as_str());
        let taken = match transfer {
            Transfer::Read => recorded.reads,
            Transfer::Write | Transfer::Invoke | Transfer::Copy => recorded.writes,
            Transfer::Exchange | Transfer::Refer => recorded.all(),
        };
        Ok(status.logging && taken)
    }
}
