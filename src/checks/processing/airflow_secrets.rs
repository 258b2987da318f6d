//! `mwaa-environment-secret-options`.

use super::{SECRETS, airflow_settings, secrets};
use crate::checks::{Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Options of Airflow are read by whoever may look at the environment. A password or a connection string in them is no
    /// secret any more.
    ///
    /// Fails for each configuration option whose name says that it is a secret or whose value looks like one. The value is not
    /// kept.
    ///
    /// By hand: keep connections and variables in Secrets Manager as Airflow's secrets backend, remove the option with
    /// `aws mwaa update-environment`, and change the secret.
    ///
    /// Source: Amazon MWAA User Guide, "Configuring an Apache Airflow connection using an AWS Secrets Manager secret".
    id: "mwaa-environment-secret-options",
    title: "Airflow environments hold no secrets in options",
    kind: Kind::AirflowEnvironment,
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
    airflow_settings(resource, |it| Outcome::of_faults(secrets("The option", &it.options)))
}
