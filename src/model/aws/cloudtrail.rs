//! CloudTrail trails: where events go, whether they flow, and which are selected.

use serde::{Deserialize, Serialize};

use crate::model::{Fact, Timestamp};

/// A trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    /// Records events of every region.
    pub multi_region: bool,
    /// Records events of every account of the organization.
    pub organization_trail: bool,
    /// Records events of global services such as IAM.
    pub global_service_events: bool,
    /// Digest files let a reader detect changed log files.
    pub log_file_validation: bool,
    /// The bucket that receives log files.
    pub bucket: Option<String>,
    /// The prefix of log files in the bucket.
    pub prefix: Option<String>,
    /// The key that encrypts log files; none means the bucket's own default.
    pub kms_key: Option<String>,
    /// The CloudWatch Logs group that receives events.
    pub log_group: Option<String>,
    /// The topic told of each delivery.
    pub topic: Option<String>,
    /// Whether it is logging now.
    pub status: Fact<TrailStatus>,
    /// Which events it records.
    pub selectors: Fact<EventSelectors>,
}

impl Trail {
    /// Takes over what another account could read of the same trail and this one could not: an organization's trail is
    /// seen from its management account and from members.
    pub fn complete_from(&mut self, other: &Self) {
        if self.status.gap().is_some() && other.status.known().is_some() {
            self.status = other.status.clone();
        }
        if self.selectors.gap().is_some() && other.selectors.known().is_some() {
            self.selectors = other.selectors.clone();
        }
    }
}

/// Whether a trail delivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailStatus {
    /// Logging is on.
    pub logging: bool,
    /// The last time that log files were delivered.
    pub latest_delivery: Option<Timestamp>,
    /// The error of the last delivery, when it failed.
    pub delivery_error: Option<String>,
}

/// The events that a trail records: either basic or advanced selectors.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EventSelectors {
    /// Basic selectors.
    pub basic: Vec<BasicSelector>,
    /// Advanced selectors.
    pub advanced: Vec<AdvancedSelector>,
}

impl EventSelectors {
    /// What a trail without selectors of its own records: all management events.
    ///
    /// Source: AWS CloudTrail API Reference, "PutEventSelectors".
    pub fn unselected() -> Self {
        let all = BasicSelector {
            read_write: "All".to_owned(),
            management_events: true,
            data_resources: Vec::new(),
            excluded_sources: Vec::new(),
        };
        Self { basic: vec![all], advanced: Vec::new() }
    }

    /// Whether any data event is recorded.
    pub fn takes_some_data(&self) -> bool {
        let is_data = |it: &FieldSelector| it.field == "eventCategory" && it.equals.iter().any(|word| word == "Data");
        self.basic.iter().any(|it| !it.data_resources.is_empty())
            || self.advanced.iter().any(|it| it.fields.iter().any(is_data))
    }
}

/// A basic selector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasicSelector {
    /// `All`, `ReadOnly` or `WriteOnly`.
    pub read_write: String,
    /// Management events are included.
    pub management_events: bool,
    /// Data resources: type (`AWS::S3::Object`) and ARN prefixes.
    pub data_resources: Vec<(String, Vec<String>)>,
    /// Sources whose management events are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_sources: Vec<String>,
}

/// An advanced selector: all of its fields must match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvancedSelector {
    /// Its name.
    pub name: Option<String>,
    /// The fields that must all match.
    pub fields: Vec<FieldSelector>,
}

/// A condition on one field of an event. Each list is empty when the operator is not used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldSelector {
    /// The field, such as `eventCategory`, `resources.type`, `resources.ARN`, `readOnly`.
    pub field: String,
    /// Equal to one of these.
    pub equals: Vec<String>,
    /// Starts with one of these.
    pub starts_with: Vec<String>,
    /// Ends with one of these.
    pub ends_with: Vec<String>,
    /// Equal to none of these.
    pub not_equals: Vec<String>,
    /// Starts with none of these.
    pub not_starts_with: Vec<String>,
    /// Ends with none of these.
    pub not_ends_with: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::GapId;

    fn seen(status: Fact<TrailStatus>, selectors: Fact<EventSelectors>) -> Trail {
        Trail {
            multi_region: true,
            organization_trail: true,
            global_service_events: true,
            log_file_validation: true,
            bucket: None,
            prefix: None,
            kms_key: None,
            log_group: None,
            topic: None,
            status,
            selectors,
        }
    }

    #[test]
    fn what_one_account_could_read_of_a_trail_is_not_lost_to_another_that_could_not() {
        let status = Fact::Known(TrailStatus { logging: true, latest_delivery: None, delivery_error: None });
        let owner = seen(status.clone(), Fact::Known(EventSelectors::default()));
        let mut member = seen(Fact::Unknown(GapId(0)), Fact::Unknown(GapId(1)));
        member.complete_from(&owner);
        assert_eq!(member, owner);
        let mut owner = owner;
        owner.complete_from(&seen(Fact::Unknown(GapId(0)), Fact::Unknown(GapId(1))));
        assert_eq!(owner.status, status);
    }
}
