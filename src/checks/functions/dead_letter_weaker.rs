//! `lambda-dead-letter-queue-weaker`.

use super::ENCRYPTED;
use crate::checks::{Context, Outcome, Reason, Threat, aspects};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// The queue or topic for failed events holds the whole event, for up to two weeks. Lambda encrypts events while it
    /// holds them; a target without encryption undoes that.
    ///
    /// Fails when the target of the dead-letter configuration, or of a destination for failures, is not encrypted, and
    /// when the function has a customer's key and the target none.
    ///
    /// By hand: set a key on the queue or topic, and let the execution role use it.
    ///
    /// Source: AWS Lambda Developer Guide, "Adding a dead-letter queue"; "Data encryption at rest for AWS Lambda".
    id: "lambda-dead-letter-queue-weaker",
    title: "Dead-letter queues are encrypted like their function",
    kind: Kind::Function,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    let configured = match &function.asynchronous {
        Fact::Known(all) => all.iter().filter_map(|it| it.on_failure.as_deref()).collect(),
        Fact::Unknown(gap) if function.dead_letter.is_none() => return Outcome::Unknown(vec![Reason::Gap(*gap)]),
        Fact::Unknown(_) | Fact::NotApplicable => Vec::new(),
    };
    let holds = |name: &&str| [":sqs:", ":sns:", ":s3:"].iter().any(|service| name.contains(service));
    let mut targets: Vec<&str> = configured.into_iter().chain(function.dead_letter.as_deref()).filter(holds).collect();
    targets.sort_unstable();
    targets.dedup();
    aspects::encrypted_less(context, resource, &targets)
}
