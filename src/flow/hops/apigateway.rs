//! API Gateway: what routes call and write, who decides, access logs, and the internet where nobody is asked for.
//!
//! Source of the spellings of integrations: Amazon API Gateway REST API Reference, "Integration", `uri`; Amazon API Gateway
//! Developer Guide, "Create AWS service integrations for HTTP APIs".

use crate::flow::{Draft, Node, Outside, OutsideKind, Sketch, Transfer};
use crate::model::Redacted;
use crate::model::aws::{Api, ApiIntegration};

const SERVICE: &str = "apigateway.amazonaws.com";

/// The hops of an API.
pub(super) fn api(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(api) = here.rest_api().or_else(|| here.http_api()) else { return };
    let routes = api.routes.known().into_iter().flatten();
    for (key, integration) in routes.filter_map(|route| Some((&route.key, route.integration.as_ref()?))) {
        behind(draft, key, integration);
    }
    for authorizer in api.authorizers.known().into_iter().flatten() {
        if let Some(uri) = &authorizer.uri {
            let field = format!("authorizerUri of {}", authorizer.name);
            draft.add(as_caller(Sketch::to(uri, Transfer::Invoke), authorizer.role.as_deref()).declared(field));
        }
    }
    for stage in api.stages.known().into_iter().flatten() {
        if let Some(target) = &stage.access_log {
            let field = format!("accessLogSettings.destinationArn of {}", stage.name);
            draft.add(Sketch::to(target, Transfer::Write).as_service(SERVICE).declared(field));
        }
    }
    from_internet(draft, api);
}

/// The APIs behind a custom domain.
///
/// Source: Amazon API Gateway Developer Guide, "Custom domain name for public REST APIs in API Gateway".
pub(super) fn domain(draft: &mut Draft<'_>) {
    let here = draft.here;
    let Some(domain) = here.api_domain() else { return };
    for id in domain.apis.known().into_iter().flatten() {
        let arn = format!("arn:{}:execute-api:{}:{}:{id}", here.arn.partition(), here.region, here.account);
        draft.add(Sketch::to(&arn, Transfer::Invoke).as_service(SERVICE).declared("apiMappings.apiId"));
    }
}

/// Everyone, where a route asks nobody who they are.
fn from_internet(draft: &mut Draft<'_>, api: &Api) {
    if api.is_private() {
        return;
    }
    let open = |key: &str| api.protocol != "WEBSOCKET" || key == "$connect";
    let routes = api.routes.known().into_iter().flatten();
    for route in routes.filter(|route| route.is_open() && open(&route.key)) {
        let everyone = Node::Outside(Outside::internet());
        let field = format!("authorizationType NONE of {}", route.key);
        draft.add(
            Sketch::from_node(everyone, Transfer::Invoke).in_transit(crate::model::Fact::Known(true)).declared(field),
        );
    }
}

fn as_caller<'n>(sketch: Sketch<'n>, role: Option<&'n str>) -> Sketch<'n> {
    match role {
        Some(role) if role.contains(":role/") => sketch.as_role(role),
        // The caller's own credentials are passed on.
        Some(_) => sketch.with_credentials("the caller's own identity"),
        None => sketch.as_service(SERVICE),
    }
}

/// What is behind one route.
fn behind(draft: &mut Draft<'_>, key: &str, integration: &ApiIntegration) {
    let field = format!("integration of {key}");
    let uri = integration.uri.as_ref().and_then(Redacted::readable).unwrap_or_default();
    if let Some((name, transfer)) = target(draft, integration, uri) {
        let sketch = match transfer {
            Transfer::Read => Sketch::from(&name, transfer),
            _ => Sketch::to(&name, transfer),
        };
        draft.add(as_caller(sketch, integration.role.as_deref()).declared(field));
        return;
    }
    if integration.link.is_some() && uri.contains("://") {
        let Some(host) = uri.split("://").nth(1).and_then(|rest| rest.split('/').next()) else { return };
        let node = Node::Outside(Outside { name: host.to_owned(), kind: OutsideKind::Private });
        draft.add(in_clear(Sketch::to_node(node, Transfer::Invoke), uri).declared(format!("{field} by a VPC link")));
    } else if !uri.is_empty() && !uri.contains(":apigateway:") {
        let sketch = in_clear(Sketch::to(uri, Transfer::Invoke), uri);
        // An HTTP API may name a function by its ARN alone.
        let sketch = if uri.starts_with("arn:") { as_caller(sketch, integration.role.as_deref()) } else { sketch };
        draft.add(sketch.declared(field));
    }
}

fn in_clear<'n>(sketch: Sketch<'n>, uri: &str) -> Sketch<'n> {
    match uri.split_once("://") {
        Some((scheme, _)) => sketch.in_transit(crate::model::Fact::Known(scheme.eq_ignore_ascii_case("https"))),
        None => sketch,
    }
}

/// The thing that a call of an AWS service names, and what is done to it.
fn target(draft: &Draft<'_>, integration: &ApiIntegration, uri: &str) -> Option<(String, Transfer)> {
    if uri.contains("/functions/") {
        return Some((uri.to_owned(), Transfer::Invoke));
    }
    if let Some(subtype) = &integration.subtype {
        let (service, action) = subtype.split_once('-')?;
        return of_action(draft, integration, &service.to_ascii_lowercase(), action, None);
    }
    // arn:aws:apigateway:REGION:SERVICE:path/... or :action/...
    let mut parts = uri.splitn(6, ':').skip(2);
    let (Some("apigateway"), Some(region), Some(service), Some(rest)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let service = service.rsplit('.').next().unwrap_or(service);
    if let Some(action) = rest.strip_prefix("action/") {
        return of_action(draft, integration, service, action, Some(region));
    }
    let path = rest.strip_prefix("path/")?;
    of_path(draft, integration, service, region, path)
}

fn of_path(
    draft: &Draft<'_>,
    integration: &ApiIntegration,
    service: &str,
    region: &str,
    path: &str,
) -> Option<(String, Transfer)> {
    let mut steps = path.trim_start_matches('/').split(['/', '?']).filter(|step| !step.is_empty());
    let partition = draft.here.arn.partition();
    match service {
        "sqs" => {
            let (account, name) = (steps.next()?, steps.next()?);
            let transfer = if path.contains("ReceiveMessage") { Transfer::Read } else { Transfer::Write };
            Some((format!("arn:{partition}:sqs:{region}:{account}:{name}"), transfer))
        }
        "s3" => {
            let reads = matches!(integration.method.as_deref(), Some("GET" | "HEAD"));
            let bucket = steps.next().filter(|bucket| !bucket.starts_with('{'))?;
            Some((format!("s3://{bucket}"), if reads { Transfer::Read } else { Transfer::Write }))
        }
        _ => {
            let action = path.split("Action=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
            of_action(draft, integration, service, action, Some(region))
        }
    }
}

/// By which field the calls of each service name what they are about, and what comes before a bare name in its ARN.
const FIELDS: &[(&str, &str, &str)] = &[
    ("sqs", "QueueUrl", ""),
    ("sns", "TopicArn", ""),
    ("kinesis", "StreamName", "stream/"),
    ("firehose", "DeliveryStreamName", "deliverystream/"),
    ("dynamodb", "TableName", "table/"),
    ("states", "stateMachineArn", "stateMachine:"),
    ("stepfunctions", "StateMachineArn", "stateMachine:"),
    ("events", "EventBusName", "event-bus/"),
    ("eventbridge", "EventBusName", "event-bus/"),
    ("s3", "Bucket", ""),
];

fn of_action(
    draft: &Draft<'_>,
    integration: &ApiIntegration,
    service: &str,
    action: &str,
    region: Option<&str>,
) -> Option<(String, Transfer)> {
    let (_, field, prefix) = FIELDS.iter().find(|(name, ..)| *name == service)?;
    let bus = prefix.starts_with("event-bus");
    let named = value(integration, field).or_else(|| bus.then(|| "default".to_owned()))?;
    let region = value(integration, "Region").or_else(|| region.map(str::to_owned));
    let transfer = match action {
        action
            if ["Get", "Query", "Scan", "BatchGet", "List", "Describe", "Receive"]
                .iter()
                .any(|it| action.starts_with(it)) =>
        {
            Transfer::Read
        }
        action if action.starts_with("Start") => Transfer::Invoke,
        _ => Transfer::Write,
    };
    if named.starts_with("arn:") || named.contains("://") {
        return Some((named, transfer));
    }
    let here = draft.here;
    let region = region.unwrap_or_else(|| here.region.to_string());
    let service = match service {
        "stepfunctions" => "states",
        "eventbridge" => "events",
        other => other,
    };
    let arn = format!("arn:{}:{service}:{region}:{}:{prefix}{named}", here.arn.partition(), here.account);
    (!prefix.is_empty()).then_some((arn, transfer))
}

/// The value of a field in the parameters of a call, or in the bodies that are made for it. A value that a request fills in
/// names nothing.
fn value(integration: &ApiIntegration, field: &str) -> Option<String> {
    let named = |name: &str| name.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(field));
    let given = integration.parameters.iter().find(|(name, _)| named(name)).and_then(|(_, value)| value.readable());
    let written = || integration.templates.iter().find_map(|template| in_body(&template.text, field));
    let value = given.or_else(written)?.trim_matches('\'');
    (!value.is_empty() && !value.contains('$') && !value.starts_with("method.")).then(|| value.to_owned())
}

/// `"Field": "value"` in JSON that may be a template, or `Field=value` in a form.
fn in_body<'t>(text: &'t str, field: &str) -> Option<&'t str> {
    let quoted = format!("\"{field}\"");
    if let Some(at) = text.find(&quoted) {
        let rest = text.get(at + quoted.len()..)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        return rest.split('"').next();
    }
    let assigned = format!("{field}=");
    let at = text.find(&assigned)?;
    text.get(at + assigned.len()..)?.split(['&', '"', '\n']).next()
}
