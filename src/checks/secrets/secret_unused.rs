//! `secretsmanager-secret-unused`.

use super::ROTATED;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// A secret that nobody reads still opens what it opens.
    ///
    /// Fails when the value was not read for 90 days (`dormant_days` in the rules), neither here nor in a copy of
    /// another region, and the secret is older than that. Secrets that an AWS service keeps do not count.
    ///
    /// By hand: make sure that nothing needs it, then `aws secretsmanager delete-secret --secret-id SECRET`, which can
    /// be taken back for at least 7 days; and withdraw what it opens.
    ///
    /// Source: AWS Secrets Manager API Reference, "DescribeSecret", LastAccessedDate.
    id: "secretsmanager-secret-unused",
    title: "Secrets are in use",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: ROTATED,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(secret) = resource.secret().filter(|it| it.is_own(resource.region.as_str())) else {
        return Outcome::NotApplicable;
    };
    if secret.owner.is_some() {
        return Outcome::NotApplicable;
    }
    let limit = context.rules.dormant_days;
    let recent = |time| context.days_since(time) <= limit;
    let copies = secret.replicas.known().into_iter().flatten().filter_map(|it| it.accessed);
    let accessed = secret.accessed.into_iter().chain(copies).max();
    if secret.created.is_some_and(recent) || accessed.is_some_and(recent) {
        return Outcome::Pass;
    }
    if let Fact::Unknown(gap) = secret.replicas {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    let value = accessed.map_or_else(|| "never".to_owned(), |time| time.to_string());
    Outcome::fault(Fault::new(format!("Was not read for more than {limit} days")).setting("last read", value))
}
