//! `glue-job-log-encryption`.

use super::{ENCRYPTED, configured_part};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Logs of a job hold what its script prints: rows that failed, parameters, addresses.
    ///
    /// Looks at jobs whose security configuration encrypts something. Fails when it leaves the logs in CloudWatch out.
    ///
    /// By hand: make a security configuration with `CloudWatchEncryption` in the mode `SSE-KMS`, and name it in the job. A
    /// security configuration cannot be changed.
    ///
    /// Source: AWS Glue Web API Reference, "CloudWatchEncryption".
    id: "glue-job-log-encryption",
    title: "Glue jobs encrypt their logs",
    kind: Kind::GlueJob,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    let Some(job) = resource.glue_job() else { return Outcome::NotApplicable };
    configured_part(context, resource, job.security_configuration.as_deref(), |it| ("logs", &it.logs))
}
