//! Secrets of one region: all that is known about them. Their values are never asked for.

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Answer, Client, services, time};
use crate::model::aws::{Secret, SecretReplica, SecretRotation};
use crate::model::{Arn, AtRest, Detail, Document, Fact, Kind, Resource, Tags, Timestamp};

const LIST: Api = Api::new("secretsmanager:ListSecrets");
const DESCRIBE: Api = Api::new("secretsmanager:DescribeSecret");
const POLICY: Api = Api::new("secretsmanager:GetResourcePolicy");

/// Calls that every secret takes that does not wait to be deleted.
const CALLS: usize = 2;
/// Secrets that are read at once.
const AT_ONCE: usize = 16;

/// The key of secrets that have none of their own.
///
/// Source: AWS Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager".
const DEFAULT_KEY: &str = "alias/aws/secretsmanager";

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "SecretList", default)]
    secrets: Vec<Listed>,
    #[serde(rename = "NextToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(rename = "ARN")]
    arn: String,
    name: String,
    kms_key_id: Option<String>,
    #[serde(default)]
    rotation_enabled: bool,
    #[serde(rename = "RotationLambdaARN")]
    rotation_function: Option<String>,
    rotation_rules: Option<Rules>,
    #[serde(default, deserialize_with = "time::optional")]
    last_rotated_date: Option<Timestamp>,
    #[serde(default, deserialize_with = "time::optional")]
    last_changed_date: Option<Timestamp>,
    #[serde(default, deserialize_with = "time::optional")]
    last_accessed_date: Option<Timestamp>,
    #[serde(default, deserialize_with = "time::optional")]
    created_date: Option<Timestamp>,
    #[serde(default, deserialize_with = "time::optional")]
    deleted_date: Option<Timestamp>,
    #[serde(default, deserialize_with = "time::optional")]
    next_rotation_date: Option<Timestamp>,
    #[serde(default)]
    tags: Vec<Tag>,
    owning_service: Option<String>,
    primary_region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rotating {
    #[serde(default)]
    rotation_enabled: bool,
    #[serde(rename = "RotationLambdaARN")]
    rotation_function: Option<String>,
    rotation_rules: Option<Rules>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Rules {
    automatically_after_days: Option<u32>,
    schedule_expression: Option<String>,
    duration: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "ReplicationStatus", default)]
    replicas: Vec<Replica>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replica {
    region: String,
    kms_key_id: Option<String>,
    status: Option<String>,
    #[serde(default, deserialize_with = "time::optional")]
    last_accessed_date: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "ResourcePolicy")]
    document: Option<String>,
}

/// Reads every secret of the region.
pub async fn collect(caller: &Caller) {
    let (ask, secrets) = (Ask::listing(caller), caller.session.wire(services::SECRETS_MANAGER, &caller.unit.region));
    caller.planned(1);
    let page = |token: Option<String>| {
        let input = json!({ "MaxResults": 100, "IncludePlannedDeletion": true, "NextToken": token });
        let secrets = &secrets;
        async move { secrets.json::<Page>("ListSecrets", &input).await }
    };
    let listed = ask.pages(LIST, page, |page| (page.secrets, page.next)).await;
    let count = listed.count();
    let unread: Vec<Listed> = listed.found.into_iter().filter(|it| !caller.sink.holds_resource(&it.arn)).collect();
    caller.planned(unread.iter().filter(|it| it.deleted_date.is_none()).count() * CALLS);
    side_by_side(AT_ONCE, unread.into_iter().map(|listed| read(caller, &secrets, listed))).await;
    caller.listed(Kind::Secret, count);
}

/// Reads one secret and puts it into the sink. Of one that waits to be deleted, nothing more is told.
async fn read(caller: &Caller, client: &Client, listed: Listed) {
    let ask = Ask::about(caller, &listed.arn, &caller.unit.region);
    let (policy, replicas) = if listed.deleted_date.is_some() {
        (Fact::NotApplicable, Fact::NotApplicable)
    } else {
        futures::join!(policy(&ask, client, &listed.arn), replicas(&ask, client, &listed.arn))
    };
    let tags: Tags = listed.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
    let (arn, account, region) =
        (Arn::new(listed.arn.as_str()), caller.unit.account.clone(), caller.unit.region.clone());
    let detail = Detail::Secret(Box::new(shape(listed, policy, replicas)));
    caller.put(Resource { arn, account, region, tags: Fact::Known(tags), detail });
}

async fn policy(ask: &Ask, client: &Client, arn: &str) -> Fact<Option<Document>> {
    let input = json!({ "SecretId": arn });
    let call = || client.json::<Policy>("GetResourcePolicy", &input);
    ask.fact(POLICY, call, |told| Ok(told.document.filter(|text| !text.is_empty()).map(Document::new))).await
}

async fn replicas(ask: &Ask, client: &Client, arn: &str) -> Fact<Vec<SecretReplica>> {
    let input = json!({ "SecretId": arn });
    let call = || client.json::<Described>("DescribeSecret", &input);
    ask.fact(DESCRIBE, call, |told| Ok(told.replicas.into_iter().map(replica).collect())).await
}

fn replica(told: Replica) -> SecretReplica {
    let Replica { region, kms_key_id, status, last_accessed_date } = told;
    SecretReplica { region, key: kms_key_id, status, accessed: last_accessed_date }
}

/// What is set of a rotation.
fn rotation(function: Option<String>, rules: Option<Rules>) -> SecretRotation {
    let rules = rules.unwrap_or_default();
    SecretRotation {
        function,
        days: rules.automatically_after_days.filter(|days| *days > 0),
        schedule: rules.schedule_expression,
        window: rules.duration,
        next: None,
    }
}

/// The rotation of a secret as it is set; none where it is off.
pub(in crate::aws) async fn rotation_of(client: &Client, arn: &str) -> Answer<Option<SecretRotation>> {
    let told = client.json::<Rotating>("DescribeSecret", &json!({ "SecretId": arn })).await?;
    let set = told.rotation_enabled.then(|| rotation(told.rotation_function, told.rotation_rules));
    Ok(set.map(|it| it.as_set()))
}

fn shape(told: Listed, policy: Fact<Option<Document>>, replicas: Fact<Vec<SecretReplica>>) -> Secret {
    let function = told.rotation_function.filter(|arn| !arn.is_empty());
    let last_function = function.clone().filter(|_| !told.rotation_enabled);
    let rotation = told
        .rotation_enabled
        .then(|| SecretRotation { next: told.next_rotation_date, ..rotation(function, told.rotation_rules) });
    Secret {
        name: told.name,
        encryption: AtRest::Key(told.kms_key_id.unwrap_or_else(|| DEFAULT_KEY.to_owned())),
        policy,
        rotation,
        last_function,
        rotated: told.last_rotated_date,
        changed: told.last_changed_date,
        accessed: told.last_accessed_date,
        created: told.created_date,
        deleted: told.deleted_date,
        owner: told.owning_service.filter(|owner| !owner.is_empty()),
        primary_region: told.primary_region,
        replicas,
    }
}
