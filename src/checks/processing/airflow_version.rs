//! `mwaa-environment-version-unsupported`.

use super::{MAINTAINED, airflow_settings, is_over};
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// An Airflow version brings Python and hundreds of packages. When its support has ended, flaws that are found in them stay.
    ///
    /// Fails when an environment runs on a version of Airflow whose support by Amazon MWAA has ended.
    ///
    /// By hand: `aws mwaa update-environment --name NAME --airflow-version VERSION` after a test with the same requirements.
    ///
    /// Source: Amazon MWAA User Guide, "Apache Airflow version support and FAQ".
    id: "mwaa-environment-version-unsupported",
    title: "Airflow environments run on supported versions",
    kind: Kind::AirflowEnvironment,
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::SupplyChain,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: MAINTAINED,
    evaluate: |context, _, resource| evaluate(context, resource),
}

/// The first version that is not among those whose support has ended: 2.4.3, 2.5.1, 2.6.3 and those before.
const FIRST_SUPPORTED: (u32, u32) = (2, 7);

/// The day on which the support of the last of them ended.
const ENDED: &str = "2025-12-30";

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    airflow_settings(resource, |it| {
        let Some(version) = it.version.as_deref() else {
            return Outcome::Unknown(vec![Reason::Note("the environment names no version of Airflow".to_owned())]);
        };
        match parts(version) {
            None => {
                let note = format!("the version {version} is not understood");
                Outcome::Unknown(vec![Reason::Note(note)])
            }
            Some(parts) if parts < FIRST_SUPPORTED && is_over(context.now, ENDED) => {
                let fault = Fault::new(format!("It runs on Airflow {version}, which is no longer supported"));
                Outcome::fault(fault.setting("version", version))
            }
            Some(_) => Outcome::Pass,
        }
    })
}

fn parts(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
