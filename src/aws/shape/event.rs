//! Events of CloudTrail: who did what with which resource. Nothing else of an event is kept: no parameters, addresses,
//! keys of objects or sessions.
//!
//! Source: AWS CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Misshapen;
use crate::model::{Arn, Timestamp, Use};

/// The parts of an event that are looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event_time: Timestamp,
    event_source: String,
    event_name: String,
    aws_region: String,
    error_code: Option<String>,
    recipient_account_id: Option<String>,
    user_identity: Option<Identity>,
    #[serde(default)]
    request_parameters: Value,
    resources: Option<Vec<Touched>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    #[serde(rename = "type", default)]
    kind: String,
    arn: Option<String>,
    invoked_by: Option<String>,
    session_context: Option<Session>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    session_issuer: Option<Issuer>,
}

#[derive(Deserialize)]
struct Issuer {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    arn: String,
}

#[derive(Deserialize)]
struct Touched {
    #[serde(rename = "ARN", alias = "arn")]
    arn: Option<String>,
}

/// What many events say, each use once.
#[derive(Debug, Default)]
pub struct Uses(BTreeMap<(Arn, String, Arn), (Timestamp, u32)>);

impl Uses {
    /// Takes in one event as CloudTrail writes it. Calls that were refused, and calls of services in their own name, are
    /// passed over.
    ///
    /// # Errors
    /// When the text is no event.
    pub fn take(&mut self, text: &str) -> Result<(), Misshapen> {
        let event: Event = serde_json::from_str(text).map_err(|wrong| misread(&wrong))?;
        if event.error_code.as_deref().is_some_and(|code| !code.is_empty()) {
            return Ok(());
        }
        let Some(identity) = event.identity() else { return Ok(()) };
        for resource in event.resources() {
            let seen = self.0.entry((identity.clone(), event.action(), resource)).or_insert((event.event_time, 0));
            seen.0 = seen.0.max(event.event_time);
            seen.1 = seen.1.saturating_add(1);
        }
        Ok(())
    }

    /// All of them, in a defined order.
    pub fn into_list(self) -> Vec<Use> {
        let each = self.0.into_iter();
        each.map(|((identity, action, resource), (at, count))| Use { identity, action, resource, at, count }).collect()
    }
}

impl Event {
    fn service(&self) -> &str {
        self.event_source.split('.').next().unwrap_or_default()
    }

    fn action(&self) -> String {
        format!("{}:{}", self.service(), self.event_name)
    }

    /// The role behind a session, or the user.
    fn identity(&self) -> Option<Arn> {
        let identity = self.user_identity.as_ref()?;
        let issuer = identity.session_context.as_ref().and_then(|it| it.session_issuer.as_ref());
        let arn = match issuer {
            Some(issuer) if issuer.kind == "Role" => Some(issuer.arn.as_str()),
            _ if identity.kind == "IAMUser" => identity.arn.as_deref(),
            _ => None,
        };
        arn.filter(|arn| arn.starts_with("arn:")).map(Arn::from)
    }

    /// What was used. A resource is named once an event.
    fn resources(&self) -> Vec<Arn> {
        let mut found: Vec<Arn> = match self.action().as_str() {
            "kms:Decrypt" | "kms:GenerateDataKey" => self.encrypted().into_iter().collect(),
            "secretsmanager:GetSecretValue" => self.named("secretId", "secret:").into_iter().collect(),
            "athena:StartQueryExecution" => self.named("workGroup", "workgroup/").into_iter().collect(),
            "glue:StartJobRun" => self.named("jobName", "job/").into_iter().collect(),
            "states:StartExecution" => self.named("stateMachineArn", "stateMachine:").into_iter().collect(),
            _ => self.touched(),
        };
        found.sort();
        found.dedup();
        found
    }

    /// What a service called KMS for. Who calls KMS directly may write anything into the context.
    ///
    /// Sources: AWS KMS Developer Guide, "How Amazon S3 uses AWS KMS", "How Amazon DynamoDB uses AWS KMS"; Amazon SQS
    /// Developer Guide, "Key management"; Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs";
    /// Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys".
    fn encrypted(&self) -> Option<Arn> {
        self.user_identity.as_ref()?.invoked_by.as_deref().filter(|service| !service.is_empty())?;
        let context = self.request_parameters.get("encryptionContext")?;
        let said = |name: &str| context.get(name).and_then(Value::as_str);
        let arns = ["aws:s3:arn", "aws:sqs:arn", "aws:sns:topicArn", "aws:kinesis:arn"];
        if let Some(arn) = arns.iter().find_map(|name| said(name)) {
            return whole(arn);
        }
        let (table, account) = (said("aws:dynamodb:tableName")?, said("aws:dynamodb:subscriberId")?);
        let (partition, region) = (partition(&self.aws_region), &self.aws_region);
        Some(Arn::new(format!("arn:{partition}:dynamodb:{region}:{account}:table/{table}")))
    }

    /// What a parameter names by its ARN or its name.
    fn named(&self, parameter: &str, before: &str) -> Option<Arn> {
        let name = self.request_parameters.get(parameter)?.as_str().filter(|name| !name.is_empty())?;
        if name.starts_with("arn:") {
            return whole(name);
        }
        let (partition, service, region) = (partition(&self.aws_region), self.service(), &self.aws_region);
        let account = self.recipient_account_id.as_deref()?;
        Some(Arn::new(format!("arn:{partition}:{service}:{region}:{account}:{before}{name}")))
    }

    /// What a data event says that it is about, of the event's own service.
    fn touched(&self) -> Vec<Arn> {
        let named = self.resources.iter().flatten().filter_map(|it| whole(it.arn.as_deref()?));
        named.filter(|arn| arn.service() == self.service()).collect()
    }
}

/// Where an event stops making sense. What stands there is not told.
fn misread(wrong: &serde_json::Error) -> Misshapen {
    Misshapen(format!("an event is not understood from its character {} on", wrong.column()))
}

/// An ARN; of an object that of its bucket.
fn whole(arn: &str) -> Option<Arn> {
    let found = Arn::from(arn);
    if !arn.starts_with("arn:") || found.resource().is_empty() {
        return None;
    }
    if found.service() == "s3" && found.account().is_empty() {
        let bucket = found.resource().split('/').next().unwrap_or_default();
        return Some(Arn::new(format!("arn:{}:s3:::{bucket}", found.partition())));
    }
    Some(found)
}

/// The partition of a region.
fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}
