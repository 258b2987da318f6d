//! `secretsmanager-secret-not-rotated`.

use super::ROTATED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::finding::{Factor, Side};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A password that never changes is known to everyone who ever saw it: those who left, and old copies of
    /// configuration.
    ///
    /// Fails when a secret that is older than 90 days has no rotation, and when its last rotation is longer ago than
    /// that, with less risk where rotation is on and due within 90 days each time. Secrets that an AWS service keeps,
    /// copies in other regions, and secrets that wait to be deleted do not count.
    ///
    /// By hand: `aws secretsmanager rotate-secret --secret-id SECRET --rotation-lambda-arn FUNCTION --rotation-rules
    /// AutomaticallyAfterDays=30`.
    ///
    /// Source: AWS Secrets Manager User Guide, "Rotate AWS Secrets Manager secrets".
    id: "secretsmanager-secret-not-rotated",
    title: "Secrets are rotated",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &["rotate-secret"],
    mappings: ROTATED,
    evaluate: evaluate,
}

/// Days within which a secret should be rotated.
const LIMIT: u32 = 90;

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(secret) = resource.secret().filter(|it| it.is_own(resource.region.as_str())) else {
        return Outcome::NotApplicable;
    };
    if secret.owner.is_some() {
        return Outcome::NotApplicable;
    }
    let recent = |time| context.days_since(time) <= LIMIT;
    if secret.created.is_some_and(recent) || (secret.rotation.is_some() && secret.rotated.is_some_and(recent)) {
        return Outcome::Pass;
    }
    let value = secret.rotated.map_or_else(|| "never".to_owned(), |time| time.to_string());
    let words = match &secret.rotation {
        None => "The secret is not rotated".to_owned(),
        Some(_) => format!("The secret was not rotated for more than {LIMIT} days"),
    };
    let fault = Fault::new(words).setting("last rotated", value);
    Outcome::fault(match secret.rotation.as_ref().and_then(|it| it.days).filter(|days| *days <= LIMIT) {
        Some(days) => {
            let why = format!("it is to be rotated every {days} days").into();
            fault.factor(Factor { on: Side::Likelihood, by: -1, why })
        }
        None => fault,
    })
}
