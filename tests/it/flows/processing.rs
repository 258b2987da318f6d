//! Athena, Airflow, EMR and Data Pipeline.

use tidegate::model::aws::{AirflowEnvironment, AthenaWorkGroup, EmrApplication, EmrCluster};
use tidegate::model::{Arn, Fact, Resource};

use super::hops_in_full;
use crate::samples::{
    ACCOUNT, Tweak, airflow_environment, athena_catalog, athena_work_group, bucket, data_pipeline, emr_application,
    emr_cluster, emr_security_configuration, hidden, plain, queue, role,
};

fn same<const N: usize>(mut found: Vec<String>, wanted: [&str; N]) {
    let mut wanted = wanted.map(str::to_owned);
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

fn store(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = Fact::Known(None))
}

/// The role of machines whose instance profile is `crunchers`.
fn machines() -> Resource {
    let profile = Arn::new(format!("arn:aws:iam::{ACCOUNT}:instance-profile/crunchers"));
    role("machines").role_with(|it| it.instance_profiles = vec![profile])
}

#[test]
fn results_of_queries_go_where_the_work_group_says() {
    let group = athena_work_group("analysts").with(|it: &mut AthenaWorkGroup| {
        let settings = it.settings.known_mut().unwrap();
        settings.log_location = Some("s3://elsewhere/logs".to_owned());
    });
    same(
        hops_in_full([group, store("results")]),
        [
            "athena-workgroup analysts -writes-> bucket results as unknown (declared: Configuration.ResultConfiguration.OutputLocation)",
            "athena-workgroup analysts -writes-> outside s3://elsewhere as unknown (declared: Configuration.MonitoringConfiguration.S3LoggingConfiguration.LogLocation)",
        ],
    );
}

#[test]
fn a_function_answers_for_a_data_catalog() {
    same(
        hops_in_full([athena_catalog("remote")]),
        [
            "athena-catalog remote -invokes-> outside arn:aws:lambda:eu-west-1:111122223333:function:answer as unknown (declared: Parameters.function)",
        ],
    );
}

#[test]
fn an_environment_reads_its_code_and_writes_its_logs() {
    let environment = airflow_environment("daily").with(|it: &mut AirflowEnvironment| {
        let settings = it.settings.known_mut().unwrap();
        settings.logs.retain(|component, _| component == "Task" || component == "Worker");
        settings.logs.get_mut("Worker").unwrap().enabled = false;
        settings.options.insert("celery.queue".to_owned(), plain("orders"));
        settings.options.insert("smtp.password".to_owned(), hidden());
    });
    same(
        hops_in_full([environment, store("dags"), queue("orders"), role("airflow")]),
        [
            "bucket dags -reads-> airflow-environment daily as role airflow (declared: SourceBucketArn)",
            "airflow-environment daily -writes-> outside arn:aws:logs:eu-west-1:111122223333:log-group:airflow-daily-Task as role airflow (declared: LoggingConfiguration.TaskLogs.CloudWatchLogGroupArn)",
            "airflow-environment daily -refers to-> queue orders as role airflow (referenced: AirflowConfigurationOptions celery.queue; the role may not use it)",
        ],
    );
}

#[test]
fn a_cluster_reads_its_code_and_writes_its_logs_as_the_role_of_its_machines() {
    let cluster = emr_cluster("nightly").with(|it: &mut EmrCluster| {
        it.steps.known_mut().unwrap()[0].arguments.push(hidden());
        let settings = it.settings.known_mut().unwrap();
        settings.properties.insert("spark-defaults.spark.dir".to_owned(), plain("s3://elsewhere/x"));
    });
    same(
        hops_in_full([cluster, store("code"), store("logs"), store("raw"), machines()]),
        [
            "bucket code -reads-> emr-cluster nightly as role machines (observed: step COMPLETED; declared: BootstrapActions.ScriptPath; declared: Steps.Config.Jar)",
            "emr-cluster nightly -writes-> bucket logs as role machines (declared: LogUri)",
            "emr-cluster nightly -refers to-> bucket raw as role machines (referenced: Steps.Config.Args; the role may not use it)",
            "emr-cluster nightly -refers to-> outside s3://elsewhere as role machines (referenced: Configurations spark-defaults.spark.dir)",
        ],
    );
}

#[test]
fn an_application_writes_its_logs_and_a_configuration_takes_its_certificates() {
    let application = emr_application("adhoc").with(|it: &mut EmrApplication| {
        let settings = it.settings.known_mut().unwrap();
        settings.log_group = Some("serverless".to_owned());
        settings.properties.insert("spark.x".to_owned(), plain("s3://code/y"));
    });
    same(
        hops_in_full([application, emr_security_configuration("strict"), store("logs"), store("code")]),
        [
            "emr-serverless-application adhoc -writes-> bucket logs as unknown (declared: monitoringConfiguration.s3MonitoringConfiguration.logUri)",
            "emr-serverless-application adhoc -writes-> outside arn:aws:logs:eu-west-1:111122223333:log-group:serverless as unknown (declared: monitoringConfiguration.cloudWatchLoggingConfiguration.logGroupName)",
            "emr-serverless-application adhoc -refers to-> bucket code as unknown (referenced: runtimeConfiguration spark.x)",
            "bucket code -reads-> emr-security-configuration strict as unknown (declared: InTransitEncryptionConfiguration.TLSCertificateConfiguration.S3Object)",
        ],
    );
}

#[test]
fn a_pipeline_reads_and_writes_its_data_nodes() {
    same(
        hops_in_full([data_pipeline("copy"), store("raw"), store("logs"), role("pipelines")]),
        [
            "outside db.example.com -reads-> data-pipeline copy as role pipelines (declared: CopyActivity input: connectionString)",
            "data-pipeline copy -writes-> bucket raw as role pipelines (declared: CopyActivity output: directoryPath)",
            "data-pipeline copy -writes-> bucket logs as role pipelines (declared: pipelineLogUri)",
            "data-pipeline copy -refers to-> outside s3://spare as role pipelines (referenced: Spare filePath)",
        ],
    );
}
