"""`postmortem apply`, killed at random moments while it files fifty findings, and run again.

`python -m tests.filing.kills` prints how many runs were killed, and how many issues there were twice or not at all.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.filing.authors import Authors
from tests.filing.faults import github
from tests.filing.figures import Figures, filed
from tests.filing.github_place import GitHubPlace
from tests.filing.processes import start_apply
from tests.tracking.proxy import Proxy
from tests.tracking.server import Server

_ROUNDS = count(1)


@dataclass
class Killed(Figures):
    """What was found over all rounds."""

    kills: int = 0
    half_done: int = 0
    rounds: int = 0
    failed: int = 0

    @property
    def clean(self) -> bool:
        return super().clean and not self.failed


class Bench:
    """Fifty findings that were never filed, and processes that file them."""

    def __init__(self, server: Server, proxy: Proxy, folder: Path, findings: int, chance: random.Random) -> None:
        self.server, self.proxy, self.chance = server, proxy, chance
        self.place = GitHubPlace(server, proxy)
        name = f"2026-01-10-round-{next(_ROUNDS)}"
        self.authors = Authors(folder / name, self.place.names, name, findings)
        for number in self.authors.findings:
            self.authors.edit(number, owner=chance.choice(["identity", "payments", "mirror"]))
            self.authors.edit(number, decision=chance.choice(["accepted", "proposed", "declined"]))

    def start(self) -> tuple[BaseProcess, threading.Event]:
        """A run, and what says that it has begun to write."""
        writes = threading.Event()
        self.proxy.on_request = lambda line: None if line.startswith("GET ") else writes.set()
        token = self.server.authorization().removeprefix("token ")
        return start_apply(self.authors.root, self.proxy.url, token), writes

    def undisturbed(self) -> tuple[int | None, float]:
        """A run's exit code, and how many seconds it took from its first write."""
        process, writes = self.start()
        while process.is_alive() and not writes.wait(0.05):
            pass
        began = time.monotonic()
        process.join()
        return process.exitcode, time.monotonic() - began

    def killed(self, within: float) -> bool:
        """Whether a run was killed, at a random moment, before it came to its end."""
        process, writes = self.start()
        while process.is_alive() and not writes.wait(0.05):
            pass
        process.join(self.chance.uniform(0, within))
        process.kill()
        process.join()
        return process.exitcode == -signal.SIGKILL

    def count(self, figures: Killed) -> None:
        for issues in filed(self.authors, self.place.snapshot()).values():
            figures.add(issues)


def kill(
    server: Server,
    proxy: Proxy,
    folder: Path,
    *,
    kills: int,
    findings: int,
    seed: int = 0,
    say: Callable[[str], object] = lambda _: None,
) -> Killed:
    """So many kills, in as many rounds as that takes: of runs upon each other, until one comes to its end."""
    figures, chance = Killed(), random.Random(seed)  # noqa: S311  # no secret hangs on it
    _, takes = Bench(server, proxy, folder, findings, chance).undisturbed()
    while figures.kills < kills:
        bench = Bench(server, proxy, folder, findings, chance)
        while figures.kills < kills and bench.killed(takes):
            figures.kills += 1
            figures.half_done += 0 < len(bench.place.snapshot()) < findings
        code, _ = bench.undisturbed()
        figures.failed += code != 0
        figures.rounds += 1
        bench.count(figures)
        say(f"{figures}\n")
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--findings", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with github() as (server, proxy, folder):
        figures = kill(
            server,
            proxy,
            folder,
            kills=options.kills,
            findings=options.findings,
            seed=options.seed,
            say=sys.stderr.write,
        )
    sys.stdout.write(f"{figures}\n")
    return 0 if figures.clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
