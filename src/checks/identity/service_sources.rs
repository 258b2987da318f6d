//! The services that send `aws:SourceArn` and `aws:SourceAccount` when they assume a role, as AWS documents it.
//!
//! There is no list of AWS's own: IAM User Guide, "The confused deputy problem", says that not every integration
//! supports the keys and leaves it to each service's pages. A service stands here when a page of its guide recommends
//! the keys for the trust policy of its roles; the page is named. Compute services whose role is handed over with
//! `iam:PassRole` and whose pages do not ask for the keys (EC2, Lambda, Redshift, Backup, CloudTrail, Glue) do not.

/// A service principal without its domain, and the page that recommends the keys.
const SOURCES: &[(&str, &str)] = &[
    ("airflow", "Amazon MWAA User Guide, Cross-service confused deputy prevention"),
    ("airflow-env", "Amazon MWAA User Guide, Cross-service confused deputy prevention"),
    ("appstream", "WorkSpaces Applications Administration Guide, Cross-service confused deputy prevention"),
    ("batch", "AWS Batch User Guide, Cross-service confused deputy prevention"),
    ("bedrock", "Amazon Bedrock User Guide, Cross-service confused deputy prevention"),
    ("comprehend", "Amazon Comprehend Developer Guide, Cross-service confused deputy prevention"),
    ("config", "AWS Config Developer Guide, Cross-service confused deputy prevention"),
    ("datasync", "AWS DataSync User Guide, Cross-service confused deputy prevention"),
    ("dms", "AWS DMS User Guide, Cross-service confused deputy prevention"),
    ("ecs-tasks", "Amazon ECS Developer Guide, Amazon ECS task IAM role"),
    ("elasticmapreduce", "Amazon EMR Management Guide, Service role for automatic scaling in Amazon EMR"),
    ("events", "Amazon EventBridge User Guide, Cross-service confused deputy prevention in Amazon EventBridge"),
    ("export.rds", "Amazon RDS User Guide, Preventing cross-service confused deputy problems"),
    ("firehose", "Amazon Data Firehose Developer Guide, Controlling access with Amazon Data Firehose"),
    ("greengrass", "AWS IoT Greengrass V2 Developer Guide, Cross-service confused deputy prevention"),
    ("iot", "AWS IoT Core Developer Guide, Cross-service confused deputy prevention"),
    ("iotevents", "AWS IoT Events Developer Guide, Cross-service confused deputy prevention"),
    ("iotsitewise", "AWS IoT SiteWise User Guide, Cross-service confused deputy prevention"),
    ("kinesisanalytics", "Managed Service for Apache Flink Developer Guide, Cross-service confused deputy prevention"),
    ("logs", "Amazon CloudWatch Logs User Guide, Confused deputy prevention"),
    ("monitoring.rds", "Amazon RDS User Guide, Preventing cross-service confused deputy problems"),
    ("personalize", "Amazon Personalize Developer Guide, Cross-service confused deputy prevention"),
    ("pipes", "Amazon EventBridge User Guide, Cross-service confused deputy prevention in Amazon EventBridge"),
    ("rekognition", "Amazon Rekognition Developer Guide, Cross-service confused deputy prevention"),
    ("sagemaker", "Amazon SageMaker AI Developer Guide, Cross-service confused deputy prevention"),
    ("scheduler", "EventBridge Scheduler User Guide, Confused deputy prevention in EventBridge Scheduler"),
    ("sms-voice", "AWS End User Messaging SMS User Guide, IAM policy for Amazon Data Firehose"),
    ("states", "AWS Step Functions Developer Guide, Creating an IAM role for your state machine"),
    ("textract", "Amazon Textract Developer Guide, Cross-service confused deputy prevention"),
    ("transfer", "AWS Transfer Family User Guide, Cross-service confused deputy prevention"),
    ("vpc-flow-logs", "Amazon VPC User Guide, IAM role for publishing flow logs to CloudWatch Logs"),
];

/// The page that recommends source conditions for a service principal; none where no page does.
pub(super) fn recommended_by(principal: &str) -> Option<&'static str> {
    let name = service(principal);
    SOURCES.iter().find(|(service, _)| *service == name).map(|(_, page)| *page)
}

/// `states.eu-west-1.amazonaws.com` and `states.amazonaws.com.cn` are both `states`.
fn service(principal: &str) -> &str {
    let name = principal.strip_suffix(".cn").unwrap_or(principal);
    let name = name.strip_suffix(".amazonaws.com").unwrap_or(name);
    match name.rsplit_once('.') {
        Some((service, region)) if region.contains('-') && region.ends_with(|it: char| it.is_ascii_digit()) => service,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regional_and_chinese_principals_are_the_same_service() {
        for principal in ["states.amazonaws.com", "states.eu-west-1.amazonaws.com", "states.amazonaws.com.cn"] {
            assert!(recommended_by(principal).is_some(), "{principal}");
        }
        assert!(recommended_by("export.rds.amazonaws.com").is_some());
        assert!(recommended_by("ec2.amazonaws.com").is_none());
    }

    #[test]
    fn the_list_is_sorted_and_names_each_service_once() {
        assert!(SOURCES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
