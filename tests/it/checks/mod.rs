//! Every check over small estates.

mod apis;
mod databases;
mod demo;
mod deputies;
mod events;
mod flows;
mod functions;
mod glue;
mod identity;
mod keys;
mod log_groups;
mod logging;
mod messaging;
mod parsed_once;
mod processing;
mod secrets;
mod stores;
mod streaming;
mod summary;
mod tables;
mod warehouses;

/// A policy with one statement that allows an action to a principal.
fn allows(principal: &str, action: &str, resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"{resource}"{condition}}}]}}"#
    )
}

/// The principal of an account.
fn account(id: &str) -> String {
    format!(r#"{{"AWS":"{id}"}}"#)
}
mod topics;
