//! `logs-resource-policy-public`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A resource policy of CloudWatch Logs lets services and other accounts write into the groups of an account, and
    /// read them where it says so.
    ///
    /// Fails for each statement that lets in everyone, is not narrowed by a condition to fixed callers, and lets
    /// somebody through whom neither a Deny of the policy nor a resource control policy keeps out.
    ///
    /// By hand: `aws logs put-resource-policy` with the service named in `Principal` and a condition on
    /// `aws:SourceArn`.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Overview of managing access permissions to your CloudWatch Logs
    /// resources".
    id: "logs-resource-policy-public",
    title: "Log resource policies do not let in everyone",
    kind: Kind::LogResourcePolicy,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 3,
    impact: 3,
    remedies: &["remove-resource-policy-statement", "narrow-resource-policy-statement"],
    mappings: NOT_PUBLIC,
    evaluate: aspects::public_policy,
}
