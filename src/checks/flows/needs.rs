//! What a hop needs: the actions on the target, and on the key of its data.
//!
//! Sources: AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role" and the pages of
//! each event source; Amazon Data Firehose Developer Guide, "Controlling access with Amazon Data Firehose"; Amazon
//! EventBridge User Guide, "Using resource-based policies for Amazon EventBridge", "IAM roles for sending events to targets",
//! "Amazon EventBridge Pipes permissions"; Amazon S3 User Guide, "Granting permissions to publish event notification messages
//! to a destination", "Setting up permissions for live replication"; Amazon SNS Developer Guide, "Subscribing an Amazon
//! SQS queue to an Amazon SNS topic"; Amazon SQS Developer Guide, "Key management", "Configure KMS permissions for AWS
//! services"; Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"; AWS Lambda Developer
//! Guide, "Configuring Lambda permissions for Amazon MSK event source mappings"; Amazon MSK Developer Guide, "IAM access
//! control"; AWS Glue Developer Guide, "AWS Glue access control policy examples"; Amazon CloudWatch Logs User Guide,
//! "CloudWatch Logs permissions reference"; Service Authorization Reference, resource types of each action.

use crate::flow::Transfer;

/// What one kind of hop needs.
#[derive(Debug)]
pub(super) struct Needs {
    /// The service of the target, by its ARN.
    service: &'static str,
    /// How the resource part of the target's ARN begins.
    pub(super) begins: &'static str,
    transfer: Transfer,
    /// Services of callers, where it matters who calls.
    callers: &'static [&'static str],
    /// What must be allowed: of each group one action.
    pub(super) actions: &'static [&'static [&'static str]],
    /// What the actions are asked about: what begins with the target's ARN and this.
    pub(super) inside: &'static str,
    /// Whether they are asked about the target itself as well: an object lies in its bucket, a function is called with its
    /// version or without.
    pub(super) whole: bool,
    /// What must be allowed on the key.
    pub(super) key: &'static [&'static str],
}

const ANY: Needs = Needs {
    service: "",
    begins: "",
    transfer: Transfer::Write,
    callers: &[],
    actions: &[],
    inside: "",
    whole: true,
    key: &[],
};

const READ: Needs = Needs { transfer: Transfer::Read, ..ANY };
const CALL: Needs = Needs { transfer: Transfer::Invoke, ..ANY };

const OPENS: &[&str] = &["kms:Decrypt"];
const MAKES: &[&str] = &["kms:GenerateDataKey"];
const SENDS: &[&str] = &["kms:GenerateDataKey", "kms:Decrypt"];

/// What changes a table of the Data Catalog.
const CATALOGS: &[&str] = &[
    "glue:CreateTable",
    "glue:UpdateTable",
    "glue:BatchCreatePartition",
    "glue:CreatePartition",
    "glue:BatchUpdatePartition",
    "glue:UpdatePartition",
];

/// What a role needs, by target and transfer: of rows that fit, the first.
static OF_ROLES: &[Needs] = &[
    // Stores of objects.
    Needs { service: "s3", actions: &[&["s3:GetObject"]], inside: "/", whole: false, key: OPENS, ..READ },
    Needs { service: "s3", actions: &[&["s3:PutObject"]], inside: "/", whole: false, key: MAKES, ..ANY },
    Needs {
        service: "s3",
        transfer: Transfer::Copy,
        callers: &["s3"],
        actions: &[&["s3:ReplicateObject"]],
        inside: "/",
        whole: false,
        ..ANY
    },
    // Messages.
    Needs {
        service: "sqs",
        callers: &["lambda"],
        actions: &[&["sqs:ReceiveMessage"], &["sqs:DeleteMessage"], &["sqs:GetQueueAttributes"]],
        key: OPENS,
        ..READ
    },
    Needs { service: "sqs", actions: &[&["sqs:ReceiveMessage"]], key: OPENS, ..READ },
    Needs { service: "sqs", actions: &[&["sqs:SendMessage"]], key: SENDS, ..ANY },
    Needs { service: "sns", actions: &[&["sns:Publish"]], key: SENDS, ..ANY },
    Needs { service: "events", begins: "event-bus/", actions: &[&["events:PutEvents"]], ..ANY },
    // Streams.
    Needs {
        service: "kinesis",
        begins: "stream/",
        actions: &[&["kinesis:GetRecords"], &["kinesis:GetShardIterator"]],
        key: OPENS,
        ..READ
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
        service: "kafka",
        begins: "cluster/",
        callers: &["lambda", "pipes", "firehose"],
        actions: &[&["kafka:DescribeClusterV2", "kafka:DescribeCluster"], &["kafka:GetBootstrapBrokers"]],
        ..READ
    },
    Needs { callers: &["kafkaconnect"], ..KAFKA },
    Needs { callers: &["kafkaconnect"], transfer: Transfer::Write, ..KAFKA },
    // Tables.
    Needs {
        service: "dynamodb",
        begins: "table/",
        callers: &["lambda", "pipes"],
        actions: &[&["dynamodb:DescribeStream"], &["dynamodb:GetRecords"], &["dynamodb:GetShardIterator"]],
        inside: "/stream/",
        whole: false,
        ..READ
    },
    Needs {
        service: "dynamodb",
        begins: "table/",
        actions: &[&[
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:PartiQLSelect",
            "dynamodb:ExportTableToPointInTime",
            "dynamodb:DescribeTable",
        ]],
        inside: "/index/",
        ..READ
    },
    Needs {
        service: "dynamodb",
        begins: "table/",
        actions: &[&[
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            "dynamodb:PartiQLDelete",
            "dynamodb:UpdateTable",
            "dynamodb:DeleteTable",
        ]],
        ..ANY
    },
    // The Data Catalog.
    Needs {
        service: "glue",
        begins: "table/",
        actions: &[&["glue:GetTable", "glue:GetTables", "glue:GetTableVersion", "glue:GetTableVersions"]],
        ..READ
    },
    Needs { service: "glue", begins: "table/", actions: &[CATALOGS], ..ANY },
    Needs { service: "glue", begins: "database/", actions: &[CATALOGS], ..ANY },
    Needs { transfer: Transfer::Refer, ..CONNECTION },
    CONNECTION,
    // Logs and secrets.
    Needs {
        service: "logs",
        begins: "log-group:",
        callers: &["lambda", "glue", "firehose", "airflow"],
        actions: &[&["logs:PutLogEvents"]],
        inside: ":log-stream:",
        whole: false,
        ..ANY
    },
    Needs { service: "secretsmanager", actions: &[&["secretsmanager:GetSecretValue"]], key: OPENS, ..READ },
    // What is set off.
    Needs {
        service: "states",
        begins: "stateMachine:",
        actions: &[&["states:StartExecution", "states:StartSyncExecution"]],
        inside: ":",
        ..CALL
    },
    Needs { service: "lambda", begins: "function:", actions: &[&["lambda:InvokeFunction"]], inside: ":", ..CALL },
    Needs { service: "glue", begins: "job/", actions: &[&["glue:StartJobRun"]], ..CALL },
    Needs { service: "glue", begins: "crawler/", actions: &[&["glue:StartCrawler"]], ..CALL },
    Needs { service: "glue", begins: "workflow/", actions: &[&["glue:NotifyEvent", "glue:StartWorkflowRun"]], ..CALL },
    Needs { service: "athena", begins: "workgroup/", actions: &[&["athena:StartQueryExecution"]], ..CALL },
    Needs {
        service: "redshift",
        begins: "cluster:",
        actions: &[&["redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"]],
        ..CALL
    },
    Needs {
        service: "elasticmapreduce",
        begins: "cluster/",
        actions: &[&["elasticmapreduce:AddJobFlowSteps"]],
        ..CALL
    },
];

/// A connector that signs in as its role.
const KAFKA: Needs = Needs { service: "kafka", begins: "cluster/", actions: &[&["kafka-cluster:Connect"]], ..READ };

const CONNECTION: Needs = Needs {
    service: "glue",
    begins: "connection/",
    actions: &[&["glue:GetConnection", "glue:GetConnections"]],
    ..READ
};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::actions::ActionTable;

    #[test]
    fn every_action_is_one_that_aws_has() {
        let table = ActionTable::aws();
        let of_roles = OF_ROLES.iter().flat_map(|it| it.actions.iter().copied().flatten().chain(it.key));
        let all = of_roles.copied().chain(OF_SERVICES.iter().map(|it| it.2));
        let unknown: Vec<&str> = all.filter(|name| table.find(name).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    /// A row behind another that takes all its hops would never be asked.
    #[test]
    fn every_row_is_reached() {
        for (at, row) in OF_ROLES.iter().enumerate() {
            let caller = row.callers.first().copied().unwrap_or("nobody");
            let found = of_role(row.service, row.begins, row.transfer, caller).unwrap();
            assert!(std::ptr::eq(found, row), "row {at}: {row:?}");
        }
    }
}
