"""The three accounts of Harbourline Financial, its organization, and account-wide settings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from emulator import Emulator
from manifest import Manifest

MANAGEMENT, FINANCE, FLEET = "999900001111", "111122223333", "444455556666"

# Outside the organization: a fraud-scoring vendor, a map vendor, and an agency that has left.
SCORING_VENDOR, MAP_VENDOR, FORMER_AGENCY = "888877776666", "555544443333", "222211110000"

AUDIT_ROLE = "security-audit"
AUDIT_EXTERNAL_ID = "harbourline-security-review"


@dataclass(frozen=True)
class Account:
    """One account: `home` is the region its trail and most of its data live in."""

    id: str
    name: str
    home: str
    regions: tuple[str, ...]
    unit: str = ""


ACCOUNTS = {
    account.id: account
    for account in (
        Account(MANAGEMENT, "harbourline-org", "eu-west-1", ("eu-west-1",)),
        Account(FINANCE, "finance-prod", "eu-west-1", ("eu-west-1", "eu-central-1"), "pipelines"),
        Account(
            FLEET, "fleet-telemetry", "eu-central-1", ("eu-central-1", "us-east-1"), "pipelines"
        ),
    )
}


def policy(*statements: dict[str, Any]) -> str:
    """A policy document as it is stored."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=1)


OWNERS = {
    "transactions": "payments-data",
    "fraud": "fraud-science",
    "telemetry": "fleet-data",
    "": "platform",
}


def tags(environment: str, classification: str, pipeline: str) -> dict[str, str]:
    """The tags that Harbourline puts on what it owns; empty ones are left out."""
    named = {
        "environment": environment,
        "classification": classification,
        "pipeline": pipeline,
        "owner": OWNERS[pipeline],
    }
    return {key: value for key, value in named.items() if value}


def oldest_days(account: str) -> int:
    """Days since the first key and store of an account were made; the fleet business is younger."""
    return 640 if account == FLEET else 1420


GUARDRAILS = (
    (
        "SERVICE_CONTROL_POLICY",
        "protect-audit-trail",
        "root",
        {
            "Sid": "KeepTheTrail",
            "Effect": "Deny",
            "Action": ["cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors"],
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/org-automation"}},
        },
    ),
    (
        "SERVICE_CONTROL_POLICY",
        "stay-in-organization",
        "root",
        {
            "Sid": "DoNotLeave",
            "Effect": "Deny",
            "Action": "organizations:LeaveOrganization",
            "Resource": "*",
        },
    ),
    (
        "SERVICE_CONTROL_POLICY",
        "approved-regions",
        "pipelines",
        {
            "Sid": "RegionsInUse",
            "Effect": "Deny",
            "NotAction": ["iam:*", "sts:*", "organizations:*", "cloudfront:*", "support:*"],
            "Resource": "*",
            "Condition": {
                "StringNotEquals": {
                    "aws:RequestedRegion": ["eu-west-1", "eu-central-1", "us-east-1"]
                }
            },
        },
    ),
    (
        "RESOURCE_CONTROL_POLICY",
        "encrypted-connections-only",
        "pipelines",
        {
            "Sid": "SecretsOverTls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "secretsmanager:*",
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}},
        },
    ),
)


def seed_organization(emulator: Emulator, manifest: Manifest) -> str:
    """Make the organization, its members and guardrails; answers the organization's id."""
    org = emulator.client("organizations", MANAGEMENT, "us-east-1")
    made = org.create_organization(FeatureSet="ALL")["Organization"]["Id"]
    root = org.list_roots()["Roots"][0]["Id"]
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        org.enable_policy_type(RootId=root, PolicyType=kind)
    unit = org.create_organizational_unit(ParentId=root, Name="pipelines")
    targets = {"root": root, "pipelines": unit["OrganizationalUnit"]["Id"]}
    manifest.count("organizational unit")
    for account in ACCOUNTS.values():
        if account.unit:
            _join(org, account, root, targets[account.unit])
    for kind, name, target, statement in GUARDRAILS:
        content = policy(statement)
        summary = org.create_policy(Name=name, Description=name, Type=kind, Content=content)
        attached = summary["Policy"]["PolicySummary"]["Id"]
        org.attach_policy(PolicyId=attached, TargetId=targets[target])
        manifest.count("organization policy")
    return made


def _join(org: Any, account: Account, root: str, parent: str) -> None:
    """Make a member with the id that the estate uses, where the emulator can do that."""
    asked = org.create_account(
        Email=f"{account.name}@harbourline.example",
        AccountName=account.name,
        Tags=[{"Key": "_custom_id_", "Value": account.id}],
    )
    given = asked["CreateAccountStatus"]["AccountId"]
    org.move_account(AccountId=given, SourceParentId=root, DestinationParentId=parent)
    if given != account.id:
        print(f"note: the organization lists {account.name} as {given}; start corrected_moto.py")


def seed_accounts(emulator: Emulator, manifest: Manifest) -> None:
    """Aliases, password policies, account-wide public access blocks and what is known of root."""
    for account in ACCOUNTS.values():
        iam = emulator.client("iam", account.id, "us-east-1")
        root = f"arn:aws:iam::{account.id}:root"
        iam.create_account_alias(AccountAlias=account.name)
        manifest.count("account")
        manifest.account(
            account.id,
            name=account.name,
            home=account.home,
            regions=list(account.regions),
            audit_role=f"arn:aws:iam::{account.id}:role/{AUDIT_ROLE}",
            external_id=AUDIT_EXTERNAL_ID,
        )
        fleet = account.id == FLEET
        manifest.annotate(root, mfa=not fleet, access_keys=0)
        if fleet:
            # The younger account: bought with the fleet business and never brought to standard.
            iam.update_account_password_policy(MinimumPasswordLength=8)
            manifest.fault("iam-password-policy-weak", root, account.id)
            manifest.fault("iam-root-mfa", root, account.id)
            manifest.fault("s3-account-public-access-block", root, account.id)
            continue
        iam.update_account_password_policy(
            MinimumPasswordLength=16,
            RequireSymbols=True,
            RequireNumbers=True,
            RequireUppercaseCharacters=True,
            RequireLowercaseCharacters=True,
            AllowUsersToChangePassword=True,
            MaxPasswordAge=90,
            PasswordReusePrevention=24,
        )
        _block_public_access(emulator, account)


def _block_public_access(emulator: Emulator, account: Account) -> None:
    block = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    }
    try:
        emulator.client("s3control", account.id, account.home).put_public_access_block(
            AccountId=account.id, PublicAccessBlockConfiguration=block
        )
    except ClientError as error:
        print(f"note: {account.name}: no account-wide public access block here: {error}")
