//! The settings of encryption, retention and recovery of the services that pipelines are made of: their calls, and their
//! values in an estate. Which service is called follows from the resource's ARN.

use super::aws::PointInTimeRecovery;
use super::setting::Call;
use super::setting_access::{flag, json, malformed, optional};
use super::{Aspect, AtRest, Detail, Fact, Setting, SettingError, SettingValue};

/// The call that reads it.
pub(super) fn read_call(setting: &Setting) -> Call {
    match (&setting.aspect, setting.resource.service()) {
        (Aspect::PointInTimeRecovery, _) => ("DescribeContinuousBackups", "dynamodb:DescribeContinuousBackups"),
        (Aspect::CatalogEncryption, _) => ("GetDataCatalogEncryptionSettings", "glue:GetDataCatalogEncryptionSettings"),
        (_, "sqs") => ("GetQueueAttributes", "sqs:GetQueueAttributes"),
        (_, "sns") => ("GetTopicAttributes", "sns:GetTopicAttributes"),
        (_, "kinesis") => ("DescribeStreamSummary", "kinesis:DescribeStreamSummary"),
        (_, "firehose") => ("DescribeDeliveryStream", "firehose:DescribeDeliveryStream"),
        (_, "dynamodb") => ("DescribeTable", "dynamodb:DescribeTable"),
        (_, "logs") => ("DescribeLogGroups", "logs:DescribeLogGroups"),
        _ => ("GetWorkGroup", "athena:GetWorkGroup"),
    }
}

/// The call that gives it this value.
pub(super) fn write_call(setting: &Setting, value: &SettingValue) -> Call {
    let none = value.0.is_none();
    match (&setting.aspect, setting.resource.service()) {
        (Aspect::PointInTimeRecovery, _) => ("UpdateContinuousBackups", "dynamodb:UpdateContinuousBackups"),
        (Aspect::LogRetention, _) if none => ("DeleteRetentionPolicy", "logs:DeleteRetentionPolicy"),
        (Aspect::LogRetention, _) => ("PutRetentionPolicy", "logs:PutRetentionPolicy"),
        (Aspect::CatalogEncryption, _) => ("PutDataCatalogEncryptionSettings", "glue:PutDataCatalogEncryptionSettings"),
        (Aspect::EncryptionAtRest, service) => encryption_call(service, value),
        _ => ("UpdateWorkGroup", "athena:UpdateWorkGroup"),
    }
}

fn encryption_call(service: &str, value: &SettingValue) -> Call {
    let wanted = value.parse::<AtRest>().ok().flatten();
    let absent = wanted == Some(AtRest::Absent);
    let keyed = matches!(wanted, Some(AtRest::Key(_)));
    match service {
        "sqs" => ("SetQueueAttributes", "sqs:SetQueueAttributes"),
        "sns" => ("SetTopicAttributes", "sns:SetTopicAttributes"),
        "kinesis" if absent => ("StopStreamEncryption", "kinesis:StopStreamEncryption"),
        "kinesis" => ("StartStreamEncryption", "kinesis:StartStreamEncryption"),
        "firehose" if absent => ("StopDeliveryStreamEncryption", "firehose:StopDeliveryStreamEncryption"),
        "firehose" => ("StartDeliveryStreamEncryption", "firehose:StartDeliveryStreamEncryption"),
        "dynamodb" => ("UpdateTable", "dynamodb:UpdateTable"),
        "logs" if keyed => ("AssociateKmsKey", "logs:AssociateKmsKey"),
        "logs" => ("DisassociateKmsKey", "logs:DisassociateKmsKey"),
        _ => ("UpdateWorkGroup", "athena:UpdateWorkGroup"),
    }
}

/// The value that a setting has.
pub(super) fn read(detail: &Detail, setting: &Setting) -> Result<Fact<SettingValue>, SettingError> {
    match (&setting.aspect, detail) {
        (Aspect::EncryptionAtRest, detail) if has_encryption(detail) => json(&detail.aspects().at_rest(), setting),
        (Aspect::PointInTimeRecovery, Detail::Table(it)) => json(&it.recovery, setting),
        (Aspect::LogRetention, Detail::LogGroup(it)) => optional(&Fact::Known(it.retention_days), setting),
        (Aspect::CatalogEncryption, Detail::GlueCatalog(it)) => json(&it.encryption, setting),
        (Aspect::WorkGroupEnforcement, Detail::AthenaWorkGroup(it)) => Ok(it.settings.map(|it| flag(it.enforced))),
        _ => Err(SettingError::NoSetting(setting.to_string())),
    }
}

/// Kinds whose encryption is a setting of its own.
fn has_encryption(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::Queue(_)
            | Detail::Topic(_)
            | Detail::Stream(_)
            | Detail::DeliveryStream(_)
            | Detail::Table(_)
            | Detail::LogGroup(_)
            | Detail::AthenaWorkGroup(_)
    )
}

/// Gives the setting a value in an estate. Whether the resource has such a setting.
pub(super) fn set(detail: &mut Detail, setting: &Setting, value: &SettingValue) -> Result<bool, SettingError> {
    let error = malformed(setting);
    let absent = || SettingError::NoSetting(setting.to_string());
    match (&setting.aspect, detail) {
        (Aspect::EncryptionAtRest, detail) => {
            let wanted: AtRest = value.parse().map_err(error)?.ok_or_else(absent)?;
            encrypt(detail, wanted).ok_or_else(absent)?;
        }
        (Aspect::PointInTimeRecovery, Detail::Table(it)) => {
            let wanted: PointInTimeRecovery = value.parse().map_err(error)?.ok_or_else(absent)?;
            it.recovery = Fact::Known(wanted);
        }
        (Aspect::LogRetention, Detail::LogGroup(it)) => it.retention_days = value.parse().map_err(error)?,
        (Aspect::CatalogEncryption, Detail::GlueCatalog(it)) => {
            it.encryption = Fact::Known(value.parse().map_err(error)?.ok_or_else(absent)?);
        }
        (Aspect::WorkGroupEnforcement, Detail::AthenaWorkGroup(it)) => {
            it.settings.known_mut().ok_or_else(absent)?.enforced = value.as_text() == Some("true");
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Encrypts a resource so; none where it has no such setting, or where what holds it was not read.
fn encrypt(detail: &mut Detail, wanted: AtRest) -> Option<()> {
    match detail {
        Detail::Queue(it) => it.encryption = Fact::Known(wanted),
        Detail::Topic(it) => it.encryption = Fact::Known(wanted),
        Detail::Stream(it) => it.encryption = Fact::Known(wanted),
        Detail::DeliveryStream(it) => it.description.known_mut()?.encryption = Fact::Known(wanted),
        Detail::Table(it) => it.description.known_mut()?.encryption = wanted,
        Detail::LogGroup(it) => it.encryption = wanted,
        Detail::AthenaWorkGroup(it) => it.settings.known_mut()?.encryption = wanted,
        _ => return None,
    }
    Some(())
}
