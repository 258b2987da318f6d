"""Makes the buckets of buckets.py and records the faults among them."""

from __future__ import annotations

from typing import Any

from accounts import ACCOUNTS, oldest_days, policy, tags
from buckets import BUCKETS, FAULTS, PREFIX, Bucket, allow
from emulator import Emulator
from manifest import Manifest, days_ago, pick


def seed_stores(
    emulator: Emulator, manifest: Manifest, keys: dict[str, str], organization: str
) -> None:
    """Make every bucket, in the table's order."""
    for bucket in BUCKETS:
        s3 = emulator.client("s3", bucket.account, _region(bucket))
        _create(s3, bucket)
        _protect(s3, bucket, keys)
        _keep(s3, bucket)
        _replicate(s3, bucket, keys)
        s3.put_bucket_policy(Bucket=bucket.name, Policy=_policy(bucket, organization))
        manifest.annotate(bucket.arn, created=days_ago(_age(bucket)))
        manifest.count("bucket")
    accounts = {bucket.short: bucket.account for bucket in BUCKETS}
    for check, short, locus in FAULTS:
        manifest.fault(check, f"arn:aws:s3:::{PREFIX}{short}", accounts[short], locus)


def _age(bucket: Bucket) -> int:
    """Days since it was made: where others log to is as old as the account's pipelines."""
    oldest = oldest_days(bucket.account)
    return oldest if bucket.log_target else oldest - 5 - pick(bucket.name, oldest - 60)


def _region(bucket: Bucket) -> str:
    return bucket.region or ACCOUNTS[bucket.account].home


def _create(s3: Any, bucket: Bucket) -> None:
    asked: dict[str, Any] = {"Bucket": bucket.name, "ObjectOwnership": bucket.ownership}
    if _region(bucket) != "us-east-1":
        asked["CreateBucketConfiguration"] = {"LocationConstraint": _region(bucket)}
    s3.create_bucket(**asked)
    named = tags(bucket.environment, bucket.classification, bucket.pipeline)
    listed = [{"Key": key, "Value": value} for key, value in named.items()]
    s3.put_bucket_tagging(Bucket=bucket.name, Tagging={"TagSet": listed})


def _protect(s3: Any, bucket: Bucket, keys: dict[str, str]) -> None:
    """Encryption, the public access block and the access control list."""
    if bucket.key:
        default = {"SSEAlgorithm": "AES256"}
        if bucket.key != "AES256":
            default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys[bucket.key]}
        s3.put_bucket_encryption(
            Bucket=bucket.name,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
            },
        )
    if bucket.block_public:
        names = (
            "BlockPublicAcls",
            "IgnorePublicAcls",
            "BlockPublicPolicy",
            "RestrictPublicBuckets",
        )
        s3.put_public_access_block(
            Bucket=bucket.name,
            PublicAccessBlockConfiguration=dict(zip(names, bucket.block_public, strict=True)),
        )
    if bucket.acl:
        s3.put_bucket_acl(Bucket=bucket.name, ACL=bucket.acl)


def _keep(s3: Any, bucket: Bucket) -> None:
    """Versioning, the lifecycle and access logging."""
    if bucket.versioning:
        wanted = {"Status": bucket.versioning}
        serial = {}
        if bucket.mfa_delete:
            wanted["MFADelete"] = "Enabled"
            serial = {"MFA": f"arn:aws:iam::{bucket.account}:mfa/root-account-mfa-device 123456"}
        s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration=wanted, **serial)
    if bucket.lifecycle and not bucket.mfa_delete:
        s3.put_bucket_lifecycle_configuration(
            Bucket=bucket.name, LifecycleConfiguration={"Rules": [_trim()]}
        )
    if bucket.logged:
        s3.put_bucket_logging(
            Bucket=bucket.name,
            BucketLoggingStatus={
                "LoggingEnabled": {
                    "TargetBucket": _log_target(bucket).name,
                    "TargetPrefix": f"{bucket.short}/",
                }
            },
        )


def _trim() -> dict[str, Any]:
    return {
        "ID": "trim",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }


def _log_target(bucket: Bucket) -> Bucket:
    """The log destination of the bucket's own account and region."""
    place = (bucket.account, _region(bucket))
    return next(b for b in BUCKETS if b.log_target and (b.account, _region(b)) == place)


def _replicate(s3: Any, bucket: Bucket, keys: dict[str, str]) -> None:
    if not bucket.replica:
        return
    account, short = bucket.replica
    ours = next((b for b in BUCKETS if b.short == short), None)
    destination: dict[str, Any] = {"Bucket": ours.arn if ours else f"arn:aws:s3:::{short}"}
    rule: dict[str, Any] = {
        "ID": f"to-{short}",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": destination,
    }
    if ours:
        rule["SourceSelectionCriteria"] = {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
        destination["EncryptionConfiguration"] = {"ReplicaKmsKeyID": keys[ours.key]}
    if account != bucket.account:
        destination["Account"] = account
        destination["AccessControlTranslation"] = {"Owner": "Destination"}
    role = (
        "replication-backups" if bucket.short.startswith(("txn", "fraud")) else "fleet-replication"
    )
    s3.put_bucket_replication(
        Bucket=bucket.name,
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{bucket.account}:role/{role}",
            "Rules": [rule],
        },
    )


def _policy(bucket: Bucket, organization: str) -> str:
    statements = list(bucket.statements)
    if bucket.log_target:
        statements.append(_log_delivery(bucket))
    if bucket.tls_only:
        statements.append(
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [bucket.arn, f"{bucket.arn}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        )
    if not statements:
        statements.append(_owners_only(bucket))
    return policy(*statements).replace('"ORGANIZATION"', f'"{organization}"')


def _log_delivery(bucket: Bucket) -> dict[str, Any]:
    """The one resource is a string and the statement comes first: moto looks no further."""
    return {
        "Sid": "LogDelivery",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": f"{bucket.arn}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": bucket.account}},
    }


def _owners_only(bucket: Bucket) -> dict[str, Any]:
    """What a bucket that forgot TLS does say: its own account may read it."""
    owner = {"AWS": f"arn:aws:iam::{bucket.account}:root"}
    return allow(bucket.short, "OwnAccount", owner, ["s3:GetObject", "s3:ListBucket"])
