//! Well-kept databases, warehouses and what copies their data.

use tidegate::model::aws::{
    Database, DatabaseExport, DatabaseProxy, DatabaseSnapshot, EventSubscription, Integration, ProxyTarget,
    ServerCertificate, TlsRule,
};
use tidegate::model::{AtRest, Detail, Fact, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION, key_arn, time};

/// The ARN of something of RDS in the sample account.
pub fn rds_arn(rest: &str) -> String {
    format!("arn:aws:rds:{REGION}:{ACCOUNT}:{rest}")
}

fn database(engine: &str, host: String) -> Database {
    Database {
        engine: engine.to_owned(),
        version: Some("16.4".to_owned()),
        cluster: None,
        encryption: AtRest::Key(key_arn("main")),
        endpoints: vec![host],
        publicly_accessible: Some(false),
        vpc: Some("vpc-1".to_owned()),
        subnets: vec!["subnet-1".to_owned()],
        security_groups: vec!["sg-1".to_owned()],
        iam_authentication: true,
        deletion_protection: true,
        backup_days: 14,
        multi_zone: true,
        minor_upgrades: Some(true),
        certificate: Some(ServerCertificate {
            authority: "rds-ca-rsa2048-g1".to_owned(),
            valid_until: Some(time("2027-01-01T00:00:00Z")),
        }),
        log_exports: vec!["postgresql".to_owned()],
        insights_key: None,
        roles: Vec::new(),
        monitoring_role: None,
        admin_secret: Some(format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:rds!db-1")),
        replica_of: None,
        activity_stream: None,
        data_api: false,
        parameter_group: Some("own".to_owned()),
        tls: Fact::Known(TlsRule {
            parameter: "rds.force_ssl".to_owned(),
            value: Some("1".to_owned()),
            required: true,
        }),
        supported_until: Fact::Known(Some(time("2029-02-28T23:59:59Z"))),
        automated_snapshots: Fact::Known(14),
    }
}

/// A PostgreSQL instance that refuses what it should.
pub fn db_instance(name: &str) -> Resource {
    let detail = database("postgres", format!("{name}.abc.{REGION}.rds.amazonaws.com:5432"));
    resource(rds_arn(&format!("db:{name}")), ACCOUNT, REGION, Detail::DbInstance(Box::new(detail)))
}

/// An Aurora cluster of the same kind.
pub fn db_cluster(name: &str) -> Resource {
    let detail = database("aurora-postgresql", format!("{name}.cluster-abc.{REGION}.rds.amazonaws.com:5432"));
    resource(rds_arn(&format!("cluster:{name}")), ACCOUNT, REGION, Detail::DbCluster(Box::new(detail)))
}

/// A snapshot of an instance, shared with nobody.
pub fn db_snapshot(name: &str, database: &str) -> Resource {
    let detail = DatabaseSnapshot {
        database: rds_arn(&format!("db:{database}")),
        engine: "postgres".to_owned(),
        created: Some(time("2026-02-01T00:00:00Z")),
        encryption: AtRest::Key(key_arn("main")),
        restorable_by: Fact::Known(Vec::new()),
    };
    resource(rds_arn(&format!("snapshot:{name}")), ACCOUNT, REGION, Detail::DbSnapshot(Box::new(detail)))
}

/// An export of an instance's snapshot to a bucket by the role `exporter`.
pub fn db_export(name: &str, database: &str, bucket: &str) -> Resource {
    let detail = DatabaseExport {
        source: rds_arn(&format!("snapshot:rds:{database}-1")),
        database: Some(rds_arn(&format!("db:{database}"))),
        bucket: bucket.to_owned(),
        prefix: None,
        role: Some(format!("arn:aws:iam::{ACCOUNT}:role/exporter")),
        key: Some(key_arn("main")),
        status: "COMPLETE".to_owned(),
        ended: None,
    };
    resource(rds_arn(&format!("export-task:{name}")), ACCOUNT, REGION, Detail::DbExport(Box::new(detail)))
}

/// A zero-ETL integration between two ARNs.
pub fn db_integration(name: &str, source: &str, target: &str) -> Resource {
    let detail = Integration {
        name: name.to_owned(),
        source: source.to_owned(),
        target: target.to_owned(),
        key: Some(key_arn("main")),
        filter: None,
        status: "active".to_owned(),
    };
    resource(rds_arn(&format!("integration:{name}")), ACCOUNT, REGION, Detail::DbIntegration(Box::new(detail)))
}

/// A subscription of a topic to all events of databases.
pub fn db_event_subscription(name: &str, topic: &str) -> Resource {
    let detail =
        EventSubscription { topic: topic.to_owned(), source_kind: None, categories: Vec::new(), enabled: true };
    resource(rds_arn(&format!("es:{name}")), ACCOUNT, REGION, Detail::DbEventSubscription(Box::new(detail)))
}

/// A proxy in front of a cluster.
pub fn db_proxy(name: &str, cluster: &str) -> Resource {
    let detail = DatabaseProxy {
        family: "POSTGRESQL".to_owned(),
        endpoint: Some(format!("{name}.proxy-abc.{REGION}.rds.amazonaws.com")),
        tls_required: true,
        role: Some(format!("arn:aws:iam::{ACCOUNT}:role/proxy")),
        secrets: Vec::new(),
        iam_required: true,
        debug_logging: false,
        vpc: Some("vpc-1".to_owned()),
        subnets: Vec::new(),
        security_groups: Vec::new(),
        targets: Fact::Known(vec![ProxyTarget { name: cluster.to_owned(), cluster: true }]),
    };
    resource(rds_arn(&format!("db-proxy:{name}")), ACCOUNT, REGION, Detail::DbProxy(Box::new(detail)))
}
