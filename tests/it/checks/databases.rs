//! Checks of databases.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{Database, DatabaseExport, DatabaseProxy, DatabaseSnapshot, TlsRule};
use tidegate::model::{AtRest, Fact};

use crate::samples::{
    FOREIGN, SECOND, Tweak, bucket, db_cluster, db_export, db_instance, db_proxy, db_snapshot, decision, estate, key,
    rds_arn, time, unknown,
};

/// What a check says of the instance `orders`, spoiled.
fn of_instance(check: &str, change: impl FnOnce(&mut Database)) -> Option<Decision> {
    decision(&estate([db_instance("orders").with(change), key("main")]), check, &rds_arn("db:orders"))
}

fn of_cluster(check: &str, change: impl FnOnce(&mut Database)) -> Option<Decision> {
    decision(&estate([db_cluster("sales").with(change), key("main")]), check, &rds_arn("cluster:sales"))
}

fn of_snapshot(check: &str, change: impl FnOnce(&mut DatabaseSnapshot)) -> Option<Decision> {
    decision(&estate([db_snapshot("s", "orders").with(change), key("main")]), check, &rds_arn("snapshot:s"))
}

/// Checks that compare one value: what spoils it, and that a member of a cluster is left to the cluster.
#[test]
fn settings_that_a_listing_tells() {
    let cases: [(&str, crate::samples::Spoil<Database>); 6] = [
        ("rds-database-unencrypted", |it| it.encryption = AtRest::Absent),
        ("rds-database-backups", |it| it.backup_days = 6),
        ("rds-database-deletion-protection", |it| it.deletion_protection = false),
        ("rds-database-iam-authentication", |it| it.iam_authentication = false),
        ("rds-database-log-exports", |it| it.log_exports.clear()),
        ("rds-database-admin-password", |it| it.admin_secret = None),
    ];
    for (check, spoil) in cases {
        assert_eq!((of_instance(check, |_| ()), of_instance(check, spoil)), (Some(Pass), Some(Fail)), "{check}");
        assert_eq!((of_cluster(check, |_| ()), of_cluster(check, spoil)), (Some(Pass), Some(Fail)), "{check}");
        let member = |it: &mut Database| {
            spoil(it);
            it.cluster = Some("sales".to_owned());
        };
        assert_eq!(of_instance(check, member), None, "{check}");
    }
}

#[test]
fn a_public_address() {
    const CHECK: &str = "rds-database-public";
    assert_eq!(of_instance(CHECK, |it| it.publicly_accessible = Some(true)), Some(Fail));
    assert_eq!(of_instance(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_cluster(CHECK, |it| it.publicly_accessible = None), None);
}

#[test]
fn minor_versions() {
    const CHECK: &str = "rds-database-minor-upgrades";
    assert_eq!(of_instance(CHECK, |it| it.minor_upgrades = Some(false)), Some(Fail));
    assert_eq!(of_instance(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_cluster(CHECK, |it| it.minor_upgrades = None), None);
}

#[test]
fn restricted_databases_want_a_key_of_the_customer() {
    const CHECK: &str = "rds-database-customer-key";
    let restricted = |encryption: AtRest| {
        let orders = db_instance("orders").tag("classification", "restricted");
        let orders = orders.with(|it: &mut Database| it.encryption = encryption);
        decision(&estate([orders, key("main")]), CHECK, &rds_arn("db:orders"))
    };
    assert_eq!(restricted(AtRest::Key(crate::samples::key_arn("main"))), Some(Pass));
    assert_eq!(restricted(AtRest::Absent), Some(Fail));
    assert_eq!(restricted(AtRest::Key(crate::samples::key_arn("gone"))), Some(Unknown));
    assert_eq!(of_instance(CHECK, |_| ()), None);
}

#[test]
fn connections_without_tls() {
    const CHECK: &str = "rds-database-plain-transport";
    let rule =
        |required| Fact::Known(TlsRule { parameter: "require_secure_transport".to_owned(), value: None, required });
    assert_eq!(of_cluster(CHECK, |it| it.tls = rule(false)), Some(Fail));
    assert_eq!(of_cluster(CHECK, |it| it.tls = rule(true)), Some(Pass));
    assert_eq!(of_cluster(CHECK, |it| it.tls = unknown()), Some(Unknown));
    assert_eq!(of_instance(CHECK, |it| it.tls = Fact::NotApplicable), None);
}

#[test]
fn certificates_and_versions_that_end() {
    let certificate = |until: &str| {
        let until = time(until);
        of_instance("rds-database-certificate", |it| {
            it.certificate.as_mut().unwrap().valid_until = Some(until);
        })
    };
    assert_eq!(certificate("2026-05-29T00:00:00Z"), Some(Fail));
    assert_eq!(certificate("2026-06-30T00:00:00Z"), Some(Pass));
    assert_eq!(certificate("2025-01-01T00:00:00Z"), Some(Fail));
    assert_eq!(of_instance("rds-database-certificate", |it| it.certificate = None), None);
    let version = |until: Fact<Option<tidegate::model::Timestamp>>| {
        of_instance("rds-database-engine-support", |it| it.supported_until = until)
    };
    assert_eq!(version(Fact::Known(Some(time("2026-02-28T00:00:00Z")))), Some(Fail));
    assert_eq!(version(Fact::Known(Some(time("2029-02-28T00:00:00Z")))), Some(Pass));
    assert_eq!(version(Fact::Known(None)), None);
    assert_eq!(version(unknown()), Some(Unknown));
}

#[test]
fn snapshots() {
    let shared = |who: &[&str]| Fact::Known(who.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
    const PUBLIC: &str = "rds-snapshot-public";
    assert_eq!(of_snapshot(PUBLIC, |it| it.restorable_by = shared(&["all"])), Some(Fail));
    assert_eq!(of_snapshot(PUBLIC, |it| it.restorable_by = shared(&[FOREIGN])), Some(Pass));
    assert_eq!(of_snapshot(PUBLIC, |it| it.restorable_by = unknown()), Some(Unknown));
    const SHARED: &str = "rds-snapshot-foreign-share";
    assert_eq!(of_snapshot(SHARED, |it| it.restorable_by = shared(&[FOREIGN, SECOND])), Some(Fail));
    assert_eq!(of_snapshot(SHARED, |it| it.restorable_by = shared(&[SECOND])), Some(Pass));
    assert_eq!(of_snapshot(SHARED, |it| it.restorable_by = unknown()), Some(Unknown));
    const PLAIN: &str = "rds-snapshot-unencrypted";
    assert_eq!(of_snapshot(PLAIN, |it| it.encryption = AtRest::Absent), Some(Fail));
    assert_eq!(of_snapshot(PLAIN, |_| ()), Some(Pass));
}

#[test]
fn exports() {
    let to = |owner: &str| {
        let lake = bucket("lake").owned_by(owner);
        let estate = estate([db_export("e", "orders", "lake"), lake]);
        decision(&estate, "rds-export-foreign-bucket", &rds_arn("export-task:e"))
    };
    assert_eq!((to(FOREIGN), to(SECOND)), (Some(Fail), Some(Pass)));
    let alone = estate([db_export("e", "orders", "lake")]);
    assert_eq!(decision(&alone, "rds-export-foreign-bucket", &rds_arn("export-task:e")), Some(Unknown));

    let with = |classified: &str, key_name: &str| {
        let export =
            db_export("e", "orders", "lake").with(|it: &mut DatabaseExport| it.key = Some(key_name.to_owned()));
        let orders = db_instance("orders").tag("classification", classified);
        decision(&estate([export, orders, key("main")]), "rds-export-customer-key", &rds_arn("export-task:e"))
    };
    assert_eq!(with("restricted", "alias/aws/rds"), Some(Fail));
    assert_eq!(with("restricted", &crate::samples::key_arn("main")), Some(Pass));
    assert_eq!(with("restricted", "alias/gone"), Some(Unknown));
    assert_eq!(with("internal", "alias/aws/rds"), None);
}

#[test]
fn a_proxy_without_tls() {
    let of = |tls: bool| {
        let front = db_proxy("front", "sales").with(|it: &mut DatabaseProxy| it.tls_required = tls);
        decision(&estate([front]), "rds-proxy-plain-transport", &rds_arn("db-proxy:front"))
    };
    assert_eq!((of(true), of(false)), (Some(Pass), Some(Fail)));
}
