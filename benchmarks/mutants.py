"""Changes one thing in a module and runs the tests that reach it: what no test notices is printed."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from benchmarks.mutation_tests import run
from benchmarks.mutations import MUTATED, sample


def main() -> None:
    """Print what survived, and how many did not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--measured", type=Path, help="where .coverage (with contexts) and report.xml lie already")
    parser.add_argument("--out", type=Path, help="write the outcomes here, one in a line of JSON")
    options = parser.parse_args()
    begun = time.monotonic()
    counts: dict[str, Counter[str]] = {}
    mutants = sample(options.mutants, options.seed, options.only)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # some tests give up root's rights, and still have to read the code
        for number, outcome in enumerate(run(mutants, Path(folder), options.workers, options.measured), start=1):
            part = next(part for part in MUTATED if outcome.mutant.path.startswith(part))
            counts.setdefault(part, Counter())[outcome.verdict] += 1
            if outcome.verdict not in ("killed", "timeout"):
                place = f"{outcome.mutant.path}:{outcome.mutant.first_line} ({outcome.tests} tests)"
                print(
                    f"{number} {outcome.verdict}: {place}\n  - {outcome.before}\n  + {outcome.after}",
                    flush=True,
                )
            if options.out:
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(outcome)) + "\n")
    for part, found in [*counts.items(), ("all", sum(counts.values(), Counter[str]()))]:
        print(f"{part}: {sum(found.values())} mutants, {dict(found.most_common())}")
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
