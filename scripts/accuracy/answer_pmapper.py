"""Reads cases of `access simulate` line by line, puts each to Principal Mapper, and prints its decision.

    VENV/bin/python answer_pmapper.py < cases > answers

It says only whether a request is authorized, of a user or a role. What it has no place for is answered as
"unsupported".
"""

from __future__ import annotations

import collections
import collections.abc
import json
import sys

# Principal Mapper imports these by the names that Python gave up in 3.10.
for _name in ("Mapping", "MutableMapping"):
    setattr(collections, _name, getattr(collections.abc, _name))

from principalmapper.common import Node, Policy  # noqa: E402
from principalmapper.querying.query_interface import local_check_authorization_full  # noqa: E402

NOT_MODELLED = (
    "resource_control_policies",
    "vpc_endpoint_policies",
    "key_grants",
    "access_control_list",
    "public_policy_is_restricted",
)


def main() -> None:
    """Answer every line."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps({"id": asked.get("id"), **answer(asked)}), flush=True)


def answer(asked: dict) -> dict:
    """What Principal Mapper says of a case."""
    lacks = next((field for field in NOT_MODELLED if asked.get(field)), None)
    principal = node_arn(asked["request"]["principal"])
    if lacks or principal is None:
        return {"decision": "unsupported", "detail": lacks or asked["request"]["principal"]}
    if max(len(asked.get(field) or ()) for field in ("session_policies", "permissions_boundaries")) > 1:
        return {"decision": "unsupported", "detail": "several policies of a layer"}
    try:
        allowed = authorized(principal, asked)
    except Exception as wrong:  # noqa: BLE001 - whatever it ends with is its answer
        return {"decision": "failed", "detail": f"{type(wrong).__name__}: {wrong}"}
    return {"decision": "allow" if allowed else "deny"}


def node_arn(principal: str) -> str | None:
    """The ARN of the user or role that a caller is."""
    parts = principal.split(":", 5)
    if len(parts) != 6:
        return None
    if parts[2] == "sts" and parts[5].startswith("assumed-role/"):
        return f"arn:aws:iam::{parts[4]}:role/{parts[5].split('/')[1]}"
    return principal if parts[5].startswith(("user/", "role/")) else None


def document(given: dict) -> dict:
    """The document of a policy that may have a name."""
    return given.get("policy", given)


def authorized(principal: str, asked: dict) -> bool:
    """Put the case to it."""
    is_role = ":role/" in principal
    request = asked["request"]
    own = [
        Policy(principal, f"own-{place}", document(it))
        for place, it in enumerate(asked.get("identity_policies") or [])
    ]
    boundary = (asked.get("permissions_boundaries") or [None])[0]
    limit = (
        Policy(f"arn:aws:iam::{principal.split(':')[4]}:policy/limit", "limit", document(boundary))
        if boundary
        else None
    )
    identifier = request["context"].get("aws:userid", "AIDAUNKNOWN").split(":")[0]
    node = Node(
        principal,
        identifier,
        own,
        [],
        {"Version": "2012-10-17", "Statement": []} if is_role else None,
        [] if is_role else None,
        0,
        False,
        False,
        limit,
        False,
        {},
    )
    resource_policy = asked.get("resource_policy")
    session = (asked.get("session_policies") or [None])[0]
    return local_check_authorization_full(
        node,
        request["action"],
        request["resource"],
        request["context"],
        document(resource_policy) if resource_policy else None,
        request["resource_account"],
        control_groups(asked),
        document(session) if session else None,
    )


def control_groups(asked: dict) -> list[list[Policy]] | None:
    """Service control policies by level, unless the caller's account manages the organization."""
    levels = asked.get("service_control_policies")
    if not levels or asked.get("principal_is_management_account"):
        return None
    arn = "arn:aws:organizations::111122223333:policy/o-exampleorg1/service_control_policy/p-1"
    return [
        [Policy(arn, it.get("name", "scp"), document(it)) for it in level["policies"]] for level in levels
    ]


if __name__ == "__main__":
    main()
