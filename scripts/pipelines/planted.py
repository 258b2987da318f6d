"""What the seed of the pipelines writes down: every hop that it planted, as AWS documents the configuration that it made."""

from __future__ import annotations

from typing import Any

from emulator import Emulator

ACCOUNT = "555566667777"
HOME, AWAY = "eu-west-1", "eu-central-1"
DECLARED, REFERENCED = "declared", "referenced"


class Manifest:
    """Filled while the pipelines are seeded."""

    def __init__(self) -> None:
        self._hops: set[tuple[str, ...]] = set()
        self.pipelines: list[str] = []

    def hop(self, pipeline: str, origin: str, end: str, transfer: str, evidence: str) -> None:
        """Data that moves from `origin` to `end`: an ARN each, or the name of something outside."""
        self._hops.add((pipeline, origin, end, transfer, evidence))

    def document(self) -> dict[str, Any]:
        """The manifest, in a defined order."""
        names = ("pipeline", "from", "to", "transfer", "evidence")
        about = {
            "name": "pipelines",
            "home": HOME,
            "regions": [HOME, AWAY],
            "audit_role": f"arn:aws:iam::{ACCOUNT}:role/security-audit",
            "external_id": "pipelines-review",
        }
        return {
            "accounts": {ACCOUNT: about},
            "pipelines": sorted(self.pipelines),
            "hops": [dict(zip(names, hop, strict=True)) for hop in sorted(self._hops)],
        }


class Pipeline:
    """One pipeline: its clients, the prefix of its names, and its hops."""

    def __init__(self, emulator: Emulator, manifest: Manifest, name: str) -> None:
        self.name = name
        self._emulator = emulator
        self._manifest = manifest
        manifest.pipelines.append(name)

    def client(self, service: str, region: str = HOME) -> Any:
        """A client in the account."""
        return self._emulator.client(service, ACCOUNT, region)

    def named(self, short: str) -> str:
        """A name of this pipeline."""
        return f"{self.name}-{short}"

    @property
    def tags(self) -> dict[str, str]:
        """What everything of it is tagged with, where the emulator keeps tags at creation."""
        return {"pipeline": self.name}

    def reads(self, store: str, component: str, evidence: str = DECLARED) -> None:
        """A component reads from a store."""
        self._manifest.hop(self.name, store, component, "read", evidence)

    def writes(self, origin: str, end: str, evidence: str = DECLARED) -> None:
        """Something writes into a store or into what passes messages on."""
        self._manifest.hop(self.name, origin, end, "write", evidence)

    def invokes(self, origin: str, end: str, evidence: str = DECLARED) -> None:
        """Something sets off something else."""
        self._manifest.hop(self.name, origin, end, "invoke", evidence)

    def copies(self, origin: str, end: str, evidence: str = DECLARED) -> None:
        """A store's service copies into another store."""
        self._manifest.hop(self.name, origin, end, "copy", evidence)

    def exchanges(self, component: str, store: str, evidence: str = REFERENCED) -> None:
        """A component names a store that its role may read and write."""
        self._manifest.hop(self.name, component, store, "exchange", evidence)

    def refers(self, origin: str, end: str, evidence: str = REFERENCED) -> None:
        """One names the other; nothing says which way data goes."""
        self._manifest.hop(self.name, origin, end, "refer", evidence)


def arn(service: str, resource: str, region: str = HOME) -> str:
    """An ARN of the account."""
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}"
