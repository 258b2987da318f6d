"""Read Terraform files with a parser that is not ours, and print what each holds as one line of JSON.

    read_hcl.py FILE...

Strings are given as Terraform would read them; references and other expressions stay `${...}`.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import hcl2

HEREDOC = re.compile(r"\A<<(\w+)\n(.*\n)\1\Z", re.DOTALL)
WIDE = re.compile(r"\\U([0-9a-fA-F]{8})")


def text(value: str) -> str:
    """A string without its quotes and escapes."""
    if not (len(value) > 1 and value.startswith('"') and value.endswith('"')):
        return value
    if heredoc := HEREDOC.match(value[1:-1]):
        plain = heredoc.group(2)
    else:
        plain = json.loads(WIDE.sub(lambda found: chr(int(found.group(1), 16)), value))
    return plain.replace("$${", "${").replace("%%{", "%{")


def plain(value: Any) -> Any:
    """A value without the parser's marks."""
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if not name.startswith("__")}
        return {text(name): plain(inner) for name, inner in kept.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return text(value) if isinstance(value, str) else value


def main() -> None:
    """A line a file."""
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            print(json.dumps(plain(hcl2.load(file))))


if __name__ == "__main__":
    main()
