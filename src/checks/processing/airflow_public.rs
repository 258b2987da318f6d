//! `mwaa-environment-public-webserver`.

use super::{NOT_PUBLIC, airflow_settings};
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// The web server of Airflow starts, stops and changes pipelines, and shows their logs and connections. On the internet only
    /// the sign-in keeps others out.
    ///
    /// Fails when the web server is reached from the internet.
    ///
    /// By hand: `aws mwaa update-environment --name NAME --webserver-access-mode PRIVATE_ONLY`, once a VPC endpoint, a VPN or a
    /// bastion leads there.
    ///
    /// Source: Amazon MWAA User Guide, "Apache Airflow access modes".
    id: "mwaa-environment-public-webserver",
    title: "Airflow web servers are not on the internet",
    kind: Kind::AirflowEnvironment,
    layer: None,
    domain: Domain::Network,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    airflow_settings(resource, |it| match it.access.as_deref() {
        Some("PRIVATE_ONLY") => Outcome::Pass,
        None => Outcome::NotApplicable,
        Some(access) => {
            let fault = Fault::new("Its web server is reached from the internet");
            Outcome::fault(fault.setting("WebserverAccessMode", access))
        }
    })
}
