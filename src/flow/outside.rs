//! Spellings of names of AWS, and what is known of hosts that are not of the estate.

use super::OutsideKind;

/// The ways in which the resource part of an ARN names one thing: as it is, and without what only narrows it. The last
/// one is the thing itself.
pub(super) fn spellings(service: &str, rest: &str) -> Vec<String> {
    let mut all = vec![rest.to_owned()];
    match service {
        // A version or alias of a function.
        "lambda" => {
            let parts: Vec<&str> = rest.split(':').collect();
            if let ["function" | "layer", name, _, ..] = *parts.as_slice() {
                let kind = parts.first().copied().unwrap_or_default();
                all.push(format!("{kind}:{name}"));
            }
        }
        // The stream, an index, a backup or an export of a table; the consumer of a stream.
        "dynamodb" | "kinesis" => {
            let parts: Vec<&str> = rest.split('/').collect();
            if let [kind, name, _, ..] = *parts.as_slice() {
                all.push(format!("{kind}/{name}"));
            }
        }
        // All streams of a log group.
        "logs" => {
            if let Some(name) = rest.strip_prefix("log-group:").and_then(|rest| rest.split(':').next()) {
                all.push(format!("log-group:{name}:*"));
                all.push(format!("log-group:{name}"));
            }
        }
        // A method of an API at a stage.
        "execute-api" => all.extend(rest.split_once('/').map(|(api, _)| api.to_owned())),
        // A version or alias of a state machine.
        "states" => {
            if let ["stateMachine", name, ..] = *rest.split(':').collect::<Vec<_>>().as_slice() {
                all.push(format!("stateMachine:{name}"));
            }
        }
        _ => {}
    }
    all
}

/// What an address of AWS names, as an ARN or path; none where it names no resource that is known by it.
pub(super) fn aws_address(host: &str, path: &str, partition: &str) -> Option<String> {
    let bare = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    let labels: Vec<&str> = bare.split('.').collect();
    let mut steps = path.split('/').filter(|step| !step.is_empty());
    match *labels.as_slice() {
        // https://sqs.REGION.amazonaws.com/ACCOUNT/NAME, and the older REGION.queue.amazonaws.com.
        ["sqs", region] | [region, "queue"] => {
            let (account, name) = (steps.next()?, steps.next()?);
            Some(format!("arn:{partition}:sqs:{region}:{account}:{name}"))
        }
        // https://s3.REGION.amazonaws.com/BUCKET/KEY
        ["s3"] | ["s3", _] => steps.next().map(|bucket| format!("s3://{bucket}")),
        // https://BUCKET.s3.REGION.amazonaws.com/KEY; a bucket's name may have dots.
        _ => {
            let at = labels.iter().rposition(|label| *label == "s3" || label.starts_with("s3-"))?;
            (at > 0 && labels.len() - at <= 2).then(|| format!("s3://{}", labels.get(..at).unwrap_or(&[]).join(".")))
        }
    }
}

/// Hosts by their ends: vendors of data services and other clouds.
const KNOWN: &[(&str, OutsideKind)] = &[
    ("googleapis.com", OutsideKind::Cloud("Google Cloud")),
    ("windows.net", OutsideKind::Cloud("Azure")),
    ("azure.com", OutsideKind::Cloud("Azure")),
    ("azuredatabricks.net", OutsideKind::Vendor("Databricks")),
    ("databricks.com", OutsideKind::Vendor("Databricks")),
    ("snowflakecomputing.com", OutsideKind::Vendor("Snowflake")),
    ("mongodb.net", OutsideKind::Vendor("MongoDB Atlas")),
    ("confluent.cloud", OutsideKind::Vendor("Confluent")),
    ("aivencloud.com", OutsideKind::Vendor("Aiven")),
    ("datadoghq.com", OutsideKind::Vendor("Datadog")),
    ("datadoghq.eu", OutsideKind::Vendor("Datadog")),
    ("splunkcloud.com", OutsideKind::Vendor("Splunk")),
    ("newrelic.com", OutsideKind::Vendor("New Relic")),
    ("nr-data.net", OutsideKind::Vendor("New Relic")),
    ("dynatrace.com", OutsideKind::Vendor("Dynatrace")),
    ("coralogix.com", OutsideKind::Vendor("Coralogix")),
    ("logicmonitor.com", OutsideKind::Vendor("LogicMonitor")),
    ("sumologic.com", OutsideKind::Vendor("Sumo Logic")),
    ("honeycomb.io", OutsideKind::Vendor("Honeycomb")),
    ("elastic-cloud.com", OutsideKind::Vendor("Elastic")),
    ("salesforce.com", OutsideKind::Vendor("Salesforce")),
    ("slack.com", OutsideKind::Vendor("Slack")),
    ("fivetran.com", OutsideKind::Vendor("Fivetran")),
    ("redis-cloud.com", OutsideKind::Vendor("Redis")),
    ("amazonaws.com", OutsideKind::Service),
    ("amazonaws.com.cn", OutsideKind::Service),
    ("api.aws", OutsideKind::Service),
    ("internal", OutsideKind::Private),
    ("local", OutsideKind::Private),
    ("localhost", OutsideKind::Private),
];

/// What is known of a host that is not of the estate.
pub(super) fn kind_of_host(host: &str) -> OutsideKind {
    let ends = |end: &str| host == end || host.strip_suffix(end).is_some_and(|head| head.ends_with('.'));
    if let Some((_, kind)) = KNOWN.iter().find(|(end, _)| ends(end)) {
        return kind.clone();
    }
    let address = host.trim_matches(['[', ']']).parse::<core::net::IpAddr>().ok();
    let private = address.map_or(!host.contains('.'), is_private);
    if private { OutsideKind::Private } else { OutsideKind::Internet }
}

fn is_private(address: core::net::IpAddr) -> bool {
    match address {
        core::net::IpAddr::V4(it) => it.is_private() || it.is_loopback() || it.is_link_local(),
        core::net::IpAddr::V6(it) => it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local(),
    }
}
