//! `encrypt-queue`.

use super::at_rest::{KEY, Provider, edit, way};
use super::common::resource;
use crate::finding::Finding;
use crate::model::AtRest;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts messages at rest: with keys that SQS owns (SSE-SQS) unless you choose a customer key. SSE-SQS asks no
    /// permission of anyone, so that producers and consumers notice nothing.
    ///
    /// With a customer key, producers need `kms:GenerateDataKey` and `kms:Decrypt`, consumers `kms:Decrypt`, and services
    /// that send, such as SNS, S3 and EventBridge, must be let in by the key's policy: let them in first. Messages that
    /// wait already stay as they are.
    ///
    /// Source: Amazon SQS Developer Guide, "Encryption at rest in Amazon SQS", "Key management".
    id: "encrypt-queue",
    title: "Encrypt the messages of the queue",
    choices: &[KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    resource.queue().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let provider = Provider { way: AtRest::Provider("SSE-SQS".to_owned()), by_default: true };
    let way = way(situation, finding, resource, Some(provider))?;
    let what = format!("new messages of queue {}", resource.name());
    Ok(vec![edit(situation, resource, &way, &what, "Messages that wait already stay as they are.")?])
}
