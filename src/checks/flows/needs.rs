//! What a hop needs: the actions on the target, and on the key of its data.
//!
//! Sources: AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role" and the pages of
//! each event source; Amazon Data Firehose Developer Guide, "Controlling access with Amazon Data Firehose"; Amazon
//! EventBridge User Guide, "Using resource-based policies for Amazon EventBridge", "IAM roles for sending events to targets",
//! "Amazon EventBridge Pipes permissions"; Amazon S3 User Guide, "Granting permissions to publish event notification messages
//! to a destination", "Setting up permissions for live replication"; Amazon SNS Developer Guide, "Subscribing an Amazon
//! SQS queue to an Amazon SNS topic"; Amazon SQS Developer Guide, "Key management", "Configure KMS permissions for AWS
//! services"; Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys".

use crate::flow::Transfer;

/// What one kind of hop needs.
#[derive(Debug)]
pub(super) struct Needs {
    /// The service of the target, by its ARN.
    service: &'static str,
    /// How the resource part of the target's ARN begins.
    begins: &'static str,
    transfer: Transfer,
    /// Services of callers, where it matters who calls.
    callers: &'static [&'static str],
    /// What must be allowed: of each group one action.
    pub(super) actions: &'static [&'static [&'static str]],
    /// What the actions are asked about: the target and what begins with its ARN and this.
    pub(super) inside: &'static str,
    /// What must be allowed on the key.
    pub(super) key: &'static [&'static str],
}

const ANY: Needs =
    Needs { service: "", begins: "", transfer: Transfer::Write, callers: &[], actions: &[], inside: "", key: &[] };

const OPENS: &[&str] = &["kms:Decrypt"];
const MAKES: &[&str] = &["kms:GenerateDataKey"];
const SENDS: &[&str] = &["kms:GenerateDataKey", "kms:Decrypt"];

/// What a role needs, by target and transfer.
const OF_ROLES: [Needs; 14] = [
    Needs { service: "s3", transfer: Transfer::Read, actions: &[&["s3:GetObject"]], inside: "/", key: OPENS, ..ANY },
    Needs { service: "s3", actions: &[&["s3:PutObject"]], inside: "/", key: MAKES, ..ANY },
    Needs {
        service: "s3",
        transfer: Transfer::Copy,
        callers: &["s3"],
        actions: &[&["s3:ReplicateObject"]],
        inside: "/",
        ..ANY
    },
    Needs {
        service: "sqs",
        transfer: Transfer::Read,
        callers: &["lambda"],
        actions: &[&["sqs:ReceiveMessage"], &["sqs:DeleteMessage"], &["sqs:GetQueueAttributes"]],
        key: OPENS,
        ..ANY
    },
    Needs { service: "sqs", transfer: Transfer::Read, actions: &[&["sqs:ReceiveMessage"]], key: OPENS, ..ANY },
    Needs { service: "sqs", actions: &[&["sqs:SendMessage"]], key: SENDS, ..ANY },
    Needs { service: "sns", actions: &[&["sns:Publish"]], key: SENDS, ..ANY },
    Needs {
        service: "kinesis",
        begins: "stream/",
        transfer: Transfer::Read,
        actions: &[&["kinesis:GetRecords"], &["kinesis:GetShardIterator"]],
        key: OPENS,
        ..ANY
    },
    Needs {
        service: "kinesis",
        begins: "stream/",
        actions: &[&["kinesis:PutRecord", "kinesis:PutRecords"]],
        key: MAKES,
        ..ANY
    },
    Needs { service: "firehose", actions: &[&["firehose:PutRecord", "firehose:PutRecordBatch"]], ..ANY },
    Needs {
        service: "dynamodb",
        begins: "table/",
        transfer: Transfer::Read,
        callers: &["lambda", "pipes"],
        actions: &[&["dynamodb:GetRecords"], &["dynamodb:GetShardIterator"]],
        inside: "/stream/",
        ..ANY
    },
    Needs { service: "events", begins: "event-bus/", actions: &[&["events:PutEvents"]], ..ANY },
    Needs {
        service: "states",
        begins: "stateMachine:",
        transfer: Transfer::Invoke,
        actions: &[&["states:StartExecution", "states:StartSyncExecution"]],
        inside: ":",
        ..ANY
    },
    Needs {
        service: "lambda",
        begins: "function:",
        transfer: Transfer::Invoke,
        actions: &[&["lambda:InvokeFunction"]],
        inside: ":",
        ..ANY
    },
];

/// What a role needs for a hop; none where it is not known for certain.
pub(super) fn of_role(service: &str, resource: &str, transfer: Transfer, caller: &str) -> Option<&'static Needs> {
    // Records that are pushed to a consumer need other actions than those that are fetched.
    if service == "kinesis" && resource.contains("/consumer/") {
        return None;
    }
    OF_ROLES.iter().find(|it| {
        it.service == service
            && it.transfer == transfer
            && resource.starts_with(it.begins)
            && (it.callers.is_empty() || it.callers.contains(&caller))
    })
}

/// The services that call under their own name, what they call, and the action that the target's policy must allow. The
/// last says whether the hop begins at what the service names as `aws:SourceArn`.
const OF_SERVICES: [(&str, &str, &str, bool); 11] = [
    ("s3.amazonaws.com", "sqs", "sqs:SendMessage", true),
    ("s3.amazonaws.com", "sns", "sns:Publish", true),
    ("s3.amazonaws.com", "lambda", "lambda:InvokeFunction", true),
    ("sns.amazonaws.com", "sqs", "sqs:SendMessage", true),
    ("sns.amazonaws.com", "lambda", "lambda:InvokeFunction", true),
    ("events.amazonaws.com", "sqs", "sqs:SendMessage", false),
    ("events.amazonaws.com", "sns", "sns:Publish", false),
    ("events.amazonaws.com", "lambda", "lambda:InvokeFunction", false),
    ("events.rds.amazonaws.com", "sns", "sns:Publish", false),
    ("logs.amazonaws.com", "lambda", "lambda:InvokeFunction", false),
    ("apigateway.amazonaws.com", "lambda", "lambda:InvokeFunction", false),
];

/// The action that a service needs on a target, and whether the hop begins at what it names as its source.
pub(super) fn of_service(principal: &str, service: &str) -> Option<(&'static str, bool)> {
    OF_SERVICES.iter().find(|it| it.0 == principal && it.1 == service).map(|it| (it.2, it.3))
}

/// What a service needs on the key of a queue or a topic, and no key that AWS manages gives it.
pub(super) fn service_key(service: &str) -> &'static [&'static str] {
    if matches!(service, "sqs" | "sns") { SENDS } else { &[] }
}
