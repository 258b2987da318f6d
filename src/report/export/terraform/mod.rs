//! A plan as Terraform: a resource a setting, filled in, with an `import` block for what exists already, so that
//! Terraform changes it and makes no second one.

mod pipeline;
mod reach;
mod resources;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::ExportError;
use super::command::{commands, quoted};
use super::hcl::{Body, label, string};
use crate::model::{Aspect, Estate, Setting};
use crate::remedy::{Plan, Step};
use crate::text::visible;
use resources::{Piece, piece};

/// A resource, and the steps that it stands for.
struct Resource<'a> {
    steps: Vec<&'a Step>,
    piece: Piece,
}

/// What makes two settings parts of one resource: its type and the ARN.
type Identity<'a> = (&'static str, &'a str);

/// Terraform for what the plan does. The estate fills in what a resource needs besides the changed setting.
///
/// # Errors
/// When a value is not of its setting's type.
pub fn terraform(plan: &Plan, estate: Option<&Estate>) -> Result<String, ExportError> {
    let mut comments = String::new();
    let mut resources: IndexMap<Identity<'_>, Resource<'_>> = IndexMap::new();
    for step in &plan.steps {
        let Some(piece) = piece(step, estate)? else {
            comments.push_str(&without_resource(step)?);
            continue;
        };
        match resources.get_mut(&(piece.kind, step.setting.resource.as_str())) {
            Some(held) => held.take(step, piece),
            None => {
                let identity = (piece.kind, step.setting.resource.as_str());
                resources.insert(identity, Resource { steps: vec![step], piece });
            }
        }
    }
    let mut text = head(plan, resources.is_empty());
    let settings = resources.values().filter_map(|it| it.steps.first()).map(|step| &step.setting);
    let providers: BTreeSet<String> = settings.map(provider).collect();
    text.extend(providers);
    let (mut taken, mut previous) = (BTreeSet::new(), None);
    for resource in resources.values() {
        let address = resource.address(&mut taken);
        text.push_str(&resource.text(&address, previous.as_deref()));
        previous = Some(address);
    }
    Ok(text + &comments)
}

fn head(plan: &Plan, is_empty: bool) -> String {
    let mut text = format!("# Plan {}.\n", plan.id);
    if !is_empty {
        text.push_str(
            "# Each provider needs credentials of its account, such as a profile. What is in a state already has to be\n\
             # changed there: two states for one resource would undo each other.\n",
        );
    }
    text
}

impl<'a> Resource<'a> {
    /// Takes in a second step on the same resource: the arguments that it adds, and what both leave as it is.
    fn take(&mut self, step: &'a Step, more: Piece) {
        self.steps.push(step);
        let held = self.piece.body.text().to_owned();
        let added = more.body.text().lines().filter(|line| !held.lines().any(|it| it == *line));
        for (name, value) in added.filter_map(|line| line.trim().split_once(" = ")) {
            self.piece.body.raw(name, value);
        }
        self.piece.ignored.retain(|name| more.ignored.contains(name));
    }

    /// An address that no other resource has: roles of two accounts can have one name.
    fn address(&self, taken: &mut BTreeSet<String>) -> String {
        let label = self.steps.first().map_or_else(String::new, |step| label(&name(&step.setting)));
        let first = format!("{}.{label}", self.piece.kind);
        let numbered = (2..).map(|number| format!("{first}_{number}"));
        let mut all = std::iter::once(first.clone()).chain(numbered);
        all.find(|address| taken.insert(address.clone())).unwrap_or(first)
    }

    /// The resource. It waits for the one before it: the steps of a plan have an order.
    fn text(&self, address: &str, previous: Option<&str>) -> String {
        let Some(step) = self.steps.first() else { return String::new() };
        let (setting, piece) = (&step.setting, &self.piece);
        let mut whole = Body::at(0);
        if let Some((variable, description)) = &piece.variable {
            whole.block(&format!("variable \"{variable}\""), |body| {
                body.raw("type", "string").string("description", description);
            });
        }
        if piece.exists {
            whole.block("import", |body| {
                body.raw("to", address).string("id", &piece.id);
            });
        }
        let mut text = String::from("\n");
        for step in &self.steps {
            let (account, region) = (&step.setting.account, &step.setting.region);
            text.push_str(&format!("# {} (account {account}, {region})\n", visible(&step.summary)));
        }
        text.push_str(whole.text());
        let (kind, name) = address.split_once('.').unwrap_or((address, ""));
        text.push_str(&format!("resource \"{kind}\" \"{name}\" {{\n"));
        text.push_str(&format!("  provider = aws.{}\n{}", alias(setting), piece.body.text()));
        if let Some(previous) = previous {
            text.push_str(&format!("  depends_on = [{previous}]\n"));
        }
        if !piece.ignored.is_empty() {
            text.push_str(&format!("\n  lifecycle {{\n    ignore_changes = [{}]\n  }}\n", piece.ignored.join(", ")));
        }
        text + "}\n"
    }
}

fn name(setting: &Setting) -> String {
    match setting.aspect {
        Aspect::AccountPublicAccessBlock => format!("account_{}", setting.account),
        Aspect::EmrPublicAccessBlock => format!("emr_{}", setting.region),
        _ => setting.resource.short_name().to_owned(),
    }
}

/// Where a setting is changed; what has no region of its own is reached from the partition's first.
fn region(setting: &Setting) -> &str {
    match setting.region.as_str() {
        "global" if setting.resource.as_str().starts_with("arn:aws-cn:") => "cn-north-1",
        "global" if setting.resource.as_str().starts_with("arn:aws-us-gov:") => "us-gov-west-1",
        "global" => "us-east-1",
        region => region,
    }
}

fn alias(setting: &Setting) -> String {
    format!("tidegate_{}_{}", setting.account, region(setting).replace('-', "_"))
}

/// The provider of a setting's account and region. It refuses credentials of another account.
fn provider(setting: &Setting) -> String {
    let mut whole = Body::at(0);
    whole.block("provider \"aws\"", |body| {
        body.string("alias", &alias(setting)).string("region", region(setting));
        body.raw("allowed_account_ids", format!("[{}]", string(setting.account.as_str())));
    });
    format!("\n{}", whole.text())
}

/// What Terraform has no resource for, or what has to leave its configuration.
fn without_resource(step: &Step) -> Result<String, ExportError> {
    let lines = commands(step)?;
    let lines: Vec<String> =
        lines.iter().map(|words| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")).collect();
    let advice = match &step.setting.aspect {
        Aspect::AccessKeyStatus { .. } => "Set status = \"Inactive\" in its aws_iam_access_key, or run:",
        Aspect::PolicyAttachment { .. } => {
            "Remove its attachment (aws_iam_role_policy_attachment, _user_ or _group_) from the configuration, or run:"
        }
        Aspect::KeyState => "Terraform does not cancel or schedule deletions of keys that it keeps. Run:",
        Aspect::PointInTimeRecovery => {
            "Set enabled = true in the block point_in_time_recovery of its aws_dynamodb_table, or run:"
        }
        Aspect::WorkGroupEnforcement => {
            "Set enforce_workgroup_configuration in the block configuration of its aws_athena_workgroup, or run:"
        }
        Aspect::EventSelectors => {
            "Set the blocks event_selector or advanced_event_selector of its aws_cloudtrail accordingly, or run:"
        }
        Aspect::FunctionPermission { .. } => {
            "Set source_arn and source_account in its aws_lambda_permission accordingly, or run both:"
        }
        Aspect::SecretRotation if step.after.0.is_some() => {
            "Set rotation_lambda_arn and rotation_rules in its aws_secretsmanager_secret_rotation, or run:"
        }
        Aspect::EncryptionAtRest => pipeline::advice(&step.setting),
        _ => reach::advice(step).unwrap_or("Remove its resource from the configuration and apply, or run:"),
    };
    // A document may span lines; every one of them stays a comment.
    let command = lines.join("\n").lines().map(|line| format!("#   {}\n", visible(line))).collect::<String>();
    Ok(format!("\n# {}\n# {advice}\n{command}", visible(&step.summary)))
}
