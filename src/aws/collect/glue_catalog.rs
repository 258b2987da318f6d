//! Glue's Data Catalog in one region: its encryption and policy, databases, tables, connections; and security
//! configurations.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::glue::{AT_ONCE, Glue, filled};
use super::side_by_side;
use crate::aws::call::Api;
use crate::aws::wire::{Answer, Client};
use crate::model::aws::{
    CatalogEncryption, CatalogLink, GlueCatalog, GlueConnection, GlueDatabase, GlueSecurityConfiguration, GlueTable,
};
use crate::model::{AtRest, Detail, Document, Fact, GapId, Kind, Network, Timestamp};

const ENCRYPTION: Api = Api::new("glue:GetDataCatalogEncryptionSettings");
const POLICY: Api = Api::new("glue:GetResourcePolicy");
const CONNECTIONS: Api = Api::new("glue:GetConnections");
const DATABASES: Api = Api::new("glue:GetDatabases");
const TABLES: Api = Api::new("glue:GetTables");
const CONFIGURATIONS: Api = Api::new("glue:GetSecurityConfigurations");

/// Reads the Data Catalog of the region.
pub(super) async fn collect(glue: &Glue<'_>) {
    futures::join!(catalog(glue), connections(glue), databases(glue), configurations(glue));
}

/// How something is encrypted, from a mode and a key.
fn at_rest(mode: &str, key: Option<&str>) -> AtRest {
    match mode {
        "" | "DISABLED" => AtRest::Absent,
        "SSE-S3" => AtRest::Provider("SSE-S3".to_owned()),
        mode => AtRest::of(key, Some(mode)),
    }
}

#[derive(Deserialize)]
struct ToldSettings {
    #[serde(rename = "DataCatalogEncryptionSettings")]
    settings: Settings,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Settings {
    encryption_at_rest: AtRestSettings,
    connection_password_encryption: PasswordSettings,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct AtRestSettings {
    catalog_encryption_mode: String,
    sse_aws_kms_key_id: Option<String>,
    catalog_encryption_service_role: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct PasswordSettings {
    return_connection_password_encrypted: bool,
    aws_kms_key_id: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct ToldPolicy {
    policy_in_json: Option<String>,
}

/// Every account has one catalog in each region.
async fn catalog(glue: &Glue<'_>) {
    let arn = glue.arn("catalog");
    if !glue.holds(&arn) {
        glue.caller.planned(2);
        let (ask, input) = (glue.ask(&arn), json!({}));
        let settings = || glue.client.json::<ToldSettings>("GetDataCatalogEncryptionSettings", &input);
        let policy = || glue.client.json::<ToldPolicy>("GetResourcePolicy", &input);
        let (encryption, policy) = futures::join!(
            ask.fact(ENCRYPTION, settings, |told| Ok(encryption(told.settings))),
            ask.optional(POLICY, &["EntityNotFoundException"], policy, |told| {
                Ok(told.and_then(|it| filled(it.policy_in_json)).map(Document::new))
            })
        );
        glue.put(arn, Fact::NotApplicable, Detail::GlueCatalog(Box::new(GlueCatalog { encryption, policy })));
    }
    glue.caller.listed(Kind::GlueCatalog, Ok(1));
}

/// How the catalog of an account and a region is encrypted now.
pub(in crate::aws) async fn encryption_of(glue: &Client) -> Answer<CatalogEncryption> {
    glue.json::<ToldSettings>("GetDataCatalogEncryptionSettings", &json!({}))
        .await
        .map(|told| encryption(told.settings))
}

fn encryption(settings: Settings) -> CatalogEncryption {
    let (data, passwords) = (settings.encryption_at_rest, settings.connection_password_encryption);
    CatalogEncryption {
        at_rest: at_rest(&data.catalog_encryption_mode, data.sse_aws_kms_key_id.as_deref()),
        role: filled(data.catalog_encryption_service_role),
        passwords_encrypted: passwords.return_connection_password_encrypted,
        password_key: filled(passwords.aws_kms_key_id),
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Connection {
    name: String,
    connection_type: String,
    connection_properties: BTreeMap<String, String>,
    spark_properties: BTreeMap<String, String>,
    athena_properties: BTreeMap<String, String>,
    physical_connection_requirements: Requirements,
    authentication_configuration: Authentication,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Requirements {
    subnet_id: Option<String>,
    security_group_id_list: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Authentication {
    secret_arn: Option<String>,
}

/// Passwords are not asked for: nothing of them is kept, and the use of their key is not needed.
async fn connections(glue: &Glue<'_>) {
    let listed = glue.list::<Connection>(CONNECTIONS, "", json!({ "HidePassword": true, "MaxResults": 100 })).await;
    let count = listed.count();
    let shape = |it: Connection| {
        let arn = glue.arn(&format!("connection/{}", it.name));
        (arn, Detail::GlueConnection(Box::new(shape_connection(glue, it))))
    };
    glue.keep(Kind::GlueConnection, count, listed.found.into_iter().map(shape).collect()).await;
}

fn shape_connection(glue: &Glue<'_>, it: Connection) -> GlueConnection {
    let mut properties = it.spark_properties;
    properties.extend(it.athena_properties);
    properties.extend(it.connection_properties);
    // The name of a secret is none itself.
    let secret = properties.remove("SECRET_ID");
    let network = match filled(it.physical_connection_requirements.subnet_id) {
        None => Network::Service,
        Some(subnet) => Network::Vpc {
            vpc: None,
            subnets: vec![subnet],
            security_groups: it.physical_connection_requirements.security_group_id_list,
            public: false,
        },
    };
    GlueConnection {
        connection_type: it.connection_type,
        properties: glue.redacted(properties),
        secret: filled(it.authentication_configuration.secret_arn).or_else(|| filled(secret)),
        network,
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Database {
    name: String,
    location_uri: Option<String>,
    target_database: Option<Link>,
    federated_database: Option<Federated>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Federated {
    connection_name: Option<String>,
}

/// A database or table of another catalog.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Link {
    catalog_id: Option<String>,
    database_name: String,
    region: Option<String>,
    name: Option<String>,
}

impl Link {
    fn shaped(self) -> CatalogLink {
        let (account, region) = (filled(self.catalog_id), filled(self.region));
        CatalogLink { account, region, database: self.database_name, table: filled(self.name) }
    }
}

/// Databases with their tables. A database that only stands for another has the tables of that one, which are not of this
/// catalog.
async fn databases(glue: &Glue<'_>) {
    let listed = glue.list::<Database>(DATABASES, "", json!({ "MaxResults": 100 })).await;
    let count = listed.count();
    let own = |it: &&Database| it.target_database.is_none() && it.federated_database.is_none();
    let names: Vec<String> = listed.found.iter().filter(own).map(|it| it.name.clone()).collect();
    let shape = |it: Database| {
        let database = GlueDatabase {
            location: filled(it.location_uri),
            target: it.target_database.map(Link::shaped),
            connection: it.federated_database.and_then(|it| filled(it.connection_name)),
        };
        (glue.arn(&format!("database/{}", it.name)), Detail::GlueDatabase(Box::new(database)))
    };
    glue.keep(Kind::GlueDatabase, count, listed.found.into_iter().map(shape).collect()).await;
    let read = side_by_side(AT_ONCE, names.iter().map(|name| tables(glue, name))).await;
    let all: Result<Vec<usize>, GapId> = read.into_iter().collect();
    let tables = count.and(all).map(|counts| counts.iter().sum());
    glue.caller.listed(Kind::GlueTable, tables);
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Table {
    name: String,
    storage_descriptor: Storage,
    table_type: Option<String>,
    parameters: BTreeMap<String, String>,
    target_table: Option<Link>,
    is_registered_with_lake_formation: bool,
    #[serde(deserialize_with = "crate::aws::wire::time::optional")]
    update_time: Option<Timestamp>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Storage {
    location: Option<String>,
    additional_locations: Vec<String>,
    input_format: Option<String>,
}

/// Reads the tables of a database; how many there are. Tables have no tags.
async fn tables(glue: &Glue<'_>, database: &str) -> Result<usize, GapId> {
    let about = glue.arn(&format!("database/{database}"));
    let input = json!({ "DatabaseName": database, "MaxResults": 100 });
    let listed = glue.list::<Table>(TABLES, about.as_str(), input).await;
    let count = listed.count();
    for it in listed.found {
        let arn = glue.arn(&format!("table/{database}/{}", it.name));
        if !glue.holds(&arn) {
            let table = shape_table(database, it);
            glue.put(arn, Fact::NotApplicable, Detail::GlueTable(Box::new(table)));
        }
    }
    count
}

fn shape_table(database: &str, mut it: Table) -> GlueTable {
    let mut parameter = |name: &str| filled(it.parameters.remove(name));
    let format = parameter("classification").or_else(|| parameter("table_type"));
    GlueTable {
        database: database.to_owned(),
        location: filled(it.storage_descriptor.location),
        more_locations: it.storage_descriptor.additional_locations,
        table_type: it.table_type,
        format: format.or(it.storage_descriptor.input_format),
        crawler: parameter("UPDATED_BY_CRAWLER"),
        connection: parameter("connectionName"),
        target: it.target_table.map(Link::shaped),
        lake_formation: it.is_registered_with_lake_formation,
        updated: it.update_time,
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Configuration {
    name: String,
    encryption_configuration: Encryption,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Encryption {
    s3_encryption: Vec<Part>,
    cloud_watch_encryption: Part,
    job_bookmarks_encryption: Part,
}

/// Each part calls its mode by a name of its own.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Part {
    #[serde(alias = "S3EncryptionMode", alias = "CloudWatchEncryptionMode", alias = "JobBookmarksEncryptionMode")]
    mode: String,
    #[serde(rename = "KmsKeyArn")]
    key: Option<String>,
}

impl Part {
    fn shaped(&self) -> AtRest {
        at_rest(&self.mode, self.key.as_deref())
    }
}

/// Security configurations have neither tags nor an ARN of AWS's.
async fn configurations(glue: &Glue<'_>) {
    let input = json!({ "MaxResults": 100 });
    let listed = glue.list::<Configuration>(CONFIGURATIONS, "", input).await;
    let count = listed.count();
    for it in listed.found {
        let encryption = it.encryption_configuration;
        let configuration = GlueSecurityConfiguration {
            s3: encryption.s3_encryption.first().map_or(AtRest::Absent, Part::shaped),
            logs: encryption.cloud_watch_encryption.shaped(),
            bookmarks: encryption.job_bookmarks_encryption.shaped(),
        };
        let arn = glue.arn(&format!("securityConfiguration/{}", it.name));
        if !glue.holds(&arn) {
            glue.put(arn, Fact::NotApplicable, Detail::GlueSecurityConfiguration(Box::new(configuration)));
        }
    }
    glue.caller.listed(Kind::GlueSecurityConfiguration, count);
}
