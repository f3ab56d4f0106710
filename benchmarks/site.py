"""What a build of the site costs, beside plain MkDocs with Material on as many hand-written pages, in the same run.

    python -m benchmarks.site --incidents 100 1000 5000 --runs 5

Ours is built from nothing, and again after one incident changed. The pages of the peer hold the same texts as the
incidents, as Markdown that somebody would write by hand, with the navigation that costs least (sections only) and the
theme's own search. Processor seconds count all processes; memory is the peak of each. The bytes of a first search are
what Chromium fetches from opening the first page until the first result, of a word that two fifths of the incidents
have, and of one that each has.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import yaml
from playwright.sync_api import Response, sync_playwright

from benchmarks.generate import Incidents
from tests.needs import chromium
from tests.site.conftest import FLAGS
from tests.site.served import serving

CONFIG = """\
site_name: Postmortems
theme: {name: material, font: false}
nav: [{Home: index.md}, {Incidents: incidents/index.md}]
not_in_nav: /incidents/*.md
"""
QUERIES = ("token", "the")


@dataclass(frozen=True)
class Run:
    """What one command took: seconds by the clock and of processor, and the peak megabytes of its processes by name.

    Of processes of one name, such as those that share work, the largest counts; the command's own is "build".
    """

    wall: float
    processor: float
    memory: dict[str, float]


def run(*command: str) -> Run:
    """Run a command; its output is thrown away, its failure is not."""
    start, memory = time.perf_counter(), {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        status, ended = 0, 0
        while not ended:
            time.sleep(0.05)
            look_at_memory(process.pid, memory)
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, memory)


def look_at_memory(command: int, memory: dict[str, float]) -> None:
    """Note the peak of the process and of each that it started, where that is more than was noted."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue  # it has just ended
        if "VmHWM" in lines and str(command) in (lines["Pid"], lines["PPid"]):
            own = "build" if lines["Pid"] == str(command) else lines["Name"]
            memory[own] = max(memory.get(own, 0), int(lines["VmHWM"].split()[0]) / 1024)


def by_hand(root: Path, target: Path) -> None:
    """Write the incidents below `root` as a plain MkDocs project."""
    pages = target / "docs" / "incidents"
    pages.mkdir(parents=True)
    (target / "mkdocs.yml").write_text(CONFIG)
    (target / "docs" / "index.md").write_text("# Postmortems\n")
    listed = []
    for folder in sorted((root / "incidents").iterdir()):
        title, text = _page(folder)
        (pages / f"{folder.name}.md").write_text(text)
        listed.append(f"- [{title}]({folder.name}.md)\n")
    (pages / "index.md").write_text("# Incidents\n\n" + "".join(listed))


def _page(folder: Path) -> tuple[str, str]:
    facts, report = _read(folder / "README.md")
    events, items = _read(folder / "timeline.md")[0]["events"], _read(folder / "evidence.md")[0]["items"]
    findings = [_read(path) for path in sorted((folder / "findings").iterdir())]
    parts = [f"# {facts['title']}", facts["summary"], f"Severity: {facts['severity']}", report]
    parts += ["## Timeline", "\n".join(f"- **{event['at']}** {event['what']} {event['evidence']}" for event in events)]
    parts += ["## Evidence", "\n".join(f"- **{item['id']}** {item['what']} {item['source']}" for item in items)]
    for finding, body in findings:
        parts += [f"## {finding['title']}", f"Owner: {finding['owner']}, {finding['priority']}", body]
    return facts["title"], "\n\n".join(parts) + "\n"


def _read(path: Path) -> tuple[dict, str]:  # type: ignore[type-arg]
    _, front, body = path.read_text().split("---\n", 2)
    return yaml.load(front, yaml.CBaseLoader), body.strip()  # noqa: S506 - makes strings only


def first_search(site: Path, query: str) -> Counter[str]:
    """The bytes that are fetched for a first search for this word, by kind of file."""
    fetched: Counter[str] = Counter()

    def heard(response: Response) -> None:
        path = urlsplit(response.url).path
        kind = Path(path).suffix if path.startswith("/pagefind/") else "the page itself"
        fetched[kind] += int(response.headers["content-length"])

    with serving(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.on("response", heard)
        page.goto(address)
        page.keyboard.press("/")
        page.keyboard.type(query)
        page.wait_for_selector(".pm-search__result", timeout=120_000)
        browser.close()
    return fetched


def change_one(root: Path, number: int) -> None:
    """Give one incident another title."""
    report = max((root / "incidents").iterdir()) / "README.md"
    front, _, rest = report.read_text().partition("\ntitle: ")
    report.write_text(f"{front}\ntitle: Changed for the {number}. time\n{rest.partition(chr(10))[2]}")


def measure(count: int, runs: int, work: Path) -> float:
    """Print one row of the table and what a first search fetches; returns the processor seconds of our build."""
    root, peer, cache = work / "incidents", work / "peer", work / "cache"
    os.environ["XDG_CACHE_HOME"] = str(cache)
    Incidents(root).write(count)
    by_hand(root, peer)
    ours, changed, theirs = [], [], []
    build = (sys.executable, "-m", "pipeline", "--root", str(root), "build")
    for number in range(runs):
        for made in (root / ".postmortem", root / "site", cache):
            shutil.rmtree(made, ignore_errors=True)
        theirs.append(run(sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(peer / "mkdocs.yml")))
        ours.append(run(*build))
        change_one(root, number)
        changed.append(run(*build))
    sizes = [path.stat().st_size for path in (root / "site" / "incidents").glob("*-*/index.html")]
    cells: Iterable[str] = (
        f"{count:,}",
        *(f"{_middle(each, 'wall'):.1f} ({_middle(each, 'processor'):.1f})" for each in (ours, changed, theirs)),
        *(f"{_ratio(each, theirs, 'wall'):.2f} ({_ratio(each, theirs, 'processor'):.2f})" for each in (ours, changed)),
        *(", ".join(f"{name} {most:.0f}" for name, most in _memory(each).items()) for each in (ours, theirs)),
        f"{max(sizes) / 1000:.0f}",
    )
    print(f"| {' | '.join(cells)} |", flush=True)
    for query in QUERIES:
        fetched = first_search(root / "site", query)
        total = sum(size for kind, size in fetched.items() if kind != "the page itself")
        print(
            f"first search for {query} among {count:,}: {total:,} bytes; {dict(fetched)}", file=sys.stderr, flush=True
        )
    return _middle(ours, "processor")


def _middle(runs: list[Run], figure: str) -> float:
    return median(getattr(one, figure) for one in runs)


def _ratio(ours: list[Run], theirs: list[Run], figure: str) -> float:
    return median(getattr(one, figure) / getattr(other, figure) for one, other in zip(ours, theirs, strict=True))


def _memory(runs: list[Run]) -> dict[str, float]:
    names = sorted({name for one in runs for name in one.memory})
    return {name: max(one.memory.get(name, 0) for one in runs) for name in names}


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, nargs="+", default=[100, 1000, 5000])
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    print(
        "| incidents | from nothing | one changed | MkDocs | from nothing / MkDocs | one changed / MkDocs"
        " | MB | MB, MkDocs | KB, largest page |"
    )
    print(f"|{'---|' * 9}")
    took = {}
    for count in chosen.incidents:
        with TemporaryDirectory() as scratch:
            took[count] = measure(count, chosen.runs, Path(scratch))
    low, high = min(took), max(took)
    if low < high:
        print(f"growth of the build from {low:,} to {high:,}: {log(took[high] / took[low]) / log(high / low):.2f}")


if __name__ == "__main__":
    main()
