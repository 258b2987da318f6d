//! What RDS's answers about databases mean. No call is made here.

use super::marked::{encryption, endpoint, is, text, texts, texts_of, word};
use crate::aws::wire::{Element, time};
use crate::model::Fact;
use crate::model::aws::{ActivityStream, Database, DatabaseRole, ServerCertificate, TlsRule};

/// What an instance and a cluster say in the same fields.
fn common(item: &Element) -> Database {
    Database {
        engine: word(item, "Engine"),
        version: text(item, "EngineVersion"),
        cluster: None,
        encryption: encryption(item, "StorageEncrypted"),
        endpoints: Vec::new(),
        publicly_accessible: text(item, "PubliclyAccessible").map(|it| it == "true"),
        vpc: None,
        subnets: Vec::new(),
        security_groups: texts_of(item, "VpcSecurityGroups", "VpcSecurityGroupId"),
        iam_authentication: is(item, "IAMDatabaseAuthenticationEnabled"),
        deletion_protection: is(item, "DeletionProtection"),
        backup_days: item.text_of("BackupRetentionPeriod").and_then(|it| it.parse().ok()).unwrap_or_default(),
        multi_zone: is(item, "MultiAZ"),
        minor_upgrades: text(item, "AutoMinorVersionUpgrade").map(|it| it == "true"),
        certificate: item.child("CertificateDetails").and_then(certificate),
        log_exports: texts(item, "EnabledCloudwatchLogsExports"),
        insights_key: text(item, "PerformanceInsightsKMSKeyId"),
        roles: item.items("AssociatedRoles").filter_map(role).collect(),
        monitoring_role: text(item, "MonitoringRoleArn"),
        admin_secret: item.child("MasterUserSecret").and_then(|it| text(it, "SecretArn")),
        replica_of: None,
        activity_stream: activity(item),
        data_api: is(item, "HttpEndpointEnabled"),
        parameter_group: None,
        tls: Fact::NotApplicable,
        supported_until: Fact::NotApplicable,
        automated_snapshots: Fact::NotApplicable,
    }
}

/// An instance.
pub(super) fn instance(item: &Element) -> Database {
    let reached = item.child("Endpoint");
    let subnets = item.child("DBSubnetGroup");
    Database {
        cluster: text(item, "DBClusterIdentifier"),
        endpoints: reached.and_then(|it| endpoint(it, "Address", it.text_of("Port"))).into_iter().collect(),
        vpc: subnets.and_then(|it| text(it, "VpcId")),
        subnets: subnets.map(|it| texts_of(it, "Subnets", "SubnetIdentifier")).unwrap_or_default(),
        replica_of: text(item, "ReadReplicaSourceDBInstanceIdentifier"),
        parameter_group: parameter_group(item, false),
        ..common(item)
    }
}

/// A cluster. It names its members only for their number: each of them names the cluster.
pub(super) fn cluster(item: &Element) -> Database {
    let own = ["Endpoint", "ReaderEndpoint"].into_iter().filter_map(|host| endpoint(item, host, item.text_of("Port")));
    Database {
        endpoints: own.chain(texts(item, "CustomEndpoints")).collect(),
        replica_of: text(item, "ReplicationSourceIdentifier"),
        parameter_group: parameter_group(item, true),
        multi_zone: is(item, "MultiAZ") || item.items("DBClusterMembers").count() > 1,
        ..common(item)
    }
}

fn certificate(item: &Element) -> Option<ServerCertificate> {
    let valid_until = item.text_of("ValidTill").and_then(time::of_text);
    Some(ServerCertificate { authority: text(item, "CAIdentifier")?, valid_until })
}

fn role(item: &Element) -> Option<DatabaseRole> {
    Some(DatabaseRole { arn: text(item, "RoleArn")?, feature: text(item, "FeatureName") })
}

fn activity(item: &Element) -> Option<ActivityStream> {
    let started = item.text_of("ActivityStreamStatus").is_some_and(|it| it == "started" || it == "starting");
    let stream = text(item, "ActivityStreamKinesisStreamName").filter(|_| started)?;
    Some(ActivityStream { stream, key: text(item, "ActivityStreamKmsKeyId") })
}

/// The name of the parameter group in force.
pub(super) fn parameter_group(item: &Element, cluster: bool) -> Option<String> {
    match cluster {
        true => text(item, "DBClusterParameterGroup"),
        false => texts_of(item, "DBParameterGroups", "DBParameterGroupName").into_iter().next(),
    }
}

/// The parameter that decides whether an engine refuses connections without TLS. Oracle and Db2 decide elsewhere.
///
/// Sources: Amazon RDS User Guide, "Using SSL with a PostgreSQL DB instance", "Using SSL with a Microsoft SQL Server DB
/// instance", "Requiring SSL/TLS for all connections to a MySQL DB instance" and the same for MariaDB; Amazon Aurora User
/// Guide, "Security with Amazon Aurora MySQL"; Amazon DocumentDB Developer Guide, "Encrypting data in transit"; Amazon
/// Neptune User Guide, "Parameters that you can use to configure Amazon Neptune".
pub(super) fn tls_parameter(engine: &str) -> Option<&'static str> {
    match engine {
        "postgres" | "aurora-postgresql" => Some("rds.force_ssl"),
        "mysql" | "aurora-mysql" | "aurora" | "mariadb" => Some("require_secure_transport"),
        "docdb" => Some("tls"),
        "neptune" => Some("neptune_enforce_ssl"),
        engine if engine.starts_with("sqlserver") => Some("rds.force_ssl"),
        _ => None,
    }
}

/// What a value of it means. DocumentDB's `tls` also has values that name the oldest version, such as `tls1.2+`.
pub(super) fn tls_rule(parameter: &str, value: Option<String>) -> TlsRule {
    let required = match (parameter, value.as_deref()) {
        (_, None) => false,
        ("tls", Some(value)) => value != "disabled",
        (_, Some(value)) => matches!(value.to_ascii_lowercase().as_str(), "1" | "on" | "true" | "enabled"),
    };
    TlsRule { parameter: parameter.to_owned(), value, required }
}
