//! Access points of S3: a request through one is for a resource of its own, and brings keys of its own.
//!
//! Sources: Amazon S3 User Guide, "Configuring IAM policies for using access points" (both the access point and the
//! bucket must permit the request; condition keys), "Creating access points restricted to a virtual private cloud".

use super::context::{Context, ContextValue};
use super::statement::{CompiledPolicy, PolicyKind};
use crate::policy::{Clause, Condition, Effect, ParseError, Policy, Principal, PrincipalClause, Statement, Version};

/// Keys that only requests through an access point have: its ARN, its account, and where it takes requests from.
const KEYS: [&str; 3] = ["s3:DataAccessPointArn", "s3:DataAccessPointAccount", "s3:AccessPointNetworkOrigin"];

/// Says in a context that the request goes through an access point, of a network or open to the internet.
pub fn enter(context: &mut Context, arn: &str, account: &str, of_network: bool) {
    let origin = if of_network { "VPC" } else { "Internet" };
    for (key, value) in KEYS.into_iter().zip([arn, account, origin]) {
        context.set(key, ContextValue::One(value.to_owned()));
    }
}

/// Says in a context that the request goes through no access point, unless it is said that it does.
pub fn stay_out(context: &mut Context) {
    KEYS.into_iter().for_each(|key| context.forget_default(key));
}

/// The resource of an access point that stands for a bucket or an object.
pub fn resource_at(point: &str, bucket_or_object: &str) -> String {
    match bucket_or_object.split_once('/') {
        Some((_, key)) => format!("{point}/object/{key}"),
        None => point.to_owned(),
    }
}

/// What keeps an access point to a network: it refuses requests from elsewhere.
///
/// # Errors
/// Never in practice: the policy is one that AWS would take.
pub fn only_from(network: &str) -> Result<CompiledPolicy, ParseError> {
    let everything = || Clause::Is(vec!["*".to_owned()]);
    let elsewhere = Condition {
        operator: "StringNotEquals".to_owned(),
        key: "aws:SourceVpc".to_owned(),
        values: vec![network.to_owned()],
    };
    let statement = Statement {
        sid: None,
        effect: Effect::Deny,
        principal: PrincipalClause::Is(vec![Principal::Everyone]),
        action: everything(),
        resource: Some(everything()),
        conditions: vec![elsewhere],
    };
    let policy = Policy { version: Version::V2012, id: None, statements: vec![statement] };
    CompiledPolicy::new(&policy, PolicyKind::Resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_point_has_resources_of_its_own() {
        let point = "arn:aws:s3:eu-west-1:111122223333:accesspoint/door";
        assert_eq!(resource_at(point, "arn:aws:s3:::raw"), point);
        assert_eq!(resource_at(point, "arn:aws:s3:::raw/a/b"), format!("{point}/object/a/b"));
        assert!(only_from("vpc-1").is_ok());
    }
}
