//! The values that a policy is read into. How they are read and written is not here.

use crate::policy::glob::{action_matches, contains};

/// A parsed policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The language version. Without one, AWS assumes 2008-10-17.
    pub version: Version,
    /// The policy's own id.
    pub id: Option<String>,
    /// Its statements, in the order written.
    pub statements: Vec<Statement>,
}

/// The version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// `2008-10-17`: no policy variables.
    #[default]
    V2008,
    /// `2012-10-17`: policy variables.
    V2012,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id, when it has one.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// Who it is about; absent in identity policies.
    pub principal: PrincipalClause,
    /// The actions.
    pub action: Clause,
    /// The resources; absent in trust policies.
    pub resource: Option<Clause>,
    /// Its conditions: all must hold.
    pub conditions: Vec<Condition>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It permits.
    Allow,
    /// It forbids, whatever else permits.
    Deny,
}

/// A list of patterns, or all but those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// `Action` or `Resource`.
    Is(Vec<String>),
    /// `NotAction` or `NotResource`.
    Not(Vec<String>),
}

/// Who a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalClause {
    /// No principal is written: an identity policy.
    Absent,
    /// `Principal`.
    Is(Vec<Principal>),
    /// `NotPrincipal`.
    Not(Vec<Principal>),
}

/// One principal as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Principal {
    /// `"*"` or `{"AWS": "*"}`: anyone, signed in or not.
    Everyone,
    /// An account id, an ARN, or the unique id of a deleted identity.
    Aws(String),
    /// A service such as `lambda.amazonaws.com`.
    Service(String),
    /// An identity provider.
    Federated(String),
    /// An account by its S3 canonical id.
    CanonicalUser(String),
}

/// One key of one operator with its values; any value may match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The operator as written, such as `StringEqualsIfExists` or `ForAnyValue:StringLike`.
    pub operator: String,
    /// The condition key as written, such as `aws:SourceArn`.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}

impl Policy {
    /// The statements with this effect, with their places.
    pub fn with_effect(&self, effect: Effect) -> impl Iterator<Item = (usize, &Statement)> {
        self.statements.iter().enumerate().filter(move |(_, statement)| statement.effect == effect)
    }
}

impl Statement {
    /// The statement's own id, or its place in words: `statement 2`.
    pub fn label(&self, index: usize) -> String {
        self.sid.clone().filter(|sid| !sid.is_empty()).unwrap_or_else(|| format!("statement {}", index + 1))
    }

    /// The conditions on this key; condition keys are compared without case.
    pub fn conditions_on<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Condition> {
        self.conditions.iter().filter(move |condition| condition.key.eq_ignore_ascii_case(key))
    }

    /// Whether a value of a key is among those that its conditions want, as far as they list any.
    pub fn takes_value(&self, key: &str, value: &str) -> bool {
        let listing = |it: &&Condition| {
            let operator = it.operator.to_ascii_lowercase();
            operator.starts_with("stringequals") || operator.starts_with("stringlike")
        };
        self.conditions_on(key).filter(listing).all(|it| it.values.iter().any(|wanted| contains(wanted, value)))
    }

    /// Whether it is about an action.
    pub fn covers(&self, action: &str) -> bool {
        let held = |patterns: &[String]| patterns.iter().any(|pattern| action_matches(pattern, action));
        match &self.action {
            Clause::Is(patterns) => held(patterns),
            Clause::Not(patterns) => !held(patterns),
        }
    }
}
