"""Put generated cases to Tidegate, iam-simulate and Principal Mapper, and sort what they differ about.

    scripts/accuracy/run [--seed N] [--count N] [--tidegate PROGRAM] [--write] [--examples]

Prints a confusion table by engine and category, and the disagreements by class. With --write both go into
docs/accuracy.md. Exit status 1 when a disagreement is of no known class.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import classes
import engines
import generate
from engines import Engine, outcome
from pages import PAGES
from shrink import shrunk

DOCUMENT = engines.ROOT / "docs" / "accuracy.md"
COLUMNS = ("both allow", "both deny", "allow / deny", "deny / allow", "other", "not modelled")


def main() -> int:
    """Ask, compare, sort, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--tidegate", type=Path, help="a built program; target/debug/tidegate without it")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/accuracy.md")
    parser.add_argument("--examples", action="store_true", help="print a smallest case of each class")
    asked = parser.parse_args()
    made = list(generate.cases(asked.seed, asked.count))
    cases = [it["case"] for it in made]
    categories = [it["category"] for it in made]
    ours = Engine("Tidegate", engines.tidegate(asked.tidegate))
    own = ours.answers(cases)
    lines, unknown = [f"{asked.count:,} cases of seed {asked.seed}.", ""], 0
    for theirs, known in (
        (Engine("iam-simulate", engines.iam_simulate()), classes.IAM_SIMULATE),
        (Engine("PMapper", engines.pmapper()), classes.PMAPPER),
    ):
        other = theirs.answers(cases)
        lines += confusion(theirs.name, categories, own, other)
        found = sorted_out(ours, theirs, known, cases, own, other)
        lines += listed(theirs.name, known, found)
        unknown += len(found.get(None, ()))
        if asked.examples:
            show(theirs.name, found)
        theirs.close()
    ours.close()
    text = "\n".join(lines) + "\n"
    print(text)
    if asked.write:
        write(text)
    return 1 if unknown else 0


def cell(own: dict, other: dict) -> str:
    """The column that two answers belong to."""
    pair = outcome(own), outcome(other)
    if pair[1] == "unsupported":
        return "not modelled"
    if pair[0] == pair[1]:
        return {"allow": "both allow", "deny": "both deny"}.get(pair[0], "both refuse")
    return " / ".join(pair) if pair in (("allow", "deny"), ("deny", "allow")) else "other"


def confusion(name: str, categories: Sequence[str], own: list[dict], other: list[dict]) -> list[str]:
    """The confusion table of an engine, in Markdown."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for category, mine, its in zip(categories, own, other, strict=True):
        where = cell(mine, its)
        counts[category]["both deny" if where == "both refuse" else where] += 1
        counts["all"]["both deny" if where == "both refuse" else where] += 1
    kinds = Counter(
        (mine["deny"], its["deny"])
        for mine, its in zip(own, other, strict=True)
        if mine.get("deny") and its.get("deny")
    )
    lines = [
        f"### Tidegate / {name}",
        "",
        "| category | " + " | ".join(COLUMNS) + " |",
        "|---|" + "--:|" * len(COLUMNS),
    ]
    for category in [*generate.CATEGORIES, "all"]:
        lines.append(f"| {category} | " + " | ".join(f"{counts[category][it]:,}" for it in COLUMNS) + " |")
    if kinds:
        same = sum(count for (mine, its), count in kinds.items() if mine == its)
        lines += [
            "",
            f"Where both deny they also agree in {same:,} of {sum(kinds.values()):,} whether it is explicit or implicit.",
        ]
    return [*lines, ""]


def sorted_out(
    ours: Engine,
    theirs: Engine,
    known: Sequence[classes.Class],
    cases: list[dict],
    own: list[dict],
    other: list[dict],
) -> dict:
    """The disagreements by class, each with its smallest case."""
    found: dict = defaultdict(list)
    for case, mine, its in zip(cases, own, other, strict=True):
        if cell(mine, its) not in ("allow / deny", "deny / allow", "other"):
            continue
        wanted = outcome(mine), mine.get("deny"), outcome(its)

        def differs(smaller: dict, wanted=wanted) -> bool:
            answer = ours.answer(smaller)
            return (outcome(answer), answer.get("deny"), outcome(theirs.answer(smaller))) == wanted

        small = shrunk(case, differs)
        facts = classes.Facts(small, wanted[0], wanted[2])
        its_class = next((it for it in known if it.applies(facts)), None)
        found[its_class].append((small, wanted))
    return found


def listed(name: str, known: Sequence[classes.Class], found: dict) -> list[str]:
    """The classes with their counts, in Markdown."""
    lines = ["| cases | class | verdict | page | why |", "|--:|---|---|---|---|"]
    for it in sorted((it for it in known if found.get(it)), key=lambda it: -len(found[it])):
        title, link = PAGES[it.page]
        lines.append(f"| {len(found[it]):,} | {it.name} | {it.verdict} | [{title}]({link}) | {it.says} |")
    for small, wanted in found.get(None, ()):
        print(f"of no class, {name} {wanted}: {json.dumps(small)}", file=sys.stderr)
    return [*lines, ""]


def show(name: str, found: dict) -> None:
    """Print a smallest case of each class."""
    for its_class, members in found.items():
        if its_class:
            small, wanted = min(members, key=lambda it: len(json.dumps(it[0])))
            print(f"{name}: {its_class.name}: {wanted}\n  {json.dumps(small)}", file=sys.stderr)


def write(text: str) -> None:
    """Put the tables into the document, between its marks."""
    begin, end = "<!-- tables begin -->\n", "<!-- tables end -->"
    before, _, rest = DOCUMENT.read_text().partition(begin)
    DOCUMENT.write_text(before + begin + "\n" + text + "\n" + end + rest.partition(end)[2])


if __name__ == "__main__":
    sys.exit(main())
