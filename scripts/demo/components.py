"""Makes the parts that pipelines are built of, one method a part, in one account.

Each part carries the tags of its pipeline. Rights of its role are words in roles/, which grants.py explains.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from accounts import ACCOUNTS, policy, tags
from buckets import PREFIX
from emulator import Emulator
from manifest import Manifest, days_ago

Words = dict[str, Any]


class Components:
    """The parts of one account's pipelines, all in its home region."""

    def __init__(self, emulator: Emulator, manifest: Manifest, account: str, keys: dict[str, str]) -> None:
        self.account, self.region = account, ACCOUNTS[account].home
        self._emulator, self._manifest, self._keys = emulator, manifest, keys
        self._code = _package()

    def client(self, service: str) -> Any:
        """A client that acts in this account and region."""
        return self._emulator.client(service, self.account, self.region)

    def arn(self, service: str, rest: str) -> str:
        """The ARN of something of this account and region."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def role(self, name: str) -> str:
        """The ARN of a role."""
        return f"arn:aws:iam::{self.account}:role/{name}"

    def key(self, alias: str) -> str:
        """The ARN of a customer key."""
        return self._keys[alias]

    def fault(self, check: str, arn: str, locus: str = "") -> None:
        """Something that `check` must report."""
        self._manifest.fault(check, arn, self.account, locus)

    def age(self, arn: str, days: int) -> None:
        """How long ago something was made: the emulator makes everything today."""
        self._manifest.annotate(arn, created=days_ago(days))

    def queue(
        self, name: str, pipeline: str, *, key: str = "", dead: str = "", sender: Words | None = None
    ) -> str:
        """A queue; `sender` is a statement that lets a service send to it."""
        arn = self.arn("sqs", name)
        asked = {"MessageRetentionPeriod": "1209600"}
        # An emulator's queue without these is unencrypted, as one is on AWS where it was asked for.
        asked |= {"KmsMasterKeyId": self.key(key)} if key else {"SqsManagedSseEnabled": "false"}
        if dead:
            asked["RedrivePolicy"] = json.dumps(
                {"deadLetterTargetArn": self.arn("sqs", dead), "maxReceiveCount": 5}
            )
        if sender:
            asked["Policy"] = policy(sender | {"Action": "sqs:SendMessage", "Resource": arn})
        self.client("sqs").create_queue(QueueName=name, Attributes=asked, tags=_tags(pipeline))
        self._manifest.count("queue")
        return arn

    def topic(self, name: str, pipeline: str, key: str, statement: Words) -> str:
        """A topic that its own account and what the statement names may publish to."""
        arn = self.arn("sns", name)
        self.client("sns").create_topic(
            Name=name,
            Attributes={
                "KmsMasterKeyId": self.key(key),
                "Policy": policy(statement | {"Action": "sns:Publish", "Resource": arn}),
            },
            Tags=_listed(pipeline),
        )
        self._manifest.count("topic")
        return arn

    def subscribe(self, topic: str, protocol: str, endpoint: str) -> None:
        """A subscription."""
        self.client("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)

    def function(self, name: str, pipeline: str, environment: Words, key: str = "", **more: Any) -> str:
        """A function under the role of its name, with a log group of its own."""
        asked: Words = {
            "FunctionName": name,
            "Runtime": "python3.13",
            "Role": self.role(name),
            "Handler": "main.handle",
            "Code": {"ZipFile": self._code},
            "Environment": {"Variables": environment},
            "TracingConfig": {"Mode": "Active"},
            "Tags": _tags(pipeline),
        } | more
        if key:
            asked["KMSKeyArn"] = self.key(key)
        arn: str = self.client("lambda").create_function(**asked)["FunctionArn"]
        self._manifest.count("function")
        self.log_group(f"/harbourline/{name}", pipeline)
        return arn

    def consume(self, function: str, source: str) -> None:
        """An event source mapping."""
        asked: Words = {"FunctionName": function, "EventSourceArn": source, "BatchSize": 10}
        if ":sqs:" not in source:
            asked["StartingPosition"] = "LATEST"
        self.client("lambda").create_event_source_mapping(**asked)

    def log_group(self, name: str, pipeline: str, days: int = 400) -> None:
        """A log group; it keeps what it has for ever where no days are given."""
        logs = self.client("logs")
        logs.create_log_group(logGroupName=name, tags=_tags(pipeline))
        if days:
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
        self._manifest.count("log group")

    def stream(self, name: str, pipeline: str, key: str = "") -> str:
        """A data stream."""
        kinesis = self.client("kinesis")
        kinesis.create_stream(StreamName=name, ShardCount=1, Tags=_tags(pipeline))
        if key:
            kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId=self.key(key))
        self._manifest.count("stream")
        return self.arn("kinesis", f"stream/{name}")

    def delivery(self, name: str, pipeline: str, source: str, bucket: str, errors: str, key: str) -> str:
        """A delivery stream that reads a data stream, under the role of its name."""
        role = self.role(name)
        self.client("firehose").create_delivery_stream(
            DeliveryStreamName=name,
            DeliveryStreamType="KinesisStreamAsSource",
            KinesisStreamSourceConfiguration={"KinesisStreamARN": source, "RoleARN": role},
            ExtendedS3DestinationConfiguration={
                "RoleARN": role,
                "BucketARN": f"arn:aws:s3:::{PREFIX}{bucket}",
                "Prefix": f"{name}/",
                "ErrorOutputPrefix": f"{errors}/",
                "CompressionFormat": "GZIP",
                "EncryptionConfiguration": {"KMSEncryptionConfig": {"AWSKMSKeyARN": self.key(key)}},
                "CloudWatchLoggingOptions": {
                    "Enabled": True,
                    "LogGroupName": f"/harbourline/{name}",
                    "LogStreamName": "delivery",
                },
            },
            Tags=_listed(pipeline),
        )
        self.log_group(f"/harbourline/{name}", pipeline)
        self._manifest.count("delivery stream")
        return self.arn("firehose", f"deliverystream/{name}")

    def notify(self, bucket: str, configuration: Words) -> None:
        """What a bucket tells of new objects."""
        self.client("s3").put_bucket_notification_configuration(
            Bucket=f"{PREFIX}{bucket}", NotificationConfiguration=configuration
        )

    def notify_function(self, bucket: str, function: str, arn: str) -> None:
        """A bucket that tells a function of new objects, and may call it."""
        self.client("lambda").add_permission(
            FunctionName=function,
            StatementId="LandingBucket",
            Action="lambda:InvokeFunction",
            Principal="s3.amazonaws.com",
            SourceArn=f"arn:aws:s3:::{PREFIX}{bucket}",
            SourceAccount=self.account,
        )
        told = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}
        self.notify(bucket, {"LambdaFunctionConfigurations": [told]})

    def machine(self, name: str, pipeline: str, states: Words) -> str:
        """A state machine of these states in a row, under the role of its name."""
        names = list(states)
        for here, following in zip(names, [*names[1:], ""], strict=True):
            states[here] |= {"Type": "Task"} | ({"Next": following} if following else {"End": True})
        self.log_group(f"/aws/vendedlogs/states/{name}", pipeline)
        group = self.arn("logs", f"log-group:/aws/vendedlogs/states/{name}:*")
        arn: str = self.client("stepfunctions").create_state_machine(
            name=name,
            definition=json.dumps({"StartAt": names[0], "States": states}),
            roleArn=self.role(name),
            loggingConfiguration={
                "level": "ERROR",
                "includeExecutionData": False,
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": group}}],
            },
            tracingConfiguration={"enabled": True},
            tags=[{"key": key, "value": value} for key, value in _tags(pipeline).items()],
        )["stateMachineArn"]
        self._manifest.count("state machine")
        return arn

    def job(self, name: str, pipeline: str, scripts: str, arguments: Words, security: str = "") -> str:
        """A job under the role of its name."""
        asked: Words = {
            "Name": name,
            "Role": self.role(name),
            "GlueVersion": "5.0",
            "Command": {"Name": "glueetl", "ScriptLocation": f"s3://{PREFIX}{scripts}/{name}.py"},
            "DefaultArguments": {
                "--job-bookmark-option": "job-bookmark-enable",
                "--enable-continuous-cloudwatch-log": "true",
            }
            | arguments,
            "WorkerType": "G.1X",
            "NumberOfWorkers": 4,
            "Tags": _tags(pipeline),
        }
        if security:
            asked["SecurityConfiguration"] = security
        self.client("glue").create_job(**asked)
        self._manifest.count("job")
        return self.arn("glue", f"job/{name}")

    def catalog(self, database: str, tables: dict[str, str]) -> None:
        """A database of the catalog, with the bucket of each table."""
        glue = self.client("glue")
        glue.create_database(DatabaseInput={"Name": database})
        for table, bucket in tables.items():
            glue.create_table(
                DatabaseName=database,
                TableInput={
                    "Name": table,
                    "TableType": "EXTERNAL_TABLE",
                    "StorageDescriptor": {
                        "Location": f"s3://{PREFIX}{bucket}/{table}/",
                        "Columns": [{"Name": "id", "Type": "string"}],
                    },
                },
            )

    def table(self, name: str, pipeline: str, key: str, *, recovery: bool = True, feed: bool = False) -> str:
        """A table; answers the ARN of its stream where it has a feed, else its own."""
        dynamodb = self.client("dynamodb")
        asked: Words = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}}
        made = dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=True,
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": self.key(key)},
            Tags=_listed(pipeline),
            **(asked if feed else {}),
        )["TableDescription"]
        if recovery:
            dynamodb.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )
        self._manifest.count("table")
        return str(made["LatestStreamArn"] if feed else made["TableArn"])

    def secret(self, name: str, pipeline: str, key: str) -> str:
        """A secret; nobody ever holds its value."""
        arn: str = self.client("secretsmanager").create_secret(
            Name=name, KmsKeyId=self.key(key), SecretString="{}", Tags=_listed(pipeline)
        )["ARN"]
        self._manifest.count("secret")
        return arn

    def database(self, name: str, pipeline: str, key: str, *, public: bool = False) -> str:
        """A PostgreSQL database; its password is one that RDS keeps."""
        arn: str = self.client("rds").create_db_instance(
            DBInstanceIdentifier=name,
            Engine="postgres",
            EngineVersion="17.6",
            DBInstanceClass="db.m7g.large",
            AllocatedStorage=100,
            MasterUsername="steward",
            MasterUserPassword="kept-by-the-emulator",
            StorageEncrypted=True,
            KmsKeyId=self.key(key),
            PubliclyAccessible=public,
            BackupRetentionPeriod=14,
            DeletionProtection=True,
            AutoMinorVersionUpgrade=True,
            EnableIAMDatabaseAuthentication=True,
            EnableCloudwatchLogsExports=["postgresql", "upgrade"],
            Tags=_listed(pipeline),
        )["DBInstance"]["DBInstanceArn"]
        self._manifest.count("database")
        return arn

    def workgroup(self, name: str, pipeline: str, results: str, key: str, *, enforced: bool = True) -> str:
        """A workgroup of analysts."""
        self.client("athena").create_work_group(
            Name=name,
            Configuration={
                "ResultConfiguration": {
                    "OutputLocation": f"s3://{PREFIX}{results}/",
                    "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": self.key(key)},
                },
                "EnforceWorkGroupConfiguration": enforced,
                "PublishCloudWatchMetricsEnabled": True,
            },
            Tags=_listed(pipeline),
        )
        self._manifest.count("workgroup")
        return self.arn("athena", f"workgroup/{name}")


def from_service(service: str, **condition: str) -> Words:
    """A statement that lets a service in; for whom it acts is the condition, without one for anybody."""
    statement: Words = {
        "Sid": "Service",
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
    }
    if condition:
        statement["Condition"] = {"StringEquals": {f"aws:{name}": value for name, value in condition.items()}}
    return statement


def bucket(short: str) -> str:
    """A bucket's name as configuration holds it."""
    return f"{PREFIX}{short}"


def _tags(pipeline: str) -> dict[str, str]:
    return tags("prod", "", pipeline)


def _listed(pipeline: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in _tags(pipeline).items()]


def _package() -> bytes:
    """The smallest package, the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("main.py"), "def handle(event, context):\n    return event\n")
    return packed.getvalue()
