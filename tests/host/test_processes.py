"""Work that is shared out: what comes of it, and what is said where a process does not live to the end."""

from __future__ import annotations

import os
import signal

import pytest

from pipeline.diagnostic import UsageError
from pipeline.host.parallel import shared_out

NAMES = [str(number) for number in range(7)]


def by_process(names: list[str]) -> list[tuple[str, int]]:
    return [(name, os.getpid()) for name in names]


def killed(names: list[str]) -> list[str]:
    if names != NAMES[:1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return names


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_what_others_did_comes_in_the_order_of_the_names() -> None:
    done = list(shared_out(by_process, NAMES, 2))
    assert [name for name, _ in done] == NAMES
    assert os.getpid() not in {process for _, process in done[1:]}


def test_the_first_is_worked_on_here_so_that_what_it_loads_is_loaded_once() -> None:
    _, process = next(iter(shared_out(by_process, NAMES, 2)))
    assert process == os.getpid()


def test_a_few_are_worked_on_here() -> None:
    assert {process for _, process in shared_out(by_process, NAMES, len(NAMES))} == {os.getpid()}


def test_a_process_that_is_killed_is_told_of() -> None:
    with pytest.raises(UsageError, match=r"one of 2 worker processes was killed"):
        list(shared_out(killed, NAMES, 2))
