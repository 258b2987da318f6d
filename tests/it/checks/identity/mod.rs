//! Checks of identities: for each a pass, a fail, and an unknown where a fact can be unknown.

mod administrators;
mod credentials;
mod federation;
mod policies;
mod root;
mod trust;

use crate::samples::{ACCOUNT, decision};
use tidegate::checks::Decision;
use tidegate::model::Estate;

fn root_of(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}

fn user_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{name}")
}

fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

fn of_user(estate: &Estate, check: &str) -> Option<Decision> {
    decision(estate, check, &user_arn("ada"))
}

fn of_role(estate: &Estate, check: &str) -> Option<Decision> {
    decision(estate, check, &role_arn("loader"))
}
