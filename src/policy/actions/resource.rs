//! The resource types and condition keys of actions.

use super::{AccessLevel, ActionId, ActionSet, ActionTable, Service, part};
use crate::policy::glob;

/// A kind of resource of a service, such as the `object` of `s3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceType {
    name: &'static str,
    arn: &'static str,
    pattern: Box<str>,
    pub(super) keys: u16,
}

impl ResourceType {
    pub(super) fn new(name: &'static str, arn: &'static str, keys: u16) -> Self {
        Self { name, arn, pattern: with_wildcards(arn).into(), keys }
    }

    /// Its name in the reference, such as `object`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its ARN with placeholders, such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
    pub fn arn(&self) -> &'static str {
        self.arn
    }

    /// Its ARN with a `*` for each placeholder.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether this is a version or an alias of another type: its ARN with one part more.
    fn qualifies(&self, of: &Self) -> bool {
        self.pattern.strip_suffix(":*") == Some(&of.pattern)
    }

    /// How many letters of an ARN this type prescribes, when it is of the type's form.
    fn fits(&self, arn: &str) -> Option<usize> {
        let letters = || self.pattern.bytes().filter(|it| *it != b'*').count();
        glob::arn_matches(&self.pattern, arn).then(letters)
    }
}

/// A resource type that an action is used on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceUse<'a> {
    /// The type.
    pub kind: &'a ResourceType,
    /// Whether a request always names one. Of several that are not required a request names at least one, as a rule.
    pub required: bool,
}

/// A key that conditions may test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionKey {
    name: &'static str,
    kind: &'static str,
    global: bool,
}

impl ConditionKey {
    pub(super) fn new(name: &'static str, kind: &'static str, global: bool) -> Self {
        Self { name, kind, global }
    }

    /// Its name; `aws:ResourceTag/${TagKey}` and `s3:ExistingObjectTag/<key>` stand for many.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The type of its value, such as `String` or `ARN`; one that begins with `ArrayOf` has many values.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Whether a request gives it a list of values.
    pub fn is_multivalued(&self) -> bool {
        self.kind.starts_with("ArrayOf")
    }

    /// Whether it belongs to requests of every service, as far as it is present.
    pub fn is_global(&self) -> bool {
        self.global
    }

    /// Whether this is the key with a name, its placeholder filled in. Case does not matter.
    pub fn is(&self, name: &str) -> bool {
        if self.name.contains(['$', '<']) {
            glob::matches_ignoring_case(&with_wildcards(self.name), name)
        } else {
            self.name.eq_ignore_ascii_case(name)
        }
    }
}

/// Conditions and resources of actions.
impl ActionTable {
    /// The resource types that an action is used on. None: the action is allowed on `*` only.
    pub fn resource_types(&self, id: ActionId) -> impl Iterator<Item = ResourceUse<'_>> {
        let uses = self.action(id).and_then(|it| part(&self.uses, &it.uses)).unwrap_or_default();
        let of =
            |it: &super::Use| Some(ResourceUse { kind: self.types.get(usize::from(it.kind))?, required: it.required });
        uses.iter().filter_map(of)
    }

    /// Whether an action has no resource types: a statement that names a resource other than `*` never covers it.
    ///
    /// Source: IAM User Guide, "IAM JSON policy elements: Resource".
    pub fn takes_no_resource(&self, id: ActionId) -> bool {
        self.action(id).is_some_and(|it| it.uses.is_empty())
    }

    /// Whether an ARN is of a type that the action is used on: an object is of no use to `s3:ListBucket`.
    ///
    /// Where an ARN is of the form of several types, it is of the one that prescribes most of it, and of the one that
    /// it is a version or an alias of.
    pub fn takes(&self, id: ActionId, arn: &str) -> bool {
        self.use_of(id, arn) == Some(true)
    }

    /// As [`Self::takes`], and none for an ARN of no known form.
    fn use_of(&self, id: ActionId, arn: &str) -> Option<bool> {
        let service = self.service_of(id)?;
        let taken = self.types_with(service, arn);
        let uses = self.action(id).and_then(|it| part(&self.uses, &it.uses)).unwrap_or_default();
        let place = |it: &super::Use| usize::from(it.kind).checked_sub(usize::from(service.types.start));
        let is_taken = |it: &super::Use| place(it).and_then(|at| taken.get(at)).is_some_and(|it| *it);
        taken.contains(&true).then(|| uses.iter().any(is_taken))
    }

    /// The actions of a service that are used on an ARN, as [`Self::takes`] says of one.
    pub fn taking(&self, service: &Service, arn: &str) -> ActionSet {
        let mut set = self.none();
        let taken = self.types_with(service, arn).into_iter().enumerate().filter(|(_, is_taken)| *is_taken);
        taken.for_each(|(place, _)| set.extend(self.used_on(service, place)));
        set
    }

    /// Which resource types of a service an ARN is of, as [`Self::takes`] counts them, in the order of
    /// [`Self::types_of`].
    pub fn types_with(&self, service: &Service, arn: &str) -> Vec<bool> {
        let types = self.types_of(service);
        let fits: Vec<Option<usize>> = types.iter().map(|it| it.fits(arn)).collect();
        let best = fits.iter().copied().flatten().max();
        if best.is_none() {
            return vec![false; types.len()];
        }
        let most: Vec<&ResourceType> =
            types.iter().zip(&fits).filter(|(_, fit)| **fit == best).map(|it| it.0).collect();
        let of = |(kind, fit)| fit == best || most.iter().any(|it| it.qualifies(kind));
        types.iter().zip(fits).map(of).collect()
    }

    /// The actions of a service that are used on the resource type at a place of [`Self::types_of`].
    pub fn used_on(&self, service: &Service, place: usize) -> impl Iterator<Item = ActionId> {
        let kind = usize::from(service.types.start) + place;
        let uses = |id: &ActionId| self.action(*id).and_then(|it| part(&self.uses, &it.uses)).unwrap_or_default();
        service.actions().filter(move |id| uses(id).iter().any(|it| usize::from(it.kind) == kind))
    }

    /// Whether an ARN is surely of a type that the action is never used on. An ARN of no known form is not.
    pub fn never_takes(&self, id: ActionId, arn: &str) -> bool {
        !self.takes_no_resource(id) && self.use_of(id, arn) == Some(false)
    }

    /// The resource types of a service, in the order of their names.
    pub fn types_of(&self, service: &Service) -> &[ResourceType] {
        self.types.get(usize::from(service.types.start)..usize::from(service.types.end)).unwrap_or_default()
    }

    /// The keys that conditions on an action may test, besides the global ones: its own and those of its resource
    /// types, in the order of their names.
    pub fn condition_keys(&self, id: ActionId) -> Vec<&ConditionKey> {
        let Some(action) = self.action(id) else { return Vec::new() };
        let uses = part(&self.uses, &action.uses).unwrap_or_default();
        let kinds = uses.iter().filter_map(|it| self.types.get(usize::from(it.kind))).map(|it| it.keys);
        let sets = uses.iter().map(|it| it.keys).chain(kinds).chain([action.keys]);
        let mut places: Vec<u16> =
            sets.filter_map(|at| self.key_sets.get(usize::from(at))).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|at| self.keys.get(usize::from(at))).collect()
    }

    /// The keys of requests of every service.
    pub fn global_condition_keys(&self) -> impl Iterator<Item = &ConditionKey> {
        self.keys.iter().filter(|it| it.global)
    }

    /// All keys, in the order of their names.
    pub fn all_condition_keys(&self) -> &[ConditionKey] {
        &self.keys
    }

    /// The key with a name; one that stands for many is found by any of them.
    pub fn find_key(&self, name: &str) -> Option<&ConditionKey> {
        let key = |place: usize| self.keys.get(place);
        let many = || self.key_names.many(name).filter_map(key).find(|it| it.is(name));
        self.key_names.plain(name).and_then(key).or_else(many)
    }

    /// Whether a condition on an action can find a key: a global one, its own, or one of its resource types.
    pub fn knows_key(&self, id: ActionId, name: &str) -> bool {
        self.global_condition_keys().any(|it| it.is(name)) || self.condition_keys(id).into_iter().any(|it| it.is(name))
    }
}

impl AccessLevel {
    /// Its name as AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::PermissionsManagement => "Permissions management",
            Self::Tagging => "Tagging",
        }
    }
}

/// A text with a `*` for each `${Placeholder}` and `<placeholder>`.
fn with_wildcards(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '$' => {}
            '{' | '<' => inside = true,
            '}' | '>' => {
                inside = false;
                pattern.push('*');
            }
            _ if inside => {}
            _ => pattern.push(letter),
        }
    }
    pattern
}
