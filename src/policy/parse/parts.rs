//! Reading the parts of a statement: texts, principals and conditions.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde::de::{Error, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::document::TWICE;
use super::place::Place;
use super::read::{Read, Shape, name};
use super::values::{Condition, Principal};

impl<'de> Shape<'de> for String {
    const OTHERWISE: &'static str = "is not a string";

    fn text<E: Error>(_: &Place<'_>, text: Cow<'de, str>) -> Result<Self, E> {
        Ok(text.into_owned())
    }
}

impl<'de> Shape<'de> for Vec<String> {
    const OTHERWISE: &'static str = "is neither a string nor a list of strings";

    fn text<E: Error>(_: &Place<'_>, text: Cow<'de, str>) -> Result<Self, E> {
        Ok(vec![text.into_owned()])
    }

    fn list<A: SeqAccess<'de>>(place: &Place<'_>, mut list: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(text) = Read::at(place).item(&mut list)? {
            all.push(text);
        }
        Ok(all)
    }
}

impl<'de> Shape<'de> for Vec<Principal> {
    const OTHERWISE: &'static str = "is neither \"*\" nor an object";

    fn text<E: Error>(place: &Place<'_>, text: Cow<'de, str>) -> Result<Self, E> {
        if text == "*" { Ok(vec![Principal::Everyone]) } else { place.wrong(Self::OTHERWISE) }
    }

    fn object<A: MapAccess<'de>>(place: &Place<'_>, mut object: A) -> Result<Self, A::Error> {
        let (mut all, mut seen) = (Self::new(), FxHashSet::default());
        while let Some(kind) = name(&mut object)? {
            let place = place.member(&kind);
            let Some(principal) = principal_of(&kind) else { return place.wrong("is not a kind of principal") };
            if !seen.insert(kind.clone()) {
                return place.wrong(TWICE);
            }
            let names: Vec<String> = Read::at(&place).member(&mut object)?;
            all.extend(names.into_iter().map(principal));
        }
        Ok(all)
    }
}

/// What a name of this kind stands for. `{"AWS": "*"}` means the same as `"*"`.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal", section "All principals".
fn principal_of(kind: &str) -> Option<fn(String) -> Principal> {
    match kind {
        "AWS" => Some(|name| if name == "*" { Principal::Everyone } else { Principal::Aws(name) }),
        "Service" => Some(Principal::Service),
        "Federated" => Some(Principal::Federated),
        "CanonicalUser" => Some(Principal::CanonicalUser),
        _ => None,
    }
}

impl<'de> Shape<'de> for Vec<Condition> {
    const OTHERWISE: &'static str = "is not an object";

    fn object<A: MapAccess<'de>>(place: &Place<'_>, mut object: A) -> Result<Self, A::Error> {
        let (mut all, mut seen) = (Self::new(), FxHashSet::default());
        while let Some(operator) = name(&mut object)? {
            let place = place.member(&operator);
            if !seen.insert(operator.clone()) {
                return place.wrong(TWICE);
            }
            let keys: Keys = Read::at(&place).member(&mut object)?;
            let of = |(key, values)| Condition { operator: operator.as_ref().to_owned(), key, values };
            all.extend(keys.0.into_iter().map(of));
        }
        Ok(all)
    }
}

/// The condition keys of one operator with their values.
struct Keys(Vec<(String, Vec<String>)>);

impl<'de> Shape<'de> for Keys {
    const OTHERWISE: &'static str = "is not an object";

    fn object<A: MapAccess<'de>>(place: &Place<'_>, mut object: A) -> Result<Self, A::Error> {
        let (mut all, mut seen) = (Vec::new(), FxHashSet::default());
        while let Some(key) = name(&mut object)? {
            let place = place.member(&key);
            if !seen.insert(key.clone()) {
                return place.wrong(TWICE);
            }
            let written: &RawValue = object.next_value()?;
            all.push((key.as_ref().to_owned(), values(&place, written)?));
        }
        Ok(Self(all))
    }
}

/// The values of a condition, alone or in a list. Numbers and booleans keep the text that was written.
fn values<E: Error>(place: &Place<'_>, written: &RawValue) -> Result<Vec<String>, E> {
    if written.get().starts_with('[') {
        let items = serde_json::from_str::<Vec<&RawValue>>(written.get());
        let items = items.or_else(|wrong| place.wrong(wrong.to_string()))?;
        return items.into_iter().map(|item| value(place, item)).collect();
    }
    value(place, written).map(|one| vec![one])
}

fn value<E: Error>(place: &Place<'_>, written: &RawValue) -> Result<String, E> {
    let text = written.get();
    match text.as_bytes().first() {
        Some(b'"') => String::deserialize(written).or_else(|wrong| place.wrong(wrong.to_string())),
        Some(b'-' | b'0'..=b'9' | b't' | b'f') => Ok(text.to_owned()),
        _ => place.wrong("is not a string, number or boolean"),
    }
}
