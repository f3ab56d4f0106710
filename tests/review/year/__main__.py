"""Play a year and print what happened in it; with --forget, forget one thing after the other instead."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.filing.github_place import GitHubPlace
from tests.filing.local_place import LocalPlace
from tests.needs import in_memory
from tests.review.year.clock import Clock, github_at
from tests.review.year.files import PUBLIC, RESPONSE, TEAMS
from tests.review.year.forget import FORGOTTEN, forgetting
from tests.review.year.play import Figures, Year
from tests.tracking.proxy import Proxy


@contextmanager
def year(options: argparse.Namespace) -> Iterator[Year]:
    """A year that has not begun."""
    size = {"incidents": options.incidents, "findings": options.findings, "seed": options.seed}
    teams = (RESPONSE, *TEAMS)
    with tempfile.TemporaryDirectory(dir=in_memory()) as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        clock = Clock(folder)
        if options.tracker == "local":
            yield Year(LocalPlace(folder, teams, PUBLIC), folder, clock, **size)
            return
        with github_at(clock, folder) as server, Proxy(server.port, authorization=server.authorization) as proxy:
            yield Year(GitHubPlace(server, proxy, teams, PUBLIC), folder, clock, **size)


def noticed(options: argparse.Namespace, what: str) -> str:
    """When the year notices that this is forgotten, and by what; "" if it does not."""
    with year(options) as one, forgetting(what):
        try:
            one.play(options.weeks)
        except AssertionError as error:
            return f"week {one.figures.weeks + 1}: {str(error).partition(chr(10))[0][:120]}"
    return ""


def told(figures: Figures) -> Iterator[str]:
    yield f"{figures.weeks} weeks, {figures.runs} runs, {figures.faults.total()} of them with a fault before"
    yield f"listed: {dict(figures.listed.most_common())}"
    yield f"escalated: {figures.escalated}; replies: {figures.replies}"
    yield f"states looked at: {dict(figures.states.most_common())}"
    for team, kinds in figures.reminders.items():
        yield f"reminders of {team}: {kinds.total()} ({kinds['before']} before, {kinds['overdue']} overdue)"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.review.year", description=__doc__)
    parser.add_argument("--tracker", choices=["local", "github"], default="local")
    parser.add_argument("--incidents", type=int, default=40)
    parser.add_argument("--findings", type=int, default=150)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--forget", nargs="*", choices=FORGOTTEN, help="these things, or all if none is named")
    options = parser.parse_args()
    if options.forget is None:
        with year(options) as one:
            figures = one.play(options.weeks)
        sys.stdout.write("".join(f"{line}\n" for line in told(figures)))
        return 0
    missed = 0
    for what in options.forget or FORGOTTEN:
        when = noticed(options, what)
        missed += not when
        sys.stdout.write(f"{what:32}{when or 'NOT NOTICED'}\n")
        sys.stdout.flush()
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
