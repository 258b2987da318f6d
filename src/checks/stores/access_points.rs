//! Access points as ways into a bucket: whom their policies let in, as far as the bucket's own policy lets them on.
//!
//! Sources: Amazon S3 User Guide, "Configuring IAM policies for using access points", "Managing public access to access
//! points for general purpose buckets".

use crate::checks::outsiders::Gate;
use crate::checks::statements::Source;
use crate::checks::{Context, Fault, Outcome, Reason};
use crate::finding::Evidence;
use crate::model::aws::AccessPoint;
use crate::model::{Fact, Resource, ResourceId};
use crate::policy::glob::{arn_matches, matches};
use crate::policy::{Condition, Effect, Exposure, Policy, Statement};

/// An access point whose bucket lets on whoever the access point lets in.
pub(super) struct Way<'p> {
    /// The access point.
    pub(super) id: ResourceId,
    /// What was read of it.
    pub(super) point: &'p AccessPoint,
    /// Its policy.
    pub(super) source: Source<'p>,
    /// Whom its policy lets in.
    pub(super) exposure: Exposure<'p>,
}

impl Way<'_> {
    /// The gate of the bucket for whoever comes this way.
    pub(super) fn gate<'c>(&self, context: &'c Context<'_>, bucket: ResourceId, resource: &'c Resource) -> Gate<'c> {
        let gate = Gate::of(context, bucket, resource);
        match context.estate.resource(self.id) {
            Some(owner) => gate.through(owner, self.point.internet),
            None => gate,
        }
    }

    /// A fault of the access point, told apart from faults of the bucket's own policy.
    pub(super) fn fault(&self, fault: Fault) -> Fault {
        let locus = format!("access-point/{}/{}", self.point.name, fault.locus);
        fault.at(locus).with(Evidence::Related { relation: "way in", resource: self.id })
    }
}

/// The label under which policies of access points are shown.
const LABEL: &str = "access point policy";

/// The ways into a bucket through its access points, and why there may be more. Only a bucket policy that leaves the
/// choice to access points lets more in through them than by itself.
pub(super) fn ways<'p>(
    context: &'p Context<'_>,
    resource: &Resource,
    name: &str,
    policy: &Policy,
) -> (Vec<Way<'p>>, Vec<Reason>) {
    let (mut ways, mut reasons) = (Vec::new(), Vec::new());
    if !policy.with_effect(Effect::Allow).any(|(_, statement)| statement.conditions.iter().any(is_of_points)) {
        return (ways, reasons);
    }
    match context.access_points_listed(resource) {
        Some(Ok(())) => {}
        Some(Err(gap)) => reasons.push(Reason::Gap(gap)),
        None => reasons.push(Reason::Note(format!("the access points in {} were not listed", resource.region))),
    }
    for (id, owner) in context.access_points_of(name) {
        let Some(point) = owner.access_point() else { continue };
        if context.exposure(&through(policy, owner, point)).public.is_empty() {
            continue;
        }
        match way(context, id, point) {
            Ok(way) => ways.extend(way),
            Err(reason) => reasons.push(reason),
        }
    }
    (ways, reasons)
}

fn way<'p>(context: &'p Context<'_>, id: ResourceId, point: &'p AccessPoint) -> Result<Option<Way<'p>>, Reason> {
    let document = match &point.policy {
        Fact::Known(Some(document)) => document,
        Fact::Known(None) | Fact::NotApplicable => return Ok(None),
        Fact::Unknown(gap) => return Err(Reason::Gap(*gap)),
    };
    let source = Source::of(context, LABEL, document).map_err(first_reason)?;
    Ok(Some(Way { id, point, source, exposure: context.exposure(source.policy) }))
}

fn first_reason(outcome: Outcome) -> Reason {
    let unread = || Reason::Note("a policy is not understood".to_owned());
    if let Outcome::Unknown(reasons) = outcome { reasons.into_iter().next().unwrap_or_else(unread) } else { unread() }
}

/// The bucket's policy as it stands for requests through one access point: conditions on the access point are decided.
fn through(policy: &Policy, owner: &Resource, point: &AccessPoint) -> Policy {
    let statements = policy.statements.iter().filter_map(|statement| decided(statement, owner, point));
    Policy { statements: statements.collect(), ..policy.clone() }
}

fn decided(statement: &Statement, owner: &Resource, point: &AccessPoint) -> Option<Statement> {
    let mut left = Vec::new();
    for condition in &statement.conditions {
        match holds(condition, owner, point) {
            Some(true) => {}
            Some(false) => return None,
            // A Deny that may not apply takes nothing away.
            None if statement.effect == Effect::Deny && is_of_points(condition) => return None,
            None => left.push(condition.clone()),
        }
    }
    Some(Statement { conditions: left, ..statement.clone() })
}

fn is_of_points(condition: &Condition) -> bool {
    const KEYS: [&str; 3] = ["s3:DataAccessPointAccount", "s3:DataAccessPointArn", "s3:AccessPointNetworkOrigin"];
    KEYS.iter().any(|key| condition.key.eq_ignore_ascii_case(key))
}

/// Whether a condition holds for every request through the access point; none when it is about something else.
fn holds(condition: &Condition, owner: &Resource, point: &AccessPoint) -> Option<bool> {
    let origin = if point.internet { "Internet" } else { "VPC" };
    let value = match condition.key.to_ascii_lowercase().as_str() {
        "s3:dataaccesspointaccount" => owner.account.as_str(),
        "s3:dataaccesspointarn" => owner.arn.as_str(),
        "s3:accesspointnetworkorigin" => origin,
        _ => return None,
    };
    let operator = condition.operator.to_ascii_lowercase();
    let operator = operator.strip_suffix("ifexists").unwrap_or(&operator);
    let any = |same: fn(&str, &str) -> bool| condition.values.iter().any(|held| same(held, value));
    match operator {
        "stringequals" | "stringequalsignorecase" => Some(any(str::eq_ignore_ascii_case)),
        "stringlike" => Some(any(matches)),
        "arnlike" | "arnequals" => Some(any(arn_matches)),
        "stringnotequals" | "stringnotequalsignorecase" => Some(!any(str::eq_ignore_ascii_case)),
        "stringnotlike" => Some(!any(matches)),
        "arnnotlike" | "arnnotequals" => Some(!any(arn_matches)),
        "null" => Some(condition.values.iter().any(|held| held.eq_ignore_ascii_case("false"))),
        _ => None,
    }
}
