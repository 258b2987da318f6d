//! `lambda-function-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Services such as S3, SNS and EventBridge call functions for all of their customers. A statement that lets the
    /// service in without saying for whom lets any account set off this function with data of its own: the confused
    /// deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths`, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: remove the statement and add it again with `aws lambda add-permission --source-arn ARN --source-account
    /// ACCOUNT`.
    ///
    /// Source: AWS Lambda Developer Guide, "Granting Lambda function access to AWS services"; IAM User Guide, "The
    /// confused deputy problem".
    id: "lambda-function-service-source",
    title: "Function policies say for whom a service may call",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataPoisoning,
    likelihood: 2,
    impact: 3,
    remedies: &["add-source-conditions"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: aspects::service_without_source,
}
