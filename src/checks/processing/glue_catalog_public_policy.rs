//! `glue-catalog-public-policy`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// The policy of a Data Catalog says who of other accounts may read and change tables. A table that everyone can change
    /// sends those who query it to data of someone else's choice.
    ///
    /// Fails for each statement of the catalog policy that lets in everyone and is not narrowed by a condition to fixed callers.
    ///
    /// By hand: name the accounts in `Principal` with `aws glue put-resource-policy`, or remove the policy with
    /// `aws glue delete-resource-policy`.
    ///
    /// Source: AWS Glue Developer Guide, "Resource-based policies within AWS Glue".
    id: "glue-catalog-public-policy",
    title: "Data Catalog policies do not let in everyone",
    kind: Kind::GlueCatalog,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 4,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::public_policy(context, id, resource),
}
