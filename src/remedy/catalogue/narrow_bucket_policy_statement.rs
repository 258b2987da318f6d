//! `narrow-bucket-policy-statement`.

use super::common::{list_choice, must_be_of_the_bucket, resource, target};
use super::narrow::{ACCOUNT, Narrowing, ORGANIZATION, accounts, must_name_insiders, narrow, organization};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::remedy::{Choice, Edit, Refusal, Situation};

const ENDPOINT: Choice =
    Choice { name: "vpc-endpoint", help: "the VPC endpoint that requests must come through", required: false };

define_remedy! {
    /// Adds a condition to the offending statement of a bucket policy, so that it lets in only callers of an
    /// organization, of accounts, or those who come through a VPC endpoint. Without a choice it takes the estate's own
    /// organization. Nothing else of the policy changes.
    ///
    /// Callers outside lose access at once, unsigned ones among them. A grant that stands in the policy of an access point
    /// is refused: no statement of the bucket's policy is at fault.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys".
    id: "narrow-bucket-policy-statement",
    title: "Narrow the offending statement of the bucket policy",
    choices: &[ORGANIZATION, ACCOUNT, ENDPOINT],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    must_be_of_the_bucket(situation, finding)?;
    let Some(target) = target(situation, finding, resource, Aspect::BucketPolicy)? else { return Ok(Vec::new()) };
    let mut narrowings: Vec<Narrowing> = Vec::new();
    narrowings.extend(accounts(situation, "aws:PrincipalAccount")?);
    narrowings
        .extend(list_choice(situation, ENDPOINT.name).map(|list| Narrowing::new("aws:SourceVpce", "endpoint", list)));
    let by_default = narrowings.is_empty() && !situation.choices.contains_key(ORGANIZATION.name);
    narrowings.extend(organization(situation, !by_default)?);
    if narrowings.is_empty() {
        return Err(Refusal::Needs { name: ORGANIZATION.name, help: ORGANIZATION.help });
    }
    if by_default {
        must_name_insiders(situation, &target)?;
    }
    narrow(&target, &narrowings, &format!("the policy of bucket {}", bucket.name)).map(|edit| vec![edit])
}
