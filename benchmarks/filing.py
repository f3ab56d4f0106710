"""Counts the requests that filing findings costs, at a proxy in front of the GitHub test server.

    python -m benchmarks.filing --findings 10 1000 10000

Made-up incidents with a fixed seed, their findings spread over twenty repositories. The floor beside each count is one
listing page a hundred issues, at least one a repository, and one write a change.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import product
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.generate import TEAMS, WORDS, Incidents
from tests.needs import ROOT, emulate
from tests.tracking.proxy import Proxy
from tests.tracking.server import TOKEN, Server, serve

REPOSITORIES = 20
KINDS = {
    "look at a repository": re.compile(r"GET /repos/[^/]+/[^/?]+$"),
    "list issues": re.compile(r"GET /repos/[^/]+/[^/]+/issues\?|GET /repositories/"),
    "search": re.compile(r"GET /search/"),
    "create": re.compile(r"POST /repos/[^/]+/[^/]+/issues$"),
    "change": re.compile(r"(?:PATCH|DELETE) |POST .*/labels$"),
}


@dataclass(frozen=True)
class Cost:
    """What one command took."""

    requests: Counter[str]
    seconds: float


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, nargs="+", default=[10, 1000, 10_000])
    print(f"| findings | | {' | '.join(KINDS)} | all | floor | seconds |")
    print(f"|{'---|' * (len(KINDS) + 5)}")
    for asked in parser.parse_args().findings:
        with (
            TemporaryDirectory() as scratch,
            serve(emulate(), Path(scratch)) as server,
            Proxy(server.port, authorization=server.authorization) as proxy,
        ):
            measure(Path(scratch) / "incidents", server, proxy, asked)


def measure(root: Path, server: Server, proxy: Proxy, asked: int) -> None:
    """One size: the first filing, nothing changed, one finding changed."""
    repositories = [server.new_repository() for _ in range(REPOSITORIES)]
    Incidents(root).write(ceil(asked / 3))
    configure(root, repositories)
    findings = sorted(root.glob("incidents/*/findings/*.md"))
    creates = len(findings)
    report(creates, "first filing", run(root, proxy, "apply"), REPOSITORIES + creates)
    pages = sum(pages_of(server, name) for name in repositories)
    report(creates, "nothing changed", run(root, proxy, "plan"), pages)
    text = findings[0].read_text(encoding="utf-8")
    findings[0].write_text(re.sub(r"^title: .*$", "title: Rotate every token", text, flags=re.MULTILINE), "utf-8")
    report(creates, "one changed", run(root, proxy, "apply"), pages + 1)


def configure(root: Path, repositories: list[str]) -> None:
    """Spread the findings over the repositories, by owner and service."""
    path = root / "postmortem.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["security_response"]["repository"] = repositories[0]
    for number, team in enumerate(config["teams"].values()):
        team["repository"] = repositories[number]
    config["routing"] = [
        {"owner": owner, "service": service, "repository": repositories[place % REPOSITORIES], "audience": "amber"}
        for place, (owner, service) in enumerate(product(TEAMS, WORDS))
    ]
    config["github"] = {"seconds_between_writes": 0, "creates_an_hour": 1_000_000}
    path.write_text(yaml.safe_dump(config), encoding="utf-8")


def run(root: Path, proxy: Proxy, action: str) -> Cost:
    """Run the command as its user would, and count what it asks of the server."""
    proxy.requests.clear()
    environment = {**os.environ, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": proxy.url}
    arguments = ["--root", str(root), "--today", "2026-11-24", "--tracker", "github", action]
    start = time.perf_counter()
    command = [sys.executable, "-m", "pipeline", *arguments]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    counted = Counter(kind for line in proxy.requests for kind, form in KINDS.items() if form.match(line))
    if counted.total() != len(proxy.requests):
        raise AssertionError(set(proxy.requests))
    return Cost(counted, seconds)


def pages_of(server: Server, repository: str) -> int:
    """How many pages of a hundred list the repository's issues."""
    count = server.request("GET", f"/repos/{repository}")["open_issues_count"]
    return max(1, ceil(count / 100))


def report(findings: int, what: str, cost: Cost, floor: int) -> None:
    """One row."""
    counts = " | ".join(str(cost.requests[kind]) for kind in KINDS)
    print(f"| {findings} | {what} | {counts} | {cost.requests.total()} | {floor} | {cost.seconds:.1f} |", flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
