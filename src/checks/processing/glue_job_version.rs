//! `glue-job-version-unsupported`.

use super::{MAINTAINED, is_over};
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::aws::GlueJob;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A Glue version brings Spark, Python and their libraries. When its support has ended, flaws that are found in them stay.
    ///
    /// Fails when a Spark job runs on a Glue version, or a Python shell job on a version of Python, whose support has ended.
    ///
    /// By hand: set `GlueVersion` with `aws glue update-job` after a test; the guide "Migrating AWS Glue for Spark jobs" names
    /// what changes.
    ///
    /// Source: AWS Glue Developer Guide, "AWS Glue version support policy".
    id: "glue-job-version-unsupported",
    title: "Glue jobs run on supported versions",
    kind: Kind::GlueJob,
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::SupplyChain,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: MAINTAINED,
    evaluate: evaluate,
}

/// Glue versions of Spark jobs and the day on which their support ended.
const SPARK: [(&str, &str); 3] = [("0.9", "2022-06-01"), ("1.0", "2022-09-30"), ("2.0", "2024-01-31")];

/// The day on which the support of Python 2 in Python shell jobs ended.
const PYTHON_2: &str = "2022-06-01";

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(job) = resource.glue_job() else { return Outcome::NotApplicable };
    let (what, ended) = match job.command.as_str() {
        "glueetl" | "gluestreaming" => match &job.version {
            None => return Outcome::Unknown(vec![Reason::Note("the job names no Glue version".to_owned())]),
            Some(version) => (format!("Glue {version}"), spark(version)),
        },
        "pythonshell" => ("Python 2".to_owned(), python(job)),
        _ => return Outcome::NotApplicable,
    };
    match ended.filter(|day| is_over(context.now, day)) {
        None => Outcome::Pass,
        Some(day) => {
            let fault = Fault::new(format!("It runs on {what}, whose support ended on {day}"));
            Outcome::fault(fault.setting("version", what))
        }
    }
}

fn spark(version: &str) -> Option<&'static str> {
    SPARK.iter().find(|(old, _)| *old == version).map(|(_, day)| *day)
}

fn python(job: &GlueJob) -> Option<&'static str> {
    job.python.as_deref().filter(|python| *python == "2" || python.starts_with("2.")).map(|_| PYTHON_2)
}
