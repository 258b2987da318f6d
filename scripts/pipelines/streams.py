"""Pipelines of streams and logs: Kinesis, Firehose, DynamoDB, CloudWatch Logs, replication. One function a pipeline."""

from __future__ import annotations

import makers as make
from planted import AWAY, HOME, Pipeline


def clickstream(pipe: Pipeline) -> None:
    """Stream -> delivery stream, which asks a function -> bucket; errors to a log group."""
    clicks, lake = make.stream(pipe, "clicks"), make.bucket(pipe, "lake")
    logs = make.group(pipe, f"/aws/kinesisfirehose/{pipe.name}")
    cleaner = make.function(pipe, "cleaner")
    as_role = make.role(pipe, "delivery-role", "firehose.amazonaws.com")
    made = make.delivery_stream(
        pipe,
        "delivery",
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration={"KinesisStreamARN": clicks, "RoleARN": as_role},
        ExtendedS3DestinationConfiguration={
            "RoleARN": as_role,
            "BucketARN": lake,
            "CloudWatchLoggingOptions": {
                "Enabled": True,
                "LogGroupName": make.log_name(logs),
                "LogStreamName": "errors",
            },
            "ProcessingConfiguration": {
                "Enabled": True,
                "Processors": [
                    {
                        "Type": "Lambda",
                        "Parameters": [
                            {"ParameterName": "LambdaArn", "ParameterValue": f"{cleaner}:$LATEST"}
                        ],
                    }
                ],
            },
        },
    )
    pipe.reads(clicks, made)
    pipe.invokes(made, cleaner)
    pipe.writes(made, lake)
    pipe.writes(made, logs)


def telemetry(pipe: Pipeline) -> None:
    """Log group -> stream -> function -> table."""
    devices, readings = make.group(pipe, f"/{pipe.name}/devices"), make.stream(pipe, "readings")
    pipe.client("logs").put_subscription_filter(
        logGroupName=make.log_name(devices),
        filterName="all",
        filterPattern="",
        destinationArn=readings,
        roleArn=make.role(pipe, "logs-role", "logs.amazonaws.com"),
    )
    pipe.writes(devices, readings)
    state, _ = make.table(pipe, "state")
    fold = make.function(pipe, "fold", {"STATE_TABLE": (pipe.named("state"), state)})
    make.fed(pipe, fold, readings)


def audit(pipe: Pipeline) -> None:
    """Log group -> delivery stream -> bucket; the same group -> function."""
    trails, kept = make.group(pipe, f"/{pipe.name}/trails"), make.bucket(pipe, "kept")
    as_role = make.role(pipe, "delivery-role", "firehose.amazonaws.com")
    made = make.delivery_stream(
        pipe,
        "delivery",
        DeliveryStreamType="DirectPut",
        ExtendedS3DestinationConfiguration={"RoleARN": as_role, "BucketARN": kept},
    )
    pipe.writes(made, kept)
    alarm = make.function(pipe, "alarm", {"DELIVERY": (made, made)})
    pipe.client("lambda").add_permission(
        FunctionName=alarm,
        StatementId="logs",
        Action="lambda:InvokeFunction",
        Principal="logs.amazonaws.com",
    )
    logs = pipe.client("logs")
    common = {"logGroupName": make.log_name(trails), "filterPattern": ""}
    logs.put_subscription_filter(
        filterName="kept",
        destinationArn=made,
        roleArn=make.role(pipe, "logs-role", "logs.amazonaws.com"),
        **common,
    )
    logs.put_subscription_filter(filterName="alarm", destinationArn=alarm, **common)
    pipe.writes(trails, made)
    pipe.invokes(trails, alarm)


def sessions(pipe: Pipeline) -> None:
    """Table -> stream -> registered consumer -> function; another function reads the stream itself."""
    live, moves = make.table(pipe, "live")[0], make.stream(pipe, "moves")
    pipe.client("kinesis").register_stream_consumer(StreamARN=moves, ConsumerName=pipe.named("fan"))
    listed = pipe.client("kinesis").list_stream_consumers(StreamARN=moves)["Consumers"]
    consumer = listed[0]["ConsumerARN"]
    pipe.reads(moves, consumer)
    ranker = make.function(pipe, "ranker")
    make.fed(pipe, ranker, moves)
    pipe.client("lambda").update_event_source_mapping(
        UUID=pipe.client("lambda").list_event_source_mappings(FunctionName=ranker)["EventSourceMappings"][0]["UUID"],
        Enabled=True,
    )
    make.function(pipe, "viewer", {"LIVE_TABLE": (live, live), "MOVES": (moves, moves)})


def archive(pipe: Pipeline) -> None:
    """Table -> bucket by export; bucket -> bucket of another region by replication; access logs to a third."""
    events, _ = make.table(pipe, "events")
    exports, copies = make.bucket(pipe, "exports"), make.bucket(pipe, "copies", AWAY)
    access = make.bucket(pipe, "access")
    client = pipe.client("dynamodb")
    client.update_continuous_backups(
        TableName=pipe.named("events"),
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    client.export_table_to_point_in_time(TableArn=events, S3Bucket=pipe.named("exports"), S3Prefix="events")
    pipe.copies(events, exports)
    s3 = pipe.client("s3")
    for name, region in (("exports", HOME), ("copies", AWAY)):
        pipe.client("s3", region).put_bucket_versioning(
            Bucket=pipe.named(name), VersioningConfiguration={"Status": "Enabled"}
        )
    s3.put_bucket_replication(
        Bucket=pipe.named("exports"),
        ReplicationConfiguration={
            "Role": make.role(pipe, "copy-role", "s3.amazonaws.com"),
            "Rules": [
                {
                    "ID": "all",
                    "Status": "Enabled",
                    "Priority": 1,
                    "Filter": {"Prefix": ""},
                    "DeleteMarkerReplication": {"Status": "Disabled"},
                    "Destination": {"Bucket": copies},
                }
            ],
        },
    )
    pipe.copies(exports, copies)
    _take_logs(pipe, access)
    s3.put_bucket_logging(
        Bucket=pipe.named("exports"),
        BucketLoggingStatus={
            "LoggingEnabled": {"TargetBucket": pipe.named("access"), "TargetPrefix": "exports/"}
        },
    )
    pipe.copies(exports, access)
    named = {"ACCESS_LOGS": (make.path(access), access), "EXPORTS": (pipe.named("exports"), exports)}
    make.function(pipe, "restorer", named)


def _take_logs(pipe: Pipeline, target: str) -> None:
    """Lets the delivery of access logs write into a bucket."""
    document = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":'
        '{"Service":"logging.s3.amazonaws.com"},"Action":["s3:PutObject"],"Resource":"%s/*"}]}'
    )
    pipe.client("s3").put_bucket_policy(Bucket=target.rsplit(":", 1)[1], Policy=document % target)


def sensors(pipe: Pipeline) -> None:
    """Delivery stream -> an address outside, with a backup bucket; function -> delivery stream.

    Kafka cluster -> function and pipe; its brokers log to a group, the delivery stream and the bucket.
    """
    backup = make.bucket(pipe, "backup")
    as_role = make.role(pipe, "delivery-role", "firehose.amazonaws.com")
    made = make.delivery_stream(
        pipe,
        "delivery",
        DeliveryStreamType="DirectPut",
        HttpEndpointDestinationConfiguration={
            "EndpointConfiguration": {"Url": "https://intake.sensors.example.com/v1", "Name": "plant"},
            "RoleARN": as_role,
            "S3Configuration": {"RoleARN": as_role, "BucketARN": backup},
        },
    )
    pipe.writes(made, "intake.sensors.example.com")
    pipe.writes(made, backup)
    topics = make.cluster(pipe, "topics", make.group(pipe, f"/{pipe.name}/brokers"), made, backup)
    gate = make.function(pipe, "gate", {"DELIVERY_STREAM": (pipe.named("delivery"), made)})
    make.fed(pipe, gate, topics, Topics=["readings"])
    make.function(pipe, "probe", {"TOPICS": (topics, topics)})
    alarms = make.queue(pipe, "alarms")
    passed = pipe.client("pipes").create_pipe(
        Name=pipe.named("pipe"),
        RoleArn=make.role(pipe, "pipe-role", "pipes.amazonaws.com"),
        Source=topics,
        SourceParameters={"ManagedStreamingKafkaParameters": {"TopicName": "alarms"}},
        Target=alarms,
    )["Arn"]
    pipe.reads(topics, passed)
    pipe.writes(passed, alarms)


PIPELINES = (clickstream, telemetry, audit, sessions, archive, sensors)
