//! Narrowing a statement to an organization, accounts or endpoints by a condition.

use super::common::{Target, account_of, list_choice, must_allow, named, with_condition};
use crate::policy::Principal;
use crate::remedy::{Choice, Edit, Refusal, Situation};

/// The choice of an organization.
pub(super) const ORGANIZATION: Choice = Choice {
    name: "organization",
    help: "the id of the organization to narrow to, such as o-a1b2c3d4e5",
    required: false,
};

/// The choice of accounts.
pub(super) const ACCOUNT: Choice =
    Choice { name: "account", help: "the account to narrow to, or several with commas between", required: false };

/// A condition that narrows.
pub(super) struct Narrowing {
    key: &'static str,
    values: Vec<String>,
    /// `organization o-…`
    words: String,
}

impl Narrowing {
    pub(super) fn new(key: &'static str, what: &str, values: Vec<String>) -> Self {
        let words = format!("{what} {}", values.join(", "));
        Self { key, values, words }
    }
}

/// The accounts that the user chose.
pub(super) fn accounts(situation: &Situation<'_>, key: &'static str) -> Result<Option<Narrowing>, Refusal> {
    let Some(list) = list_choice(situation, ACCOUNT.name) else { return Ok(None) };
    match list.iter().find(|it| account_of(it) != Some(it.as_str())) {
        Some(wrong) => Err(Refusal::Impossible(format!("{wrong} is not an account id of twelve digits"))),
        None => Ok(Some(Narrowing::new(key, "account", list))),
    }
}

/// The organization that the user chose, else the estate's own.
pub(super) fn organization(situation: &Situation<'_>, chosen_only: bool) -> Result<Option<Narrowing>, Refusal> {
    let own = || situation.estate.organization().filter(|_| !chosen_only).map(|it| vec![it.id.clone()]);
    let Some(list) = list_choice(situation, ORGANIZATION.name).or_else(own) else { return Ok(None) };
    match list.iter().find(|it| !it.starts_with("o-")) {
        Some(wrong) => Err(Refusal::Impossible(format!("{wrong} is not the id of an organization"))),
        None => Ok(Some(Narrowing::new("aws:PrincipalOrgID", "organization", list))),
    }
}

/// Adds the conditions to a statement that lets everyone, or whole accounts, in.
pub(super) fn narrow(target: &Target, narrowings: &[Narrowing], document: &str) -> Result<Edit, Refusal> {
    let statement = target.statement()?;
    must_allow(statement)?;
    if let Some(Principal::Service(service)) = named(statement).iter().find(|it| matches!(it, Principal::Service(_))) {
        return Err(Refusal::Impossible(format!(
            "the statement also lets the service {service} in, which the condition would shut out: split it first"
        )));
    }
    let mut text = target.text.clone();
    for narrowing in narrowings {
        text = with_condition(&text, target, "StringEquals", narrowing.key, narrowing.values.clone())?;
    }
    let words: Vec<&str> = narrowings.iter().map(|it| it.words.as_str()).collect();
    let words = words.join(" and ");
    let mut edit = target.edit(text, format!("Narrow {} of {document} to {words}.", target.label()));
    edit.consequences.push(format!("Callers outside {words} lose what the statement grants."));
    Ok(edit)
}

/// Refuses to narrow to the own organization what names only accounts outside: nothing would be left of it.
pub(super) fn must_name_insiders(situation: &Situation<'_>, target: &Target) -> Result<(), Refusal> {
    let inside = |it: &Principal| match it {
        Principal::Aws(name) => account_of(name).is_none_or(|account| situation.estate.is_own_account(account)),
        _ => true,
    };
    if named(target.statement()?).iter().any(inside) {
        return Ok(());
    }
    let why = "the statement names only accounts outside the organization: remove it, or trust the account";
    Err(Refusal::Impossible(why.to_owned()))
}
