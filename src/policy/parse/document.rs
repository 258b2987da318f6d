//! Reading a policy and its statements.

use std::borrow::Cow;

use serde::de::{Error, MapAccess, SeqAccess};

use super::place::Place;
use super::read::{Read, Shape, name};
use super::values::{Clause, Condition, Effect, Policy, Principal, PrincipalClause, Statement, Version};

impl<'de> Shape<'de> for Policy {
    const OTHERWISE: &'static str = "is not a JSON object";

    fn object<A: MapAccess<'de>>(place: &Place<'_>, mut object: A) -> Result<Self, A::Error> {
        let (mut version, mut id, mut statements) = (None, None, None);
        while let Some(name) = name(&mut object)? {
            let place = place.member(&name);
            match name.as_ref() {
                "Version" => once(&mut version, &place, &mut object)?,
                "Id" => once(&mut id, &place, &mut object)?,
                "Statement" => once(&mut statements, &place, &mut object)?,
                _ => return place.wrong("is not an element of a policy"),
            }
        }
        let Some(statements) = statements else { return place.wrong("has no Statement") };
        Ok(Self { version: version.unwrap_or_default(), id, statements })
    }
}

/// Reads the member whose name was read last, which must be the first of this name.
fn once<'de, T: Shape<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    place: &Place<'_>,
    object: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return place.wrong(TWICE);
    }
    *slot = Some(Read::at(place).member(object)?);
    Ok(())
}

/// What is said of a name that an object has twice. Readers differ in which of the two counts, so none does.
pub(super) const TWICE: &str = "is written twice";

impl<'de> Shape<'de> for Version {
    const OTHERWISE: &'static str = "is not 2012-10-17 or 2008-10-17";

    fn text<E: Error>(place: &Place<'_>, text: Cow<'de, str>) -> Result<Self, E> {
        match text.as_ref() {
            "2012-10-17" => Ok(Self::V2012),
            "2008-10-17" => Ok(Self::V2008),
            other => place.wrong(format!("{other:?} is not 2012-10-17 or 2008-10-17")),
        }
    }
}

impl<'de> Shape<'de> for Effect {
    const OTHERWISE: &'static str = "is neither Allow nor Deny";

    fn text<E: Error>(place: &Place<'_>, text: Cow<'de, str>) -> Result<Self, E> {
        match text.as_ref() {
            "Allow" => Ok(Self::Allow),
            "Deny" => Ok(Self::Deny),
            _ => place.wrong(Self::OTHERWISE),
        }
    }
}

/// A lone statement may stand without a list.
impl<'de> Shape<'de> for Vec<Statement> {
    const OTHERWISE: &'static str = "is neither an object nor a list";

    fn list<A: SeqAccess<'de>>(place: &Place<'_>, mut list: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(statement) = Read::at(&place.item(all.len())).item(&mut list)? {
            all.push(statement);
        }
        Ok(all)
    }

    fn object<A: MapAccess<'de>>(place: &Place<'_>, object: A) -> Result<Self, A::Error> {
        Statement::object(place, object).map(|statement| vec![statement])
    }
}

impl<'de> Shape<'de> for Statement {
    const OTHERWISE: &'static str = "is not an object";

    fn object<A: MapAccess<'de>>(place: &Place<'_>, mut object: A) -> Result<Self, A::Error> {
        let mut elements = Elements::default();
        while let Some(name) = name(&mut object)? {
            elements.read(&name, &place.member(&name), &mut object)?;
        }
        elements.statement(place)
    }
}

/// The elements of a statement as far as they were read.
#[derive(Default)]
struct Elements {
    sid: Option<String>,
    effect: Option<Effect>,
    principal: Option<Vec<Principal>>,
    not_principal: Option<Vec<Principal>>,
    action: Option<Vec<String>>,
    not_action: Option<Vec<String>>,
    resource: Option<Vec<String>>,
    not_resource: Option<Vec<String>>,
    conditions: Option<Vec<Condition>>,
}

impl Elements {
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, place: &Place<'_>, object: &mut A) -> Result<(), A::Error> {
        match name {
            "Sid" => once(&mut self.sid, place, object),
            "Effect" => once(&mut self.effect, place, object),
            "Principal" => once(&mut self.principal, place, object),
            "NotPrincipal" => once(&mut self.not_principal, place, object),
            "Action" => once(&mut self.action, place, object),
            "NotAction" => once(&mut self.not_action, place, object),
            "Resource" => once(&mut self.resource, place, object),
            "NotResource" => once(&mut self.not_resource, place, object),
            "Condition" => once(&mut self.conditions, place, object),
            _ => place.wrong("is not an element of a statement"),
        }
    }

    fn statement<E: Error>(self, place: &Place<'_>) -> Result<Statement, E> {
        let Some(effect) = self.effect else { return place.wrong("has no Effect") };
        let Some(action) = clause(self.action, self.not_action, place, "has both Action and NotAction")? else {
            return place.wrong("has neither Action nor NotAction");
        };
        let principal = match (self.principal, self.not_principal) {
            (Some(_), Some(_)) => return place.wrong("has both Principal and NotPrincipal"),
            (Some(is), None) => PrincipalClause::Is(is),
            (None, Some(not)) => PrincipalClause::Not(not),
            (None, None) => PrincipalClause::Absent,
        };
        let resource = clause(self.resource, self.not_resource, place, "has both Resource and NotResource")?;
        let conditions = self.conditions.unwrap_or_default();
        Ok(Statement { sid: self.sid, effect, principal, action, resource, conditions })
    }
}

fn clause<E: Error>(
    is: Option<Vec<String>>,
    not: Option<Vec<String>>,
    place: &Place<'_>,
    both: &str,
) -> Result<Option<Clause>, E> {
    match (is, not) {
        (Some(_), Some(_)) => place.wrong(both),
        (Some(is), None) => Ok(Some(Clause::Is(is))),
        (None, Some(not)) => Ok(Some(Clause::Not(not))),
        (None, None) => Ok(None),
    }
}
