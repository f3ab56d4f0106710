"""From saving a file to the new text in an open browser, and to the lists and the search that show it.

python -m benchmarks.preview --incidents 1000 --edits 40
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from benchmarks.generate import Incidents
from tests.needs import chromium
from tests.site.conftest import FLAGS
from tests.site.ports import free_port


def wait_for(url: str) -> None:
    """Wait until the server answers."""
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60):  # noqa: S310  # this benchmark's own server
                return
        except OSError:
            time.sleep(0.2)


def edit(page: Page, report: Path, number: int) -> tuple[float, float]:
    """Change the title; the seconds until the page says it, and until nothing is behind it any more."""
    title = f"Edited for the {number}. time"
    lines = report.read_text().split("\n")
    lines[1] = f"title: {title}"
    start = time.perf_counter()
    report.write_text("\n".join(lines))
    page.get_by_role("heading", name=title, level=1).wait_for(timeout=60_000)
    shown = time.perf_counter() - start
    page.locator(".pm-behind").wait_for(state="visible", timeout=60_000)
    page.locator(".pm-behind").wait_for(state="detached", timeout=60_000)
    return shown, time.perf_counter() - start


def measure(count: int, edits: int, root: Path) -> None:
    """Print a row of the table."""
    Incidents(root).write(count)
    folder = sorted((root / "incidents").iterdir())[count // 2]
    port = free_port()
    address = f"http://127.0.0.1:{port}/incidents/{folder.name}/"
    command = [sys.executable, "-m", "pipeline", "--root", str(root), "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(address)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
                page = browser.new_page()
                page.goto(address)
                times = [edit(page, folder / "README.md", number) for number in range(edits)]
                browser.close()
        finally:
            server.kill()
    cells = [f"{count:,}"]
    for seconds in zip(*times, strict=True):
        cells += [f"{median(seconds):.2f}", f"{quantiles(seconds, n=20)[-1]:.2f}"]
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--edits", type=int, default=40)
    chosen = parser.parse_args()
    print("| incidents | page, median s | page, 95 % | lists and search, median s | lists and search, 95 % |")
    print(f"|{'---|' * 5}")
    for count in chosen.incidents:
        with TemporaryDirectory() as scratch:
            measure(count, chosen.edits, Path(scratch))


if __name__ == "__main__":
    main()
