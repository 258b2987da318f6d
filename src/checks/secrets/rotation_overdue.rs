//! `secretsmanager-rotation-overdue`.

use super::ROTATED;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Rotation that fails does so quietly: the old secret goes on working, and everyone believes that it changes.
    ///
    /// Fails when rotation is on and the day on which it was due has passed. Is unknown when the service does not tell
    /// when it is due.
    ///
    /// By hand: look for `RotationFailed` in CloudTrail, mend the rotation function, and start it with `aws
    /// secretsmanager rotate-secret --secret-id SECRET`.
    ///
    /// Source: AWS Secrets Manager User Guide, "Troubleshoot AWS Secrets Manager rotation".
    id: "secretsmanager-rotation-overdue",
    title: "Rotation of secrets is not overdue",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ROTATED,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(secret) = resource.secret().filter(|it| it.is_own(resource.region.as_str())) else {
        return Outcome::NotApplicable;
    };
    let Some(rotation) = &secret.rotation else { return Outcome::NotApplicable };
    // The day itself is the window in which rotation may happen.
    let overdue = match (rotation.next, rotation.days, secret.rotated) {
        (Some(due), ..) => context.days_since(due) > 1,
        (None, Some(days), Some(rotated)) => context.days_since(rotated) > days + 1,
        _ => return Outcome::Unknown(vec![Reason::Note("when rotation is due is not told".to_owned())]),
    };
    if !overdue {
        return Outcome::Pass;
    }
    let value = rotation.next.or(secret.rotated).map(|time| time.to_string()).unwrap_or_default();
    let name = if rotation.next.is_some() { "rotation due" } else { "last rotated" };
    Outcome::fault(Fault::new("Rotation of the secret is overdue").setting(name, value))
}
