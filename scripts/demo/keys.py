"""Customer keys: one for each pipeline, classification and region, and a few mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts import (
    ACCOUNTS,
    FINANCE,
    FLEET,
    MANAGEMENT,
    MAP_VENDOR,
    SCORING_VENDOR,
    oldest_days,
    policy,
    tags,
)
from emulator import Emulator
from manifest import Manifest, days_ago, pick


@dataclass(frozen=True)
class Key:
    """One customer key; `users` are the roles of its account that may encrypt and decrypt."""

    alias: str
    account: str
    classification: str
    pipeline: str = ""
    users: tuple[str, ...] = ()
    region: str = ""
    rotation: bool = True
    spec: str = "SYMMETRIC_DEFAULT"
    statements: tuple[dict[str, Any], ...] = field(default=())
    grant_to: str = ""
    pending_deletion: bool = False


CRYPTO = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


def _only(account: str, service: str) -> dict[str, Any]:
    """Anyone in the account, through one service: open in wording, closed by its conditions."""
    return {
        "Sid": "ThroughTheServiceOnly",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:CallerAccount": account, "kms:ViaService": service}},
    }


def _trail(account: str, region: str) -> dict[str, Any]:
    return {
        "Sid": "TrailMayEncrypt",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {
            "StringLike": {"aws:SourceArn": f"arn:aws:cloudtrail:{region}:{account}:trail/*"}
        },
    }


def _delivery(account: str, service: str) -> dict[str, Any]:
    """A service of AWS may encrypt what it sends for the account."""
    return {
        "Sid": "DeliveryMayEncrypt",
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }


VENDOR_DECRYPT = {
    "Sid": "VendorTokenisation",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{SCORING_VENDOR}:root"},
    "Action": ["kms:Decrypt", "kms:DescribeKey"],
    "Resource": "*",
}
MATCHING_ENGINE = f"arn:aws:iam::{MAP_VENDOR}:role/matching-engine"
ANYONE_DECRYPT = {
    "Sid": "StreamConsumers",
    "Effect": "Allow",
    "Principal": "*",
    "Action": ["kms:Decrypt", "kms:DescribeKey"],
    "Resource": "*",
}

# fmt: off
KEYS = (
    # harbourline-org
    Key("org-trail", MANAGEMENT, "restricted", statements=(_trail(MANAGEMENT, "eu-west-1"),)),
    Key("org-billing", MANAGEMENT, "internal", users=("billing-export",)),
    # finance-prod: transactions
    Key("txn-landing", FINANCE, "restricted", "transactions",
        ("txn-landing-validator", "txn-firehose-cards", "txn-firehose-transfers", "sftp-ingest"),
        statements=(_delivery(FINANCE, "s3"),)),
    Key("txn-raw", FINANCE, "restricted", "transactions",
        ("txn-landing-validator", "txn-glue-raw-to-curated", "replication-backups"),
        grant_to=f"arn:aws:iam::{FINANCE}:role/txn-emr-reconciliation"),
    Key("txn-curated", FINANCE, "restricted", "transactions",
        ("txn-glue-raw-to-curated", "txn-glue-ledger", "data-analyst", "fraud-glue-features")),
    Key("txn-internal", FINANCE, "internal", "transactions", ("txn-glue-crawler", "data-analyst")),
    Key("txn-reconciliation", FINANCE, "restricted", "transactions", ("txn-emr-reconciliation",),
        pending_deletion=True),
    Key("txn-landing-2021", FINANCE, "restricted", "transactions", pending_deletion=True),
    Key("card-tokenisation", FINANCE, "restricted", "transactions", ("fraud-score-api",),
        statements=(VENDOR_DECRYPT,)),
    Key("report-signing", FINANCE, "internal", "transactions", ("report-mailer",),
        spec="RSA_2048", rotation=False),
    Key("reports", FINANCE, "internal", "transactions",
        ("reports-glue-aggregates", "report-mailer")),
    Key("reports-regulatory", FINANCE, "restricted", "transactions",
        ("reports-glue-aggregates", "auditor")),
    Key("shared-data", FINANCE, "restricted", "transactions", ("platform-engineer",)),
    Key("warehouse", FINANCE, "restricted", "transactions",
        ("warehouse-loader", "warehouse-unload")),
    # finance-prod: fraud detection
    Key("fraud-features", FINANCE, "restricted", "fraud",
        ("fraud-glue-features", "fraud-feature-writer", "fraud-model-training"),
        statements=(_only(FINANCE, "s3.eu-west-1.amazonaws.com"),)),
    Key("fraud-models", FINANCE, "internal", "fraud", ("fraud-model-training", "fraud-score-api")),
    Key("fraud-cases", FINANCE, "restricted", "fraud", ("fraud-alert-router",),
        statements=(_delivery(FINANCE, "sns"), _delivery(FINANCE, "events"))),
    # finance-prod: platform
    Key("platform", FINANCE, "internal", users=("ci-deploy", "platform-engineer")),
    Key("platform-state", FINANCE, "restricted", users=("ci-deploy",)),
    Key("audit", FINANCE, "restricted", users=("auditor",),
        statements=(_trail(FINANCE, "eu-west-1"),)),
    Key("secrets", FINANCE, "restricted", users=("secrets-rotation",)),
    Key("backup-restricted", FINANCE, "restricted", "transactions",
        ("backup-operator", "replication-backups"), region="eu-central-1"),
    Key("backup-internal", FINANCE, "internal", "fraud", ("backup-operator",),
        region="eu-central-1"),
    # fleet-telemetry
    Key("fleet-landing", FLEET, "internal", "telemetry",
        ("fleet-iot-ingest", "fleet-firehose-delivery")),
    Key("fleet-stream", FLEET, "internal", "telemetry", ("fleet-stream-analytics",),
        statements=(ANYONE_DECRYPT,)),
    Key("fleet-archive", FLEET, "internal", "telemetry", ("fleet-firehose-archive",),
        rotation=False),
    Key("fleet-positions", FLEET, "restricted", "telemetry",
        ("fleet-position-decoder", "fleet-glue-positions", "fleet-replication")),
    Key("fleet-enriched", FLEET, "internal", "telemetry",
        ("fleet-enrichment", "fleet-glue-enriched"),
        grant_to=MATCHING_ENGINE),
    Key("fleet-models", FLEET, "internal", "telemetry", ("fleet-ml-training",)),
    Key("fleet-certificates", FLEET, "restricted", "telemetry", ("fleet-device-provisioning",)),
    Key("fleet-video", FLEET, "restricted", "telemetry", ("fleet-crash-uploader",)),
    Key("fleet-partners", FLEET, "internal", "telemetry", ("fleet-partner-sync",)),
    Key("fleet-audit", FLEET, "restricted", "telemetry"),
    Key("fleet-backup", FLEET, "restricted", "telemetry", ("fleet-replication",),
        region="us-east-1"),
    Key("fleet-delivery", FLEET, "internal", "telemetry", ("fleet-ci-deploy",),
        region="us-east-1"),
)
# fmt: on


def seed_keys(emulator: Emulator, manifest: Manifest) -> dict[str, str]:
    """Make every key and record the faults among them; answers key ARNs by alias."""
    arns: dict[str, str] = {}
    for key in KEYS:
        arns[key.alias] = _make(emulator, key)
        # A key is older than what it encrypts.
        age = oldest_days(key.account) + pick(key.alias, 60)
        place = arns[key.alias].split("key/")[0]
        manifest.annotate(f"{place}alias/{key.alias}", created=days_ago(age))
        manifest.count("key")
    flawed = (
        ("kms-key-rotation", "fleet-archive", ""),
        ("kms-key-policy-public", "fleet-stream", "StreamConsumers"),
        ("kms-key-policy-foreign-account", "card-tokenisation", "VendorTokenisation"),
        ("kms-key-deletion-in-use", "txn-reconciliation", ""),
        ("kms-key-grant-foreign", "fleet-enriched", MATCHING_ENGINE),
        ("kms-key-shared-classifications", "shared-data", ""),
    )
    owners = {key.alias: key.account for key in KEYS}
    for check, alias, locus in flawed:
        manifest.fault(check, arns[alias], owners[alias], locus)
    return arns


def _make(emulator: Emulator, key: Key) -> str:
    kms = emulator.client("kms", key.account, key.region or ACCOUNTS[key.account].home)
    named = tags("prod", key.classification, key.pipeline)
    made = kms.create_key(
        Description=f"Harbourline {key.alias}",
        KeySpec=key.spec,
        KeyUsage="ENCRYPT_DECRYPT" if key.spec == "SYMMETRIC_DEFAULT" else "SIGN_VERIFY",
        Policy=policy(*_statements(key)),
        Tags=[{"TagKey": name, "TagValue": value} for name, value in named.items()],
    )["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{key.alias}", TargetKeyId=made["KeyId"])
    if key.rotation:
        kms.enable_key_rotation(KeyId=made["KeyId"])
    if key.grant_to:
        kms.create_grant(
            KeyId=made["KeyId"],
            GranteePrincipal=key.grant_to,
            Operations=["Decrypt", "DescribeKey"],
            Name=f"{key.alias}-reader",
        )
    if key.pending_deletion:
        kms.schedule_key_deletion(KeyId=made["KeyId"], PendingWindowInDays=30)
    return made["Arn"]


def _statements(key: Key) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = [
        {
            "Sid": "AccountMayDelegate",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{key.account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    if key.users:
        roles = [f"arn:aws:iam::{key.account}:role/{name}" for name in key.users]
        use = CRYPTO if key.spec == "SYMMETRIC_DEFAULT" else ["kms:Sign", "kms:GetPublicKey"]
        statements.append(
            {
                "Sid": "UsedBy",
                "Effect": "Allow",
                "Principal": {"AWS": roles},
                "Action": use,
                "Resource": "*",
            }
        )
    return statements + list(key.statements)
