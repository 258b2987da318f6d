//! Lambda functions and what feeds them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::model::{Aspects, AtRest, Document, Fact, Network, Redacted, ResourcePolicy, Timestamp};

/// A function: its unpublished version, with what is set for the function as a whole.
///
/// Source: AWS Lambda API Reference, "FunctionConfiguration".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// The runtime, such as `python3.13`; none for a container image.
    pub runtime: Option<String>,
    /// `Zip` or `Image`.
    pub package: String,
    /// The ARN of the execution role.
    pub role: String,
    /// For how many seconds it may run.
    pub timeout_seconds: Option<u32>,
    /// When its code or configuration was last changed.
    pub modified: Option<Timestamp>,
    /// Its environment by the names of variables, without secrets.
    pub environment: Fact<BTreeMap<String, Redacted>>,
    /// The customer's KMS key that encrypts the environment; none when Lambda's own does.
    pub key: Option<String>,
    /// The network that it stands in; none when it is in Lambda's own.
    pub network: Option<FunctionNetwork>,
    /// The ARN of the queue or topic for events that failed.
    pub dead_letter: Option<String>,
    /// Whether it is traced on its own account (`Active`), not only when the caller asks (`PassThrough`).
    pub traced: bool,
    /// The ARNs of the versions of layers that it uses.
    pub layers: Vec<String>,
    /// The ARNs of access points of file systems that it mounts.
    pub file_systems: Vec<String>,
    /// The name of the log group that it writes into.
    pub log_group: Option<String>,
    /// The function's own policy; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// Addresses under which it can be called over HTTPS.
    pub urls: Fact<Vec<FunctionUrl>>,
    /// What happens after asynchronous calls, for the function, its versions and aliases.
    pub asynchronous: Fact<Vec<AsynchronousCalls>>,
    /// The ARN of the configuration for signed code; none when unsigned code may be deployed. Images have no such thing.
    pub code_signing: Fact<Option<String>>,
    /// How many calls may run at once; none when it shares the account's limit.
    pub reserved_concurrency: Fact<Option<u32>>,
    /// The beginning of the day on which it, a version or an alias last ran; none when none did in 90 days. Earlier
    /// snapshots say nothing of it.
    ///
    /// Source: AWS Lambda Developer Guide, "Types of metrics for Lambda functions", `Invocations`.
    #[serde(default = "not_asked")]
    pub last_run: Fact<Option<Timestamp>>,
}

/// What a snapshot says of something that was not asked yet when it was made.
fn not_asked<T>() -> Fact<T> {
    Fact::NotApplicable
}

/// A statement of a function's policy that lets a service call it, as `AddPermission` makes it.
///
/// Source: AWS Lambda API Reference, "AddPermission".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionPermission {
    /// The service's principal.
    pub service: String,
    /// What it may do.
    pub action: String,
    /// The ARN, or its pattern, of what the service must act for.
    pub source_arn: Option<String>,
    /// The account that owns what the service must act for.
    pub source_account: Option<String>,
}

impl FunctionPermission {
    /// What a statement says; none where it says more, or other things, than these.
    pub fn of(statement: &Value) -> Option<Self> {
        const PARTS: [&str; 6] = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];
        let parts = statement.as_object()?;
        let plain = parts.keys().all(|key| PARTS.contains(&key.as_str())) && parts.get("Effect")? == "Allow";
        let principal = parts.get("Principal")?.as_object().filter(|it| it.len() == 1)?;
        let mut permission = Self {
            service: principal.get("Service")?.as_str()?.to_owned(),
            action: parts.get("Action")?.as_str()?.to_owned(),
            source_arn: None,
            source_account: None,
        };
        for (operator, tests) in parts.get("Condition").and_then(Value::as_object).into_iter().flatten() {
            for (key, value) in tests.as_object()? {
                let held = match (operator.as_str(), key.to_ascii_lowercase().as_str()) {
                    ("ArnLike", "aws:sourcearn") => &mut permission.source_arn,
                    ("StringEquals", "aws:sourceaccount") => &mut permission.source_account,
                    _ => return None,
                };
                *held = Some(value.as_str()?.to_owned());
            }
        }
        plain.then_some(permission)
    }

    /// Writes its conditions into a statement.
    pub fn give_to(&self, statement: &mut Map<String, Value>) {
        let mut conditions = Map::new();
        if let Some(account) = &self.source_account {
            conditions.insert("StringEquals".to_owned(), json!({ "AWS:SourceAccount": account }));
        }
        if let Some(arn) = &self.source_arn {
            conditions.insert("ArnLike".to_owned(), json!({ "AWS:SourceArn": arn }));
        }
        if conditions.is_empty() {
            statement.shift_remove("Condition");
        } else {
            statement.insert("Condition".to_owned(), Value::Object(conditions));
        }
    }
}

/// The network of the customer that a function stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionNetwork {
    /// The VPC's id.
    pub vpc: String,
    /// Ids of subnets.
    pub subnets: Vec<String>,
    /// Ids of security groups.
    pub security_groups: Vec<String>,
}

/// An address under which a function can be called over HTTPS.
///
/// Source: AWS Lambda API Reference, "FunctionUrlConfig".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionUrl {
    /// The address.
    pub url: String,
    /// The ARN of the function or alias behind it.
    pub arn: String,
    /// `AWS_IAM`, or `NONE` where everyone may call whom the policy lets in.
    pub authentication: String,
    /// Origins whose pages may call it from a browser.
    pub origins: Vec<String>,
    /// Whether such pages may send cookies and authorization.
    pub with_credentials: bool,
}

/// What happens after asynchronous calls.
///
/// Source: AWS Lambda API Reference, "FunctionEventInvokeConfig".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsynchronousCalls {
    /// The ARN of the function, version or alias.
    pub arn: String,
    /// Where records of calls that succeeded go.
    pub on_success: Option<String>,
    /// Where events go that failed for good.
    pub on_failure: Option<String>,
}

/// What reads a stream, a queue or a change feed and calls a function with what it read.
///
/// Source: AWS Lambda API Reference, "EventSourceMappingConfiguration".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSourceMapping {
    /// The ARN of the function, version or alias.
    pub function: String,
    /// The ARN of the source; none for a Kafka cluster that AWS does not manage.
    pub source: Option<String>,
    /// `Enabled`, `Disabled`, or on the way there.
    pub state: String,
    /// Names of Kafka topics or of a broker's queues.
    pub topics: Vec<String>,
    /// `host:port` of the brokers of a Kafka cluster that AWS does not manage.
    pub servers: Vec<String>,
    /// How it gets in: the kind of access and the ARN of a secret, a subnet or a security group.
    pub access: Vec<SourceAccess>,
    /// Patterns that a record must fit.
    pub filters: Vec<String>,
    /// The customer's KMS key that encrypts the patterns.
    pub key: Option<String>,
    /// Where records go that failed for good.
    pub on_failure: Option<String>,
    /// What the last poll came to, in Lambda's words, such as `PROBLEM: Function call failed`.
    pub last_result: Option<String>,
}

/// How a mapping gets into its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceAccess {
    /// Such as `SASL_SCRAM_512_AUTH` or `VPC_SUBNET`.
    pub kind: String,
    /// What gives it: the ARN of a secret, `subnet:ID`, `security_group:ID`.
    pub by: String,
}

impl EventSourceMapping {
    /// Whether it reads, or is about to.
    pub fn is_on(&self) -> bool {
        !matches!(self.state.as_str(), "Disabled" | "Disabling" | "Deleting")
    }
}

impl Aspects for Function {
    fn at_rest(&self) -> Fact<AtRest> {
        Fact::Known(AtRest::of(self.key.as_deref(), Some("Lambda's own key")))
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "function policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        vec![&self.role]
    }

    fn endpoints(&self) -> Vec<&str> {
        let host = |it: &'_ FunctionUrl| it.url.split_once("://").map_or(0, |(scheme, _)| scheme.len() + 3);
        let urls = self.urls.known().into_iter().flatten();
        urls.map(|it| it.url.get(host(it)..).unwrap_or(&it.url).trim_end_matches('/')).collect()
    }

    fn network(&self) -> Fact<Network> {
        Fact::Known(match &self.network {
            None => Network::Service,
            Some(it) => Network::Vpc {
                vpc: Some(it.vpc.clone()),
                subnets: it.subnets.clone(),
                security_groups: it.security_groups.clone(),
                public: false,
            },
        })
    }
}

impl Aspects for EventSourceMapping {}
