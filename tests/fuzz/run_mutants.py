"""Check many mutants, and say what they took: `python -m tests.fuzz.run_mutants NUMBER [SEED]`."""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from tests.fuzz.mutate import mutated
from tests.fuzz.test_mutants import check, report


def main(number: int, seed: int) -> None:
    source = random.Random(seed)  # noqa: S311  # it makes no secret
    slowest, failed, begun = 0.0, 0, time.monotonic()
    for _ in range(number):
        raw = mutated(source, source.randint(1, 12))
        before = time.process_time()
        try:
            report(check(raw))
        except Exception as error:  # noqa: BLE001  # any is a bug, and the next may be another
            failed += 1
            Path(f"mutant-{seed}-{failed}").write_bytes(raw)
            sys.stdout.write(f"mutant-{seed}-{failed}: {error!r}\n")
        slowest = max(slowest, time.process_time() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took = time.monotonic() - begun
    sys.stdout.write(f"{number} mutants in {took:.0f} s: {failed} failed, slowest {slowest:.2f} s, peak {peak} MiB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
