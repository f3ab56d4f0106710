"""What a person sees while changes are made: a bar on a terminal, a line for each change where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from pipeline.report import plan as plan_report
from pipeline.tracking.apply import Done, Failed
from pipeline.tracking.plan import Plan

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

Say = Callable[[str], None]


class Progress:
    """Reports outcomes to `say` and `warn`, and says aloud what is waited for."""

    def __init__(self, say: Say, warn: Say) -> None:
        """Nothing is going on yet."""
        self._say, self.warn = say, warn
        self._bar: ProgressBar[Done | Failed] | None = None

    def follow(self, planned: Plan, outcomes: Iterator[Done | Failed]) -> list[Done | Failed]:
        """Show each outcome, and at the end what was done and what was not; also when interrupted."""
        shown: list[Done | Failed] = []
        terminal = sys.stderr.isatty()
        bar = click.progressbar(outcomes, len(planned.changes), "filing", file=sys.stderr, hidden=not terminal)
        try:
            with bar as self._bar:
                for outcome in self._bar:
                    shown.append(outcome)
                    if not terminal:
                        self._report(outcome)
        finally:
            self._bar = None
            for outcome in shown if terminal else ():
                self._report(outcome)
            self._total(planned, shown)
        return shown

    def pause(self, seconds: float, why: str) -> None:
        """Wait; where a reason is given, say it and until when."""
        if not why:
            time.sleep(seconds)
            return
        if self._bar is None or not sys.stderr.isatty():
            until = datetime.now().astimezone() + timedelta(seconds=seconds)
            self.warn(f"{why}: waiting until {until:%H:%M:%S}")
            time.sleep(seconds)
            return
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._bar.label = f"{why}: waiting {timedelta(seconds=round(left))}"
            self._bar.render_progress()
            time.sleep(min(1.0, left))
        self._bar.label = "filing"

    def _report(self, outcome: Done | Failed) -> None:
        change = outcome.change
        if isinstance(outcome, Done):
            self._say(f"{change.action} {outcome.issue.reference}: {change.title} ({change.finding}: {change.reason})")
        else:
            self.warn(f"not done: {change.action} {change.target}, {change.finding}: {outcome.why}")

    def _total(self, planned: Plan, outcomes: list[Done | Failed]) -> None:
        done = sum(isinstance(outcome, Done) for outcome in outcomes)
        missing = max(len(planned.changes), len(outcomes)) - done
        if not planned.changes:
            self._say(plan_report.one_line(planned))
        elif missing:
            self.warn(f"{done} changes made, {missing} not: run this again to finish")
        else:
            self._say(f"{done} changes made")
