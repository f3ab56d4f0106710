"""The fault table with three findings, fewer repositories and every fourth request, another one for each fault.

`python -m tests.filing.faults` runs it whole.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.filing.faults import ALL, TWO_RUNS, Case, Found, measure
from tests.filing.figures import filed
from tests.filing.kills import kill
from tests.needs import in_memory
from tests.tracking.proxy import Proxy
from tests.tracking.server import Server

GitHub = tuple[Server, Proxy, Path]


@pytest.fixture(scope="module")
def place(github_server: Server) -> Iterator[GitHub]:
    with (
        tempfile.TemporaryDirectory(dir=in_memory()) as folder,
        Proxy(github_server.port, authorization=github_server.authorization) as proxy,
    ):
        yield github_server, proxy, Path(folder)


@pytest.mark.parametrize("fault", ALL)
def test_a_fault_costs_no_issue_and_makes_no_second(place: GitHub, fault: str) -> None:
    found = measure(*place, fault, findings=3, first=1 + ALL.index(fault) % 4, every=4, few_places=True)
    assert found.requests >= 1
    assert found.clean, found.examples
    assert bool(found.closed_twins) == (fault == TWO_RUNS)


def test_what_is_wrong_is_counted(place: GitHub) -> None:
    server, proxy, folder = place
    case = Case(server, proxy, folder, 3, few_places=True)
    case.run()
    expected, found = case.shown(), Found()
    (declined, seen), *_ = filed(case.authors, case.place.snapshot())["01"]
    case.place.open_issue(declined[0], seen.title, seen.body, seen.labels)
    (mine, _), *_ = filed(case.authors, case.place.snapshot())["02"]
    case.place.delete(mine)
    case.place.delete(min(case.own))
    case.count(found, expected, "by hand")
    assert (found.duplicates, found.lost, found.wrong) == (1, 1, 1)


def test_runs_that_are_killed_at_random_moments_file_everything_once(place: GitHub) -> None:
    figures = kill(*place, kills=2, findings=10)
    assert figures.clean, figures
