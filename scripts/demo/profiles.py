"""Write an AWS configuration file with a profile for each account of the demo; print their names.

    profiles.py MANIFEST CONFIG [--role NAME]

Each profile assumes the account's audit role, with its external id, or another role of that name.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

# The emulator takes any key; this one belongs to no account of the estate.
SOURCE = """[profile outside]
region = eu-west-1
aws_access_key_id = emulator
aws_secret_access_key = emulator
"""


def main() -> None:
    """One profile an account."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("config", type=Path)
    parser.add_argument("--role", help="instead of the audit role")
    asked = parser.parse_args()
    text, names = SOURCE, []
    for account, about in json.loads(asked.manifest.read_text())["accounts"].items():
        role = f"arn:aws:iam::{account}:role/{asked.role}" if asked.role else about["audit_role"]
        text += f"""
[profile {about["name"]}]
region = {about["home"]}
source_profile = outside
role_arn = {role}
external_id = {about["external_id"]}
"""
        names.append(about["name"])
    asked.config.write_text(text)
    print(*names, sep="\n")


if __name__ == "__main__":
    main()
