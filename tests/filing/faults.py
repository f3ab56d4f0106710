"""Each fault at each request of a first filing run, and what a second, undisturbed run makes of it.

`python -m tests.filing.faults` prints a table: how many issues there were twice, not at all, or not as they should be.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from pipeline.tracking.apply import apply
from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.planning.planner import make_plan
from pipeline.tracking.tracker import TrackerError
from tests.filing.authors import Authors
from tests.filing.figures import Figures, filed
from tests.filing.github_place import GitHubPlace
from tests.filing.places import ALL_TEAMS, IssueView, Ref
from tests.needs import emulate, in_memory
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, SILENT_AFTER, Fault, Proxy, after, instead
from tests.tracking.server import Server, serve

_LIMITED = {"message": "You have exceeded a secondary rate limit"}
_CASES = count(1)
_SHAPES: tuple[dict[str, object], ...] = (
    {"owner": "identity", "decision": "declined"},
    {"owner": "payments"},
    {"kind": "process-change"},
    {"owner": "mirror", "priority": "p0"},
    {"owner": "identity", "verified": True},
    {"owner": "payments", "decision": "proposed"},
    {"owner": "mirror", "partner": True},
)
_LAGGING_LISTS = 2
"""How many lists do not show a new issue yet."""


def _primary() -> Fault:
    reset = str(int(time.time()) + 100)
    return instead(403, {"message": "Limit"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})


SILENT = "no answer in time, though it took effect"
FAULTS: Mapping[str, Callable[[], Fault]] = {
    "502 after it took effect": lambda: after(502),
    "dropped after it took effect": lambda: DROP_AFTER,
    SILENT: lambda: SILENT_AFTER,
    "500 before": lambda: instead(500),
    "502 before": lambda: instead(502),
    "503 before": lambda: instead(503),
    "dropped before": lambda: DROP_BEFORE,
    "403, primary rate limit": _primary,
    "403, secondary limit, Retry-After": lambda: instead(403, _LIMITED, {"Retry-After": "20"}),
    "403, secondary limit, no Retry-After": lambda: instead(403, _LIMITED),
    "429, Retry-After": lambda: instead(429, {"message": "Slow down"}, {"Retry-After": "20"}),
    "401": lambda: instead(401, {"message": "Bad credentials"}),
    "403": lambda: instead(403, {"message": "Resource not accessible by personal access token"}),
    "404": lambda: instead(404, {"message": "Not Found"}),
    "410": lambda: instead(410, {"message": "Issues are disabled for this repo"}),
    "422": lambda: instead(422, {"message": "Validation Failed"}),
}
LAG, TWO_RUNS, CUT_BEFORE, CUT_AFTER = (
    "dropped after it took effect, and the list lags behind",
    "a second run, whole, before this request",
    "cut off before: nothing gets through any more",
    "cut off after: nothing gets through any more",
)
ALL = (*FAULTS, LAG, TWO_RUNS, CUT_BEFORE, CUT_AFTER)


@dataclass
class Found(Figures):
    """What was wrong, counted over all requests at which a fault was injected."""

    requests: int = 0
    wrong: int = 0
    unfinished: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return super().clean and not (self.wrong or self.unfinished)


class Case:
    """Findings that were never filed, and repositories that hold one issue of their team's."""

    def __init__(self, server: Server, proxy: Proxy, folder: Path, findings: int, *, few_places: bool) -> None:
        self.server, self.proxy, self.folder = server, proxy, folder / f"case-{next(_CASES)}"
        self.folder.mkdir()
        self.place = GitHubPlace(server, proxy)
        names = self.place.names
        if few_places:
            names |= {"mirror": names["identity"], "partner": names["identity"]}
        self.authors = Authors(self.folder / "repository", names, f"2026-01-10-{self.folder.name}", findings)
        for at, number in enumerate(self.authors.findings):
            self.authors.edit(number, **_SHAPES[at % len(_SHAPES)])
        self.source = self.authors.source()
        own = {self.place.open_issue(name, "Ours", "It is slow.", frozenset({"bug"})) for name in self.places}
        self.own = {ref: seen for ref, seen in self.place.snapshot().items() if ref in own}
        proxy.requests.clear()

    @property
    def places(self) -> set[str]:
        return set(self.authors.places.values())

    def run(self, url: str = "") -> bool:
        """File; whether all of it was done."""
        with contextlib.closing(self._github(url)) as tracker:
            try:
                planned = make_plan(tracker, self.source).plan
            except TrackerError:
                return False
            outcomes = list(apply(planned, tracker, wait=lambda _: None))
        return not any(hasattr(outcome, "why") for outcome in outcomes)

    def _github(self, url: str) -> GitHubTracker:
        return github_tracker(
            url or self.proxy.url, timeout_seconds=1, pause=lambda _, __: None, longest_wait_seconds=3600
        )

    def neutral(self, ref: Ref, seen: IssueView) -> tuple[str, IssueView]:
        """The issue without the names that only this case has."""
        body = seen.body.replace(self.authors.incident, "INCIDENT")
        for team in ALL_TEAMS:
            body = body.replace(f"{self.authors.places[team]} ", f"{team} ")
        teams = [team for team in ALL_TEAMS if self.authors.places[team] == ref[0]]
        return teams[0], replace(seen, body=body)

    def shown(self) -> dict[str, tuple[str, IssueView]]:
        """The finding's issues as they should always be."""
        return {
            number: self.neutral(*issues[0])
            for number, issues in filed(self.authors, self.place.snapshot()).items()
            if issues
        }

    def count(self, found: Found, expected: Mapping[str, tuple[str, IssueView]], what: str) -> None:
        looked = self.place.snapshot()
        for number, issues in filed(self.authors, looked).items():
            found.add(issues)
            found.wrong += bool(issues) and self.neutral(*issues[0]) != expected[number]
        found.wrong += sum(looked[ref] != seen for ref, seen in self.own.items())
        if not found.clean and len(found.examples) < 3:
            found.examples.append(what)


def inject(case: Case, fault: str, request: int) -> str:
    """Let the n-th request of the case fail in this way, and run; the request that it was, "" if there is none."""
    proxy, hit = case.proxy, list[str]()

    def on_request(line: str) -> None:
        if len(proxy.requests) == request:
            hit.append(line)
            if fault == TWO_RUNS:
                case.run(case.server.url)
            elif fault in FAULTS:
                proxy.fail("", FAULTS[fault]())
            elif fault == LAG:
                _lag(proxy, line)
            else:
                proxy.fail("", DROP_AFTER if fault == CUT_AFTER else DROP_BEFORE)
        elif hit and fault in (CUT_BEFORE, CUT_AFTER):
            proxy.fail("", DROP_BEFORE)

    proxy.on_request = on_request
    case.run()
    proxy.on_request = lambda _: None
    proxy.mend()
    return hit[0] if hit else ""


def _lag(proxy: Proxy, line: str) -> None:
    """The answer to this create is lost, and what is listed next is what was there before it."""
    if line.startswith("POST "):
        path = line.removeprefix("POST ")
        proxy.fail("POST", DROP_AFTER)
        proxy.fail(f"GET {path}", instead(200, []), times=_LAGGING_LISTS)


def measure(
    server: Server,
    proxy: Proxy,
    folder: Path,
    fault: str,
    findings: int,
    *,
    first: int = 1,
    every: int = 1,
    few_places: bool = False,
) -> Found:
    """The fault at every n-th request in turn from the first on, each followed by an undisturbed run."""
    reference = Case(server, proxy, folder, findings, few_places=few_places)
    assert reference.run()
    expected, found, request = reference.shown(), Found(), first
    while True:
        case = Case(server, proxy, folder, findings, few_places=few_places)
        line = inject(case, fault, request)
        if not line:
            return found
        if fault != LAG or line.startswith("POST "):
            found.requests += 1
            found.unfinished += not case.run()
            case.count(found, expected, f"request {request}, {line}")
        request += every


@contextlib.contextmanager
def github() -> Iterator[tuple[Server, Proxy, Path]]:
    """A GitHub of one's own behind a proxy, and a folder."""
    with (
        tempfile.TemporaryDirectory(dir=in_memory()) as name,
        serve(emulate(), Path(name)) as server,
        Proxy(server.port, authorization=server.authorization) as proxy,
    ):
        yield server, proxy, Path(name)


def row(fault: str, found: Found) -> str:
    figures = (found.requests, found.duplicates, found.closed_twins, found.lost, found.wrong, found.unfinished)
    return f"| {fault} | {' | '.join(map(str, figures))} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=50)
    parser.add_argument("--every", type=int, default=1, help="inject at every n-th request")
    parser.add_argument("--fault", action="append", choices=ALL)
    options = parser.parse_args()
    total: Counter[str] = Counter()
    sys.stdout.write(
        "| fault | requests | duplicates | closed as of two runs | lost | wrong | second run unfinished |\n"
    )
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    with github() as (server, proxy, folder):
        for fault in options.fault or ALL:
            found = measure(server, proxy, folder, fault, options.findings, every=options.every)
            sys.stdout.write(f"{row(fault, found)}\n")
            sys.stdout.flush()
            sys.stderr.write("".join(f"{fault}: {example}\n" for example in found.examples))
            total["bad"] += not found.clean
    return 1 if total["bad"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
