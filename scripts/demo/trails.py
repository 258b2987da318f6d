"""CloudTrail: one good trail in each kept account, one that was stopped, two set up badly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts import ACCOUNTS, FINANCE, FLEET, MANAGEMENT, tags
from buckets import PREFIX
from emulator import Emulator
from manifest import Manifest


@dataclass(frozen=True)
class Trail:
    """One trail; left alone it records everything, everywhere, sealed and encrypted."""

    name: str
    account: str
    bucket: str
    key: str
    kept: bool = True
    logging: bool = True
    region: str = ""

    @property
    def arn(self) -> str:
        """The trail's ARN."""
        return f"arn:aws:cloudtrail:{self.home}:{self.account}:trail/{self.name}"

    @property
    def home(self) -> str:
        """Where it was made."""
        return self.region or ACCOUNTS[self.account].home


TRAILS = (
    Trail("org-trail", MANAGEMENT, "org-cloudtrail", "org-trail"),
    Trail("fin-trail", FINANCE, "fin-cloudtrail", "audit"),
    # Stopped during an incident in October and not started again.
    Trail("fin-payments-trail", FINANCE, "fin-cloudtrail", "audit", logging=False),
    Trail("fleet-trail", FLEET, "fleet-cloudtrail", "", kept=False),
    Trail("fleet-us-trail", FLEET, "fleet-cloudtrail", "", kept=False, region="us-east-1"),
)
FAULTS = (
    ("cloudtrail-stopped", "fin-payments-trail"),
    ("cloudtrail-multi-region", "fleet-trail"),
    ("cloudtrail-log-validation", "fleet-trail"),
    ("cloudtrail-customer-key", "fleet-trail"),
    ("cloudtrail-log-validation", "fleet-us-trail"),
    ("cloudtrail-customer-key", "fleet-us-trail"),
    ("cloudtrail-data-events", "fleet-trail"),
    ("cloudtrail-bucket-exposed", "fleet-trail"),
)
OBJECTS = {
    "Name": "Objects of every bucket",
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ],
}
MANAGED = {
    "Name": "Management events",
    "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
}


def seed_trails(emulator: Emulator, manifest: Manifest, keys: dict[str, str]) -> None:
    """Make the trails, and record the faults among them."""
    for trail in TRAILS:
        client = emulator.client("cloudtrail", trail.account, trail.home)
        named = tags("prod", "", "")
        asked: dict[str, Any] = {
            "Name": trail.name,
            "S3BucketName": PREFIX + trail.bucket,
            "S3KeyPrefix": trail.name,
            "IncludeGlobalServiceEvents": True,
            "IsMultiRegionTrail": trail.kept,
            "EnableLogFileValidation": trail.kept,
            "TagsList": [{"Key": key, "Value": value} for key, value in named.items()],
        }
        if trail.key:
            asked["KmsKeyId"] = keys[trail.key]
        client.create_trail(**asked)
        if trail.kept:
            client.put_event_selectors(
                TrailName=trail.name, AdvancedEventSelectors=[MANAGED, OBJECTS]
            )
        client.start_logging(Name=trail.arn)
        if not trail.logging:
            client.stop_logging(Name=trail.arn)
        manifest.count("trail")
    for check, name in FAULTS:
        trail = next(trail for trail in TRAILS if trail.name == name)
        manifest.fault(check, faulty(check, trail), trail.account)


def faulty(check: str, trail: Trail) -> str:
    """The resource that the check is about: the account, the bucket that the trail fills, or the trail."""
    if check in ("cloudtrail-multi-region", "cloudtrail-data-events"):
        return f"arn:aws:iam::{trail.account}:root"
    if check == "cloudtrail-bucket-exposed":
        return f"arn:aws:s3:::{PREFIX}{trail.bucket}"
    return trail.arn
