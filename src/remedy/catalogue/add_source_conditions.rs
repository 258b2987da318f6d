//! `add-source-conditions`.

use super::common::{list_choice, must_allow, named, policy_aspect, principal_words, resource, target, with_condition};
use super::seen_source;
use crate::finding::Finding;
use crate::model::Kind;
use crate::policy::Principal;
use crate::remedy::{Choice, Edit, Refusal, Situation};

const SOURCE_ARN: Choice = Choice {
    name: "source-arn",
    help: "the ARN (or pattern) of the resource on whose behalf the service acts, or several with commas between",
    required: false,
};

define_remedy! {
    /// Adds conditions to a statement that lets a service in: the service may act only on behalf of resources of this
    /// account (`aws:SourceAccount`), and of the named resource when one is chosen (`aws:SourceArn`). Nobody else can
    /// then make the service use this role, queue, topic, stream, table, secret, bucket or key for them.
    ///
    /// A statement of a function's policy is taken out and added again under its id, for the one source that a hop shows:
    /// its trigger, topic, rule, log group, API or secret. Where no hop shows one, or several do, choose `source-arn`. So
    /// with event buses and log resource policies where no hop shows that the service acts for this account.
    ///
    /// Not every service sends these keys. Look into the service's documentation before. What sends from another account
    /// is refused from then on: take `source-arn` or the policy by hand for it.
    ///
    /// Source: IAM User Guide, "The confused deputy problem", section "Cross-service confused deputy prevention"; AWS
    /// Lambda Developer Guide, "Granting Lambda function access to AWS services".
    id: "add-source-conditions",
    title: "Let the service act only for this account",
    choices: &[SOURCE_ARN],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    if resource.kind() == Kind::Function {
        return seen_source::propose(situation, finding, resource, &SOURCE_ARN);
    }
    let aspect = policy_aspect(resource).ok_or(Refusal::NotForThis(REMEDY.id))?;
    if resource.role().is_some_and(crate::model::aws::Role::is_managed_by_aws) {
        return Err(Refusal::Impossible("AWS owns this role, and its trust policy cannot be edited".to_owned()));
    }
    let what = aspect.words();
    let Some(target) = target(situation, finding, resource, aspect)? else { return Ok(Vec::new()) };
    let statement = target.statement()?;
    must_allow(statement)?;
    if let Some(other) = named(statement).iter().find(|it| !matches!(it, Principal::Service(_))) {
        let who = principal_words(std::slice::from_ref(other));
        let why = format!("the statement also lets {who} in, which the condition would shut out: split it first");
        return Err(Refusal::Impossible(why));
    }
    if matches!(resource.kind(), Kind::EventBus | Kind::LogResourcePolicy)
        && !situation.choices.contains_key(SOURCE_ARN.name)
    {
        seen_source::must_be_of_the_account(situation, finding, resource, named(statement))?;
    }
    let account = resource.account.as_str();
    let own = vec![account.to_owned()];
    let mut text = with_condition(&target.text, &target, "StringEquals", "aws:SourceAccount", own)?;
    if let Some(arns) = list_choice(situation, SOURCE_ARN.name) {
        text = with_condition(&text, &target, "ArnLike", "aws:SourceArn", arns)?;
    }
    let who = principal_words(named(statement));
    let name = resource.name();
    let mut edit = target.edit(text, format!("Let {who} act only for account {account} in the {what} of {name}."));
    edit.consequences.push(format!("{who} is refused where it does not say on whose behalf it acts."));
    Ok(vec![edit])
}
