//! `logs-group-retention-short`.

use super::AUDITED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Intrusions are often found months later. The record of who did what should reach back further than that.
    ///
    /// Looks at groups that a CloudTrail trail of the estate delivers to. Fails when events are kept for less than 365
    /// days.
    ///
    /// By hand: `aws logs put-retention-policy --log-group-name GROUP --retention-in-days 365`.
    ///
    /// Source: PCI DSS 4.0, requirement 10.5.1; Amazon CloudWatch Logs User Guide, "Change log data retention in
    /// CloudWatch Logs".
    id: "logs-group-retention-short",
    title: "Log groups of trails are kept for a year",
    kind: Kind::LogGroup,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 2,
    remedies: &["set-log-retention"],
    mappings: AUDITED,
    evaluate: evaluate,
}

/// Days for which the record of a trail should be kept.
const LIMIT: u32 = 365;

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(group) = resource.log_group() else { return Outcome::NotApplicable };
    let delivered = |arn: &str| arn.strip_suffix(":*").unwrap_or(arn) == resource.arn.as_str();
    let mut trails = context.estate.all(Kind::Trail).filter_map(|(_, it)| it.trail());
    if !trails.any(|trail| trail.log_group.as_deref().is_some_and(delivered)) {
        return Outcome::NotApplicable;
    }
    match group.retention_days {
        Some(days) if days < LIMIT => {
            let fault = Fault::new(format!("The record of a trail is kept for {days} days only"));
            Outcome::fault(fault.setting("retention", format!("{days} days")))
        }
        _ => Outcome::Pass,
    }
}
