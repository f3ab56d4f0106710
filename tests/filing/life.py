"""Findings live: authors edit files, people use the tracker, runs fail and overlap, in any order.

`python -m tests.filing.life --tracker github --steps 3000` runs it long and says how many steps were run.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from pipeline.tracking import issue_body
from pipeline.tracking.apply import apply
from pipeline.tracking.plan import Plan
from pipeline.tracking.planning.planner import make_plan
from pipeline.tracking.tracker import Tracker, TrackerError
from tests.filing.edits import ANY, FEW, NUMBERS, Edits
from tests.filing.github_place import GITHUB_FAULTS, GitHubPlace
from tests.filing.ledger import frozen
from tests.filing.local_place import Killed, LocalFaults, LocalPlace
from tests.filing.places import Place
from tests.needs import emulate
from tests.tracking.proxy import Proxy
from tests.tracking.server import Server, serve


class Life(Edits):
    """Everything that can happen to three findings."""

    fault_names: ClassVar[tuple[str, ...]] = LocalFaults.KINDS

    def teardown(self) -> None:
        try:
            assert self.authors.workspace().diagnostics == ()
            self.run_cleanly(prune=False)
        finally:
            super().teardown()

    @contextlib.contextmanager
    def running(self) -> Iterator[Tracker]:
        tracker = self.place.run()
        try:
            yield tracker
        finally:
            tracker.close()

    def plan(self, *, prune: bool) -> Plan:
        with self.running() as tracker:
            return make_plan(tracker, self.authors.source(), prune=prune).plan

    def run_cleanly(self, *, prune: bool) -> None:
        before = self.place.snapshot()
        with self.running() as tracker:
            planned = make_plan(tracker, self.authors.source(), prune=prune).plan
            outcomes = list(apply(planned, tracker, wait=self.no_wait))
        after = self.place.snapshot()
        failed = [outcome.why for outcome in outcomes if hasattr(outcome, "why")]
        assert not failed, failed
        self.ledger.after_any_run(before, after, [self.authors.findings])
        self.ledger.after_clean_run(before, after, self.plan(prune=prune))

    @staticmethod
    def no_wait(_: float) -> None:
        """Nobody waits in a test."""

    @rule(prune=st.booleans())
    def only_plan(self, *, prune: bool) -> None:
        before = self.place.snapshot()
        self.plan(prune=prune)
        assert self.place.snapshot() == before
        self.did("run: plan")

    @rule(prune=st.sampled_from([False, False, True]))
    def apply_cleanly(self, *, prune: bool) -> None:
        self.run_cleanly(prune=prune)
        self.did("run: apply --prune" if prune else "run: apply")

    @rule(writer=st.sampled_from([1, 3]))
    def apply_with_another_version(self, *, writer: int) -> None:
        """An older version, or a newer one, of the pipeline writes the same findings in another way."""
        with another_version(writer):
            self.run_cleanly(prune=False)
        self.did("run: another version")

    @rule(data=st.data(), at=st.integers(1, 40), ends=st.integers(1, 8))
    def apply_with_a_fault(self, data: st.DataObject, at: int, ends: int) -> None:
        """One request fails; the run may also end after so many changes."""
        fault = data.draw(st.sampled_from(self.fault_names))
        before = self.place.snapshot()
        self.place.fail(fault, at)
        with contextlib.suppress(TrackerError, Killed), self.running() as tracker:
            planned = make_plan(tracker, self.authors.source()).plan
            outcomes = apply(planned, tracker, wait=self.no_wait)
            for _ in zip(range(ends), outcomes, strict=False):
                pass
        self.place.mend()
        self.ledger.after_any_run(before, self.place.snapshot(), [self.authors.findings])
        self.did(f"run: {fault}")

    @rule(data=st.data(), turns=st.lists(st.booleans(), max_size=12), number=NUMBERS)
    def two_runs_at_once(self, data: st.DataObject, turns: list[bool], number: str) -> None:
        """Two runs look at the same tracker, then change it in turns; between their looks a file may change."""
        first = frozen(self.authors.findings)
        with self.running() as one, self.running() as other:
            plans = [make_plan(one, self.authors.source()).plan]
            if data.draw(st.booleans()):
                self.authors.edit(number, text=data.draw(FEW), priority=data.draw(st.sampled_from(["p0", "p1"])))
            plans.append(make_plan(other, self.authors.source()).plan)
            if data.draw(st.booleans()):
                self.write_above(data.draw(ANY))
                self.tick(data.draw(ANY))
            before = self.place.snapshot()
            trackers = zip(plans, (one, other), strict=True)
            runs: list[Iterator[Any]] = [apply(plan, at, wait=self.no_wait) for plan, at in trackers]
            for turn in turns:
                next(runs[turn], None)
            for run in runs:
                list(run)
        self.ledger.after_any_run(before, self.place.snapshot(), [first, self.authors.findings])
        self.did("run: two at once")


@contextlib.contextmanager
def another_version(writer: int) -> Iterator[None]:
    """The pipeline is another version, which writes marks and headings of its own."""
    render = issue_body.render

    def rendered(*arguments: Any, **options: Any) -> str:
        return f"Written by {writer}.\n\n{render(*arguments, **options).replace('### ', '#### ')}"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issue_body, "WRITER", writer)
        patch.setattr(issue_body, "render", rendered)
        yield


class LocalLife(Life):
    """On the embedded tracker, where issues can be deleted and transferred; at the GitHub test server they cannot."""

    steps: ClassVar[Counter[str]] = Counter()

    def open_place(self) -> Place:
        return LocalPlace(self.folder)


class GitHubLife(Life):
    """On GitHub."""

    steps: ClassVar[Counter[str]] = Counter()
    fault_names = tuple(GITHUB_FAULTS)
    server: ClassVar[Server]
    proxy: ClassVar[Proxy]

    def open_place(self) -> Place:
        return GitHubPlace(self.server, self.proxy)


def live(kind: type[Life], examples: int, *, start: int = 0) -> None:
    """Run so many lives; `start` chooses which."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to make a life shorter takes longer than to read it
        print_blob=False,
    )
    run_state_machine_as_test(seed(start)(kind), settings=profile)


def on_github(server: Server, proxy: Proxy) -> type[GitHubLife]:
    """The machine on this GitHub."""
    GitHubLife.server, GitHubLife.proxy = server, proxy
    return GitHubLife


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracker", choices=["local", "github"], default="local")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        kind: type[Life] = LocalLife
        if options.tracker == "github":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            server = stack.enter_context(serve(emulate(), Path(folder)))
            kind = on_github(server, stack.enter_context(Proxy(server.port, authorization=server.authorization)))
        lives = 0
        while kind.steps.total() < options.steps:
            live(kind, 25, start=options.seed + lives)
            lives += 25
    for what, times in sorted(kind.steps.items()):
        sys.stdout.write(f"{times:7} {what}\n")
    took = time.monotonic() - began
    sys.stdout.write(f"{kind.steps.total():7} steps in {lives} lives on {options.tracker} in {took:.0f} s\n")


if __name__ == "__main__":
    main()
