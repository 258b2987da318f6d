//! Checks of Athena, Airflow, EMR and Data Pipeline.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{
    AirflowEnvironment, AirflowSettings, AthenaWorkGroup, DataPipeline, EmrBlock, EmrCluster, EmrPublicAccessBlock,
    EmrSecurity, EmrSecurityConfiguration, EmrSettings, WorkGroupSettings,
};
use tidegate::model::{AtRest, Fact};

use crate::samples::{
    Tweak, airflow_environment, athena_work_group, bucket, data_pipeline, decision, emr_arn, emr_cluster,
    emr_public_access_block, emr_security_configuration, estate, findings, hidden, key, plain, unknown,
};

const GROUP: &str = "arn:aws:athena:eu-west-1:111122223333:workgroup/analysts";
const AIRFLOW: &str = "arn:aws:airflow:eu-west-1:111122223333:environment/daily";
const PIPELINE: &str = "arn:aws:datapipeline:eu-west-1:111122223333:pipeline/df-copy";

/// What a check says of the work group `analysts`, spoiled, in an estate with its bucket.
fn of_group(check: &str, change: impl FnOnce(&mut WorkGroupSettings)) -> Option<Decision> {
    let change = |it: &mut AthenaWorkGroup| change(it.settings.known_mut().unwrap());
    let group = athena_work_group("analysts").tag("classification", "restricted").with(change);
    decision(&estate([group, bucket("results"), key("main")]), check, GROUP)
}

fn of_hidden_group(check: &str) -> Option<Decision> {
    let group = athena_work_group("analysts").tag("classification", "restricted");
    let group = group.with(|it: &mut AthenaWorkGroup| it.settings = unknown());
    decision(&estate([group]), check, GROUP)
}

#[test]
fn results_of_queries() {
    let cases: [(&str, crate::samples::Spoil<WorkGroupSettings>); 5] = [
        ("athena-workgroup-results-unencrypted", |it| it.encryption = AtRest::Absent),
        ("athena-workgroup-customer-key", |it| it.encryption = AtRest::Provider("SSE_S3".to_owned())),
        ("athena-workgroup-settings-not-enforced", |it| it.enforced = false),
        ("athena-workgroup-foreign-results", |it| it.output = Some("s3://someones/x".to_owned())),
        ("athena-workgroup-metrics", |it| it.metrics = false),
    ];
    for (check, spoil) in cases {
        assert_eq!(of_group(check, spoil), Some(Fail), "{check}");
        assert_eq!(of_group(check, |_| ()), Some(Pass), "{check}");
        assert_eq!(of_hidden_group(check), Some(Unknown), "{check}");
    }
    assert_eq!(of_group("athena-workgroup-foreign-results", |it| it.output = None), None);
    let off = athena_work_group("analysts").with(|it: &mut AthenaWorkGroup| it.enabled = false);
    assert_eq!(decision(&estate([off]), "athena-workgroup-metrics", GROUP), None);
}

fn of_airflow(check: &str, change: impl FnOnce(&mut AirflowSettings)) -> Option<Decision> {
    let change = |it: &mut AirflowEnvironment| change(it.settings.known_mut().unwrap());
    let environment = airflow_environment("daily").tag("classification", "restricted").with(change);
    decision(&estate([environment, key("main")]), check, AIRFLOW)
}

#[test]
fn environments_of_airflow() {
    let cases: [(&str, crate::samples::Spoil<AirflowSettings>); 6] = [
        ("mwaa-environment-public-webserver", |it| it.access = Some("PUBLIC_ONLY".to_owned())),
        ("mwaa-environment-public-webserver", |it| it.access = Some("PUBLIC_AND_PRIVATE".to_owned())),
        ("mwaa-environment-logging", |it| drop(it.logs.remove("Task"))),
        ("mwaa-environment-customer-key", |it| it.key = None),
        ("mwaa-environment-version-unsupported", |it| it.version = Some("2.6.3".to_owned())),
        ("mwaa-environment-secret-options", |it| drop(it.options.insert("smtp.password".to_owned(), hidden()))),
    ];
    for (check, spoil) in cases {
        assert_eq!(of_airflow(check, spoil), Some(Fail), "{check}");
        assert_eq!(of_airflow(check, |_| ()), Some(Pass), "{check}");
        let hidden = airflow_environment("daily").tag("classification", "restricted");
        let hidden = hidden.with(|it: &mut AirflowEnvironment| it.settings = unknown());
        assert_eq!(decision(&estate([hidden]), check, AIRFLOW), Some(Unknown), "{check}");
    }
    let version = |text: &str| {
        let text = text.to_owned();
        of_airflow("mwaa-environment-version-unsupported", move |it| it.version = Some(text))
    };
    assert_eq!((version("1.10.12"), version("2.7.2"), version("3.0.6")), (Some(Fail), Some(Pass), Some(Pass)));
    assert_eq!(version("latest"), Some(Unknown));
}

fn of_cluster(
    check: &str,
    cluster: impl FnOnce(&mut EmrCluster),
    security: impl FnOnce(&mut EmrSecurity),
) -> Option<Decision> {
    let security = |it: &mut EmrSecurityConfiguration| security(it.settings.known_mut().unwrap());
    let all = [emr_cluster("nightly").with(cluster), emr_security_configuration("strict").with(security)];
    decision(&estate(all), check, &emr_arn("cluster/j-nightly"))
}

fn settings(change: impl FnOnce(&mut EmrSettings)) -> impl FnOnce(&mut EmrCluster) {
    |it| change(it.settings.known_mut().unwrap())
}

#[test]
fn how_clusters_are_set_up() {
    let cases: [(&str, crate::samples::Spoil<EmrSettings>); 3] = [
        ("emr-cluster-security-configuration", |it| it.security_configuration = None),
        ("emr-cluster-instance-metadata", |it| it.security_configuration = None),
        ("emr-cluster-logging", |it| it.log_uri = None),
    ];
    for (check, spoil) in cases {
        assert_eq!(of_cluster(check, settings(spoil), |_| ()), Some(Fail), "{check}");
        assert_eq!(of_cluster(check, |_| (), |_| ()), Some(Pass), "{check}");
        assert_eq!(of_cluster(check, |it| it.settings = unknown(), |_| ()), Some(Unknown), "{check}");
        assert_eq!(of_cluster(check, |it| it.state = "TERMINATED".to_owned(), |_| ()), None, "{check}");
    }
}

#[test]
fn what_the_security_configuration_of_a_cluster_asks_for() {
    let cases: [(&str, crate::samples::Spoil<EmrSecurity>); 4] = [
        ("emr-cluster-at-rest-unencrypted", |it| it.local_disk = AtRest::Absent),
        ("emr-cluster-at-rest-unencrypted", |it| it.s3 = AtRest::Absent),
        ("emr-cluster-in-transit-unencrypted", |it| it.in_transit = false),
        ("emr-cluster-instance-metadata", |it| it.metadata_tokens = false),
    ];
    for (check, spoil) in cases {
        assert_eq!(of_cluster(check, |_| (), spoil), Some(Fail), "{check}");
        assert_eq!(of_cluster(check, |_| (), |_| ()), Some(Pass), "{check}");
        let gone = settings(|it| it.security_configuration = Some("gone".to_owned()));
        assert_eq!(of_cluster(check, gone, |_| ()), Some(Unknown), "{check}");
    }
    let none = settings(|it| it.security_configuration = None);
    assert_eq!(of_cluster("emr-cluster-at-rest-unencrypted", none, |_| ()), None);
}

#[test]
fn a_cluster_on_the_internet() {
    const CHECK: &str = "emr-cluster-public-address";
    let open = Fact::Known(vec!["203.0.113.7".to_owned()]);
    assert_eq!(of_cluster(CHECK, |it| it.public_addresses = open, |_| ()), Some(Fail));
    assert_eq!(of_cluster(CHECK, |_| (), |_| ()), Some(Pass));
    assert_eq!(of_cluster(CHECK, |it| it.public_addresses = unknown(), |_| ()), Some(Unknown));
    assert_eq!(of_cluster(CHECK, |it| it.public_addresses = Fact::NotApplicable, |_| ()), None);
}

#[test]
fn secrets_among_the_arguments_of_a_cluster() {
    const CHECK: &str = "emr-cluster-secrets";
    let step = |it: &mut EmrCluster| it.steps.known_mut().unwrap()[0].arguments = vec![hidden(), hidden()];
    let property = settings(|it| drop(it.properties.insert("hive-site.password".to_owned(), hidden())));
    assert_eq!(of_cluster(CHECK, step, |_| ()), Some(Fail));
    assert_eq!(of_cluster(CHECK, property, |_| ()), Some(Fail));
    assert_eq!(of_cluster(CHECK, |_| (), |_| ()), Some(Pass));
    assert_eq!(of_cluster(CHECK, |it| it.bootstrap = unknown(), |_| ()), Some(Unknown));
    let found = findings(&estate([emr_cluster("nightly").with(step)]), CHECK);
    assert_eq!((found.len(), found[0].locus.as_str()), (1, "step crunch"));
}

#[test]
fn the_block_of_public_access() {
    const CHECK: &str = "emr-public-access-not-blocked";
    let of = |block: Fact<EmrBlock>| {
        let it = emr_public_access_block().with(|it: &mut EmrPublicAccessBlock| it.block = block);
        decision(&estate([it]), CHECK, &emr_arn("block-public-access"))
    };
    assert_eq!(of(Fact::Known(EmrBlock { blocked: false, permitted: Vec::new() })), Some(Fail));
    assert_eq!(of(Fact::Known(EmrBlock { blocked: true, permitted: vec![(22, 22), (8080, 8090)] })), Some(Fail));
    assert_eq!(of(Fact::Known(EmrBlock { blocked: true, permitted: vec![(22, 22)] })), Some(Pass));
    assert_eq!(of(unknown()), Some(Unknown));
}

#[test]
fn pipelines_of_a_retired_service() {
    let of = |check: &str, change: fn(&mut DataPipeline)| {
        decision(&estate([data_pipeline("copy").with(change)]), check, PIPELINE)
    };
    assert_eq!(of("data-pipeline-exists", |_| ()), Some(Fail));
    const SECRETS: &str = "data-pipeline-secrets";
    let field = |it: &mut DataPipeline| {
        it.objects.known_mut().unwrap()[4].fields.insert("*password".to_owned(), hidden());
    };
    let parameter = |it: &mut DataPipeline| drop(it.parameters.known_mut().unwrap().insert("key".to_owned(), hidden()));
    let named = |it: &mut DataPipeline| {
        it.objects.known_mut().unwrap()[4].fields.insert("*password".to_owned(), plain("#{*myPassword}"));
    };
    assert_eq!((of(SECRETS, field), of(SECRETS, parameter)), (Some(Fail), Some(Fail)));
    assert_eq!((of(SECRETS, |_| ()), of(SECRETS, named)), (Some(Pass), Some(Pass)));
    assert_eq!(of(SECRETS, |it| it.objects = unknown()), Some(Unknown));
    let found = findings(&estate([data_pipeline("copy").with(field)]), SECRETS);
    assert_eq!(found[0].locus, "Sales.*password");
}
