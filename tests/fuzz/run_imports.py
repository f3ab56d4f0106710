"""Import many mutants, and say what they took: `python -m tests.fuzz.run_imports NUMBER [SEED]`."""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from tests.fuzz.imports import imported, mutant


def main(number: int, seed: int) -> None:
    source = random.Random(seed)  # noqa: S311  # it makes no secret
    slowest, failed, refused, begun = 0.0, 0, 0, time.monotonic()
    for _ in range(number):
        text = mutant(source)
        before = time.process_time()
        try:
            refused += bool(imported(text).refused)
        except Exception as error:  # noqa: BLE001  # any is a bug, and the next may be another
            failed += 1
            Path(f"import-{seed}-{failed}").write_text(text, "utf-8")
            sys.stdout.write(f"import-{seed}-{failed}: {error!r}\n")
            sys.stdout.flush()
        slowest = max(slowest, time.process_time() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = f"{failed} failed, {refused} refused, slowest {slowest:.2f} s, peak {peak} MiB"
    sys.stdout.write(f"{number} imports in {time.monotonic() - begun:.0f} s: {told}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
