//! The list of all remedies. One remedy a file.

use super::Remedy;

/// All remedies, in the order in which they are documented.
pub static CATALOGUE: &[&Remedy] = &[];

/// The remedy with this id.
pub fn remedy(id: &str) -> Option<&'static Remedy> {
    CATALOGUE.iter().copied().find(|remedy| remedy.id == id)
}
