//! Which key encrypts a store's data: reading it then needs the key as well.

use crate::model::aws::KeyManager;
use crate::model::{AtRest, Estate, Fact, GapId, KeyNames, Resource};

/// The key that a store's data is encrypted with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StoreKey {
    /// None that a policy decides about.
    None,
    /// A key with a policy, by its ARN.
    Key(String),
    /// A key that is not in the estate, as written.
    Elsewhere(String),
    /// The setting could not be read.
    Hidden(GapId),
}

/// What one use of data asks of its key.
const READS: &[&str] = &["kms:Decrypt"];
const MAKES: &[&str] = &["kms:GenerateDataKey"];
const MAKES_AND_READS: &[&str] = &["kms:Decrypt", "kms:GenerateDataKey"];

/// The actions on data that need the key of their store, by what they need of it.
///
/// Objects that were written under an earlier default keep their key: only the present default is looked at. CloudWatch Logs
/// uses a group's key under its own name, and asks nothing of the reader.
///
/// Sources: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)"; Amazon SQS Developer Guide,
/// "Key management" (producers need both actions); Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and
/// costs"; Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"; Amazon DynamoDB
/// Developer Guide, "DynamoDB encryption at rest: How it works" (the table key is decrypted for each caller); AWS Secrets
/// Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager"; Amazon CloudWatch Logs User Guide,
/// "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
const NEEDS: &[(&str, &[&str], &[&str])] = &[
    ("s3", &["GetObject", "GetObjectVersion", "ReplicateObject"], READS),
    ("s3", &["PutObject"], MAKES),
    ("sqs", &["ReceiveMessage"], READS),
    ("sqs", &["SendMessage"], MAKES_AND_READS),
    ("sns", &["Publish"], MAKES_AND_READS),
    ("kinesis", &["GetRecords", "SubscribeToShard"], READS),
    ("kinesis", &["PutRecord", "PutRecords"], MAKES),
    (
        "dynamodb",
        &[
            "BatchGetItem",
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "GetItem",
            "GetRecords",
            "PartiQLDelete",
            "PartiQLInsert",
            "PartiQLSelect",
            "PartiQLUpdate",
            "PutItem",
            "Query",
            "Scan",
            "UpdateItem",
        ],
        READS,
    ),
    ("secretsmanager", &["GetSecretValue"], READS),
    ("secretsmanager", &["PutSecretValue", "UpdateSecret"], MAKES_AND_READS),
];

/// The actions on the key that an action on data needs; none where it reads or writes no data.
pub(super) fn needed(action: &str) -> &'static [&'static str] {
    let Some((service, name)) = action.split_once(':') else { return &[] };
    let is = |(prefix, names, _): &&(&str, &[&str], &[&str])| {
        prefix.eq_ignore_ascii_case(service) && names.iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    NEEDS.iter().find(is).map_or(&[], |(_, _, needs)| needs)
}

/// What is not read of a key that is not in the estate.
pub(super) fn elsewhere(name: &str) -> String {
    format!("the policy of the key {name}, which was not read,")
}

/// The key of a store.
pub(super) fn of(estate: &Estate, names: &KeyNames<'_>, store: &Resource) -> StoreKey {
    match store.detail.aspects().at_rest() {
        Fact::Known(AtRest::Key(name)) => find(estate, names, store, &name),
        Fact::Known(AtRest::Absent | AtRest::Provider(_)) | Fact::NotApplicable => StoreKey::None,
        Fact::Unknown(gap) => StoreKey::Hidden(gap),
    }
}

fn find(estate: &Estate, names: &KeyNames<'_>, store: &Resource, name: &str) -> StoreKey {
    match names.find(estate, name, store).and_then(|id| estate.resource(id)) {
        Some(key) if key.key().is_some_and(|it| it.manager == KeyManager::Customer) => {
            StoreKey::Key(key.arn.as_str().to_owned())
        }
        // A key that AWS manages is open to whoever may use the service in its account.
        Some(_) => StoreKey::None,
        None if name.contains("alias/aws/") => StoreKey::None,
        None => StoreKey::Elsewhere(name.to_owned()),
    }
}
