//! `apigateway-policy-foreign-access`.

use crate::checks::databases::PRIVATE;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// An account that an API's policy lets in calls what is behind the API, often with more rights than it would have
    /// itself.
    ///
    /// Fails for each statement that lets in an account, an identity or an organization that is neither of this
    /// organization nor among your trusted accounts.
    ///
    /// By hand: take the principal out of the policy with `aws apigateway update-rest-api`, deploy, or name the
    /// account in `trusted_accounts`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Control access to a REST API with API Gateway resource policies".
    id: "apigateway-policy-foreign-access",
    title: "Policies of APIs let in trusted accounts only",
    kind: Kind::RestApi,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: aspects::foreign_policy,
}
