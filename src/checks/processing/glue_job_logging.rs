//! `glue-job-logging`.

use super::LOGGED;
use crate::checks::{Fault, Outcome, Threat};
use crate::model::aws::GlueJob;
use crate::model::{Domain, Kind, Redacted, Resource};

define_check! {
    /// Without continuous logging, what a Spark job did is only in CloudWatch once it has ended, and nothing of it when it
    /// was stopped hard.
    ///
    /// Looks at Spark jobs of Glue versions before 5.0, where it is off unless asked for; later versions always log. Fails when
    /// `--enable-continuous-cloudwatch-log` is not `true`.
    ///
    /// By hand: set the default argument `--enable-continuous-cloudwatch-log` to `true` with `aws glue update-job`.
    ///
    /// Source: AWS Glue Developer Guide, "Logging for AWS Glue jobs".
    id: "glue-job-logging",
    title: "Glue jobs log continuously",
    kind: Kind::GlueJob,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: LOGGED,
    evaluate: |_, _, resource| evaluate(resource),
}

const SWITCH: &str = "--enable-continuous-cloudwatch-log";

fn evaluate(resource: &Resource) -> Outcome {
    let Some(job) = resource.glue_job() else { return Outcome::NotApplicable };
    if !matches!(job.command.as_str(), "glueetl" | "gluestreaming") || always_logs(job) {
        return Outcome::NotApplicable;
    }
    match job.argument(SWITCH).and_then(Redacted::readable) {
        Some(value) if value.eq_ignore_ascii_case("true") => Outcome::Pass,
        value => Outcome::fault(Fault::new("It does not log continuously").setting(SWITCH, value.unwrap_or("none"))),
    }
}

fn always_logs(job: &GlueJob) -> bool {
    let major = job.version.as_deref().and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    major.is_some_and(|major| major >= 5)
}
