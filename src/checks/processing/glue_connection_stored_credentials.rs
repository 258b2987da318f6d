//! `glue-connection-stored-credentials`.

use super::{SECRETS, secrets};
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// A password that a connection holds itself is given out to whoever may read connections, and nobody changes it. A secret
    /// of Secrets Manager has a policy of its own, is logged when it is read, and can be rotated.
    ///
    /// Fails when a connection names a user and no secret, so that it holds the password itself, and for each property that
    /// holds a secret, such as an address with a password in it. Passwords themselves are not asked for.
    ///
    /// By hand: put the credentials into Secrets Manager and name the secret as `SECRET_ID` in place of `USERNAME` and `PASSWORD`;
    /// then change the password.
    ///
    /// Source: AWS Glue Developer Guide, "Storing connection credentials in AWS Secrets Manager".
    id: "glue-connection-stored-credentials",
    title: "Glue connections take their credentials from a secret",
    kind: Kind::GlueConnection,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: SECRETS,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(connection) = resource.glue_connection() else { return Outcome::NotApplicable };
    let mut faults = secrets("The property", &connection.properties);
    if let (Some(user), None) = (connection.property("USERNAME"), &connection.secret) {
        let fault = Fault::new(format!("It holds the password of the user {user} itself"));
        faults.push(fault.at("USERNAME").setting("SECRET_ID", "none"));
    }
    Outcome::of_faults(faults)
}
