//! The policies that queues, topics, streams, tables, secrets, event buses and snapshots of Redshift Serverless carry, and
//! those of CloudWatch Logs.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::attempt::Attempt;
use crate::aws::shape::Misshapen;
use crate::aws::wire::{Client, services};
use crate::model::SettingValue;
use crate::model::aws::Queue;
use crate::ports::CloudError;

/// The services in which a policy is a thing of its own: how they name its resource and its text, and what they say where
/// there is none.
struct Own {
    service: services::Service,
    resource: &'static str,
    document: &'static str,
    /// What the answer wraps it in.
    within: &'static str,
    none: &'static [&'static str],
}

const KINESIS: Own = Own {
    service: services::KINESIS,
    resource: "ResourceARN",
    document: "Policy",
    within: "",
    none: &["ResourceNotFoundException"],
};
const DYNAMODB: Own = Own {
    service: services::DYNAMODB,
    resource: "ResourceArn",
    document: "Policy",
    within: "",
    none: &["PolicyNotFoundException"],
};
const SECRETS: Own =
    Own { service: services::SECRETS_MANAGER, resource: "SecretId", document: "ResourcePolicy", within: "", none: &[] };
const SERVERLESS: Own = Own {
    service: services::REDSHIFT_SERVERLESS,
    resource: "resourceArn",
    document: "policy",
    within: "/resourcePolicy",
    none: &["ResourceNotFoundException"],
};

#[derive(Deserialize)]
struct Attributed {
    #[serde(rename = "Attributes", default)]
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Bus {
    #[serde(rename = "Policy")]
    policy: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "resourcePolicies", default)]
    policies: Vec<OfLogs>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct OfLogs {
    #[serde(rename = "policyName")]
    name: String,
    #[serde(rename = "policyDocument")]
    document: Option<String>,
}

#[derive(Deserialize, Default)]
struct Attributes {
    #[serde(rename = "Policy")]
    policy: Option<String>,
}

fn wire(attempt: &Attempt<'_>, service: services::Service) -> Client {
    attempt.session.wire(service, &attempt.setting.region)
}

fn own(attempt: &Attempt<'_>) -> Result<Own, CloudError> {
    match attempt.setting.resource.service() {
        "kinesis" => Ok(KINESIS),
        "dynamodb" => Ok(DYNAMODB),
        "secretsmanager" => Ok(SECRETS),
        "redshift-serverless" => Ok(SERVERLESS),
        _ => Err(attempt.misplaced()),
    }
}

/// The policy that the resource has now. An empty text is none.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    let policy = match attempt.setting.resource.service() {
        "sqs" => {
            let input = json!({ "QueueUrl": Queue::address(&attempt.setting.resource), "AttributeNames": ["Policy"] });
            let queue = wire(attempt, services::SQS);
            attempt.answer(queue.json::<Attributed>("GetQueueAttributes", &input)).await?.attributes.policy
        }
        "sns" => {
            let topic = [("TopicArn", attempt.setting.resource.as_str())];
            let answer = attempt.answer(wire(attempt, services::SNS).query("GetTopicAttributes", &topic)).await?;
            let mut entries = answer.entries("Attributes");
            let policy = entries.find(|(name, _)| *name == "Policy").map(|(_, text)| text.to_owned());
            Some(attempt.understood(policy.ok_or_else(|| Misshapen::missing("the topic policy")))?)
        }
        "events" => {
            let input = json!({ "Name": attempt.setting.bus_name() });
            attempt.answer(wire(attempt, services::EVENTBRIDGE).json::<Bus>("DescribeEventBus", &input)).await?.policy
        }
        "logs" => read_of_logs(attempt).await?,
        _ => read_own(attempt, &own(attempt)?).await?,
    };
    Ok(policy.filter(|text| !text.is_empty()).map_or(SettingValue::NONE, SettingValue::text))
}

/// CloudWatch Logs has no call that reads one of them.
async fn read_of_logs(attempt: &Attempt<'_>) -> Result<Option<String>, CloudError> {
    let logs = wire(attempt, services::LOGS);
    let mut token = None;
    loop {
        let input = json!({ "limit": 50, "nextToken": token });
        let page = attempt.answer(logs.json::<Page>("DescribeResourcePolicies", &input)).await?;
        let found = page.policies.into_iter().find(|it| it.name == attempt.setting.identifier());
        if let Some(found) = found {
            return Ok(found.document);
        }
        token = page.next;
        if token.is_none() {
            return Ok(None);
        }
    }
}

async fn read_own(attempt: &Attempt<'_>, own: &Own) -> Result<Option<String>, CloudError> {
    let client = wire(attempt, own.service);
    let input = json!({ own.resource: attempt.setting.resource.as_str() });
    let answer = attempt.answer_or_none(client.json::<Value>("GetResourcePolicy", &input), own.none).await?;
    match answer.as_ref().and_then(|answer| answer.pointer(own.within)?.get(own.document)) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => attempt.understood(Err(Misshapen(format!("{} is not a text", own.document)))),
    }
}

/// Gives the resource a policy, or takes it away.
pub async fn write(attempt: &Attempt<'_>, after: &SettingValue) -> Result<(), CloudError> {
    let arn = attempt.setting.resource.as_str();
    match (attempt.setting.resource.service(), after.as_text()) {
        ("sqs", policy) => {
            let attributes = json!({ "Policy": policy.unwrap_or_default() });
            let input = json!({ "QueueUrl": Queue::address(&attempt.setting.resource), "Attributes": attributes });
            attempt.done(wire(attempt, services::SQS).json::<IgnoredAny>("SetQueueAttributes", &input)).await
        }
        ("sns", None) => Err(attempt.refused("a topic always has a policy")),
        ("sns", Some(policy)) => {
            let input = [("TopicArn", arn), ("AttributeName", "Policy"), ("AttributeValue", policy)];
            attempt.done(wire(attempt, services::SNS).query("SetTopicAttributes", &input)).await
        }
        ("events", policy) => {
            let bus = attempt.setting.bus_name();
            let (operation, input) = match policy {
                Some(policy) => ("PutPermission", json!({ "EventBusName": bus, "Policy": policy })),
                None => ("RemovePermission", json!({ "EventBusName": bus, "RemoveAllPermissions": true })),
            };
            attempt.done(wire(attempt, services::EVENTBRIDGE).json::<IgnoredAny>(operation, &input)).await
        }
        ("logs", policy) => {
            let name = attempt.setting.identifier();
            let (operation, input) = match policy {
                Some(policy) => ("PutResourcePolicy", json!({ "policyName": name, "policyDocument": policy })),
                None => ("DeleteResourcePolicy", json!({ "policyName": name })),
            };
            attempt.done(wire(attempt, services::LOGS).json::<IgnoredAny>(operation, &input)).await
        }
        (_, policy) => {
            let own = own(attempt)?;
            let client = wire(attempt, own.service);
            let (operation, input) = match policy {
                Some(policy) => ("PutResourcePolicy", json!({ own.resource: arn, own.document: policy })),
                None => ("DeleteResourcePolicy", json!({ own.resource: arn })),
            };
            attempt.done(client.json::<IgnoredAny>(operation, &input)).await
        }
    }
}
