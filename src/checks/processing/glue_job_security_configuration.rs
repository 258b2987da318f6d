//! `glue-job-security-configuration`.

use super::{ENCRYPTED, security_configuration};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// A job writes results, temporary files, logs and bookmarks. A security configuration says with which keys Glue encrypts
    /// them.
    ///
    /// Fails when a job names no security configuration, and when the one that it names encrypts nothing.
    ///
    /// By hand: `aws glue create-security-configuration`, then name it in the job with `aws glue update-job`. The job's role
    /// needs the use of its keys.
    ///
    /// Source: AWS Glue Developer Guide, "Encrypting data written by AWS Glue".
    id: "glue-job-security-configuration",
    title: "Glue jobs have a security configuration that encrypts",
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
    security_configuration(context, resource, job.security_configuration.as_deref())
}
