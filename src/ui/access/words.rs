//! Callers in words, and words as callers.

use std::cmp::Ordering;

use crate::model::{AccountId, Estate, Timestamp};
use crate::policy::access::{AccessIndex, Cell, LastUsed, NOBODYS, Provenance, Step, SubjectKind, call_words};
use crate::policy::evaluate::Caller;
use crate::ui::text::{Safe, safe};

/// Begins the text that names whoever is of an account.
const SOMEBODY: &str = "somebody of ";
/// Names whoever is of an account that no policy names.
const ANYBODY: &str = "any AWS account";

/// The caller that a text names.
///
/// # Errors
/// When it names none; the message says how callers are written.
pub fn caller_of(index: &AccessIndex, text: &str) -> Result<Caller, Safe> {
    let wrong = || {
        safe!(
            "{text} is no principal; write the ARN of a user or role, an account's number, a service such as \
             lambda.amazonaws.com, or anonymous"
        )
    };
    let text = text.trim();
    if text == ANYBODY {
        return Ok(Caller::Account(AccountId::new(NOBODYS)));
    }
    let somebody = text.strip_prefix(SOMEBODY).map(|account| Caller::Account(AccountId::new(account)));
    somebody.or_else(|| index.caller(text)).ok_or_else(wrong)
}

/// A caller as a text that names it.
pub fn text_of(caller: &Caller) -> String {
    match caller {
        Caller::Anonymous => "anonymous".to_owned(),
        Caller::Account(account) if account.as_str() == NOBODYS => ANYBODY.to_owned(),
        Caller::Account(account) => format!("{SOMEBODY}{account}"),
        Caller::Root(account) => format!("arn:aws:iam::{account}:root"),
        Caller::User(identity) | Caller::Role { role: identity, .. } => identity.arn.clone(),
        Caller::FederatedUser { account, name } => format!("arn:aws:sts::{account}:federated-user/{name}"),
        Caller::Service(name) | Caller::Federated(name) => name.clone(),
    }
}

/// A caller, for a heading: its name, what it is, and its account.
pub fn caller_words(estate: &Estate, kind: SubjectKind, caller: &Caller) -> Safe {
    let (name, word) = name_and_kind(kind, caller);
    match (kind, caller.account()) {
        (
            SubjectKind::Provider
            | SubjectKind::Anonymous
            | SubjectKind::AnyAccount
            | SubjectKind::Account
            | SubjectKind::Root,
            _,
        ) => name,
        (_, None) => safe!("{word} {name}"),
        (_, Some(id)) => safe!("{word} {name} in {}", account_words(estate, id)),
    }
}

/// What a caller is, as far as it tells by itself.
pub fn kind_of(caller: &Caller) -> SubjectKind {
    match caller {
        Caller::Anonymous => SubjectKind::Anonymous,
        Caller::Account(_) => SubjectKind::Account,
        Caller::Root(_) => SubjectKind::Root,
        Caller::User(_) => SubjectKind::User,
        Caller::Role { .. } => SubjectKind::Role,
        Caller::FederatedUser { .. } => SubjectKind::ForeignPrincipal,
        Caller::Service(_) => SubjectKind::Service,
        Caller::Federated(_) => SubjectKind::Provider,
    }
}

/// The name of a caller and what it is, for a row.
pub fn name_and_kind(kind: SubjectKind, caller: &Caller) -> (Safe, &'static str) {
    let name = match caller {
        Caller::User(it) | Caller::Role { role: it, .. } => Safe::new(it.name()),
        other => Safe::new(&text_of(other)),
    };
    match (kind, caller) {
        (SubjectKind::Anonymous, _) => (Safe::own("everyone, unsigned"), "everyone"),
        (SubjectKind::AnyAccount, _) => (Safe::own(ANYBODY), "everyone"),
        (_, Caller::Account(id)) => (safe!("account {id}"), "account"),
        (_, Caller::Root(id)) => (safe!("root user of {id}"), "root"),
        (_, Caller::User(_)) => (name, "user"),
        (_, Caller::Role { .. }) => (name, "role"),
        (_, Caller::FederatedUser { .. }) => (name, "session"),
        (_, Caller::Service(_)) => (name, "service"),
        (_, Caller::Federated(it)) => {
            (safe!("provider {}", it.split_once('/').map_or(it.as_str(), |it| it.1)), "provider")
        }
        (_, Caller::Anonymous) => (name, "everyone"),
    }
}

/// The name of a caller's account; that of a provider stands in its ARN.
pub fn account_of(estate: &Estate, kind: SubjectKind, caller: &Caller) -> Safe {
    match caller {
        _ if kind == SubjectKind::AnyAccount => Safe::default(),
        Caller::Federated(arn) => {
            let id = arn.split(':').nth(4).map(AccountId::new);
            id.map(|id| account_words(estate, &id)).unwrap_or_default()
        }
        other => other.account().map(|id| account_words(estate, id)).unwrap_or_default(),
    }
}

/// The name of an account; of one that is not in the estate its number.
pub fn account_words(estate: &Estate, id: &AccountId) -> Safe {
    Safe::new(estate.account_name(id))
}

/// Where the access of a cell comes from.
pub fn via(index: &AccessIndex, cell: &Cell) -> Safe {
    let word = |one: Provenance| match one {
        Provenance::Identity => "direct",
        Provenance::Group => "group",
        Provenance::ResourcePolicy => "resource policy",
        Provenance::Grant => "key grant",
        Provenance::AccessControlList => "access list",
        Provenance::RootUser => "root user",
        Provenance::Assumed => "assumes a role",
    };
    if cell.through.is_empty() {
        let words: Vec<&str> = cell.provenance.iter().map(word).collect();
        return Safe::new(&words.join(", "));
    }
    let name = |step: &Step| index.subject(step.role).map(|it| name_and_kind(it.kind, &it.caller).0.to_string());
    let path: Vec<String> = cell.through.iter().filter_map(name).collect();
    safe!("as {}", path.join(" > "))
}

/// When a service was last used, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastUse {
    /// From what tells the least to what tells the most, and then by time.
    rank: (u8, Option<Timestamp>),
    /// For a narrow column: a date, `never`, `unknown`, or nothing.
    pub word: Safe,
    /// In full.
    pub told: Safe,
}

/// AWS looks back this far: IAM User Guide, "Refine permissions using last accessed information", tracking period.
const NEVER: &str = "never (tracked 400 days)";

impl LastUse {
    /// Of a cell: where a role is assumed, it is the role's.
    pub fn of(index: &AccessIndex, cell: &Cell) -> Self {
        let day = |time: &Timestamp| safe!("{}", time.strftime("%Y-%m-%d"));
        let (rank, word, told) = match &cell.last_used {
            LastUsed::Untold => (0, Safe::default(), Safe::own("not told by AWS")),
            LastUsed::Never => (1, Safe::own("never"), Safe::own(NEVER)),
            LastUsed::Unread(gap) => {
                let why = index.estate().gap(*gap).map(|gap| safe!("unknown, {}", call_words(gap)));
                (2, Safe::own("unknown"), why.unwrap_or_else(|| Safe::own("unknown")))
            }
            LastUsed::Action(time) => (3, day(time), safe!("{}, by such an action", day(time))),
            LastUsed::Service(time) => (3, day(time), safe!("{}, by any action of the service", day(time))),
        };
        let time = match &cell.last_used {
            LastUsed::Action(time) | LastUsed::Service(time) => Some(*time),
            _ => None,
        };
        let role = cell.through.last().and_then(|step| index.subject(step.role));
        let told = match role {
            Some(role) => safe!("{told} (of the role {})", name_and_kind(role.kind, &role.caller).0),
            None => told,
        };
        Self { rank: (rank, time), word, told }
    }

    /// For a column of this width.
    pub fn fit(&self, width: usize) -> Safe {
        if self.word.as_str() == "never" && NEVER.len() <= width { Safe::own(NEVER) } else { self.word.clone() }
    }
}

impl PartialOrd for LastUse {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LastUse {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank).then_with(|| self.told.cmp(&other.told))
    }
}
