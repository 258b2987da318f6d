//! The estate as plain values: names, resources, facts, gaps, settings and changes.
//!
//! Nothing here performs I/O, reads a clock or is asynchronous. How policies are evaluated lives in
//! [`crate::policy`]; what is wrong lives in [`crate::checks`].

mod activity;
mod aspect;
pub mod aws;
mod classification;
mod document;
mod estate;
mod fact;
mod gap;
mod key_names;
mod kind;
mod layer;
mod name;
mod record;
mod resource;
mod secret;
mod setting;
mod setting_access;
mod setting_permission;
mod setting_pipeline;
mod setting_reach;
mod setting_request;
mod setting_watch;

pub use activity::{Activity, EventLog, Use};
pub use aspect::{Aspects, AtRest, Network, ResourcePolicy};
pub use classification::{Classification, ClassificationRules};
pub use document::{Document, SharedDocuments};
pub use estate::{Account, Estate, Header, Listing};
pub use fact::Fact;
pub use gap::{Failure, Gap};
pub use jiff::Timestamp;
pub use key_names::KeyNames;
pub use kind::Kind;
pub use layer::{Domain, Layer};
pub use name::{AccountId, Arn, GapId, Region, ResourceId};
pub use record::Record;
pub use resource::{Detail, Resource, Tags};
pub use secret::{FoundSecret, Redacted, RedactedText, SecretReason};
pub use setting::{ApiCall, Aspect, Fingerprint, Setting, SettingValue};
pub use setting_access::SettingError;
pub use setting_permission::permission_in;
