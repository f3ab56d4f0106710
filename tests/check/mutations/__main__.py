"""Prints what was caught, missed and misplaced, by rule; with words, all that was said of the mutations so named."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.check.mutations import mutations
from tests.check.mutations.runner import Outcome, Runner

_COLUMNS = ("caught", "misplaced", "missed", "extra")


def table(outcomes: Iterable[Outcome]) -> str:
    """How many mutations were meant for each rule, and what became of them."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        row = counts.setdefault(outcome.mutation.rule or "(none)", Counter())
        row.update([outcome.verdict, "all"])
        row["extra"] += bool(outcome.extra)
    total = sum(counts.values(), Counter[str]())
    lines = [f"{'rule':36} {'all':>5} " + " ".join(f"{column:>9}" for column in _COLUMNS)]
    for rule, row in [*sorted(counts.items()), ("total", total)]:
        lines.append(f"{rule:36} {row['all']:>5} " + " ".join(f"{row[column]:>9}" for column in _COLUMNS))
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Run the mutations whose names hold one of the words, or all."""
    chosen = [one for one in mutations() if not words or any(word in one.name for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        (root := Path(folder) / "root").mkdir()
        outcomes = list(Runner(root).run(chosen))
    wrong = [one for one in outcomes if one.verdict != "caught" or one.extra or one.is_vague]
    report = [str(one) for one in (outcomes if words else wrong)]
    sys.stdout.write("\n".join([*report, "", table(outcomes), ""]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
