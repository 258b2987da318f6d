//! What the actions of services with data do, from their documentation.

use super::access::Access::{self, Administer, Decrypt, Delete, List, Read, Write};
use super::stores::{DELETING, GOVERNING, SETTING, STORES};
use super::{AccessLevel, ActionTable};

/// Whether each action does exactly this.
fn does(prefix: &str, expected: &[Access], names: &[&str]) {
    let table = ActionTable::aws();
    for name in names {
        let action = table.find(&format!("{prefix}:{name}")).unwrap_or_else(|| panic!("{prefix}:{name}"));
        let found: Vec<Access> = table.access(action).iter().collect();
        assert_eq!(found, expected, "{prefix}:{name}");
    }
}

#[test]
fn everything_named_is_in_the_table_once_a_list() {
    let table = ActionTable::aws();
    for store in STORES {
        for (_, names) in store.actions {
            for name in *names {
                let full = format!("{}:{name}", store.prefix);
                let found = table.find(&full).map(|it| table.name(it));
                assert_eq!(found, Some(full.as_str()));
                assert_eq!(names.iter().filter(|it| *it == name).count(), 1, "{full}");
            }
        }
    }
    assert!(GOVERNING.iter().all(|prefix| table.service(prefix).is_some()));
    let patterns = DELETING.iter().map(|it| format!("*:{it}*")).chain(SETTING.iter().map(|it| format!("*{it}")));
    for pattern in patterns {
        let written = table.matching(&pattern).iter().any(|it| table.access_level(it) == AccessLevel::Write);
        assert!(written, "{pattern}");
    }
}

#[test]
fn every_action_does_something_and_sets_agree() {
    let table = ActionTable::aws();
    for action in table.iter() {
        assert!(!table.access(action).is_empty(), "{}", table.name(action));
        for access in Access::ALL {
            let member = table.with_access(access).contains(action);
            assert_eq!(member, table.access(action).contains(access), "{}", table.name(action));
        }
    }
}

/// Of a store only what is named reaches data, whatever its level.
#[test]
fn all_other_actions_of_a_store_reach_settings() {
    let table = ActionTable::aws();
    for store in STORES.iter().filter(|it| it.whole) {
        let named: Vec<&str> = store.actions.iter().flat_map(|it| it.1).copied().collect();
        for action in table.service(store.prefix).unwrap().actions() {
            let name = table.name(action).split_once(':').unwrap().1;
            let looks = matches!(table.access_level(action), AccessLevel::List | AccessLevel::Read);
            if !named.contains(&name) {
                does(store.prefix, &[if looks { List } else { Administer }], &[name]);
            }
        }
    }
}

/// Service Authorization Reference, Amazon S3.
#[test]
fn objects_are_told_from_settings_of_buckets() {
    does("s3", &[List], &["ListBucket", "ListAllMyBuckets", "GetBucketPolicy", "GetObjectAttributes", "GetObjectAcl"]);
    does("s3", &[Read], &["GetObject", "GetObjectVersion", "GetObjectTorrent"]);
    does("s3", &[Write], &["PutObject", "ReplicateObject", "RestoreObject", "PutObjectTagging", "CreateBucket"]);
    does("s3", &[Delete], &["DeleteObject", "DeleteObjectVersion", "DeleteBucket", "ReplicateDelete"]);
    does("s3", &[Administer], &["PutBucketPolicy", "DeleteBucketPolicy", "PutObjectAcl", "PutEncryptionConfiguration"]);
    does("s3", &[Administer], &["PutBucketVersioning", "PutBucketPublicAccessBlock", "PutReplicationConfiguration"]);
    does("s3", &[Administer], &["PutBucketTagging", "BypassGovernanceRetention", "DeleteAccessPoint"]);
    does("s3", &[Delete, Administer], &["PutLifecycleConfiguration"]);
    does("s3", &[Read, Write, Delete], &["GetDataAccess"]);
}

/// KMS Developer Guide, "Permissions reference"; the API reference of `GenerateDataKey` and `ReEncrypt`.
#[test]
fn using_a_key_to_open_is_told_from_using_it_to_close() {
    does("kms", &[Decrypt], &["Decrypt", "ReEncryptFrom", "DeriveSharedSecret"]);
    does("kms", &[Write], &["Encrypt", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "Sign"]);
    does("kms", &[Delete], &["ScheduleKeyDeletion", "DeleteImportedKeyMaterial"]);
    does("kms", &[Administer], &["PutKeyPolicy", "CreateGrant", "RevokeGrant", "DisableKey", "DisableKeyRotation"]);
    does("kms", &[Administer], &["TagResource", "UpdateAlias", "CancelKeyDeletion", "ImportKeyMaterial"]);
    does("kms", &[List], &["DescribeKey", "GetKeyPolicy", "ListGrants", "GetPublicKey", "Verify"]);
    assert_eq!(ActionTable::aws().with_access(Decrypt).len(), 3, "only KMS decrypts");
}

/// SQS Developer Guide, "Amazon SQS API permissions"; SNS Developer Guide, "Subscribe".
#[test]
fn messages_of_queues_and_topics() {
    does("sqs", &[Read], &["ReceiveMessage"]);
    does("sqs", &[Write], &["SendMessage", "ChangeMessageVisibility", "StartMessageMoveTask"]);
    does("sqs", &[Delete], &["DeleteMessage", "PurgeQueue", "DeleteQueue"]);
    does("sqs", &[Administer], &["SetQueueAttributes", "AddPermission", "RemovePermission", "TagQueue"]);
    does("sqs", &[List], &["ListQueues", "GetQueueAttributes", "GetQueueUrl"]);
    does("sns", &[Read], &["Subscribe", "ConfirmSubscription"]);
    does("sns", &[Write], &["Publish", "CreateTopic"]);
    does("sns", &[Delete], &["DeleteTopic"]);
    does("sns", &[Administer], &["SetTopicAttributes", "AddPermission", "Unsubscribe", "PutDataProtectionPolicy"]);
    does("sns", &[List], &["ListTopics", "GetTopicAttributes", "ListSubscriptionsByTopic"]);
}

/// DynamoDB Developer Guide, "DynamoDB API permissions"; Kinesis Data Streams Developer Guide, "Actions".
#[test]
fn items_of_tables_and_records_of_streams() {
    does("dynamodb", &[Read], &["GetItem", "BatchGetItem", "Query", "Scan", "PartiQLSelect", "GetRecords"]);
    does("dynamodb", &[Read], &["ExportTableToPointInTime", "GetShardIterator"]);
    does("dynamodb", &[Write], &["PutItem", "UpdateItem", "PartiQLInsert", "CreateTable", "RestoreTableFromBackup"]);
    does("dynamodb", &[Delete], &["DeleteItem", "PartiQLDelete", "DeleteTable", "DeleteBackup"]);
    does("dynamodb", &[Write, Delete], &["BatchWriteItem"]);
    does("dynamodb", &[Delete, Administer], &["UpdateTimeToLive"]);
    does("dynamodb", &[Administer], &["PutResourcePolicy", "UpdateTable", "UpdateContinuousBackups", "TagResource"]);
    does("dynamodb", &[List], &["DescribeTable", "ListTables", "GetResourcePolicy", "DescribeStream"]);
    does("kinesis", &[Read], &["GetRecords", "GetShardIterator", "SubscribeToShard"]);
    does("kinesis", &[Write], &["PutRecord", "PutRecords", "CreateStream"]);
    does("kinesis", &[Delete], &["DeleteStream"]);
    does("kinesis", &[Delete, Administer], &["DecreaseStreamRetentionPeriod"]);
    does("kinesis", &[Administer], &["StopStreamEncryption", "PutResourcePolicy", "IncreaseStreamRetentionPeriod"]);
    does("kinesis", &[List], &["DescribeStream", "ListStreams", "ListShards", "GetResourcePolicy"]);
}

/// Secrets Manager User Guide, "Permissions policy examples"; CloudWatch Logs User Guide, "Permissions reference".
#[test]
fn secrets_and_logs() {
    does("secretsmanager", &[Read], &["GetSecretValue", "BatchGetSecretValue"]);
    does("secretsmanager", &[Write], &["CreateSecret", "PutSecretValue", "UpdateSecretVersionStage"]);
    does("secretsmanager", &[Write, Administer], &["UpdateSecret", "RotateSecret"]);
    does("secretsmanager", &[Delete], &["DeleteSecret"]);
    does("secretsmanager", &[Administer], &["PutResourcePolicy", "DeleteResourcePolicy", "CancelRotateSecret"]);
    does("secretsmanager", &[List], &["ListSecrets", "DescribeSecret", "GetResourcePolicy", "ValidateResourcePolicy"]);
    does("logs", &[Read], &["GetLogEvents", "FilterLogEvents", "StartQuery", "GetQueryResults", "Unmask"]);
    does("logs", &[Read], &["StartLiveTail", "CreateExportTask"]);
    does("logs", &[Write], &["PutLogEvents", "CreateLogStream", "CreateLogGroup"]);
    does("logs", &[Delete], &["DeleteLogGroup", "DeleteLogStream"]);
    does("logs", &[Delete, Administer], &["PutRetentionPolicy"]);
    does(
        "logs",
        &[Administer],
        &["PutResourcePolicy", "AssociateKmsKey", "PutSubscriptionFilter", "DeleteMetricFilter"],
    );
    does("logs", &[List], &["DescribeLogGroups", "DescribeLogStreams", "ListTagsForResource", "GetLogGroupFields"]);
}
