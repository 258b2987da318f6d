"""The small world that generated requests live in: accounts, callers, actions with resources, and condition keys.

How policies are written about it lives in `policies.py`, what a case is made of in `generate.py`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

HOME = "111122223333"
OTHER = "444455556666"
ORGANIZATION = "o-exampleorg1"
NOW = "2026-06-15T12:00:00Z"
NOW_SECONDS = "1781524800"


@dataclass(frozen=True)
class Caller:
    """Who asks, and the keys that follow from it. Every engine is told them, so that none has to derive them."""

    principal: str
    kind: str
    account: str | None
    keys: dict[str, str]
    # The ARNs by which a policy can name it, from the widest to the narrowest.
    names: tuple[str, ...] = ()


def user(name: str, account: str = HOME) -> Caller:
    """An IAM user."""
    arn = f"arn:aws:iam::{account}:user/{name}"
    short = name.rsplit("/", 1)[-1]
    keys = {
        "aws:PrincipalArn": arn,
        "aws:PrincipalType": "User",
        "aws:username": short,
        "aws:userid": "AIDAEXAMPLEUSER00001",
    }
    return Caller(arn, "user", account, keys, (arn,))


def session(role: str, name: str, account: str = HOME) -> Caller:
    """A session of a role."""
    arn = f"arn:aws:iam::{account}:role/{role}"
    as_session = f"arn:aws:sts::{account}:assumed-role/{role}/{name}"
    keys = {
        "aws:PrincipalArn": arn,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": f"AROAEXAMPLEROLE00001:{name}",
    }
    return Caller(as_session, "session", account, keys, (arn, as_session))


def linked(account: str = HOME) -> Caller:
    """A service-linked role."""
    name = "aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup"
    arn = f"arn:aws:iam::{account}:role/{name}"
    keys = {
        "aws:PrincipalArn": arn,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": "AROAEXAMPLEROLE00002:emr",
    }
    return Caller(arn, "service_linked", account, keys, (arn,))


def root(account: str = HOME) -> Caller:
    """The root user of an account."""
    arn = f"arn:aws:iam::{account}:root"
    keys = {"aws:PrincipalArn": arn, "aws:PrincipalType": "Account", "aws:userid": account}
    return Caller(arn, "root", account, keys, (arn,))


def federated(name: str, account: str = HOME) -> Caller:
    """A user's session of GetFederationToken."""
    arn = f"arn:aws:sts::{account}:federated-user/{name}"
    keys = {"aws:PrincipalArn": arn, "aws:PrincipalType": "FederatedUser", "aws:userid": f"{account}:{name}"}
    return Caller(arn, "federated_user", account, keys, (arn,))


def service(name: str) -> Caller:
    """A service that acts for itself."""
    return Caller(
        name, "service", None, {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": name}
    )


PROVIDER = Caller(
    f"arn:aws:iam::{HOME}:oidc-provider/token.example.com",
    "provider",
    None,
    {"aws:FederatedProvider": f"arn:aws:iam::{HOME}:oidc-provider/token.example.com"},
)
ANONYMOUS = Caller(
    "anonymous", "anonymous", None, {"aws:PrincipalType": "Anonymous", "aws:userid": "anonymous"}
)
PEOPLE = (user("dana"), user("team/erik"), session("loader", "run-1"), session("reader", "nightly"))
STRANGERS = (user("mallory", OTHER), session("partner", "sync", OTHER))
ROOTS = (root(), root(OTHER))
LINKED = (linked(),)
FEDERATED = (federated("guest"),)
SERVICES = (service("cloudtrail.amazonaws.com"), service("lambda.amazonaws.com"))


@dataclass(frozen=True)
class Ask:
    """An action and the resource it is asked on."""

    action: str
    resource: str


def owned(account: str) -> dict[str, tuple[Ask, ...]]:
    """What can be asked of the resources of an account, by service."""
    region = f"eu-west-1:{account}"
    key = f"arn:aws:kms:{region}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    return {
        "s3": (
            Ask("s3:GetObject", "arn:aws:s3:::lake-raw/team/dana/2026/a.parquet"),
            Ask("s3:PutObject", "arn:aws:s3:::lake-raw/in/b.csv"),
            Ask("s3:ListBucket", "arn:aws:s3:::lake-raw"),
            Ask("s3:DeleteObject", "arn:aws:s3:::lake-raw/in/b.csv"),
        ),
        "sqs": (Ask("sqs:SendMessage", f"arn:aws:sqs:{region}:intake"),),
        "sns": (Ask("sns:Publish", f"arn:aws:sns:{region}:alerts"),),
        "secretsmanager": (
            Ask("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{region}:secret:prod/db-AbCdEf"),
        ),
        "lambda": (Ask("lambda:InvokeFunction", f"arn:aws:lambda:{region}:function:load"),),
        "dynamodb": (Ask("dynamodb:GetItem", f"arn:aws:dynamodb:{region}:table/orders"),),
        "kms": (Ask("kms:Decrypt", key), Ask("kms:Encrypt", key), Ask("kms:DescribeKey", key)),
        "sts": (Ask("sts:AssumeRole", f"arn:aws:iam::{account}:role/target"),),
        "iam": (
            Ask("iam:GetRole", f"arn:aws:iam::{account}:role/target"),
            Ask("iam:CreateUser", f"arn:aws:iam::{account}:user/team/new"),
            Ask("iam:PassRole", f"arn:aws:iam::{account}:role/target"),
        ),
        "ec2": (Ask("ec2:DescribeInstances", "*"),),
    }


# Services whose resources take a policy of their own, trust and keys apart.
WITH_POLICY = ("s3", "sqs", "sns", "secretsmanager", "lambda", "dynamodb")


@dataclass(frozen=True)
class Key:
    """A condition key: how it compares, what a request may hold, what a policy may want."""

    name: str
    kind: str
    held: tuple
    wanted: tuple[str, ...]
    many: bool = False


KEYS = (
    Key(
        "aws:PrincipalTag/team",
        "string",
        ("data", "Data", "ops", "da*a"),
        ("data", "da*", "d?ta", "OPS", "*", "ops"),
    ),
    Key("aws:RequestTag/env", "string", ("prod", "dev", ""), ("prod", "dev", "pr*", "*", "")),
    Key("aws:SourceVpce", "string", ("vpce-1a2b3c4d", "vpce-9z"), ("vpce-1a2b3c4d", "vpce-*", "vpce-?z")),
    Key(
        "aws:RequestedRegion",
        "string",
        ("eu-west-1", "us-east-1"),
        ("eu-west-1", "eu-*", "us-east-1", "EU-WEST-1"),
    ),
    Key(
        "aws:PrincipalOrgID",
        "string",
        (ORGANIZATION, "o-elsewhere12"),
        (ORGANIZATION, "o-*", "o-elsewhere12"),
    ),
    Key(
        "aws:UserAgent", "string", ("aws-cli/2.1", "a.b+c(d)[e]"), ("aws-cli/*", "a.b+c(d)[e]", "*.?", "a?b*")
    ),
    Key(
        "aws:MultiFactorAuthAge", "number", ("60", "3600", "59"), ("60", "300", "3600", "59.5", "60.0", "-1")
    ),
    Key(
        "aws:CurrentTime",
        "date",
        (NOW,),
        (NOW, "2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z", "2026-06-15", NOW_SECONDS),
    ),
    Key("aws:EpochTime", "date", (NOW_SECONDS,), (NOW, "1767225600", "2026-12-31T23:59:59Z", NOW_SECONDS)),
    Key("aws:SecureTransport", "bool", ("true", "false"), ("true", "false", "TRUE")),
    Key("aws:MultiFactorAuthPresent", "bool", ("true", "false"), ("true", "false")),
    Key("aws:ViaAWSService", "bool", ("true", "false"), ("true", "false")),
    Key(
        "aws:SourceIp",
        "address",
        ("203.0.113.7", "198.51.100.9", "2001:db8::7", "2001:DB8:0:0:0:0:0:7"),
        (
            "203.0.113.0/24",
            "203.0.113.7",
            "198.51.100.0/25",
            "2001:db8::/32",
            "2001:db8::7",
            "::/0",
            "0.0.0.0/0",
        ),
    ),
    Key(
        "aws:SourceArn",
        "arn",
        (
            f"arn:aws:sns:eu-west-1:{HOME}:alerts",
            "arn:aws:s3:::lake-raw",
            f"arn:aws:lambda:us-east-1:{OTHER}:function:load:7",
        ),
        (
            f"arn:aws:sns:*:{HOME}:*",
            "arn:aws:s3:::lake-*",
            "arn:aws:*:*:*:*",
            "arn:aws:lambda:*:function:load",
            "*",
            f"arn:aws:sns:eu-west-1:{HOME}:alerts",
        ),
    ),
    Key(
        "aws:TagKeys",
        "string",
        (["env"], ["env", "team"], ["Env"], ["cost", "env"], []),
        ("env", "team", "e*", "cost", "ENV"),
        True,
    ),
    Key(
        "aws:CalledVia",
        "string",
        (["athena.amazonaws.com"], ["cloudformation.amazonaws.com", "dynamodb.amazonaws.com"]),
        ("athena.amazonaws.com", "*.amazonaws.com", "dynamodb.amazonaws.com"),
        True,
    ),
    Key(
        "aws:PrincipalOrgPaths",
        "string",
        ([f"{ORGANIZATION}/r-ab12/ou-ab12-1/"], [f"{ORGANIZATION}/r-ab12/ou-ab12-2/", "o-elsewhere12/r-zz/"]),
        (f"{ORGANIZATION}/r-ab12/ou-ab12-1/*", f"{ORGANIZATION}/*", f"{ORGANIZATION}/r-ab12/ou-ab12-2/"),
        True,
    ),
)
BY_NAME = {key.name: key for key in KEYS}
# Keys that a request has only when somebody of an account signed it.
SIGNED = (
    "aws:PrincipalTag/team",
    "aws:PrincipalOrgID",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalOrgPaths",
)


def context(rng: random.Random, caller: Caller, account: str, present: float = 0.6) -> dict:
    """The context of a request: what follows from the caller, and each other key with this chance."""
    found: dict = dict(caller.keys)
    if caller.account:
        found |= {"aws:PrincipalAccount": caller.account, "aws:PrincipalIsAWSService": "false"}
    found["aws:ResourceAccount"] = account
    for key in KEYS:
        always = key.name in (
            "aws:CurrentTime",
            "aws:EpochTime",
            "aws:SecureTransport",
            "aws:RequestedRegion",
            "aws:ViaAWSService",
        )
        chance = 1.0 if always else present
        if key.name in SIGNED and caller.account is None:
            continue
        if rng.random() < chance:
            found[key.name] = rng.choice(key.held)
    if "aws:MultiFactorAuthPresent" not in found or found["aws:MultiFactorAuthPresent"] == "false":
        found.pop("aws:MultiFactorAuthAge", None)
    return found
