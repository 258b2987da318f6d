"""Makes the roles, groups, users and customer policies of roles/*.toml and people.toml.

A role or user with words of its own gets the customer policy `<name>-access`, and a group
`<name>-group`. Besides the words that grants.py explains, a role has:

    managed       AWS-managed policies
    inline        words for an inline policy, and its `name`
    pipeline, environment   its tags
    created, used           days before the demo; used = "never" for never

and a user: groups, console, mfa, signed_in (days before the demo) and access_keys, each with its
age, the days since it was used, and whether it is active.
"""

from __future__ import annotations

import secrets
import tomllib
from pathlib import Path
from typing import Any

from accounts import ACCOUNTS, FINANCE, FLEET, MANAGEMENT, Account, policy, tags
from emulator import Emulator
from grants import BUILD_SERVICE, SIGN_IN, Words, logs, statements, trust
from manifest import Manifest, days_ago, pick

HERE = Path(__file__).parent
AWS = "arn:aws:iam::aws:policy/"
BOUNDARY = "workforce-boundary"
ADMINISTRATION = "OrganizationAccountAccessRole"
STALE = 90  # days; nothing in the estate is near it
TABLES = {
    MANAGEMENT: ("org", ("org.toml",)),
    FINANCE: ("finance", ("finance.toml", "finance-platform.toml")),
    FLEET: ("fleet", ("fleet.toml",)),
}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
# check, account, role, locus; a locus that names a statement is in the role's customer policy
FAULTS = (
    ("iam-full-administrator", FINANCE, ADMINISTRATION, ADMINISTRATOR),
    ("iam-full-administrator", FLEET, ADMINISTRATION, ADMINISTRATOR),
    ("iam-full-administrator", FLEET, "fleet-ci-deploy", ADMINISTRATOR),
    ("iam-oidc-trust-without-subject", FLEET, "fleet-ci-deploy", "Builds"),
    ("iam-inline-policy", FINANCE, "fraud-notebook-execution", "case-review-march"),
    ("iam-trust-public", FLEET, "fleet-device-provisioning", "Devices"),
    ("iam-trust-foreign-without-external-id", FLEET, "fleet-vendor-maps", "MapVendor"),
    ("iam-service-trust-confused-deputy", FINANCE, "fin-config-recorder", "Service"),
    ("iam-service-trust-confused-deputy", FLEET, "fleet-firehose-delivery", "Service"),
    ("iam-wildcard-iam", FLEET, "fleet-platform-automation",
     f"arn:aws:iam::{FLEET}:policy/fleet-platform-automation-access"),
    ("iam-pass-role-wildcard", FINANCE, "fraud-training-orchestrator",
     f"arn:aws:iam::{FINANCE}:policy/fraud-training-orchestrator-access"),
)


class Identities:
    """The identities of one account."""

    def __init__(
        self, emulator: Emulator, manifest: Manifest, account: Account, keys: dict[str, str]
    ) -> None:
        self.iam = emulator.client("iam", account.id, "us-east-1")
        self.manifest = manifest
        self.account = account
        self.keys = keys

    def seed(self, organization: str) -> None:
        """Everything the tables say of this account."""
        table, files = TABLES[self.account.id]
        people = tomllib.loads((HERE / "people.toml").read_text())[table]
        self._providers()
        for file in files:
            for name, words in tomllib.loads((HERE / "roles" / file).read_text()).items():
                self._role(name, words, organization)
        if self.account.unit:
            self._administration()
        for name, words in people["groups"].items():
            self.iam.create_group(GroupName=name)
            self.manifest.count("group")
            allowed = statements(words, self.account, self.keys)
            arn = self._create_policy(f"{name}-group", allowed, words)
            self.iam.attach_group_policy(GroupName=name, PolicyArn=arn)
        for name, words in people["users"].items():
            self._user(name, words)

    def _providers(self) -> None:
        self.iam.create_saml_provider(
            Name=SIGN_IN,
            SAMLMetadataDocument="<EntityDescriptor>"
            + "harbourline " * 100
            + "</EntityDescriptor>",
        )
        self.iam.create_open_id_connect_provider(
            Url=f"https://{BUILD_SERVICE}",
            ClientIDList=["sts.amazonaws.com"],
            ThumbprintList=["1b511abead59c6ce207077c0bf0e0043b1382612"],
        )
        reach = ["s3:*", "kms:*", "glue:*", "athena:*", "lambda:*", "states:*", "logs:*"]
        within = {"Sid": "Within", "Effect": "Allow", "Action": reach, "Resource": "*"}
        handed = {
            "Sid": "Handing",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": f"arn:aws:iam::{self.account.id}:role/txn-*",
            "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
        }
        self.boundary = self._create_policy(BOUNDARY, [within, handed], {})
        for _ in range(2):
            self.manifest.count("identity provider")

    def _role(self, name: str, words: Words, organization: str) -> None:
        made: dict[str, Any] = {
            "RoleName": name,
            "AssumeRolePolicyDocument": policy(trust(words, self.account, organization)),
            "Description": f"Harbourline {name}",
            "Tags": self._tags(words),
        }
        if words.get("people") and name != "auditor":
            made["PermissionsBoundary"] = self.boundary
        arn = self.iam.create_role(**made)["Role"]["Arn"]
        self.manifest.count("role")
        allowed = statements(words, self.account, self.keys)
        if "service" in words:
            allowed.append(logs(name, self.account))
        if allowed:
            attached = self._policy(name, allowed, words)
            self.iam.attach_role_policy(RoleName=name, PolicyArn=attached)
        for managed in words.get("managed", []):
            self.iam.attach_role_policy(RoleName=name, PolicyArn=AWS + managed)
        if inline := words.get("inline"):
            document = policy(*statements(inline, self.account, self.keys))
            self.iam.put_role_policy(
                RoleName=name, PolicyName=inline["name"], PolicyDocument=document
            )
        self._role_dates(arn, words)

    def _administration(self) -> None:
        """What an organization puts into each account that it makes."""
        if not any(r["RoleName"] == ADMINISTRATION for r in self._roles()):
            root = {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}
            enter = {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}
            self.iam.create_role(RoleName=ADMINISTRATION, AssumeRolePolicyDocument=policy(enter))
        self.iam.attach_role_policy(RoleName=ADMINISTRATION, PolicyArn=AWS + "AdministratorAccess")
        self.manifest.count("role")
        self._role_dates(f"arn:aws:iam::{self.account.id}:role/{ADMINISTRATION}", {})

    def _roles(self) -> list[dict[str, Any]]:
        pages = self.iam.get_paginator("list_roles").paginate()
        return [role for page in pages for role in page["Roles"]]

    def _role_dates(self, arn: str, words: Words) -> None:
        facts: dict[str, Any] = {"created": days_ago(words.get("created") or 200 + pick(arn, 900))}
        used = words.get("used") or 1 + pick(arn, 9)
        if used != "never":
            service = "s3" if "read" in words or "write" in words else "sts"
            facts["last_used"] = self._use(used, service)
        self.manifest.annotate(arn, **facts)
        if used == "never" or used > STALE:
            self.manifest.fault("iam-role-dormant", arn, self.account.id)

    def _user(self, name: str, words: Words) -> None:
        arn = self.iam.create_user(UserName=name, Tags=self._tags(words))["User"]["Arn"]
        self.manifest.count("user")
        for group in words["groups"]:
            self.iam.add_user_to_group(GroupName=group, UserName=name)
        if allowed := statements(words, self.account, self.keys):
            attached = self._policy(name, allowed, words)
            self.iam.attach_user_policy(UserName=name, PolicyArn=attached)
        facts: dict[str, Any] = {"created": days_ago(1300 + pick(arn, 500))}
        seen = [self._access_key(name, arn, key, facts) for key in words.get("access_keys", [])]
        if words.get("console", True):
            seen.append(words.get("signed_in") or 1 + pick(arn, 6))
            facts["password_last_used"] = days_ago(seen[-1])
            # Nobody signs in with it, and no file ever holds it.
            password = f"Aa1!{secrets.token_urlsafe(24)}"
            self.iam.create_login_profile(UserName=name, Password=password)
            if words.get("mfa", True):
                self._second_factor(name)
                facts["mfa_enabled"] = days_ago(400 + pick(name, 800))
            else:
                self.manifest.fault("iam-user-mfa", arn, self.account.id)
        if min(seen) > STALE:
            self.manifest.fault("iam-user-dormant", arn, self.account.id)
        self.manifest.annotate(arn, **facts)

    def _access_key(self, name: str, arn: str, key: Words, facts: dict[str, Any]) -> int:
        """Make a key, in the order that annotate.json lists them; answers when it was used."""
        made = self.iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
        self.manifest.count("access key")
        active = key.get("active", True)
        if not active:
            self.iam.update_access_key(UserName=name, AccessKeyId=made, Status="Inactive")
        dates = {"created": days_ago(key["age"]), "last_used": self._use(key["used"], "s3")}
        facts.setdefault("access_keys", []).append(dates)
        if active and key["age"] > STALE:
            self.manifest.fault("iam-access-key-age", arn, self.account.id, made)
        if active and key["used"] > STALE:
            self.manifest.fault("iam-access-key-unused", arn, self.account.id, made)
        return key["used"]

    def _second_factor(self, name: str) -> None:
        device = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=name)
        self.iam.enable_mfa_device(
            UserName=name,
            SerialNumber=device["VirtualMFADevice"]["SerialNumber"],
            AuthenticationCode1="123456",
            AuthenticationCode2="654321",
        )

    def _policy(self, name: str, allowed: list[dict[str, Any]], words: Words) -> str:
        return self._create_policy(f"{name}-access", allowed, words)

    def _create_policy(self, name: str, allowed: list[dict[str, Any]], words: Words) -> str:
        made = self.iam.create_policy(
            PolicyName=name, PolicyDocument=policy(*allowed), Tags=self._tags(words)
        )
        self.manifest.count("customer policy")
        arn = made["Policy"]["Arn"]
        self.manifest.annotate(arn, updated=days_ago(30 + pick(arn, 500)))
        return arn

    def _tags(self, words: Words) -> list[dict[str, str]]:
        named = tags(words.get("environment", "prod"), "", words.get("pipeline", ""))
        return [{"Key": key, "Value": value} for key, value in named.items()]

    def _use(self, days: int, service: str) -> dict[str, str]:
        return {"date": days_ago(days), "region": self.account.home, "service": service}


def seed_identities(
    emulator: Emulator, manifest: Manifest, keys: dict[str, str], organization: str
) -> None:
    """The identities of every account, and the faults that the tables do not date."""
    for account in ACCOUNTS.values():
        Identities(emulator, manifest, account, keys).seed(organization)
    for check, owner, role, locus in FAULTS:
        manifest.fault(check, f"arn:aws:iam::{owner}:role/{role}", owner, locus)
