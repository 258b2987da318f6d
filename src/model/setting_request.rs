//! What the call that writes a setting of a pipeline's service is asked, in the shape of the service's API: the request
//! over the wire and the exported command are one.

use serde_json::{Map, Value, json};

use super::aws::{CatalogEncryption, EventSelectors, FieldSelector, PointInTimeRecovery, Queue, SecretRotation};
use super::setting_access::malformed;
use super::{Aspect, AtRest, Setting, SettingError, SettingValue};

impl Setting {
    /// The request of the call that gives it this value; none where its service is asked in another way.
    ///
    /// Sources: the API references of Amazon SQS, Amazon SNS, Amazon Kinesis Data Streams, Amazon Data Firehose, Amazon
    /// DynamoDB, Amazon CloudWatch Logs, AWS Glue, Amazon Athena, AWS CloudTrail and AWS Secrets
    /// Manager, the page of each operation.
    ///
    /// # Errors
    /// When a value is not of the setting's type.
    pub fn request(&self, before: &SettingValue, after: &SettingValue) -> Result<Option<Value>, SettingError> {
        let error = malformed(self);
        let absent = || SettingError::NoSetting(self.to_string());
        Ok(Some(match &self.aspect {
            Aspect::EncryptionAtRest => {
                let (was, wanted) = (before.parse().map_err(&error)?, after.parse().map_err(&error)?);
                return Ok(self.encryption(was.as_ref(), &wanted.ok_or_else(absent)?));
            }
            Aspect::PointInTimeRecovery => {
                let wanted: PointInTimeRecovery = after.parse().map_err(error)?.ok_or_else(absent)?;
                let mut asked = json!({ "PointInTimeRecoveryEnabled": wanted.enabled });
                put(&mut asked, "RecoveryPeriodInDays", wanted.days.filter(|_| wanted.enabled));
                json!({ "TableName": self.resource.short_name(), "PointInTimeRecoverySpecification": asked })
            }
            Aspect::LogRetention => {
                let days: Option<u32> = after.parse().map_err(error)?;
                let mut asked = json!({ "logGroupName": self.identifier() });
                put(&mut asked, "retentionInDays", days);
                asked
            }
            Aspect::CatalogEncryption => catalog(&after.parse().map_err(error)?.ok_or_else(absent)?),
            Aspect::WorkGroupEnforcement => {
                let on: bool = after.parse().map_err(error)?.ok_or_else(absent)?;
                self.work_group(json!({ "EnforceWorkGroupConfiguration": on }))
            }
            Aspect::SecretRotation => rotation(self.resource.as_str(), after.parse().map_err(error)?.as_ref()),
            Aspect::EventSelectors => {
                let mut asked = selectors(&after.parse().map_err(error)?.ok_or_else(absent)?);
                put(&mut asked, "TrailName", Some(self.resource.as_str()));
                asked
            }
            _ => return Ok(None),
        }))
    }

    fn work_group(&self, updates: Value) -> Value {
        json!({ "WorkGroup": self.resource.short_name(), "ConfigurationUpdates": updates })
    }

    fn encryption(&self, before: Option<&AtRest>, wanted: &AtRest) -> Option<Value> {
        let (name, key) = (self.resource.short_name(), wanted.key());
        let held = before.and_then(AtRest::key);
        Some(match self.resource.service() {
            "sqs" => {
                let mut attributes = match wanted {
                    AtRest::Key(key) => json!({ "KmsMasterKeyId": key }),
                    AtRest::Provider(_) => json!({ "SqsManagedSseEnabled": "true" }),
                    AtRest::Absent => json!({ "SqsManagedSseEnabled": "false" }),
                };
                put(&mut attributes, "KmsMasterKeyId", held.filter(|_| key.is_none()).map(|_| ""));
                json!({ "QueueUrl": Queue::address(&self.resource), "Attributes": attributes })
            }
            "sns" => json!({
                "TopicArn": self.resource.as_str(),
                "AttributeName": "KmsMasterKeyId",
                "AttributeValue": key.unwrap_or_default(),
            }),
            // To stop the encryption, the service wants to be told the key that is in use.
            "kinesis" => json!({
                "StreamARN": self.resource.as_str(),
                "EncryptionType": "KMS",
                "KeyId": key.or(held)?,
            }),
            "firehose" => {
                let mut asked = json!({ "DeliveryStreamName": name });
                let input = match wanted {
                    AtRest::Key(key) => Some(json!({ "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key })),
                    AtRest::Provider(_) => Some(json!({ "KeyType": "AWS_OWNED_CMK" })),
                    AtRest::Absent => None,
                };
                put(&mut asked, "DeliveryStreamEncryptionConfigurationInput", input);
                asked
            }
            "dynamodb" => {
                let asked = match key {
                    Some(key) => json!({ "Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": key }),
                    None => json!({ "Enabled": false }),
                };
                json!({ "TableName": name, "SSESpecification": asked })
            }
            "logs" => {
                let mut asked = json!({ "logGroupName": self.identifier() });
                put(&mut asked, "kmsKeyId", key);
                asked
            }
            "athena" => {
                let asked = match wanted {
                    AtRest::Key(key) => {
                        json!({ "EncryptionConfiguration": { "EncryptionOption": "SSE_KMS", "KmsKey": key } })
                    }
                    AtRest::Provider(way) => json!({ "EncryptionConfiguration": { "EncryptionOption": way } }),
                    AtRest::Absent => json!({ "RemoveEncryptionConfiguration": true }),
                };
                self.work_group(json!({ "ResultConfigurationUpdates": asked }))
            }
            _ => return None,
        })
    }
}

/// The whole of a catalog's settings: the service replaces them as one.
fn catalog(wanted: &CatalogEncryption) -> Value {
    let mode = match (&wanted.at_rest, &wanted.role) {
        (AtRest::Absent, _) => "DISABLED",
        (AtRest::Provider(way), _) => way,
        (AtRest::Key(_), None) => "SSE-KMS",
        (AtRest::Key(_), Some(_)) => "SSE-KMS-WITH-SERVICE-ROLE",
    };
    let mut at_rest = json!({ "CatalogEncryptionMode": mode });
    put(&mut at_rest, "SseAwsKmsKeyId", wanted.at_rest.key());
    put(&mut at_rest, "CatalogEncryptionServiceRole", wanted.role.as_deref());
    let mut passwords = json!({ "ReturnConnectionPasswordEncrypted": wanted.passwords_encrypted });
    put(&mut passwords, "AwsKmsKeyId", wanted.password_key.as_deref());
    let settings = json!({ "EncryptionAtRest": at_rest, "ConnectionPasswordEncryption": passwords });
    json!({ "DataCatalogEncryptionSettings": settings })
}

/// The secret itself changes when its next window comes, and not at once: whoever holds it in memory has time.
fn rotation(secret: &str, wanted: Option<&SecretRotation>) -> Value {
    let mut asked = json!({ "SecretId": secret });
    let Some(wanted) = wanted else { return asked };
    let mut rules = json!({});
    put(&mut rules, "AutomaticallyAfterDays", wanted.days.filter(|_| wanted.schedule.is_none()));
    put(&mut rules, "ScheduleExpression", wanted.schedule.as_deref());
    put(&mut rules, "Duration", wanted.window.as_deref());
    put(&mut asked, "RotationLambdaARN", wanted.function.as_deref());
    put(&mut asked, "RotationRules", Some(rules));
    put(&mut asked, "RotateImmediately", Some(false));
    asked
}

/// A trail has selectors of one sort: what is put replaces both.
fn selectors(wanted: &EventSelectors) -> Value {
    if wanted.advanced.is_empty() {
        let basic = wanted.basic.iter().map(|it| {
            let data = it.data_resources.iter().map(|(kind, arns)| json!({ "Type": kind, "Values": arns }));
            json!({
                "ReadWriteType": it.read_write,
                "IncludeManagementEvents": it.management_events,
                "DataResources": data.collect::<Vec<_>>(),
                "ExcludeManagementEventSources": it.excluded_sources,
            })
        });
        return json!({ "EventSelectors": basic.collect::<Vec<_>>() });
    }
    let advanced = wanted.advanced.iter().map(|it| {
        let mut asked = json!({ "FieldSelectors": it.fields.iter().map(field).collect::<Vec<_>>() });
        put(&mut asked, "Name", it.name.as_deref());
        asked
    });
    json!({ "AdvancedEventSelectors": advanced.collect::<Vec<_>>() })
}

fn field(wanted: &FieldSelector) -> Value {
    let mut asked = json!({ "Field": wanted.field });
    let lists = [
        ("Equals", &wanted.equals),
        ("StartsWith", &wanted.starts_with),
        ("EndsWith", &wanted.ends_with),
        ("NotEquals", &wanted.not_equals),
        ("NotStartsWith", &wanted.not_starts_with),
        ("NotEndsWith", &wanted.not_ends_with),
    ];
    for (name, list) in lists {
        put(&mut asked, name, Some(list.as_slice()).filter(|list| !list.is_empty()));
    }
    asked
}

/// Adds a part that is there.
fn put(asked: &mut Value, name: &str, part: Option<impl Into<Value>>) {
    let map: Option<&mut Map<String, Value>> = asked.as_object_mut();
    if let (Some(map), Some(part)) = (map, part) {
        map.insert(name.to_owned(), part.into());
    }
}
