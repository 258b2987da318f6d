//! A resource: its names, tags and what was read about it.

use std::any::Any;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::aws::{
    AccessPoint, AccountSettings, Analyzer, Bucket, DeliveryStream, Group, KafkaCluster, KafkaConnector, Key,
    LogDestination, LogGroup, LogResourcePolicy, ManagedPolicy, OidcProvider, OrganizationPolicy, OrganizationalUnit,
    Queue, Role, SamlProvider, Secret, Stream, StreamConsumer, Table, Trail, User,
};
use super::aws::{
    AirflowEnvironment, AthenaCatalog, AthenaWorkGroup, DataPipeline, EmrApplication, EmrCluster, EmrPublicAccessBlock,
    EmrSecurityConfiguration, GlueCatalog, GlueConnection, GlueCrawler, GlueDatabase, GlueEndpoint, GlueIntegration,
    GlueJob, GlueSecurityConfiguration, GlueTable, GlueTrigger, GlueWorkflow,
};
use super::aws::{Api, ApiDomain, DataShare, RedshiftCluster, RedshiftNamespace, RedshiftSnapshot, RedshiftWorkgroup};
use super::aws::{
    ApiDestination, EventBus, EventRule, EventSourceMapping, Function, Pipe, Schedule, StateMachine, Topic,
};
use super::aws::{Database, DatabaseExport, DatabaseProxy, DatabaseSnapshot, EventSubscription, Integration};
use super::aws::{Vpc, VpcEndpoint};
use super::{AccountId, Arn, Aspects, Fact, Kind, Layer, Region};

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// Anything with a cloud name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// The full name.
    pub arn: Arn,
    /// The account that owns it.
    pub account: AccountId,
    /// The region that holds it.
    pub region: Region,
    /// Its tags.
    pub tags: Fact<Tags>,
    /// What was read about it, by kind.
    pub detail: Detail,
}

/// One line a kind: the variant, what was read, and the accessor of a resource that gives it.
macro_rules! details {
    ($($(#[$doc:meta])+ $kind:ident($read:ident) => $accessor:ident;)+) => {
        /// What was read about a resource. One variant a kind.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Detail { $($(#[$doc])+ $kind(Box<$read>)),+ }

        impl Detail {
            /// What every kind can be asked.
            pub fn aspects(&self) -> &dyn Aspects {
                match self { $(Self::$kind(it) => it.as_ref()),+ }
            }

            /// What was read, to be changed, if it is of this type.
            pub fn read_mut<T: Aspects>(&mut self) -> Option<&mut T> {
                let any: &mut dyn Any = self.aspects_mut();
                any.downcast_mut()
            }

            /// The same, to be changed.
            pub(super) fn aspects_mut(&mut self) -> &mut dyn Aspects {
                match self { $(Self::$kind(it) => it.as_mut()),+ }
            }
        }

        impl Resource {
            /// What it is.
            pub fn kind(&self) -> Kind {
                match &self.detail { $(Detail::$kind(_) => Kind::$kind),+ }
            }

            $(
                #[doc = concat!("What was read of it, if it is of the kind `", stringify!($kind), "`.")]
                pub fn $accessor(&self) -> Option<&$read> {
                    if let Detail::$kind(it) = &self.detail { Some(it) } else { None }
                }
            )+
        }
    };
}

// A service's kinds stand under its name, as in the list of kinds.
details! {
    /// Account-wide settings.
    Account(AccountSettings) => account_settings;
    // s3
    /// An S3 bucket.
    Bucket(Bucket) => bucket;
    /// An access point of an S3 bucket.
    AccessPoint(AccessPoint) => access_point;
    // kms
    /// A KMS key.
    Key(Key) => key;
    // iam
    /// An IAM user.
    User(User) => user;
    /// An IAM role.
    Role(Role) => role;
    /// An IAM group.
    Group(Group) => group;
    /// An IAM managed policy.
    Policy(ManagedPolicy) => policy;
    /// An OpenID Connect provider.
    OidcProvider(OidcProvider) => oidc_provider;
    /// A SAML provider.
    SamlProvider(SamlProvider) => saml_provider;
    // cloudtrail
    /// A CloudTrail trail.
    Trail(Trail) => trail;
    // organizations
    /// A service control or resource control policy.
    OrganizationPolicy(OrganizationPolicy) => organization_policy;
    /// An organizational unit or root.
    OrganizationalUnit(OrganizationalUnit) => organizational_unit;
    // access-analyzer
    /// An access analyzer with its findings.
    Analyzer(Analyzer) => analyzer;
    // sqs
    /// An SQS queue.
    Queue(Queue) => queue;
    // sns
    /// An SNS topic.
    Topic(Topic) => topic;
    // lambda
    /// A Lambda function.
    Function(Function) => function;
    /// What reads a source and calls a Lambda function.
    EventSourceMapping(EventSourceMapping) => event_source_mapping;
    // kinesis
    /// A Kinesis data stream.
    Stream(Stream) => stream;
    /// A registered consumer of a Kinesis data stream.
    StreamConsumer(StreamConsumer) => stream_consumer;
    // firehose
    /// A delivery stream.
    DeliveryStream(DeliveryStream) => delivery_stream;
    // kafka
    /// A Kafka cluster.
    KafkaCluster(KafkaCluster) => kafka_cluster;
    /// A Kafka connector.
    KafkaConnector(KafkaConnector) => kafka_connector;
    // events
    /// An EventBridge event bus.
    EventBus(EventBus) => event_bus;
    /// An EventBridge rule with its targets.
    EventRule(EventRule) => event_rule;
    /// An address outside of AWS that EventBridge sends events to.
    ApiDestination(ApiDestination) => api_destination;
    /// An EventBridge pipe.
    Pipe(Pipe) => pipe;
    /// An EventBridge Scheduler schedule.
    Schedule(Schedule) => schedule;
    // states
    /// A Step Functions state machine.
    StateMachine(StateMachine) => state_machine;
    // glue
    /// A Glue job.
    GlueJob(GlueJob) => glue_job;
    /// A Glue crawler.
    GlueCrawler(GlueCrawler) => glue_crawler;
    /// A Glue trigger.
    GlueTrigger(GlueTrigger) => glue_trigger;
    /// A Glue workflow.
    GlueWorkflow(GlueWorkflow) => glue_workflow;
    /// A Glue development endpoint.
    GlueEndpoint(GlueEndpoint) => glue_endpoint;
    /// The Glue Data Catalog of an account in a region.
    GlueCatalog(GlueCatalog) => glue_catalog;
    /// A database of the Glue Data Catalog.
    GlueDatabase(GlueDatabase) => glue_database;
    /// A table of the Glue Data Catalog: it says where data lies and holds none.
    GlueTable(GlueTable) => glue_table;
    /// A Glue connection.
    GlueConnection(GlueConnection) => glue_connection;
    /// A Glue security configuration.
    GlueSecurityConfiguration(GlueSecurityConfiguration) => glue_security_configuration;
    /// A zero-ETL integration.
    GlueIntegration(GlueIntegration) => glue_integration;
    // athena
    /// An Athena work group.
    AthenaWorkGroup(AthenaWorkGroup) => athena_work_group;
    /// An Athena data catalog besides Glue's own.
    AthenaCatalog(AthenaCatalog) => athena_catalog;
    // airflow
    /// An environment of Managed Workflows for Apache Airflow.
    AirflowEnvironment(AirflowEnvironment) => airflow_environment;
    // emr
    /// An EMR cluster.
    EmrCluster(EmrCluster) => emr_cluster;
    /// An EMR security configuration.
    EmrSecurityConfiguration(EmrSecurityConfiguration) => emr_security_configuration;
    /// What an account blocks of public access to EMR clusters in a region.
    EmrPublicAccessBlock(EmrPublicAccessBlock) => emr_public_access_block;
    /// An application of EMR Serverless.
    EmrApplication(EmrApplication) => emr_application;
    // datapipeline
    /// A pipeline of AWS Data Pipeline.
    DataPipeline(DataPipeline) => data_pipeline;
    // redshift
    /// A provisioned Redshift cluster.
    RedshiftCluster(RedshiftCluster) => redshift_cluster;
    /// A snapshot of a Redshift cluster.
    RedshiftSnapshot(RedshiftSnapshot) => redshift_snapshot;
    /// A share of a warehouse's live data.
    DataShare(DataShare) => data_share;
    /// An integration that copies into a warehouse.
    RedshiftIntegration(Integration) => redshift_integration;
    /// A subscription to events of clusters.
    RedshiftEventSubscription(EventSubscription) => redshift_event_subscription;
    // redshift-serverless
    /// A serverless namespace.
    RedshiftNamespace(RedshiftNamespace) => redshift_namespace;
    /// A serverless workgroup.
    RedshiftWorkgroup(RedshiftWorkgroup) => redshift_workgroup;
    /// A snapshot of a namespace.
    RedshiftServerlessSnapshot(RedshiftSnapshot) => redshift_serverless_snapshot;
    // rds
    /// A database instance.
    DbInstance(Database) => db_instance;
    /// A database cluster.
    DbCluster(Database) => db_cluster;
    /// A snapshot of a database.
    DbSnapshot(DatabaseSnapshot) => db_snapshot;
    /// An export of a database to S3.
    DbExport(DatabaseExport) => db_export;
    /// A zero-ETL integration of a database.
    DbIntegration(Integration) => db_integration;
    /// A subscription to events of databases.
    DbEventSubscription(EventSubscription) => db_event_subscription;
    /// A proxy in front of databases.
    DbProxy(DatabaseProxy) => db_proxy;
    // dynamodb
    /// A DynamoDB table.
    Table(Table) => table;
    // secretsmanager
    /// A secret, without its value.
    Secret(Secret) => secret;
    // logs
    /// A log group.
    LogGroup(LogGroup) => log_group;
    /// A log destination.
    LogDestination(LogDestination) => log_destination;
    /// A log resource policy.
    LogResourcePolicy(LogResourcePolicy) => log_resource_policy;
    // apigateway
    /// A REST API.
    RestApi(Api) => rest_api;
    /// An HTTP or WebSocket API.
    HttpApi(Api) => http_api;
    /// A custom domain.
    ApiDomain(ApiDomain) => api_domain;
    // ec2
    /// A network.
    Vpc(Vpc) => vpc;
    /// An endpoint of a network.
    VpcEndpoint(VpcEndpoint) => vpc_endpoint;
}

impl Resource {
    /// What an estate is ordered by: kind, account, name.
    pub fn order(&self) -> (Kind, &AccountId, &Arn) {
        (self.kind(), &self.account, &self.arn)
    }

    /// The name a person would use: an alias where there is one, else the last segment of the ARN.
    pub fn name(&self) -> &str {
        let own = match &self.detail {
            Detail::Account(_) => Some(self.account.as_str()),
            _ => None,
        };
        self.detail.aspects().name().or(own).unwrap_or(self.arn.short_name())
    }

    /// The layer of the pipeline it stands in: what its tag `layer` says, else what its kind does.
    pub fn layer(&self) -> Layer {
        let tagged = self
            .tags
            .known()
            .and_then(|tags| tags.get("layer"))
            .and_then(|word| Layer::ALL.iter().copied().find(|layer| layer.word().eq_ignore_ascii_case(word)));
        tagged.unwrap_or(self.kind().layer())
    }
}
