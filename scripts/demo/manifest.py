"""What the seed records besides the cloud itself: planted faults, and facts no emulator holds."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

# The day the demo takes place; every date in the estate is counted back from it.
AS_OF = datetime(2026, 11, 20, tzinfo=UTC)

# For these, the faults list every resource that fails; any other failure is a mistake.
# README.md says how each is understood.
PLANTED = (
    "cloudtrail-bucket-exposed",
    "cloudtrail-customer-key",
    "cloudtrail-data-events",
    "cloudtrail-log-validation",
    "cloudtrail-multi-region",
    "cloudtrail-stopped",
    "dynamodb-table-point-in-time-recovery",
    "events-bus-service-source",
    "flow-broken",
    "flow-target-missing",
    "glue-job-security-configuration",
    "iam-access-key-age",
    "iam-access-key-unused",
    "iam-full-administrator",
    "iam-inline-policy",
    "iam-oidc-trust-without-subject",
    "iam-pass-role-wildcard",
    "iam-password-policy-weak",
    "iam-role-dormant",
    "iam-root-access-key",
    "iam-root-mfa",
    "iam-service-trust-confused-deputy",
    "iam-trust-foreign-without-external-id",
    "iam-trust-public",
    "iam-user-dormant",
    "iam-user-mfa",
    "iam-wildcard-iam",
    "kinesis-stream-unencrypted",
    "kms-key-deletion-in-use",
    "kms-key-grant-foreign",
    "kms-key-policy-foreign-account",
    "kms-key-policy-public",
    "kms-key-rotation",
    "kms-key-shared-classifications",
    "lambda-function-secret-environment",
    "lambda-function-service-source",
    "lambda-function-url-unauthenticated",
    "logs-group-retention-absent",
    "logs-resource-policy-service-source",
    "rds-database-public",
    "s3-account-public-access-block",
    "s3-bucket-access-logging",
    "s3-bucket-customer-key",
    "s3-bucket-encryption-absent",
    "s3-bucket-foreign-access",
    "s3-bucket-foreign-replication",
    "s3-bucket-insecure-transport",
    "s3-bucket-lifecycle",
    "s3-bucket-mfa-delete",
    "s3-bucket-object-ownership",
    "s3-bucket-public-access-block",
    "s3-bucket-public-acl",
    "s3-bucket-public-policy",
    "s3-bucket-versioning",
    "secretsmanager-secret-not-rotated",
    "sns-subscription-plain-http",
    "sns-topic-service-source",
    "sqs-dead-letter-queue-weaker",
    "sqs-queue-service-source",
    "sqs-queue-unencrypted",
)

# The ones among them whose evidence is in annotate.json, not in the emulator.
ANNOTATED = (
    "iam-access-key-age",
    "iam-access-key-unused",
    "iam-role-dormant",
    "iam-root-access-key",
    "iam-root-mfa",
    "iam-user-dormant",
    "secretsmanager-secret-not-rotated",
)


def days_ago(days: int) -> str:
    """A date of the estate, as it is written to annotate.json."""
    return (AS_OF - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def pick(text: str, below: int) -> int:
    """A number that looks arbitrary and is the same each time."""
    return zlib.crc32(text.encode()) % below


class Manifest:
    """Filled while the estate is seeded."""

    def __init__(self) -> None:
        self._accounts: dict[str, dict[str, Any]] = {}
        self._faults: list[dict[str, str]] = []
        self._facts: dict[str, dict[str, Any]] = {}
        self._counts: dict[str, int] = {}

    def account(self, account: str, **about: Any) -> None:
        """An account of the estate."""
        self._accounts[account] = about

    def fault(self, check: str, resource: str, account: str, locus: str = "") -> None:
        """One resource that `check` must report; `locus` is the part of it that is wrong."""
        found = {"check": check, "resource": resource, "account": account}
        if locus:
            found["locus"] = locus
        self._faults.append(found)

    def annotate(self, arn: str, **facts: Any) -> None:
        """Facts about `arn` that the emulator cannot be told."""
        self._facts.setdefault(arn, {}).update(facts)

    def count(self, kind: str) -> None:
        """One more resource of this kind was made."""
        self._counts[kind] = self._counts.get(kind, 0) + 1

    @property
    def counts(self) -> dict[str, int]:
        """How many resources of each kind were made."""
        return dict(sorted(self._counts.items()))

    def document(self) -> dict[str, Any]:
        """The manifest, in a defined order."""
        order = sorted(self._faults, key=lambda f: (f["check"], f["resource"], f.get("locus", "")))
        return {
            "as_of": days_ago(0),
            "accounts": self._accounts,
            "counts": self.counts,
            "planted_checks": list(PLANTED),
            "annotated_checks": list(ANNOTATED),
            "faults": order,
        }

    def annotations(self) -> dict[str, Any]:
        """annotate.json, in a defined order."""
        return {"as_of": days_ago(0), "resources": dict(sorted(self._facts.items()))}
