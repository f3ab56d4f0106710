"""What is shown while a plan is carried out: a progress bar on a terminal, else a line for each change."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from pipeline.host.terminal import line
from pipeline.report import plan as plan_report
from pipeline.text.pluralize import pluralize
from pipeline.tracking.apply import Done, Failed
from pipeline.tracking.plan import Plan

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

Say = Callable[[str], None]


class Progress:
    """Writes what was done to `say`; failures and waits go to `warn`."""

    def __init__(self, say: Say, warn: Say) -> None:
        """Both functions write one line."""
        self.say, self.warn = say, warn
        self._bar: ProgressBar[Done | Failed] | None = None

    def follow(self, planned: Plan, outcomes: Iterator[Done | Failed]) -> list[Done | Failed]:
        """Show each outcome as it arrives, and the totals at the end, even if interrupted. Return the outcomes."""
        shown: list[Done | Failed] = []
        terminal = sys.stderr.isatty()
        # With a width of 0, the bar is as wide as the terminal, and is not left in pieces where that is narrow.
        bar = click.progressbar(outcomes, len(planned.changes), "filing", file=sys.stderr, hidden=not terminal, width=0)
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
        """Sleep for `seconds`. If `why` is not empty, show it and how long the wait takes."""
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
            self._bar.label = line(f"{why}: waiting {timedelta(seconds=round(left))}")
            self._bar.render_progress()
            time.sleep(min(1.0, left))
        self._bar.label = "filing"

    def _report(self, outcome: Done | Failed) -> None:
        change = outcome.change
        if isinstance(outcome, Done):
            if change.rewrite:
                return  # there may be hundreds, of which nothing else changes: the totals count them
            self.say(f"{change.action} {outcome.issue.reference}: {change.title} ({change.finding}: {change.reason})")
        else:
            self.warn(f"not done: {change.action} {change.target}, {change.finding}: {outcome.why}")

    def _total(self, planned: Plan, outcomes: list[Done | Failed]) -> None:
        done = sum(isinstance(outcome, Done) for outcome in outcomes)
        missing = max(len(planned.changes), len(outcomes)) - done
        if not planned.changes:
            self.say(plan_report.one_line(planned))
        elif missing:
            self.warn(f"{pluralize(done, 'change')} made, {missing} not made: run this again to finish")
        else:
            self.say(f"{pluralize(done, 'change')} made")
        for rewritten in plan_report.rewrites(planned):
            self.say(rewritten)
