//! What several remedies share: reading facts, addressing settings, and finding a statement again in a document that
//! earlier edits may have changed.

use serde::Serialize;

use crate::finding::{Evidence, Finding};
use crate::model::{Aspect, Estate, Fact, Kind, Resource, Setting, SettingValue};
use crate::policy::{
    Condition, Effect, Policy, Principal, PrincipalClause, Statement, find_statement, statement_after,
};
use crate::remedy::edit_json::{EditError, Left, add_condition, remove_principals, remove_statement};
use crate::remedy::{Edit, Refusal, Situation};

/// The finding's resource as the plan so far leaves it.
pub(super) fn resource<'a>(situation: &Situation<'a>, finding: &Finding) -> Result<&'a Resource, Refusal> {
    let found = situation.estate.resource(finding.resource);
    found.map(AsRef::as_ref).ok_or_else(|| Refusal::Impossible("the resource is not part of this estate".to_owned()))
}

/// The value of a fact, or why there is none.
pub(super) fn known<'a, T>(estate: &Estate, fact: &'a Fact<T>, what: &str) -> Result<&'a T, Refusal> {
    match fact {
        Fact::Known(value) => Ok(value),
        Fact::Unknown(gap) => {
            let why = estate.gap(*gap).map_or_else(|| "it was not read".to_owned(), ToString::to_string);
            Err(Refusal::Unknown(format!("the {what} ({why})")))
        }
        Fact::NotApplicable => Err(Refusal::Impossible(format!("there is no {what} here"))),
    }
}

/// The address of a setting of a resource.
pub(super) fn setting(resource: &Resource, aspect: Aspect) -> Setting {
    Setting {
        account: resource.account.clone(),
        region: resource.region.clone(),
        resource: resource.arn.clone(),
        aspect,
    }
}

/// An edit that gives a setting a typed value.
pub(super) fn typed<T: Serialize>(
    resource: &Resource,
    aspect: Aspect,
    value: &T,
    summary: String,
) -> Result<Edit, Refusal> {
    let after = SettingValue::json(value).map_err(|wrong| Refusal::Impossible(wrong.to_string()))?;
    Ok(plain(resource, aspect, after, summary))
}

/// An edit without consequences that disturbs nothing known.
pub(super) fn plain(resource: &Resource, aspect: Aspect, after: SettingValue, summary: String) -> Edit {
    Edit { setting: setting(resource, aspect), after, summary, consequences: Vec::new(), disruptive: false }
}

/// The text of a document setting; none where there is none.
pub(super) fn document_text(estate: &Estate, setting: &Setting) -> Result<Option<String>, Refusal> {
    let fact = estate.setting(setting).map_err(|wrong| Refusal::Impossible(wrong.to_string()))?;
    Ok(known(estate, &fact, setting.aspect.words())?.0.clone())
}

/// The policy that a text holds.
pub(super) fn parse(text: &str, what: &str) -> Result<Policy, Refusal> {
    Policy::parse(text).map_err(|wrong| Refusal::Impossible(format!("the {what} is not understood: {wrong}")))
}

/// An edit of a document that could not be made.
pub(super) fn not_edited(wrong: EditError) -> Refusal {
    Refusal::Impossible(wrong.to_string())
}

/// The statement that a finding is about, in the document as the plan so far leaves it.
pub(super) struct Target {
    /// The statement as scanned.
    pub(super) scanned: Statement,
    pub(super) setting: Setting,
    pub(super) text: String,
    pub(super) policy: Policy,
    pub(super) index: usize,
}

impl Target {
    /// The statement.
    pub(super) fn statement(&self) -> Result<&Statement, Refusal> {
        let gone = || Refusal::Impossible("the statement is not there any more".to_owned());
        self.policy.statements.get(self.index).ok_or_else(gone)
    }

    /// The statement's name for people.
    pub(super) fn label(&self) -> String {
        self.policy.statements.get(self.index).map(|it| it.label(self.index)).unwrap_or_default()
    }

    /// An edit that gives the document this text.
    pub(super) fn edit(&self, text: String, summary: String) -> Edit {
        Edit {
            setting: self.setting.clone(),
            after: SettingValue::text(text),
            summary,
            consequences: Vec::new(),
            disruptive: true,
        }
    }
}

/// Finds the statement of a finding; none when an earlier edit of the plan already took it away.
pub(super) fn target(
    situation: &Situation<'_>,
    finding: &Finding,
    resource: &Resource,
    aspect: Aspect,
) -> Result<Option<Target>, Refusal> {
    let (setting, what) = (setting(resource, aspect.clone()), aspect.words());
    let scanned = document_text(situation.context.estate, &setting)?;
    let scanned = parse(&scanned.ok_or_else(|| Refusal::Impossible(format!("there is no {what}")))?, what)?;
    let index = place(&scanned, finding)
        .ok_or_else(|| Refusal::Impossible(format!("the {what} has no statement {}", finding.locus)))?;
    let Some(text) = document_text(situation.estate, &setting)? else { return Ok(None) };
    let policy = parse(&text, what)?;
    let found = statement_after(&scanned, index, &policy).zip(scanned.statements.get(index).cloned());
    Ok(found.map(|(index, scanned)| Target { scanned, setting, text, policy, index }))
}

/// Refuses a finding whose grant stands in the policy of an access point: no statement of the bucket's policy is at fault.
pub(super) fn must_be_of_the_bucket(situation: &Situation<'_>, finding: &Finding) -> Result<(), Refusal> {
    const BLOCK: &str = "enable-bucket-public-access-block";
    let point = finding.evidence.iter().find_map(|piece| match piece {
        Evidence::Related { resource, .. } => {
            situation.context.estate.resource(*resource).filter(|it| it.access_point().is_some())
        }
        _ => None,
    });
    let Some(point) = point else { return Ok(()) };
    let (name, account, region) = (point.name(), &point.account, &point.region);
    let mut why = format!(
        "the grant stands in the policy of access point {name}, not in the bucket's, and Tidegate changes no policies of \
         access points; change it with: aws s3control put-access-point-policy --account-id {account} --region {region} \
         --name {name} --policy file://POLICY"
    );
    if finding.check.remedies.contains(&BLOCK) {
        why.push_str(&format!("; or close it with {BLOCK}"));
    }
    Err(Refusal::Impossible(why))
}

/// The place of a finding's statement in the scanned document: by its locus, else by its evidence.
pub(super) fn place(scanned: &Policy, finding: &Finding) -> Option<usize> {
    let head = finding.locus.split('/').next().unwrap_or_default();
    find_statement(scanned, &finding.locus).or_else(|| find_statement(scanned, head)).or_else(|| {
        finding.evidence.iter().find_map(|piece| match piece {
            Evidence::Statement { index, .. } => Some(*index).filter(|index| *index < scanned.statements.len()),
            _ => None,
        })
    })
}

/// The document setting that holds a resource's own policy.
pub(super) fn policy_aspect(resource: &Resource) -> Option<Aspect> {
    match resource.kind() {
        Kind::Bucket => Some(Aspect::BucketPolicy),
        Kind::Key => Some(Aspect::KeyPolicy),
        Kind::Role => Some(Aspect::RoleTrust),
        Kind::Queue
        | Kind::Topic
        | Kind::Stream
        | Kind::StreamConsumer
        | Kind::Table
        | Kind::Secret
        | Kind::EventBus
        | Kind::LogResourcePolicy
        | Kind::RedshiftServerlessSnapshot => Some(Aspect::ResourcePolicy),
        _ => None,
    }
}

/// The principals that a statement names.
pub(super) fn named(statement: &Statement) -> &[Principal] {
    match &statement.principal {
        PrincipalClause::Is(list) => list,
        PrincipalClause::Absent | PrincipalClause::Not(_) => &[],
    }
}

/// The account of an AWS principal: the id itself, or the account of its ARN.
pub(super) fn account_of(name: &str) -> Option<&str> {
    let is_account = |text: &&str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(name).filter(is_account).or_else(|| name.split(':').nth(4).filter(is_account))
}

/// Takes whom it should not name out of a statement, or the statement out of its document when it names nobody else.
/// Says what was taken out; none when an earlier edit of the plan already did it.
pub(super) fn take_out(situation: &Situation<'_>, target: &Target) -> Result<Option<(Left, String)>, Refusal> {
    let statement = target.statement()?;
    must_allow(statement)?;
    let unwanted = unwanted(situation, &target.scanned);
    let named = named(statement);
    let offenders: Vec<Principal> = unwanted.iter().filter(|it| named.contains(it)).cloned().collect();
    if offenders.is_empty() && !unwanted.is_empty() {
        return Ok(None);
    }
    if !offenders.is_empty() && offenders.len() < named.len() {
        let is_offender = |kind: &str, name: &str| is_among(&offenders, kind, name);
        let left = remove_principals(&target.text, target.index, is_offender).map_err(not_edited)?;
        if left != Left::Nothing {
            return Ok(Some((left, format!("{} in {}", principal_words(&offenders), target.label()))));
        }
    }
    let left = remove_statement(&target.text, target.index).map_err(not_edited)?;
    Ok(Some((left, target.label())))
}

/// Adds a condition to a target's statement in a text; a condition that is there already stays alone.
pub(super) fn with_condition(
    text: &str,
    target: &Target,
    operator: &str,
    key: &str,
    values: Vec<String>,
) -> Result<String, Refusal> {
    let there = |it: &Condition| it.operator.eq_ignore_ascii_case(operator) && it.values == values;
    if target.statement()?.conditions_on(key).any(there) {
        return Ok(text.to_owned());
    }
    add_condition(text, target.index, operator, key, &as_json(values)).map_err(not_edited)
}

/// Who should not be named by the statement of a finding: everyone where everyone is, else who is not trusted.
fn unwanted(situation: &Situation<'_>, statement: &Statement) -> Vec<Principal> {
    let everyone = |it: &&Principal| **it == Principal::Everyone;
    if named(statement).iter().any(|it| everyone(&it)) {
        return vec![Principal::Everyone];
    }
    let outsider = |it: &&Principal| match it {
        Principal::Aws(name) => account_of(name).is_none_or(|account| !situation.context.is_trusted_account(account)),
        Principal::CanonicalUser(_) => true,
        Principal::Everyone | Principal::Service(_) | Principal::Federated(_) => false,
    };
    named(statement).iter().filter(outsider).cloned().collect()
}

/// Whether a principal as written (kind and name) is among some.
fn is_among(principals: &[Principal], kind: &str, name: &str) -> bool {
    principals.iter().any(|principal| match principal {
        Principal::Everyone => name == "*" && (kind == "AWS" || kind == "*"),
        Principal::Aws(it) => kind == "AWS" && it == name,
        Principal::Service(it) => kind == "Service" && it == name,
        Principal::Federated(it) => kind == "Federated" && it == name,
        Principal::CanonicalUser(it) => kind == "CanonicalUser" && it == name,
    })
}

/// Principals in words.
pub(super) fn principal_words(principals: &[Principal]) -> String {
    let words = |principal: &Principal| match principal {
        Principal::Everyone => "everyone".to_owned(),
        Principal::Aws(name) => account_of(name)
            .filter(|account| name == account || name.ends_with(":root"))
            .map_or_else(|| name.clone(), |account| format!("account {account}")),
        Principal::Service(name) | Principal::Federated(name) => name.clone(),
        Principal::CanonicalUser(name) => format!("canonical user {name}"),
    };
    principals.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// Refuses statements that forbid: they are not what lets anyone in.
pub(super) fn must_allow(statement: &Statement) -> Result<(), Refusal> {
    match statement.effect {
        Effect::Allow => Ok(()),
        Effect::Deny => Err(Refusal::Impossible("the statement forbids; taking it away would permit more".to_owned())),
    }
}

/// A choice that is a list separated by commas; none when it was not made.
pub(super) fn list_choice(situation: &Situation<'_>, name: &str) -> Option<Vec<String>> {
    let list: Vec<String> =
        situation.choices.get(name)?.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    Some(list).filter(|list| !list.is_empty())
}

/// The values of a condition as they are written: one alone, several in a list.
fn as_json(mut list: Vec<String>) -> serde_json::Value {
    match list.pop() {
        Some(only) if list.is_empty() => only.into(),
        Some(last) => {
            list.push(last);
            list.into()
        }
        None => serde_json::Value::Array(Vec::new()),
    }
}
