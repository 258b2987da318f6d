//! Well-kept functions and what feeds them.

use std::collections::BTreeMap;

use tidegate::model::aws::{EventSourceMapping, Function};
use tidegate::model::{Detail, Fact, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION, key_arn, time};

/// The ARN of the sample function with this name.
pub fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
}

/// A function: under the role of its name, with the key `main`, traced, without a policy, addresses or an environment.
pub fn function(name: &str) -> Resource {
    let detail = Function {
        runtime: Some("python3.13".to_owned()),
        package: "Zip".to_owned(),
        role: format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
        timeout_seconds: Some(30),
        modified: Some(time("2026-02-01T00:00:00Z")),
        environment: Fact::Known(BTreeMap::new()),
        key: Some(key_arn("main")),
        network: None,
        dead_letter: None,
        traced: true,
        layers: Vec::new(),
        file_systems: Vec::new(),
        log_group: Some(format!("/aws/lambda/{name}")),
        policy: Fact::Known(None),
        urls: Fact::Known(Vec::new()),
        asynchronous: Fact::Known(Vec::new()),
        code_signing: Fact::Known(Some(format!("arn:aws:lambda:{REGION}:{ACCOUNT}:code-signing-config:csc-1"))),
        reserved_concurrency: Fact::Known(None),
        last_run: Fact::Known(None),
    };
    resource(function_arn(name), ACCOUNT, REGION, Detail::Function(Box::new(detail)))
}

/// A mapping that is on, from a source to the sample function of a name.
pub fn mapping(source: &str, function: &str) -> Resource {
    let detail = EventSourceMapping {
        function: function_arn(function),
        source: Some(source.to_owned()),
        state: "Enabled".to_owned(),
        topics: Vec::new(),
        servers: Vec::new(),
        access: Vec::new(),
        filters: Vec::new(),
        key: None,
        on_failure: None,
        last_result: None,
    };
    let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{function}-mapping");
    resource(arn, ACCOUNT, REGION, Detail::EventSourceMapping(Box::new(detail)))
}
