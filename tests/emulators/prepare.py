"""Make the virtual environment of the emulators, unless it is there already; print its Python.

    prepare.py DIRECTORY

Needs only the standard library. Several programs may ask at once: one makes it, the others wait.
The environment is made anew when `requirements.txt` has changed. Exit status 3: something has to
be installed first, and standard error says what.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
REQUIREMENTS = Path(__file__).resolve().with_name("requirements.txt")


def main() -> int:
    """Make it, or find it made."""
    directory = Path(sys.argv[1]).resolve()
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return _missing(f"the emulators need Python 3.11 or later; {sys.executable} is {found}")
    if not importlib.util.find_spec("venv"):
        return _missing("this Python lacks the module venv; on Debian and Ubuntu: python3-venv")
    own_pip = importlib.util.find_spec("ensurepip") is not None
    if not own_pip and not importlib.util.find_spec("pip"):
        return _missing("this Python lacks ensurepip and pip; on Debian and Ubuntu: python3-venv")
    directory.parent.mkdir(parents=True, exist_ok=True)
    with directory.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _make(directory, own_pip)


def _make(directory: Path, own_pip: bool) -> int:
    python = directory / "bin" / "python"
    stamp = directory / "stamp"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    if not (python.exists() and stamp.exists() and stamp.read_text() == wanted):
        shutil.rmtree(directory, ignore_errors=True)
        flags = [] if own_pip else ["--without-pip"]
        done = _run([sys.executable, "-m", "venv", *flags, str(directory)])
        pip = (
            [str(python), "-m", "pip"]
            if own_pip
            else [sys.executable, "-m", "pip", "--python", str(python)]
        )
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
        done = done and _run([*pip, "install", *quiet, "--no-deps", "-r", str(REQUIREMENTS)])
        if not done:
            return _missing("pip could not install tests/emulators/requirements.txt; is PyPI reachable?")
        stamp.write_text(wanted)
    print(python)
    return 0


def _run(command: list[str]) -> bool:
    print("+", *command, file=sys.stderr)
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0


def _missing(what: str) -> int:
    print(what, file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main())
