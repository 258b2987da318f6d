//! Secrets Manager: rotation and copies. Who reads a secret is told by the other side.

use crate::flow::{Draft, Sketch, Transfer};

const SERVICE: &str = "secretsmanager.amazonaws.com";

/// What rotates a secret, and where it is copied.
///
/// Sources: AWS Secrets Manager User Guide, "Rotation by Lambda function", "Replicate AWS Secrets Manager secrets across
/// Regions".
pub(super) fn secret(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(secret) = here.secret() else { return };
    let is_first = secret.primary_region.as_deref().is_none_or(|first| first == here.region.as_str());
    // A copy has the rotation of the first in its description, and is itself never rotated.
    let rotation = secret.rotation.as_ref().filter(|_| is_first);
    if let Some(function) = rotation.and_then(|it| it.function.as_deref()) {
        draft.add(Sketch::to(function, Transfer::Invoke).as_service(SERVICE).declared("RotationLambdaARN"));
    }
    for replica in secret.replicas.known().into_iter().flatten() {
        // A copy has the name of the first with another region.
        let (partition, account, name) = (here.arn.partition(), here.arn.account(), here.arn.resource());
        let arn = format!("arn:{partition}:secretsmanager:{}:{account}:{name}", replica.region);
        draft.add(Sketch::to(&arn, Transfer::Copy).as_service(SERVICE).declared("ReplicationStatus.Region"));
    }
}
