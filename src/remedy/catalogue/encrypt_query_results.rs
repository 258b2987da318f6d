//! `encrypt-query-results`.

use super::at_rest::{KEY, Provider, edit, way};
use super::common::{known, resource};
use crate::finding::Finding;
use crate::model::AtRest;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts results that a work group writes: as S3 does by itself (SSE-S3) unless you choose a customer key. Clients
    /// whose own settings are let through still decide for themselves: enforce the settings besides.
    ///
    /// With a customer key, whoever runs queries needs `kms:GenerateDataKey` and `kms:Decrypt` on it. Results that are there
    /// already stay as they are.
    ///
    /// Source: Amazon Athena User Guide, "Encrypt Athena query results stored in Amazon S3"; API Reference,
    /// "UpdateWorkGroup".
    id: "encrypt-query-results",
    title: "Encrypt the results of queries",
    choices: &[KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    let group = resource.athena_work_group().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let settings = known(situation.estate, &group.settings, "settings of the work group")?;
    if settings.managed_results {
        return Err(Refusal::Impossible("Athena keeps the results of this work group itself".to_owned()));
    }
    if settings.encryption.key().is_some() {
        // Which of the two ways of using a key is in use is not kept, so that an undo could not give it back.
        return Err(Refusal::Impossible("results are encrypted with a key already; change it by hand".to_owned()));
    }
    let provider = Provider { way: AtRest::Provider("SSE_S3".to_owned()), by_default: true };
    let way = way(situation, finding, resource, Some(provider))?;
    let what = format!("new results of work group {}", group.name);
    Ok(vec![edit(situation, resource, &way, &what, "Results that are there already stay as they are.")?])
}
