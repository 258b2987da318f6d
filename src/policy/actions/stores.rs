//! What the actions of services with data do: the exceptions to the rules of [`access`](super::access), as data.
//!
//! Judged by what each action gives its caller, from its description in the Service Authorization Reference and the
//! service's API reference, not by its name: `sns:Subscribe` is of level Write and gets every message from then on.

use super::access::Access::{self, Administer, Decrypt, Delete, List, Read, Write};

/// A service whose actions reach data.
pub(super) struct Store {
    /// The prefix of its actions.
    pub(super) prefix: &'static str,
    /// Whether all actions that reach data are named, so that any other reaches settings only.
    pub(super) whole: bool,
    /// Actions by what they do, without the prefix. One that does several things stands in several lists.
    pub(super) actions: &'static [(Access, &'static [&'static str])],
}

/// Services that exist to say who may do what.
pub(super) const GOVERNING: &[&str] =
    &["iam", "identitystore", "lakeformation", "organizations", "ram", "rolesanywhere", "sso", "sso-directory"];

/// Ends of names of level Write that change who may do what, or encryption.
pub(super) const SETTING: &[&str] = &[
    "ACL",
    "Acl",
    "Encryption",
    "EncryptionConfig",
    "EncryptionConfiguration",
    "KmsKeyId",
    "Permission",
    "Permissions",
    "Policy",
    "PolicyStatement",
    "PublicAccessExclusion",
    "PublicAccessOptions",
];

/// Beginnings of names of level Write that destroy something.
pub(super) const DELETING: &[&str] = &["Delete", "BatchDelete", "Purge", "Terminate"];

/// Services with data. Of those that are not whole, the actions that are not named follow the general rules.
pub(super) const STORES: &[Store] = &[
    Store {
        prefix: "s3",
        whole: true,
        actions: &[
            (
                Read,
                &[
                    "GetObject",
                    "GetObjectAnnotation",
                    "GetObjectTorrent",
                    "GetObjectVersion",
                    "GetObjectVersionAnnotation",
                    "GetObjectVersionAnnotationForReplication",
                    "GetObjectVersionForReplication",
                    "GetObjectVersionTorrent",
                ],
            ),
            (
                Write,
                &[
                    "AbortMultipartUpload",
                    "CreateBucket",
                    // Tags of objects are written with the objects; tags of buckets are settings.
                    "DeleteObjectTagging",
                    "DeleteObjectVersionTagging",
                    "PutObject",
                    "PutObjectAnnotation",
                    "PutObjectTagging",
                    "PutObjectVersionAnnotation",
                    "PutObjectVersionTagging",
                    "ReplicateObject",
                    "ReplicateObjectAnnotation",
                    "ReplicateTags",
                    "RestoreObject",
                ],
            ),
            (
                Delete,
                &[
                    "DeleteBucket",
                    "DeleteObject",
                    "DeleteObjectAnnotation",
                    "DeleteObjectVersion",
                    "DeleteObjectVersionAnnotation",
                    "PutLifecycleConfiguration",
                    "ReplicateDelete",
                ],
            ),
            (Administer, &["PutLifecycleConfiguration"]),
            // Credentials for whatever S3 Access Grants gave the caller.
            (Read, &["GetDataAccess"]),
            (Write, &["GetDataAccess"]),
            (Delete, &["GetDataAccess"]),
        ],
    },
    Store {
        prefix: "s3-object-lambda",
        whole: true,
        actions: &[
            (Read, &["GetObject", "GetObjectVersion"]),
            (
                Write,
                &[
                    "AbortMultipartUpload",
                    "DeleteObjectTagging",
                    "DeleteObjectVersionTagging",
                    "PutObject",
                    "PutObjectTagging",
                    "PutObjectVersionTagging",
                    "RestoreObject",
                    "WriteGetObjectResponse",
                ],
            ),
            (Delete, &["DeleteObject", "DeleteObjectVersion"]),
        ],
    },
    Store {
        prefix: "s3express",
        whole: true,
        actions: &[
            // One session reads, writes and deletes, unless `s3express:SessionMode` limits it.
            (Read, &["CreateSession"]),
            (Write, &["CreateBucket", "CreateSession"]),
            (Delete, &["CreateSession", "DeleteBucket", "PutLifecycleConfiguration"]),
            (Administer, &["PutLifecycleConfiguration"]),
        ],
    },
    Store {
        prefix: "kms",
        whole: true,
        actions: &[
            // A new data key in plain text opens nothing that is encrypted already: generating one is writing.
            (Decrypt, &["Decrypt", "DeriveSharedSecret", "ReEncryptFrom"]),
            (
                Write,
                &[
                    "CreateKey",
                    "Encrypt",
                    "GenerateDataKey",
                    "GenerateDataKeyPair",
                    "GenerateDataKeyPairWithoutPlaintext",
                    "GenerateDataKeyWithoutPlaintext",
                    "GenerateMac",
                    "ReEncryptTo",
                    "Sign",
                ],
            ),
            // Without the key its data is lost.
            (Delete, &["DeleteCustomKeyStore", "DeleteImportedKeyMaterial", "ScheduleKeyDeletion"]),
            (List, &["GenerateRandom", "Verify", "VerifyMac"]),
        ],
    },
    Store {
        prefix: "sqs",
        whole: true,
        actions: &[
            (Read, &["ReceiveMessage"]),
            (
                Write,
                &[
                    "CancelMessageMoveTask",
                    "ChangeMessageVisibility",
                    "CreateQueue",
                    "SendMessage",
                    "StartMessageMoveTask",
                ],
            ),
            (Delete, &["DeleteMessage", "DeleteQueue", "PurgeQueue"]),
        ],
    },
    Store {
        prefix: "sns",
        whole: true,
        actions: &[
            // A subscriber gets every message from then on.
            (Read, &["ConfirmSubscription", "Subscribe"]),
            (Write, &["CreateTopic", "Publish"]),
            (Delete, &["DeleteTopic"]),
        ],
    },
    Store {
        prefix: "dynamodb",
        whole: true,
        actions: &[
            (
                Read,
                &[
                    "BatchGetItem",
                    "ConditionCheckItem",
                    "ExportTableToPointInTime",
                    "GetItem",
                    "GetRecords",
                    "GetShardIterator",
                    "PartiQLSelect",
                    "Query",
                    "ReadDataForReplication",
                    "Scan",
                    "SearchVectors",
                ],
            ),
            (
                Write,
                &[
                    "BatchWriteItem",
                    "CreateBackup",
                    "CreateTable",
                    "ImportTable",
                    "PartiQLInsert",
                    "PartiQLUpdate",
                    "PutItem",
                    "RestoreTableFromAwsBackup",
                    "RestoreTableFromBackup",
                    "RestoreTableToPointInTime",
                    "StartAwsBackupJob",
                    "UpdateItem",
                    "WriteDataForReplication",
                ],
            ),
            (
                Delete,
                &[
                    "BatchWriteItem",
                    "DeleteBackup",
                    "DeleteItem",
                    "DeleteTable",
                    "DeleteTableReplica",
                    "PartiQLDelete",
                    "UpdateTimeToLive",
                    "WriteDataForReplication",
                ],
            ),
            (Administer, &["UpdateTimeToLive"]),
        ],
    },
    Store {
        prefix: "dax",
        whole: true,
        actions: &[
            (Read, &["BatchGetItem", "ConditionCheckItem", "GetItem", "Query", "Scan"]),
            (Write, &["BatchWriteItem", "CreateCluster", "PutItem", "UpdateItem"]),
            (Delete, &["BatchWriteItem", "DeleteItem"]),
        ],
    },
    Store {
        prefix: "kinesis",
        whole: true,
        actions: &[
            (Read, &["GetRecords", "GetShardIterator", "SubscribeToShard"]),
            (Write, &["CreateStream", "PutRecord", "PutRecords"]),
            (Delete, &["DecreaseStreamRetentionPeriod", "DeleteStream"]),
            (Administer, &["DecreaseStreamRetentionPeriod"]),
        ],
    },
    Store {
        prefix: "firehose",
        whole: true,
        actions: &[
            (Write, &["CreateDeliveryStream", "PutRecord", "PutRecordBatch"]),
            (Delete, &["DeleteDeliveryStream"]),
        ],
    },
    Store {
        prefix: "secretsmanager",
        whole: true,
        actions: &[
            (Read, &["BatchGetSecretValue", "GetSecretValue"]),
            (Write, &["CreateSecret", "PutSecretValue", "RotateSecret", "UpdateSecret", "UpdateSecretVersionStage"]),
            (Delete, &["DeleteSecret", "RemoveRegionsFromReplication"]),
            // The key and the rotation are settings; a replica that is taken away was a setting of the secret.
            (Administer, &["RemoveRegionsFromReplication", "RotateSecret", "UpdateSecret"]),
            // Of level permissions management, but it changes nothing.
            (List, &["ValidateResourcePolicy"]),
        ],
    },
    Store {
        prefix: "logs",
        whole: true,
        actions: &[
            (
                Read,
                &[
                    "CreateExportTask",
                    "FilterLogEvents",
                    "GetLogEvents",
                    "GetLogRecord",
                    "GetLookupTable",
                    "GetQueryResults",
                    "StartLiveTail",
                    "StartQuery",
                    "Unmask",
                ],
            ),
            (
                Write,
                &[
                    "CallWithBearerToken",
                    "CreateImportTask",
                    "CreateLogGroup",
                    "CreateLogStream",
                    "CreateLookupTable",
                    "ProcessWithPipeline",
                    "PutLogEvents",
                    "UpdateLookupTable",
                ],
            ),
            (Delete, &["DeleteLogGroup", "DeleteLogStream", "DeleteLookupTable", "PutRetentionPolicy"]),
            (Administer, &["PutRetentionPolicy"]),
        ],
    },
    Store {
        prefix: "kafka-cluster",
        whole: true,
        actions: &[
            (Read, &["ReadData"]),
            (Write, &["AlterGroup", "AlterTransactionalId", "CreateTopic", "WriteData", "WriteDataIdempotently"]),
            (Delete, &["DeleteTopic"]),
            // Needed for everything, and alone of no use.
            (List, &["Connect"]),
        ],
    },
    // A statement of SQL reads, writes and deletes as the database lets it.
    Store {
        prefix: "rds-data",
        whole: false,
        actions: &[
            (Read, &["BatchExecuteStatement", "ExecuteSql", "ExecuteStatement"]),
            (Write, &["BatchExecuteStatement", "ExecuteSql", "ExecuteStatement"]),
            (Delete, &["BatchExecuteStatement", "ExecuteSql", "ExecuteStatement"]),
        ],
    },
    Store {
        prefix: "redshift-data",
        whole: false,
        actions: &[
            (Read, &["BatchExecuteStatement", "ExecuteStatement"]),
            (Write, &["BatchExecuteStatement", "ExecuteStatement"]),
            (Delete, &["BatchExecuteStatement", "ExecuteStatement"]),
        ],
    },
];
