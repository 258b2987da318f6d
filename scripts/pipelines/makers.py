"""Makes the parts that many pipelines have: buckets, queues, topics, streams, tables, functions, groups, roles."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from planted import ACCOUNT, HOME, REFERENCED, Pipeline, arn


def role(pipe: Pipeline, short: str, service: str, *resources: str) -> str:
    """A role that a service may assume; its one policy names these resources."""
    iam = pipe.client("iam", "us-east-1")
    trust = _document({"Principal": {"Service": service}, "Action": "sts:AssumeRole"})
    made = iam.create_role(RoleName=pipe.named(short), AssumeRolePolicyDocument=trust)
    if resources:
        document = _document({"Action": "s3:*", "Resource": list(resources)})
        iam.put_role_policy(RoleName=pipe.named(short), PolicyName="data", PolicyDocument=document)
    return str(made["Role"]["Arn"])


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"} | statement]})


def bucket(pipe: Pipeline, short: str, region: str = HOME) -> str:
    """A bucket."""
    s3 = pipe.client("s3", region)
    name = pipe.named(short)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    tags = [{"Key": key, "Value": value} for key, value in pipe.tags.items()]
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    return f"arn:aws:s3:::{name}"


def path(bucket_arn: str, key: str = "") -> str:
    """The path of an object in a bucket."""
    return f"s3://{bucket_arn.rsplit(':', 1)[1]}/{key}"


def queue(pipe: Pipeline, short: str, dead_letters: str = "") -> str:
    """A queue, with one for its dead letters where that is given."""
    settings = {}
    target = arn("sqs", pipe.named(short))
    if dead_letters:
        redrive = {"deadLetterTargetArn": dead_letters, "maxReceiveCount": 5}
        settings["RedrivePolicy"] = json.dumps(redrive)
        pipe.copies(target, dead_letters)
    pipe.client("sqs").create_queue(QueueName=pipe.named(short), Attributes=settings, tags=pipe.tags)
    return target


def queue_url(target: str) -> str:
    """The address by which programs name a queue."""
    _, _, _, region, account, name = target.split(":")
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"


def topic(pipe: Pipeline, short: str) -> str:
    """A topic."""
    tags = [{"Key": key, "Value": value} for key, value in pipe.tags.items()]
    return str(pipe.client("sns").create_topic(Name=pipe.named(short), Tags=tags)["TopicArn"])


def subscribe(pipe: Pipeline, source: str, protocol: str, endpoint: str, dead_letters: str = "") -> None:
    """A subscription; the hop ends at the endpoint."""
    given = {}
    if dead_letters:
        given["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": dead_letters})
        pipe.copies(source, dead_letters)
    pipe.client("sns").subscribe(
        TopicArn=source, Protocol=protocol, Endpoint=endpoint, Attributes=given
    )


def stream(pipe: Pipeline, short: str) -> str:
    """A Kinesis stream."""
    name = pipe.named(short)
    kinesis = pipe.client("kinesis")
    kinesis.create_stream(StreamName=name, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    kinesis.add_tags_to_stream(StreamName=name, Tags=pipe.tags)
    return arn("kinesis", f"stream/{name}")


def table(pipe: Pipeline, short: str, changes: bool = False) -> tuple[str, str]:
    """A table and its stream of changes, which is empty where it has none."""
    made = pipe.client("dynamodb").create_table(
        TableName=pipe.named(short),
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": key, "Value": value} for key, value in pipe.tags.items()],
        StreamSpecification=(
            {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
            if changes
            else {"StreamEnabled": False}
        ),
    )["TableDescription"]
    return made["TableArn"], made.get("LatestStreamArn", "")


def group(pipe: Pipeline, name: str) -> str:
    """A log group with this whole name."""
    pipe.client("logs").create_log_group(logGroupName=name, tags=pipe.tags)
    return arn("logs", f"log-group:{name}")


def secret(pipe: Pipeline, short: str) -> str:
    """A secret."""
    tags = [{"Key": key, "Value": value} for key, value in pipe.tags.items()]
    made = pipe.client("secretsmanager").create_secret(
        Name=pipe.named(short), SecretString="{}", Tags=tags
    )
    return str(made["ARN"])


def function(
    pipe: Pipeline,
    short: str,
    names: dict[str, tuple[str, str]] | None = None,
    plain: dict[str, str] | None = None,
    **settings: Any,
) -> str:
    """A function. `names` are variables of its environment: the value, and what that names; `plain` name nothing."""
    given = {name: value for name, (value, _) in (names or {}).items()} | (plain or {})
    made = pipe.client("lambda").create_function(
        FunctionName=pipe.named(short),
        Runtime="python3.13",
        Role=role(pipe, f"{short}-role", "lambda.amazonaws.com"),
        Handler="main.handle",
        Code={"ZipFile": _program()},
        Environment={"Variables": given},
        Tags=pipe.tags,
        **settings,
    )
    target = str(made["FunctionArn"])
    for _, named in (names or {}).values():
        # The role has no policy; that of a topic lets its own account publish.
        if ":sns:" in named:
            pipe.writes(target, named, REFERENCED)
        else:
            pipe.refers(target, named)
    return target


def fed(pipe: Pipeline, worker: str, source: str, store: str = "", **settings: Any) -> None:
    """An event source mapping; `store` is what the function reads where the source is a part of it."""
    if ":sqs:" not in source:
        settings["StartingPosition"] = "LATEST"
    pipe.client("lambda").create_event_source_mapping(
        FunctionName=worker, EventSourceArn=source, **settings
    )
    pipe.reads(store or source, worker)


def answers(pipe: Pipeline, worker: str, success: str = "", failure: str = "") -> None:
    """Where a function's asynchronous calls report to."""
    given = {}
    for name, target in (("OnSuccess", success), ("OnFailure", failure)):
        if target:
            given[name] = {"Destination": target}
            (pipe.invokes if ":lambda:" in target else pipe.writes)(worker, target)
    pipe.client("lambda").put_function_event_invoke_config(
        FunctionName=worker, DestinationConfig=given
    )


def machine(pipe: Pipeline, short: str, states: dict[str, Any], **settings: Any) -> str:
    """A state machine of these states, one after the other."""
    order = list(states)
    for state, after in zip(order, [*order[1:], ""], strict=True):
        states[state] |= {"Next": after} if after else {"End": True}
    made = pipe.client("stepfunctions").create_state_machine(
        name=pipe.named(short),
        definition=json.dumps({"StartAt": order[0], "States": states}),
        roleArn=role(pipe, f"{short}-role", "states.amazonaws.com"),
        tags=[{"key": key, "value": value} for key, value in pipe.tags.items()],
        **settings,
    )
    return str(made["stateMachineArn"])


def rule(
    pipe: Pipeline, short: str, targets: list[dict[str, Any]], bus: str = "default", every: str = ""
) -> str:
    """A rule of a bus, or of the clock."""
    events = pipe.client("events")
    when = {"EventBusName": bus, "EventPattern": json.dumps({"source": [f"example.{pipe.name}"]})}
    made = events.put_rule(
        Name=pipe.named(short), **({"ScheduleExpression": every} if every else when)
    )
    numbered = [{"Id": f"t{at}"} | target for at, target in enumerate(targets)]
    events.put_targets(Rule=pipe.named(short), EventBusName=bus, Targets=numbered)
    return str(made["RuleArn"])


def bus_arn(name: str = "default") -> str:
    """The ARN of an event bus."""
    return arn("events", f"event-bus/{name}")


def log_name(group_arn: str) -> str:
    """The name of a log group."""
    return group_arn.split(":log-group:")[1]


def delivery_stream(pipe: Pipeline, short: str, **settings: Any) -> str:
    """A delivery stream."""
    tags = [{"Key": key, "Value": value} for key, value in pipe.tags.items()]
    made = pipe.client("firehose").create_delivery_stream(
        DeliveryStreamName=pipe.named(short), Tags=tags, **settings
    )
    return str(made["DeliveryStreamARN"])


def cluster(pipe: Pipeline, short: str, group_arn: str, delivery: str, kept: str) -> str:
    """A Kafka cluster under a key of its own, whose brokers log to all three."""
    key = pipe.client("kms").create_key()["KeyMetadata"]["Arn"]
    made = pipe.client("kafka").create_cluster(
        ClusterName=pipe.named(short),
        KafkaVersion="3.8.x",
        NumberOfBrokerNodes=3,
        BrokerNodeGroupInfo={
            "InstanceType": "kafka.m7g.large",
            "ClientSubnets": ["subnet-0a", "subnet-0b", "subnet-0c"],
        },
        ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}}},
        EncryptionInfo={
            "EncryptionAtRest": {"DataVolumeKMSKeyId": key},
            "EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True},
        },
        LoggingInfo={
            "BrokerLogs": {
                "CloudWatchLogs": {"Enabled": True, "LogGroup": log_name(group_arn)},
                "Firehose": {"Enabled": True, "DeliveryStream": delivery.rsplit("/", 1)[1]},
                "S3": {"Enabled": True, "Bucket": kept.rsplit(":", 1)[1], "Prefix": "brokers"},
            }
        },
        Tags=pipe.tags,
    )["ClusterArn"]
    for target in (group_arn, delivery, kept):
        pipe.writes(made, target)
    return str(made)


def _program() -> bytes:
    """A function's code, the same bytes each time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo("main.py"), "def handle(event, context):\n    return event\n")
    return held.getvalue()


