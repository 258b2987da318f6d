//! `encrypt-delivery-stream`.

use super::at_rest::{KEY, Provider, edit, is_customer_key, way};
use super::common::resource;
use crate::finding::Finding;
use crate::model::AtRest;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts records while they wait: with a key that Firehose owns unless you choose a customer key. The key that
    /// Firehose owns asks no permission of anyone.
    ///
    /// With a customer key, Firehose makes itself a grant on the key: whoever applies this needs `kms:CreateGrant`. Records
    /// that wait already stay as they are.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Data protection in Amazon Data Firehose"; API Reference,
    /// "StartDeliveryStreamEncryption", "StopDeliveryStreamEncryption".
    id: "encrypt-delivery-stream",
    title: "Encrypt what waits in the delivery stream",
    choices: &[KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    resource.delivery_stream().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let provider = Provider { way: AtRest::Provider("AWS owned key".to_owned()), by_default: true };
    let way = way(situation, finding, resource, Some(provider))?;
    let what = format!("new records of delivery stream {}", resource.name());
    let mut edit = edit(situation, resource, &way, &what, "Records that wait already stay as they are.")?;
    if is_customer_key(&way) {
        edit.consequences = vec![
            "Records that wait already stay as they are.".to_owned(),
            "Firehose uses the key by a grant, which whoever applies this must be allowed to make (kms:CreateGrant)."
                .to_owned(),
        ];
    }
    Ok(vec![edit])
}
