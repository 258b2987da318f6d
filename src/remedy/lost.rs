//! Who loses what by a change: read from the statements before and after.

use super::Step;
use crate::model::{Aspect, Setting};
use crate::policy::{Clause, Condition, Effect, Policy, Principal, PrincipalClause, Statement, statement_after};

/// So many actions are named before the rest is counted.
const NAMED: usize = 4;

/// What principals lose by a step, each in one sentence. Access that another statement still grants is not known here;
/// the sentences say which document they speak of.
pub(super) fn lost_by(step: &Step) -> Vec<String> {
    match &step.setting.aspect {
        Aspect::PolicyAttachment { policy } if step.after.0.is_none() => {
            vec![format!("{} loses what policy {} grants.", step.setting.resource.short_name(), policy.short_name())]
        }
        aspect if aspect.is_document() => lost_in_document(step).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn lost_in_document(step: &Step) -> Option<Vec<String>> {
    let before = Policy::parse(step.before.as_text()?).ok()?;
    let after = match step.after.as_text() {
        Some(text) => Policy::parse(text).ok()?,
        None => Policy { statements: Vec::new(), ..before.clone() },
    };
    let mut lost = Vec::new();
    for (index, statement) in before.with_effect(Effect::Allow) {
        let left = statement_after(&before, index, &after).and_then(|place| after.statements.get(place));
        lost.extend(lost_in_statement(&step.setting, statement, left));
    }
    let forbids = |it: &&Statement| it.effect == Effect::Deny && !before.statements.contains(it);
    lost.extend(after.statements.iter().filter(forbids).map(|it| forbidden(&step.setting, it)));
    Some(lost)
}

fn lost_in_statement(setting: &Setting, before: &Statement, after: Option<&Statement>) -> Vec<String> {
    let place = || format!("by the {} of {}", setting.aspect.words(), setting.resource.short_name());
    let what = actions(&before.action);
    let kept = after.map_or(&[][..], named);
    let gone = named(before).iter().filter(|it| !kept.contains(it));
    let mut lost: Vec<String> = gone.map(|it| format!("{} loses {what} {}.", words(it), place())).collect();
    let new = after.iter().flat_map(|it| &it.conditions).filter(|it| !before.conditions.contains(it));
    let conditions: Vec<String> = new.map(condition).collect();
    if !conditions.is_empty() {
        let who: Vec<String> = kept.iter().map(words).collect();
        lost.push(format!("{} keeps {what} {} only where {}.", who.join(", "), place(), conditions.join(" and ")));
    }
    lost
}

fn forbidden(setting: &Setting, statement: &Statement) -> String {
    let who: Vec<String> = named(statement).iter().map(words).collect();
    let conditions: Vec<String> = statement.conditions.iter().map(condition).collect();
    let only = if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
    let (what, of) = (actions(&statement.action), setting.resource.short_name());
    format!("{} is refused {what} on {of}{only}.", who.join(", "))
}

fn named(statement: &Statement) -> &[Principal] {
    match &statement.principal {
        PrincipalClause::Is(list) => list,
        PrincipalClause::Absent | PrincipalClause::Not(_) => &[],
    }
}

fn words(principal: &Principal) -> String {
    match principal {
        Principal::Everyone => "everyone".to_owned(),
        Principal::Aws(name) => {
            let account = name.strip_suffix(":root").map_or(name.as_str(), |arn| arn.rsplit(':').next().unwrap_or(arn));
            let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
            if is_account { format!("account {account}") } else { name.clone() }
        }
        Principal::Service(name) | Principal::Federated(name) => name.clone(),
        Principal::CanonicalUser(id) => format!("canonical user {id}"),
    }
}

fn actions(clause: &Clause) -> String {
    let (lead, patterns) = match clause {
        Clause::Is(patterns) => ("", patterns),
        Clause::Not(patterns) => ("everything but ", patterns),
    };
    let named: Vec<&str> = patterns.iter().take(NAMED).map(String::as_str).collect();
    let more = patterns.len().saturating_sub(NAMED);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{lead}{}{tail}", named.join(", "))
}

fn condition(condition: &Condition) -> String {
    format!("{} {} {}", condition.key, condition.operator, condition.values.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, Arn, Region, SettingValue};
    use crate::remedy::{Change, step_of};

    fn step(before: &str, after: SettingValue) -> Step {
        let setting = Setting {
            account: AccountId::new("111122223333"),
            region: Region::new("eu-west-1"),
            resource: Arn::new("arn:aws:s3:::raw"),
            aspect: Aspect::BucketPolicy,
        };
        step_of(Change {
            setting,
            remedy: String::new(),
            summary: String::new(),
            consequences: Vec::new(),
            before: SettingValue::text(before),
            after,
            disruptive: false,
        })
    }

    const OPEN: &str = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["*","arn:aws:iam::999988887777:root"]},"Action":"s3:GetObject","Resource":"*"}]}"#;

    #[test]
    fn whoever_is_taken_out_is_named() {
        let after = OPEN.replace(r#"["*","arn:aws:iam::999988887777:root"]"#, r#"["*"]"#);
        assert_eq!(
            lost_by(&step(OPEN, SettingValue::text(after))),
            ["account 999988887777 loses s3:GetObject by the bucket policy of raw."]
        );
        assert_eq!(lost_by(&step(OPEN, SettingValue::NONE)).len(), 2);
    }

    #[test]
    fn a_new_condition_says_who_keeps_the_access() {
        let narrowed = r#""Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}"#;
        let after = OPEN.replace(r#""Resource":"*"}"#, narrowed);
        assert_eq!(
            lost_by(&step(OPEN, SettingValue::text(after))),
            [
                "everyone, account 999988887777 keeps s3:GetObject by the bucket policy of raw only where aws:PrincipalOrgID StringEquals o-1."
            ]
        );
    }
}
