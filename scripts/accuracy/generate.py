"""Generated cases: a request and the policies that bear on it, by category, the same for the same seed.

    generate.py [--seed N] [--count N]        prints one JSON object a line: {"category": ..., "case": ...}

A case is what `tidegate access simulate` reads. Every context is complete, and holds the keys that follow from the
caller and the resource, so that no engine is judged by keys that it was not given.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator

import policies as p
import world as w


def main() -> None:
    """Print the cases."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    asked = parser.parse_args()
    for made in cases(asked.seed, asked.count):
        print(json.dumps(made, separators=(",", ":")))


def cases(seed: int, count: int) -> Iterator[dict]:
    """So many cases, each category in turn."""
    makers = list(CATEGORIES.items())
    for place in range(count):
        category, maker = makers[place % len(makers)]
        # A generator of its own for each case: a change of one category does not change the others.
        rng = random.Random(f"{seed}/{category}/{place // len(makers)}")
        made = maker(rng)
        yield {"category": category, "case": {"id": place, **made}}


def request(
    rng: random.Random, caller: w.Caller, ask: w.Ask, account: str = w.HOME, present: float = 0.6
) -> dict:
    """The request of a case."""
    found = w.context(rng, caller, account, present)
    if ask.action.startswith("kms:") and caller.account:
        found["kms:CallerAccount"] = caller.account
    if ask.action == "iam:PassRole":
        found["iam:PassedToService"] = "glue.amazonaws.com"
    return {
        "principal": caller.principal,
        "action": ask.action,
        "resource": ask.resource,
        "resource_account": account,
        "context": found,
        "context_complete": True,
    }


def ask_of(rng: random.Random, account: str = w.HOME, services: tuple[str, ...] = ()) -> w.Ask:
    """Something to ask."""
    owned = w.owned(account)
    return rng.choice(owned[rng.choice(services or tuple(it for it in owned if it not in ("kms", "sts")))])


def identity(rng: random.Random, ask: w.Ask, **how) -> list[dict]:
    """The caller's own policies."""
    return [
        {"name": f"own-{place}", "policy": p.own_policy(rng, ask, **how)}
        for place in range(rng.randint(1, 2))
    ]


def sure(ask: w.Ask) -> list[dict]:
    """Own policies that allow what is asked, so that what a category is about decides."""
    made = {"Effect": "Allow", "Action": [ask.action, "cloudwatch:GetMetricData"], "Resource": "*"}
    return [{"name": "own", "policy": p.policy([made])}]


def own(rng: random.Random, ask: w.Ask) -> list[dict]:
    """Own policies, sure to allow or not."""
    return sure(ask) if rng.random() < 0.6 else identity(rng, ask)


def one(rng: random.Random, ask: w.Ask, **how) -> list[dict]:
    """A list of one policy of the caller's side."""
    return [{"name": "limit", "policy": p.own_policy(rng, ask, 0.3, **how)}]


def elements(rng: random.Random) -> dict:
    """Action, NotAction, Resource, NotResource, wildcards and case."""
    ask = ask_of(rng)
    return {
        "request": request(rng, rng.choice(w.PEOPLE), ask),
        "identity_policies": identity(rng, ask, hit=0.75, conditional=0.0),
    }


def conditional(rng: random.Random, keys: tuple[w.Key, ...], present: float = 0.6) -> dict:
    """One or two conditions on an allow or a deny that covers the request otherwise."""
    ask = ask_of(rng)
    made = {"Effect": rng.choice(("Allow", "Allow", "Deny")), "Action": ask.action, "Resource": "*"}
    made["Condition"] = p.conditions(rng, 1 if rng.random() < 0.75 else 2, keys)
    allow = {"Effect": "Allow", "Action": ask.action, "Resource": "*"}
    statements = [made] if made["Effect"] == "Allow" else [allow, made]
    asked = request(rng, rng.choice(w.PEOPLE), ask, present=present)
    return {"request": asked, "identity_policies": [{"name": "own", "policy": p.policy(statements)}]}


def conditions(rng: random.Random) -> dict:
    """Single-valued keys."""
    return conditional(rng, tuple(key for key in w.KEYS if not key.many))


def sets(rng: random.Random) -> dict:
    """Multivalued keys."""
    return conditional(rng, tuple(key for key in w.KEYS if key.many))


def variables(rng: random.Random) -> dict:
    """Policy variables in resources and conditions, with defaults, escapes and old versions."""
    ask = w.Ask(
        "s3:GetObject",
        rng.choice(
            (
                "arn:aws:s3:::lake-raw/dana/a",
                "arn:aws:s3:::lake-raw/data/a",
                "arn:aws:s3:::lake-raw/x*y/a",
                "arn:aws:s3:::lake-raw/none/a",
                "arn:aws:s3:::lake-raw/${aws:username}/a",
            )
        ),
    )
    variable = rng.choice(
        (
            "${aws:username}",
            "${aws:PrincipalTag/team}",
            "${aws:PrincipalTag/team, 'none'}",
            "${*}",
            "x${*}y",
            "${aws:TagKeys}",
            "${AWS:UserName}",
            "${aws:username, 'none'}",
        )
    )
    made: dict = {"Effect": rng.choice(("Allow", "Allow", "Deny")), "Action": "s3:GetObject"}
    if rng.random() < 0.5:
        made |= {"Resource": f"arn:aws:s3:::lake-raw/{variable}/a"}
    else:
        operator = rng.choice(("StringEquals", "StringLike", "StringNotEquals", "StringNotLike"))
        name, value = rng.choice(
            (
                ("aws:PrincipalTag/team", variable),
                ("aws:SourceVpce", variable),
                ("aws:RequestTag/env", variable),
            )
        )
        made |= {"Resource": "*", "Condition": {operator: {name: value}}}
    statements = (
        [made]
        if made["Effect"] == "Allow"
        else [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, made]
    )
    version = "2008-10-17" if rng.random() < 0.15 else "2012-10-17"
    asked = request(rng, rng.choice(w.PEOPLE), ask)
    if rng.random() < 0.3:
        asked["context"]["aws:RequestTag/env"] = asked["context"]["aws:SourceVpce"] = "dana"
    return {"request": asked, "identity_policies": [{"name": "own", "policy": p.policy(statements, version)}]}


def boundary(rng: random.Random) -> dict:
    """A permissions boundary, at times beside a resource policy."""
    ask, caller = ask_of(rng, services=w.WITH_POLICY), rng.choice(w.PEOPLE)
    made = {
        "request": request(rng, caller, ask),
        "identity_policies": own(rng, ask),
        "permissions_boundaries": one(rng, ask, hit=0.75),
    }
    if rng.random() < 0.5:
        made["resource_policy"] = {"policy": p.resource_policy(rng, ask, caller)}
    return made


def session(rng: random.Random) -> dict:
    """A session policy, at times beside a resource policy."""
    ask = ask_of(rng, services=w.WITH_POLICY)
    caller = rng.choice([it for it in w.PEOPLE if it.kind == "session"])
    made = {
        "request": request(rng, caller, ask),
        "identity_policies": own(rng, ask),
        "session_policies": one(rng, ask, hit=0.75),
    }
    if rng.random() < 0.5:
        made["resource_policy"] = {"policy": p.resource_policy(rng, ask, caller)}
    return made


def service_control(rng: random.Random) -> dict:
    """Service control policies at one to three levels."""
    ask = ask_of(rng)
    caller = rng.choice((*w.PEOPLE, *w.PEOPLE, *w.LINKED))
    return {
        "request": request(rng, caller, ask),
        "identity_policies": own(rng, ask),
        "service_control_policies": p.control_levels(rng, ask),
        "principal_is_management_account": rng.random() < 0.1,
    }


def resource_control(rng: random.Random) -> dict:
    """Resource control policies at one to three levels, of services that they cover and of others."""
    ask = ask_of(rng, services=("s3", "sqs", "secretsmanager", "dynamodb", "sns", "lambda"))
    return {
        "request": request(rng, rng.choice((*w.PEOPLE, *w.PEOPLE, *w.LINKED)), ask),
        "identity_policies": sure(ask),
        "resource_control_policies": p.resource_levels(rng, ask),
    }


def same_account(rng: random.Random) -> dict:
    """A resource policy in the caller's account, every form of principal."""
    ask, caller = ask_of(rng, services=w.WITH_POLICY), rng.choice(w.PEOPLE)
    made = {
        "request": request(rng, caller, ask),
        "resource_policy": {"policy": p.resource_policy(rng, ask, caller)},
    }
    return made | {"identity_policies": identity(rng, ask) if rng.random() < 0.4 else []}


def cross_account(rng: random.Random) -> dict:
    """A resource of another account."""
    ask, caller = ask_of(rng, w.OTHER, services=w.WITH_POLICY), rng.choice(w.PEOPLE)
    made = {
        "request": request(rng, caller, ask, w.OTHER),
        "resource_policy": {"policy": p.resource_policy(rng, ask, caller, 0.9)},
        "identity_policies": own(rng, ask),
    }
    if rng.random() < 0.2:
        del made["resource_policy"]
    elif ask.action.startswith("s3:") and rng.random() < 0.2:
        # Only what is public beyond doubt: what makes a policy public is another question.
        allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
        made |= {
            "resource_policy": {"policy": p.policy([allow])},
            "public_policy_is_restricted": rng.random() < 0.7,
        }
    if rng.random() < 0.25:
        made["permissions_boundaries"] = one(rng, ask, hit=0.85)
    return made


def kms(rng: random.Random) -> dict:
    """A key policy, which alone can give identity policies their effect."""
    account = w.HOME if rng.random() < 0.7 else w.OTHER
    ask, caller = ask_of(rng, account, services=("kms",)), rng.choice(w.PEOPLE)
    enabling = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy = p.resource_policy(rng, ask, caller)
    if rng.random() < 0.4:
        policy = p.policy(
            [
                enabling,
                *(policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]),
            ]
        )
    made = {"request": request(rng, caller, ask, account), "resource_policy": {"policy": policy}}
    return made | {"identity_policies": own(rng, ask) if rng.random() < 0.7 else []}


def trust(rng: random.Random) -> dict:
    """A role's trust policy."""
    account = w.HOME if rng.random() < 0.6 else w.OTHER
    ask, caller = ask_of(rng, account, services=("sts",)), rng.choice(w.PEOPLE)
    if rng.random() < 0.15:
        return provided(rng)
    allow: dict = {
        "Effect": "Allow",
        "Principal": p.named(rng, caller, rng.random() < 0.85),
        "Action": "sts:AssumeRole",
    }
    asked = request(rng, caller, ask, account)
    if rng.random() < 0.3:
        allow["Condition"] = {"StringEquals": {"sts:ExternalId": rng.choice(("secret-1", "secret-2"))}}
        if rng.random() < 0.7:
            asked["context"]["sts:ExternalId"] = "secret-1"
    statements = [allow]
    if rng.random() < 0.2:
        statements.append(
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sts:AssumeRole",
                "Condition": p.conditions(rng, 1),
            }
        )
    made = {"request": asked, "resource_policy": {"policy": p.policy(statements)}}
    made["identity_policies"] = own(rng, ask) if rng.random() < 0.6 else []
    if rng.random() < 0.25:
        made["permissions_boundaries"] = one(rng, ask, hit=0.8)
    return made


def provided(rng: random.Random) -> dict:
    """A role that is assumed with a token of an identity provider."""
    ask = w.Ask("sts:AssumeRoleWithWebIdentity", f"arn:aws:iam::{w.HOME}:role/target")
    audience = {"StringEquals": {"token.example.com:aud": rng.choice(("client-1", "client-2"))}}
    allow = {
        "Effect": "Allow",
        "Principal": p.named(rng, w.PROVIDER, rng.random() < 0.85),
        "Action": ask.action,
    }
    if rng.random() < 0.5:
        allow["Condition"] = audience
    asked = request(rng, w.PROVIDER, ask)
    asked["context"]["token.example.com:aud"] = "client-1"
    return {"request": asked, "resource_policy": {"policy": p.policy([allow])}, "identity_policies": []}


def callers(rng: random.Random) -> dict:
    """Callers that are neither user nor role: root, anonymous, services, federated users."""
    ask = ask_of(rng, services=w.WITH_POLICY)
    caller = rng.choice((*w.ROOTS, w.ANONYMOUS, *w.SERVICES, *w.FEDERATED))
    made = {
        "request": request(rng, caller, ask),
        "resource_policy": {"policy": p.resource_policy(rng, ask, caller, 0.85)},
    }
    if caller.kind == "federated_user":
        made["identity_policies"] = own(rng, ask)
        if rng.random() < 0.6:
            made["session_policies"] = one(rng, ask, hit=0.8)
    elif caller.kind == "root" and rng.random() < 0.4:
        made["service_control_policies"] = p.control_levels(rng, ask)
    return made


def endpoint(rng: random.Random) -> dict:
    """The policy of a VPC endpoint."""
    ask, caller = ask_of(rng, services=w.WITH_POLICY), rng.choice(w.PEOPLE)
    covers = {**p.action(rng, ask, rng.random() < 0.85), **p.resource(rng, ask, rng.random() < 0.85)}
    allow = {
        "Effect": "Allow",
        "Principal": "*" if rng.random() < 0.95 else p.named(rng, caller, rng.random() < 0.5),
        **covers,
    }
    if rng.random() < 0.4:
        allow["Condition"] = p.conditions(rng, 1)
    asked = request(rng, caller, ask)
    asked["context"]["aws:SourceVpce"] = "vpce-1a2b3c4d"
    asked["context"].pop("aws:SourceIp", None)
    return {
        "request": asked,
        "identity_policies": sure(ask),
        "vpc_endpoint_policies": [{"name": "endpoint", "policy": p.policy([allow])}],
    }


def mixed(rng: random.Random) -> dict:
    """Several layers at once."""
    account = w.HOME if rng.random() < 0.6 else w.OTHER
    ask, caller = ask_of(rng, account, services=(*w.WITH_POLICY, "kms", "iam")), rng.choice(
        (*w.PEOPLE, *w.STRANGERS)
    )
    made = {"request": request(rng, caller, ask, account), "identity_policies": own(rng, ask)}
    if ask.action.startswith("kms:") or (not ask.action.startswith("iam:") and rng.random() < 0.7):
        made["resource_policy"] = {"policy": p.resource_policy(rng, ask, caller, 0.9, deny=0.15)}
    if rng.random() < 0.35:
        made["permissions_boundaries"] = one(rng, ask, hit=0.9)
    if caller.kind == "session" and rng.random() < 0.4:
        made["session_policies"] = one(rng, ask, hit=0.9)
    if rng.random() < 0.4:
        made["service_control_policies"] = p.control_levels(rng, ask)
    if rng.random() < 0.3:
        made["resource_control_policies"] = p.resource_levels(rng, ask)
    return made


def invalid(rng: random.Random) -> dict:
    """A policy that AWS refuses to store, where taking it for one that says less would allow."""
    ask = ask_of(rng, services=("s3", "sqs"))
    broken: dict = {"Effect": "Deny", "Action": ask.action, "Resource": ask.resource}
    broken |= rng.choice(
        (
            {"Condition": {"StringMatches": {"aws:PrincipalTag/team": "data"}}},
            {"Condition": {"NullIfExists": {"aws:PrincipalTag/team": "true"}}},
            {"Action": "s*:GetObject"},
            {"Resource": "lake-raw/*"},
            {"Principal": "*"},
            {"Effect": "deny"},
            {"NotAction": "s3:*"},
        )
    )
    return {
        "request": request(rng, rng.choice(w.PEOPLE), ask),
        "identity_policies": [*sure(ask), {"name": "broken", "policy": p.policy([broken])}],
    }


CATEGORIES = {
    "elements": elements,
    "conditions": conditions,
    "sets": sets,
    "variables": variables,
    "boundary": boundary,
    "session": session,
    "service control": service_control,
    "resource control": resource_control,
    "same account": same_account,
    "cross account": cross_account,
    "keys": kms,
    "trust": trust,
    "callers": callers,
    "endpoint": endpoint,
    "mixed": mixed,
    "invalid": invalid,
}

if __name__ == "__main__":
    main()
