//! The kinds of resource that an estate holds.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Layer;

/// One line a kind: its word, the service that is asked for it, and the layer that it stands in unless a tag says
/// otherwise. `store` marks kinds that hold data.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident => $word:literal, $service:literal, $layer:ident $(, $store:ident)?;)+) => {
        /// What a resource is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])+ $kind),+ }

        impl Kind {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The word a person reads.
            pub fn word(self) -> &'static str {
                match self { $(Self::$kind => $word),+ }
            }

            /// The collector that reads it, by the name of its service.
            pub fn service(self) -> &'static str {
                match self { $(Self::$kind => $service),+ }
            }

            /// The layer of a pipeline in which resources of this kind stand, where no tag says otherwise.
            pub fn layer(self) -> Layer {
                match self { $(Self::$kind => Layer::$layer),+ }
            }

            /// Whether resources of this kind hold data of the pipeline.
            pub const fn is_store(self) -> bool {
                match self { $(Self::$kind => kinds!(@store $($store)?)),+ }
            }
        }
    };
    (@store store) => { true };
    (@store) => { false };
}

// A service's kinds stand under its name, so that a new kind is a new line there.
kinds! {
    /// An AWS account and its account-wide settings.
    Account => "account", "iam", Monitoring;
    // s3
    /// An S3 bucket.
    Bucket => "bucket", "s3", Storage, store;
    /// An access point of an S3 bucket.
    AccessPoint => "access-point", "s3", Storage;
    // kms
    /// A KMS key.
    Key => "key", "kms", Monitoring;
    // iam
    /// An IAM user.
    User => "user", "iam", Monitoring;
    /// An IAM role.
    Role => "role", "iam", Monitoring;
    /// An IAM group.
    Group => "group", "iam", Monitoring;
    /// An IAM managed policy, the customer's or AWS's.
    Policy => "policy", "iam", Monitoring;
    /// An IAM OpenID Connect provider.
    OidcProvider => "oidc-provider", "iam", Monitoring;
    /// An IAM SAML provider.
    SamlProvider => "saml-provider", "iam", Monitoring;
    // cloudtrail
    /// A CloudTrail trail.
    Trail => "trail", "cloudtrail", Monitoring;
    // organizations
    /// An organization's service control or resource control policy.
    OrganizationPolicy => "organization-policy", "organizations", Monitoring;
    /// An organizational unit or an organization's root.
    OrganizationalUnit => "organizational-unit", "organizations", Monitoring;
    // access-analyzer
    /// An IAM Access Analyzer.
    Analyzer => "analyzer", "access-analyzer", Monitoring;
    // sqs
    /// An SQS queue.
    Queue => "queue", "sqs", Ingestion, store;
    // sns
    /// An SNS topic.
    Topic => "topic", "sns", Ingestion;
    // lambda
    /// A Lambda function.
    Function => "function", "lambda", Processing;
    /// What reads a source and calls a Lambda function.
    EventSourceMapping => "event-source-mapping", "lambda", Ingestion;
    // kinesis
    /// A Kinesis data stream.
    Stream => "stream", "kinesis", Ingestion, store;
    /// A consumer that is registered with a Kinesis data stream.
    StreamConsumer => "stream-consumer", "kinesis", Ingestion;
    // firehose
    /// A delivery stream of Amazon Data Firehose.
    DeliveryStream => "delivery-stream", "firehose", Ingestion;
    // kafka
    /// A Kafka cluster of MSK.
    KafkaCluster => "kafka-cluster", "kafka", Ingestion, store;
    /// A connector of MSK Connect.
    KafkaConnector => "kafka-connector", "kafkaconnect", Ingestion;
    // events
    /// An EventBridge event bus.
    EventBus => "event-bus", "events", Ingestion;
    /// An EventBridge rule with its targets.
    EventRule => "event-rule", "events", Orchestration;
    /// An address outside of AWS that EventBridge sends events to.
    ApiDestination => "api-destination", "events", Serving;
    /// An EventBridge pipe.
    Pipe => "pipe", "pipes", Ingestion;
    /// An EventBridge Scheduler schedule.
    Schedule => "schedule", "scheduler", Orchestration;
    // states
    /// A Step Functions state machine.
    StateMachine => "state-machine", "states", Orchestration;
    // glue
    /// A Glue job.
    GlueJob => "glue-job", "glue", Processing;
    /// A Glue crawler.
    GlueCrawler => "glue-crawler", "glue", Processing;
    /// A Glue trigger.
    GlueTrigger => "glue-trigger", "glue", Orchestration;
    /// A Glue workflow.
    GlueWorkflow => "glue-workflow", "glue", Orchestration;
    /// A Glue development endpoint.
    GlueEndpoint => "glue-development-endpoint", "glue", Processing;
    /// The Glue Data Catalog of an account in a region.
    GlueCatalog => "glue-catalog", "glue", Storage;
    /// A database of the Glue Data Catalog.
    GlueDatabase => "glue-database", "glue", Storage;
    /// A table of the Glue Data Catalog: it says where data lies and holds none.
    GlueTable => "glue-table", "glue", Storage;
    /// A Glue connection.
    GlueConnection => "glue-connection", "glue", Ingestion;
    /// A Glue security configuration.
    GlueSecurityConfiguration => "glue-security-configuration", "glue", Monitoring;
    /// A zero-ETL integration of Glue.
    GlueIntegration => "glue-integration", "glue", Processing;
    // athena
    /// An Athena work group.
    AthenaWorkGroup => "athena-workgroup", "athena", Serving;
    /// An Athena data catalog besides Glue's own.
    AthenaCatalog => "athena-catalog", "athena", Serving;
    // airflow
    /// An environment of Managed Workflows for Apache Airflow.
    AirflowEnvironment => "airflow-environment", "airflow", Orchestration;
    // emr
    /// An EMR cluster.
    EmrCluster => "emr-cluster", "emr", Processing;
    /// An EMR security configuration.
    EmrSecurityConfiguration => "emr-security-configuration", "emr", Monitoring;
    /// What an account blocks of public access to EMR clusters in a region.
    EmrPublicAccessBlock => "emr-public-access-block", "emr", Monitoring;
    /// An application of EMR Serverless.
    EmrApplication => "emr-serverless-application", "emr", Processing;
    // datapipeline
    /// A pipeline of AWS Data Pipeline.
    DataPipeline => "data-pipeline", "datapipeline", Orchestration;
    // redshift
    /// A provisioned Redshift cluster.
    RedshiftCluster => "redshift-cluster", "redshift", Storage, store;
    /// A snapshot of a Redshift cluster.
    RedshiftSnapshot => "redshift-snapshot", "redshift", Storage, store;
    /// A share of a Redshift warehouse's live data.
    DataShare => "data-share", "redshift", Serving;
    /// An integration that copies into a Redshift warehouse.
    RedshiftIntegration => "redshift-integration", "redshift", Processing;
    /// A subscription of a topic to events of Redshift clusters.
    RedshiftEventSubscription => "redshift-event-subscription", "redshift", Monitoring;
    // redshift-serverless
    /// A Redshift Serverless namespace, which holds the data.
    RedshiftNamespace => "redshift-namespace", "redshift-serverless", Storage, store;
    /// A Redshift Serverless workgroup, which computes over it.
    RedshiftWorkgroup => "redshift-workgroup", "redshift-serverless", Serving;
    /// A snapshot of a Redshift Serverless namespace.
    RedshiftServerlessSnapshot => "redshift-serverless-snapshot", "redshift-serverless", Storage, store;
    // rds
    /// An RDS or Aurora database instance.
    DbInstance => "db-instance", "rds", Storage, store;
    /// An Aurora or Multi-AZ database cluster.
    DbCluster => "db-cluster", "rds", Storage, store;
    /// A manual snapshot of a database.
    DbSnapshot => "db-snapshot", "rds", Storage, store;
    /// An export of a database to S3.
    DbExport => "db-export", "rds", Processing;
    /// A zero-ETL integration of a database with a warehouse.
    DbIntegration => "db-integration", "rds", Processing;
    /// A subscription of a topic to events of databases.
    DbEventSubscription => "db-event-subscription", "rds", Monitoring;
    /// A proxy in front of databases.
    DbProxy => "db-proxy", "rds", Serving;
    // dynamodb
    /// A DynamoDB table.
    Table => "table", "dynamodb", Storage, store;
    // secretsmanager
    /// A secret of Secrets Manager.
    Secret => "secret", "secretsmanager", Monitoring;
    // logs
    /// A log group of CloudWatch Logs.
    LogGroup => "log-group", "logs", Monitoring;
    /// What other accounts send their log events to.
    LogDestination => "log-destination", "logs", Monitoring;
    /// A policy of an account that lets others write into its log groups.
    LogResourcePolicy => "log-resource-policy", "logs", Monitoring;
    // apigateway
    /// A REST API of API Gateway.
    RestApi => "rest-api", "apigateway", Ingestion;
    /// An HTTP or WebSocket API of API Gateway.
    HttpApi => "http-api", "apigateway", Ingestion;
    /// A custom domain of API Gateway.
    ApiDomain => "api-domain", "apigateway", Ingestion;
    // ec2
    /// A network of EC2.
    Vpc => "vpc", "ec2", Monitoring;
    /// An endpoint of a network: a door to a service.
    VpcEndpoint => "vpc-endpoint", "ec2", Monitoring;
}

impl Kind {
    /// Whether resources of this kind are identities.
    pub fn is_identity(self) -> bool {
        matches!(self, Self::User | Self::Role | Self::Group)
    }

    /// Whether resources of this kind can be an end of a hop: all but what governs others.
    pub const fn takes_part(self) -> bool {
        !matches!(
            self,
            Self::Account
                | Self::Key
                | Self::User
                | Self::Role
                | Self::Group
                | Self::Policy
                | Self::OidcProvider
                | Self::SamlProvider
                | Self::Trail
                | Self::OrganizationPolicy
                | Self::OrganizationalUnit
                | Self::Analyzer
                | Self::Vpc
                | Self::VpcEndpoint
        )
    }

    /// The kinds that hold data.
    pub const STORES: &[Self] = &pick::<{ count(true) }>(true);

    /// The kinds that can be an end of a hop.
    pub const PARTS: &[Self] = &pick::<{ count(false) }>(false);

    /// Whether resources of this kind are part of a pipeline: they hold data or move it.
    pub fn moves_or_holds_data(self) -> bool {
        self.layer() != Layer::Monitoring
    }

    /// The kind with this word, as written in filters and on the command line.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// Whether a kind is among the stores, or else among the parts.
const fn is_picked(kind: Kind, stores: bool) -> bool {
    if stores { kind.is_store() } else { kind.takes_part() }
}

#[expect(clippy::indexing_slicing, reason = "constant, and bounded by the length")]
const fn count(stores: bool) -> usize {
    let (mut at, mut sum) = (0, 0);
    while at < Kind::ALL.len() {
        if is_picked(Kind::ALL[at], stores) {
            sum += 1;
        }
        at += 1;
    }
    sum
}

#[expect(clippy::indexing_slicing, reason = "constant, and as long as was counted")]
const fn pick<const COUNT: usize>(stores: bool) -> [Kind; COUNT] {
    let mut picked = [Kind::Bucket; COUNT];
    let (mut at, mut next) = (0, 0);
    while at < Kind::ALL.len() {
        if is_picked(Kind::ALL[at], stores) {
            picked[next] = Kind::ALL[at];
            next += 1;
        }
        at += 1;
    }
    picked
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
