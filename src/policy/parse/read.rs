//! Reading one JSON value of a known shape. What the shapes mean is not here.

use core::fmt;
use core::marker::PhantomData;
use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::place::Place;

/// What is read from a JSON value of some shape. A shape that is not provided for is wrong.
pub(super) trait Shape<'de>: Sized {
    /// What is said of a value of any other shape.
    const OTHERWISE: &'static str;

    fn text<E: Error>(place: &Place<'_>, _text: Cow<'de, str>) -> Result<Self, E> {
        place.wrong(Self::OTHERWISE)
    }

    fn list<A: SeqAccess<'de>>(place: &Place<'_>, _list: A) -> Result<Self, A::Error> {
        place.wrong(Self::OTHERWISE)
    }

    fn object<A: MapAccess<'de>>(place: &Place<'_>, _object: A) -> Result<Self, A::Error> {
        place.wrong(Self::OTHERWISE)
    }
}

/// Reads a value at a place.
pub(super) struct Read<'a, T> {
    place: &'a Place<'a>,
    shape: PhantomData<T>,
}

impl<'a, 'de, T: Shape<'de>> Read<'a, T> {
    pub(super) fn at(place: &'a Place<'a>) -> Self {
        Self { place, shape: PhantomData }
    }

    pub(super) fn from<D: Deserializer<'de>>(self, source: D) -> Result<T, D::Error> {
        source.deserialize_any(self)
    }

    /// The value of the member whose name was read last.
    pub(super) fn member<A: MapAccess<'de>>(self, object: &mut A) -> Result<T, A::Error> {
        object.next_value_seed(self)
    }

    /// The next item of a list.
    pub(super) fn item<A: SeqAccess<'de>>(self, list: &mut A) -> Result<Option<T>, A::Error> {
        list.next_element_seed(self)
    }

    fn other<E: Error>(&self) -> Result<T, E> {
        self.place.wrong(T::OTHERWISE)
    }
}

impl<'de, T: Shape<'de>> DeserializeSeed<'de> for Read<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<T, D::Error> {
        self.from(source)
    }
}

impl<'de, T: Shape<'de>> Visitor<'de> for Read<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element of a policy")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        T::text(self.place, Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::text(self.place, Cow::Owned(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::list(self.place, list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::object(self.place, object)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<T, E> {
        self.other()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<T, E> {
        self.other()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<T, E> {
        self.other()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<T, E> {
        self.other()
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        self.other()
    }
}

/// The name of the next member. Names without escapes are borrowed from the document.
pub(super) fn name<'de, A: MapAccess<'de>>(object: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    struct Name;
    impl<'de> DeserializeSeed<'de> for Name {
        type Value = Cow<'de, str>;

        fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
            source.deserialize_str(self)
        }
    }
    impl<'de> Visitor<'de> for Name {
        type Value = Cow<'de, str>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a name")
        }

        fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok(Cow::Borrowed(text))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Cow::Owned(text.to_owned()))
        }
    }
    object.next_key_seed(Name)
}
