//! `mwaa-environment-logging`.

use super::{LOGGED, airflow_settings};
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Airflow's logs say which pipeline ran when, with what, and who was at the web server.
    ///
    /// Fails when the log of a component (DAG processing, scheduler, tasks, web server, workers) is off.
    ///
    /// By hand: `aws mwaa update-environment --name NAME --logging-configuration` with `Enabled=true` for each component.
    ///
    /// Source: Amazon MWAA User Guide, "Accessing Airflow logs in Amazon CloudWatch".
    id: "mwaa-environment-logging",
    title: "Airflow environments write all their logs",
    kind: Kind::AirflowEnvironment,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: LOGGED,
    evaluate: |_, _, resource| evaluate(resource),
}

const COMPONENTS: [&str; 5] = ["DagProcessing", "Scheduler", "Task", "Webserver", "Worker"];

fn evaluate(resource: &Resource) -> Outcome {
    airflow_settings(resource, |it| {
        let is_off = |component: &&str| it.logs.get(*component).is_none_or(|log| !log.enabled);
        let off: Vec<&str> = COMPONENTS.into_iter().filter(is_off).collect();
        if off.is_empty() {
            return Outcome::Pass;
        }
        Outcome::fault(Fault::new("It does not write all its logs").setting("logs that are off", off.join(", ")))
    })
}
