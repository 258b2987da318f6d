//! Policies compiled for evaluation, and whether one statement applies to a request.
//!
//! How the statements of a policy and the layers of policies combine is decided in [`super::layer`] and
//! [`super::combine`].
//!
//! Sources: IAM User Guide, "IAM JSON policy elements reference"; AWS Organizations User Guide, "SCP syntax" and "RCP
//! syntax".

use super::caller::Caller;
use super::condition::CompiledCondition;
use super::context::{Context, NOTHING};
use super::formula::Atom;
use super::lanes::{LANE_SERVICES, Mask};
use super::pattern::{Fit, Pattern, Reading};
use super::principal::{Names, Naming};
use super::request::Request;
use super::truth::{Quick, Truth};
use crate::policy::actions::ActionTable;
use crate::policy::overlap::{Overlap, Token};
use crate::policy::{Clause, Effect, ParseError, Policy, PrincipalClause, Statement, Version};

/// What a policy is attached to: it decides which elements it must and must not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// Of a user, role or group; also boundaries and session policies.
    Identity,
    /// Of a resource.
    Resource,
    /// Who may assume a role.
    Trust,
    /// What principals of an organization's accounts may do.
    ServiceControl,
    /// What anyone may do to resources of an organization's accounts.
    ResourceControl,
    /// What may pass a VPC endpoint.
    Endpoint,
}

/// A compiled policy.
#[derive(Debug, Clone)]
pub struct CompiledPolicy {
    /// Its statements, in the order written.
    pub statements: Vec<CompiledStatement>,
}

/// A compiled statement.
#[derive(Debug, Clone)]
pub struct CompiledStatement {
    /// Its place in the policy, from 0.
    pub place: usize,
    /// Its own id.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    names: Option<Names>,
    actions: Actions,
    resources: Option<Resources>,
    conditions: Vec<CompiledCondition>,
}

/// The actions of a statement, compiled.
#[derive(Debug, Clone)]
pub struct Actions {
    /// In small letters.
    patterns: Vec<Pattern>,
    inverted: bool,
    /// Of each service with lanes, which actions it covers.
    lanes: [Mask; LANE_SERVICES.len()],
}

#[derive(Debug, Clone)]
struct Resources {
    patterns: Vec<Pattern>,
    inverted: bool,
}

impl CompiledPolicy {
    /// Compiles a policy.
    ///
    /// # Errors
    /// When AWS would refuse the policy for what it is attached to; the error names the place. A statement is never
    /// left out.
    pub fn new(policy: &Policy, kind: PolicyKind) -> Result<Self, ParseError> {
        let variables = policy.version == Version::V2012;
        let statements = policy
            .statements
            .iter()
            .enumerate()
            .map(|(place, statement)| CompiledStatement::new(place, statement, kind, variables))
            .collect::<Result<_, _>>()?;
        Ok(Self { statements })
    }
}

impl CompiledStatement {
    fn new(place: usize, statement: &Statement, kind: PolicyKind, variables: bool) -> Result<Self, ParseError> {
        let wrong = |element: &str, what: String| ParseError { place: format!("Statement[{place}]{element}"), what };
        super::valid::check(statement, kind).map_err(|(element, what)| wrong(element, what))?;
        let names = Names::new(&statement.principal).map_err(|what| wrong(".Principal", what))?;
        let mut conditions = Vec::with_capacity(statement.conditions.len());
        for condition in &statement.conditions {
            let Some(compiled) = CompiledCondition::new(condition, variables) else {
                return Err(wrong(".Condition", format!("`{}` is not a condition operator", condition.operator)));
            };
            conditions.push(compiled);
        }
        Ok(Self {
            place,
            sid: statement.sid.clone().filter(|sid| !sid.is_empty()),
            effect: statement.effect,
            names,
            actions: Actions::new(&statement.action),
            resources: statement.resource.as_ref().map(|clause| Resources::new(clause, variables)),
            conditions,
        })
    }

    /// Whether the statement covers an action, by text and without case.
    pub fn covers_action(&self, action: &str) -> bool {
        self.actions.cover(action)
    }

    /// Whether its actions, its resource and its conditions apply to the request, whoever makes it.
    pub fn applies<T: Truth>(&self, request: &Request) -> T {
        let mut sum = T::covered(&self.actions, request);
        if sum.is_no() {
            return sum;
        }
        if let Some(resources) = &self.resources {
            sum = sum.and(match request.many().filter(|_| T::BY_PART) {
                Some(many) => resources.cover_part(many, request),
                None => resources.cover(request.resource(), request.context()),
            });
        }
        for condition in &self.conditions {
            if sum.is_no() {
                break;
            }
            sum = sum.and(condition.holds(request.context()));
        }
        sum
    }

    /// How the statement, an Allow of a resource policy, names the caller.
    pub fn granted<T: Truth>(&self, caller: &Caller) -> Naming<T> {
        self.names.as_ref().map_or_else(Naming::none, |names| names.granted(caller))
    }

    /// Whether the statement, a Deny of a resource policy, names the caller.
    pub fn denied<T: Truth>(&self, caller: &Caller, has_boundary: bool) -> T {
        self.names.as_ref().map_or_else(|| T::of(true), |names| names.denied(caller, has_boundary))
    }

    /// Whether it would apply to the request's action but for a variable in a resource that has no value.
    pub(super) fn lacks_variable(&self, request: &Request) -> bool {
        let unresolved = |it: &Pattern| it.fit(request.resource(), request.context()) == Fit::Unresolved;
        self.resources.as_ref().is_some_and(|it| it.patterns.iter().any(unresolved))
    }

    /// Whether it covers everyone who is not listed.
    pub(super) fn names_the_rest(&self) -> bool {
        self.names.as_ref().is_some_and(Names::is_inverted)
    }

    /// The callers that the statement, an Allow of a resource policy, lets in by name; everyone as the anonymous.
    pub fn named(&self) -> Vec<Caller> {
        self.names.as_ref().map_or_else(Vec::new, Names::callers)
    }

    /// The patterns of its resources, or of those that it leaves out.
    pub fn resource_patterns(&self) -> &[Pattern] {
        self.resources.as_ref().map_or(&[], |resources| &resources.patterns)
    }

    /// Whom it names; none for a policy that belongs to its caller.
    pub fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    /// The lanes of its actions, of the service at a place among those with lanes.
    pub fn lanes(&self, service: usize) -> Mask {
        self.actions.lanes(service)
    }

    /// Whether it may cover a resource, in whatever context.
    pub fn may_cover(&self, resource: &str) -> bool {
        self.resources.as_ref().is_none_or(|it| !it.cover::<Quick>(resource, &NOTHING).is_no())
    }

    /// Whether it covers any action of the service at a place among those with lanes.
    pub fn touches(&self, service: usize) -> bool {
        !self.actions.lanes(service).is_empty()
    }

    /// The keys of the context that it asks for, in small letters, some more than once.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let variables = self.resource_patterns().iter().flat_map(Pattern::variables);
        self.conditions.iter().flat_map(CompiledCondition::keys).chain(variables)
    }

    /// The conditions.
    pub fn conditions(&self) -> &[CompiledCondition] {
        &self.conditions
    }
}

impl Actions {
    fn new(clause: &Clause) -> Self {
        let reading = Reading { wildcards: true, variables: false };
        let (list, inverted) = parts(clause);
        let patterns = list.iter().map(|it| Pattern::new(&it.to_ascii_lowercase(), reading)).collect();
        let mut actions = Self { patterns, inverted, lanes: Default::default() };
        actions.lanes = LANE_SERVICES.map(|service| actions.lanes_of(service));
        actions
    }

    /// Which lanes of a service are covered.
    fn lanes_of(&self, service: &str) -> Mask {
        let mut sum = Mask::NONE;
        for pattern in &self.patterns {
            match pattern.head().split_once(':') {
                _ if pattern.covers_all() => sum = Mask::ALL,
                Some((named, _)) if named != service => {}
                _ => sum = sum.or(Mask::of_actions(service, &ActionTable::aws().matching(pattern.written()))),
            }
        }
        if self.inverted { Mask::ALL.without(sum) } else { sum }
    }

    /// Which lanes are covered, of the service at a place among those with lanes.
    pub(super) fn lanes(&self, place: usize) -> Mask {
        self.lanes.get(place).copied().unwrap_or_default()
    }

    pub(super) fn cover(&self, action: &str) -> bool {
        // Patterns of actions hold no variable, so that no context is asked.
        self.patterns.iter().any(|pattern| pattern.fit(action, &NOTHING) == Fit::Yes) != self.inverted
    }
}

impl Resources {
    fn new(clause: &Clause, variables: bool) -> Self {
        let (list, inverted) = parts(clause);
        let reading = Reading { wildcards: true, variables };
        Self { patterns: list.iter().map(|it| Pattern::new(it, reading)).collect(), inverted }
    }

    /// As [`Self::cover`], for a resource that stands for many.
    fn cover_part<T: Truth>(&self, many: &[Token], request: &Request) -> T {
        let mut sum = T::of(false);
        for pattern in &self.patterns {
            match pattern.overlap(many, request.context()) {
                Ok(Overlap::Whole) => return T::of(!self.inverted),
                Ok(Overlap::None) | Err(Fit::Yes | Fit::No | Fit::Unresolved) => {}
                Ok(Overlap::Part(parts)) => {
                    let told = || if parts.is_empty() { vec![pattern.written().to_owned()] } else { parts.clone() };
                    sum = sum.or(T::open(|| Atom::Part(told())));
                }
                Err(Fit::Open) => {
                    sum = sum.or(T::open(|| Atom::Resource {
                        pattern: pattern.written().to_owned(),
                        resource: request.resource().to_owned(),
                    }));
                }
            }
        }
        if self.inverted { sum.not() } else { sum }
    }

    fn cover<T: Truth>(&self, resource: &str, context: &Context) -> T {
        let mut sum = T::of(false);
        for pattern in &self.patterns {
            match pattern.fit(resource, context) {
                Fit::Yes => return T::of(!self.inverted),
                Fit::No | Fit::Unresolved => {}
                Fit::Open => {
                    sum = sum.or(T::open(|| Atom::Resource {
                        pattern: pattern.written().to_owned(),
                        resource: resource.to_owned(),
                    }));
                }
            }
        }
        if self.inverted { sum.not() } else { sum }
    }
}

fn parts(clause: &Clause) -> (&[String], bool) {
    match clause {
        Clause::Is(list) => (list, false),
        Clause::Not(list) => (list, true),
    }
}

/// Whether a statement has a principal at all.
pub(super) fn has_principal(statement: &Statement) -> bool {
    !matches!(statement.principal, PrincipalClause::Absent)
}
