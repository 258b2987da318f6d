"""Makes a case smaller while two engines still answer it as they did, so that what is left is what they differ about."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

LAYERS = (
    "permissions_boundaries",
    "session_policies",
    "vpc_endpoint_policies",
    "service_control_policies",
    "resource_control_policies",
    "resource_policy",
)
LISTS = ("identity_policies", "permissions_boundaries", "session_policies", "vpc_endpoint_policies")
# What follows from the caller and the resource stays: no engine is judged by keys that it was not given.
KEPT = (
    "aws:PrincipalArn",
    "aws:PrincipalType",
    "aws:username",
    "aws:userid",
    "aws:PrincipalAccount",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:ResourceAccount",
    "kms:CallerAccount",
    "aws:CurrentTime",
    "aws:EpochTime",
)


def shrunk(case: dict, differs: Callable[[dict], bool]) -> dict:
    """The smallest case found that still differs in the same way."""
    changed = True
    while changed:
        changed = False
        for cut in list(cuts(case)):
            smaller = copy.deepcopy(case)
            if cut(smaller) and smaller != case and differs(smaller):
                case, changed = smaller, True
    return case


Cut = Callable[[dict], bool]


def cuts(case: dict) -> Iterator[Cut]:
    """Ways to make a case smaller, the largest first. Each says whether it still applies."""
    # A key or a role is never without a policy of its own.
    keeps = "resource_policy" if case["request"]["action"].startswith(("kms:", "sts:")) else None
    for field in LAYERS:
        if field in case and field != keeps:
            yield lambda it, field=field: it.pop(field, None) is not None
    for field in LISTS:
        for place in reversed(range(len(case.get(field) or ()))):
            yield lambda it, field=field, place=place: drop(
                it.get(field), place, 0 if field == "identity_policies" else 1
            )
    for field in ("service_control_policies", "resource_control_policies"):
        for level in reversed(range(len(case.get(field) or ()))):
            yield lambda it, field=field, level=level: drop(it.get(field), level, 1)
    for field in ("principal_is_management_account", "public_policy_is_restricted"):
        if field in case:
            yield lambda it, field=field: it.pop(field, None) is not None
    yield from policy_cuts(case)
    for key in case["request"]["context"]:
        if key not in KEPT:
            yield lambda it, key=key: it["request"]["context"].pop(key, None) is not None
        elif isinstance(case["request"]["context"][key], list):
            yield lambda it, key=key: drop(it["request"]["context"].get(key), 0, 1)


def drop(found: list | None, place: int, least: int) -> bool:
    """Take one out of a list that may lose it."""
    if found is None or place >= len(found) or len(found) <= least:
        return False
    del found[place]
    return True


def documents(case: dict) -> list[dict]:
    """All policy documents of a case."""
    found = [it.get("policy", it) for field in LISTS for it in case.get(field) or ()]
    for field in ("service_control_policies", "resource_control_policies"):
        found += [it.get("policy", it) for level in case.get(field) or () for it in level["policies"]]
    if case.get("resource_policy"):
        found.append(case["resource_policy"].get("policy", case["resource_policy"]))
    return found


def statements(document: dict) -> list[dict]:
    """The statements of a document."""
    found = document["Statement"]
    return found if isinstance(found, list) else [found]


def policy_cuts(case: dict) -> Iterator[Cut]:
    """Ways to make the policies smaller."""
    for which, document in enumerate(documents(case)):
        for place in reversed(range(len(statements(document)))):
            yield lambda it, which=which, place=place: drop_statement(it, which, place)
        for place, statement in enumerate(statements(document)):
            for edit in edits(statement):
                yield lambda it, which=which, place=place, edit=edit: edited(it, which, place, edit)


def at(case: dict, which: int, place: int) -> dict | None:
    """A statement by its place; none when it went away."""
    found = documents(case)
    inside = statements(found[which]) if which < len(found) else []
    return inside[place] if place < len(inside) else None


def drop_statement(case: dict, which: int, place: int) -> bool:
    """Take a statement out."""
    found = documents(case)
    return (
        which < len(found)
        and isinstance(found[which]["Statement"], list)
        and drop(found[which]["Statement"], place, 1)
    )


def edited(case: dict, which: int, place: int, edit: Callable[[dict], bool]) -> bool:
    """Change a statement."""
    statement = at(case, which, place)
    return statement is not None and edit(statement)


def edits(statement: dict) -> Iterator[Callable[[dict], bool]]:
    """Ways to make a statement smaller."""
    yield lambda it: it.pop("Condition", None) is not None
    for operator, keys in (statement.get("Condition") or {}).items():
        yield lambda it, operator=operator: len(it.get("Condition", {})) > 1 and it["Condition"].pop(
            operator, None
        ) is not None
        for key, values in keys.items():
            if isinstance(values, list):
                for value in values:
                    yield lambda it, path=("Condition", operator, key), value=value: put(it, path, value)
    for element in ("Action", "Resource"):
        if f"Not{element}" in statement or statement.get(element) != "*":
            yield lambda it, element=element: simple(it, element)
    for element in ("Action", "NotAction", "Resource", "NotResource"):
        if isinstance(statement.get(element), list):
            for value in statement[element]:
                yield lambda it, path=(element,), value=value: put(it, path, value)
    for element in ("Principal", "NotPrincipal"):
        named = statement.get(element)
        for value in (
            named.get("AWS") if isinstance(named, dict) and isinstance(named.get("AWS"), list) else ()
        ):
            yield lambda it, path=(element, "AWS"), value=value: put(it, path, value)


def put(statement: dict, path: tuple[str, ...], value: str) -> bool:
    """Put one value where a list was."""
    for step in path[:-1]:
        statement = statement.get(step)
        if not isinstance(statement, dict):
            return False
    if not isinstance(statement.get(path[-1]), list):
        return False
    statement[path[-1]] = value
    return True


def simple(statement: dict, element: str) -> bool:
    """Let an element cover everything."""
    if element not in statement and f"Not{element}" not in statement:
        return False
    statement.pop(f"Not{element}", None)
    statement[element] = "*"
    return True
