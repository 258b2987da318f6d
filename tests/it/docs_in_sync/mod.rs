//! Generated pages agree with the code. `TIDEGATE_BLESS=1` writes them anew.

mod checks;
mod configuration;
mod evaluation;
mod links;
mod pages;
mod picture;
mod themes;
