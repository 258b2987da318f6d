//! API Gateway: REST, HTTP and WebSocket APIs, and their custom domains.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Aspects, Document, Fact, Redacted, RedactedText, ResourcePolicy};

/// An API.
///
/// Sources: Amazon API Gateway REST API Reference, "RestApi"; Amazon API Gateway Version 2 API Reference, "Api".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Api {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// The ARN by which policies name its calls.
    pub calls_as: String,
    /// The protocol, in the service's word: `REST`, `HTTP` or `WEBSOCKET`.
    pub protocol: String,
    /// Its own host.
    pub host: String,
    /// Whether the own host answers, besides custom domains.
    pub own_host: bool,
    /// Where it can be reached from: `EDGE`, `REGIONAL` or `PRIVATE`.
    pub reach: Vec<String>,
    /// The oldest TLS that the own host takes, such as `TLS_1_2`; none where the service does not say.
    pub security_policy: Option<String>,
    /// The policy that decides who may call a REST API; none when there is none.
    pub policy: Fact<Option<Document>>,
    /// What decides who may call.
    pub authorizers: Fact<Vec<ApiAuthorizer>>,
    /// What can be called, and what is behind it.
    pub routes: Fact<Vec<ApiRoute>>,
    /// Where it is deployed.
    pub stages: Fact<Vec<ApiStage>>,
    /// The usage plans that limit callers with API keys.
    pub usage_plans: Fact<Vec<UsagePlan>>,
    /// Which web pages may call an HTTP API from a browser; none when none may.
    pub cors: Option<Cors>,
}

/// What decides who may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiAuthorizer {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The sort, in the service's word, such as `JWT`, `REQUEST` or `COGNITO_USER_POOLS`.
    pub sort: String,
    /// The function that decides, as an integration names it.
    pub uri: Option<String>,
    /// The role that calls the function.
    pub role: Option<String>,
    /// The user pools.
    pub providers: Vec<String>,
    /// The issuer of tokens.
    pub issuer: Option<String>,
    /// Whom tokens must be made out to.
    pub audience: Vec<String>,
}

/// A method of a resource, or a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiRoute {
    /// Method and path, such as `POST /orders`, or a route's key such as `$connect`.
    pub key: String,
    /// Who may call, in the service's word: `NONE`, `AWS_IAM`, `CUSTOM`, `JWT`, `COGNITO_USER_POOLS`.
    pub authorization: String,
    /// The authorizer, by id.
    pub authorizer: Option<String>,
    /// Whether callers need an API key.
    pub key_required: bool,
    /// Whether bodies are held against a model before they are passed on.
    pub body_validated: bool,
    /// What is behind it; none when nothing yet.
    pub integration: Option<ApiIntegration>,
}

/// What is behind a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiIntegration {
    /// The sort, in the service's word: `AWS`, `AWS_PROXY`, `HTTP`, `HTTP_PROXY`, `MOCK`.
    pub sort: String,
    /// The call that an HTTP API makes of an AWS service, such as `SQS-SendMessage`.
    pub subtype: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// What is called.
    pub uri: Option<Redacted>,
    /// The role that calls.
    pub role: Option<String>,
    /// The VPC link that it goes through.
    pub link: Option<String>,
    /// What is put into the call, by name.
    pub parameters: BTreeMap<String, Redacted>,
    /// The bodies that are made for the call.
    pub templates: Vec<RedactedText>,
}

/// A deployment under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiStage {
    /// Its name.
    pub name: String,
    /// The ARN of the log group or delivery stream that every call is noted in.
    pub access_log: Option<String>,
    /// What the execution log holds: `OFF`, `ERROR` or `INFO`.
    pub execution_log: String,
    /// Whether the execution log holds whole requests and answers.
    pub data_trace: bool,
    /// Calls a second that its own limit lets through; none when only the account's limit counts.
    pub rate_limit: Option<u32>,
    /// The web ACL in front of it.
    pub web_acl: Option<String>,
    /// The certificate by which it shows the backend who calls.
    pub client_certificate: Option<String>,
    /// Whether answers are cached.
    pub cached: bool,
    /// Whether cached answers are encrypted.
    pub cache_encrypted: bool,
    /// Whether calls are traced.
    pub traced: bool,
    /// Its variables.
    pub variables: BTreeMap<String, Redacted>,
}

/// A usage plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsagePlan {
    /// Its name.
    pub name: String,
    /// The stages of the API that it is for.
    pub stages: Vec<String>,
    /// Calls a second of each key; none when not limited.
    pub rate_limit: Option<u32>,
}

/// Which web pages may call from a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cors {
    /// The origins, such as `https://example.com`, or `*`.
    pub origins: Vec<String>,
    /// Whether browsers send cookies and the like.
    pub credentials: bool,
}

/// A custom domain.
///
/// Source: Amazon API Gateway REST API Reference, "DomainName".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiDomain {
    /// The name.
    pub name: String,
    /// The oldest TLS that it takes, such as `TLS_1_2`.
    pub security_policy: Option<String>,
    /// Where the certificates are that clients must have, such as `s3://bucket/file`; none when they need none.
    pub truststore: Option<String>,
    /// Where it can be reached from: `EDGE`, `REGIONAL` or `PRIVATE`.
    pub reach: Vec<String>,
    /// The ids of the APIs behind it.
    pub apis: Fact<Vec<String>>,
}

impl Api {
    /// Whether only networks of customers reach it.
    pub fn is_private(&self) -> bool {
        self.reach.iter().any(|reach| reach == "PRIVATE")
    }
}

impl ApiRoute {
    /// Whether it lets in who shows nothing but, perhaps, an API key. Preflight requests of browsers carry nothing, and
    /// what is answered without a backend gives nothing away.
    pub fn is_open(&self) -> bool {
        let answered = self.integration.as_ref().is_none_or(|it| it.sort == "MOCK");
        self.authorization == "NONE" && !self.key.starts_with("OPTIONS ") && !answered
    }
}

impl Aspects for Api {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn other_arns(&self) -> Vec<&str> {
        vec![&self.calls_as]
    }

    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        Some(ResourcePolicy { label: "API policy", document: &self.policy })
    }

    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        self.policy.known_mut().and_then(Option::as_mut)
    }

    fn roles(&self) -> Vec<&str> {
        let behind =
            self.routes.known().into_iter().flatten().filter_map(|it| it.integration.as_ref()?.role.as_deref());
        let deciding = self.authorizers.known().into_iter().flatten().filter_map(|it| it.role.as_deref());
        let mut all: Vec<&str> = behind.chain(deciding).filter(|role| role.contains(":role/")).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn endpoints(&self) -> Vec<&str> {
        vec![&self.host]
    }
}

impl Aspects for ApiDomain {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn endpoints(&self) -> Vec<&str> {
        vec![&self.name]
    }
}
