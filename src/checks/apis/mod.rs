//! Checks of APIs: who may call, how often, and what is kept of it.

pub mod body_validation;
pub mod cors_credentials;
pub mod integration_plain;
pub mod mutual_tls;
pub mod old_tls;
pub mod policy_foreign;
pub mod private_policy_public;
pub mod route_open;
pub mod secret_in_stage;
pub mod stage_access_log;
pub mod stage_cache;
pub mod stage_data_trace;
pub mod stage_firewall;
pub mod stage_throttling;

use super::{Check, Context, Fault, Mapping, Outcome, Reason};
use crate::model::aws::{Api, ApiRoute, ApiStage};
use crate::model::{Fact, Resource};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &route_open::CHECK,
    &stage_throttling::CHECK,
    &stage_access_log::CHECK,
    &old_tls::CHECK,
    &policy_foreign::CHECK,
    &private_policy_public::CHECK,
    &mutual_tls::CHECK,
    &stage_firewall::CHECK,
    &stage_data_trace::CHECK,
    &integration_plain::CHECK,
    &stage_cache::CHECK,
    &cors_credentials::CHECK,
    &secret_in_stage::CHECK,
    &body_validation::CHECK,
];

/// Controls that ask for limits on what can be asked.
pub(super) const LIMITED: &[Mapping] = &[Mapping::soc2("A1.1"), Mapping::soc2("CC6.6"), Mapping::pci("6.4.2")];

/// The API that a resource is.
fn api(resource: &Resource) -> Option<&Api> {
    resource.rest_api().or_else(|| resource.http_api())
}

/// Whether a route lets in who shows nothing but, perhaps, a key. A connected WebSocket was let in before.
fn asks_nobody(api: &Api, route: &ApiRoute) -> bool {
    route.is_open() && (api.protocol != "WEBSOCKET" || route.key == "$connect")
}

/// Whether the API's policy lets in only those that it names. Without a policy anyone is let in.
fn narrowed_by_policy(context: &Context<'_>, api: &Api) -> Result<bool, Outcome> {
    match &api.policy {
        Fact::Known(Some(document)) => {
            let policy = context.policy(document).map_err(|wrong| {
                Outcome::Unknown(vec![Reason::Note(format!("the API policy is not understood: {wrong}"))])
            })?;
            Ok(context.exposure(policy).public.is_empty())
        }
        Fact::Unknown(gap) => Err(Outcome::Unknown(vec![Reason::Gap(*gap)])),
        Fact::Known(None) | Fact::NotApplicable => Ok(false),
    }
}

/// A fault for each stage of which there is one to tell.
fn each_stage(api: &Api, fault: impl Fn(&ApiStage) -> Option<Fault>) -> Outcome {
    Outcome::of(&api.stages, |stages| {
        let faults = stages.iter().filter_map(|stage| fault(stage).map(|it| it.at(&stage.name)));
        Outcome::of_faults(faults.collect())
    })
}
