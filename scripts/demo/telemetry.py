"""The telemetry pipeline of fleet-telemetry: from vehicles to positions, dashboards and partners."""

from __future__ import annotations

import json

from accounts import FLEET, policy, tags
from components import Components, bucket, from_service
from emulator import Emulator
from manifest import Manifest

TELEMETRY = "telemetry"


def seed_telemetry(emulator: Emulator, manifest: Manifest, keys: dict[str, str]) -> None:
    """Every part, in the order in which one names another."""
    parts = Components(emulator, manifest, FLEET, keys)
    _ingest(parts)
    _process(parts)
    _serve(parts)
    _orchestrate(parts)
    _announce(parts)


def _ingest(parts: Components) -> None:
    """The stream of the vehicles, and where it lands."""
    stream = parts.stream("fleet-telemetry", TELEMETRY)
    parts.fault("kinesis-stream-unencrypted", stream)
    parts.delivery(
        "fleet-firehose-delivery", TELEMETRY, stream, "fleet-iot-landing", "errors", "fleet-landing"
    )
    parts.delivery(
        "fleet-firehose-archive", TELEMETRY, stream, "fleet-stream-archive", "errors", "fleet-archive"
    )
    decoder = parts.function(
        "fleet-position-decoder", TELEMETRY, {"POSITIONS_BUCKET": bucket("fleet-vehicle-positions")}
    )
    parts.notify_function("fleet-iot-landing", "fleet-position-decoder", decoder)
    parts.function("fleet-crash-uploader", TELEMETRY, {"VIDEO_BUCKET": bucket("fleet-crash-video")})


def _process(parts: Components) -> None:
    """From positions to what is enriched."""
    # Restricted positions, announced to a queue that is not encrypted and that any bucket may send to.
    arrived = parts.queue("fleet-position-events", TELEMETRY, sender=from_service("s3"))
    parts.fault("sqs-queue-unencrypted", arrived)
    parts.fault("sqs-queue-service-source", arrived, "Service")
    told = {"QueueArn": arrived, "Events": ["s3:ObjectCreated:*"]}
    parts.notify("fleet-vehicle-positions", {"QueueConfigurations": [told]})
    parts.function(
        "fleet-enrichment",
        TELEMETRY,
        {"GEOFENCES": f"s3://{bucket('fleet-geofences')}/", "ENRICHED_BUCKET": bucket("fleet-enriched")},
    )
    parts.consume("fleet-enrichment", arrived)
    vehicles = parts.table("fleet-vehicles", TELEMETRY, "fleet-enriched", recovery=False)
    parts.fault("dynamodb-table-point-in-time-recovery", vehicles)
    for name, source, target in (
        ("fleet-glue-enriched", "fleet-enriched", "fleet-usage-reports"),
        ("fleet-glue-positions", "fleet-vehicle-positions", "fleet-ml-training"),
    ):
        arguments = {"--source": f"s3://{bucket(source)}/", "--target": f"s3://{bucket(target)}/"}
        parts.job(name, TELEMETRY, "fleet-glue-scripts", arguments)
        parts.fault("glue-job-security-configuration", parts.arn("glue", f"job/{name}"))
    parts.catalog("telemetry", {"enriched": "fleet-enriched"})
    parts.client("glue").create_crawler(
        Name="fleet-enriched",
        Role=parts.role("fleet-glue-crawler"),
        DatabaseName="telemetry",
        Targets={"S3Targets": [{"Path": f"s3://{bucket('fleet-enriched')}/"}]},
    )
    # Its role may look at the catalog and never got the right to change it: new columns are not seen.
    parts.fault("flow-broken", parts.arn("glue", "crawler/fleet-enriched"))


def _serve(parts: Components) -> None:
    """Dashboards, alerts and partners."""
    functions = parts.client("lambda")
    dashboard = parts.function(
        "fleet-dashboard-api", TELEMETRY, {"ENRICHED_BUCKET": bucket("fleet-enriched")}
    )
    functions.create_function_url_config(FunctionName="fleet-dashboard-api", AuthType="NONE")
    parts.fault("lambda-function-url-unauthenticated", dashboard)
    # A key that was made up for this estate: it opens nothing.
    partner = parts.function(
        "fleet-partner-sync",
        TELEMETRY,
        {
            "SOURCE": f"s3://{bucket('fleet-enriched')}/",
            "SHARE_BUCKET": bucket("fleet-positions-share"),
            "EXCHANGE_BUCKET": bucket("fleet-partner-exchange"),
            "MAP_VENDOR_PASSWORD": "kX9vTq2LmZ7rWb4NcY6d",
        },
    )
    parts.fault("lambda-function-secret-environment", partner, "MAP_VENDOR_PASSWORD")
    alerts = parts.topic("fleet-alerts", TELEMETRY, "fleet-enriched", from_service("events"))
    parts.fault("sns-topic-service-source", alerts, "Service")
    parts.subscribe(alerts, "http", "http://dispatch.harbourline.example/alerts")
    parts.fault("sns-subscription-plain-http", alerts)
    parts.function(
        "fleet-geofence-alerts",
        TELEMETRY,
        {"GEOFENCES": f"s3://{bucket('fleet-geofences')}/", "ALERTS_TOPIC": alerts},
    )
    registry = parts.database("fleet-registry", TELEMETRY, "fleet-enriched", public=True)
    parts.fault("rds-database-public", registry)
    parts.workgroup("fleet-analysts", TELEMETRY, "fleet-athena-results", "fleet-enriched", enforced=False)
    parts.log_group("/harbourline/fleet-dispatch", TELEMETRY, days=0)
    parts.fault("logs-group-retention-absent", parts.arn("logs", "log-group:/harbourline/fleet-dispatch"))


def _orchestrate(parts: Components) -> None:
    """The nightly run, and an export that was forgotten."""
    run = "arn:aws:states:::glue:startJobRun.sync"
    parts.machine(
        "fleet-orchestrator",
        TELEMETRY,
        {
            "Enrich": {
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"FunctionName": parts.arn("lambda", "function:fleet-enrichment")},
            },
            "Usage": {"Resource": run, "Parameters": {"JobName": "fleet-glue-enriched"}},
            "Training": {"Resource": run, "Parameters": {"JobName": "fleet-glue-positions"}},
        },
    )
    events = parts.client("events")
    events.put_rule(Name="fleet-legacy-export", ScheduleExpression="rate(1 day)", State="ENABLED")
    # The queue was deleted when the old dispatch system was switched off.
    events.put_targets(
        Rule="fleet-legacy-export",
        Targets=[{"Id": "queue", "Arn": parts.arn("sqs", "fleet-legacy-dispatch")}],
    )
    parts.fault("flow-target-missing", parts.arn("events", "rule/fleet-legacy-export"))


def _announce(parts: Components) -> None:
    """Crashes, told to a log group and to the dispatchers' bus: their policies let EventBridge in for anyone."""
    events, group = parts.client("events"), "/aws/events/fleet-crashes"
    parts.log_group(group, TELEMETRY)
    log = parts.arn("logs", f"log-group:{group}")
    write = {"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": f"{log}:*"}
    parts.client("logs").put_resource_policy(
        policyName="fleet-crashes", policyDocument=policy(from_service("events") | write)
    )
    parts.fault(
        "logs-resource-policy-service-source", parts.arn("logs", "resource-policy:fleet-crashes"), "Service"
    )
    bus = parts.arn("events", "event-bus/fleet-dispatch")
    named = [{"Key": key, "Value": value} for key, value in tags("prod", "", TELEMETRY).items()]
    events.create_event_bus(Name="fleet-dispatch", Tags=named)
    put = {"Action": "events:PutEvents", "Resource": bus}
    events.put_permission(EventBusName="fleet-dispatch", Policy=policy(from_service("events") | put))
    parts.fault("events-bus-service-source", bus, "Service")
    pattern = {"source": ["harbourline.fleet"], "detail-type": ["Crash"]}
    events.put_rule(Name="fleet-crashes", EventPattern=json.dumps(pattern), State="ENABLED", Tags=named)
    events.put_targets(
        Rule="fleet-crashes", Targets=[{"Id": "log", "Arn": log}, {"Id": "dispatch", "Arn": bus}]
    )
