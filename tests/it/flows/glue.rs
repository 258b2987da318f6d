//! Glue.

use tidegate::model::aws::{
    CatalogLink, GlueAction, GlueConnection, GlueCrawler, GlueDatabase, GlueEndpoint, GlueIntegration, GlueJob,
    GlueRun, GlueStep, GlueTable, GlueTask, GlueTrigger, GlueWorkflow, Table,
};
use tidegate::model::{Fact, Resource};

use super::{hops, hops_in_full};
use crate::samples::{
    FOREIGN, Tweak, bucket, glue_arn, glue_connection, glue_crawler, glue_database, glue_endpoint, glue_integration,
    glue_job, glue_table, glue_trigger, glue_workflow, hidden, plain, queue, queue_arn, redshift_integration, role,
    table, table_arn, time,
};

/// That these are the hops, in whichever order.
fn same<const N: usize>(mut found: Vec<String>, wanted: [impl Into<String>; N]) {
    let mut wanted: Vec<String> = wanted.map(Into::into).into();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

fn store(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = Fact::Known(None))
}

#[test]
fn a_job_reads_its_script_and_writes_its_temporary_directory() {
    let job = glue_job("load").with(|it: &mut GlueJob| {
        it.arguments.insert("--TempDir".to_owned(), plain("s3://scratch/tmp/"));
        it.arguments.insert("--extra-jars".to_owned(), plain("s3://scripts/a.jar, s3://elsewhere/b.jar"));
    });
    same(
        hops_in_full([job, store("scripts"), store("scratch"), role("loader")]),
        [
            "bucket scripts -reads-> glue-job load as role loader (observed: job run SUCCEEDED; declared: Command.ScriptLocation; declared: DefaultArguments.--extra-jars)",
            "glue-job load -writes-> bucket scratch as role loader (declared: DefaultArguments.--TempDir)",
            "outside s3://elsewhere -reads-> glue-job load as role loader (declared: DefaultArguments.--extra-jars)",
        ],
    );
}

#[test]
fn arguments_name_stores_and_secrets_name_nothing() {
    let job = glue_job("load").with(|it: &mut GlueJob| {
        it.arguments.insert("--queue".to_owned(), plain("orders"));
        it.fixed_arguments.insert("--config".to_owned(), plain(r#"{"to":"s3://curated/out"}"#));
        it.arguments.insert("--password".to_owned(), hidden());
        (it.script, it.last_run) = (None, Fact::Known(None));
    });
    same(
        hops_in_full([job, queue("orders"), role("loader")]),
        [
            "glue-job load -refers to-> queue orders as role loader (referenced: DefaultArguments --queue; the role may not use it)",
            "glue-job load -refers to-> outside s3://curated as role loader (referenced: NonOverridableArguments --config)",
        ],
    );
}

#[test]
fn steps_that_were_drawn_read_and_write() {
    let step = |kind: &str, place: Option<&str>| GlueStep {
        kind: kind.to_owned(),
        writes: kind.ends_with("Target"),
        places: place.map(str::to_owned).into_iter().collect(),
        table: place.is_none().then(|| ("sales".to_owned(), "orders".to_owned())),
        connection: None,
    };
    let job = glue_job("load").with(|it: &mut GlueJob| {
        (it.script, it.last_run) = (None, Fact::Known(None));
        it.steps = vec![step("S3CsvSource", Some("s3://raw/in/")), step("CatalogTarget", None)];
    });
    same(
        hops([job, store("raw"), glue_table("orders")]),
        [
            "bucket raw -reads-> glue-job load",
            "glue-job load -writes-> glue-table orders",
            "glue-table orders -refers to-> bucket raw",
        ],
    );
}

#[test]
fn a_job_uses_a_connection_that_leads_to_a_host() {
    let job = glue_job("load").with(|it: &mut GlueJob| {
        (it.script, it.last_run) = (None, Fact::Known(None));
        it.connections = vec!["sales".to_owned()];
    });
    same(
        hops_in_full([job, glue_connection("sales"), role("loader")]),
        [
            "glue-job load -refers to-> glue-connection sales as role loader (declared: Connections)",
            "glue-connection sales -refers to-> outside 10.1.2.3 as credentials of a secret (declared: ConnectionProperties.JDBC_CONNECTION_URL)",
            "outside arn:aws:secretsmanager:eu-west-1:111122223333:secret:sales-a1b2c3 -reads-> glue-connection sales as unknown (declared: ConnectionProperties.SECRET_ID)",
        ],
    );
}

#[test]
fn addresses_of_connections_lead_to_their_host_in_every_spelling() {
    for (property, address, host) in [
        ("JDBC_CONNECTION_URL", "jdbc:oracle:thin:@db.example.com:1521:ORCL", "db.example.com"),
        ("JDBC_CONNECTION_URL", "jdbc:oracle:thin://@db.example.com:1521/ORCL", "db.example.com"),
        ("JDBC_CONNECTION_URL", "jdbc:sqlserver://db.example.com:1433;databaseName=x", "db.example.com"),
        ("CONNECTION_URL", "mongodb+srv://c.abcde.mongodb.net/db", "c.abcde.mongodb.net"),
        ("KAFKA_BOOTSTRAP_SERVERS", "b-1.example.com:9094,b-2.example.com:9094", "b-1.example.com"),
    ] {
        let connection = glue_connection("sales").with(|it: &mut GlueConnection| {
            it.secret = None;
            it.properties.clear();
            it.properties.insert(property.to_owned(), plain(address));
        });
        same(hops([connection]), [format!("glue-connection sales -refers to-> outside {host}")]);
    }
}

#[test]
fn a_crawler_reads_its_targets_and_writes_the_catalog() {
    let crawler = glue_crawler("look").with(|it: &mut GlueCrawler| {
        let target = |kind: &str, places: &[&str]| {
            let mut target = it.targets[0].clone();
            (target.kind, target.places) = (kind.to_owned(), places.iter().map(|it| (*it).to_owned()).collect());
            target
        };
        let mut events = target("S3Targets", &["s3://raw/in/"]);
        (events.queue, events.dead_letter_queue) = (Some(queue_arn("changes")), Some(queue_arn("dead")));
        let mut jdbc = target("JdbcTargets", &["sales/%"]);
        jdbc.connection = Some("sales".to_owned());
        it.targets = vec![
            events,
            jdbc,
            target("DynamoDBTargets", &["carts"]),
            target("CatalogTargets", &["sales/orders"]),
            target("IcebergTargets", &["s3://lake/a"]),
        ];
    });
    let found =
        hops_in_full([crawler, store("raw"), queue("changes"), queue("dead"), glue_database("sales"), role("loader")]);
    same(
        found,
        [
            "bucket raw -reads-> glue-crawler look as role loader (declared: Targets.S3Targets)",
            "queue changes -reads-> glue-crawler look as role loader (declared: Targets.S3Targets.EventQueueArn)",
            "glue-crawler look -writes-> queue dead as role loader (declared: Targets.S3Targets.DlqEventQueueArn)",
            "glue-crawler look -writes-> glue-database sales as role loader (declared: DatabaseName)",
            "outside arn:aws:dynamodb:eu-west-1:111122223333:table/carts -reads-> glue-crawler look as role loader (declared: Targets.DynamoDBTargets)",
            "outside arn:aws:glue:eu-west-1:111122223333:connection/sales -reads-> glue-crawler look as role loader (declared: Targets.JdbcTargets.ConnectionName)",
            "outside arn:aws:glue:eu-west-1:111122223333:table/sales/orders -reads-> glue-crawler look as role loader (declared: Targets.CatalogTargets)",
            "outside s3://lake -reads-> glue-crawler look as role loader (declared: Targets.IcebergTargets)",
        ],
    );
}

#[test]
fn triggers_set_off_jobs_and_crawlers_of_a_workflow() {
    let trigger = glue_trigger("nightly").with(|it: &mut GlueTrigger| {
        it.workflow = Some("orders".to_owned());
        it.awaited = vec![GlueTask::Crawler("look".to_owned())];
        let arguments = [("--to".to_owned(), plain("s3://raw/in"))].into();
        let task = GlueTask::Job("load".to_owned());
        it.actions = vec![GlueAction { task, arguments, security_configuration: None }];
    });
    let job = glue_job("load").with(|it: &mut GlueJob| {
        it.script = None;
        let started = Some(time("2026-02-28T12:00:00Z"));
        let run = GlueRun { state: "FAILED".to_owned(), started, trigger: Some("nightly".to_owned()) };
        it.last_run = Fact::Known(Some(run));
    });
    let crawler = glue_crawler("look").with(|it: &mut GlueCrawler| (it.targets, it.database) = (Vec::new(), None));
    let workflow = glue_workflow("orders")
        .with(|it: &mut GlueWorkflow| it.properties = Fact::Known([("bucket".to_owned(), plain("raw"))].into()));
    same(
        hops_in_full([trigger, job, crawler, workflow, store("raw")]),
        [
            "glue-crawler look -invokes-> glue-trigger nightly as glue.amazonaws.com (declared: Predicate.Conditions.CrawlerName)",
            "glue-trigger nightly -refers to-> bucket raw as unknown (referenced: Actions.Arguments --to)",
            "glue-trigger nightly -invokes-> glue-job load as glue.amazonaws.com (observed: job run FAILED; declared: Actions.JobName)",
            "glue-workflow orders -refers to-> bucket raw as unknown (referenced: DefaultRunProperties bucket)",
            "glue-workflow orders -invokes-> glue-trigger nightly as glue.amazonaws.com (declared: WorkflowName)",
        ],
    );
}

#[test]
fn tables_lie_where_they_say_and_are_written_by_their_crawler() {
    let link = |table: Option<&str>| CatalogLink {
        account: Some(FOREIGN.to_owned()),
        region: None,
        database: "shared".to_owned(),
        table: table.map(str::to_owned),
    };
    let table = glue_table("orders").with(|it: &mut GlueTable| {
        (it.crawler, it.target) = (Some("look".to_owned()), Some(link(Some("orders"))));
        it.more_locations = vec!["s3://far/x".to_owned()];
    });
    let database = glue_database("sales").with(|it: &mut GlueDatabase| {
        (it.location, it.target) = (Some("s3://raw/".to_owned()), Some(link(None)));
    });
    let crawler = glue_crawler("look").with(|it: &mut GlueCrawler| (it.targets, it.database) = (Vec::new(), None));
    same(
        hops_in_full([table, database, crawler, store("raw"), role("loader")]),
        [
            "glue-crawler look -writes-> glue-table orders as role loader (declared: Parameters.UPDATED_BY_CRAWLER)"
                .to_owned(),
            "glue-database sales -refers to-> bucket raw as unknown (declared: LocationUri)".to_owned(),
            format!(
                "glue-database sales -refers to-> outside arn:aws:glue:eu-west-1:{FOREIGN}:database/shared as unknown (declared: TargetDatabase)"
            ),
            "glue-table orders -refers to-> bucket raw as unknown (declared: StorageDescriptor.Location)".to_owned(),
            format!(
                "glue-table orders -refers to-> outside arn:aws:glue:eu-west-1:{FOREIGN}:table/shared/orders as unknown (declared: TargetTable)"
            ),
            "glue-table orders -refers to-> outside s3://far as unknown (declared: StorageDescriptor.Location)"
                .to_owned(),
        ],
    );
}

#[test]
fn a_development_endpoint_reads_its_libraries() {
    let endpoint = glue_endpoint("lab").with(|it: &mut GlueEndpoint| {
        it.arguments.insert("--x".to_owned(), plain("s3://raw/x"));
    });
    same(
        hops([endpoint, store("scripts"), store("raw")]),
        [
            "bucket scripts -reads-> glue-development-endpoint lab",
            "glue-development-endpoint lab -refers to-> bucket raw",
        ],
    );
}

#[test]
fn an_integration_copies_what_a_connection_or_a_table_holds() {
    let (crm, database) = (glue_arn("connection/crm"), glue_arn("database/lake"));
    let bare = |name: &str| {
        glue_connection(name).with(|it: &mut GlueConnection| (it.properties, it.secret) = (Default::default(), None))
    };
    let lake = || glue_database("lake").with(|it: &mut GlueDatabase| it.location = None);
    let from_crm = glue_integration("crm", &crm, &database);
    let read = "glue-connection crm -reads-> glue-integration crm as role copier (declared: SourceArn)";
    let wrote = "glue-integration crm -writes-> glue-database lake as role copier (declared: TargetArn)";
    same(hops_in_full([from_crm.clone(), bare("crm"), lake(), role("copier")]), [read, wrote]);
    let tables = "arn:aws:glue:eu-west-1:111122223333:catalog/s3tablescatalog/lake";
    let from_table = glue_integration("orders", &table_arn("orders"), tables);
    same(
        hops_in_full([
            from_table,
            table("orders").with(|it: &mut Table| it.kinesis_destinations = Fact::Known(Vec::new())),
        ]),
        [
            "table orders -reads-> glue-integration orders as glue.amazonaws.com (declared: SourceArn)".to_owned(),
            format!("glue-integration orders -writes-> outside {tables} as glue.amazonaws.com (declared: TargetArn)"),
        ],
    );
    let unread = from_crm.clone().with(|it: &mut GlueIntegration| it.target_role = crate::samples::unknown());
    let found = hops_in_full([unread, bare("crm"), lake(), role("copier")]);
    assert!(found.iter().any(|hop| hop.contains("glue-database lake as unknown")), "{found:#?}");
    let failed = from_crm.with(|it: &mut GlueIntegration| it.integration.status = "failed".to_owned());
    assert_eq!(hops([failed, bare("crm"), lake()]), Vec::<String>::new());
}

#[test]
fn what_a_warehouse_tells_of_an_integration_is_not_told_twice() {
    let orders = || table("orders").with(|it: &mut Table| it.kinesis_destinations = Fact::Known(Vec::new()));
    let told = redshift_integration("orders", &table_arn("orders"));
    let target = told.redshift_integration().unwrap().target.clone();
    let again = glue_integration("orders", &table_arn("orders"), &target);
    assert_eq!(hops([told.clone(), again.clone(), orders()]), hops([told, orders()]));
    assert_eq!(hops([again, orders()]).len(), 2);
}
