//! The AWS adapter: sessions, collectors and changes. The only module that names SDK types.

mod shape;
