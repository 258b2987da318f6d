//! `glue-job-secret-arguments`.

use super::{SECRETS, secrets};
use crate::checks::{Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Arguments of a job stand in its definition, in its logs and in every answer about it. A secret in them is read by
    /// whoever may look at jobs.
    ///
    /// Fails for each default or fixed argument whose name says that it is a secret or whose value looks like one. The value is
    /// not kept; equal secrets of one scan have the same fingerprint.
    ///
    /// By hand: put the secret into Secrets Manager, give the job its name as the argument, and read it in the script; then
    /// change the secret.
    ///
    /// Source: AWS Glue Developer Guide, "Using job parameters in AWS Glue jobs": do not pass plaintext secrets as arguments.
    id: "glue-job-secret-arguments",
    title: "Glue jobs take no secrets as arguments",
    kind: Kind::GlueJob,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 4,
    remedies: &[],
    mappings: SECRETS,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(job) = resource.glue_job() else { return Outcome::NotApplicable };
    let mut faults = secrets("The argument", &job.arguments);
    faults.extend(secrets("The fixed argument", &job.fixed_arguments));
    Outcome::of_faults(faults)
}
