//! Secrets Manager.

use tidegate::model::Fact;
use tidegate::model::aws::{Secret, SecretReplica};

use super::hops_in_full;
use crate::samples::{ACCOUNT, Tweak, secret};

#[test]
fn a_secret_is_rotated_by_its_function_and_copied_to_other_regions() {
    let db = secret("db").with(|it: &mut Secret| {
        let region = "us-east-1".to_owned();
        it.replicas = Fact::Known(vec![SecretReplica { region, key: None, status: None, accessed: None }]);
    });
    let service = "secretsmanager.amazonaws.com";
    assert_eq!(
        hops_in_full([db]),
        [
            format!(
                "secret db -invokes-> outside arn:aws:lambda:eu-west-1:{ACCOUNT}:function:rotate as {service} (declared: RotationLambdaARN)"
            ),
            format!(
                "secret db -copies-> outside arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:db-a1b2c3 as {service} (declared: ReplicationStatus.Region)"
            ),
        ]
    );
}

#[test]
fn a_copy_of_a_secret_is_not_rotated_where_it_is() {
    let copy = secret("db").with(|it: &mut Secret| it.primary_region = Some("us-east-1".to_owned()));
    assert_eq!(hops_in_full([copy]), Vec::<String>::new());
}
