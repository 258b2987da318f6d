//! `narrow-resource-policy-statement`.

use super::common::{resource, target};
use super::narrow::{ACCOUNT, Narrowing, ORGANIZATION, accounts, must_name_insiders, narrow, organization};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Adds a condition to the offending statement of the policy that a queue, a topic, a stream, a table, a secret, an
    /// event bus or a snapshot of Redshift Serverless carries, or of one of CloudWatch Logs, so that it lets in only callers
    /// of an organization or of accounts. Without a choice it takes the estate's own organization, and without one the
    /// resource's account. Nothing else of the policy changes.
    ///
    /// Callers outside lose access at once. A statement that also lets an AWS service in is refused: the service has no
    /// account or organization of its own.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys".
    id: "narrow-resource-policy-statement",
    title: "Narrow the offending statement of the resource's policy",
    choices: &[ORGANIZATION, ACCOUNT],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let Some(target) = target(situation, finding, resource, Aspect::ResourcePolicy)? else { return Ok(Vec::new()) };
    let mut narrowings: Vec<Narrowing> = accounts(situation, "aws:PrincipalAccount")?.into_iter().collect();
    let by_default = narrowings.is_empty() && !situation.choices.contains_key(ORGANIZATION.name);
    narrowings.extend(organization(situation, !by_default)?);
    if narrowings.is_empty() {
        narrowings.push(Narrowing::new("aws:PrincipalAccount", "account", vec![resource.account.to_string()]));
    }
    if by_default {
        must_name_insiders(situation, &target)?;
    }
    narrow(&target, &narrowings, &format!("the policy of {}", resource.name())).map(|edit| vec![edit])
}
