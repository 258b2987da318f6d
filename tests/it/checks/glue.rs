//! Checks of Glue.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{
    CatalogEncryption, GlueCatalog, GlueConnection, GlueCrawler, GlueEndpoint, GlueJob, GlueSecurityConfiguration,
    GlueTable,
};
use tidegate::model::{AtRest, Fact, Kind, Listing, Record, Region};

use crate::samples::{
    ACCOUNT, FOREIGN, REGION, SECOND, Tweak, bucket, decision, estate, findings, glue_arn, glue_catalog,
    glue_connection, glue_crawler, glue_database, glue_endpoint, glue_job, glue_security_configuration, glue_table,
    hidden, key, key_arn, organization, plain, policy, unknown,
};

/// What a check says of the job `load`, spoiled, beside the configuration `strict`, spoiled.
fn of_job(
    check: &str,
    job: impl FnOnce(&mut GlueJob),
    configuration: impl FnOnce(&mut GlueSecurityConfiguration),
) -> Option<Decision> {
    let all = [glue_job("load").with(job), glue_security_configuration("strict").with(configuration)];
    decision(&estate(all), check, &glue_arn("job/load"))
}

fn empty(it: &mut GlueSecurityConfiguration) {
    (it.s3, it.logs, it.bookmarks) = (AtRest::Absent, AtRest::Absent, AtRest::Absent);
}

#[test]
fn secrets_in_arguments() {
    const CHECK: &str = "glue-job-secret-arguments";
    let with = |it: &mut GlueJob| {
        it.arguments.insert("--password".to_owned(), hidden());
        it.fixed_arguments.insert("--api-key".to_owned(), hidden());
    };
    assert_eq!(of_job(CHECK, with, |_| ()), Some(Fail));
    assert_eq!(of_job(CHECK, |_| (), |_| ()), Some(Pass));
    let found = findings(&estate([glue_job("load").with(with)]), CHECK);
    let loci: Vec<&str> = found.iter().map(|it| it.locus.as_str()).collect();
    assert_eq!(loci, ["--api-key", "--password"]);
}

#[test]
fn a_job_without_a_security_configuration() {
    const CHECK: &str = "glue-job-security-configuration";
    assert_eq!(of_job(CHECK, |it| it.security_configuration = None, |_| ()), Some(Fail));
    assert_eq!(of_job(CHECK, |_| (), empty), Some(Fail));
    assert_eq!(of_job(CHECK, |_| (), |it| it.logs = AtRest::Absent), Some(Pass));
    assert_eq!(of_job(CHECK, |it| it.security_configuration = Some("gone".into()), |_| ()), Some(Unknown));
}

#[test]
fn a_crawler_without_a_security_configuration() {
    const CHECK: &str = "glue-crawler-security-configuration";
    let of = |name: Option<&str>| {
        let name = name.map(str::to_owned);
        let crawler = glue_crawler("look").with(|it: &mut GlueCrawler| it.security_configuration = name);
        decision(&estate([crawler, glue_security_configuration("strict")]), CHECK, &glue_arn("crawler/look"))
    };
    assert_eq!(of(None), Some(Fail));
    assert_eq!(of(Some("strict")), Some(Pass));
    assert_eq!(of(Some("gone")), Some(Unknown));
}

#[test]
fn a_configuration_that_leaves_out_a_part() {
    const LOGS: &str = "glue-job-log-encryption";
    const BOOKMARKS: &str = "glue-job-bookmark-encryption";
    assert_eq!(of_job(LOGS, |_| (), |it| it.logs = AtRest::Absent), Some(Fail));
    assert_eq!(of_job(BOOKMARKS, |_| (), |it| it.bookmarks = AtRest::Absent), Some(Fail));
    for check in [LOGS, BOOKMARKS] {
        assert_eq!(of_job(check, |_| (), |_| ()), Some(Pass));
        assert_eq!(of_job(check, |it| it.security_configuration = Some("gone".into()), |_| ()), Some(Unknown));
        assert_eq!(of_job(check, |_| (), empty), None);
        assert_eq!(of_job(check, |it| it.security_configuration = None, |_| ()), None);
    }
    assert_eq!(of_job(BOOKMARKS, |it| it.arguments.clear(), |it| it.bookmarks = AtRest::Absent), None);
}

#[test]
fn a_job_that_does_not_log() {
    const CHECK: &str = "glue-job-logging";
    let of = |version: &str, value: Option<&str>| {
        let set = |it: &mut GlueJob| {
            it.version = Some(version.to_owned());
            let value = value.map(|value| ("--enable-continuous-cloudwatch-log".to_owned(), plain(value)));
            it.arguments.extend(value);
        };
        of_job(CHECK, set, |_| ())
    };
    assert_eq!(of("4.0", None), Some(Fail));
    assert_eq!(of("4.0", Some("false")), Some(Fail));
    assert_eq!(of("4.0", Some("true")), Some(Pass));
    assert_eq!(of("5.0", None), None);
}

#[test]
fn a_job_on_an_old_version() {
    const CHECK: &str = "glue-job-version-unsupported";
    let spark = |version: Option<&str>| of_job(CHECK, |it| it.version = version.map(str::to_owned), |_| ());
    assert_eq!(spark(Some("2.0")), Some(Fail));
    assert_eq!(spark(Some("4.0")), Some(Pass));
    assert_eq!(spark(None), Some(Unknown));
    let shell = |python: &str| {
        let set = |it: &mut GlueJob| {
            (it.command, it.python, it.version) = ("pythonshell".into(), Some(python.into()), Some("1.0".into()));
        };
        of_job(CHECK, set, |_| ())
    };
    assert_eq!((shell("2"), shell("3.9")), (Some(Fail), Some(Pass)));
    assert_eq!(of_job(CHECK, |it| it.command = "glueray".to_owned(), |_| ()), None);
}

fn of_connection(check: &str, change: impl FnOnce(&mut GlueConnection)) -> Option<Decision> {
    decision(&estate([glue_connection("sales").with(change)]), check, &glue_arn("connection/sales"))
}

#[test]
fn a_connection_without_tls() {
    const CHECK: &str = "glue-connection-without-tls";
    let set = |name: &str, value: &str| {
        let (name, value) = (name.to_owned(), plain(value));
        move |it: &mut GlueConnection| drop(it.properties.insert(name, value))
    };
    assert_eq!(of_connection(CHECK, set("JDBC_ENFORCE_SSL", "false")), Some(Fail));
    assert_eq!(of_connection(CHECK, |it| drop(it.properties.remove("JDBC_ENFORCE_SSL"))), Some(Fail));
    assert_eq!(of_connection(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_connection(CHECK, |it| it.connection_type = "KAFKA".to_owned()), Some(Pass));
    let network = |it: &mut GlueConnection| {
        it.connection_type = "NETWORK".to_owned();
        it.properties.clear();
    };
    assert_eq!(of_connection(CHECK, network), None);
}

#[test]
fn a_connection_that_holds_a_password() {
    const CHECK: &str = "glue-connection-stored-credentials";
    let user = |it: &mut GlueConnection| {
        it.secret = None;
        it.properties.insert("USERNAME".to_owned(), plain("loader"));
    };
    assert_eq!(of_connection(CHECK, user), Some(Fail));
    assert_eq!(of_connection(CHECK, |it| drop(it.properties.insert("PASSWORD".into(), hidden()))), Some(Fail));
    assert_eq!(of_connection(CHECK, |_| ()), Some(Pass));
}

fn of_catalog(check: &str, change: impl FnOnce(&mut GlueCatalog)) -> Option<Decision> {
    let beside = [glue_database("sales"), glue_connection("sales"), key("main")];
    decision(&estate([glue_catalog().with(change)].into_iter().chain(beside)), check, &glue_arn("catalog"))
}

fn encryption(at_rest: AtRest, passwords_encrypted: bool) -> Fact<CatalogEncryption> {
    Fact::Known(CatalogEncryption { at_rest, role: None, passwords_encrypted, password_key: None })
}

fn allows(principal: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"glue:GetTable","Resource":"*"}}]}}"#
    )
}

#[test]
fn a_catalog_that_lets_in_others() {
    const PUBLIC: &str = "glue-catalog-public-policy";
    const OTHERS: &str = "glue-catalog-foreign-access";
    let account = |id: &str| allows(&format!(r#"{{"AWS":"{id}"}}"#));
    assert_eq!(of_catalog(PUBLIC, |it| it.policy = policy(allows(r#""*""#))), Some(Fail));
    assert_eq!(of_catalog(PUBLIC, |it| it.policy = policy(account(FOREIGN))), Some(Pass));
    assert_eq!(of_catalog(OTHERS, |it| it.policy = policy(account(FOREIGN))), Some(Fail));
    assert_eq!(of_catalog(OTHERS, |it| it.policy = policy(account(SECOND))), Some(Pass));
    for check in [PUBLIC, OTHERS] {
        assert_eq!(of_catalog(check, |it| it.policy = unknown()), Some(Unknown));
    }
}

#[test]
fn a_catalog_that_is_not_encrypted() {
    const CHECK: &str = "glue-catalog-unencrypted";
    assert_eq!(of_catalog(CHECK, |it| it.encryption = encryption(AtRest::Absent, true)), Some(Fail));
    assert_eq!(of_catalog(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_catalog(CHECK, |it| it.encryption = unknown()), Some(Unknown));
    assert_eq!(decision(&estate([glue_catalog()]), CHECK, &glue_arn("catalog")), None);
}

#[test]
fn a_catalog_that_gives_out_passwords() {
    const CHECK: &str = "glue-catalog-connection-passwords";
    let open = encryption(AtRest::Key(key_arn("main")), false);
    assert_eq!(of_catalog(CHECK, |it| it.encryption = open), Some(Fail));
    assert_eq!(of_catalog(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_catalog(CHECK, |it| it.encryption = unknown()), Some(Unknown));
    assert_eq!(decision(&estate([glue_catalog(), glue_database("sales")]), CHECK, &glue_arn("catalog")), None);
}

#[test]
fn a_catalog_of_restricted_data() {
    const CHECK: &str = "glue-catalog-customer-key";
    let of = |class: &str, encryption: Fact<CatalogEncryption>| {
        let catalog = glue_catalog().with(|it: &mut GlueCatalog| it.encryption = encryption);
        let raw = bucket("raw").tag("classification", class);
        decision(&estate([catalog, glue_table("orders"), raw, key("main")]), CHECK, &glue_arn("catalog"))
    };
    let own = || encryption(AtRest::Key(key_arn("main")), true);
    assert_eq!(of("restricted", own()), Some(Pass));
    assert_eq!(of("restricted", encryption(AtRest::Key("alias/aws/glue".to_owned()), true)), Some(Fail));
    assert_eq!(of("restricted", encryption(AtRest::Absent, true)), Some(Fail));
    assert_eq!(of("restricted", unknown()), Some(Unknown));
    assert_eq!(of("internal", own()), None);
}

#[test]
fn a_table_in_someone_elses_bucket() {
    const CHECK: &str = "glue-table-foreign-location";
    let table = glue_arn("table/sales/orders");
    assert_eq!(decision(&estate([glue_table("orders"), bucket("raw")]), CHECK, &table), Some(Pass));
    assert_eq!(decision(&estate([glue_table("orders")]), CHECK, &table), Some(Fail));
    let nowhere = glue_table("orders").with(|it: &mut GlueTable| it.location = None);
    assert_eq!(decision(&estate([nowhere]), CHECK, &table), None);
    let mut hidden = estate([glue_table("orders")]);
    hidden.push(organization());
    hidden.push(Record::Listing(Listing {
        account: ACCOUNT.into(),
        region: Region::from(REGION),
        kind: Kind::Bucket,
        count: unknown(),
    }));
    assert_eq!(decision(&hidden, CHECK, &table), Some(Unknown));
    let mut partial = estate([glue_table("orders")]);
    partial.header.scope = vec!["aws: data, eu-west-1".to_owned()];
    assert_eq!(decision(&partial, CHECK, &table), Some(Unknown));
}

#[test]
fn a_development_endpoint() {
    const CHECK: &str = "glue-development-endpoint-exists";
    let open = glue_endpoint("lab").with(|it: &mut GlueEndpoint| it.public_address = Some("ec2-1.example".to_owned()));
    let severity = |resource| findings(&estate([resource]), CHECK)[0].risk.score();
    assert_eq!((severity(glue_endpoint("lab")), severity(open)), (8, 16));
}
