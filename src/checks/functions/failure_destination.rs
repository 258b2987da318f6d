//! `lambda-function-failure-destination`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat, aspects};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};
use crate::policy::{Effect, Statement};

define_check! {
    /// Lambda tries an asynchronous call three times and then drops the event. Without a destination for failures that
    /// data is gone, and nobody is told.
    ///
    /// Looks at functions whose own policy lets a service call them asynchronously: S3, SNS, EventBridge and its rules,
    /// SES, CloudFormation, IoT and Config. Fails when the function has neither a dead-letter queue nor a destination
    /// for failures.
    ///
    /// By hand: `aws lambda put-function-event-invoke-config --function-name NAME --destination-config
    /// OnFailure={Destination=QUEUE_ARN}`; the execution role must be allowed to send there.
    ///
    /// Source: AWS Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
    id: "lambda-function-failure-destination",
    title: "Functions keep the events that they fail on",
    kind: Kind::Function,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("A1.2")],
    evaluate: evaluate,
}

/// Services that call functions asynchronously.
const ASYNCHRONOUS: [&str; 7] = [
    "s3.amazonaws.com",
    "sns.amazonaws.com",
    "events.amazonaws.com",
    "ses.amazonaws.com",
    "cloudformation.amazonaws.com",
    "iot.amazonaws.com",
    "config.amazonaws.com",
];

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    if function.dead_letter.is_some() {
        return Outcome::Pass;
    }
    let source = match aspects::policy_of(context, resource) {
        Ok(source) => source,
        // Without a policy no service calls it.
        Err(Outcome::Pass) => return Outcome::NotApplicable,
        Err(outcome) => return outcome,
    };
    let mut callers: Vec<&str> = source.policy.statements.iter().flat_map(services).collect();
    callers.sort_unstable();
    callers.dedup();
    if callers.is_empty() {
        return Outcome::NotApplicable;
    }
    match &function.asynchronous {
        Fact::Known(all) if all.iter().any(|it| it.on_failure.is_some()) => Outcome::Pass,
        Fact::Known(_) => {
            let words = format!("Events of {} that the function fails on are lost", callers.join(", "));
            Outcome::fault(Fault::new(words).setting("DeadLetterConfig and DestinationConfig.OnFailure", "none"))
        }
        Fact::Unknown(gap) => Outcome::Unknown(vec![Reason::Gap(*gap)]),
        Fact::NotApplicable => Outcome::NotApplicable,
    }
}

fn services(statement: &Statement) -> Vec<&str> {
    if statement.effect != Effect::Allow {
        return Vec::new();
    }
    let all = aspects::services(&statement.principal).into_iter();
    all.filter(|name| ASYNCHRONOUS.contains(name)).collect()
}
