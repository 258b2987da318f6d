//! What a verdict depends on, as written in the policies: atoms joined by and, or, not, kept in a normal form.
//!
//! Negation stands at the atoms only; lists are flat, sorted and without repeats; what another member implies is
//! left out; a member beside its own negation decides.

use std::fmt;
use std::sync::Arc;

use super::operator::Operator;
use crate::model::GapId;
use crate::policy::Effect;

/// One thing that a verdict depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// A condition on a key that the request may or may not have.
    Condition(Requirement),
    /// The resource must match a pattern with a policy variable whose value nobody knows.
    Resource {
        /// The pattern as written.
        pattern: String,
        /// The resource.
        resource: String,
    },
    /// Of the many resources that were asked for, only those count that one of these patterns covers.
    Part(Vec<String>),
    /// The role session must have this name.
    SessionName(String),
    /// The federated user must be a session of this user.
    FederatedBy(String),
    /// The caller's account must have this canonical id.
    CanonicalId(String),
    /// Something that could not be read must allow, or deny.
    Gap(GapId, Effect),
    /// Something that is not there to be read, in words, must allow, or deny.
    Unread(String, Effect),
}

/// A condition as written: one operator, one key, any of the values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    /// The operator as written. In a formula it has one name of those that mean the same, and is negated only where
    /// no other operator is its negation: a negation stands outside.
    pub operator: String,
    /// The key as written.
    pub key: String,
    /// The values, sorted.
    pub values: Vec<String>,
    /// Whether the version of the policy knows variables.
    pub variables: bool,
}

/// A formula in normal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Formula {
    /// Always.
    Yes,
    /// Never.
    No,
    /// If this holds.
    Is(Arc<Atom>),
    /// If this does not hold.
    IsNot(Arc<Atom>),
    /// If all hold; two at least.
    All(Vec<Formula>),
    /// If any holds; two at least.
    Any(Vec<Formula>),
}

impl Formula {
    /// A single atom. A condition with a negated operator becomes the negation of its positive twin.
    pub fn atom(atom: Atom) -> Self {
        let Atom::Condition(mut requirement) = atom else { return Self::Is(Arc::new(atom)) };
        requirement.values.sort();
        requirement.values.dedup();
        match Operator::positive_twin(&requirement.operator) {
            Some(positive) => {
                requirement.operator = positive;
                Self::IsNot(Arc::new(Atom::Condition(requirement)))
            }
            None => {
                if let Some(name) = Operator::one_name(&requirement.operator) {
                    requirement.operator = name;
                }
                Self::Is(Arc::new(Atom::Condition(requirement)))
            }
        }
    }

    /// All of them.
    pub fn all(members: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for member in members {
            match member {
                Self::Yes => {}
                Self::No => return Self::No,
                Self::All(more) => flat.extend(more),
                other => flat.push(other),
            }
        }
        Self::join(flat, true)
    }

    /// Any of them.
    pub fn any(members: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for member in members {
            match member {
                Self::No => {}
                Self::Yes => return Self::Yes,
                Self::Any(more) => flat.extend(more),
                other => flat.push(other),
            }
        }
        Self::join(flat, false)
    }

    /// Its negation.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Is(atom) => Self::IsNot(atom),
            Self::IsNot(atom) => Self::Is(atom),
            Self::All(members) => Self::any(members.into_iter().map(Self::negated)),
            Self::Any(members) => Self::all(members.into_iter().map(Self::negated)),
        }
    }

    fn join(mut members: Vec<Self>, all: bool) -> Self {
        members.sort();
        members.dedup();
        // Inside a list, what stands beside a member may be taken as given: it simplifies the nested lists.
        let literals: Vec<Self> = members.iter().filter(|it| it.is_literal()).cloned().collect();
        if literals.iter().any(|it| literals.binary_search(&it.clone().negated()).is_ok()) {
            return if all { Self::No } else { Self::Yes };
        }
        let before = members.clone();
        let members: Vec<Self> = members.into_iter().map(|it| it.given(&literals, all)).collect();
        if members != before {
            return if all { Self::all(members) } else { Self::any(members) };
        }
        let kept: Vec<Self> = members
            .iter()
            .enumerate()
            .filter(|(place, it)| !members.iter().enumerate().any(|(other, by)| other != *place && it.absorbed(by)))
            .map(|(_, it)| it.clone())
            .collect();
        match <[Self; 1]>::try_from(kept) {
            Ok([only]) => only,
            Err(kept) if kept.is_empty() => Self::of_empty(all),
            Err(kept) if all => Self::All(kept),
            Err(kept) => Self::Any(kept),
        }
    }

    fn of_empty(all: bool) -> Self {
        if all { Self::Yes } else { Self::No }
    }

    fn is_literal(&self) -> bool {
        matches!(self, Self::Is(_) | Self::IsNot(_))
    }

    /// The formula where the literals are known to hold (in a conjunction) or not to hold (in a disjunction).
    fn given(self, literals: &[Self], hold: bool) -> Self {
        let (Self::All(members) | Self::Any(members)) = &self else { return self };
        let conjunction = matches!(self, Self::All(_));
        let replaced = members.iter().map(|member| {
            if literals.binary_search(member).is_ok() {
                if hold { Self::Yes } else { Self::No }
            } else if member.is_literal() && literals.binary_search(&member.clone().negated()).is_ok() {
                if hold { Self::No } else { Self::Yes }
            } else {
                member.clone()
            }
        });
        if conjunction { Self::all(replaced) } else { Self::any(replaced) }
    }

    /// Whether another member of the same list makes this one needless: it is nested and holds all of the other.
    fn absorbed(&self, by: &Self) -> bool {
        let (Self::All(own) | Self::Any(own)) = self else { return false };
        match by {
            Self::All(other) | Self::Any(other) => {
                std::mem::discriminant(self) == std::mem::discriminant(by)
                    && other.len() < own.len()
                    && other.iter().all(|it| own.contains(it))
            }
            literal => own.contains(literal),
        }
    }

    /// The atoms in it, in order, without repeats.
    pub fn atoms(&self) -> Vec<&Atom> {
        let mut all = Vec::new();
        self.collect(&mut all);
        all.sort();
        all.dedup();
        all
    }

    fn collect<'f>(&'f self, all: &mut Vec<&'f Atom>) {
        match self {
            Self::Yes | Self::No => {}
            Self::Is(atom) | Self::IsNot(atom) => all.push(atom),
            Self::All(members) | Self::Any(members) => members.iter().for_each(|member| member.collect(all)),
        }
    }

    /// The gaps in it, without repeats.
    pub fn gaps(&self) -> Vec<GapId> {
        let mut gaps: Vec<GapId> = self
            .atoms()
            .into_iter()
            .filter_map(|atom| if let Atom::Gap(gap, _) = atom { Some(*gap) } else { None })
            .collect();
        // What could not be read may allow and may deny.
        gaps.sort_unstable();
        gaps.dedup();
        gaps
    }

    /// What was not read without a gap that tells of it: part of a sentence each.
    pub fn unread_parts(&self) -> Vec<&str> {
        let mut parts: Vec<&str> = self
            .atoms()
            .into_iter()
            .filter_map(|atom| if let Atom::Unread(what, _) = atom { Some(what.as_str()) } else { None })
            .collect();
        parts.dedup();
        parts
    }

    /// Whether it hangs on something that is not known of the policies, and not merely on the request.
    pub fn hangs_on_unread(&self) -> bool {
        self.atoms().iter().any(|atom| matches!(atom, Atom::Gap(..) | Atom::Unread(..)))
    }

    /// Its value when each atom has one.
    pub fn value(&self, holds: &impl Fn(&Atom) -> bool) -> bool {
        match self {
            Self::Yes => true,
            Self::No => false,
            Self::Is(atom) => holds(atom),
            Self::IsNot(atom) => !holds(atom),
            Self::All(members) => members.iter().all(|member| member.value(holds)),
            Self::Any(members) => members.iter().any(|member| member.value(holds)),
        }
    }

    /// The ways in which it holds, each a list of literals, the shortest first; none when there are more than `limit`.
    pub fn ways(&self, limit: usize) -> Option<Vec<Vec<Self>>> {
        let mut all = match self {
            Self::Yes => vec![Vec::new()],
            Self::No => Vec::new(),
            Self::Is(_) | Self::IsNot(_) => vec![vec![self.clone()]],
            Self::Any(members) => {
                let mut all = Vec::new();
                for member in members {
                    all.extend(member.ways(limit)?);
                }
                all
            }
            Self::All(members) => {
                let mut all: Vec<Vec<Self>> = vec![Vec::new()];
                for member in members {
                    let ways = member.ways(limit)?;
                    if all.len().saturating_mul(ways.len()) > limit {
                        return None;
                    }
                    all = all.iter().flat_map(|way| ways.iter().map(move |more| joined(way, more))).collect();
                }
                all.retain(|way| !way.iter().any(|it| way.contains(&it.clone().negated())));
                all
            }
        };
        all.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        all.dedup();
        (all.len() <= limit).then_some(all)
    }
}

fn joined(way: &[Formula], more: &[Formula]) -> Vec<Formula> {
    let mut all = [way, more].concat();
    all.sort();
    all.dedup();
    all
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, members: &[Self], word: &str| {
            // Of each gap the text is the same: it is said once.
            let mut told: Vec<String> = Vec::new();
            for member in members {
                let text = match member {
                    Self::All(_) | Self::Any(_) => format!("({member})"),
                    literal => literal.to_string(),
                };
                if !told.contains(&text) {
                    told.push(text);
                }
            }
            f.write_str(&told.join(word))
        };
        match self {
            Self::Yes => write!(f, "always"),
            Self::No => write!(f, "never"),
            Self::Is(atom) => atom.write(f, true),
            Self::IsNot(atom) => atom.write(f, false),
            Self::All(members) => list(f, members, " and "),
            Self::Any(members) => list(f, members, " or "),
        }
    }
}

impl Atom {
    fn write(&self, f: &mut fmt::Formatter<'_>, holds: bool) -> fmt::Result {
        let verb = if holds { "is" } else { "is not" };
        match self {
            Self::Condition(requirement) => requirement.write(f, holds),
            Self::Resource { pattern, resource } => {
                write!(f, "`{resource}` {} `{pattern}`", if holds { "matches" } else { "does not match" })
            }
            Self::Part(patterns) => {
                let all: Vec<String> = patterns.iter().map(|it| format!("`{it}`")).collect();
                write!(f, "{} {}", if holds { "on the part" } else { "not on the part" }, all.join(" or "))
            }
            Self::SessionName(name) => write!(f, "the role session {verb} named `{name}`"),
            Self::FederatedBy(user) => {
                write!(f, "the federated user {} made by `{user}`", if holds { "was" } else { "was not" })
            }
            Self::CanonicalId(id) => write!(f, "the canonical id of the caller's account {verb} `{id}`"),
            Self::Unread(what, effect) => write!(f, "{what} {}", effect_words(*effect, holds)),
            Self::Gap(_, effect) => write!(f, "what could not be read {}", effect_words(*effect, holds)),
        }
    }
}

fn effect_words(effect: Effect, holds: bool) -> &'static str {
    match (effect, holds) {
        (Effect::Allow, true) => "allows it",
        (Effect::Allow, false) => "does not allow it",
        (Effect::Deny, true) => "denies it",
        (Effect::Deny, false) => "does not deny it",
    }
}

impl Requirement {
    fn write(&self, f: &mut fmt::Formatter<'_>, holds: bool) -> fmt::Result {
        let operator = Operator::words(&self.operator, holds);
        let values: Vec<String> = self.values.iter().map(|value| format!("`{value}`")).collect();
        if let Some(words) = operator.presence(&self.values, holds) {
            return write!(f, "`{}` {words}", self.key);
        }
        write!(f, "{}`{}` {} {}{}", operator.set, self.key, operator.verb, values.join(" or "), operator.suffix)
    }
}
