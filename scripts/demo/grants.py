"""Turns the words of roles/*.toml and people.toml into policy statements and trusts.

What a role or group may do:

    read, write   buckets by short name          jobs     Glue jobs it may run
    keys          keys by alias                  invoke   functions it may call
    catalog       a database it may look up      pass     one role it may hand to one service
    from          queues, data streams and tables that it reads as they fill: queue/, stream/ or feed/NAME
    rows          tables it reads and writes
    more          statements, written out (Allow is understood)

Who may assume a role, one of:

    service       a service, for its own account; with `unguarded`, for anyone's
    people        staff, through the corporate sign-in
    builds        the build service, for this subject; for any subject when empty
    audit         the scanner of the management account, with the agreed external id
    trust         a statement, written out
"""

from __future__ import annotations

from typing import Any

from accounts import AUDIT_EXTERNAL_ID, MANAGEMENT, Account
from buckets import PREFIX

Statement = dict[str, Any]
Words = dict[str, Any]
BUILD_SERVICE = "token.actions.githubusercontent.com"
SIGN_IN = "corporate"

# What reads as it fills: its service, its name there, and what a reader needs.
SOURCES = {
    "queue": ("sqs", "{}", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]),
    "stream": (
        "kinesis",
        "stream/{}",
        [
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:ListShards",
            "kinesis:ListStreams",
        ],
    ),
    "feed": (
        "dynamodb",
        "table/{}/stream/*",
        [
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:DescribeStream",
            "dynamodb:ListStreams",
        ],
    ),
}


def statements(words: Words, account: Account, keys: dict[str, str]) -> list[Statement]:
    """What a role, user or group with these words may do."""
    at = f"{account.home}:{account.id}"
    made = []
    if names := words.get("read"):
        arns = [f"arn:aws:s3:::{PREFIX}{name}" for name in names]
        objects = [f"{arn}/*" for arn in arns]
        made.append(_allow("Read", ["s3:ListBucket", "s3:GetObject"], arns + objects))
    if names := words.get("write"):
        arns = [f"arn:aws:s3:::{PREFIX}{name}/*" for name in names]
        made.append(_allow("Write", ["s3:PutObject", "s3:AbortMultipartUpload"], arns))
    if names := words.get("keys"):
        use = ["kms:Decrypt", "kms:GenerateDataKey"]
        made.append(_allow("Crypt", use, [keys[name] for name in names]))
    if names := words.get("jobs"):
        arns = [f"arn:aws:glue:{at}:job/{name}" for name in names]
        made.append(_allow("Jobs", ["glue:StartJobRun", "glue:GetJobRun"], arns))
    if names := words.get("invoke"):
        arns = [f"arn:aws:lambda:{at}:function:{name}" for name in names]
        made.append(_allow("Invoke", ["lambda:InvokeFunction"], arns))
    if name := words.get("catalog"):
        parts = ("catalog", f"database/{name}", f"table/{name}/*")
        look = ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"]
        made.append(_allow("Catalog", look, [f"arn:aws:glue:{at}:{part}" for part in parts]))
    if handed := words.get("pass"):
        arn = f"arn:aws:iam::{account.id}:role/{handed['role']}"
        only = {"StringEquals": {"iam:PassedToService": f"{handed['to']}.amazonaws.com"}}
        made.append(_allow("PassRole", ["iam:PassRole"], [arn]) | {"Condition": only})
    for source in words.get("from", []):
        kind, name = source.split("/")
        service, rest, actions = SOURCES[kind]
        made.append(_allow(f"From{kind.title()}", actions, [f"arn:aws:{service}:{at}:{rest.format(name)}"]))
    if names := words.get("rows"):
        arns = [f"arn:aws:dynamodb:{at}:table/{name}" for name in names]
        made.append(_allow("Rows", ["dynamodb:GetItem", "dynamodb:PutItem"], arns))
    return made + [{"Effect": "Allow"} | statement for statement in words.get("more", [])]


def logs(name: str, account: Account) -> Statement:
    """A component may write its own log group."""
    group = f"arn:aws:logs:{account.home}:{account.id}:log-group:/harbourline/{name}:*"
    return _allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], [group])


def trust(words: Words, account: Account, organization: str) -> Statement:
    """Who may assume a role with these words."""
    if service := words.get("service"):
        allowed = _trust("Service", {"Service": f"{service}.amazonaws.com"})
        if not words.get("unguarded"):
            allowed["Condition"] = {"StringEquals": {"aws:SourceAccount": account.id}}
        return allowed
    if words.get("people"):
        provider = f"arn:aws:iam::{account.id}:saml-provider/{SIGN_IN}"
        audience = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
        return _trust("CorporateSignIn", {"Federated": provider}, "WithSAML", audience)
    if "builds" in words:
        provider = f"arn:aws:iam::{account.id}:oidc-provider/{BUILD_SERVICE}"
        equal = {f"{BUILD_SERVICE}:aud": "sts.amazonaws.com"}
        if words["builds"]:
            equal[f"{BUILD_SERVICE}:sub"] = words["builds"]
        return _trust("Builds", {"Federated": provider}, "WithWebIdentity", {"StringEquals": equal})
    if words.get("audit"):
        scanner = {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}
        agreed = {"StringEquals": {"sts:ExternalId": AUDIT_EXTERNAL_ID}}
        return _trust("Scanner", scanner, condition=agreed)
    written = words["trust"]
    allowed = _trust(written["Sid"], written["Principal"], condition=written.get("Condition"))
    return _replace(allowed, "ORGANIZATION", organization)


def _allow(sid: str, actions: list[str], resources: list[str]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _trust(
    sid: str, principal: dict[str, str], how: str = "", condition: Words | None = None
) -> Statement:
    made: Statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": f"sts:AssumeRole{how}",
    }
    if condition:
        made["Condition"] = condition
    return made


def _replace(value: Any, old: str, new: str) -> Any:
    """The same value with one string replaced wherever it stands alone."""
    if isinstance(value, dict):
        return {key: _replace(inner, old, new) for key, inner in value.items()}
    return new if value == old else value
