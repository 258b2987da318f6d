//! `events-bus-customer-key`.

use super::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// EventBridge encrypts what it holds with a key of its own. Where that is classified as restricted, a key of the
    /// customer decides a second time who may read it, and every use of it is logged.
    ///
    /// Looks at buses, pipes and schedules classified as restricted. Fails when no customer's KMS key is set, and when
    /// that key is disabled or about to be deleted.
    ///
    /// By hand: `aws events update-event-bus --name NAME --kms-key-identifier KEY`; `aws pipes update-pipe --name NAME
    /// --kms-key-identifier KEY`; for a schedule, `aws scheduler update-schedule --kms-key-arn ARN` with all its other
    /// settings.
    ///
    /// Source: Amazon EventBridge User Guide, "Data encryption in Amazon EventBridge".
    id: "events-bus-customer-key",
    title: "Restricted buses, pipes and schedules encrypt with a customer's key",
    kind: Kind::EventBus,
    also: &[Kind::Pipe, Kind::Schedule],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
