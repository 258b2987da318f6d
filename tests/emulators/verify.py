"""Read one setting from an emulator, independently of Tidegate, and print it as JSON.

    verify.py --endpoint URL --account ID --region REGION SETTING ADDRESS
    verify.py --endpoint URL [--account ID] [--region REGION] --batch

ADDRESS is a JSON object; SETTINGS below says what each setting wants in it. Where there is no
such setting the answer is `null`. A refusal goes to standard error and the exit status is 3.

With --batch each line of standard input is a request, answered by one line at once:

    {"setting": "bucket-policy", "address": {"bucket": "b"}, "account": "...", "region": "..."}
    {"value": ...}   or   {"error": "<code>: <message>"}

Account and region of a line default to those of the command line. Start a new batch after the
emulator was reset: moto forgets the credentials and would answer for its default account.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from emulator import Emulator

# What AWS and its emulators say where a setting is absent.
ABSENT = {
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
}


@dataclass(frozen=True)
class Ask:
    """One request: where to ask, and about what."""

    emulator: Emulator
    account: str
    region: str
    address: dict[str, str]

    def client(self, service: str) -> Any:
        """A client in the account and region asked about."""
        return self.emulator.client(service, self.account, self.region)

    def bucket(self, operation: str) -> dict[str, Any]:
        """The answer of one S3 operation about the bucket of the address."""
        answer = getattr(self.client("s3"), operation)(Bucket=self.address["bucket"])
        return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def bucket_policy(ask: Ask) -> Any:
    """The bucket's policy, parsed."""
    return json.loads(ask.bucket("get_bucket_policy")["Policy"])


def bucket_public_access_block(ask: Ask) -> Any:
    """The four switches of the bucket."""
    return ask.bucket("get_public_access_block")["PublicAccessBlockConfiguration"]


def account_public_access_block(ask: Ask) -> Any:
    """The four switches of the account."""
    control = ask.client("s3control")
    answer = control.get_public_access_block(AccountId=ask.account)
    return answer["PublicAccessBlockConfiguration"]


def bucket_encryption(ask: Ask) -> Any:
    """The default encryption of the first rule, with whether it uses a bucket key."""
    rules = ask.bucket("get_bucket_encryption")["ServerSideEncryptionConfiguration"]["Rules"]
    default = rules[0]["ApplyServerSideEncryptionByDefault"]
    return default | {"BucketKeyEnabled": rules[0].get("BucketKeyEnabled", False)}


def bucket_ownership_controls(ask: Ask) -> Any:
    """Who owns objects that others write."""
    return ask.bucket("get_bucket_ownership_controls")["OwnershipControls"]["Rules"][0][
        "ObjectOwnership"
    ]


def bucket_versioning(ask: Ask) -> Any:
    """Status and, where it is set, MFADelete; absent where never switched on."""
    return ask.bucket("get_bucket_versioning") or None


def bucket_logging(ask: Ask) -> Any:
    """Where access logs go."""
    return ask.bucket("get_bucket_logging").get("LoggingEnabled")


def bucket_lifecycle(ask: Ask) -> Any:
    """The lifecycle rules."""
    return ask.bucket("get_bucket_lifecycle_configuration").get("Rules")


def bucket_acl(ask: Ask) -> Any:
    """The grants of the access control list."""
    return ask.bucket("get_bucket_acl")["Grants"]


def key_policy(ask: Ask) -> Any:
    """The key's policy, parsed."""
    kms = ask.client("kms")
    return json.loads(kms.get_key_policy(KeyId=ask.address["key"], PolicyName="default")["Policy"])


def key_rotation(ask: Ask) -> Any:
    """Whether the key rotates."""
    return ask.client("kms").get_key_rotation_status(KeyId=ask.address["key"])["KeyRotationEnabled"]


def key_state(ask: Ask) -> Any:
    """Enabled, Disabled, PendingDeletion."""
    return ask.client("kms").describe_key(KeyId=ask.address["key"])["KeyMetadata"]["KeyState"]


def access_key_status(ask: Ask) -> Any:
    """Active or Inactive."""
    listed = ask.client("iam").list_access_keys(UserName=ask.address["user"])
    wanted = ask.address["access_key"]
    found = [k["Status"] for k in listed["AccessKeyMetadata"] if k["AccessKeyId"] == wanted]
    return found[0] if found else None


def attached_policies(ask: Ask) -> Any:
    """ARNs of the policies attached to a user, role or group, sorted."""
    for kind in ("user", "role", "group"):
        if name := ask.address.get(kind):
            pages = ask.client("iam").get_paginator(f"list_attached_{kind}_policies")
            found = pages.paginate(**{f"{kind.capitalize()}Name": name}).build_full_result()
            return sorted(policy["PolicyArn"] for policy in found["AttachedPolicies"])
    raise KeyError("user, role or group")


def role_trust(ask: Ask) -> Any:
    """Who may assume the role, parsed."""
    return ask.client("iam").get_role(RoleName=ask.address["role"])["Role"][
        "AssumeRolePolicyDocument"
    ]


def trail(ask: Ask) -> Any:
    """What the trail records and how it is sealed."""
    wanted = [ask.address["trail"]]
    found = ask.client("cloudtrail").describe_trails(trailNameList=wanted)["trailList"]
    if not found:
        return None
    return {
        "multi_region": found[0].get("IsMultiRegionTrail", False),
        "log_validation": found[0].get("LogFileValidationEnabled", False),
        "key": found[0].get("KmsKeyId"),
        "bucket": found[0].get("S3BucketName"),
    }


def trail_logging(ask: Ask) -> Any:
    """Whether the trail is recording."""
    return ask.client("cloudtrail").get_trail_status(Name=ask.address["trail"])["IsLogging"]


def event_selectors(ask: Ask) -> Any:
    """The basic and the advanced selectors of the trail."""
    said = ask.client("cloudtrail").get_event_selectors(TrailName=ask.address["trail"])
    return {
        "basic": said.get("EventSelectors") or [],
        "advanced": said.get("AdvancedEventSelectors") or [],
    }


def secret_rotation(ask: Ask) -> Any:
    """By what and how often the secret is rotated; absent where it is not."""
    said = ask.client("secretsmanager").describe_secret(SecretId=ask.address["secret"])
    if not said.get("RotationEnabled"):
        return None
    days = said["RotationRules"]["AutomaticallyAfterDays"]
    return {"function": said["RotationLambdaARN"], "days": days}


def queue_policy(ask: Ask) -> Any:
    """The queue's policy, parsed."""
    sqs = ask.client("sqs")
    url = sqs.get_queue_url(QueueName=ask.address["queue"])["QueueUrl"]
    said = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    return _parsed(said.get("Attributes", {}).get("Policy"))


def topic_policy(ask: Ask) -> Any:
    """The topic's policy, parsed."""
    said = ask.client("sns").get_topic_attributes(TopicArn=ask.address["topic"])
    return _parsed(said["Attributes"].get("Policy"))


def bus_policy(ask: Ask) -> Any:
    """The event bus's policy, parsed."""
    return _parsed(ask.client("events").describe_event_bus(Name=ask.address["bus"]).get("Policy"))


def log_policy(ask: Ask) -> Any:
    """A resource policy of CloudWatch Logs, parsed."""
    held = ask.client("logs").describe_resource_policies()["resourcePolicies"]
    found = [it["policyDocument"] for it in held if it["policyName"] == ask.address["policy"]]
    return _parsed(found[0]) if found else None


def function_permission(ask: Ask) -> Any:
    """A statement of the function's policy, parsed."""
    said = ask.client("lambda").get_policy(FunctionName=ask.address["function"])["Policy"]
    statements = json.loads(said)["Statement"]
    found = [it for it in statements if it["Sid"] == ask.address["statement"]]
    return found[0] if found else None


def _parsed(text: str | None) -> Any:
    return json.loads(text) if text else None


# setting -> what its address names, and how it is read
SETTINGS: dict[str, tuple[str, Callable[[Ask], Any]]] = {
    "access-key-status": ("user, access_key", access_key_status),
    "account-public-access-block": ("", account_public_access_block),
    "attached-policies": ("user, role or group", attached_policies),
    "bucket-acl": ("bucket", bucket_acl),
    "bucket-encryption": ("bucket", bucket_encryption),
    "bucket-lifecycle": ("bucket", bucket_lifecycle),
    "bucket-logging": ("bucket", bucket_logging),
    "bucket-ownership-controls": ("bucket", bucket_ownership_controls),
    "bucket-policy": ("bucket", bucket_policy),
    "bucket-public-access-block": ("bucket", bucket_public_access_block),
    "bucket-versioning": ("bucket", bucket_versioning),
    "bus-policy": ("bus", bus_policy),
    "event-selectors": ("trail", event_selectors),
    "function-permission": ("function, statement", function_permission),
    "key-policy": ("key", key_policy),
    "key-rotation": ("key", key_rotation),
    "key-state": ("key", key_state),
    "log-policy": ("policy", log_policy),
    "queue-policy": ("queue", queue_policy),
    "role-trust": ("role", role_trust),
    "secret-rotation": ("secret", secret_rotation),
    "topic-policy": ("topic", topic_policy),
    "trail": ("trail", trail),
    "trail-logging": ("trail", trail_logging),
}


def read(ask: Ask, setting: str) -> Any:
    """The value of one setting, or None where there is none."""
    try:
        return SETTINGS[setting][1](ask)
    except ClientError as error:
        if error.response["Error"]["Code"] in ABSENT:
            return None
        raise


def answer(emulator: Emulator, line: dict[str, Any]) -> dict[str, Any]:
    """One request of a batch."""
    try:
        ask = Ask(emulator, line["account"], line["region"], line.get("address", {}))
        return {"value": read(ask, line["setting"])}
    except ClientError as error:
        wrong = error.response["Error"]
        return {"error": f"{wrong['Code']}: {wrong.get('Message', '')}"}
    except KeyError as error:
        wanted = SETTINGS.get(str(line.get("setting")), ("a setting this program knows",))[0]
        return {"error": f"request lacks {error}; it needs account, region and {wanted}"}
    except BotoCoreError as error:
        return {"error": str(error)}


def main() -> int:
    """Answer the one request, or every line of a batch."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--account", default="")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--batch", action="store_true", help="requests on standard input")
    parser.add_argument("setting", nargs="?", choices=sorted(SETTINGS), metavar="SETTING")
    parser.add_argument("address", nargs="?", default="{}", metavar="ADDRESS")
    asked = parser.parse_args()
    if not asked.batch and not asked.setting:
        parser.error("name a SETTING, or use --batch")
    emulator = Emulator(asked.endpoint)
    ours = {"account": asked.account, "region": asked.region}
    if asked.batch:
        for line in sys.stdin:
            if line.strip():
                print(
                    json.dumps(answer(emulator, ours | json.loads(line)), default=str), flush=True
                )
        return 0
    address = json.loads(asked.address)
    given = answer(emulator, ours | {"setting": asked.setting, "address": address})
    if "error" in given:
        print(given["error"], file=sys.stderr)
        return 3
    print(json.dumps(given["value"], default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
