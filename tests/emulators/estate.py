"""Fill an emulator quickly with a large, plain estate, to measure calls and time.

    estate.py --endpoint URL [--account ID] [--region REGION]
              [--roles 500] [--users 200] [--buckets 300] [--keys 20] [--threads 8]

Everything is named `load-...`. Nothing is random, and nothing is reset first.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from emulator import Emulator

SERVICES = ("lambda", "glue", "firehose", "states", "sagemaker")
CLASSES = ("public", "internal", "restricted")
POLICIES = 40  # customer policies that the roles and users share
MANAGED = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"


@dataclass(frozen=True)
class Estate:
    """Where the estate goes."""

    emulator: Emulator
    account: str
    region: str

    def client(self, service: str) -> Any:
        """A client in the estate's account and region."""
        return self.emulator.client(service, self.account, self.region)

    def policy(self, number: int) -> str:
        """The ARN of one of the shared customer policies."""
        return f"arn:aws:iam::{self.account}:policy/load-policy-{number % POLICIES:03}"

    def make_policy(self, number: int) -> None:
        """A customer policy about a few buckets."""
        buckets = [f"arn:aws:s3:::load-bucket-{number + step:04}/*" for step in range(5)]
        self.client("iam").create_policy(
            PolicyName=f"load-policy-{number:03}",
            PolicyDocument=_document(
                {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": buckets}
            ),
        )

    def make_role(self, number: int) -> None:
        """A service role with a customer policy, an AWS-managed one, and here and there more."""
        iam, name = self.client("iam"), f"load-role-{number:04}"
        service = f"{SERVICES[number % len(SERVICES)]}.amazonaws.com"
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": self.account}},
        }
        iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=_document(trust), Tags=_tags(number)
        )
        iam.attach_role_policy(RoleName=name, PolicyArn=self.policy(number))
        if number % 4 == 0:
            iam.attach_role_policy(RoleName=name, PolicyArn=MANAGED)
        if number % 10 == 0:
            inline = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
            iam.put_role_policy(
                RoleName=name, PolicyName="inline", PolicyDocument=_document(inline)
            )

    def make_user(self, number: int) -> None:
        """A user with a policy; every other one has an access key."""
        iam, name = self.client("iam"), f"load-user-{number:04}"
        iam.create_user(UserName=name, Tags=_tags(number))
        iam.attach_user_policy(UserName=name, PolicyArn=self.policy(number))
        if number % 2 == 0:
            iam.create_access_key(UserName=name)

    def make_bucket(self, number: int) -> None:
        """A bucket with the settings that a review reads."""
        s3, name = self.client("s3"), f"load-bucket-{number:04}"
        asked: dict[str, Any] = {"Bucket": name}
        if self.region != "us-east-1":
            asked["CreateBucketConfiguration"] = {"LocationConstraint": self.region}
        s3.create_bucket(**asked)
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _tags(number)})
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        block = {
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        }
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
        encrypted = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        s3.put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration={"Rules": [encrypted]}
        )
        deny = {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        s3.put_bucket_policy(Bucket=name, Policy=_document(deny))

    def make_key(self, number: int) -> None:
        """A customer key with an alias, rotating."""
        kms = self.client("kms")
        made = kms.create_key(Description=f"load key {number}")["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=f"alias/load-key-{number:03}", TargetKeyId=made)
        kms.enable_key_rotation(KeyId=made)


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _tags(number: int) -> list[dict[str, str]]:
    return [
        {"Key": "environment", "Value": "prod"},
        {"Key": "classification", "Value": CLASSES[number % len(CLASSES)]},
    ]


def main() -> None:
    """Make everything, policies first, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--account", default="111122223333")
    parser.add_argument("--region", default="eu-west-1")
    for kind, many in (("roles", 500), ("users", 200), ("buckets", 300), ("keys", 20)):
        parser.add_argument(f"--{kind}", type=int, default=many)
    parser.add_argument("--threads", type=int, default=8)
    asked = parser.parse_args()
    emulator = Emulator(asked.endpoint, connections=asked.threads)
    estate = Estate(emulator, asked.account, asked.region)
    started = time.monotonic()
    plan = (
        (estate.make_policy, POLICIES),
        (estate.make_role, asked.roles),
        (estate.make_user, asked.users),
        (estate.make_bucket, asked.buckets),
        (estate.make_key, asked.keys),
    )
    with ThreadPoolExecutor(asked.threads) as pool:
        for make, many in plan:
            list(pool.map(make, range(many)))
    total = sum(many for _, many in plan)
    print(f"{total} resources in {time.monotonic() - started:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
