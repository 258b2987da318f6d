"""Pipelines of messages and calls: queues, topics, buses, functions, state machines, APIs. One function a pipeline."""

from __future__ import annotations

import json

import makers as make
from planted import ACCOUNT, AWAY, HOME, Pipeline, arn

INTERNET = "internet"


def orders(pipe: Pipeline) -> None:
    """REST API -> queue -> function -> table; failures to a topic that mails people."""
    failed = make.queue(pipe, "failed")
    intake = make.queue(pipe, "intake", failed)
    items, _ = make.table(pipe, "items")
    alerts = make.topic(pipe, "alerts")
    make.subscribe(pipe, alerts, "email", "ops@example.com")
    # Whose address it is is left out of every scan.
    pipe.writes(alerts, "email:***@example.com")
    worker = make.function(pipe, "worker", {"TABLE_NAME": (pipe.named("items"), items)})
    make.fed(pipe, worker, intake)
    make.answers(pipe, worker, failure=alerts)
    status = make.function(pipe, "status", {"TABLE": (items, items)}, {"STAGE": "live"})
    caller = make.role(pipe, "api-role", "apigateway.amazonaws.com")
    apis = pipe.client("apigateway")
    api = apis.create_rest_api(name=pipe.named("api"))["id"]
    target = f"arn:aws:apigateway:{HOME}::/restapis/{api}"
    top = apis.get_resources(restApiId=api)["items"][0]["id"]
    wanted = (
        # Anyone may order; only callers with an AWS identity may look.
        ("orders", "POST", "NONE", "AWS", f"sqs:path/{ACCOUNT}/{pipe.named('intake')}", caller),
        ("status", "GET", "AWS_IAM", "AWS_PROXY", f"lambda:path/2015-03-31/functions/{status}/invocations", ""),
    )
    for part, method, who, kind, uri, as_role in wanted:
        made = apis.create_resource(restApiId=api, parentId=top, pathPart=part)["id"]
        place = {"restApiId": api, "resourceId": made, "httpMethod": method}
        apis.put_method(**place, authorizationType=who)
        apis.put_integration(
            **place,
            type=kind,
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{HOME}:{uri}",
            **({"credentials": as_role} if as_role else {}),
        )
    pipe.invokes(INTERNET, target)
    pipe.writes(target, intake)
    pipe.invokes(target, status)
    deployed = apis.create_deployment(restApiId=api)["id"]
    logs = make.group(pipe, f"/api/{pipe.name}")
    apis.create_stage(restApiId=api, stageName="live", deploymentId=deployed)
    apis.update_stage(
        restApiId=api,
        stageName="live",
        patchOperations=[{"op": "replace", "path": "/accessLogSettings/destinationArn", "value": logs}],
    )
    pipe.writes(target, logs)


def ledger(pipe: Pipeline) -> None:
    """Bucket -> queue -> function -> bucket, and what the function logs."""
    raw, books = make.bucket(pipe, "raw"), make.bucket(pipe, "books")
    arrivals = make.queue(pipe, "arrivals", make.queue(pipe, "rejected"))
    pipe.client("s3").put_bucket_notification_configuration(
        Bucket=pipe.named("raw"),
        NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": arrivals, "Events": ["s3:ObjectCreated:*"]}]
        },
    )
    pipe.writes(raw, arrivals)
    poster = make.function(pipe, "poster", {"TARGET": (make.path(books, "posted/"), books)})
    make.fed(pipe, poster, arrivals)
    pipe.writes(poster, make.group(pipe, f"/aws/lambda/{pipe.named('poster')}"))


def invoices(pipe: Pipeline) -> None:
    """Bucket -> function; bucket -> topic -> queue, function and an address outside; undelivered copies to a queue."""
    scans = make.bucket(pipe, "scans")
    reader = make.function(pipe, "reader", plain={"LANGUAGE": "en"})
    arrived = make.topic(pipe, "arrived")
    pipe.client("s3").put_bucket_notification_configuration(
        Bucket=pipe.named("scans"),
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {"LambdaFunctionArn": reader, "Events": ["s3:ObjectCreated:Put"]}
            ],
            "TopicConfigurations": [{"TopicArn": arrived, "Events": ["s3:ObjectRemoved:*"]}],
        },
    )
    pipe.invokes(scans, reader)
    pipe.writes(scans, arrived)
    copies, undelivered = make.queue(pipe, "copies"), make.queue(pipe, "undelivered")
    make.subscribe(pipe, arrived, "sqs", copies, undelivered)
    pipe.writes(arrived, copies)
    make.subscribe(pipe, arrived, "lambda", reader)
    pipe.invokes(arrived, reader)
    make.subscribe(pipe, arrived, "https", "https://hooks.accountant.example.com/invoices")
    pipe.writes(arrived, "hooks.accountant.example.com")


def returns(pipe: Pipeline) -> None:
    """Default bus -> state machine -> function, queue, table, another machine, an address; logs to a group."""
    checker = make.function(pipe, "checker")
    refunds = make.queue(pipe, "refunds")
    cases, _ = make.table(pipe, "cases")
    parcels = make.bucket(pipe, "parcels")
    logs = make.group(pipe, f"/aws/vendedlogs/states/{pipe.name}")
    notice = make.topic(pipe, "notice")
    inner = make.machine(
        pipe,
        "letters",
        {
            "Tell": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sns:publish",
                "Parameters": {"TopicArn": notice, "Message.$": "$.text"},
            }
        },
    )
    pipe.writes(inner, notice)
    outer = make.machine(
        pipe,
        "cases-flow",
        {
            "Check": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"FunctionName": f"{checker}:$LATEST", "Payload.$": "$"},
            },
            "Keep": {
                "Type": "Task",
                "Resource": "arn:aws:states:::dynamodb:putItem",
                "Parameters": {"TableName": pipe.named("cases"), "Item": {"id": {"S.$": "$.id"}}},
            },
            "Both": {
                "Type": "Parallel",
                "Branches": [
                    {
                        "StartAt": "Refund",
                        "States": {
                            "Refund": {
                                "Type": "Task",
                                "Resource": "arn:aws:states:::sqs:sendMessage",
                                "Parameters": {
                                    "QueueUrl": make.queue_url(refunds),
                                    "MessageBody.$": "$",
                                },
                                "End": True,
                            }
                        },
                    }
                ],
            },
            "Each": {
                "Type": "Map",
                "ItemReader": {
                    "Resource": "arn:aws:states:::s3:getObject",
                    "Parameters": {"Bucket": pipe.named("parcels"), "Key": "today.json"},
                },
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "Look",
                    "States": {"Look": {"Type": "Task", "Resource": checker, "End": True}},
                },
            },
            "Write": {
                "Type": "Task",
                "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {"StateMachineArn": inner},
            },
        },
        loggingConfiguration={
            "level": "ALL",
            "includeExecutionData": True,
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": f"{logs}:*"}}],
        },
    )
    pipe.invokes(outer, checker)
    pipe.writes(outer, cases)
    pipe.writes(outer, refunds)
    pipe.reads(parcels, outer)
    pipe.invokes(outer, inner)
    pipe.writes(outer, logs)
    starter = make.role(pipe, "start-role", "events.amazonaws.com")
    make.rule(pipe, "opened", [{"Arn": outer, "RoleArn": starter}])
    pipe.invokes(make.bus_arn(), outer)


def fraud(pipe: Pipeline) -> None:
    """Changes of a table -> function -> bus of its own -> queue and group; records that failed to a queue."""
    payments, changes = make.table(pipe, "payments", changes=True)
    failed = make.queue(pipe, "failed")
    pipe.client("events").create_event_bus(Name=pipe.named("bus"))
    bus = make.bus_arn(pipe.named("bus"))
    scorer = make.function(pipe, "scorer", DeadLetterConfig={"TargetArn": failed})
    pipe.writes(scorer, failed)
    make.fed(
        pipe, scorer, changes, payments, DestinationConfig={"OnFailure": {"Destination": failed}}
    )
    make.answers(pipe, scorer, success=bus)
    suspects, lost = make.queue(pipe, "suspects"), make.queue(pipe, "lost")
    logs = make.group(pipe, f"/aws/events/{pipe.name}")
    make.rule(
        pipe,
        "suspect",
        [{"Arn": suspects, "DeadLetterConfig": {"Arn": lost}}, {"Arn": logs}],
        bus=pipe.named("bus"),
    )
    pipe.writes(bus, suspects)
    pipe.copies(bus, lost)
    pipe.writes(bus, logs)


def partners(pipe: Pipeline) -> None:
    """Schedules -> queue and function; the input of one names a bucket, and of another a bare job."""
    drop, jobs = make.bucket(pipe, "drop"), make.queue(pipe, "jobs")
    lost = make.queue(pipe, "lost")
    runner = make.role(pipe, "runner-role", "scheduler.amazonaws.com")
    schedules = pipe.client("scheduler")
    often = {"FlexibleTimeWindow": {"Mode": "OFF"}, "ScheduleExpression": "rate(1 hour)"}
    schedules.create_schedule(
        Name=pipe.named("hourly"),
        Target={
            "Arn": jobs,
            "RoleArn": runner,
            "DeadLetterConfig": {"Arn": lost},
            "Input": json.dumps({"from": make.path(drop, "in/")}),
        },
        **often,
    )
    hourly = arn("scheduler", f"schedule/default/{pipe.named('hourly')}")
    pipe.writes(hourly, jobs)
    pipe.writes(hourly, lost)
    pipe.refers(hourly, drop)
    sender = make.function(pipe, "sender", {"QUEUE_URL": (make.queue_url(jobs), jobs)})
    schedules.create_schedule_group(Name=pipe.named("group"))
    schedules.create_schedule(
        Name=pipe.named("nightly"),
        GroupName=pipe.named("group"),
        Target={"Arn": sender, "RoleArn": runner},
        **often,
    )
    nightly = arn("scheduler", f"schedule/{pipe.named('group')}/{pipe.named('nightly')}")
    pipe.invokes(nightly, sender)
    schedules.create_schedule(
        Name=pipe.named("stopped"), State="DISABLED", Target={"Arn": jobs, "RoleArn": runner}, **often
    )


def settlements(pipe: Pipeline) -> None:
    """Queue -> pipe, which asks a function -> stream."""
    batches, results = make.queue(pipe, "batches"), make.stream(pipe, "results")
    rates = make.function(pipe, "rates")
    made = pipe.client("pipes").create_pipe(
        Name=pipe.named("pipe"),
        RoleArn=make.role(pipe, "pipe-role", "pipes.amazonaws.com"),
        Source=batches,
        Enrichment=rates,
        Target=results,
        TargetParameters={"KinesisStreamParameters": {"PartitionKey": "$.id"}},
    )["Arn"]
    pipe.reads(batches, made)
    pipe.invokes(made, rates)
    pipe.writes(made, results)


def prices(pipe: Pipeline) -> None:
    """HTTP API -> function, with a secret that another function rotates and that is copied to another region."""
    keys = make.secret(pipe, "keys")
    turner = make.function(pipe, "turner")
    # The emulator tries the function at once, and it has a log from then on.
    pipe.writes(turner, make.group(pipe, f"/aws/lambda/{pipe.named('turner')}"))
    quotes = make.function(pipe, "quotes", {"SECRET_ARN": (keys, keys), "TURNER": (turner, turner)})
    secrets = pipe.client("secretsmanager")
    pipe.client("lambda").add_permission(
        FunctionName=turner,
        StatementId="rotate",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )
    secrets.rotate_secret(
        SecretId=keys,
        RotationLambdaARN=turner,
        RotationRules={"AutomaticallyAfterDays": 30},
        RotateImmediately=False,
    )
    pipe.invokes(keys, turner)
    secrets.replicate_secret_to_regions(SecretId=keys, AddReplicaRegions=[{"Region": AWAY}])
    pipe.copies(keys, keys.replace(HOME, AWAY))
    apis = pipe.client("apigatewayv2")
    api = apis.create_api(Name=pipe.named("api"), ProtocolType="HTTP")["ApiId"]
    target = f"arn:aws:apigateway:{HOME}::/apis/{api}"
    ours = apis.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=quotes,
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    theirs = apis.create_integration(
        ApiId=api,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="GET",
        IntegrationUri="https://fx.example.net/rates",
    )["IntegrationId"]
    apis.create_route(ApiId=api, RouteKey="GET /quotes", Target=f"integrations/{ours}", AuthorizationType="AWS_IAM")
    apis.create_route(ApiId=api, RouteKey="GET /rates", Target=f"integrations/{theirs}", AuthorizationType="NONE")
    pipe.invokes(target, quotes)
    pipe.invokes(target, "fx.example.net")
    pipe.invokes(INTERNET, target)


def couriers(pipe: Pipeline) -> None:
    """Bucket -> default bus -> function -> bus of its own -> an address outside; a clock -> the function."""
    labels = make.bucket(pipe, "labels")
    pipe.client("s3").put_bucket_notification_configuration(
        Bucket=pipe.named("labels"), NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    pipe.writes(labels, make.bus_arn())
    events = pipe.client("events")
    events.create_event_bus(Name=pipe.named("bus"))
    bus = make.bus_arn(pipe.named("bus"))
    named = {"LABELS": (pipe.named("labels"), labels), "EVENT_BUS": (bus, bus)}
    printer = make.function(pipe, "printer", named)
    make.rule(pipe, "label", [{"Arn": printer}])
    pipe.invokes(make.bus_arn(), printer)
    connection = events.create_connection(
        Name=pipe.named("carrier"),
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "none"}},
    )["ConnectionArn"]
    outside = events.create_api_destination(
        Name=pipe.named("carrier"),
        ConnectionArn=connection,
        InvocationEndpoint="https://api.carrier.example.com/parcels",
        HttpMethod="POST",
    )["ApiDestinationArn"]
    pipe.writes(outside, "api.carrier.example.com")
    caller = make.role(pipe, "carrier-role", "events.amazonaws.com")
    make.rule(pipe, "parcel", [{"Arn": outside, "RoleArn": caller}], bus=pipe.named("bus"))
    # It stands for an address, and is written to.
    pipe.writes(bus, outside)
    timed = make.rule(pipe, "hourly", [{"Arn": printer}], every="rate(1 hour)")
    pipe.invokes(timed, printer)


PIPELINES = (orders, ledger, invoices, returns, fraud, partners, settlements, prices, couriers)

