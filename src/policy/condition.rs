//! What a condition says about the caller: whether it limits everyone to callers with fixed values.
//!
//! Whether a condition holds for one request is not decided here.
//!
//! Sources: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", The meaning of "public"; IAM
//! User Guide, "AWS global condition context keys", "Condition operators" and "Multivalued context keys".

use core::net::IpAddr;

use super::evaluate::{Operator, Set, Test};
use super::glob::has_wildcard;
use super::{Condition, Statement};

/// What a condition does to the set of callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit<'p> {
    /// Only callers with these fixed values pass.
    To(Scope<'p>),
    /// It speaks of the caller and yet keeps nobody out; the reason in words.
    Loose(&'static str),
    /// It speaks of something else than the caller.
    Unrelated,
}

/// The callers that a condition lets pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope<'p> {
    /// Those of these accounts.
    Accounts(Vec<&'p str>),
    /// Those of these organizations.
    Organizations(Vec<&'p str>),
    /// Those that come from fixed networks.
    Network,
    /// Fixed identities, services or resources whose account the values do not tell.
    Fixed,
}

/// The condition of a statement that limits its callers, when one does: the first such condition, and its scope.
pub fn caller_limit(statement: &Statement) -> Option<(&Condition, Scope<'_>)> {
    statement.conditions.iter().find_map(|condition| match limit(condition, is_required(statement, condition)) {
        Limit::To(scope) => Some((condition, scope)),
        Limit::Loose(_) | Limit::Unrelated => None,
    })
}

/// The conditions of a statement that look as if they limited its callers, and why they do not.
pub fn loose_conditions(statement: &Statement) -> impl Iterator<Item = (&Condition, &'static str)> {
    statement.conditions.iter().filter_map(|condition| match limit(condition, is_required(statement, condition)) {
        Limit::Loose(why) => Some((condition, why)),
        Limit::To(_) | Limit::Unrelated => None,
    })
}

/// Whether another condition of the statement demands that the key is present (`Null: false`).
///
/// Source: IAM User Guide, "Condition operators", condition operator to check existence of condition keys.
fn is_required(statement: &Statement, condition: &Condition) -> bool {
    statement.conditions_on(&condition.key).any(|other| {
        other.operator.eq_ignore_ascii_case("Null")
            && !other.values.is_empty()
            && other.values.iter().all(|value| value.eq_ignore_ascii_case("false"))
    })
}

/// Keys by which a service says for whose resource it acts.
///
/// Source: IAM User Guide, "The confused deputy problem", cross-service confused deputy prevention.
const SOURCES: [&str; 4] = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

/// Values that stand for the owner of the resource that carries the policy.
const OWNERS: [&str; 3] = ["${aws:ResourceAccount}", "${aws:ResourceOrgID}", "${aws:ResourceOrgPaths}"];

/// Whether a condition is on a source of a service's call.
pub fn is_on_source(condition: &Condition) -> bool {
    SOURCES.iter().any(|key| condition.key.eq_ignore_ascii_case(key))
}

/// Whether a statement says for whom a service may act: it demands a source with a fixed value.
pub fn names_source(statement: &Statement) -> bool {
    statement.conditions.iter().filter(|it| is_on_source(it)).any(|it| {
        let owners = it.values.iter().all(|value| OWNERS.iter().any(|owner| value.eq_ignore_ascii_case(owner)));
        let values = if owners { vec!["000000000000".to_owned(); it.values.len()] } else { it.values.clone() };
        let fixed = Condition { values, ..it.clone() };
        matches!(limit(&fixed, is_required(statement, it)), Limit::To(_))
    })
}

/// Whether a statement demands an encryption context of KMS whose value names one account or has no wildcard.
///
/// Source: AWS KMS Developer Guide, "kms:EncryptionContext:context-key".
pub fn names_encryption_context(statement: &Statement) -> bool {
    const PREFIX: &str = "kms:EncryptionContext:";
    let is_context = |it: &&Condition| it.key.get(..PREFIX.len()).is_some_and(|head| head.eq_ignore_ascii_case(PREFIX));
    statement.conditions.iter().filter(is_context).any(|it| {
        let demanded = Operator::parse(&it.operator)
            .is_some_and(|operator| !operator.negated && !operator.if_exists && compares_values(operator.test));
        demanded && !it.values.is_empty() && it.values.iter().all(|value| fixed_arn(value).is_ok())
    })
}

/// What one condition does to the set of callers. `required`: another condition demands that its key is present.
pub fn limit(condition: &Condition, required: bool) -> Limit<'_> {
    let Some(key) = key_kind(&condition.key) else { return Limit::Unrelated };
    let Some(operator) = Operator::parse(&condition.operator).filter(|it| it.test != Test::Null) else {
        return Limit::Unrelated;
    };
    if let Key::Chosen(why) = key {
        return Limit::Loose(why);
    }
    if operator.negated && compares_values(operator.test) {
        return Limit::Loose("a negated operator lets everyone else pass, and everyone whose request lacks the key");
    }
    if !compares_values(operator.test) {
        return Limit::Unrelated;
    }
    if operator.if_exists && !required {
        return Limit::Loose("with IfExists a request that lacks the key passes");
    }
    if operator.set == Set::All && !required {
        return Limit::Loose("ForAllValues is true when the request lacks the key");
    }
    key.scope_of(&condition.values)
}

/// The callers that pass a Deny because it denies everyone else: a negated operator over fixed values. A request
/// that lacks the key is denied too, with and without `IfExists`.
///
/// Source: IAM User Guide, "Condition operators", negated matching and `...IfExists`.
pub fn negated_limit(condition: &Condition) -> Limit<'_> {
    let operator = Operator::parse(&condition.operator);
    let refuses = operator.is_some_and(|it| it.negated && it.set == Set::Single && compares_values(it.test));
    match key_kind(&condition.key) {
        Some(key) if refuses => key.scope_of(&condition.values),
        _ => Limit::Unrelated,
    }
}

/// Whether a test compares a value with values that can be fixed ones.
fn compares_values(test: Test) -> bool {
    matches!(test, Test::Equals | Test::EqualsIgnoreCase | Test::Like | Test::Arn | Test::Address)
}

/// What the values of a key about the caller are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Account,
    Arn,
    Organization,
    OrganizationPath,
    Network,
    Address,
    UserId,
    Service,
    /// About the caller or the request, and chosen by the caller: never a limit. The reason.
    Chosen(&'static str),
}

fn key_kind(name: &str) -> Option<Key> {
    let known = [
        ("aws:PrincipalAccount", Key::Account),
        ("aws:SourceAccount", Key::Account),
        ("aws:SourceOwner", Key::Account),
        ("aws:VpceAccount", Key::Account),
        ("kms:CallerAccount", Key::Account),
        ("s3:DataAccessPointAccount", Key::Account),
        ("aws:PrincipalArn", Key::Arn),
        ("aws:SourceArn", Key::Arn),
        ("s3:DataAccessPointArn", Key::Arn),
        ("aws:PrincipalOrgID", Key::Organization),
        ("aws:SourceOrgID", Key::Organization),
        ("aws:VpceOrgID", Key::Organization),
        ("aws:PrincipalOrgPaths", Key::OrganizationPath),
        ("aws:SourceOrgPaths", Key::OrganizationPath),
        ("aws:VpceOrgPaths", Key::OrganizationPath),
        ("aws:SourceVpc", Key::Network),
        ("aws:SourceVpce", Key::Network),
        ("aws:SourceIp", Key::Address),
        ("aws:userid", Key::UserId),
        ("aws:PrincipalServiceName", Key::Service),
        ("aws:VpcSourceIp", Key::Chosen("anyone may use the same address inside a network of their own")),
        ("aws:Referer", Key::Chosen("the caller chooses the referer")),
        ("aws:UserAgent", Key::Chosen("the caller chooses the user agent")),
        ("aws:ResourceOrgID", Key::Chosen("it speaks of the resource's organization, not the caller's")),
        ("aws:ResourceAccount", Key::Chosen("it speaks of the resource's account, not the caller's")),
        ("aws:PrincipalType", Key::Chosen("callers of every account have such a type")),
        ("kms:ViaService", Key::Chosen("anyone may come through the service")),
        ("aws:PrincipalIsAWSService", Key::Chosen("services of AWS act on behalf of anyone")),
        ("aws:ViaAWSService", Key::Chosen("services of AWS act on behalf of anyone")),
        (
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            Key::Chosen("the caller chooses the key that is named in the request"),
        ),
    ];
    let found = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, key)| *key);
    let tag = || name.get(..17).is_some_and(|head| head.eq_ignore_ascii_case("aws:PrincipalTag/"));
    found.or_else(|| tag().then_some(Key::Chosen("outside accounts choose the tags of their own identities")))
}

impl Key {
    /// The scope of a list of values: any of them may match, so that one loose value opens all.
    fn scope_of<'p>(self, values: &'p [String]) -> Limit<'p> {
        if let Self::Chosen(why) = self {
            return Limit::Loose(why);
        }
        if values.iter().any(|value| value.contains("${")) {
            return Limit::Loose("the value holds a policy variable");
        }
        let mut held = Vec::with_capacity(values.len());
        for value in values {
            match self.fixed(value) {
                Ok(Some(name)) => held.push(name),
                Ok(None) => {}
                Err(why) => return Limit::Loose(why),
            }
        }
        Limit::To(self.scope(held, values.len()))
    }

    fn scope(self, held: Vec<&str>, values: usize) -> Scope<'_> {
        match self {
            Self::Network | Self::Address => Scope::Network,
            Self::Organization | Self::OrganizationPath => Scope::Organizations(held),
            Self::Account | Self::Arn if held.len() == values => Scope::Accounts(held),
            _ => Scope::Fixed,
        }
    }

    /// The account or organization that a value names, nothing when it is fixed without naming one, or why the value
    /// is not fixed.
    fn fixed(self, value: &str) -> Result<Option<&str>, &'static str> {
        match self {
            Self::Account if is_account(value) => Ok(Some(value)),
            Self::Arn => fixed_arn(value),
            Self::Organization if !has_wildcard(value) => Ok(Some(value)),
            Self::OrganizationPath => {
                let organization = value.split('/').next().unwrap_or_default();
                if organization.is_empty() || has_wildcard(organization) {
                    Err(WILDCARD)
                } else {
                    Ok(Some(organization))
                }
            }
            Self::Network | Self::Service if !has_wildcard(value) => Ok(None),
            Self::Address => fixed_address(value).map(|()| None),
            Self::UserId => fixed_user(value).map(|()| None),
            _ => Err(WILDCARD),
        }
    }
}

const WILDCARD: &str = "the value holds a wildcard or is not fixed";

/// Whether a text is an account's twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An ARN is fixed when its account is, whatever else varies; an ARN without an account when all of it is.
///
/// Source: Amazon S3 User Guide, "Blocking public access", note on `s3:DataAccessPointArn`.
fn fixed_arn(value: &str) -> Result<Option<&str>, &'static str> {
    if is_account(value) {
        return Ok(Some(value));
    }
    match value.split(':').nth(4) {
        Some(account) if is_account(account) => Ok(Some(account)),
        Some(_) if !has_wildcard(value) => Ok(None),
        _ => Err(WILDCARD),
    }
}

/// A user id is fixed up to its colon: `AROAEXAMPLEID:*` is every session of one role.
///
/// Source: IAM User Guide, "IAM identifiers", unique identifiers.
fn fixed_user(value: &str) -> Result<(), &'static str> {
    let id = value.split(':').next().unwrap_or_default();
    if id.is_empty() || has_wildcard(id) { Err(WILDCARD) } else { Ok(()) }
}

/// Blocks broader than /8 (IPv4) or /32 (IPv6) count as the whole world, private ranges excepted.
///
/// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", note on `aws:SourceIp`.
fn fixed_address(value: &str) -> Result<(), &'static str> {
    let (address, length) = value.split_once('/').map_or((value, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().map_err(|_| "the value is not an address block")?;
    let least = if address.is_ipv4() { 8 } else { 32 };
    let whole = if address.is_ipv4() { 32 } else { 128 };
    let length: u8 = length.map_or(Ok(whole), str::parse).map_err(|_| "the value is not an address block")?;
    if length < least { Err("the address block is so broad that it counts as the whole world") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(operator: &str, key: &str, value: &str) -> Condition {
        Condition { operator: operator.to_owned(), key: key.to_owned(), values: vec![value.to_owned()] }
    }

    fn limits(operator: &str, key: &str, value: &str) -> bool {
        matches!(limit(&condition(operator, key, value), false), Limit::To(_))
    }

    /// S3 User Guide, "Blocking public access": example policies.
    #[test]
    fn a_wildcard_network_is_loose_and_a_fixed_one_is_not() {
        assert!(!limits("StringLike", "aws:SourceVpc", "vpc-*"));
        assert!(limits("StringEquals", "aws:SourceVpc", "vpc-91237329"));
    }

    /// S3 User Guide, "Blocking public access": note on very broad ranges.
    #[test]
    fn broad_address_blocks_are_the_whole_world() {
        for (block, narrow) in [
            ("0.0.0.0/0", false),
            ("0.0.0.0/1", false),
            ("11.0.0.0/8", true),
            ("203.0.113.7", true),
            ("2001:db8::/32", true),
            ("::/0", false),
            ("2000::/3", false),
            ("office", false),
        ] {
            assert_eq!(limits("IpAddress", "aws:SourceIp", block), narrow, "{block}");
        }
    }

    /// IAM User Guide, "Condition operators": IfExists; "Multivalued context keys": ForAllValues.
    #[test]
    fn a_missing_key_passes_unless_it_is_required() {
        let lenient = condition("StringEqualsIfExists", "aws:PrincipalOrgID", "o-1");
        assert!(matches!(limit(&lenient, false), Limit::Loose(_)));
        assert!(matches!(limit(&lenient, true), Limit::To(_)));
        let all = condition("ForAllValues:StringLike", "aws:PrincipalOrgPaths", "o-1/*");
        assert!(matches!(limit(&all, false), Limit::Loose(_)));
        let any = condition("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/*");
        assert_eq!(limit(&any, false), Limit::To(Scope::Organizations(vec!["o-1"])));
    }

    /// IAM User Guide, "Condition operators": negated operators are true when the key is missing.
    #[test]
    fn negated_operators_do_not_limit_an_allow_but_a_deny() {
        let negated = condition("StringNotEquals", "aws:PrincipalOrgID", "o-1");
        assert!(matches!(limit(&negated, false), Limit::Loose(_)));
        assert_eq!(negated_limit(&negated), Limit::To(Scope::Organizations(vec!["o-1"])));
    }
}
