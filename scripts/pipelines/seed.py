"""Fill an emulator with 20 pipelines, and write down every hop that was planted.

    seed.py http://127.0.0.1:PORT [--reset] [-o manifest.json]

The hops are written down from what AWS documents of the configuration that is made, never from a scan.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "emulators"))

import batch  # noqa: E402
import messages  # noqa: E402
import streams  # noqa: E402
from emulator import MOTO, Emulator  # noqa: E402
from planted import Manifest, Pipeline  # noqa: E402

# Any number: it makes moto's made-up identifiers the same each time.
SEED = 20261121


def main() -> None:
    """Seed, then write what was asked for."""
    asked = _arguments()
    emulator = Emulator(asked.endpoint)
    if emulator.kind != MOTO:
        sys.exit(f"{asked.endpoint}: the pipelines need moto; this is {emulator.kind}")
    if asked.reset:
        emulator.reset(SEED)
    started = time.monotonic()
    manifest = Manifest()
    for make in (*messages.PIPELINES, *streams.PIPELINES, *batch.PIPELINES):
        make(Pipeline(emulator, manifest, make.__name__))
    document = manifest.document()
    taken = time.monotonic() - started
    count = f"{len(document['pipelines'])} pipelines, {len(document['hops'])} hops"
    print(f"{count} in {taken:.1f} s", file=sys.stderr)
    text = json.dumps(document, indent=2) + "\n"
    if asked.output:
        Path(asked.output).write_text(text)
    else:
        sys.stdout.write(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("endpoint", help="the emulator's address, on loopback")
    parser.add_argument("--reset", action="store_true", help="empty the emulator first")
    parser.add_argument("-o", "--output", help="where the manifest goes; standard output if absent")
    return parser.parse_args()


if __name__ == "__main__":
    main()
