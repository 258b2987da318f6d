//! Managed Workflows for Apache Airflow: the bucket with the code, logs, and what options name.

use crate::flow::{Draft, Sketch, Transfer};

/// What an environment reads and writes.
///
/// Source: Amazon Managed Workflows for Apache Airflow API Reference, "Environment".
pub(super) fn environment(draft: &mut Draft<'_>) {
    let Some(settings) = draft.here.airflow_environment().and_then(|it| it.settings.known()) else { return };
    if let Some(bucket) = &settings.bucket {
        draft.add(Sketch::from(bucket, Transfer::Read).as_role(&settings.role).declared("SourceBucketArn"));
    }
    for (component, log) in settings.logs.iter().filter(|(_, log)| log.enabled) {
        if let Some(group) = &log.group {
            let field = format!("LoggingConfiguration.{component}Logs.CloudWatchLogGroupArn");
            draft.add(Sketch::to(group, Transfer::Write).as_role(&settings.role).declared(field));
        }
    }
    for (name, value) in &settings.options {
        if let Some(value) = value.readable() {
            draft.refer_value("AirflowConfigurationOptions", name, value, Some(&settings.role));
        }
    }
}
