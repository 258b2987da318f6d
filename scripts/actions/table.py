"""The text of the table: one line an entry, tab-separated, the kind of line first. src/policy/actions/decode.rs reads it.

    H name value                        a fact about the table: format, date, source, counts
    R prefix ...                        the services that resource control policies cover
    K name type [global]                a condition key; `global` when every request may carry it
    Q number ...                        a set of condition keys, by their position among the K lines
    S prefix name                       a service; its types and actions follow
    T name set arn                      a resource type: its set of keys, and its ARN with placeholders
    A name level set types dependents   an action: level L R W P T; types as position[!][:set], ! when required;
                                        dependents as positions among all A lines

Services and actions are in the order of their lower-case names with the colon, so that all that begins alike lies
together.
"""

from __future__ import annotations

import sys
from typing import Any

from sources import Sources

LEVELS = {
    "List": "L",
    "Read": "R",
    "Write": "W",
    "Permissions management, Write": "P",
    "Permissions management": "P",
    "Tagging, Write": "T",
    "Tagging": "T",
}


class Keys:
    """Condition keys and sets of them, each once, in a defined order."""

    def __init__(self, sources: Sources) -> None:
        names: dict[str, tuple[str, str, bool]] = {}
        for service in sorted(sources.condition_keys):
            for entry in sources.condition_keys[service].values():
                names.setdefault(entry["key"].lower(), (entry["key"], entry["type"], False))
        for key, kind in sources.global_keys:
            key = key.replace("/tag-key", "/${TagKey}")
            names[key.lower()] = (key, kind, True)
        self.rows = [names[key] for key in sorted(names)]
        self.position = {row[0].lower(): at for at, row in enumerate(self.rows)}
        self.sets: dict[tuple[int, ...], int] = {(): 0}

    def set_of(self, keys: list[str]) -> int:
        """The position of the set of these keys."""
        members = tuple(sorted({self.position[key.lower()] for key in keys}))
        return self.sets.setdefault(members, len(self.sets))


def build(sources: Sources) -> str:
    """The whole text."""
    keys = Keys(sources)
    services = sorted(sources.actions, key=lambda prefix: f"{prefix}:")
    services = [service for service in services if sources.actions[service]]
    full = {
        f"{service}:{name}": f"{service}:{entry['name']}"
        for service in services
        for name, entry in sources.actions[service].items()
    }
    position = {name: at for at, name in enumerate(sorted(full))}
    body = [line for service in services for line in service_lines(service, sources, keys, position)]
    lines = [
        *("\t".join(("H", *fact)) for fact in facts(sources, len(services), len(position))),
        "\t".join(("R", *sources.covered_by_rcp)),
        *(f"K\t{name}\t{kind}" + ("\tglobal" if everywhere else "") for name, kind, everywhere in keys.rows),
        *("\t".join(("Q", *map(str, members))) for members in keys.sets),
        *body,
    ]
    return "\n".join(lines) + "\n"


def facts(sources: Sources, services: int, actions: int) -> list[tuple[str, str]]:
    """What the table says about itself."""
    return [
        ("format", "1"),
        ("date", sources.date),
        ("source", sources.described),
        ("services", str(services)),
        ("actions", str(actions)),
    ]


def service_lines(service: str, sources: Sources, keys: Keys, position: dict[str, int]) -> list[str]:
    """A service with its resource types and actions."""
    types = sorted(sources.resource_types[service].values(), key=lambda entry: entry["key"].lower())
    places = {entry["key"].lower(): at for at, entry in enumerate(types)}
    lines = [f"S\t{service}\t{sources.names.get(service, service)}"]
    for entry in types:
        lines.append(f"T\t{entry['key']}\t{keys.set_of(entry.get('conditionKeys', []))}\t{entry['arn']}")
    for name in sorted(sources.actions[service]):
        entry = sources.actions[service][name]
        needed = sorted(sources.dependent.get(f"{service}:{name}", ()))
        unknown = [other for other in needed if other not in position]
        if unknown:
            print(f"{service}:{name} depends on unknown {', '.join(unknown)}: left out", file=sys.stderr)
        dependents = " ".join(str(position[other]) for other in needed if other in position)
        uses = " ".join(use(entry, places, keys) for entry in sorted_types(entry, places))
        level, own = LEVELS[entry["accessLevel"]], keys.set_of(entry["conditionKeys"])
        lines.append(f"A\t{service}:{entry['name']}\t{level}\t{own}\t{uses}\t{dependents}")
    return lines


def sorted_types(action: dict[str, Any], places: dict[str, int]) -> list[dict[str, Any]]:
    """The resource types of an action in the order of the service's types."""
    return sorted(action["resourceTypes"], key=lambda entry: places[entry["name"].lower()])


def use(entry: dict[str, Any], places: dict[str, int], keys: Keys) -> str:
    """One resource type of an action: its position, whether it is required, and the keys that only it brings."""
    own = keys.set_of(entry["conditionKeys"])
    return f"{places[entry['name'].lower()]}{'!' if entry['required'] else ''}{f':{own}' if own else ''}"
