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
from moto.awslambda.responses import LambdaResponse  # noqa: E402
from moto.organizations import models as organizations  # noqa: E402
from moto.s3.responses import S3Response  # noqa: E402
from moto.server import main  # noqa: E402

S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
CUSTOM_ID = "_custom_id_"

_put = S3Response._bucket_response_put
_notification = S3Response.get_bucket_notification
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
    """Correction 1, for a bucket that notifies nobody."""
    if self.backend.get_bucket_notification_configuration(self.bucket_name):
        return _notification(self)
    return _xml(f'<NotificationConfiguration xmlns="{S3_NAMESPACE}"/>')


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


def _xml(body: str) -> tuple[int, dict[str, str], str]:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return 200, {"Content-Type": "application/xml"}, head + body


S3Response.get_bucket_versioning = get_bucket_versioning
S3Response.get_bucket_notification = get_bucket_notification
S3Response._bucket_response_put = put_bucket
organizations.OrganizationsBackend.create_account = create_account
LambdaResponse.list_function_url_configs = list_function_url_configs
OF_A_FUNCTION = r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)"
functions.url_paths[OF_A_FUNCTION + r"/urls/?$"] = LambdaResponse.dispatch

if __name__ == "__main__":
    main()
