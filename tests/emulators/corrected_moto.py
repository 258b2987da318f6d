"""Run moto's server with the few corrections that the demo and the strict Rust client need.

    corrected_moto.py -H 127.0.0.1 -p PORT        (the same arguments as moto_server)

Each correction makes moto answer as AWS documents; nothing else changes:

1. GetBucketVersioning's root element is `VersioningConfiguration`, and an empty notification
   configuration's is `NotificationConfiguration`. Moto names them after the operation, which
   botocore tolerates and the Rust SDK refuses.
2. PutBucketVersioning keeps `MfaDelete`, which moto drops.
3. CreateAccount takes its account id from the tag `_custom_id_`, moto's own convention for
   other resources, so that an organization can list the accounts that the estate is made of.
4. ListFunctionUrlConfigs, which moto lacks, answers with what GetFunctionUrlConfig knows.
5. GetBucketNotification tells of EventBridge, which moto keeps and leaves out of the answer.
6. Lambda's function configurations have a LoggingConfig: the default one, which moto leaves out.
7. ListExports of DynamoDB without a table lists those of the region; moto fails at it. An
   export's ARN begins with its table's; moto's begins with two tables and says import.
8. EMR's clusters are in the region of the request, not in the first one; and its block of public
   access has the value that it has where nobody ever set it.
9. LookupEvents of CloudTrail, which moto lacks, answers as where nothing was recorded.
10. Lambda runs nothing: a call of a function answers with what it was given. Moto would start a container.
11. MSK: times have a zone, GetBootstrapBrokers answers, and clusters can be event sources of functions.
12. RemovePermission compares the revision that it is given; moto compares a list that holds it.
"""

from __future__ import annotations

import json
import os
import re
import threading
from typing import Any
from urllib.parse import unquote

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

from moto.awslambda import urls as functions  # noqa: E402
from moto.awslambda.models import EventSourceMapping, LambdaBackend, LambdaFunction  # noqa: E402
from moto.awslambda.policy import Policy  # noqa: E402
from moto.awslambda.responses import LambdaResponse  # noqa: E402
from moto.cloudtrail.responses import CloudTrailResponse  # noqa: E402
from moto.core.responses import ActionResult, BaseResponse  # noqa: E402
from moto.dynamodb.models.table_export import TableExport  # noqa: E402
from moto.dynamodb.responses import DynamoHandler  # noqa: E402
from moto.emr.models import ElasticMapReduceBackend  # noqa: E402
from moto.emr.responses import ElasticMapReduceResponse  # noqa: E402
from moto.kafka.models import FakeKafkaCluster  # noqa: E402
from moto.kafka.responses import KafkaResponse  # noqa: E402
from moto.moto_api._internal import mock_random  # noqa: E402
from moto.organizations import models as organizations  # noqa: E402
from moto.s3.responses import S3Response  # noqa: E402
from moto.server import main  # noqa: E402

S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
CUSTOM_ID = "_custom_id_"

_put = S3Response._bucket_response_put
_notification = S3Response.get_bucket_notification
_configuration = LambdaFunction.get_configuration
_list_exports = DynamoHandler.list_exports
_make_export = TableExport.__init__
_public_access = ElasticMapReduceBackend.get_block_public_access_configuration
_del_statement = Policy.del_statement
_make_cluster = FakeKafkaCluster.__init__
_map_source = LambdaBackend.create_event_source_mapping
_create_account = organizations.OrganizationsBackend.create_account
_naming = threading.Lock()


def get_bucket_versioning(self: S3Response) -> tuple[int, dict[str, str], str]:
    """Correction 1 and the reading half of 2."""
    bucket = self.backend.get_bucket(self.bucket_name)
    settings = {
        "Status": bucket.versioning_status,
        "MfaDelete": getattr(bucket, "mfa_delete", None),
    }
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in settings.items() if value)
    self.data["Action"] = "GetBucketVersioning"
    return _xml(
        f'<VersioningConfiguration xmlns="{S3_NAMESPACE}">{inside}</VersioningConfiguration>'
    )


def get_bucket_notification(self: S3Response) -> Any:
    """Correction 1, for a bucket that notifies nobody, and correction 5."""
    held = self.backend.get_bucket_notification_configuration(self.bucket_name)
    if not held:
        return _xml(f'<NotificationConfiguration xmlns="{S3_NAMESPACE}"/>')
    answer = _notification(self)
    if held.event_bridge is None:
        return answer
    status, headers, body = answer
    text = body.decode() if isinstance(body, bytes) else body
    told = "<EventBridgeConfiguration/>"
    if "</" not in text:
        return _xml(
            f'<NotificationConfiguration xmlns="{S3_NAMESPACE}">{told}</NotificationConfiguration>'
        )
    end = text.rindex("</")
    return status, headers, f"{text[:end]}{told}{text[end:]}"


def put_bucket(
    self: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]
) -> Any:
    """The writing half of correction 2."""
    answer = _put(self, request, bucket_name, querystring)
    if "versioning" in querystring:
        asked = re.search(r"<MfaDelete>(Enabled|Disabled)</MfaDelete>", self.body.decode())
        if asked:
            self.backend.get_bucket(bucket_name).mfa_delete = asked.group(1)
    return answer


def get_configuration(self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    """Correction 6."""
    usual = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
    return _configuration(self, on_create) | {"LoggingConfig": usual}


def invoke(
    self: LambdaBackend, function_name: str, qualifier: str | None, body: Any, headers: Any, response_headers: Any
) -> Any:
    """Correction 10."""
    given = body or b""
    return given.encode() if isinstance(given, str) else given


def list_exports(self: DynamoHandler) -> Any:
    """Correction 7."""
    if self.body.get("TableArn"):
        return _list_exports(self)
    held = self.dynamodb_backend.table_exports.values()
    named = {"ExportArn": "arn", "ExportStatus": "status", "ExportType": "export_type"}
    listed = [{name: getattr(it, field) for name, field in named.items()} for it in held]
    return ActionResult({"ExportSummaries": listed})


def make_export(self: TableExport, *given: Any, **named: Any) -> None:
    """The other half of correction 7."""
    _make_export(self, *given, **named)
    self.arn = f"{self.table.table_arn}/export/01700000000000-{mock_random.get_random_hex(8)}"


def get_block_public_access_configuration(self: ElasticMapReduceBackend) -> dict[str, Any]:
    """Correction 8: blocked, but for SSH."""
    rules = {
        "block_public_security_group_rules": True,
        "permitted_public_security_group_rule_ranges": [{"min_range": 22, "max_range": 22}],
    }
    metadata = {"creation_date_time": "2025-01-01T00:00:00", "created_by_arn": "arn:aws:iam::aws:root"}
    usual = {
        "block_public_access_configuration": rules,
        "block_public_access_configuration_metadata": metadata,
    }
    return _public_access(self) or usual


def del_statement(self: Policy, sid: str, revision: Any = "") -> None:
    """Correction 12."""
    _del_statement(self, sid, revision[0] if isinstance(revision, list) else revision)


def make_cluster(self: FakeKafkaCluster, *given: Any, **named: Any) -> None:
    """Correction 11, of times."""
    _make_cluster(self, *given, **named)
    self.creation_time += "Z"


def get_bootstrap_brokers(self: KafkaResponse) -> str:
    """Correction 11, of brokers: one name for those of a cluster, which lets in IAM over TLS."""
    arn = unquote(self.parsed_url.path.split("/clusters/")[-1].removesuffix("/bootstrap-brokers"))
    cluster = self.kafka_backend.clusters[arn]
    host = f"b-1.{cluster.cluster_name}.abc123.c2.kafka.{self.region}.amazonaws.com:9098"
    return json.dumps({"bootstrapBrokerStringSaslIam": host})


def create_event_source_mapping(self: LambdaBackend, spec: dict[str, Any]) -> EventSourceMapping:
    """Correction 11, of mappings."""
    if ":kafka:" not in spec.get("EventSourceArn", ""):
        return _map_source(self, spec)
    function = self.get_function(spec["FunctionName"])
    place = {"RegionName": self.region_name, "AccountId": self.account_id}
    # Made as if of a stream, which has the same sizes: moto refuses sources that it does not know.
    known = {"EventSourceArn": spec["EventSourceArn"].replace(":kafka:", ":kinesis:")}
    made = EventSourceMapping(spec | place | known | {"FunctionArn": function.function_arn})
    made._event_source_arn = spec["EventSourceArn"]
    self._event_source_mappings[made.uuid] = made
    return made


def create_account(self: Any, **request: Any) -> dict[str, Any]:
    """Correction 3."""
    wanted = [tag["Value"] for tag in request.get("Tags", []) if tag["Key"] == CUSTOM_ID]
    if not wanted:
        return _create_account(self, **request)
    request["Tags"] = [tag for tag in request["Tags"] if tag["Key"] != CUSTOM_ID]
    with _naming:
        made_up = organizations.utils.make_random_account_id
        organizations.utils.make_random_account_id = lambda: wanted[0]
        try:
            return _create_account(self, **request)
        finally:
            organizations.utils.make_random_account_id = made_up


def list_function_url_configs(self: LambdaResponse) -> tuple[int, dict[str, int], str]:
    """Correction 4."""
    function = self.backend.get_function(unquote(self.path.split("/")[-2]), None)
    known = [function.url_config.to_dict()] if function.url_config else []
    return 200, {"status": 200}, json.dumps({"FunctionUrlConfigs": known})


def lookup_events(self: CloudTrailResponse) -> str:
    """Correction 9."""
    return json.dumps({"Events": []})


def _xml(body: str) -> tuple[int, dict[str, str], str]:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return 200, {"Content-Type": "application/xml"}, head + body


S3Response.get_bucket_versioning = get_bucket_versioning
S3Response.get_bucket_notification = get_bucket_notification
S3Response._bucket_response_put = put_bucket
LambdaFunction.get_configuration = get_configuration
LambdaBackend.invoke = invoke
DynamoHandler.list_exports = list_exports
TableExport.__init__ = make_export
ElasticMapReduceResponse.get_region_from_url = BaseResponse.get_region_from_url
ElasticMapReduceBackend.get_block_public_access_configuration = (
    get_block_public_access_configuration
)
Policy.del_statement = del_statement
FakeKafkaCluster.__init__ = make_cluster
KafkaResponse.get_bootstrap_brokers = get_bootstrap_brokers
LambdaBackend.create_event_source_mapping = create_event_source_mapping
organizations.OrganizationsBackend.create_account = create_account
CloudTrailResponse.lookup_events = lookup_events
LambdaResponse.list_function_url_configs = list_function_url_configs
OF_A_FUNCTION = r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)"
functions.url_paths[OF_A_FUNCTION + r"/urls/?$"] = LambdaResponse.dispatch

if __name__ == "__main__":
    main()
