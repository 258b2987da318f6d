//! `encrypt-stream`.

use super::at_rest::{KEY, Provider, edit, is_customer_key, way};
use super::common::resource;
use crate::finding::Finding;
use crate::model::{AtRest, Fact};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts records at rest. Without a choice it takes `alias/aws/kinesis` where the stream has no policy of its own:
    /// everyone in the account who may read or write the stream may use that key. Other accounts cannot, so that a stream
    /// with a policy wants your choice.
    ///
    /// With a customer key, producers need `kms:GenerateDataKey` and consumers `kms:Decrypt`. Records that are there
    /// already stay as they are until they expire. The change takes some seconds, during which the stream works on.
    ///
    /// Source: Amazon Kinesis Data Streams Developer Guide, "What is server-side encryption for Kinesis Data Streams?",
    /// "Permissions to use user-generated KMS keys"; API Reference, "StartStreamEncryption", "StopStreamEncryption".
    id: "encrypt-stream",
    title: "Encrypt the records of the stream",
    choices: &[KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    let stream = resource.stream().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let by_default = stream.policy == Fact::Known(None);
    let provider = Provider { way: AtRest::Key("alias/aws/kinesis".to_owned()), by_default };
    let way = way(situation, finding, resource, Some(provider))?;
    let what = format!("new records of stream {}", resource.name());
    let mut edit = edit(situation, resource, &way, &what, "Records that are there already stay as they are.")?;
    if !is_customer_key(&way) {
        edit.consequences.push("Producers and consumers of other accounts cannot use this key.".to_owned());
        edit.disruptive = !by_default;
    }
    Ok(vec![edit])
}
