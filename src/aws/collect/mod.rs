//! The collectors: one service a file, each a function `collect(&Caller)` that reads its unit whole.
//!
//! A collector never fails: what it cannot read becomes a gap, and it goes on. It says `listed` once per kind and
//! region. The runner says `done`.

mod ask;
pub mod cloudtrail;
pub mod kms;
pub mod s3;
mod s3_bucket;

#[cfg(test)]
mod cloudtrail_tests;
#[cfg(test)]
mod kms_tests;
#[cfg(test)]
mod s3_tests;
