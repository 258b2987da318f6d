//! Glue's Data Catalog: where tables lie, who wrote them, where connections lead.

use crate::flow::{Draft, Node, Sketch, Transfer};
use crate::model::aws::{CatalogLink, GlueConnection, glue_arn};
use crate::model::{Fact, Kind, Resource};

/// Where the tables of a database lie, and the database that it stands for.
///
/// Source: AWS Glue Web API Reference, "Database".
pub(super) fn database(draft: &mut Draft<'_>) {
    let Some(database) = draft.here.glue_database() else { return };
    if let Some(location) = &database.location {
        draft.add(Sketch::to(location, Transfer::Refer).declared("LocationUri"));
    }
    link(draft, database.target.as_ref(), "TargetDatabase");
    through(draft, database.connection.as_deref(), "FederatedDatabase.ConnectionName");
}

/// Where a table lies, the crawler that writes it, and the table that it stands for.
///
/// Source: AWS Glue Web API Reference, "Table"; AWS Glue Developer Guide, "Parameters set on Data Catalog tables by
/// crawler".
pub(super) fn table(draft: &mut Draft<'_>) {
    let Some(table) = draft.here.glue_table() else { return };
    for location in table.locations() {
        draft.add(Sketch::to(location, Transfer::Refer).declared("StorageDescriptor.Location"));
    }
    if let Some(name) = &table.crawler {
        let crawler = glue_arn(draft.here, "crawler", name);
        let role = draft.estate.find(&crawler).and_then(|(_, it)| it.glue_crawler()).map(|it| it.role.as_str());
        let sketch = Sketch::from(&crawler, Transfer::Write).declared("Parameters.UPDATED_BY_CRAWLER");
        draft.add(match role {
            Some(role) => sketch.as_role(role),
            None => sketch,
        });
    }
    link(draft, table.target.as_ref(), "TargetTable");
    through(draft, table.connection.as_deref(), "Parameters.connectionName");
}

fn link(draft: &mut Draft<'_>, link: Option<&CatalogLink>, field: &str) {
    let Some(link) = link else { return };
    draft.add(Sketch::to(&linked(draft.here, link), Transfer::Refer).declared(field));
}

/// The ARN of what a link stands for.
fn linked(here: &Resource, link: &CatalogLink) -> String {
    let account = link.account.as_deref().unwrap_or(here.account.as_str());
    let region = link.region.as_deref().unwrap_or(here.region.as_str());
    let rest = match &link.table {
        Some(table) => format!("table/{}/{table}", link.database),
        None => format!("database/{}", link.database),
    };
    format!("arn:{}:glue:{region}:{account}:{rest}", here.arn.partition())
}

fn through(draft: &mut Draft<'_>, connection: Option<&str>, field: &str) {
    let Some(name) = connection else { return };
    let connection = glue_arn(draft.here, "connection", name);
    draft.add(Sketch::from(&connection, Transfer::Read).declared(field));
}

/// Where a connection leads, and the secret that it takes its credentials from.
///
/// Source: AWS Glue Web API Reference, "Connection"; AWS Glue Developer Guide, "AWS Glue connection properties".
pub(super) fn connection(draft: &mut Draft<'_>) {
    let Some(connection) = draft.here.glue_connection() else { return };
    if let Some((field, address)) = connection.address()
        && let Some(node) = draft.names.host(authority(address), draft.here)
    {
        let sketch = Sketch::to_node(node, Transfer::Refer).with_credentials(&credentials(connection));
        let in_transit = connection.enforces_tls().map_or(Fact::NotApplicable, Fact::Known);
        draft.add(sketch.declared(format!("ConnectionProperties.{field}")).in_transit(in_transit));
    }
    if let Some(secret) = &connection.secret {
        let held = draft.names.of_kind(Kind::Secret, secret, draft.here).map(Node::Resource);
        let sketch = match held {
            Some(node) => Sketch::from_node(node, Transfer::Read),
            None => Sketch::from(secret, Transfer::Read),
        };
        draft.add(sketch.declared("ConnectionProperties.SECRET_ID"));
    }
}

/// What an integration copies: out of a store or through a connection, into a database of the catalog or a warehouse. One
/// that the warehouse or the database tells as well is told there.
///
/// Source: AWS Glue Developer Guide, "Zero-ETL integrations".
pub(super) fn integration(draft: &mut Draft<'_>) {
    let (here, estate) = (draft.here, draft.estate);
    let Some(told) = here.glue_integration() else { return };
    let it = &told.integration;
    let mut others = [Kind::RedshiftIntegration, Kind::DbIntegration].into_iter().flat_map(|kind| estate.all(kind));
    let is_told = |resource: &Resource| {
        let other = resource.redshift_integration().or(resource.db_integration());
        other.is_some_and(|other| (&other.source, &other.target) == (&it.source, &it.target))
    };
    let is_over = matches!(it.status.as_str(), "failed" | "deleting");
    if is_over || others.any(|(_, resource)| is_told(resource)) {
        return;
    }
    let source = Sketch::from(&it.source, Transfer::Read).declared("SourceArn");
    draft.add(copied_as(source, &told.source_role));
    let target = Sketch::to(&it.target, Transfer::Write).declared("TargetArn");
    draft.add(copied_as(target, &told.target_role));
}

/// Glue reads and writes in its own name where no role is set; which role was not read is not known.
fn copied_as<'n>(sketch: Sketch<'n>, role: &'n Fact<Option<String>>) -> Sketch<'n> {
    match role {
        Fact::Known(Some(role)) => sketch.as_role(role),
        Fact::Known(None) | Fact::NotApplicable => sketch.as_service("glue.amazonaws.com"),
        Fact::Unknown(_) => sketch,
    }
}

fn credentials(connection: &GlueConnection) -> String {
    match (connection.property("USERNAME"), &connection.secret) {
        (Some(user), _) => format!("user {user}"),
        (None, Some(_)) => "credentials of a secret".to_owned(),
        (None, None) => "no credentials".to_owned(),
    }
}

/// The host of an address. Oracle's older spelling has no scheme and ends in a service: `jdbc:oracle:thin:@HOST:PORT:SID`.
fn authority(address: &str) -> &str {
    if address.contains("://") {
        return address;
    }
    match address.split_once('@') {
        Some((_, rest)) => {
            let rest = rest.trim_start_matches('/');
            rest.split([':', '/']).next().unwrap_or(rest)
        }
        None => address,
    }
}
