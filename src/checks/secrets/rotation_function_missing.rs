//! `secretsmanager-rotation-function-missing`.

use super::ROTATED;
use crate::checks::flows::{Absence, listed};
use crate::checks::lacks::{self, Missing};
use crate::checks::{Context, Fault, Outcome, Reason, Threat, limits};
use crate::finding::Evidence;
use crate::model::aws::Function;
use crate::model::{AccountId, Domain, Kind, Resource, ResourceId};

define_check! {
    /// Rotation by a function needs the function, leave for Secrets Manager to call it, and leave for the function to write
    /// the new value. Without one of them the secret says that it is rotated and never changes.
    ///
    /// Looks at secrets that a function rotates. Fails when the function is not there, though all functions of its account
    /// and region were listed; when its policy lets Secrets Manager call it for no secret of this account; and when its
    /// role surely may not describe, read or write the secret, move its stages, or use the customer's key of the secret.
    /// Is unknown while the function's account, its policies or its role could not be read. What hangs on a condition
    /// passes.
    ///
    /// By hand: `aws lambda add-permission --function-name NAME --principal secretsmanager.amazonaws.com --action
    /// lambda:InvokeFunction --source-account ACCOUNT`, and allow the role what is named; or make the function anew and
    /// name it with `aws secretsmanager rotate-secret --rotation-lambda-arn`.
    ///
    /// Sources: AWS Secrets Manager User Guide, "Lambda rotation function execution role permissions for AWS Secrets Manager",
    /// "Rotation by Lambda function", "Troubleshoot AWS Secrets Manager rotation".
    id: "secretsmanager-rotation-function-missing",
    title: "What rotates a secret is there and may do it",
    kind: Kind::Secret,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ROTATED,
    evaluate: evaluate,
}

/// Who calls the function.
const SERVICE: &str = "secretsmanager.amazonaws.com";

/// What the role of the function needs on the secret.
const ROTATES: [&str; 4] = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
];

/// What it needs on a customer's key of the secret.
const KEY: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];

/// What was found out.
#[derive(Default)]
struct Found {
    faults: Vec<Fault>,
    reasons: Vec<Reason>,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let secret = resource.secret().filter(|it| it.is_own(resource.region.as_str()));
    let Some(arn) = secret.and_then(|it| it.rotation.as_ref()).and_then(|it| it.function.as_deref()) else {
        return Outcome::NotApplicable;
    };
    let bare: Vec<&str> = arn.splitn(8, ':').take(7).collect();
    let Some((held, function)) = context.estate.find(&bare.join(":")) else { return absent(context, arn) };
    let Some(told) = function.function() else { return Outcome::NotApplicable };
    let mut found = Found::default();
    match arn.splitn(8, ':').nth(7) {
        Some(part) => {
            let note = format!("the policy of {part}, a version or alias of the function, is not read");
            found.reasons.push(Reason::Note(note));
        }
        None => may_be_called(context, resource, (held, function), &mut found),
    }
    may_rotate(context, (id, resource), told, &mut found);
    let related = |fault: Fault| fault.with(Evidence::Related { relation: "is rotated by", resource: held });
    Outcome::concluded(found.faults.into_iter().map(related).collect(), found.reasons)
}

/// What is known of a function that the estate does not hold.
fn absent(context: &Context<'_>, arn: &str) -> Outcome {
    let parts: Vec<&str> = arn.split(':').collect();
    let absence = match parts.as_slice() {
        [_, _, "lambda", region, account, ..] => {
            listed(context.estate, &AccountId::new(*account), region, Kind::Function)
        }
        _ => None,
    };
    match absence {
        Some(Absence::Gone) => {
            let fault = Fault::new("The function that rotates the secret is not there").at("function");
            Outcome::fault(fault.setting("RotationLambdaARN", arn))
        }
        Some(Absence::Unknown(reason)) => Outcome::Unknown(vec![reason]),
        None => Outcome::Unknown(vec![Reason::Note(format!("the function {arn} is not of a scanned account"))]),
    }
}

fn may_be_called(context: &Context<'_>, secret: &Resource, (id, function): (ResourceId, &Resource), found: &mut Found) {
    let Some(between) = context.inquiry().service_on(SERVICE, id) else { return };
    let told = [("aws:SourceAccount", secret.account.as_str())];
    match lacks::lack(&between, &["lambda:InvokeFunction"], &[function.arn.to_string()], &told) {
        None => {}
        Some(Ok(lack)) => {
            let fault =
                Fault::new(format!("Secrets Manager may not call {}, which rotates the secret", function.name()));
            found.faults.push(lack.evidence(context.estate).into_iter().fold(fault.at("call"), Fault::with));
        }
        Some(Err(unread)) => found.reasons.extend(limits::reasons(unread)),
    }
}

fn may_rotate(context: &Context<'_>, (id, secret): (ResourceId, &Resource), function: &Function, found: &mut Found) {
    let role = context.estate.find(&function.role).map(|(role, _)| role);
    let Some((role, between)) = role.and_then(|role| Some((role, context.inquiry().between(role, id)?))) else {
        found.reasons.push(Reason::Note(format!("the role {} is not among the scanned roles", function.role)));
        return;
    };
    let on = [secret.arn.to_string()];
    let of_secret = ROTATES.iter().filter_map(|action| lacks::lack(&between, &[*action], &on, &[]));
    let missing: Vec<Missing> = of_secret.chain(lacks::of_key(context, role, &KEY, secret)).collect();
    for one in missing {
        match one {
            Ok(lack) => {
                let words = format!("The role of the function that rotates the secret may not do {}", lack.action);
                let fault = Fault::new(words).at(lack.action);
                let fault = fault.with(Evidence::Related { relation: "works as", resource: role });
                found.faults.push(lack.evidence(context.estate).into_iter().fold(fault, Fault::with));
            }
            Err(unread) => found.reasons.extend(limits::reasons(unread)),
        }
    }
}
