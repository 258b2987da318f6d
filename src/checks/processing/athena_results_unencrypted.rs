//! `athena-workgroup-results-unencrypted`.

use super::ENCRYPTED;
use crate::checks::{Outcome, Threat, aspects};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Results of queries are copies of the data, written where the work group or the client says. A work group that asks for
    /// encryption has them encrypted whatever the bucket does.
    ///
    /// Looks at enabled work groups whose results Athena does not keep itself. Fails when the group does not say how results are
    /// encrypted.
    ///
    /// By hand: `aws athena update-work-group --work-group NAME --configuration-updates
    /// ResultConfigurationUpdates={EncryptionConfiguration={EncryptionOption=SSE_KMS,KmsKey=KEY}}`.
    ///
    /// Source: Amazon Athena User Guide, "Encrypt Athena query results stored in Amazon S3".
    id: "athena-workgroup-results-unencrypted",
    title: "Athena work groups encrypt results",
    kind: Kind::AthenaWorkGroup,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["encrypt-query-results"],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    match resource.athena_work_group() {
        Some(group) if group.enabled => aspects::encrypted(resource, "Results are"),
        _ => Outcome::NotApplicable,
    }
}
