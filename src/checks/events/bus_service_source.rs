//! `events-bus-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A service that sends events does so for all of its customers. A statement that lets the service in without saying for
    /// whom lets any account put events on this bus, which the rules take for those of its own: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths` with a fixed value, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn` or `aws:SourceAccount` with `aws events put-permission --policy`.
    ///
    /// Source: IAM User Guide, "The confused deputy problem"; Amazon EventBridge User Guide, "Permissions for event buses in
    /// Amazon EventBridge".
    id: "events-bus-service-source",
    title: "Event bus policies say for whom a service may send",
    kind: Kind::EventBus,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 2,
    impact: 3,
    remedies: &["add-source-conditions"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: aspects::service_without_source,
}
