//! The services that are reached over the wire: names, protocols and the odd address. Data, and no calls.
//!
//! Source of all facts: the service models and endpoint rules that AWS publishes with its SDKs; AWS SDKs and Tools
//! Reference Guide, "Identifiers for service-specific endpoints".

/// How a service is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Forms that are answered in XML.
    Query {
        /// The version of the API.
        version: &'static str,
    },
    /// JSON, the operation named in a header.
    Json {
        /// The version of the protocol.
        version: &'static str,
        /// What comes before the operation in the header.
        target: &'static str,
    },
    /// JSON, the operation named by method and path.
    Rest,
}

/// How the dual-stack address differs from the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DualStack {
    /// By the domain alone.
    SameHost,
    /// By the domain and the host.
    Host(&'static str),
    /// Not at all.
    SameAddress,
}

/// Whether the names of FIPS endpoints in GovCloud end in `-fips`, as they do elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GovFips {
    /// They do.
    Marked,
    /// Only dual-stack ones do.
    PlainInIpv4,
    /// None does.
    Plain,
    /// All dual-stack ones do, and in IPv4 those outside of us-gov-west-1.
    MarkedInDualStack,
}

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// Its name in signatures.
    pub name: &'static str,
    /// The first part of its host's name.
    pub host: &'static str,
    /// Its name in the user's configuration: in `AWS_ENDPOINT_URL_<ID>` it is in capitals, with `_` for a space.
    pub id: &'static str,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// Its dual-stack address.
    pub dual_stack: DualStack,
    /// Its FIPS addresses in GovCloud.
    pub gov_fips: GovFips,
}

impl Service {
    const fn new(id: &'static str, name: &'static str, protocol: Protocol) -> Self {
        let (dual_stack, gov_fips) = (DualStack::SameHost, GovFips::Marked);
        Self { name, host: name, id, protocol, dual_stack, gov_fips }
    }

    const fn query(id: &'static str, name: &'static str, version: &'static str) -> Self {
        Self::new(id, name, Protocol::Query { version })
    }

    const fn json10(id: &'static str, name: &'static str, target: &'static str) -> Self {
        Self::new(id, name, Protocol::Json { version: "1.0", target })
    }

    const fn json11(id: &'static str, name: &'static str, target: &'static str) -> Self {
        Self::new(id, name, Protocol::Json { version: "1.1", target })
    }

    const fn rest(id: &'static str, name: &'static str) -> Self {
        Self::new(id, name, Protocol::Rest)
    }

    const fn host(self, host: &'static str) -> Self {
        Self { host, ..self }
    }

    const fn dual_stack(self, dual_stack: DualStack) -> Self {
        Self { dual_stack, ..self }
    }

    const fn gov_fips(self, gov_fips: GovFips) -> Self {
        Self { gov_fips, ..self }
    }
}

/// EC2: regions, networks, security groups.
pub const EC2: Service = Service::query("EC2", "ec2", "2016-11-15").gov_fips(GovFips::PlainInIpv4);
/// Lambda: functions and what feeds them.
pub const LAMBDA: Service = Service::rest("Lambda", "lambda");
/// SQS: queues.
pub const SQS: Service = Service::json10("SQS", "sqs", "AmazonSQS").gov_fips(GovFips::PlainInIpv4);
/// SNS: topics and subscriptions.
pub const SNS: Service = Service::query("SNS", "sns", "2010-03-31").gov_fips(GovFips::PlainInIpv4);
/// Kinesis Data Streams.
pub const KINESIS: Service = Service::json11("Kinesis", "kinesis", "Kinesis_20131202").gov_fips(GovFips::PlainInIpv4);
/// Data Firehose: delivery streams.
pub const FIREHOSE: Service = Service::json11("Firehose", "firehose", "Firehose_20150804");
/// Managed Streaming for Apache Kafka: clusters.
pub const KAFKA: Service =
    Service::rest("Kafka", "kafka").dual_stack(DualStack::Host("kafka-api")).gov_fips(GovFips::Plain);
/// MSK Connect: connectors.
pub const KAFKA_CONNECT: Service = Service::rest("KafkaConnect", "kafkaconnect").gov_fips(GovFips::Plain);
/// EventBridge: buses, rules and targets.
pub const EVENTBRIDGE: Service = Service::json11("EventBridge", "events", "AWSEvents").gov_fips(GovFips::Plain);
/// EventBridge Pipes.
pub const PIPES: Service = Service::rest("Pipes", "pipes");
/// EventBridge Scheduler.
pub const SCHEDULER: Service = Service::rest("Scheduler", "scheduler");
/// Step Functions: state machines.
pub const STEP_FUNCTIONS: Service =
    Service::json10("SFN", "states", "AWSStepFunctions").gov_fips(GovFips::MarkedInDualStack);
/// Glue: the catalogue, jobs, crawlers, connections.
pub const GLUE: Service = Service::json11("Glue", "glue", "AWSGlue");
/// Athena: work groups and data catalogues.
pub const ATHENA: Service = Service::json11("Athena", "athena", "AmazonAthena");
/// Managed Workflows for Apache Airflow: environments. What concerns environments is asked of hosts with `api.` in front.
pub const MWAA: Service = Service::rest("MWAA", "airflow").host("api.airflow");
/// EMR: clusters on EC2.
pub const EMR: Service = Service::json11("EMR", "elasticmapreduce", "ElasticMapReduce").gov_fips(GovFips::PlainInIpv4);
/// EMR Serverless: applications.
pub const EMR_SERVERLESS: Service = Service::rest("EMR Serverless", "emr-serverless");
/// Data Pipeline.
pub const DATA_PIPELINE: Service = Service::json11("Data Pipeline", "datapipeline", "DataPipeline");
/// Redshift: clusters.
pub const REDSHIFT: Service = Service::query("Redshift", "redshift", "2012-12-01").gov_fips(GovFips::PlainInIpv4);
/// Redshift Serverless: namespaces and work groups.
pub const REDSHIFT_SERVERLESS: Service =
    Service::json11("Redshift Serverless", "redshift-serverless", "RedshiftServerless");
/// RDS: database instances and clusters.
pub const RDS: Service = Service::query("RDS", "rds", "2014-10-31").gov_fips(GovFips::PlainInIpv4);
/// DynamoDB: tables.
pub const DYNAMODB: Service =
    Service::json10("DynamoDB", "dynamodb", "DynamoDB_20120810").gov_fips(GovFips::PlainInIpv4);
/// DynamoDB Streams.
pub const DYNAMODB_STREAMS: Service = Service::json10("DynamoDB Streams", "dynamodb", "DynamoDBStreams_20120810")
    .host("streams.dynamodb")
    .dual_stack(DualStack::Host("streams-dynamodb"))
    .gov_fips(GovFips::PlainInIpv4);
/// Secrets Manager: secrets, never their values.
pub const SECRETS_MANAGER: Service =
    Service::json11("Secrets Manager", "secretsmanager", "secretsmanager").dual_stack(DualStack::SameAddress);
/// CloudWatch Logs: log groups and what reads them.
pub const LOGS: Service = Service::json11("CloudWatch Logs", "logs", "Logs_20140328").gov_fips(GovFips::PlainInIpv4);
/// CloudWatch: the numbers that services count.
pub const CLOUDWATCH: Service = Service::query("CloudWatch", "monitoring", "2010-08-01").gov_fips(GovFips::Plain);
/// API Gateway: REST APIs.
pub const API_GATEWAY: Service = Service::rest("API Gateway", "apigateway");
/// API Gateway: HTTP and WebSocket APIs.
pub const API_GATEWAY_V2: Service = Service::rest("ApiGatewayV2", "apigateway");

/// All of them, in the order above.
pub const ALL: &[Service] = &[
    EC2,
    LAMBDA,
    SQS,
    SNS,
    KINESIS,
    FIREHOSE,
    KAFKA,
    KAFKA_CONNECT,
    EVENTBRIDGE,
    PIPES,
    SCHEDULER,
    STEP_FUNCTIONS,
    GLUE,
    ATHENA,
    MWAA,
    EMR,
    EMR_SERVERLESS,
    DATA_PIPELINE,
    REDSHIFT,
    REDSHIFT_SERVERLESS,
    RDS,
    DYNAMODB,
    DYNAMODB_STREAMS,
    SECRETS_MANAGER,
    LOGS,
    CLOUDWATCH,
    API_GATEWAY,
    API_GATEWAY_V2,
];
