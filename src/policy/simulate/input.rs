//! One line of input: a request and the policies that bear on it, as a person or a pipeline writes them.
//!
//! How they are evaluated lives in [`crate::policy::evaluate`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{Id, Wrong};

/// A case: a request, and the policies that bear on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct Case {
    /// The case's own id; it is repeated in the answer.
    #[serde(default)]
    pub id: Option<Id>,
    /// The request.
    #[serde(deserialize_with = "object")]
    pub request: CaseRequest,
    /// Policies of the caller. Absent and empty both allow nothing.
    #[serde(default)]
    pub identity_policies: Option<Vec<PolicyInput>>,
    /// The policy of the resource; of a role its trust policy.
    #[serde(default)]
    pub resource_policy: Option<PolicyInput>,
    /// The access point that the request goes through. The resource is the bucket or object behind it.
    #[serde(default)]
    pub access_point: Option<AccessPointInput>,
    /// The caller's permissions boundary; of several, one must allow.
    #[serde(default)]
    pub permissions_boundaries: Option<Vec<PolicyInput>>,
    /// Policies of the caller's session; of several, one must allow.
    #[serde(default)]
    pub session_policies: Option<Vec<PolicyInput>>,
    /// Service control policies by level, from the root to the account of the caller.
    #[serde(default, deserialize_with = "levels")]
    pub service_control_policies: Option<Vec<LevelInput>>,
    /// Resource control policies by level, from the root to the account of the resource.
    #[serde(default, deserialize_with = "levels")]
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

/// An access point of a bucket.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct AccessPointInput {
    /// Its ARN.
    pub arn: String,
    /// Its policy. Without one, it grants nothing of its own.
    #[serde(default)]
    pub policy: Option<PolicyInput>,
    /// The network that its requests must come from. Without one, it is open to the internet.
    #[serde(default)]
    pub vpc: Option<String>,
}

/// The request of a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
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
    /// Whether wildcards in the resource stand for many resources, which are answered part by part.
    #[serde(default)]
    pub resource_is_pattern: bool,
    /// Condition keys and their values. Names of keys are compared without case.
    #[serde(default, deserialize_with = "context")]
    pub context: Vec<(String, ValueInput)>,
    /// Whether a key that is not given is absent. Otherwise it may have any value.
    #[serde(default)]
    pub context_complete: bool,
}

fn everything() -> String {
    "*".to_owned()
}

/// The policies of a level.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct LevelInput {
    /// The name of the level, such as `root` or the name of a unit; or its number.
    #[serde(default, deserialize_with = "level")]
    pub level: Option<String>,
    /// Its policies.
    pub policies: Vec<PolicyInput>,
}

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// When the text is no case; the error names the field.
    pub fn read(text: &str) -> Result<Self, Wrong> {
        let mut json = serde_json::Deserializer::from_str(text);
        let mut track = serde_path_to_error::Track::new();
        let read = object(serde_path_to_error::Deserializer::new(&mut json, &mut track))
            .and_then(|case| json.end().map(|()| case));
        read.map_err(|wrong| Wrong::reading(&serde_path_to_error::Error::new(track.path(), wrong)))
    }
}

/// The value of a condition key. Numbers and flags are text to a condition, as they are written.
#[derive(Debug, Clone)]
pub enum ValueInput {
    /// One value.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for ValueInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('[') {
            let list: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
            let values: Option<_> = list.into_iter().map(scalar).collect();
            return values.map(Self::Many).ok_or_else(|| D::Error::custom("is a list with what is no text"));
        }
        scalar(&raw).map(Self::One).ok_or_else(|| D::Error::custom("is neither a text nor a list of texts"))
    }
}

fn scalar(raw: &RawValue) -> Option<String> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str(text).ok(),
        b't' | b'f' | b'-' | b'0'..=b'9' => Some(text.to_owned()),
        _ => None,
    }
}

/// A policy as it is given: the document itself, or its name and the document. A document is an object, or text that
/// holds one.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct PolicyInput(Box<RawValue>);

/// A policy taken apart.
pub(super) struct Written<'p> {
    /// The name, where one is given.
    pub(super) name: Option<String>,
    /// Where the document stands within the policy.
    pub(super) within: &'static str,
    /// The document.
    pub(super) document: Cow<'p, str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct Named<'p> {
    #[serde(default)]
    name: Option<String>,
    #[serde(borrow)]
    policy: &'p RawValue,
}

impl PolicyInput {
    /// Tells a name with a document from a document; `field` is where the policy stands.
    pub(super) fn read(&self, field: &str) -> Result<Written<'_>, Wrong> {
        let text = self.0.get();
        // What has a `policy` is a name and a document; anything else is the document, and judged as one.
        let members = serde_json::from_str::<BTreeMap<Cow<'_, str>, IgnoredAny>>(text);
        if !members.is_ok_and(|members| members.contains_key("policy")) {
            return Ok(Written { name: None, within: "", document: document(text) });
        }
        let mut json = serde_json::Deserializer::from_str(text);
        let named: Named<'_> = serde_path_to_error::deserialize(&mut json).map_err(|wrong| {
            let wrong = Wrong::reading(&wrong);
            let dot = if wrong.field.is_empty() { "" } else { "." };
            Wrong { place: None, field: format!("{field}{dot}{}", wrong.field), what: wrong.what }
        })?;
        Ok(Written { name: named.name, within: ".policy", document: document(named.policy.get()) })
    }
}

fn document(raw: &str) -> Cow<'_, str> {
    let text = raw.starts_with('"').then(|| serde_json::from_str(raw).ok()).flatten();
    text.map_or(Cow::Borrowed(raw), Cow::Owned)
}

/// Reads an object; the fields in a row without their names are none.
fn object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Object::deserialize(deserializer).map(|object| object.0)
}

fn levels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<LevelInput>>, D::Error> {
    let all = Option::<Vec<Object<LevelInput>>>::deserialize(deserializer)?;
    Ok(all.map(|all| all.into_iter().map(|level| level.0).collect()))
}

fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = Option::<Box<RawValue>>::deserialize(deserializer)?;
    let named = |raw: Box<RawValue>| {
        scalar(&raw)
            .filter(|_| !matches!(raw.get(), "true" | "false"))
            .ok_or_else(|| D::Error::custom("is neither a name nor a number"))
    };
    raw.map(named).transpose()
}

struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(Members(std::marker::PhantomData)).map(Self)
    }
}

/// Reads the context. Keys that differ in case only are one key, and cannot have two values.
fn context<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, ValueInput)>, D::Error> {
    struct Keys;
    impl<'de> Visitor<'de> for Keys {
        type Value = Vec<(String, ValueInput)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut all: Self::Value = Vec::new();
            let mut seen = rustc_hash::FxHashSet::default();
            while let Some((key, value)) = map.next_entry::<String, ValueInput>()? {
                if !seen.insert(key.to_ascii_lowercase()) {
                    return Err(A::Error::custom(format!("`{key}` is given twice")));
                }
                all.push((key, value));
            }
            Ok(all)
        }
    }
    deserializer.deserialize_map(Keys)
}
