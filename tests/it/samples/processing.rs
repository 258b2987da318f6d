//! Well-kept work groups, environments, clusters and pipelines.

use std::collections::BTreeMap;

use tidegate::model::aws::{
    AirflowEnvironment, AirflowLog, AirflowSettings, AthenaCatalog, AthenaWorkGroup, DataPipeline, EmrApplication,
    EmrApplicationSettings, EmrBlock, EmrBootstrap, EmrCluster, EmrPublicAccessBlock, EmrSecurity,
    EmrSecurityConfiguration, EmrSettings, EmrStep, PipelineObject, WorkGroupSettings,
};
use tidegate::model::{AtRest, Detail, Fact, Redacted, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION, key_arn, plain, private_network, time};

fn arn(service: &str, rest: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}")
}

/// The ARN of something of EMR.
pub fn emr_arn(what: &str) -> String {
    arn("elasticmapreduce", what)
}

/// A work group that writes into the bucket `results`, encrypted with the key `main`, and enforces that.
pub fn athena_work_group(name: &str) -> Resource {
    let settings = WorkGroupSettings {
        output: Some("s3://results/athena/".to_owned()),
        managed_results: false,
        encryption: AtRest::Key(key_arn("main")),
        enforced: true,
        metrics: true,
        requester_pays: false,
        expected_owner: Some(ACCOUNT.to_owned()),
        engine: Some("Athena engine version 3".to_owned()),
        role: None,
        log_location: None,
        identity_center: false,
        bytes_limit: None,
    };
    let group = AthenaWorkGroup { name: name.to_owned(), enabled: true, settings: Fact::Known(settings) };
    let arn = arn("athena", &format!("workgroup/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::AthenaWorkGroup(Box::new(group)))
}

/// A data catalog for which the function `answer` answers.
pub fn athena_catalog(name: &str) -> Resource {
    let function = plain(&arn("lambda", "function:answer"));
    let parameters = Fact::Known(BTreeMap::from([("function".to_owned(), function)]));
    let catalog = AthenaCatalog { catalog_type: "LAMBDA".to_owned(), parameters };
    let arn = arn("athena", &format!("datacatalog/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::AthenaCatalog(Box::new(catalog)))
}

/// An environment in a private network with all its logs, encrypted with the key `main`, with its code in `dags`.
pub fn airflow_environment(name: &str) -> Resource {
    let log = |component: &str| {
        let group = Some(arn("logs", &format!("log-group:airflow-{name}-{component}")));
        (component.to_owned(), AirflowLog { enabled: true, level: Some("INFO".to_owned()), group })
    };
    let settings = AirflowSettings {
        status: "AVAILABLE".to_owned(),
        version: Some("2.10.3".to_owned()),
        role: format!("arn:aws:iam::{ACCOUNT}:role/airflow"),
        bucket: Some("arn:aws:s3:::dags".to_owned()),
        dags: Some("dags".to_owned()),
        plugins: None,
        requirements: None,
        startup_script: None,
        key: Some(key_arn("main")),
        options: BTreeMap::new(),
        access: Some("PRIVATE_ONLY".to_owned()),
        address: None,
        network: private_network(),
        logs: ["DagProcessing", "Scheduler", "Task", "Webserver", "Worker"].into_iter().map(log).collect(),
        created: Some(time("2025-05-01T00:00:00Z")),
    };
    let environment = AirflowEnvironment { settings: Fact::Known(settings) };
    let arn = arn("airflow", &format!("environment/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::AirflowEnvironment(Box::new(environment)))
}

/// A cluster that runs in a private network with the security configuration `strict` and writes its logs into `logs`.
pub fn emr_cluster(name: &str) -> Resource {
    let settings = EmrSettings {
        release: Some("emr-7.5.0".to_owned()),
        applications: vec!["Spark".to_owned()],
        service_role: Some(format!("arn:aws:iam::{ACCOUNT}:role/emr")),
        instance_profile: Some("crunchers".to_owned()),
        scaling_role: None,
        log_uri: Some("s3n://logs/emr/".to_owned()),
        log_key: None,
        security_configuration: Some("strict".to_owned()),
        kerberos_realm: None,
        visible_to_all: true,
        termination_protected: true,
        properties: BTreeMap::new(),
        ssh_key: None,
        network: private_network(),
    };
    let cluster = EmrCluster {
        name: name.to_owned(),
        state: "RUNNING".to_owned(),
        created: Some(time("2026-02-01T00:00:00Z")),
        settings: Fact::Known(settings),
        steps: Fact::Known(vec![EmrStep {
            name: "crunch".to_owned(),
            state: "COMPLETED".to_owned(),
            jar: Some("s3://code/crunch.jar".to_owned()),
            arguments: vec![plain("s3://raw/in/")],
            started: Some(time("2026-02-02T00:00:00Z")),
        }]),
        bootstrap: Fact::Known(vec![EmrBootstrap {
            name: "prepare".to_owned(),
            path: "s3://code/prepare.sh".to_owned(),
            arguments: Vec::<Redacted>::new(),
        }]),
        public_addresses: Fact::Known(Vec::new()),
    };
    resource(emr_arn(&format!("cluster/j-{name}")), ACCOUNT, REGION, Detail::EmrCluster(Box::new(cluster)))
}

/// A security configuration that asks for everything.
pub fn emr_security_configuration(name: &str) -> Resource {
    let settings = EmrSecurity {
        s3: AtRest::Key(key_arn("main")),
        local_disk: AtRest::Key(key_arn("main")),
        in_transit: true,
        certificates: Some("s3://code/certificates.zip".to_owned()),
        metadata_tokens: true,
        kerberos: false,
        emrfs_roles: Vec::new(),
    };
    let configuration = EmrSecurityConfiguration { settings: Fact::Known(settings) };
    let arn = emr_arn(&format!("securityConfiguration/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::EmrSecurityConfiguration(Box::new(configuration)))
}

/// The block of public access as AWS sets it: on, with the port for SSH let through.
pub fn emr_public_access_block() -> Resource {
    let block = EmrPublicAccessBlock { block: Fact::Known(EmrBlock { blocked: true, permitted: vec![(22, 22)] }) };
    resource(emr_arn("block-public-access"), ACCOUNT, REGION, Detail::EmrPublicAccessBlock(Box::new(block)))
}

/// An application that writes its logs into `logs`.
pub fn emr_application(name: &str) -> Resource {
    let settings = EmrApplicationSettings {
        release: Some("emr-7.5.0".to_owned()),
        image: None,
        log_uri: Some("s3://logs/serverless/".to_owned()),
        log_group: None,
        disk: AtRest::Provider("AWS owned key".to_owned()),
        properties: BTreeMap::new(),
        network: private_network(),
    };
    let (engine, state) = ("Spark".to_owned(), "STARTED".to_owned());
    let application = EmrApplication { name: name.to_owned(), engine, state, settings: Fact::Known(settings) };
    let arn = arn("emr-serverless", &format!("/applications/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::EmrApplication(Box::new(application)))
}

/// A part of a pipeline with plain fields and references.
fn part(id: &str, object_type: &str, fields: &[(&str, &str)], references: &[(&str, &str)]) -> PipelineObject {
    let field = |(name, value): &(&str, &str)| ((*name).to_owned(), plain(value));
    let reference = |(name, id): &(&str, &str)| ((*name).to_owned(), vec![(*id).to_owned()]);
    PipelineObject {
        id: id.to_owned(),
        object_type: object_type.to_owned(),
        fields: fields.iter().map(field).collect(),
        references: references.iter().map(reference).collect(),
    }
}

/// A pipeline that copies from a database into the bucket `raw` and writes its log into `logs`.
pub fn data_pipeline(name: &str) -> Resource {
    let objects = vec![
        part("Default", "", &[("role", "pipelines"), ("pipelineLogUri", "s3://logs/pipelines/")], &[]),
        part("Copy", "CopyActivity", &[], &[("input", "Rows"), ("output", "Files")]),
        part("Rows", "SqlDataNode", &[("table", "orders")], &[("database", "Sales")]),
        part("Files", "S3DataNode", &[("directoryPath", "s3://raw/orders/")], &[]),
        part("Sales", "JdbcDatabase", &[("connectionString", "jdbc:mysql://db.example.com:3306/sales")], &[]),
        part("Spare", "S3DataNode", &[("filePath", "s3://spare/a.csv")], &[]),
    ];
    let pipeline =
        DataPipeline { name: name.to_owned(), objects: Fact::Known(objects), parameters: Fact::Known(BTreeMap::new()) };
    let arn = arn("datapipeline", &format!("pipeline/df-{name}"));
    resource(arn, ACCOUNT, REGION, Detail::DataPipeline(Box::new(pipeline)))
}
