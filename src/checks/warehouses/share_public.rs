//! `redshift-data-share-public-consumers`.

use crate::checks::databases::PRIVATE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A data share is as well guarded as the weakest warehouse that reads it.
    ///
    /// Fails when a data share can be read by warehouses that have a public address.
    ///
    /// By hand, in SQL: `ALTER DATASHARE name SET PUBLICACCESSIBLE FALSE`.
    ///
    /// Source: Amazon Redshift Database Developer Guide, "ALTER DATASHARE".
    id: "redshift-data-share-public-consumers",
    title: "Data shares leave out warehouses with a public address",
    kind: Kind::DataShare,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(share) = resource.data_share() else { return Outcome::NotApplicable };
    if !share.public_consumers {
        return Outcome::Pass;
    }
    let fault = Fault::new("Warehouses with a public address may read the shared data");
    Outcome::fault(fault.setting("AllowPubliclyAccessibleConsumers", "true"))
}
