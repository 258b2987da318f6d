//! Glue: what jobs, crawlers, triggers and development endpoints read, write and set off.

use std::collections::BTreeMap;

use crate::flow::{Draft, Sketch, Transfer};
use crate::model::aws::{CrawlTarget, GlueJob, GlueStep, GlueTask, glue_arn};
use crate::model::{Redacted, Resource};

/// In whose name triggers and workflows set things off.
const SERVICE: &str = "glue.amazonaws.com";

/// Arguments with a meaning of their own: paths, one or several with commas between them.
///
/// Source: AWS Glue Developer Guide, "Using job parameters in AWS Glue jobs".
const PATHS: [(&str, Transfer); 5] = [
    ("--TempDir", Transfer::Write),
    ("--spark-event-logs-path", Transfer::Write),
    ("--extra-py-files", Transfer::Read),
    ("--extra-jars", Transfer::Read),
    ("--extra-files", Transfer::Read),
];

/// What a job reads and writes: its script, its temporary directory, its connections, and what its arguments name.
///
/// Source: AWS Glue Web API Reference, "Job", "JobRun".
pub(super) fn job(draft: &mut Draft<'_>) {
    let Some(job) = draft.here.glue_job() else { return };
    if let Some(script) = &job.script {
        let read = || Sketch::from(script, Transfer::Read).as_role(&job.role);
        draft.add(read().declared("Command.ScriptLocation"));
        if let Some(Some(run)) = job.last_run.known()
            && let Some(started) = run.started
        {
            draft.add(read().observed(format!("job run {}", run.state), started));
        }
    }
    ran(draft, job);
    arguments(draft, "DefaultArguments", &job.arguments, &job.role);
    arguments(draft, "NonOverridableArguments", &job.fixed_arguments, &job.role);
    log_group(draft, job);
    for name in &job.connections {
        let connection = glue_arn(draft.here, "connection", name);
        draft.add(Sketch::to(&connection, Transfer::Refer).as_role(&job.role).declared("Connections"));
    }
    for step in &job.steps {
        add_step(draft, step, &job.role);
    }
}

/// The trigger that set off the latest run.
fn ran(draft: &mut Draft<'_>, job: &GlueJob) {
    let Some(Some(run)) = job.last_run.known() else { return };
    let (Some(trigger), Some(started)) = (&run.trigger, run.started) else { return };
    let trigger = glue_arn(draft.here, "trigger", trigger);
    let sketch = Sketch::from(&trigger, Transfer::Invoke).as_service(SERVICE);
    draft.add(sketch.observed(format!("job run {}", run.state), started));
}

fn arguments(draft: &mut Draft<'_>, field: &str, arguments: &BTreeMap<String, Redacted>, role: &str) {
    for (name, value) in arguments {
        let Some(value) = value.readable() else { continue };
        match PATHS.iter().find(|(known, _)| known == name) {
            Some((_, transfer)) => {
                for path in value.split(',').map(str::trim) {
                    add(draft, path, *transfer, role, &format!("{field}.{name}"));
                }
            }
            None => draft.refer_value(field, name, value, Some(role)),
        }
    }
}

/// Data that is read from a place, or written there.
fn add(draft: &mut Draft<'_>, place: &str, transfer: Transfer, role: &str, field: &str) {
    let sketch = if transfer == Transfer::Read { Sketch::from(place, transfer) } else { Sketch::to(place, transfer) };
    draft.add(sketch.as_role(role).declared(field));
}

/// The log group that a job names for its own log.
///
/// Source: AWS Glue Developer Guide, "Enabling continuous logging for AWS Glue jobs".
fn log_group(draft: &mut Draft<'_>, job: &GlueJob) {
    const NAME: &str = "--continuous-log-logGroup";
    let Some(name) = job.argument(NAME).and_then(Redacted::readable) else { return };
    let here = draft.here;
    let group = format!("arn:{}:logs:{}:{}:log-group:{name}", here.arn.partition(), here.region, here.account);
    draft.add(Sketch::to(&group, Transfer::Write).as_role(&job.role).declared(NAME));
}

fn add_step(draft: &mut Draft<'_>, step: &GlueStep, role: &str) {
    let transfer = if step.writes { Transfer::Write } else { Transfer::Read };
    let field = format!("CodeGenConfigurationNodes.{}", step.kind);
    for place in &step.places {
        add(draft, place, transfer, role, &field);
    }
    if let Some((database, table)) = &step.table {
        let table = glue_arn(draft.here, "table", &format!("{database}/{table}"));
        add(draft, &table, transfer, role, &field);
    }
    if let Some(connection) = &step.connection {
        let connection = glue_arn(draft.here, "connection", connection);
        add(draft, &connection, transfer, role, &field);
    }
}

/// What a crawler looks at, and the database that it writes into.
///
/// Source: AWS Glue Web API Reference, "Crawler", "CrawlerTargets".
pub(super) fn crawler(draft: &mut Draft<'_>) {
    let Some(crawler) = draft.here.glue_crawler() else { return };
    for target in &crawler.targets {
        add_target(draft, target, &crawler.role);
    }
    if let Some(name) = &crawler.database {
        let database = glue_arn(draft.here, "database", name);
        add(draft, &database, Transfer::Write, &crawler.role, "DatabaseName");
    }
}

fn add_target(draft: &mut Draft<'_>, target: &CrawlTarget, role: &str) {
    let field = format!("Targets.{}", target.kind);
    match target.kind.as_str() {
        // Their paths are names within the database.
        "JdbcTargets" | "MongoDBTargets" => {
            if let Some(name) = &target.connection {
                let connection = glue_arn(draft.here, "connection", name);
                add(draft, &connection, Transfer::Read, role, &format!("{field}.ConnectionName"));
            }
        }
        kind => {
            for place in &target.places {
                let place = place_of(draft.here, kind, place);
                add(draft, &place, Transfer::Read, role, &field);
            }
        }
    }
    if let Some(queue) = &target.queue {
        add(draft, queue, Transfer::Read, role, &format!("{field}.EventQueueArn"));
    }
    if let Some(queue) = &target.dead_letter_queue {
        add(draft, queue, Transfer::Write, role, &format!("{field}.DlqEventQueueArn"));
    }
}

/// What a target's path means.
fn place_of(here: &Resource, kind: &str, place: &str) -> String {
    match kind {
        "DynamoDBTargets" if !place.starts_with("arn:") => {
            format!("arn:{}:dynamodb:{}:{}:table/{place}", here.arn.partition(), here.region, here.account)
        }
        "CatalogTargets" => glue_arn(here, "table", place),
        _ => place.to_owned(),
    }
}

/// What a trigger sets off, what it waits for, and the workflow that it belongs to.
///
/// Source: AWS Glue Web API Reference, "Trigger", "Action", "Condition".
pub(super) fn trigger(draft: &mut Draft<'_>) {
    let Some(trigger) = draft.here.glue_trigger() else { return };
    if let Some(name) = &trigger.workflow {
        let workflow = glue_arn(draft.here, "workflow", name);
        draft.add(Sketch::from(&workflow, Transfer::Invoke).as_service(SERVICE).declared("WorkflowName"));
    }
    for action in &trigger.actions {
        let (arn, field) = task(draft.here, &action.task);
        let field = format!("Actions.{field}");
        draft.add(Sketch::to(&arn, Transfer::Invoke).as_service(SERVICE).declared(field));
        for (name, value) in &action.arguments {
            if let Some(value) = value.readable() {
                draft.refer_value("Actions.Arguments", name, value, None);
            }
        }
    }
    for awaited in &trigger.awaited {
        let (arn, field) = task(draft.here, awaited);
        let field = format!("Predicate.Conditions.{field}");
        draft.add(Sketch::from(&arn, Transfer::Invoke).as_service(SERVICE).declared(field));
    }
}

fn task(here: &Resource, task: &GlueTask) -> (String, &'static str) {
    match task {
        GlueTask::Job(name) => (glue_arn(here, "job", name), "JobName"),
        GlueTask::Crawler(name) => (glue_arn(here, "crawler", name), "CrawlerName"),
    }
}

/// What the properties of a workflow name.
pub(super) fn workflow(draft: &mut Draft<'_>) {
    let Some(workflow) = draft.here.glue_workflow() else { return };
    for (name, value) in workflow.properties.known().into_iter().flatten() {
        if let Some(value) = value.readable() {
            draft.refer_value("DefaultRunProperties", name, value, None);
        }
    }
}

/// The libraries that a development endpoint loads, and what its arguments name.
///
/// Source: AWS Glue Web API Reference, "DevEndpoint".
pub(super) fn endpoint(draft: &mut Draft<'_>) {
    let Some(endpoint) = draft.here.glue_endpoint() else { return };
    for path in &endpoint.libraries {
        add(draft, path, Transfer::Read, &endpoint.role, "ExtraPythonLibsS3Path, ExtraJarsS3Path");
    }
    for (name, value) in &endpoint.arguments {
        if let Some(value) = value.readable() {
            draft.refer_value("Arguments", name, value, Some(&endpoint.role));
        }
    }
}
