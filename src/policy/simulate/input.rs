//! One line of input: a request and the policies that bear on it, as a person or a pipeline writes them.
//!
//! How they are evaluated lives in [`crate::policy::evaluate`].

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A case: a request, and the policies that bear on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The case's own id; it is repeated in the answer.
    #[serde(default)]
    pub id: Option<Id>,
    /// The request.
    pub request: CaseRequest,
    /// Policies of the caller. Absent and empty both allow nothing.
    #[serde(default)]
    pub identity_policies: Option<Vec<PolicyInput>>,
    /// The policy of the resource; of a role its trust policy.
    #[serde(default)]
    pub resource_policy: Option<PolicyInput>,
    /// The caller's permissions boundary.
    #[serde(default)]
    pub permissions_boundaries: Option<Vec<PolicyInput>>,
    /// Policies of the caller's session.
    #[serde(default)]
    pub session_policies: Option<Vec<PolicyInput>>,
    /// Service control policies by level, from the root to the account of the caller.
    #[serde(default)]
    pub service_control_policies: Option<Vec<LevelInput>>,
    /// Resource control policies by level, from the root to the account of the resource.
    #[serde(default)]
    pub resource_control_policies: Option<Vec<LevelInput>>,
    /// The policy of the VPC endpoint that the request passes.
    #[serde(default)]
    pub vpc_endpoint_policies: Option<Vec<PolicyInput>>,
    /// Grants of a key, each written as a policy with principals.
    #[serde(default)]
    pub key_grants: Option<Vec<PolicyInput>>,
    /// The access control list of a bucket, written as a policy with principals. Without it, it is disabled.
    #[serde(default)]
    pub access_control_list: Option<PolicyInput>,
    /// Whether S3 restricts the resource policy, which is public, to the owner's account and to services.
    #[serde(default)]
    pub public_policy_is_restricted: bool,
    /// Whether the caller's account manages its organization.
    #[serde(default)]
    pub principal_is_management_account: bool,
    /// Whether the resource's account manages its organization.
    #[serde(default)]
    pub resource_is_management_account: bool,
}

/// An id: text, or a number that is repeated as it is.
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(untagged)]
pub enum Id {
    /// A text.
    Text(String),
    /// A number.
    Number(serde_json::Number),
}

/// The request of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseRequest {
    /// Who asks: an ARN, an account id, a service's name or `anonymous`.
    pub principal: String,
    /// The action, such as `s3:GetObject`.
    pub action: String,
    /// The resource's ARN, or `*`.
    #[serde(default = "everything")]
    pub resource: String,
    /// The resource's account, where the ARN does not tell it. Without it, the caller's.
    #[serde(default)]
    pub resource_account: Option<String>,
    /// Condition keys and their values.
    #[serde(default)]
    pub context: BTreeMap<String, ValueInput>,
    /// Whether a key that is not given is absent. Otherwise it may have any value.
    #[serde(default)]
    pub context_complete: bool,
}

fn everything() -> String {
    "*".to_owned()
}

/// The value of a condition key.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum ValueInput {
    /// One value.
    One(Scalar),
    /// A list.
    Many(Vec<Scalar>),
}

/// A text, number or flag; all are text to a condition.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A flag.
    Flag(bool),
    /// A number.
    Number(serde_json::Number),
}

impl Scalar {
    /// The text of it.
    pub fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The policies of a level.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelInput {
    /// The name of the level, such as `root` or the name of a unit.
    #[serde(default)]
    pub level: Option<String>,
    /// Its policies.
    pub policies: Vec<PolicyInput>,
}

/// A policy: the document itself, or its name and the document. A document is an object, or text that holds one.
#[derive(Debug)]
pub struct PolicyInput {
    /// The name, where one is given.
    pub name: Option<String>,
    /// The document's text.
    pub document: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    #[serde(default)]
    name: Option<String>,
    policy: Box<RawValue>,
}

impl<'de> Deserialize<'de> for PolicyInput {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        // What has a `policy` is a name and a document; anything else is the document, and judged as one.
        let has_policy = serde_json::from_str::<BTreeMap<String, serde::de::IgnoredAny>>(raw.get())
            .is_ok_and(|map| map.contains_key("policy"));
        if !has_policy {
            return Ok(Self { name: None, document: document(&raw) });
        }
        let named: Named = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
        Ok(Self { name: named.name, document: document(&named.policy) })
    }
}

fn document(raw: &RawValue) -> String {
    serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().to_owned())
}
