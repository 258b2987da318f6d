//! `emr-cluster-secrets`.

use super::{SECRETS, secrets};
use crate::checks::{Fault, Outcome, Reason, Threat};
use crate::model::{Domain, Kind, Redacted, Resource};

define_check! {
    /// Steps, bootstrap actions and properties of a cluster are read by whoever may look at clusters, for two months after it has
    /// ended.
    ///
    /// Fails for each argument or property whose name says that it is a secret or whose value looks like one. The value is not
    /// kept.
    ///
    /// By hand: read the secret from Secrets Manager in the code that needs it, and change it.
    ///
    /// Source: Amazon EMR Release Guide, "Configure applications", sensitive information in configurations.
    id: "emr-cluster-secrets",
    title: "EMR clusters take no secrets as arguments",
    kind: Kind::EmrCluster,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: SECRETS,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(cluster) = resource.emr_cluster() else { return Outcome::NotApplicable };
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    match cluster.settings.known() {
        Some(settings) => faults.extend(secrets("The property", &settings.properties)),
        None => reasons.extend(cluster.settings.gap().map(Reason::Gap)),
    }
    reasons.extend(cluster.steps.gap().into_iter().chain(cluster.bootstrap.gap()).map(Reason::Gap));
    for step in cluster.steps.known().into_iter().flatten() {
        faults.extend(among("step", &step.name, &step.arguments));
    }
    for action in cluster.bootstrap.known().into_iter().flatten() {
        faults.extend(among("bootstrap action", &action.name, &action.arguments));
    }
    Outcome::concluded(faults, reasons)
}

/// One fault for all secrets among the arguments of one thing.
fn among(what: &str, name: &str, arguments: &[Redacted]) -> Option<Fault> {
    let count = arguments.iter().filter(|it| it.is_secret()).count();
    let fault = || Fault::new(format!("Arguments of the {what} {name} hold a secret")).at(format!("{what} {name}"));
    (count > 0).then(|| fault().setting("arguments with a secret", count.to_string()))
}
