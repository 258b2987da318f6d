//! `glue-catalog-foreign-access`.

use super::NOT_PUBLIC;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Another account that may read the Data Catalog knows where data lies and what is in it; one that may write decides what
    /// queries read. It should be one that you know.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this organization nor
    /// among your trusted accounts.
    ///
    /// By hand: remove the principal from the statement, or name the account in `trusted_accounts`.
    ///
    /// Source: AWS Glue Developer Guide, "Granting cross-account access".
    id: "glue-catalog-foreign-access",
    title: "Data Catalog policies let in trusted accounts only",
    kind: Kind::GlueCatalog,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| aspects::foreign_policy(context, id, resource),
}
