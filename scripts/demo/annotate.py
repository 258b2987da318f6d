"""Lay over a recorded estate what no emulator can be told, and write the result.

    annotate.py RECORDED.jsonl.zst annotate.json OUTPUT.jsonl.zst

Dates in the annotations count to their own `as_of`; they move by whole days to the day of the
recording. The first line's scope says that this was done. Anything annotated that the recording
does not hold is an error, so that the two cannot drift apart.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import zstandard

SCOPE = "creation dates, last changes, last use and root credentials: annotated, not recorded"


class Annotations:
    """What is known beside the recording, with dates moved to its day."""

    def __init__(self, document: dict[str, Any], recorded: str) -> None:
        as_of = datetime.fromisoformat(document["as_of"])
        days = (datetime.fromisoformat(recorded).date() - as_of.date()).days
        self._by = timedelta(days=days)
        self._left: dict[str, dict[str, Any]] = dict(document["resources"])

    @property
    def left(self) -> list[str]:
        """What the recording has not shown."""
        return sorted(self._left)

    def lay_over(self, resource: dict[str, Any]) -> None:
        """Add what is known of one resource."""
        (kind, detail), *_ = resource["detail"].items()
        names = [resource["arn"], *self._aliases(resource, detail if kind == "key" else {})]
        if kind == "secret":
            # Six letters that Secrets Manager makes up end the ARN.
            names.append(resource["arn"][: -len("-Ab12Cd")])
        facts = next((self._left.pop(name) for name in names if name in self._left), None)
        if facts is None:
            return
        lay = {
            "role": self._role,
            "user": self._user,
            "account": self._account,
            "bucket": self._store,
            "key": self._store,
            "policy": self._policy,
            "secret": self._secret,
        }
        lay[kind](detail, facts)

    def _aliases(self, resource: dict[str, Any], key: dict[str, Any]) -> list[str]:
        """The names of a key by its aliases: its identifier is the emulator's."""
        place = resource["arn"].split("key/")[0]
        return [place + alias for alias in key.get("aliases", {}).get("known", [])]

    def _store(self, detail: dict[str, Any], facts: dict[str, Any]) -> None:
        detail["created"] = self._date(facts["created"])
        for grant in detail.get("grants", {}).get("known", []):
            grant["created"] = detail["created"]

    def _secret(self, secret: dict[str, Any], facts: dict[str, Any]) -> None:
        secret["created"] = self._date(facts["created"])

    def _policy(self, policy: dict[str, Any], facts: dict[str, Any]) -> None:
        policy["updated"] = self._date(facts["updated"])

    def _role(self, role: dict[str, Any], facts: dict[str, Any]) -> None:
        role["created"] = self._date(facts["created"])
        role["last_used"] = {"known": self._use(facts.get("last_used"))}

    def _user(self, user: dict[str, Any], facts: dict[str, Any]) -> None:
        user["created"] = self._date(facts["created"])
        if "password_last_used" in facts:
            used = facts["password_last_used"]
            user["password_last_used"] = {"known": used and self._date(used)}
        for device in user["mfa_devices"]["known"]:
            device["enabled"] = self._date(facts["mfa_enabled"])
        keys = facts.get("access_keys", [])
        for key, about in zip(user["access_keys"]["known"], keys, strict=True):
            key["created"] = self._date(about["created"])
            key["last_used"] = {"known": self._use(about.get("last_used"))}

    def _account(self, account: dict[str, Any], facts: dict[str, Any]) -> None:
        root = account["root"]["known"]
        root["mfa"], root["access_keys"] = facts["mfa"], facts["access_keys"]

    def _use(self, use: dict[str, Any] | None) -> dict[str, Any] | None:
        return use and {**use, "date": self._date(use["date"])}

    def _date(self, written: str) -> str:
        moved = datetime.fromisoformat(written) + self._by
        return moved.strftime("%Y-%m-%dT%H:%M:%SZ")


def annotated(lines: list[str], document: dict[str, Any]) -> Iterator[str]:
    """The lines of the new snapshot, its last line made anew."""
    first, end = json.loads(lines[0]), json.loads(lines[-1])
    if "end" not in end:
        sys.exit("the recording is partial")
    first["scope"].append(SCOPE)
    annotations = Annotations(document, first["started"])
    sealed = hashlib.sha256()
    for line in (written(first), *map(_line(annotations), lines[1:-1])):
        sealed.update(line.encode())
        yield line
    if annotations.left:
        sys.exit(f"the recording lacks what is annotated: {', '.join(annotations.left)}")
    end["end"]["sha256"] = sealed.hexdigest()
    yield written(end)


def _line(annotations: Annotations) -> Any:
    def lay(line: str) -> str:
        record = json.loads(line)
        if record.get("record") == "resource":
            annotations.lay_over(record)
        return written(record)

    return lay


def written(record: dict[str, Any]) -> str:
    """One line as Tidegate writes it."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    """Unpack, lay over, pack."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("recorded", "annotations", "output"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    with asked.recorded.open("rb") as packed:
        reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
        text = reader.read().decode()
    # Only a line feed ends a line; text of a cloud may hold other separators.
    lines = text.removesuffix("\n").split("\n")
    result = "".join(annotated(lines, json.loads(asked.annotations.read_text())))
    packer = zstandard.ZstdCompressor(level=19, write_checksum=True)
    asked.output.write_bytes(packer.compress(result.encode()))
    print(f"{asked.output}: {len(lines)} lines, {asked.output.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
