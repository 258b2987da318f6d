"""The classes of disagreement: what a smallest case must look like to belong to one, and which page of AWS decides.

`compare.py` sorts every disagreement into the first class that it fits; one that fits none fails the run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from shrink import documents, statements


class Facts:
    """What a smallest case and its two answers look like."""

    def __init__(self, case: dict, ours: str, theirs: str) -> None:
        self.case, self.ours, self.theirs = case, ours, theirs
        request = case["request"]
        principal = request["principal"]
        self.context = {key.lower(): value for key, value in request["context"].items()}
        self.action = request["action"]
        self.service = self.action.split(":")[0]
        self.caller = next(
            (
                kind
                for mark, kind in (
                    (":root", "root"),
                    ("federated-user/", "federated"),
                    ("aws-service-role/", "linked"),
                    ("assumed-role/", "session"),
                    (":user/", "user"),
                )
                if mark in principal
            ),
            "other",
        )
        self.account = (principal.split(":") + [""] * 5)[4]
        self.crosses = bool(self.account) and self.account != request["resource_account"]
        self.statements = [it for document in documents(case) for it in statements(document)]
        self.conditions = [
            (operator, key.lower(), values if isinstance(values, list) else [values])
            for statement in self.statements
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        ]
        self.resource_statements = (
            statements(case["resource_policy"]["policy"]) if case.get("resource_policy") else []
        )
        self.text = json.dumps([self.statements])

    def has(self, layer: str) -> bool:
        """Whether the case has a layer."""
        return bool(self.case.get(layer))

    def operator(self, *parts: str) -> bool:
        """Whether an operator has all of these parts in its name."""
        return any(all(part in operator for part in parts) for operator, _, _ in self.conditions)

    def names(self, element: str, mark: str) -> bool:
        """Whether a statement of the resource policy names somebody so."""
        return any(element in it and mark in json.dumps(it[element]) for it in self.resource_statements)

    def absent(self, *parts: str) -> bool:
        """Whether a condition with such an operator asks for a key that the request does not have."""
        return any(
            all(part in operator for part in parts) and key not in self.context
            for operator, key, _ in self.conditions
        )

    def old(self) -> bool:
        """Whether a policy has the version without variables."""
        return any(it.get("Version") != "2012-10-17" for it in documents(self.case))

    def mixes_times(self) -> bool:
        """Whether a time is written as seconds on one side and as a date on the other."""

        def is_date(text: object) -> bool:
            return "-" in str(text)

        return any(
            "Date" in operator
            and key in self.context
            and any(is_date(it) != is_date(self.context[key]) for it in values)
            for operator, key, values in self.conditions
        )

    def lacks_variable(self) -> bool:
        """Whether a policy uses the value of a key that the request does not have."""
        used = [part.split("}")[0].split(",")[0].lower() for part in self.text.split("${")[1:]]
        return any(name not in "*?$" and not isinstance(self.context.get(name), str) for name in used)


@dataclass(frozen=True)
class Class:
    """A class of disagreement."""

    name: str
    verdict: str
    page: str
    says: str
    applies: Callable[[Facts], bool]


THEIRS, OURS, OPEN, SCOPE = (
    "theirs is wrong",
    "ours was wrong",
    "the page leaves it open",
    "left to its caller",
)

EMPTY = Class(
    "An empty list counts as a value",
    THEIRS,
    "sets",
    "A key that resolves to an empty set is as good as missing, also to Null.",
    lambda f: [] in f.context.values() and f.operator("Null"),
)

IAM_SIMULATE = (
    Class(
        "An operator that does not exist is taken",
        THEIRS,
        "operators",
        "AWS refuses the policy. An engine that reads such a deny as one that never applies allows what nobody permitted.",
        lambda f: f.ours == "refused" and any(not known(operator) for operator, _, _ in f.conditions),
    ),
    Class(
        "A resource that is no ARN is taken",
        THEIRS,
        "resource",
        "A resource is `*` or an ARN; AWS refuses anything else.",
        lambda f: f.ours == "refused" and '"lake-raw/*"' in f.text,
    ),
    Class(
        "An endpoint policy that names a principal is refused",
        THEIRS,
        "endpoint",
        "Only gateway endpoints want `*`; interface endpoints take any principal, and a request does not tell which endpoint it passes.",
        lambda f: f.theirs == "refused" and f.has("vpc_endpoint_policies"),
    ),
    Class(
        "The root user is denied by default",
        THEIRS,
        "root",
        "The root user has full access to its account without any policy; service control policies still bind it.",
        lambda f: f.caller == "root" and f.ours == "allow",
    ),
    Class(
        "Service control policies bind service-linked roles",
        SCOPE,
        "scp",
        "They do not affect service-linked roles.",
        lambda f: f.caller == "linked" and f.has("service_control_policies"),
    ),
    Class(
        "Resource control policies bind service-linked roles",
        SCOPE,
        "rcp",
        "They do not affect calls of service-linked roles.",
        lambda f: f.caller == "linked" and f.has("resource_control_policies"),
    ),
    Class(
        "Resource control policies bind services that they do not cover",
        SCOPE,
        "rcp",
        "The page lists the services; iam-simulate leaves it to its caller to ask only for those.",
        lambda f: f.has("resource_control_policies") and f.service in ("sns", "lambda", "iam", "ec2"),
    ),
    Class(
        "A session policy limits what the resource grants to the session, or to everyone",
        THEIRS,
        "principal",
        "What is granted to a session's own ARN, or to `*`, is not limited by the implicit deny of a session policy.",
        lambda f: f.has("session_policies") and bool(f.resource_statements) and f.ours == "allow",
    ),
    Class(
        "A boundary does not bind who assumes a role whose trust policy is enough",
        OPEN,
        "trust",
        "This page wants the boundary to allow it; the page on boundaries can be read otherwise. The answer says so.",
        lambda f: f.action == "sts:AssumeRole" and f.has("permissions_boundaries") and f.ours == "deny",
    ),
    Class(
        "NotPrincipal with Deny spares who is named without its account, role and session",
        THEIRS,
        "notprincipal",
        "The account, the role and the session must all be listed; otherwise the deny holds.",
        lambda f: any("NotPrincipal" in it for it in f.resource_statements) and f.ours == "deny",
    ),
    Class(
        "A federated user is taken for the user of the same name",
        THEIRS,
        "federation",
        "The name of a federated session is free; it does not tell which user made it. The answer names that condition.",
        lambda f: f.caller == "federated" and f.ours in ("allow_if", "unknown"),
    ),
    Class(
        "Seconds since 1970 and dates do not compare",
        THEIRS,
        "operators",
        "A date is written in ISO 8601 or as seconds, and both are the same moment.",
        lambda f: f.mixes_times(),
    ),
    Class(
        "ForAnyValue with IfExists is false when the key is missing",
        THEIRS,
        "operators",
        "IfExists makes a condition true when its key is missing, with every operator but Null.",
        lambda f: f.absent("ForAnyValue", "IfExists"),
    ),
    Class(
        "An Arn operator with a value that is no ARN",
        OPEN,
        "checks",
        "`*` alone has no six parts. Read here as covering no ARN, and so the negated operator as true.",
        lambda f: any("Arn" in operator and "*" in values for operator, _, values in f.conditions),
    ),
    Class(
        "A canonical user id is nobody's",
        THEIRS,
        "principal",
        "It is another name of an account. No request tells it; the answer names it as a condition.",
        lambda f: f.names("Principal", "CanonicalUser") and f.ours == "allow_if",
    ),
    EMPTY,
    Class(
        "A star in what is asked for is a pattern",
        SCOPE,
        "variables",
        "It takes a star in the resource of a request for many resources, although the name of an object can hold one.",
        lambda f: "*" in f.case["request"]["resource"][1:],
    ),
    Class(
        "The keys of an identity provider are left out",
        THEIRS,
        "web identity",
        "A provider's claims are keys under its own name, such as `token.example.com:aud`; it drops keys that it does not know.",
        lambda f: any(key.startswith("token.example.com") for _, key, _ in f.conditions),
    ),
    Class(
        "A negated operator does not match a variable without a value",
        THEIRS,
        "variables",
        "A variable without a value matches nothing, and so an inverted operator matches.",
        lambda f: f.lacks_variable() and f.operator("Not"),
    ),
    Class(
        "Variables are used in a policy of 2008",
        THEIRS,
        "variables",
        "Before version 2012-10-17 the text stands for itself.",
        lambda f: f.old() and "${" in f.text,
    ),
    Class(
        "0.0.0.0/0 covers no address",
        THEIRS,
        "operators",
        "A block is a range in CIDR notation; this one is every address of version 4.",
        lambda f: "0.0.0.0/0" in f.text,
    ),
    Class(
        "Two spellings of an address of version 6 differ",
        THEIRS,
        "operators",
        "An address is compared as an address, not as a text.",
        lambda f: "DB8" in str(f.context.get("aws:sourceip")) and f.operator("IpAddress"),
    ),
    Class(
        "An address of one version is neither in nor out of a block of the other",
        THEIRS,
        "operators",
        "NotIpAddress is true of every address outside of the block.",
        lambda f: f.operator("NotIpAddress"),
    ),
)

PMAPPER = (
    EMPTY,
    Class(
        "An empty text is no value to Null",
        OPEN,
        "sets",
        "The page calls an empty text an empty set where it speaks of lists, and does not say it of a single value; a tag can have an empty value. Read here as a value.",
        lambda f: "" in f.context.values() and f.operator("Null"),
    ),
    Class(
        "A policy that AWS refuses is taken",
        THEIRS,
        "checks",
        "AWS stores no such policy, and what cannot be stored must not decide.",
        lambda f: f.ours == "refused",
    ),
    Class(
        "Dates with and without a zone end it",
        THEIRS,
        "operators",
        "A date without a time is a moment like any other.",
        lambda f: f.theirs == "failed" and f.operator("Date"),
    ),
    Class(
        "A list as a variable ends it",
        THEIRS,
        "variables",
        "A key with several values cannot be a variable: it has no value there.",
        lambda f: f.theirs == "failed" and "${" in f.text,
    ),
    Class(
        "Another account's resource needs no policy",
        THEIRS,
        "cross",
        "Both accounts must allow; a resource without a policy shares nothing.",
        lambda f: f.crosses and not f.has("resource_policy") and f.ours == "deny",
    ),
    Class(
        "A boundary does not bind who assumes a role whose trust policy is enough",
        OPEN,
        "trust",
        "As above: the page on role trust policies wants the boundary to allow it.",
        lambda f: f.action == "sts:AssumeRole"
        and f.has("permissions_boundaries")
        and f.ours == "deny"
        and f.caller == "user",
    ),
    Class(
        "What a resource grants to a role is not limited by boundary and session policies",
        THEIRS,
        "logic",
        "The implicit deny of a boundary or session policy limits what is granted to the ARN of a role.",
        lambda f: (f.has("permissions_boundaries") or f.has("session_policies"))
        and bool(f.resource_statements)
        and f.ours == "deny",
    ),
    Class(
        "NotPrincipal with Deny spares who is named without its account, role and session",
        THEIRS,
        "notprincipal",
        "As above: account, role and session must all be listed.",
        lambda f: any("NotPrincipal" in it for it in f.resource_statements) and f.ours == "deny",
    ),
    Class(
        "A session's own ARN names nobody",
        SCOPE,
        "principal",
        "It knows users and roles, not sessions; a policy can name a session.",
        lambda f: f.caller == "session"
        and f.names("Principal", ":assumed-role/")
        or f.names("NotPrincipal", ":assumed-role/"),
    ),
    Class(
        '`{"AWS": "*"}` does not grant by itself',
        THEIRS,
        "principal",
        "In a resource policy it means the same as `*`: everyone.",
        lambda f: f.names("Principal", '{"AWS": "*"}') and f.ours == "allow",
    ),
    Class(
        "IfExists is not honoured with dates, numbers, addresses and flags",
        THEIRS,
        "operators",
        "Every operator but Null takes IfExists and compares as without it.",
        lambda f: any(
            name in operator and operator.endswith("IfExists") and "ForA" not in operator
            for operator, _, _ in f.conditions
            for name in ("Date", "Numeric", "IpAddress")
        ),
    ),
    Class(
        "Only the first of several dates counts",
        THEIRS,
        "logic of conditions",
        "The values of a key are alternatives.",
        lambda f: any("Date" in operator and len(values) > 1 for operator, _, values in f.conditions),
    ),
    Class(
        "ForAnyValue with IfExists is false when the key is missing",
        THEIRS,
        "operators",
        "As above: IfExists makes it true.",
        lambda f: f.absent("ForAnyValue", "IfExists"),
    ),
    Class(
        "A canonical user id is nobody's",
        THEIRS,
        "principal",
        "It is another name of an account. No request tells it; the answer names it as a condition.",
        lambda f: f.names("Principal", "CanonicalUser") and f.ours == "allow_if",
    ),
    Class(
        "A list answers to a single-valued operator",
        OPEN,
        "sets",
        "The page wants a set operator for a key with several values and does not say what happens without; read here as never true.",
        lambda f: any(
            "ForA" not in operator and "Null" not in operator and isinstance(f.context.get(key), list)
            for operator, key, _ in f.conditions
        ),
    ),
    Class(
        "ForAnyValue with a negated operator wants every value to differ",
        THEIRS,
        "sets",
        "It is true as soon as one value of the request passes.",
        lambda f: f.operator("ForAnyValue", "Not"),
    ),
    Class(
        "ForAnyValue over several keys wants one of them",
        THEIRS,
        "logic of conditions",
        "The keys under one operator must all hold.",
        lambda f: any(
            "ForAnyValue" in operator and len(keys) > 1
            for it in f.statements
            for operator, keys in it.get("Condition", {}).items()
        ),
    ),
    Class(
        "StringNotLike is false when the key is missing",
        THEIRS,
        "operators",
        "A negated operator is true when its key is missing; the page names this one.",
        lambda f: f.absent("StringNotLike"),
    ),
    Class(
        "A flag in capitals is not read",
        OPEN,
        "operators",
        "The page writes flags in small letters and says nothing of others; read here without case.",
        lambda f: any("Bool" in operator and "TRUE" in values for operator, _, values in f.conditions),
    ),
    Class(
        "Text is read as a regular expression",
        THEIRS,
        "operators",
        "Only `*` and `?` are special.",
        lambda f: f.operator("Like") and any(mark in f.text for mark in "+(["),
    ),
    Class(
        "Resources match without case",
        THEIRS,
        "resource",
        "ARNs are compared with their case.",
        lambda f: f.case["request"]["resource"].swapcase().replace("ARN:AWS", "arn:aws") in f.text,
    ),
    Class(
        "An Arn operator with a value that is no ARN",
        OPEN,
        "checks",
        "`*` alone has no six parts. Read here as covering no ARN, and so the negated operator as true.",
        lambda f: any("Arn" in operator and "*" in values for operator, _, values in f.conditions),
    ),
    Class(
        "Patterns of ARNs cross colons",
        THEIRS,
        "operators",
        "The six parts of an ARN are compared one by one.",
        lambda f: f.operator("Arn"),
    ),
    Class(
        "Variables in conditions, with another case, with defaults, and escapes are not replaced",
        THEIRS,
        "variables",
        "Keys have no case, variables stand in conditions too, take defaults, and `${*}` is a plain star.",
        lambda f: "${" in f.text,
    ),
)


def known(operator: str) -> bool:
    """Whether an operator of the generator exists."""
    return operator not in ("StringMatches", "NullIfExists")
