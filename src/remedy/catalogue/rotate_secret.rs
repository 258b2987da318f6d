//! `rotate-secret`.

use super::common::{known, named, parse, resource, typed};
use crate::finding::Finding;
use crate::model::aws::SecretRotation;
use crate::model::{Aspect, Kind, Resource, Timestamp};
use crate::policy::{Effect, Principal};
use crate::remedy::{Choice, Edit, Refusal, Situation};

const FUNCTION: Choice = Choice {
    name: "function",
    help: "the name or the ARN of the rotation function; by default the one that the secret has or last had",
    required: false,
};
const DAYS: Choice = Choice { name: "days", help: "after how many days, 1 to 90; 30 by default", required: false };

/// Days between two rotations where nothing is chosen.
const USUAL: u32 = 30;
/// The days within which the check wants a rotation.
const LIMIT: u32 = 90;
const SERVICE: &str = "secretsmanager.amazonaws.com";

define_remedy! {
    /// Has the secret rotated every 30 days, or as you choose, by a function that is known for it: the one that you
    /// choose, the one that it has, or the one that rotated it until rotation was switched off. Refuses where none is
    /// known, and where Secrets Manager may not call it. An undo switches rotation off again, or brings back the earlier
    /// rules.
    ///
    /// The secret does not change at once: it changes when the window comes, and the finding stays, with less risk, until
    /// then. Secrets Manager tries the function out when it is asked, as whoever applies the plan, who needs
    /// `lambda:InvokeFunction` for it. Whoever keeps a copy of the secret instead of reading it is locked out at the first
    /// rotation.
    ///
    /// Source: AWS Secrets Manager User Guide, "Rotation by Lambda function"; AWS Secrets Manager API Reference,
    /// "RotateSecret".
    id: "rotate-secret",
    title: "Rotate the secret by its function",
    choices: &[FUNCTION, DAYS],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let secret = resource.secret().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = secret.rotation.as_ref();
    if let Some(days) = held.and_then(|it| it.days).filter(|days| *days <= LIMIT) {
        let why = format!(
            "rotation is on, every {days} days, and does not happen: look for RotationFailed in CloudTrail and mend its function"
        );
        return Err(Refusal::Impossible(why));
    }
    let chosen = situation.choices.get(FUNCTION.name).map(String::as_str);
    let name = chosen.or_else(|| held?.function.as_deref()).or(secret.last_function.as_deref()).ok_or_else(|| {
        let why = "no rotation function is known for this secret: it has none, and no other fits by its name alone; make \
            one that knows how the secret is changed where it is used, let Secrets Manager call it, and choose it with \
            function=NAME";
        Refusal::Impossible(why.to_owned())
    })?;
    let function = function(situation, resource, name)?;
    let rotation = SecretRotation {
        function: Some(function.arn.to_string()),
        days: Some(days(situation)?),
        schedule: None,
        window: held.and_then(|it| it.window.clone()),
        next: due(situation, days(situation)?),
    };
    let summary =
        format!("Rotate secret {} every {} days by function {}.", secret.name, days(situation)?, function.name());
    let mut edit = typed(resource, Aspect::SecretRotation, &rotation, summary)?;
    edit.consequences.push("Whoever keeps a copy of the secret is locked out at the first rotation.".to_owned());
    edit.disruptive = true;
    Ok(vec![edit])
}

/// When the first rotation comes at the latest: what the service will tell.
fn due(situation: &Situation<'_>, days: u32) -> Option<Timestamp> {
    Timestamp::from_second(situation.context.now.as_second() + i64::from(days) * 86_400).ok()
}

fn days(situation: &Situation<'_>) -> Result<u32, Refusal> {
    let Some(text) = situation.choices.get(DAYS.name) else { return Ok(USUAL) };
    let days = text.parse().ok().filter(|days| (1..=LIMIT).contains(days));
    days.ok_or_else(|| Refusal::Impossible(format!("{text} is no number of days from 1 to {LIMIT}")))
}

/// The function of this name beside the secret, if Secrets Manager may call it.
fn function<'a>(situation: &Situation<'a>, secret: &Resource, name: &str) -> Result<&'a Resource, Refusal> {
    let is_beside = |it: &Resource| it.account == secret.account && it.region == secret.region;
    let mut functions = situation.estate.all(Kind::Function).map(|(_, it)| &**it);
    let found = functions.find(|it| it.arn.as_str() == name || (it.name() == name && is_beside(it)));
    let resource = found.ok_or_else(|| {
        let why =
            format!("function {name} is not part of this estate: whether Secrets Manager may call it is not known");
        Refusal::Impossible(why)
    })?;
    let function = resource.function().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let text = known(situation.estate, &function.policy, "policy of the rotation function")?;
    let policy = text.as_ref().map(|document| parse(document.text(), "policy of the rotation function")).transpose()?;
    let is_service = |it: &Principal| matches!(it, Principal::Service(name) if name == SERVICE);
    let may = policy.is_some_and(|policy| {
        policy.with_effect(Effect::Allow).any(|(_, statement)| named(statement).iter().any(is_service))
    });
    if !may {
        let why = format!(
            "Secrets Manager may not call function {name}; let it: aws lambda add-permission --function-name {name} \
            --statement-id SecretsManager --action lambda:InvokeFunction --principal {SERVICE} --source-arn {}",
            secret.arn
        );
        return Err(Refusal::Impossible(why));
    }
    Ok(resource)
}
