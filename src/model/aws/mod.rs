//! What is read about each kind of AWS resource, as plain values.

mod access_point;
mod account;
mod airflow;
mod analyzer;
mod apigateway;
mod aspects;
mod athena;
mod cloudtrail;
mod datapipeline;
mod dynamodb;
mod ec2;
mod emr;
mod events;
mod firehose;
mod glue;
mod glue_catalog;
mod iam;
mod kafka;
mod kinesis;
mod kms;
mod lambda;
mod logs;
mod organization;
mod rds;
mod redshift;
mod s3;
mod secretsmanager;
mod sns;
mod sqs;
mod states;

pub use access_point::AccessPoint;
pub use account::{AccountSettings, PasswordPolicy, RootUser};
pub use airflow::{AirflowEnvironment, AirflowLog, AirflowSettings};
pub use analyzer::{Analyzer, AnalyzerFinding};
pub use apigateway::{Api, ApiAuthorizer, ApiDomain, ApiIntegration, ApiRoute, ApiStage, Cors, UsagePlan};
pub use athena::{AthenaCatalog, AthenaWorkGroup, WorkGroupSettings};
pub use cloudtrail::{AdvancedSelector, BasicSelector, EventSelectors, FieldSelector, Trail, TrailStatus};
pub use datapipeline::{DataPipeline, PipelineObject};
pub use dynamodb::{
    ExportTarget, PointInTimeRecovery, Table, TableBackup, TableDescription, TableExport, TableImport, TableReplica,
    TableStream,
};
pub use ec2::{Route, RouteTable, Vpc, VpcEndpoint};
pub use emr::{
    EmrApplication, EmrApplicationSettings, EmrBlock, EmrBootstrap, EmrCluster, EmrPublicAccessBlock, EmrSecurity,
    EmrSecurityConfiguration, EmrSettings, EmrStep, emr_arn,
};
pub use events::{ApiDestination, EventBus, EventRule, Pipe, PipeDetails, RuleTarget, Schedule, ScheduleDetails};
pub use firehose::{
    Delivery, DeliveryBucket, DeliveryDescription, DeliverySchema, DeliverySource, DeliveryStream, DeliveryTarget,
};
pub use glue::{
    CrawlTarget, GlueAction, GlueCrawler, GlueEndpoint, GlueIntegration, GlueJob, GlueRun, GlueStep, GlueTask,
    GlueTrigger, GlueWorkflow, glue_arn,
};
pub use glue_catalog::{
    CatalogEncryption, CatalogLink, GlueCatalog, GlueConnection, GlueDatabase, GlueSecurityConfiguration, GlueTable,
};
pub use iam::{
    AccessKey, AccessKeyStatus, ActionLastAccessed, AttachedPolicy, Group, InlinePolicy, LastUse, ManagedPolicy,
    MfaDevice, OidcProvider, Role, SamlProvider, ServiceLastAccessed, User,
};
pub use kafka::{ConnectorPlugin, KafkaAuthentication, KafkaCluster, KafkaConnector, LogTargets};
pub use kinesis::{Stream, StreamAttributes, StreamConsumer};
pub use kms::{GrantConstraints, Key, KeyGrant, KeyManager, KeyRotation, KeyState};
pub use lambda::{
    AsynchronousCalls, EventSourceMapping, Function, FunctionNetwork, FunctionPermission, FunctionUrl, SourceAccess,
};
pub use logs::{LogDestination, LogGroup, LogResourcePolicy, LogSubscription};
pub use organization::{MemberAccount, Organization, OrganizationPolicy, OrganizationPolicyKind, OrganizationalUnit};
pub use rds::{
    ActivityStream, Database, DatabaseExport, DatabaseProxy, DatabaseRole, DatabaseSnapshot, EventSubscription,
    Integration, ProxyTarget, ServerCertificate, TlsRule,
};
pub use redshift::{
    DataShare, DataShareConsumer, EndpointGrant, RedshiftCluster, RedshiftNamespace, RedshiftSnapshot,
    RedshiftWorkgroup, ScheduledAction, WarehouseLogging,
};
pub use s3::{
    Acl, AclGrant, Bucket, BucketEncryption, BucketLogging, EncryptionAlgorithm, EncryptionRule, Grantee,
    LifecycleRule, Notification, NotificationTarget, ObjectLock, ObjectOwnership, PublicAccessBlock, Replication,
    ReplicationRule, Versioning, VersioningStatus,
};
pub use secretsmanager::{Secret, SecretReplica, SecretRotation};
pub use sns::{DeliveryLogging, Subscription, SubscriptionDetails, Topic, TopicAttributes};
pub use sqs::{Queue, QueueAttributes, Redrive};
pub use states::{StateMachine, StateMachineDetails};
