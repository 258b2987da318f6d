//! The console: what is drawn and what keys do. `update` and `view` are pure; the runtime carries effects out.
//!
//! No cloud is called and no file is touched here except through [`services::Services`].

pub mod access;
pub mod analysis;
pub mod capture;
pub mod command;
pub mod desk;
pub mod draft;
pub mod effect;
pub mod filter;
pub mod flows;
pub mod glyph;
pub mod history;
pub mod ink;
pub mod key;
pub mod message;
pub mod model;
pub mod overlay;
pub mod perform;
pub mod place;
pub mod plain;
pub mod runtime;
pub mod scan;
pub mod screen;
pub mod services;
pub mod session;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod update;
pub mod view;
pub mod widget;

pub use capture::Headless;
pub use model::{Model, Opening};
pub use runtime::{Ended, Start, run};
pub use update::update;
pub use view::view;
