"""Fill an emulator with the demo estate, and write down every fault that was planted in it.

    seed.py http://127.0.0.1:PORT [--reset] [-o manifest.json] [--annotations annotate.json]

The estate is the same each time: names, documents and, on a freshly reset moto, identifiers.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "emulators"))

from accounts import seed_accounts, seed_organization  # noqa: E402
from emulator import MOTO, Emulator  # noqa: E402
from identities import seed_identities  # noqa: E402
from keys import seed_keys  # noqa: E402
from manifest import Manifest  # noqa: E402
from networks import seed_networks  # noqa: E402
from payments import seed_payments  # noqa: E402
from stores import seed_stores  # noqa: E402
from telemetry import seed_telemetry  # noqa: E402
from trails import seed_trails  # noqa: E402

# Any number: it makes moto's made-up identifiers the same each time.
SEED = 20261120


def main() -> None:
    """Seed, then write what was asked for."""
    asked = _arguments()
    emulator = Emulator(asked.endpoint)
    if emulator.kind != MOTO:
        sys.exit(f"{asked.endpoint}: the demo estate needs moto; this is {emulator.kind}")
    if asked.reset:
        emulator.reset(SEED)
    started = time.monotonic()
    manifest = Manifest()
    organization = seed_organization(emulator, manifest)
    seed_accounts(emulator, manifest)
    keys = seed_keys(emulator, manifest)
    seed_stores(emulator, manifest, keys, organization)
    seed_identities(emulator, manifest, keys, organization)
    seed_trails(emulator, manifest, keys)
    seed_payments(emulator, manifest, keys)
    seed_telemetry(emulator, manifest, keys)
    seed_networks(emulator, manifest, keys)
    taken = time.monotonic() - started
    counts = manifest.counts
    print(f"{sum(counts.values())} resources in {taken:.1f} s: {counts}", file=sys.stderr)
    _write(asked.output, manifest.document())
    if asked.annotations:
        _write(asked.annotations, manifest.annotations())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("endpoint", help="the emulator's address, on loopback")
    parser.add_argument("--reset", action="store_true", help="empty the emulator first")
    parser.add_argument("-o", "--output", help="where the manifest goes; standard output if absent")
    parser.add_argument("--annotations", help="also write what the emulator cannot hold")
    return parser.parse_args()


def _write(path: str | None, document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=2) + "\n"
    if path:
        Path(path).write_text(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
