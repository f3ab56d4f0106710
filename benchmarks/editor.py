"""How long the language server takes from an edit to its diagnostics, over its standard streams.

    .venv/bin/python -m benchmarks.editor --incidents 1000 --edits 200

Each edit changes a report's text by one letter and waits for what is reported of it. Exits with 1 if the 95th
percentile is above --limit milliseconds.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import Incidents

from tests.lsp.client import Editor

PERCENTILE = 95


def milliseconds(editor: Editor, path: str, edits: int) -> list[float]:
    """The wall time of each edit of a file that is open."""
    text = (editor.root / path).read_text(encoding="utf-8")
    taken = []
    for number in range(edits):
        text += "x" if number % 10 else "\n\n"
        start = time.perf_counter()
        editor.edit(path, text)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def main() -> int:
    """Generate, measure, report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--incidents", type=int, default=1000)
    options.add_argument("--edits", type=int, default=200)
    options.add_argument("--limit", type=float, default=150)
    chosen = options.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        Incidents(root).write(chosen.incidents)
        folder = next(iter(sorted(root.glob("incidents/*")))).relative_to(root)
        editor = Editor(root)
        start = time.perf_counter()
        editor.open(f"{folder}/README.md")
        print(f"first report {(time.perf_counter() - start) * 1000:.0f} ms")
        for name in ("README.md", "timeline.md"):
            editor.open(f"{folder}/{name}")
            taken = milliseconds(editor, f"{folder}/{name}", chosen.edits)
            high = statistics.quantiles(taken, n=100)[PERCENTILE - 1]
            worst = max(worst, high)
            print(f"{name}: median {statistics.median(taken):.0f} ms, {PERCENTILE}th percentile {high:.0f} ms")
        editor.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    print(f"processor of the server, its start included: {seconds:.1f} s, memory {used.ru_maxrss / 1024:.0f} MB")
    return worst > chosen.limit


if __name__ == "__main__":
    sys.exit(main())
