"""Real requests to moto, its authorisation switched on, beside what Tidegate says of them.

    scripts/accuracy/moto [--seed N] [--count N] [--tidegate PROGRAM]

Each case makes its user, or its role and a session of it, with the policies of the case, then the call. A call that
is not denied counts as allowed, whatever else it answers. Each difference is explained by taking out of the case,
one after the other, what moto does not look at, until Tidegate answers as moto does. Exit status 1 when that fails.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import gmtime, strftime, time
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

import engines
import generate
from shrink import LISTS, statements
from world import HOME

CATEGORIES = ("elements", "conditions", "sets", "variables", "boundary", "session", "same account", "trust")
REGION = "eu-west-1"
# What moto tells from everything when it looks for a resource.
WITH_RESOURCE = ("s3:", "sts:", "iam:GetRole")
DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError")
# SQS and DynamoDB are left out: moto allows every request to them.
CALLS: dict[str, Callable[[Any, str], object]] = {
    "s3:GetObject": lambda it, name: it("s3").get_object(Bucket="lake-raw", Key=name.split("/", 1)[1]),
    "s3:PutObject": lambda it, name: it("s3").put_object(
        Bucket="lake-raw", Key=name.split("/", 1)[1], Body=b"1"
    ),
    "s3:DeleteObject": lambda it, name: it("s3").delete_object(Bucket="lake-raw", Key=name.split("/", 1)[1]),
    "s3:ListBucket": lambda it, _: it("s3").list_objects_v2(Bucket="lake-raw"),
    "sns:Publish": lambda it, name: it("sns").publish(TopicArn=name, Message="1"),
    "iam:GetRole": lambda it, _: it("iam").get_role(RoleName="target"),
    "iam:CreateUser": lambda it, _: it("iam").create_user(UserName="new", Path="/team/"),
    "ec2:DescribeInstances": lambda it, _: it("ec2").describe_instances(),
    "sts:AssumeRole": lambda it, name: it("sts").assume_role(RoleArn=name, RoleSessionName="next"),
}


class As:
    """Clients of one caller."""

    def __init__(
        self,
        address: str,
        key: str = "AKIAEXAMPLEADMIN0001",
        secret: str = "secret",
        token: str | None = None,
    ) -> None:
        self.address = address
        found = boto3.Session(
            aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token, region_name=REGION
        )
        self._of = lambda service: found.client(
            service,
            endpoint_url=address,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )
        self._made: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        return (
            self._made.setdefault(service, None)
            or self._made.update({service: self._of(service)})
            or self._made[service]
        )


class Moto:
    """A server of moto, and its administrator."""

    def __init__(self) -> None:
        serve = engines.ROOT / "tests/emulators/serve.py"
        self.server = subprocess.Popen(
            [sys.executable, str(serve), "moto"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"MOTO_ACCOUNT_ID": HOME},
        )
        self.address = self.server.stdout.readline().strip()
        self.admin = As(self.address)
        self.admin("s3").create_bucket(
            Bucket="lake-raw", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self.admin("sns").create_topic(Name="alerts")

    def enforce(self, on: bool) -> None:
        """Switch its authorisation on or off."""
        plain = {"Content-Type": "text/plain"}
        asked = urllib.request.Request(
            f"{self.address}/moto-api/reset-auth", b"0" if on else b"inf", plain, method="POST"
        )
        urllib.request.urlopen(asked, timeout=10).close()

    def answer(self, case: dict) -> str | None:
        """Whether the request of a case is allowed; none when moto refuses a policy of it."""
        self.resource(case)
        try:
            caller = self.caller(case)
        except ClientError:
            return None
        self.enforce(True)
        try:
            CALLS[case["request"]["action"]](caller, case["request"]["resource"])
            found = "allow"
        except ClientError as wrong:
            code = wrong.response["Error"]["Code"]
            status = wrong.response["ResponseMetadata"]["HTTPStatusCode"]
            found = "deny" if code in DENIED else "failed" if status >= 500 else "allow"
        except ResponseParserError:
            found = "failed"
        finally:
            self.enforce(False)
        return found

    def resource(self, case: dict) -> None:
        """Give the resource its policy; the role to assume its trust policy."""
        iam, service = self.admin("iam"), case["request"]["action"].split(":")[0]
        policy = json.dumps(
            (case.get("resource_policy") or {"policy": {"Version": "2012-10-17", "Statement": []}})["policy"]
        )
        quiet(lambda: iam.delete_role(RoleName="target"))
        quiet(lambda: iam.delete_user(UserName="new"))
        iam.create_role(RoleName="target", AssumeRolePolicyDocument=policy)
        quiet(lambda: self.admin("s3").delete_bucket_policy(Bucket="lake-raw"))
        if service == "s3" and case.get("resource_policy"):
            quiet(lambda: self.admin("s3").put_bucket_policy(Bucket="lake-raw", Policy=policy))

    def caller(self, case: dict) -> As:
        """Make the caller anew, with its policies."""
        iam, principal = self.admin("iam"), case["request"]["principal"].split(":", 5)[5]
        kind, *path, name = (
            principal.split("/") if principal.startswith("user") else ("role", principal.split("/")[1])
        )
        self.forget(kind, name)
        given = (
            {"Tags": [{"Key": "team", "Value": tag}]}
            if (tag := case["request"]["context"].get("aws:PrincipalTag/team"))
            else {}
        )
        own = {
            f"own-{place}": json.dumps(it["policy"])
            for place, it in enumerate(case.get("identity_policies") or [])
        }
        if case.get("permissions_boundaries"):
            document = json.dumps(case["permissions_boundaries"][0]["policy"])
            quiet(lambda: iam.delete_policy(PolicyArn=f"arn:aws:iam::{HOME}:policy/limit"))
            given["PermissionsBoundary"] = iam.create_policy(PolicyName="limit", PolicyDocument=document)[
                "Policy"
            ]["Arn"]
        if kind == "user":
            iam.create_user(UserName=name, Path="/".join(["", *path, ""]), **given)
            for title, document in own.items():
                iam.put_user_policy(UserName=name, PolicyName=title, PolicyDocument=document)
            key = iam.create_access_key(UserName=name)["AccessKey"]
            return As(self.address, key["AccessKeyId"], key["SecretAccessKey"])
        trust = json.dumps({"Version": "2012-10-17", "Statement": []})
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **given)
        for title, document in own.items():
            iam.put_role_policy(RoleName=name, PolicyName=title, PolicyDocument=document)
        limit = (
            {"Policy": json.dumps(case["session_policies"][0]["policy"])}
            if case.get("session_policies")
            else {}
        )
        asked = {
            "RoleArn": f"arn:aws:iam::{HOME}:role/{name}",
            "RoleSessionName": principal.split("/")[2],
            **limit,
        }
        key = self.admin("sts").assume_role(**asked)["Credentials"]
        return As(self.address, key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"])

    def forget(self, kind: str, name: str) -> None:
        """Take the caller of an earlier case away."""
        iam, which = self.admin("iam"), {f"{kind.title()}Name": name}
        if kind == "user":
            quiet(
                lambda: [
                    iam.delete_access_key(**which, AccessKeyId=it["AccessKeyId"])
                    for it in iam.list_access_keys(**which)["AccessKeyMetadata"]
                ]
            )
        names = getattr(iam, f"list_{kind}_policies")
        quiet(
            lambda: [
                getattr(iam, f"delete_{kind}_policy")(**which, PolicyName=it)
                for it in names(**which)["PolicyNames"]
            ]
        )
        quiet(lambda: getattr(iam, f"delete_{kind}")(**which))


def quiet(call: Callable[[], object]) -> None:
    """Do what may have nothing to do."""
    try:
        call()
    except ClientError:
        pass


def sampled(seed: int, count: int) -> Iterator[tuple[str, dict]]:
    """Cases that moto can be asked, in the context that a real call to it has."""
    for made in generate.cases(seed, 20 * count):
        case = made["case"]
        request = case["request"]
        fits = (
            made["category"] in CATEGORIES
            and request["action"] in CALLS
            and request["resource_account"] == HOME
        )
        if not fits or "aws-service-role" in request["principal"] or "${" in request["resource"]:
            continue
        kept = (
            "aws:PrincipalArn",
            "aws:PrincipalAccount",
            "aws:PrincipalType",
            "aws:username",
            "aws:PrincipalIsAWSService",
            "aws:ResourceAccount",
            "aws:PrincipalTag/team",
        )
        request["context"] = {key: value for key, value in request["context"].items() if key in kept} | {
            "aws:SourceIp": "127.0.0.1",
            "aws:SecureTransport": "false",
            "aws:RequestedRegion": REGION,
            "aws:ViaAWSService": "false",
            "aws:CurrentTime": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime()),
            "aws:EpochTime": str(int(time())),
        }
        yield made["category"], case


def without(*fields: str) -> Callable[[dict], None]:
    """Take layers out."""

    def edit(case: dict) -> None:
        if case["request"]["action"] != "sts:AssumeRole" or fields != ("resource_policy",):
            for field in fields:
                case.pop(field, None)

    return edit


def each_statement(edit: Callable[[dict, dict], None]) -> Callable[[dict], None]:
    """Change every statement of the caller's own policies."""

    def all_of(case: dict) -> None:
        own = [it["policy"] for field in LISTS for it in case.get(field) or ()]
        for statement in (it for document in own for it in statements(document)):
            edit(statement, case["request"])

    return all_of


def unconditional(statement: dict, request: dict) -> None:
    """It knows no key of a request, and takes every condition for met; the parameters of AssumeRole apart."""
    statement.pop("Condition", None)


def trusted(case: dict) -> None:
    """Its trust policies know the caller's own ARN and `*`, and want the caller's own policies to allow too."""
    if case["request"]["action"] != "sts:AssumeRole" or not case.get("resource_policy"):
        return
    for statement in statements(case["resource_policy"]["policy"]):
        statement.pop("Condition", None)
        named = statement.get("Principal")
        found = named.get("AWS", []) if isinstance(named, dict) else named
        mine = case["request"]["principal"] in found or found == "*" if found else False
        statement["Principal"] = {"AWS": HOME if mine else "999988887777"}


def not_resource(statement: dict, request: dict) -> None:
    """A statement without Resource allows, whatever else it says."""
    if statement.pop("NotResource", None):
        statement |= {"Resource": "*", "Effect": "Allow"}


def only_everything(statement: dict, request: dict) -> None:
    """Elsewhere it asks on everything, which only `*` covers."""
    patterns = statement.get("Resource", "*")
    covers = any(it.strip("*") == "" for it in ([patterns] if isinstance(patterns, str) else patterns))
    if not request["action"].startswith(WITH_RESOURCE):
        statement["Resource"] = "*" if covers else "arn:aws:none:::none"


def as_written(statement: dict, request: dict) -> None:
    """It compares letters with their case, takes `?` for "or not", and replaces no variable."""
    for element in ("Action", "NotAction"):
        if element in statement:
            found = statement[element] if isinstance(statement[element], list) else [statement[element]]
            statement[element] = [
                (
                    it
                    if it[:3] == it[:3].lower()
                    and "?" not in it
                    and it.partition(":")[2][:1] == it.partition(":")[2][:1].upper()
                    else "none:None"
                )
                for it in found
            ]


def literal(statement: dict, request: dict) -> None:
    """It matches resources as regular expressions, in which `?`, `$` and `{` do not mean what AWS means."""
    import re

    if "Resource" in statement and request["action"].startswith(WITH_RESOURCE):
        found = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        hit = any(re.match("^" + it.replace("*", ".*") + "$", request["resource"]) for it in found)
        statement["Resource"] = "*" if hit else "arn:aws:none:::none"


# What moto does not look at, in the order in which it is taken out.
REASONS: tuple[tuple[str, Callable[[dict], None]], ...] = (
    ("policies of resources are not consulted, trust policies apart", without("resource_policy")),
    (
        "permissions boundaries and session policies are not consulted",
        without("permissions_boundaries", "session_policies"),
    ),
    ("conditions are taken for met", each_statement(unconditional)),
    (
        "a trust policy must name the caller's own ARN or `*`, and the caller's own policies must allow too",
        trusted,
    ),
    ("a statement with NotResource allows everything", each_statement(not_resource)),
    ("outside of S3, AssumeRole and GetRole every request is for `*`", each_statement(only_everything)),
    ("actions compare with their case, and `?` is no wildcard", each_statement(as_written)),
    ("resources match as regular expressions, without variables", each_statement(literal)),
)


def explained(ours: engines.Engine, case: dict, wanted: str) -> str | None:
    """Why moto answers as it does."""
    if wanted == "failed":
        named = [
            it.get("Principal")
            for it in statements((case.get("resource_policy") or {"policy": {"Statement": []}})["policy"])
        ]
        odd = "*" in named or any(isinstance(it, dict) and "AWS" not in it for it in named)
        return "it ends with an error at a trust policy with `*`, or with no user or role" if odd else None
    for name, edit in REASONS:
        changed = copy.deepcopy(case)
        edit(changed)
        if engines.outcome(ours.answer(changed)) == wanted:
            return name
    changed, names = copy.deepcopy(case), []
    for name, edit in REASONS:
        edit(changed)
        names.append(name)
        if engines.outcome(ours.answer(changed)) == wanted:
            return "several of these at once"
    return None


def main() -> int:
    """Ask both, compare, explain, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--tidegate", type=Path)
    asked = parser.parse_args()
    ours, moto = engines.Engine("Tidegate", engines.tidegate(asked.tidegate)), Moto()
    pairs, reasons = Counter(), Counter()
    refused = 0
    for category, case in sampled(asked.seed, asked.count):
        if pairs.total() == asked.count:
            break
        mine, its = engines.outcome(ours.answer(case)), moto.answer(case)
        if its is None:
            refused += 1
            continue
        pairs[mine, its] += 1
        if mine != its:
            reason = explained(ours, case, its)
            reasons[reason] += 1
            if reason is None:
                print(f"not explained: {category} {mine} {its} {json.dumps(case)}", file=sys.stderr)
    moto.server.stdin.close()
    ours.close()
    agree = sum(count for (mine, its), count in pairs.items() if mine == its)
    print(
        f"{agree} of {sum(pairs.values())} agree: "
        + ", ".join(f"{mine} / {its} {count}" for (mine, its), count in sorted(pairs.items()))
    )
    print(f"{refused} more could not be asked: moto refuses a policy of them.")
    print("\n| requests | why moto differs |\n|--:|---|")
    for reason, count in reasons.most_common():
        print(f"| {count} | {reason} |")
    return 1 if reasons[None] else 0


if __name__ == "__main__":
    sys.exit(main())
