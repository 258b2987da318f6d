//! A large estate of one kind: principals with policies of their own, by stores with policies.

use tidegate::model::aws::{BucketEncryption, EncryptionAlgorithm, EncryptionRule, InlinePolicy};
use tidegate::model::{Arn, Document, Estate, Fact, Region, Resource};

use super::{ACCOUNT, SECOND, Tweak, key_arn};

/// How many principals and stores the matrix is measured with.
pub const PRINCIPALS: usize = 2_500;
pub const STORES: usize = 5_000;
/// A team has the same names of stores, and policies alike.
pub const TEAMS: usize = 50;

/// The policies of a principal: its team's, some of its own, a refusal.
pub fn own(at: usize) -> String {
    let team = at % TEAMS;
    let mut statements = vec![
        format!(
            r#"{{"Sid":"Team","Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:ListBucket"],"Resource":["arn:aws:s3:::team-{team:02}-*","arn:aws:s3:::team-{team:02}-*/*"]}}"#
        ),
        r#"{"Sid":"Look","Effect":"Allow","Action":["s3:List*","s3:GetBucket*","kms:Describe*"],"Resource":"*"}"#
            .to_owned(),
        format!(
            r#"{{"Sid":"Key","Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k{:02}","Condition":{{"StringLike":{{"kms:ViaService":"s3.*.amazonaws.com"}}}}}}"#,
            team % 20
        ),
        format!(
            r#"{{"Sid":"Own","Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::team-{team:02}-{:04}","arn:aws:s3:::team-{team:02}-{:04}/*"]}}"#,
            at % STORES,
            at % STORES
        ),
    ];
    if at.is_multiple_of(3) {
        statements.push(r#"{"Sid":"SecondFactor","Effect":"Deny","Action":["s3:Delete*","s3:Put*Policy"],"Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#.to_owned());
    }
    if at % 100 == 7 {
        statements.push(r#"{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}"#.to_owned());
    }
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

/// The policy of a store: over TLS only; half name a role, a third are kept to the organization.
fn of_store(at: usize, name: &str) -> String {
    let mut statements = vec![format!(
        r#"{{"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}"#
    )];
    if at.is_multiple_of(2) {
        let role = at % (PRINCIPALS / 2);
        statements.push(format!(
            r#"{{"Sid":"Reader","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:role/r{role:04}"}},"Action":"s3:GetObject","Resource":"arn:aws:s3:::{name}/*"}}"#
        ));
    }
    if at.is_multiple_of(3) {
        statements.push(format!(
            r#"{{"Sid":"Perimeter","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":["{ACCOUNT}","{SECOND}"]}},"ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::*:role/r00*"}},"StringNotEqualsIfExists":{{"aws:SourceVpce":"vpce-1"}}}}}}"#
        ));
    }
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn in_account(mut resource: Resource, account: &str) -> Resource {
    resource.arn = Arn::new(resource.arn.as_str().replace(ACCOUNT, account).as_str());
    resource.owned_by(account)
}

fn store(at: usize) -> Resource {
    let name = format!("team-{:02}-{at:04}", at % TEAMS);
    let rule = EncryptionRule {
        algorithm: EncryptionAlgorithm::Kms,
        key: Some(key_arn(&format!("k{:02}", at % 20))),
        bucket_key: true,
        blocked: Vec::new(),
    };
    let mut made = super::bucket(&name).bucket_with(|it| {
        it.policy = Fact::Known(Some(Document::new(of_store(at, &name).as_str())));
        it.encryption =
            Fact::Known(Some(BucketEncryption { rules: if at.is_multiple_of(4) { vec![rule] } else { Vec::new() } }));
    });
    made.region = Region::new(["eu-west-1", "us-east-1", "eu-central-1"][at % 3]);
    if at % 10 == 9 { made.owned_by(SECOND) } else { made }
}

/// Principals by stores; every principal has a policy of its own.
pub fn estate(principals: usize, stores: usize) -> Estate {
    let inline = |at: usize| vec![InlinePolicy { name: "own".to_owned(), document: Document::new(own(at).as_str()) }];
    let people = (0..principals).map(|at| {
        let resource = if at.is_multiple_of(2) {
            super::user(&format!("u{:04}", at / 2)).user_with(|it| it.inline = inline(at))
        } else {
            super::role(&format!("r{:04}", at / 2)).role_with(|it| it.inline = inline(at))
        };
        if at % 5 == 4 { in_account(resource, SECOND) } else { resource }
    });
    let keys = (0..20).map(|at| super::key(&format!("k{at:02}")));
    super::estate(people.chain((0..stores - 20).map(store)).chain(keys))
}
