"""What is shown while a plan is carried out, on a terminal and where there is none."""

from __future__ import annotations

import os
import pty
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest

from pipeline.operations.progress import Progress
from pipeline.tracking.apply import Done, Failed
from pipeline.tracking.plan import Action, Change, Plan
from tests import example

CHANGES = tuple(Change(Action.CLOSE, f"2026-01-10-x/0{n}", "example-org/a", n, "declined", f"Fix {n}") for n in (1, 2))
PLAN = Plan(CHANGES, ())


class Said:
    """What a Progress reported."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.err: list[str] = []
        self.progress = Progress(self.out.append, self.err.append)


@pytest.fixture
def said() -> Said:
    return Said()


@contextmanager
def terminal() -> Iterator[int]:
    """Standard error is a terminal meanwhile; what it shows can be read here."""
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    with os.fdopen(theirs, "w") as stream, redirect_stderr(stream):
        yield ours
    os.close(ours)


def outcomes(said: Said, why: str = "") -> Iterator[Done | Failed]:
    """Both changes, with a wait between them; the second is not made."""
    yield Done(CHANGES[0], example.issue())
    said.progress.pause(0.01, why)
    yield Failed(CHANGES[1], "GitHub failed")


def test_on_a_terminal_a_bar_moves_and_the_outcomes_follow_it(said: Said) -> None:
    with terminal() as screen:
        said.progress.follow(PLAN, outcomes(said, "rate limit"))
        shown = os.read(screen, 65_536).decode()
    assert "filing" in shown
    assert "rate limit: waiting 0:00:00" in shown
    assert "Fix 1" not in shown
    assert [line for line in said.out if "Fix 1" in line] == said.out
    assert any("GitHub failed" in line for line in said.err)


def test_without_a_terminal_a_wait_is_said_with_its_end(said: Said) -> None:
    said.progress.follow(PLAN, outcomes(said, "rate limit"))
    assert said.err[0].startswith("rate limit: waiting until ")
    assert [line for line in said.out if "Fix 1" in line] == said.out


def test_a_wait_without_a_reason_is_not_worth_a_word(said: Said) -> None:
    said.progress.follow(PLAN, outcomes(said))
    assert not any("waiting" in line for line in said.err)


def test_an_interrupted_run_says_what_was_done_until_then(said: Said) -> None:
    def interrupted() -> Iterator[Done | Failed]:
        yield Done(CHANGES[0], example.issue())
        raise KeyboardInterrupt

    with terminal(), pytest.raises(KeyboardInterrupt):
        said.progress.follow(PLAN, interrupted())
    assert any("Fix 1" in line for line in said.out)
    assert len(said.err) == 1
