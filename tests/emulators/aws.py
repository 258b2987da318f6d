"""The AWS CLI, which sends what it would send to S3 Control and SQS to the plain host of the endpoint.

    aws.py SERVICE OPERATION ...          (the arguments of `aws`)

S3 Control puts the account id before the host, and no such name resolves on loopback; SQS is called at the
address of the queue, whatever the endpoint. Nothing else changes: arguments, validation, serialization and
signatures are the CLI's own.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

from awscli.clidriver import create_clidriver


def plain_host(request: Any, **_: Any) -> None:
    """Take the account id out of the host."""
    request.url = re.sub(r"^(https?://)\d{12}\.", r"\1", request.url)


def own_endpoint(request: Any, **_: Any) -> None:
    """Put the endpoint in the place of the queue's host."""
    request.url = re.sub(r"^https?://[^/]+", os.environ["AWS_ENDPOINT_URL"].rstrip("/"), request.url)


def main() -> int:
    """Run the CLI with those handlers."""
    driver = create_clidriver()
    driver.session.register("before-sign.s3-control", plain_host)
    driver.session.register("before-sign.sqs", own_endpoint)
    return int(driver.main(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
