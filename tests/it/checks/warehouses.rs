//! Checks of warehouses.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{
    DataShare, EndpointGrant, RedshiftCluster, RedshiftNamespace, RedshiftSnapshot, RedshiftWorkgroup,
};
use tidegate::model::{AtRest, Document, Fact, Resource};

use crate::samples::{
    FOREIGN, SECOND, Tweak, data_share, decision, estate, key, policy, redshift_arn, redshift_cluster,
    redshift_namespace, redshift_serverless_snapshot, redshift_snapshot, redshift_workgroup, serverless_arn, unknown,
};

fn of(check: &str, resource: Resource) -> Option<Decision> {
    let arn = resource.arn.clone();
    decision(&estate([resource, key("main")]), check, arn.as_str())
}

fn of_cluster(check: &str, change: impl FnOnce(&mut RedshiftCluster)) -> Option<Decision> {
    of(check, redshift_cluster("dwh").with(change))
}

fn of_namespace(check: &str, change: impl FnOnce(&mut RedshiftNamespace)) -> Option<Decision> {
    of(check, redshift_namespace("lake").with(change))
}

fn of_workgroup(check: &str, change: impl FnOnce(&mut RedshiftWorkgroup)) -> Option<Decision> {
    of(check, redshift_workgroup("analysts", "lake").with(change))
}

#[test]
fn settings_of_clusters() {
    let cases: [(&str, crate::samples::Spoil<RedshiftCluster>); 7] = [
        ("redshift-warehouse-public", |it| it.publicly_accessible = true),
        ("redshift-cluster-unencrypted", |it| it.encryption = AtRest::Absent),
        ("redshift-warehouse-plain-transport", |it| it.tls.known_mut().unwrap().required = false),
        ("redshift-warehouse-audit-logging", |it| it.logging = Fact::Known(None)),
        ("redshift-warehouse-enhanced-routing", |it| it.enhanced_routing = false),
        ("redshift-warehouse-admin-password", |it| it.admin_secret = None),
        ("redshift-cluster-snapshots", |it| it.snapshot_days = 1),
    ];
    for (check, spoil) in cases {
        assert_eq!((of_cluster(check, |_| ()), of_cluster(check, spoil)), (Some(Pass), Some(Fail)), "{check}");
    }
    assert_eq!(of_cluster("redshift-warehouse-plain-transport", |it| it.tls = unknown()), Some(Unknown));
    assert_eq!(of_cluster("redshift-warehouse-audit-logging", |it| it.logging = unknown()), Some(Unknown));
}

#[test]
fn settings_of_serverless_warehouses() {
    let cases: [(&str, crate::samples::Spoil<RedshiftWorkgroup>); 3] = [
        ("redshift-warehouse-public", |it| it.publicly_accessible = true),
        ("redshift-warehouse-plain-transport", |it| it.tls.required = false),
        ("redshift-warehouse-enhanced-routing", |it| it.enhanced_routing = false),
    ];
    for (check, spoil) in cases {
        assert_eq!((of_workgroup(check, |_| ()), of_workgroup(check, spoil)), (Some(Pass), Some(Fail)), "{check}");
    }
    const LOGGED: &str = "redshift-warehouse-audit-logging";
    assert_eq!(
        (of_namespace(LOGGED, |_| ()), of_namespace(LOGGED, |it| it.log_exports.clear())),
        (Some(Pass), Some(Fail))
    );
    const SECRET: &str = "redshift-warehouse-admin-password";
    assert_eq!(
        (of_namespace(SECRET, |_| ()), of_namespace(SECRET, |it| it.admin_secret = None)),
        (Some(Pass), Some(Fail))
    );
}

#[test]
fn restricted_warehouses_want_a_key_of_the_customer() {
    const CHECK: &str = "redshift-warehouse-customer-key";
    let with = |way: AtRest| {
        let lake = redshift_namespace("lake").tag("classification", "restricted");
        of(CHECK, lake.with(|it: &mut RedshiftNamespace| it.encryption = way))
    };
    assert_eq!(with(AtRest::Key(crate::samples::key_arn("main"))), Some(Pass));
    assert_eq!(with(AtRest::Provider("a key that AWS owns".to_owned())), Some(Fail));
    assert_eq!(with(AtRest::Key(crate::samples::key_arn("gone"))), Some(Unknown));
    assert_eq!(of_namespace(CHECK, |_| ()), None);
}

#[test]
fn what_is_shared_with_foreign_accounts() {
    let snapshot = |who: &str| {
        let who = vec![who.to_owned()];
        of(
            "redshift-snapshot-foreign-share",
            redshift_snapshot("s", "dwh").with(|it: &mut RedshiftSnapshot| it.restorable_by = who),
        )
    };
    assert_eq!((snapshot(FOREIGN), snapshot(SECOND)), (Some(Fail), Some(Pass)));
    let of_policy = |held: Fact<Option<Document>>, who: &str| {
        let who = vec![who.to_owned()];
        let change = |it: &mut RedshiftSnapshot| (it.policy, it.restorable_by) = (held, who);
        of("redshift-snapshot-foreign-share", redshift_serverless_snapshot("s").with(change))
    };
    let allows = |who: &str| {
        policy(format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":["{who}"]}},"Action":["redshift-serverless:RestoreFromSnapshot"]}}]}}"#
        ))
    };
    let decided = [FOREIGN, SECOND, "*"].map(|who| of_policy(allows(who), SECOND));
    assert_eq!(decided, [Some(Fail), Some(Pass), Some(Fail)]);
    let listed = [FOREIGN, SECOND].map(|who| of_policy(unknown(), who));
    assert_eq!(listed, [Some(Fail), Some(Unknown)]);
    assert_eq!(of_policy(Fact::NotApplicable, FOREIGN), Some(Fail));
    let share = |who: &str, status: &str| {
        of(
            "redshift-data-share-foreign",
            data_share("sales").with(|it: &mut DataShare| {
                (it.consumers[0].name, it.consumers[0].status) = (who.to_owned(), status.to_owned());
            }),
        )
    };
    assert_eq!(
        (share(FOREIGN, "ACTIVE"), share(SECOND, "ACTIVE"), share(FOREIGN, "REJECTED")),
        (Some(Fail), Some(Pass), Some(Pass))
    );
    let namespace = format!("arn:aws:redshift:eu-west-1:{FOREIGN}:namespace:x");
    assert_eq!(share(&namespace, "ACTIVE"), Some(Fail));
    let public = |it: &mut DataShare| it.public_consumers = true;
    const PUBLIC: &str = "redshift-data-share-public-consumers";
    assert_eq!((of(PUBLIC, data_share("s")), of(PUBLIC, data_share("s").with(public))), (Some(Pass), Some(Fail)));
    const ENDPOINT: &str = "redshift-cluster-foreign-endpoint";
    let grant = |who: &str| Fact::Known(vec![EndpointGrant { account: who.to_owned(), all_networks: false }]);
    assert_eq!(of_cluster(ENDPOINT, |it| it.endpoint_grants = grant(FOREIGN)), Some(Fail));
    assert_eq!(of_cluster(ENDPOINT, |it| it.endpoint_grants = grant(SECOND)), Some(Pass));
    assert_eq!(of_cluster(ENDPOINT, |it| it.endpoint_grants = unknown()), Some(Unknown));
}

#[test]
fn a_namespace_that_lets_in_a_foreign_account() {
    const CHECK: &str = "redshift-namespace-foreign-access";
    let allows = |who: &str, resource: &str| {
        policy(format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{who}"}},"Action":"redshift:CreateInboundIntegration","Resource":"{resource}"}}]}}"#
        ))
    };
    let own = redshift_arn("namespace:n");
    assert_eq!(of_cluster(CHECK, |it| it.policy = allows(FOREIGN, &own)), Some(Fail));
    assert_eq!(of_cluster(CHECK, |it| it.policy = allows(SECOND, &own)), Some(Pass));
    assert_eq!(of_namespace(CHECK, |it| it.policy = allows(FOREIGN, &serverless_arn("namespace/1"))), Some(Fail));
    assert_eq!(of_namespace(CHECK, |it| it.policy = unknown()), Some(Unknown));
}
