//! What could not be read of that which hops are drawn from. While there is something, there may be hops that are not seen.

use std::fmt;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::checks::{Context, Outcome};
use crate::model::{AccountId, Estate, GapId, Kind, Resource};

/// What no hop and no check of hops asks for.
const BESIDE: [&str; 6] = ["lifecycle", "versioning", "object_lock", "ownership", "last_accessed", "last_used"];

/// The first gap of each account that may hide a hop.
pub(super) fn gaps(estate: &Estate) -> FxHashMap<AccountId, GapId> {
    let bears = |kind: Kind| kind.takes_part() || matches!(kind, Kind::Role | Kind::Policy | Kind::Key | Kind::Trail);
    let listings = estate.listings().iter().filter(|it| bears(it.kind));
    let mut all: FxHashMap<AccountId, GapId> = FxHashMap::default();
    for (account, gap) in listings.filter_map(|it| Some((it.account.clone(), it.count.gap()?))) {
        all.entry(account).or_insert(gap);
    }
    let resources: Vec<_> = estate.resources().filter(|(_, it)| bears(it.kind())).map(|(_, it)| it).collect();
    let found: Vec<(AccountId, GapId)> =
        resources.into_par_iter().filter_map(|it| Some((it.account.clone(), gap_of(it)?))).collect();
    for (account, gap) in found {
        all.entry(account).or_insert(gap);
    }
    // What events show may be a hop that nothing else does.
    for (account, gap) in estate.activities().filter_map(|it| Some((it.account.clone(), it.uses.gap()?))) {
        all.entry(account).or_insert(gap);
    }
    all
}

/// What becomes of an outcome while hops may be hidden: a fault stands, but nothing passes. `flow-unread` says why, once an
/// account.
pub(super) fn unless_hidden(context: &Context<'_>, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Pass if !context.lineage().hidden().is_empty() => Outcome::NotApplicable,
        outcome => outcome,
    }
}

/// The first gap in what was read of a resource.
fn gap_of(resource: &Resource) -> Option<GapId> {
    match resource.serialize(Search { in_gap: false }) {
        Err(Stop(Some(gap))) => Some(GapId(gap)),
        _ => None,
    }
}

/// Looks through a value for a fact that is not known. Nothing is written.
#[derive(Clone, Copy)]
struct Search {
    in_gap: bool,
}

/// The end of a search.
#[derive(Debug)]
struct Stop(Option<u32>);

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the search has ended")
    }
}

impl std::error::Error for Stop {}

impl Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

macro_rules! passed_over {
    ($($method:ident: $type:ty),+ $(,)?) => {
        $(fn $method(self, _: $type) -> Result<(), Stop> {
            Ok(())
        })+
    };
}

impl Serializer for Search {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    passed_over! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64,
        serialize_char: char, serialize_str: &str, serialize_bytes: &[u8], serialize_unit_struct: &'static str,
    }

    fn serialize_u32(self, value: u32) -> Result<(), Stop> {
        if self.in_gap { Err(Stop(Some(value))) } else { Ok(()) }
    }

    fn serialize_none(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        value.serialize(Self { in_gap: name == "Fact" && variant == "unknown" })
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }
}

macro_rules! looked_into {
    ($($part:ident, $method:ident);+ $(;)?) => {
        $(impl $part for Search {
            type Ok = ();
            type Error = Stop;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
                value.serialize(*self)
            }

            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        })+
    };
}

looked_into! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
    SerializeTupleVariant, serialize_field;
}

impl SerializeMap for Search {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        value.serialize(*self)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl SerializeStruct for Search {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Stop> {
        if BESIDE.contains(&name) { Ok(()) } else { value.serialize(*self) }
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl SerializeStructVariant for Search {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(*self)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}
