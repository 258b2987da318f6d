//! `dynamodb-table-deletion-protection`.

use super::RECOVERY;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// One call deletes a table with all of its items. Deletion protection makes it two, of which the first stands out
    /// in the logs.
    ///
    /// Fails when deletion protection is off.
    ///
    /// By hand: `aws dynamodb update-table --table-name TABLE --deletion-protection-enabled`.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "Using deletion protection to protect your table".
    id: "dynamodb-table-deletion-protection",
    title: "Tables are guarded against deletion",
    kind: Kind::Table,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 1,
    impact: 3,
    remedies: &["enable-deletion-protection"],
    mappings: RECOVERY,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(table) = resource.table() else { return Outcome::NotApplicable };
    Outcome::of(&table.description, |told| {
        if told.deletion_protection {
            return Outcome::Pass;
        }
        Outcome::fault(Fault::new("The table can be deleted by one call").setting("deletion protection", "off"))
    })
}
