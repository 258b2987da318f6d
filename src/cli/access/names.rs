//! Names of principals and resources as people type them: ARNs, or short names that only one thing of the estate has.

use color_eyre::eyre::{Result, eyre};

use crate::model::{Estate, Kind, Resource, ResourceId};
use crate::policy::access::AccessIndex;
use crate::policy::actions::ActionTable;
use crate::policy::condition::is_account;
use crate::policy::evaluate::{Caller, Context, ContextValue};
use crate::text::visible;

/// So many candidates are listed where a name is not clear.
const LISTED: usize = 8;

/// Who is meant: a user or role of the estate by its name, or any caller by its ARN, account id or service.
pub(super) fn principal(index: &AccessIndex, text: &str) -> Result<Caller> {
    let people = || index.estate().resources().filter(|(_, it)| matches!(it.kind(), Kind::User | Kind::Role));
    if let Some(it) = pick(index.estate(), "principal", text, people())? {
        return index.caller(it.arn.as_str()).ok_or_else(|| eyre!("{} is not the ARN of a principal", it.arn));
    }
    let caller = index.caller(text).filter(|caller| is_known(index, caller));
    caller.ok_or_else(|| {
        let near = near(text, people().map(|(_, it)| it.name()));
        eyre!("nothing in this snapshot is a user or role named {}{near}", visible(text))
    })
}

/// Whether the estate can tell of a caller: those of its own accounts must be in it.
fn is_known(index: &AccessIndex, caller: &Caller) -> bool {
    match caller {
        Caller::User(_) | Caller::Role { .. } => {
            let own = caller.account().is_some_and(|it| index.estate().is_own_account(it.as_str()));
            !own || index.subject_of(caller).is_some()
        }
        // Any word with a dot could be the host of an identity provider.
        Caller::Federated(_) => index.subject_of(caller).is_some(),
        _ => true,
    }
}

/// Which resource is meant, as an ARN. A bucket's name may be followed by a slash and the key of an object.
///
/// Where the action acts on what lies in a store and only the store is named, all that lies in it is meant.
pub(super) fn resource(index: &AccessIndex, text: &str, action: Option<&str>) -> Result<String> {
    let text = text.strip_prefix("s3://").unwrap_or(text);
    if text == "*" || text.starts_with("arn:") {
        return Ok(text.to_owned());
    }
    let estate = index.estate();
    let (head, key) = text.split_once('/').map_or((text, None), |(head, key)| (head, Some(key)));
    if let Some((_, bucket)) = estate.bucket_named(head) {
        let arn = bucket.arn.as_str();
        return Ok(match key {
            Some(key) => format!("{arn}/{key}"),
            None if acts_inside(action, arn) => format!("{arn}/*"),
            None => arn.to_owned(),
        });
    }
    let service = action.and_then(|it| it.split_once(':')).map(|(service, _)| service.to_ascii_lowercase());
    let service = service.map(|it| if it == "sts" { "iam".to_owned() } else { it });
    let fits = |it: &Resource| service.as_ref().is_none_or(|service| it.arn.service() == service);
    let found = pick(estate, "resource", text, estate.resources().filter(|(_, it)| fits(it)))?;
    let found = match found {
        None => pick(estate, "resource", text, estate.resources())?,
        found => found,
    };
    found.map(|it| it.arn.as_str().to_owned()).ok_or_else(|| {
        let near = near(text, estate.resources().filter(|(_, it)| fits(it)).map(|(_, it)| it.name()));
        eyre!("nothing in this snapshot is named {}{near}; an ARN is taken as it is", visible(text))
    })
}

/// Whether an action acts on objects of a bucket and not on the bucket.
fn acts_inside(action: Option<&str>, bucket: &str) -> bool {
    let table = ActionTable::aws();
    let id = action.and_then(|it| table.find(it));
    id.is_some_and(|id| table.never_takes(id, bucket) && !table.never_takes(id, &format!("{bucket}/*")))
}

/// The one that a name names; none when there is none, and an error with all when there are several.
fn pick<'e>(
    estate: &Estate,
    what: &str,
    text: &str,
    all: impl Iterator<Item = (ResourceId, &'e std::sync::Arc<Resource>)>,
) -> Result<Option<&'e Resource>> {
    let mut found: Vec<&Resource> = all.map(|(_, it)| &**it).filter(|it| is_named(estate, it, text)).collect();
    if let [only] = found.as_slice() {
        return Ok(Some(only));
    }
    if let Some(place) = found.iter().position(|it| it.arn.as_str() == text) {
        return Ok(Some(found.swap_remove(place)));
    }
    if found.is_empty() {
        return Ok(None);
    }
    let more = found.len().saturating_sub(LISTED);
    let mut lines: Vec<String> =
        found.iter().take(LISTED).map(|it| format!("  {}", visible(it.arn.as_str()))).collect();
    lines.extend((more > 0).then(|| format!("  and {more} more")));
    Err(eyre!("{} {what}s are named {}; say which by its ARN:\n{}", found.len(), visible(text), lines.join("\n")))
}

/// Whether a text names a resource: its ARN, its name, its kind or account before its name, an alias or id of a key.
fn is_named(estate: &Estate, resource: &Resource, text: &str) -> bool {
    let (arn, name) = (&resource.arn, resource.name());
    if arn.as_str() == text || name == text || arn.resource() == text || arn.short_name() == text {
        return true;
    }
    let is_alias =
        |key: &crate::model::aws::Key| key.aliases.known().is_some_and(|all| all.iter().any(|it| it == text));
    if resource.key().is_some_and(is_alias) {
        return true;
    }
    let Some((before, rest)) = text.split_once('/') else { return false };
    let is_account = before == resource.account.as_str() || before == estate.account_name(&resource.account);
    rest == name && (is_account || before == resource.kind().word())
}

/// Names that hold the text, or that it holds, as a hint.
fn near<'e>(text: &str, names: impl Iterator<Item = &'e str>) -> String {
    let wanted = text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase();
    if wanted.is_empty() || is_account(&wanted) {
        return String::new();
    }
    let alike = |name: &&str| {
        let name = name.to_ascii_lowercase();
        name.contains(&wanted) || (name.len() > 3 && wanted.contains(&name))
    };
    let mut found: Vec<String> = names.filter(alike).map(|name| visible(name).into_owned()).collect();
    found.sort();
    found.dedup();
    let more = if found.len() > LISTED { ", …" } else { "" };
    found.truncate(LISTED);
    if found.is_empty() { String::new() } else { format!(" (there is {}{more})", found.join(", ")) }
}

/// Refuses what is not one action, such as `s3:*`, and says what it is not.
pub(super) fn one_action(text: &str) -> Result<()> {
    let (service, name) = text.split_once(':').unwrap_or_default();
    if service.is_empty() || name.is_empty() || text.contains(['*', '?']) {
        return Err(eyre!("{} is not one action of a service, such as s3:GetObject", visible(text)));
    }
    Ok(())
}

/// The context of the requests: what is said, and that they come over TLS unless that is said otherwise.
///
/// A key that is said several times has a list of values.
pub(super) fn context(said: &[(String, String)]) -> Context {
    let mut context = Context::open().with("aws:SecureTransport", "true");
    for (key, value) in said {
        let of_key = said.iter().filter(|(other, _)| other.eq_ignore_ascii_case(key));
        let values: Vec<String> = of_key.map(|(_, value)| value.clone()).collect();
        let value = if values.len() > 1 { ContextValue::Many(values) } else { ContextValue::One(value.clone()) };
        context.set(key, value);
    }
    context
}

/// `KEY=VALUE` of the command line.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if key.contains(':') => Ok((key.trim().to_owned(), value.to_owned())),
        _ => Err("is not KEY=VALUE with a condition key, such as aws:SourceIp=203.0.113.7".to_owned()),
    }
}
