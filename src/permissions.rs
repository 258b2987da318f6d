//! The permissions that each collector needs to read, and why: one list a collector, without any SDK.
//!
//! `tidegate permissions --read`, `docs/permissions.md` and `tidegate doctor` are made from these lists.

use serde_json::{Value, json};

/// A permission and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// The action, such as `s3:GetBucketPolicy`.
    pub action: &'static str,
    /// What is read with it.
    pub why: &'static str,
    /// What the product cannot say without it.
    pub blinds: &'static str,
}

/// The permissions of one collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The collector: a service's name.
    pub service: &'static str,
    /// What it needs.
    pub permissions: &'static [Permission],
}

const fn reads(action: &'static str, why: &'static str, blinds: &'static str) -> Permission {
    Permission { action, why, blinds }
}

/// Who calls: needs no permission, and is denied only by an explicit statement.
pub const STS: &[Permission] = &[reads("sts:GetCallerIdentity", "who the scan is in each account", "everything")];

/// The account as a whole.
pub const ACCOUNT: &[Permission] = &[
    reads("account:ListRegions", "which regions are enabled", "regions other than the profile's own"),
    reads("ec2:DescribeRegions", "the same, where the other is not there", "regions other than the profile's own"),
    reads("s3:GetAccountPublicAccessBlock", "the account's public access block", "which buckets are public"),
];

/// IAM.
pub const IAM: &[Permission] = &[
    reads(
        "iam:GetAccountAuthorizationDetails",
        "users, roles, groups and policies with their documents",
        "all checks of identities",
    ),
    reads(
        "iam:GetPolicyVersion",
        "AWS-managed policies where the details lack their text",
        "administrators by AWS-managed policy",
    ),
    reads(
        "iam:GetPolicy",
        "the version in force of AWS-managed policies that the details lack",
        "administrators by AWS-managed policy",
    ),
    reads("iam:ListPolicyTags", "tags of the customer's managed policies", "tags of managed policies"),
    reads("iam:GenerateCredentialReport", "starts the credential report", "passwords and unused access keys"),
    reads("iam:GetCredentialReport", "passwords, second factors and key use", "passwords and unused access keys"),
    reads("iam:ListAccessKeys", "access keys of each user", "old and unused access keys"),
    reads("iam:GetAccessKeyLastUsed", "last use of keys that the report does not hold", "unused access keys"),
    reads("iam:ListMFADevices", "second factors of each user", "console users without a second factor"),
    reads("iam:ListAccountAliases", "the account's name", "the account's name"),
    reads("iam:GetAccountSummary", "the root user's keys and second factor", "checks of the root user"),
    reads("iam:GetAccountPasswordPolicy", "the rules for passwords", "the check of the password policy"),
    reads("iam:ListOpenIDConnectProviders", "trusted OpenID Connect providers", "federation"),
    reads("iam:GetOpenIDConnectProvider", "audiences of each provider", "federation"),
    reads("iam:ListSAMLProviders", "trusted SAML providers", "federation"),
    reads("iam:GetSAMLProvider", "their tags", "tags of SAML providers"),
    reads(
        "iam:GenerateServiceLastAccessedDetails",
        "starts the last-accessed report of an identity",
        "unused privileges",
    ),
    reads("iam:GetServiceLastAccessedDetails", "services and actions an identity reached", "unused privileges"),
];

/// S3.
pub const S3: &[Permission] = &[
    reads("s3:ListAllMyBuckets", "the buckets", "all checks of buckets"),
    reads("s3:GetBucketLocation", "the region of each bucket", "all checks of buckets"),
    reads("s3:GetEncryptionConfiguration", "default encryption", "encryption of buckets"),
    reads("s3:GetBucketPublicAccessBlock", "the bucket's public access block", "which buckets are public"),
    reads("s3:GetBucketPolicy", "the bucket policy", "who may reach buckets"),
    reads("s3:GetBucketPolicyStatus", "S3's own opinion of the policy", "S3's own opinion of the policy"),
    reads("s3:GetBucketAcl", "the access control list", "which buckets are public"),
    reads("s3:GetBucketOwnershipControls", "object ownership", "whether access control lists count"),
    reads("s3:GetBucketVersioning", "versioning and MFA delete", "protection against deletion"),
    reads("s3:GetBucketLogging", "server access logging", "access logging"),
    reads("s3:GetBucketNotification", "event notifications", "what buckets set off"),
    reads("s3:GetReplicationConfiguration", "replication", "replication to other accounts"),
    reads("s3:GetBucketObjectLockConfiguration", "object lock", "protection against deletion"),
    reads("s3:GetLifecycleConfiguration", "lifecycle rules", "how long data is kept"),
    reads("s3:GetBucketTagging", "tags", "classification of buckets"),
    reads("s3:ListAccessPoints", "the access points of each region", "which buckets access points open"),
    reads("s3:GetAccessPoint", "the public access block of each access point", "which buckets access points open"),
    reads("s3:GetAccessPointPolicy", "the policy of each access point", "which buckets access points open"),
    reads("s3:ListTagsForResource", "tags of access points", "classification of access points"),
];

/// KMS.
pub const KMS: &[Permission] = &[
    reads("kms:ListKeys", "the keys", "all checks of keys"),
    reads("kms:ListAliases", "the keys' names", "names of keys"),
    reads("kms:DescribeKey", "state and manager of each key", "keys that will be deleted"),
    reads("kms:GetKeyPolicy", "the key policy", "who may use keys"),
    reads("kms:ListGrants", "grants", "grants to outsiders"),
    reads("kms:GetKeyRotationStatus", "rotation", "keys that are not rotated"),
    reads("kms:ListResourceTags", "tags", "classification of keys"),
];

/// CloudTrail.
pub const CLOUDTRAIL: &[Permission] = &[
    reads("cloudtrail:DescribeTrails", "the trails", "all checks of logging"),
    reads("cloudtrail:GetTrailStatus", "whether a trail logs", "stopped trails"),
    reads("cloudtrail:GetEventSelectors", "which events a trail records", "data events that are not recorded"),
    reads("cloudtrail:ListTags", "tags", "classification of trails"),
    reads("cloudtrail:LookupEvents", "who used what lately, from management events", "use of data that was recorded"),
];

/// Organizations.
pub const ORGANIZATIONS: &[Permission] = &[
    reads("organizations:DescribeOrganization", "the organization", "which accounts are one's own"),
    reads("organizations:ListRoots", "the roots", "the organization's tree"),
    reads("organizations:ListOrganizationalUnitsForParent", "organizational units", "the organization's tree"),
    reads("organizations:ListAccountsForParent", "accounts with their units", "which accounts are one's own"),
    reads("organizations:ListPolicies", "service and resource control policies", "limits set by the organization"),
    reads("organizations:DescribePolicy", "their documents", "limits set by the organization"),
    reads("organizations:ListTargetsForPolicy", "what they are attached to", "limits set by the organization"),
];

/// IAM Access Analyzer.
pub const ACCESS_ANALYZER: &[Permission] = &[
    reads("access-analyzer:ListAnalyzers", "the analyzers", "findings of Access Analyzer"),
    reads("access-analyzer:ListFindings", "their active findings", "findings of Access Analyzer"),
];

/// SQS.
pub const SQS: &[Permission] = &[
    reads("sqs:ListQueues", "the queues", "all checks of queues"),
    reads("sqs:GetQueueAttributes", "policy, encryption and dead-letter queue of each queue", "all checks of queues"),
    reads("sqs:ListQueueTags", "tags", "classification of queues"),
];

/// RDS and Aurora.
pub const RDS: &[Permission] = &[
    reads("rds:DescribeDBInstances", "database instances", "all checks of databases"),
    reads("rds:DescribeDBClusters", "database clusters", "all checks of database clusters"),
    reads("rds:DescribeDBSnapshots", "snapshots of instances", "snapshots of databases"),
    reads("rds:DescribeDBSnapshotAttributes", "who may restore a snapshot", "snapshots that are public or shared"),
    reads("rds:DescribeDBClusterSnapshots", "snapshots of clusters", "snapshots of database clusters"),
    reads(
        "rds:DescribeDBClusterSnapshotAttributes",
        "who may restore a snapshot of a cluster",
        "snapshots that are public or shared",
    ),
    reads("rds:DescribeDBParameters", "whether an instance wants TLS", "databases that accept plain connections"),
    reads("rds:DescribeDBClusterParameters", "whether a cluster wants TLS", "clusters that accept plain connections"),
    reads("rds:DescribeDBMajorEngineVersions", "until when versions are supported", "versions out of support"),
    reads("rds:DescribeExportTasks", "exports to S3", "which buckets databases are exported to"),
    reads("rds:DescribeIntegrations", "zero-ETL integrations", "where databases are copied to"),
    reads("rds:DescribeEventSubscriptions", "who hears of events", "who hears of events of databases"),
    reads("rds:DescribeDBProxies", "proxies", "proxies that accept plain connections"),
    reads("rds:DescribeDBProxyTargets", "the databases behind a proxy", "which databases a proxy opens"),
    reads("rds:ListTagsForResource", "tags of proxies and subscriptions", "classification of proxies"),
];

/// DynamoDB.
pub const DYNAMODB: &[Permission] = &[
    reads("dynamodb:ListTables", "the tables", "all checks of tables"),
    reads("dynamodb:DescribeTable", "encryption, stream and replicas of each table", "encryption of tables"),
    reads("dynamodb:DescribeContinuousBackups", "point-in-time recovery", "tables that cannot be restored"),
    reads("dynamodb:GetResourcePolicy", "the policies of tables and their streams", "who may reach tables"),
    reads("dynamodb:DescribeTimeToLive", "when items are removed", "how long items are kept"),
    reads("dynamodb:DescribeKinesisStreamingDestination", "streams that get each change", "where tables are copied to"),
    reads("dynamodb:ListTagsOfResource", "tags", "classification of tables"),
    reads("dynamodb:ListBackups", "backups on demand", "backups of tables"),
    reads("dynamodb:ListExports", "exports to S3", "where tables are exported to"),
    reads("dynamodb:DescribeExport", "the bucket of each export", "where tables are exported to"),
    reads("dynamodb:ListImports", "imports from S3", "where tables come from"),
];

/// Secrets Manager. `secretsmanager:GetSecretValue` is never used.
pub const SECRETS_MANAGER: &[Permission] = &[
    reads("secretsmanager:ListSecrets", "the secrets, without their values", "all checks of secrets"),
    reads("secretsmanager:DescribeSecret", "copies in other regions", "copies of secrets"),
    reads("secretsmanager:GetResourcePolicy", "the policy of each secret", "who may read secrets"),
];

/// CloudWatch Logs.
pub const LOGS: &[Permission] = &[
    reads("logs:DescribeLogGroups", "the log groups", "all checks of log groups"),
    reads("logs:DescribeSubscriptionFilters", "what passes on the events of each group", "where logs are sent"),
    reads("logs:DescribeAccountPolicies", "what passes on the events of all groups", "where logs are sent"),
    reads("logs:DescribeDestinations", "destinations and who may send to them", "who may send logs"),
    reads("logs:DescribeResourcePolicies", "who may write into log groups", "who may write logs"),
    reads("logs:ListTagsForResource", "tags", "classification of log groups"),
    reads("logs:FilterLogEvents", "data events that trails deliver to log groups", "use of data that was recorded"),
];

/// Kinesis Data Streams.
pub const KINESIS: &[Permission] = &[
    reads("kinesis:ListStreams", "the streams", "all checks of streams"),
    reads("kinesis:DescribeStreamSummary", "encryption and retention of each stream", "encryption of streams"),
    reads("kinesis:GetResourcePolicy", "the policies of streams and consumers", "who may reach streams"),
    reads("kinesis:ListTagsForStream", "tags of streams", "classification of streams"),
    reads("kinesis:ListStreamConsumers", "registered consumers", "who reads streams"),
    reads("kinesis:ListTagsForResource", "tags of consumers", "classification of consumers"),
];

/// Data Firehose.
pub const FIREHOSE: &[Permission] = &[
    reads("firehose:ListDeliveryStreams", "the delivery streams", "all checks of delivery streams"),
    reads("firehose:DescribeDeliveryStream", "sources and destinations", "where delivery streams deliver"),
    reads("firehose:ListTagsForDeliveryStream", "tags", "classification of delivery streams"),
];

/// MSK.
pub const KAFKA: &[Permission] = &[
    reads("kafka:ListClustersV2", "the clusters", "all checks of Kafka clusters"),
    reads("kafka:GetBootstrapBrokers", "the hosts of their brokers", "who names a cluster by its brokers"),
    reads("kafka:GetClusterPolicy", "the policy of each cluster", "who may reach clusters"),
    reads("kafka:ListScramSecrets", "which secrets hold users and passwords", "secrets of clusters"),
];

/// MSK Connect.
pub const KAFKA_CONNECT: &[Permission] = &[
    reads("kafkaconnect:ListConnectors", "the connectors", "all checks of connectors"),
    reads("kafkaconnect:DescribeConnector", "their configuration, without secrets", "what connectors move"),
    reads("kafkaconnect:DescribeCustomPlugin", "the bucket of each plugin", "where the code of connectors lies"),
    reads("kafkaconnect:DescribeWorkerConfiguration", "properties of workers", "secrets in properties of workers"),
    reads("kafkaconnect:ListTagsForResource", "tags", "classification of connectors"),
];

/// Redshift clusters.
pub const REDSHIFT: &[Permission] = &[
    reads("redshift:DescribeClusters", "warehouse clusters", "all checks of Redshift clusters"),
    reads("redshift:DescribeLoggingStatus", "where audit logs go", "audit logs of clusters"),
    reads(
        "redshift:DescribeClusterParameters",
        "whether a cluster wants TLS",
        "clusters that accept plain connections",
    ),
    reads("redshift:DescribeClusterSnapshots", "manual snapshots", "snapshots that are shared"),
    reads("redshift:DescribeDataShares", "data shares", "data shared with other accounts"),
    reads("redshift:DescribeScheduledActions", "what is done on a schedule", "roles of scheduled actions"),
    reads("redshift:DescribeEndpointAuthorization", "who may make endpoints", "accounts that may connect"),
    reads("redshift:GetResourcePolicy", "policies of namespaces", "who may copy into warehouses"),
    reads("redshift:DescribeIntegrations", "zero-ETL and S3 integrations", "what is copied into warehouses"),
    reads("redshift:DescribeEventSubscriptions", "who hears of events", "who hears of events of clusters"),
];

/// Redshift Serverless.
pub const REDSHIFT_SERVERLESS: &[Permission] = &[
    reads("redshift-serverless:ListNamespaces", "namespaces", "all checks of serverless warehouses"),
    reads("redshift-serverless:ListWorkgroups", "workgroups", "workgroups that are public or accept plain connections"),
    reads("redshift-serverless:ListSnapshots", "snapshots", "snapshots that are shared"),
    reads("redshift-serverless:GetResourcePolicy", "policies of snapshots", "who may restore snapshots"),
    reads("redshift-serverless:ListTagsForResource", "tags", "classification of serverless warehouses"),
];

/// API Gateway.
pub const API_GATEWAY: &[Permission] =
    &[reads("apigateway:GET", "APIs with routes, stages, authorizers and domains", "all checks of APIs")];
/// SNS.
pub const SNS: &[Permission] = &[
    reads("sns:ListTopics", "the topics", "all checks of topics"),
    reads("sns:GetTopicAttributes", "policy and encryption of each topic", "all checks of topics"),
    reads("sns:ListSubscriptionsByTopic", "who is sent copies of messages", "where messages go"),
    reads("sns:GetSubscriptionAttributes", "dead-letter queue and role of each subscription", "where messages go"),
    reads("sns:ListTagsForResource", "tags", "classification of topics"),
];

/// Lambda.
pub const LAMBDA: &[Permission] = &[
    reads("lambda:ListFunctions", "the functions with their configuration", "all checks of functions"),
    reads("lambda:GetPolicy", "the policy of each function", "who may call functions"),
    reads("lambda:ListFunctionUrlConfigs", "addresses of functions", "functions that everyone can call"),
    reads("lambda:ListFunctionEventInvokeConfigs", "destinations of asynchronous calls", "where events go that failed"),
    reads("lambda:GetFunctionCodeSigningConfig", "whether code must be signed", "functions that take unsigned code"),
    reads("lambda:GetFunctionConcurrency", "reserved concurrency", "limits of functions"),
    reads("lambda:ListEventSourceMappings", "what feeds functions", "what functions read"),
    reads("lambda:ListTags", "tags", "classification of functions"),
    reads("cloudwatch:GetMetricData", "on which day functions last ran", "whether functions are used"),
];

/// EventBridge.
pub const EVENTS: &[Permission] = &[
    reads("events:ListEventBuses", "event buses with their policies", "who may send events"),
    reads("events:DescribeEventBus", "encryption of each bus", "encryption of event buses"),
    reads("events:ListRules", "the rules of each bus", "what events set off"),
    reads("events:ListTargetsByRule", "the targets of each rule", "what events set off"),
    reads("events:ListApiDestinations", "addresses outside of AWS", "where events leave AWS"),
    reads(
        "events:ListConnections",
        "how connections say who they are, without credentials",
        "credentials of destinations",
    ),
    reads("events:ListTagsForResource", "tags", "classification of buses and rules"),
];

/// EventBridge Pipes.
pub const PIPES: &[Permission] = &[
    reads("pipes:ListPipes", "the pipes", "what pipes move"),
    reads("pipes:DescribePipe", "role, logs and key of each pipe", "all checks of pipes"),
];

/// EventBridge Scheduler.
pub const SCHEDULER: &[Permission] = &[
    reads("scheduler:ListSchedules", "the schedules", "what schedules set off"),
    reads("scheduler:GetSchedule", "role, input and key of each schedule", "all checks of schedules"),
];

/// Step Functions.
pub const STATES: &[Permission] = &[
    reads("states:ListStateMachines", "the state machines", "all checks of state machines"),
    reads("states:DescribeStateMachine", "definition, role and logs of each", "what state machines call"),
    reads("states:ListTagsForResource", "tags", "classification of state machines"),
];

/// Glue.
pub const GLUE: &[Permission] = &[
    reads("glue:GetJobs", "the jobs with their arguments", "all checks of Glue jobs"),
    reads("glue:GetJobRuns", "the latest run of each job", "which jobs and triggers are in use"),
    reads("glue:GetCrawlers", "the crawlers with their targets", "what crawlers read and write"),
    reads("glue:GetTriggers", "the triggers", "what sets off jobs and crawlers"),
    reads("glue:ListWorkflows", "the workflows", "which jobs belong together"),
    reads("glue:GetWorkflow", "their properties", "what workflows name"),
    reads("glue:GetDevEndpoints", "development endpoints", "development endpoints that are left"),
    reads("glue:GetConnections", "the connections, without passwords", "where jobs and crawlers connect to, and how"),
    reads("glue:GetDatabases", "the databases of the Data Catalog", "where tables lie"),
    reads("glue:GetTables", "the tables of the Data Catalog", "where tables lie"),
    reads("glue:GetDataCatalogEncryptionSettings", "encryption of the Data Catalog", "encryption of the Data Catalog"),
    reads("glue:GetResourcePolicy", "the policy of the Data Catalog", "who may reach the Data Catalog"),
    reads("glue:GetSecurityConfigurations", "security configurations", "what jobs and crawlers encrypt"),
    reads("glue:DescribeIntegrations", "zero-ETL integrations", "what is copied into catalogs and warehouses"),
    reads("glue:GetIntegrationResourceProperty", "their roles", "under whose name integrations read and write"),
    reads("glue:GetTags", "tags", "classification of jobs, crawlers and connections"),
];

/// Athena.
pub const ATHENA: &[Permission] = &[
    reads("athena:ListWorkGroups", "the work groups", "all checks of work groups"),
    reads("athena:GetWorkGroup", "where results go, and how", "all checks of work groups"),
    reads("athena:ListDataCatalogs", "data catalogs", "which functions answer queries"),
    reads("athena:GetDataCatalog", "their parameters", "which functions answer queries"),
    reads("athena:ListTagsForResource", "tags", "classification of work groups"),
];

/// Managed Workflows for Apache Airflow.
pub const AIRFLOW: &[Permission] = &[
    reads("airflow:ListEnvironments", "the environments", "all checks of Airflow"),
    reads("airflow:GetEnvironment", "how they are set up, and their tags", "all checks of Airflow"),
];

/// EMR and EMR Serverless.
pub const EMR: &[Permission] = &[
    reads("elasticmapreduce:ListClusters", "the clusters", "all checks of clusters"),
    reads("elasticmapreduce:DescribeCluster", "how they are set up, and their tags", "all checks of clusters"),
    reads("elasticmapreduce:ListSteps", "their latest steps", "what clusters run, and secrets in arguments"),
    reads("elasticmapreduce:ListBootstrapActions", "their bootstrap actions", "what clusters run when they start"),
    reads("elasticmapreduce:ListInstances", "addresses of primary machines", "clusters on the internet"),
    reads("elasticmapreduce:ListSecurityConfigurations", "security configurations", "encryption of clusters"),
    reads("elasticmapreduce:DescribeSecurityConfiguration", "what they ask for", "encryption of clusters"),
    reads(
        "elasticmapreduce:GetBlockPublicAccessConfiguration",
        "the block of public access",
        "clusters open to everyone",
    ),
    reads("emr-serverless:ListApplications", "serverless applications", "what serverless applications write"),
    reads("emr-serverless:GetApplication", "how they are set up, and their tags", "what serverless applications write"),
];

/// Data Pipeline.
pub const DATA_PIPELINE: &[Permission] = &[
    reads("datapipeline:ListPipelines", "the pipelines", "pipelines that are left"),
    reads("datapipeline:DescribePipelines", "their tags", "classification of pipelines"),
    reads(
        "datapipeline:GetPipelineDefinition",
        "their definitions",
        "what pipelines read and write, and secrets in them",
    ),
];

/// Networks of EC2.
pub const EC2: &[Permission] = &[
    reads("ec2:DescribeVpcEndpoints", "endpoints of networks", "by which way calls leave a network"),
    reads("ec2:DescribeRouteTables", "where routes lead out of networks", "by which way calls leave a network"),
    reads("ec2:DescribeSubnets", "which network a subnet is of", "by which way calls leave a network"),
];

/// All collectors with what they need.
pub const ALL: &[Group] = &[
    Group { service: "sts", permissions: STS },
    Group { service: "account", permissions: ACCOUNT },
    Group { service: "iam", permissions: IAM },
    Group { service: "s3", permissions: S3 },
    Group { service: "kms", permissions: KMS },
    Group { service: "cloudtrail", permissions: CLOUDTRAIL },
    Group { service: "organizations", permissions: ORGANIZATIONS },
    Group { service: "access-analyzer", permissions: ACCESS_ANALYZER },
    Group { service: "sqs", permissions: SQS },
    Group { service: "rds", permissions: RDS },
    Group { service: "dynamodb", permissions: DYNAMODB },
    Group { service: "secretsmanager", permissions: SECRETS_MANAGER },
    Group { service: "logs", permissions: LOGS },
    Group { service: "kinesis", permissions: KINESIS },
    Group { service: "firehose", permissions: FIREHOSE },
    Group { service: "kafka", permissions: KAFKA },
    Group { service: "kafkaconnect", permissions: KAFKA_CONNECT },
    Group { service: "redshift", permissions: REDSHIFT },
    Group { service: "redshift-serverless", permissions: REDSHIFT_SERVERLESS },
    Group { service: "apigateway", permissions: API_GATEWAY },
    Group { service: "sns", permissions: SNS },
    Group { service: "lambda", permissions: LAMBDA },
    Group { service: "events", permissions: EVENTS },
    Group { service: "pipes", permissions: PIPES },
    Group { service: "scheduler", permissions: SCHEDULER },
    Group { service: "states", permissions: STATES },
    Group { service: "glue", permissions: GLUE },
    Group { service: "athena", permissions: ATHENA },
    Group { service: "airflow", permissions: AIRFLOW },
    Group { service: "emr", permissions: EMR },
    Group { service: "datapipeline", permissions: DATA_PIPELINE },
    Group { service: "ec2", permissions: EC2 },
];

/// Permissions of which one is enough.
const EITHER: &[[&str; 2]] = &[["account:ListRegions", "ec2:DescribeRegions"]];

/// The permission that does as well as this one.
pub fn instead_of(action: &str) -> Option<&'static str> {
    let other = |[one, other]: &[&'static str; 2]| match action {
        action if action == *one => Some(*other),
        action if action == *other => Some(*one),
        _ => None,
    };
    EITHER.iter().find_map(other)
}

/// The least-privilege policy that a scan needs: one statement a service, so that parts can be left out.
pub fn read_policy() -> Value {
    let statements: Vec<Value> = ALL.iter().map(statement).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn statement(group: &Group) -> Value {
    let actions: Vec<&str> = group.permissions.iter().map(|permission| permission.action).collect();
    json!({ "Sid": sid(group.service), "Effect": "Allow", "Action": actions, "Resource": "*" })
}

/// A statement's id may hold letters and digits only.
fn sid(service: &str) -> String {
    let mut sid = "Read".to_owned();
    for word in service.split('-') {
        let mut letters = word.chars();
        sid.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        sid.push_str(letters.as_str());
    }
    sid
}

/// The permission with this action.
pub fn permission(action: &str) -> Option<&'static Permission> {
    ALL.iter().flat_map(|group| group.permissions).find(|permission| permission.action == action)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use std::collections::BTreeSet;

    #[test]
    fn the_policy_is_a_policy_and_names_each_action_once() {
        let policy = Policy::parse(&read_policy().to_string()).unwrap();
        assert_eq!(policy.statements.len(), ALL.len());
        let all: Vec<&str> = ALL.iter().flat_map(|group| group.permissions).map(|one| one.action).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let verbs = ["Get", "GET", "List", "Describe", "Generate", "Lookup", "Filter"];
        let reads = |(service, verb): (&str, &str)| !service.is_empty() && verbs.iter().any(|it| verb.starts_with(it));
        assert!(all.iter().all(|action| action.split_once(':').is_some_and(reads)));
    }

    #[test]
    fn either_of_two_is_enough() {
        assert_eq!(instead_of("account:ListRegions"), Some("ec2:DescribeRegions"));
        assert_eq!(instead_of("ec2:DescribeRegions"), Some("account:ListRegions"));
        assert_eq!(instead_of("kms:ListKeys"), None);
        assert!(EITHER.iter().flatten().all(|action| permission(action).is_some()));
    }

    #[test]
    fn ids_of_statements_hold_letters_only() {
        assert_eq!(sid("access-analyzer"), "ReadAccessAnalyzer");
    }
}
