"""The AWS CLI, which sends what it would send to S3 Control to the plain host of the endpoint.

    aws.py SERVICE OPERATION ...          (the arguments of `aws`)

S3 Control puts the account id before the host, and no such name resolves on loopback. Nothing else
changes: arguments, validation, serialization and signatures are the CLI's own.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from awscli.clidriver import create_clidriver


def plain_host(request: Any, **_: Any) -> None:
    """Take the account id out of the host."""
    request.url = re.sub(r"^(https?://)\d{12}\.", r"\1", request.url)


def main() -> int:
    """Run the CLI with that one handler."""
    driver = create_clidriver()
    driver.session.register("before-sign.s3-control", plain_host)
    return int(driver.main(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
