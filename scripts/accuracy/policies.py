"""Policies about a request: statements that cover it, nearly cover it, or miss it, in every form of the language."""

from __future__ import annotations

import random

from world import BY_NAME, HOME, KEYS, OTHER, Ask, Caller, Key

OPERATORS = {
    "string": (
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ),
    "number": (
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
    ),
    "date": (
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
    ),
    "bool": ("Bool",),
    "address": ("IpAddress", "NotIpAddress"),
    "arn": ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
}


def some(rng: random.Random, values, most: int = 2) -> str | list[str]:
    """One value, alone or in a list, or several."""
    count = rng.randint(1, min(most, len(values)))
    chosen = rng.sample(list(values), count)
    return chosen[0] if count == 1 and rng.random() < 0.6 else chosen


def condition(rng: random.Random, keys: tuple[Key, ...] = KEYS) -> tuple[str, str, str | list[str]]:
    """One condition: operator, key, wanted values."""
    key = rng.choice(keys)
    name = key.name.upper() if rng.random() < 0.05 else key.name
    if rng.random() < 0.12:
        return "Null", name, rng.choice(("true", "false"))
    operator = rng.choice(OPERATORS[key.kind])
    wanted = some(rng, key.wanted, 3 if key.many else 2)
    if key.many and rng.random() < 0.9:
        operator = rng.choice(("ForAllValues:", "ForAnyValue:")) + operator
    if rng.random() < 0.25:
        operator += "IfExists"
    return operator, name, wanted


def conditions(rng: random.Random, count: int, keys: tuple[Key, ...] = KEYS) -> dict:
    """A condition block of so many conditions."""
    block: dict = {}
    for _ in range(count):
        operator, name, wanted = condition(rng, keys)
        block.setdefault(operator, {})[name] = wanted
    return block


def action(rng: random.Random, ask: Ask, hit: bool) -> dict:
    """The action element: Action, or NotAction."""
    service, name = ask.action.split(":")
    covering = (
        ask.action,
        ask.action,
        f"{service}:*",
        "*",
        f"{service}:{name[:3]}*",
        f"{service.upper()}:{name.lower()}",
        f"{service}:?{name[1:]}",
        [f"{service}:Tag*", ask.action],
        f"{service}:*{name[-3:]}",
    )
    missing = (
        f"{service}:Tag*",
        "cloudwatch:*",
        [f"{service}:Untag*", "logs:PutLogEvents"],
        f"{service}:{name}x",
    )
    if rng.random() < 0.12:
        return {"NotAction": rng.choice(missing if hit else covering)}
    return {"Action": rng.choice(covering if hit else missing)}


def resource(rng: random.Random, ask: Ask, hit: bool, wide: bool = True) -> dict:
    """The resource element: Resource, or NotResource."""
    if ask.resource == "*":
        return (
            {"Resource": "*"}
            if hit
            else {"Resource": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0"}
        )
    half = ask.resource[: -max(1, len(ask.resource.rsplit(":", 1)[-1]) // 2)] + "*"
    covering = [ask.resource, half, ask.resource[:-1] + "?", [ask.resource, "arn:aws:sns:*:*:none"]]
    if wide:
        covering += ["*", "*"]
    parts = ask.resource.split(":")
    covering += [":".join([*parts[:3], "*", "*", *parts[5:]]), ":".join([*parts[:4], "*", "*"])]
    if "/dana/" in ask.resource:
        covering += [
            ask.resource.replace("/dana/", "/${aws:username}/"),
            ask.resource.replace("/dana/", "/*/"),
        ]
    missing = (
        ask.resource + "x",
        ask.resource.swapcase().replace("ARN:AWS", "arn:aws"),
        "arn:aws:sns:eu-west-1:999988887777:none",
        ask.resource.replace(ask.resource[-2:], "zz"),
    )
    if rng.random() < 0.12:
        return {"NotResource": rng.choice(missing if hit else covering)}
    return {"Resource": rng.choice(covering if hit else missing)}


def statement(
    rng: random.Random, ask: Ask, effect: str, hit: float = 0.85, conditional: float = 0.3, keys=KEYS, **only
) -> dict:
    """A statement of an identity policy."""
    made = {
        "Effect": effect,
        **action(rng, ask, rng.random() < hit),
        **resource(rng, ask, rng.random() < hit),
    }
    if rng.random() < conditional:
        made["Condition"] = conditions(rng, 1 if rng.random() < 0.7 else 2, keys)
    return made | only


def policy(statements: list[dict], version: str = "2012-10-17") -> dict:
    """A document. One statement may stand without a list."""
    return {"Version": version, "Statement": statements[0] if len(statements) == 1 else statements}


def own_policy(rng: random.Random, ask: Ask, deny: float = 0.25, **how) -> dict:
    """A policy of the caller's side."""
    statements = [statement(rng, ask, "Allow", **how)]
    if rng.random() < 0.3:
        statements.append(statement(rng, ask, "Allow", **how))
    if rng.random() < deny:
        statements.append(statement(rng, ask, "Deny", hit=0.7, conditional=0.6))
    return policy(statements)


ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
FULL_RCP = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}


def control_levels(rng: random.Random, ask: Ask) -> list[dict]:
    """Service control policies from the root to the account."""
    levels = []
    for name in ("root", "unit", "account")[: rng.randint(1, 3)]:
        policies = [
            {"name": f"{name}-allow", "policy": ALL if rng.random() < 0.7 else own_policy(rng, ask, 0.1)}
        ]
        if rng.random() < 0.4:
            policies.append(
                {"name": f"{name}-deny", "policy": policy([statement(rng, ask, "Deny", 0.6, 0.6)])}
            )
        levels.append({"level": name, "policies": policies})
    return levels


def resource_levels(rng: random.Random, ask: Ask) -> list[dict]:
    """Resource control policies from the root to the account; the policy of AWS is always among them."""
    levels = []
    for name in ("root", "unit", "account")[: rng.randint(1, 3)]:
        policies = [{"name": f"{name}-full", "policy": FULL_RCP}]
        if rng.random() < 0.5:
            deny = statement(rng, ask, "Deny", 0.75, 0.8, Principal="*")
            # A resource control policy can have neither NotAction nor an Action that is everything.
            if "NotAction" in deny or deny["Action"] == "*":
                deny.pop("NotAction", None)
                deny["Action"] = ask.action.split(":")[0] + ":*"
            policies.append({"name": f"{name}-deny", "policy": policy([deny])})
        levels.append({"level": name, "policies": policies})
    return levels


def named(rng: random.Random, caller: Caller, hit: bool, asks_s3: bool = False) -> object:
    """A principal element that names the caller in some way, or others."""
    others = [f"arn:aws:iam::{OTHER}:role/someone", f"arn:aws:iam::{HOME}:user/nobody", "999988887777"]
    elsewhere = (
        {"AWS": rng.choice(others)},
        {"Service": "ec2.amazonaws.com"},
        {"AWS": rng.sample(others, 2)},
    )
    if not hit:
        return rng.choice(elsewhere)
    if caller.kind == "anonymous":
        return rng.choice(("*", {"AWS": "*"}))
    if caller.kind == "service":
        return rng.choice(
            ({"Service": caller.principal}, {"Service": [caller.principal, "s3.amazonaws.com"]}, "*")
        )
    if caller.kind == "provider":
        return rng.choice(
            ({"Federated": caller.principal}, {"Federated": [caller.principal, "accounts.google.com"]}, "*")
        )
    root = f"arn:aws:iam::{caller.account}:root"
    names = (
        *caller.names,
        *caller.names,
        root,
        caller.account,
        [*caller.names, root],
        "*",
        [others[0], caller.names[0]],
    )
    chosen = rng.choice(names)
    if rng.random() < 0.04:
        # What AWS leaves of a name whose user or role was deleted and made anew.
        return {"AWS": "AIDAEXAMPLEGONE00001"}
    if asks_s3 and rng.random() < 0.05:
        return {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}
    return "*" if chosen == "*" and rng.random() < 0.5 else {"AWS": chosen}


def resource_policy(
    rng: random.Random,
    ask: Ask,
    caller: Caller,
    hit: float = 0.8,
    conditional: float = 0.25,
    deny: float = 0.3,
) -> dict:
    """The policy of a resource."""
    wide = not ask.action.startswith("s3:")
    statements = []
    for _ in range(rng.randint(1, 2)):
        covers = {**action(rng, ask, rng.random() < 0.9), **resource(rng, ask, rng.random() < 0.9, wide)}
        statements.append(
            {"Effect": "Allow", "Principal": named(rng, caller, rng.random() < hit, not wide), **covers}
        )
    if rng.random() < deny:
        covers = {**action(rng, ask, rng.random() < 0.8), **resource(rng, ask, rng.random() < 0.8, wide)}
        statements.append({"Effect": "Deny", **spared(rng, caller), **covers})
    for made in statements:
        if rng.random() < (conditional if made["Effect"] == "Allow" else 0.6):
            made["Condition"] = conditions(rng, 1)
    return policy(statements)


def spared(rng: random.Random, caller: Caller) -> dict:
    """Whom a deny of a resource policy names: Principal, or NotPrincipal with some or all names of the caller."""
    if caller.account is None or rng.random() < 0.5:
        return {"Principal": named(rng, caller, rng.random() < 0.7)}
    root = f"arn:aws:iam::{caller.account}:root"
    lists = (
        [*caller.names, root],
        [*caller.names, root],
        list(caller.names),
        [root],
        [f"arn:aws:iam::{OTHER}:user/nobody"],
    )
    return {"NotPrincipal": {"AWS": rng.choice(lists)}}


def keys_named(*names: str) -> tuple[Key, ...]:
    """Condition keys by name."""
    return tuple(BY_NAME[name] for name in names)
