"""The buckets of the estate, as a table. A row names only what differs from well kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts import FINANCE, FLEET, FORMER_AGENCY, MANAGEMENT, MAP_VENDOR

PREFIX = "harbourline-"


@dataclass(frozen=True)
class Bucket:
    """One bucket. Left alone it is encrypted with its key, versioned, logged, closed to the
    public and to plain HTTP, owned by its account and trimmed by a lifecycle; with MFA delete it
    is not trimmed, because S3 does not take both."""

    short: str
    account: str
    classification: str
    key: str = "AES256"  # a key's alias, "AES256", or "" for no default encryption
    pipeline: str = ""
    environment: str = "prod"
    region: str = ""
    versioning: str = "Enabled"
    mfa_delete: bool = False
    logged: bool = True
    tls_only: bool = True
    lifecycle: bool = True
    block_public: tuple[bool, bool, bool, bool] | None = (True, True, True, True)
    ownership: str = "BucketOwnerEnforced"
    acl: str = ""
    statements: tuple[dict[str, Any], ...] = ()
    replica: tuple[str, str] | None = None  # account, short name of the destination
    log_target: bool = False

    @property
    def name(self) -> str:
        """The bucket's full name."""
        return PREFIX + self.short

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return f"arn:aws:s3:::{self.name}"


def allow(
    short: str, sid: str, principal: Any, actions: list[str], **condition: Any
) -> dict[str, Any]:
    """A statement of a bucket's policy about the bucket and its objects."""
    arn = f"arn:aws:s3:::{PREFIX}{short}"
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": actions,
        "Resource": [arn, f"{arn}/*"],
    }
    if condition:
        statement["Condition"] = dict(condition)
    return statement


def _trail_writer(short: str, account: str, region: str) -> dict[str, Any]:
    return allow(
        short,
        "TrailDelivery",
        {"Service": "cloudtrail.amazonaws.com"},
        ["s3:GetBucketAcl", "s3:PutObject"],
        StringLike={"aws:SourceArn": f"arn:aws:cloudtrail:{region}:{account}:trail/*"},
    )


def _finance(short: str, classification: str, key: str, pipeline: str = "", **rest: Any) -> Bucket:
    return Bucket(short, FINANCE, classification, key, pipeline, **rest)


def _fleet(short: str, classification: str, key: str, **rest: Any) -> Bucket:
    return Bucket(short, FLEET, classification, key, "telemetry", **rest)


def _logs(short: str, account: str, region: str) -> Bucket:
    return Bucket(short, account, "internal", region=region, log_target=True, logged=False)


READ = ["s3:GetObject", "s3:ListBucket"]
TXN, FRAUD = "transactions", "fraud"
RATES_SITE = f"arn:aws:cloudfront::{FINANCE}:distribution/E1RATES00HARBR"

# Log destinations come first: a bucket can only log to one that exists and admits it.
# fmt: off
BUCKETS = (
    _logs("org-access-logs", MANAGEMENT, "eu-west-1"),
    _logs("fin-access-logs-euw1", FINANCE, "eu-west-1"),
    _logs("fin-access-logs-euc1", FINANCE, "eu-central-1"),
    _logs("fleet-access-logs-euc1", FLEET, "eu-central-1"),
    _logs("fleet-access-logs-use1", FLEET, "us-east-1"),
    # harbourline-org
    Bucket("org-cloudtrail", MANAGEMENT, "restricted", "org-trail", mfa_delete=True,
           statements=(_trail_writer("org-cloudtrail", MANAGEMENT, "eu-west-1"),)),
    Bucket("org-billing-exports", MANAGEMENT, "internal", "org-billing"),
    Bucket("org-config-history", MANAGEMENT, "restricted", "org-trail"),
    # finance-prod: backups first, for they are replicated to
    _finance("backup-txn", "restricted", "backup-restricted", TXN, region="eu-central-1",
             mfa_delete=True),
    # Kept for ever, and whoever steals the operator's credentials can delete it.
    _finance("backup-ledger", "restricted", "backup-restricted", TXN, region="eu-central-1",
             lifecycle=False),
    _finance("backup-fraud", "internal", "backup-internal", FRAUD, region="eu-central-1"),
    # finance-prod: transactions
    _finance("txn-landing-cards", "restricted", "txn-landing", TXN),
    _finance("txn-landing-transfers", "restricted", "txn-landing", TXN),
    _finance("txn-landing-merchants", "restricted", "txn-landing", TXN),
    _finance("txn-landing-sftp-partners", "restricted", "txn-landing", TXN),
    _finance("txn-raw", "restricted", "txn-raw", TXN, replica=(FINANCE, "backup-txn")),
    _finance("txn-raw-quarantine", "restricted", "txn-raw", TXN),
    _finance("txn-curated", "restricted", "txn-curated", TXN, statements=(
        allow("txn-curated", "AnalystsThroughEndpoint", "*", READ,
              StringEquals={"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}),)),
    _finance("txn-curated-ledger", "restricted", "txn-curated", TXN,
             replica=(FINANCE, "backup-ledger")),
    _finance("txn-reconciliation", "restricted", "txn-reconciliation", TXN),
    _finance("txn-statements", "restricted", "txn-curated", TXN),
    _finance("txn-kyc-documents", "restricted", "shared-data", TXN),
    _finance("txn-etl-scripts", "internal", "txn-internal", TXN),
    _finance("txn-athena-results", "internal", "txn-internal", TXN, versioning="", tls_only=False),
    _finance("txn-firehose-errors", "internal", "txn-internal", TXN),
    _finance("txn-glue-temp", "internal", "txn-internal", TXN, versioning="", lifecycle=False),
    _finance("txn-emr-logs", "internal", "txn-internal", TXN),
    _finance("txn-reports", "internal", "reports", TXN, statements=(
        allow("txn-reports", "AgencyDesign2023",
              {"AWS": f"arn:aws:iam::{FORMER_AGENCY}:root"}, READ),)),
    _finance("txn-reports-regulatory", "restricted", "reports-regulatory", TXN),
    _finance("txn-warehouse-unload", "restricted", "warehouse", TXN),
    _finance("public-rates", "public", "AES256", TXN, statements=(
        allow("public-rates", "RatesSite",
              {"Service": "cloudfront.amazonaws.com"}, ["s3:GetObject"],
              StringEquals={"aws:SourceArn": RATES_SITE}),)),
    # finance-prod: fraud detection
    _finance("fraud-feature-store", "restricted", "fraud-features", FRAUD),
    _finance("fraud-feature-exports", "restricted", "fraud-features", FRAUD),
    _finance("fraud-training-data", "restricted", "fraud-features", FRAUD, logged=False),
    _finance("fraud-scores", "restricted", "fraud-features", FRAUD),
    _finance("fraud-investigations", "restricted", "fraud-cases", FRAUD),
    _finance("fraud-model-artifacts", "internal", "fraud-models", FRAUD,
             replica=(FINANCE, "backup-fraud")),
    _finance("fraud-model-registry", "internal", "fraud-models", FRAUD),
    _finance("fraud-notebooks", "internal", "fraud-models", FRAUD),
    _finance("fraud-features-staging", "internal", "fraud-models", FRAUD, environment="staging"),
    # finance-prod: platform
    _finance("fin-audit-logs", "restricted", "audit", mfa_delete=True),
    _finance("fin-cloudtrail", "restricted", "audit", mfa_delete=True,
             statements=(_trail_writer("fin-cloudtrail", FINANCE, "eu-west-1"),)),
    _finance("fin-config-history", "restricted", "audit"),
    _finance("fin-lambda-artifacts", "internal", "shared-data"),
    _finance("fin-deploy-artifacts", "internal", "platform"),
    _finance("fin-terraform-state", "restricted", "platform-state"),
    # fleet-telemetry: replica first
    _fleet("fleet-positions-backup", "restricted", "fleet-backup", region="us-east-1"),
    _fleet("fleet-iot-landing", "internal", "fleet-landing"),
    _fleet("fleet-iot-landing-staging", "internal", "fleet-landing", environment="staging"),
    _fleet("fleet-iot-landing-dev", "internal", "fleet-landing", environment="dev"),
    _fleet("fleet-stream-archive", "internal", "fleet-archive"),
    _fleet("fleet-stream-archive-cold", "internal", "fleet-archive", versioning="Suspended"),
    _fleet("fleet-stream-checkpoints", "internal", "fleet-stream"),
    _fleet("fleet-vehicle-positions", "restricted", "fleet-positions",
           replica=(FLEET, "fleet-positions-backup")),
    _fleet("fleet-positions-share", "internal", "fleet-partners", ownership="ObjectWriter",
           acl="public-read", block_public=None),
    _fleet("fleet-driver-profiles", "restricted", "AES256"),
    _fleet("fleet-crash-video", "restricted", "fleet-video"),
    _fleet("fleet-device-certificates", "restricted", "fleet-certificates"),
    _fleet("fleet-enriched", "internal", "fleet-enriched"),
    _fleet("fleet-enriched-staging", "internal", "fleet-enriched", environment="staging"),
    _fleet("fleet-geofences", "internal", "fleet-enriched", statements=(
        allow("fleet-geofences", "WholeOrganization", "*", READ,
              StringEquals={"aws:PrincipalOrgID": "ORGANIZATION"}),)),
    _fleet("fleet-usage-reports", "internal", "fleet-enriched", statements=(
        allow("fleet-usage-reports", "FinanceBilling",
              {"AWS": f"arn:aws:iam::{FINANCE}:role/reports-glue-aggregates"}, READ),)),
    _fleet("fleet-partner-exchange", "internal", "fleet-partners",
           replica=(MAP_VENDOR, "mapvendor-inbox")),
    _fleet("fleet-athena-results", "internal", "fleet-enriched"),
    _fleet("fleet-glue-scripts", "internal", "fleet-enriched"),
    _fleet("fleet-firehose-errors", "internal", "fleet-landing"),
    _fleet("fleet-ml-training", "internal", "fleet-models"),
    _fleet("fleet-ml-models", "internal", "fleet-models"),
    _fleet("fleet-ml-notebooks-dev", "internal", "", environment="dev", logged=False,
           tls_only=False),
    _fleet("fleet-cloudtrail", "restricted", "fleet-audit", block_public=None, statements=(
        _trail_writer("fleet-cloudtrail", FLEET, "eu-central-1"),
        allow("fleet-cloudtrail", "SupportCase", "*", READ))),
    _fleet("fleet-config-history", "restricted", "fleet-audit"),
    _fleet("fleet-dashboards-assets", "public", "AES256", region="us-east-1", block_public=None,
           statements=(
        allow("fleet-dashboards-assets", "PublicReadAssets", "*", ["s3:GetObject"]),)),
    _fleet("fleet-map-tiles", "public", "AES256", region="us-east-1"),
    _fleet("fleet-firmware", "internal", "fleet-delivery", region="us-east-1"),
)
# fmt: on

# check, bucket, locus
FAULTS = (
    ("s3-bucket-public-policy", "fleet-dashboards-assets", "PublicReadAssets"),
    ("s3-bucket-public-policy", "fleet-cloudtrail", "SupportCase"),
    ("s3-bucket-public-acl", "fleet-positions-share", "AllUsers"),
    ("s3-bucket-public-access-block", "fleet-dashboards-assets", ""),
    ("s3-bucket-public-access-block", "fleet-cloudtrail", ""),
    ("s3-bucket-public-access-block", "fleet-positions-share", ""),
    ("s3-bucket-encryption-absent", "fleet-ml-notebooks-dev", ""),
    ("s3-bucket-customer-key", "fleet-driver-profiles", ""),
    # Its key is about to be deleted.
    ("s3-bucket-customer-key", "txn-reconciliation", ""),
    ("s3-bucket-insecure-transport", "txn-athena-results", ""),
    ("s3-bucket-insecure-transport", "fleet-ml-notebooks-dev", ""),
    ("s3-bucket-versioning", "txn-athena-results", ""),
    ("s3-bucket-versioning", "txn-glue-temp", ""),
    ("s3-bucket-versioning", "fleet-stream-archive-cold", ""),
    ("s3-bucket-mfa-delete", "backup-ledger", ""),
    ("s3-bucket-access-logging", "fraud-training-data", ""),
    ("s3-bucket-access-logging", "fleet-ml-notebooks-dev", ""),
    ("s3-bucket-object-ownership", "fleet-positions-share", ""),
    ("s3-bucket-foreign-access", "txn-reports", "AgencyDesign2023"),
    ("s3-bucket-foreign-replication", "fleet-partner-exchange", MAP_VENDOR),
    ("s3-bucket-lifecycle", "txn-glue-temp", ""),
    ("s3-bucket-lifecycle", "backup-ledger", ""),
)
