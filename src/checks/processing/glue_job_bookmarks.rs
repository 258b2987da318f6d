//! `glue-job-bookmark-encryption`.

use super::{ENCRYPTED, configured_part};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Redacted, Resource};

define_check! {
    /// A bookmark holds what a job has read so far: paths, keys and times of its source. It is kept in a bucket of Glue's.
    ///
    /// Looks at jobs with bookmarks on whose security configuration encrypts something. Fails when it leaves bookmarks out.
    ///
    /// By hand: make a security configuration with `JobBookmarksEncryption` in the mode `CSE-KMS`, and name it in the job. A
    /// security configuration cannot be changed.
    ///
    /// Source: AWS Glue Web API Reference, "JobBookmarksEncryption".
    id: "glue-job-bookmark-encryption",
    title: "Glue jobs encrypt their bookmarks",
    kind: Kind::GlueJob,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 1,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    let Some(job) = resource.glue_job() else { return Outcome::NotApplicable };
    if job.argument("--job-bookmark-option").and_then(Redacted::readable) != Some("job-bookmark-enable") {
        return Outcome::NotApplicable;
    }
    configured_part(context, resource, job.security_configuration.as_deref(), |it| ("bookmarks", &it.bookmarks))
}
