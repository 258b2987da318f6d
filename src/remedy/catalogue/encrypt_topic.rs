//! `encrypt-topic`.

use super::at_rest::{KEY, Provider, edit, is_customer_key, way};
use super::common::resource;
use crate::finding::Finding;
use crate::model::AtRest;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts messages at rest with a customer key of your choice, or with `alias/aws/sns`.
    ///
    /// Publishers need `kms:GenerateDataKey` and `kms:Decrypt` on a customer key. Services such as S3, EventBridge and
    /// CloudWatch publish only where the key's policy lets them in, and so never with `alias/aws/sns`, whose policy cannot
    /// be edited: that is why it is not taken unless you say so. Subscribers notice nothing.
    ///
    /// Source: Amazon SNS Developer Guide, "Securing Amazon SNS data with server-side encryption", "Managing Amazon SNS
    /// encryption keys and costs".
    id: "encrypt-topic",
    title: "Encrypt the messages of the topic",
    choices: &[KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    resource.topic().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let provider = Provider { way: AtRest::Key("alias/aws/sns".to_owned()), by_default: false };
    let way = way(situation, finding, resource, Some(provider))?;
    let mut edit = edit(situation, resource, &way, &format!("messages of topic {}", resource.name()), "")?;
    let services = if is_customer_key(&way) {
        "Services that publish, such as S3 and EventBridge, must be let in by the key's policy, or their messages are lost."
    } else {
        "Services such as S3 and EventBridge, and other accounts, cannot publish with this key: their messages are lost."
    };
    edit.consequences.push(services.to_owned());
    edit.disruptive = true;
    Ok(vec![edit])
}
