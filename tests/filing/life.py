"""Findings live: authors edit files, people use the tracker, runs fail and overlap, in any order.

`python -m tests.filing.life --tracker github --steps 3000` runs it long and says how many steps were run.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, Literal

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from pipeline.tracking.apply import apply
from pipeline.tracking.plan import Plan
from pipeline.tracking.survey import survey
from pipeline.tracking.tracker import Edit, Tracker, TrackerError
from tests.filing.authors import REFUSED, TEAMS, Authors
from tests.filing.ledger import Ledger, block, frozen, marker
from tests.filing.places import ALL_TEAMS, GITHUB_FAULTS, GitHubPlace, Killed, LocalFaults, LocalPlace, Place, Ref, Seen
from tests.needs import emulate
from tests.tracking.proxy import Proxy
from tests.tracking.server import Server, serve

_LIVES = count(1)
ANY = st.integers(0, 99)
NUMBERS = st.sampled_from(["01", "02", "03"])
FEW = st.integers(0, 2)


class Life(RuleBasedStateMachine):
    """Three findings of one incident, and everything that can happen to them."""

    steps: ClassVar[Counter[str]] = Counter()
    fault_names: ClassVar[tuple[str, ...]] = LocalFaults.KINDS

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        self.place = self.open_place()
        incident = f"2026-01-10-life-{next(_LIVES)}"  # all lives share a GitHub, and its search
        self.authors = Authors(self.folder / "repository", self.place.names, incident)
        self.ledger = Ledger(self.authors)
        self.counter = count(1)

    def open_place(self) -> Place:
        raise NotImplementedError

    def teardown(self) -> None:
        try:
            assert self.authors.workspace().diagnostics == ()
            self.run_cleanly(prune=False)
        finally:
            self.place.close()
            shutil.rmtree(self.folder)

    # What authors do.

    def write(self, number: str, **changes: object) -> None:
        self.did("edit " + " ".join(changes), happened=self.authors.edit(number, **changes))

    @rule(number=NUMBERS, title=st.sampled_from(["", "Expire all tokens", "Expire tokens of 01"]))
    def edit_title(self, number: str, title: str) -> None:
        self.write(number, title=title)

    @rule(number=NUMBERS, text=FEW)
    def edit_text(self, number: str, text: int) -> None:
        self.write(number, text=text)

    @rule(number=NUMBERS, priority=st.sampled_from(["p0", "p1", "p2"]))
    def edit_priority(self, number: str, priority: str) -> None:
        self.write(number, priority=priority)

    @rule(number=NUMBERS, owner=st.sampled_from(TEAMS))
    def edit_owner(self, number: str, owner: str) -> None:
        self.write(number, owner=owner)

    @rule(number=NUMBERS, kind=st.sampled_from(["bug", "process-change"]))
    def edit_kind(self, number: str, kind: str) -> None:
        self.write(number, kind=kind)

    @rule(number=NUMBERS, partner=st.booleans())
    def edit_involves(self, number: str, *, partner: bool) -> None:
        self.write(number, partner=partner)

    @rule(number=NUMBERS, decision=st.sampled_from(["proposed", "accepted", *REFUSED]))
    def edit_decision(self, number: str, decision: str) -> None:
        self.write(number, decision=decision, verified=False)

    @rule(number=NUMBERS, verified=st.booleans())
    def edit_verification(self, number: str, *, verified: bool) -> None:
        self.write(number, verified=verified)

    @rule(number=NUMBERS, other=st.sampled_from(["", "01", "02"]))
    def edit_duplicate_of(self, number: str, other: str) -> None:
        if number != other:
            self.write(number, duplicate_of=other)

    @rule(number=NUMBERS, tlp=st.sampled_from(["clear", "amber"]))
    def edit_tlp(self, number: str, tlp: str) -> None:
        self.write(number, tlp=tlp)

    @rule(number=NUMBERS, there=st.booleans())
    def delete_or_restore(self, number: str, *, there: bool) -> None:
        self.write(number, there=there)

    @rule(number=NUMBERS, tail=st.sampled_from(["as-found", "renamed"]))
    def rename_file(self, number: str, tail: str) -> None:
        self.write(number, tail=tail)

    @rule(number=NUMBERS, pick=ANY)
    def name_an_issue(self, number: str, pick: int) -> None:
        """What a notice asks for, where an issue lost its marker; or an issue that the team had before."""
        home = self.authors.place(self.authors.findings[number])
        without = [ref for ref, seen in sorted(self.place.look().items()) if ref[0] == home and not marker(seen)]
        if without:
            repository, issue = without[pick % len(without)]
            self.write(number, issue=f"{repository}#{issue}")

    @rule()
    def rename_incident(self) -> None:
        if len(self.authors.names) < 4:
            self.authors.rename(f"{self.authors.names[0]}-{len(self.authors.names)}")
            self.did("rename incident")

    @rule(draft=st.sampled_from([False, False, True]))
    def draft_or_not(self, *, draft: bool) -> None:
        self.did("draft" if draft else "no draft", happened=draft != self.authors.draft)
        self.authors.set_draft(draft=draft)

    # What people do on the tracker.

    def pick(self, pick: int, *, whole: bool = False) -> tuple[Ref, Seen] | None:
        """An issue that is no copy; with `whole` one that has its block."""
        issues = sorted(item for item in self.place.look().items() if item[0] not in self.ledger.copies)
        issues = [item for item in issues if block(item[1])] if whole else issues
        return issues[pick % len(issues)] if issues else None

    def act(self, name: str, pick: int, change: Callable[[Seen], Edit], *, whole: bool = False) -> None:
        found = self.pick(pick, whole=whole)
        if found is not None:
            edit = change(found[1])
            if edit != Edit():
                self.place.edit(found[0], edit)
            self.did(f"people {name}", happened=edit != Edit())

    @rule(pick=ANY, reason=st.sampled_from(["completed", "not_planned"]))
    def close_issue(self, pick: int, reason: Literal["completed", "not_planned"]) -> None:
        self.act("close", pick, lambda seen: Edit(state=reason if seen.open else None))

    @rule(pick=ANY)
    def reopen_issue(self, pick: int) -> None:
        self.act("reopen", pick, lambda seen: Edit() if seen.open else Edit(state="open"))

    @rule(pick=ANY, label=st.sampled_from(["squad-7", "postmortem:p0"]))
    def add_label(self, pick: int, label: str) -> None:
        self.act("label", pick, lambda seen: Edit(add_labels=frozenset({label}) - seen.labels))

    @rule(pick=ANY, which=FEW)
    def remove_label(self, pick: int, which: int) -> None:
        self.act("unlabel", pick, lambda seen: Edit(remove_labels=frozenset(sorted(seen.labels)[which : which + 1])))

    @rule(pick=ANY)
    def retitle(self, pick: int) -> None:
        self.act("retitle", pick, lambda _: Edit(title=f"Ours {next(self.counter)}"))

    @rule(pick=ANY)
    def write_above(self, pick: int) -> None:
        self.act("write above", pick, lambda seen: Edit(body=f"note-{next(self.counter)}\n\n{seen.body}"))

    @rule(pick=ANY)
    def write_below(self, pick: int) -> None:
        self.act("write below", pick, lambda seen: Edit(body=f"{seen.body}\n\nnote-{next(self.counter)}"))

    @rule(pick=ANY)
    def tick(self, pick: int) -> None:
        self.act("tick", pick, lambda seen: Edit(body=seen.body.replace("- [ ] ", "- [x] ", 1)), whole=True)

    @rule(pick=ANY)
    def save_in_a_browser(self, pick: int) -> None:
        self.act("CR LF", pick, lambda seen: Edit(body=seen.body.replace("\r\n", "\n").replace("\n", "\r\n")))

    @rule(pick=ANY)
    def write_inside(self, pick: int) -> None:
        self.act("write inside", pick, lambda seen: Edit(body=seen.body.replace("Tokens", "Scribbles", 1)), whole=True)

    @rule(pick=ANY)
    def cut_the_fences_end(self, pick: int) -> None:
        end = "<!-- postmortem:end -->"
        self.act("cut the fence's end", pick, lambda seen: Edit(body=seen.body.replace(end, "")), whole=True)

    @rule(pick=ANY)
    def cut_the_fence(self, pick: int) -> None:
        def without(seen: Seen) -> Edit:
            lines = seen.body.split("\n")
            return Edit(body="\n".join(line for line in lines if not line.startswith("<!-- postmortem:")))

        self.act("cut the fence", pick, without, whole=True)

    @rule(pick=ANY)
    def rewrite_body(self, pick: int) -> None:
        self.act("rewrite", pick, lambda _: Edit(body=f"note-{next(self.counter)}"), whole=True)

    @rule(pick=ANY, team=st.sampled_from(ALL_TEAMS))
    def copy_by_hand(self, pick: int, team: str) -> None:
        found = self.pick(pick, whole=True)
        if found is not None:
            there = self.place.open_issue(self.place.names[team], "A copy", found[1].body, frozenset())
            self.ledger.copies.add(there)
            self.ledger.brought.add(there)
            self.did("people copy")

    @rule(team=st.sampled_from(TEAMS))
    def open_by_hand(self, team: str) -> None:
        self.place.open_issue(self.place.names[team], "Ours", "It is slow.", frozenset({"bug"}))
        self.did("people open")

    @rule(pick=ANY)
    def delete_issue(self, pick: int) -> None:
        found = self.pick(pick)
        if found is not None:
            self.place.delete(found[0])
            self.place.a_day_passes()
            self.did("people delete")

    @rule(pick=ANY, team=st.sampled_from(ALL_TEAMS))
    def transfer_issue(self, pick: int, team: str) -> None:
        found = self.pick(pick, whole=True)
        if found is not None and found[0][0] != self.place.names[team]:
            self.ledger.brought.add(self.place.transfer(found[0], self.place.names[team]))
            self.place.a_day_passes()
            self.did("people transfer")

    @rule(pick=ANY)
    def talk(self, pick: int) -> None:
        found = self.pick(pick)
        if found is not None:
            self.place.talk(found[0])
            self.did("people talk")

    # Runs.

    @contextlib.contextmanager
    def running(self) -> Iterator[Tracker]:
        tracker = self.place.run()
        try:
            yield tracker
        finally:
            tracker.close()

    def plan(self, *, prune: bool) -> Plan:
        with self.running() as tracker:
            return survey(tracker, self.authors.asked(), prune=prune).plan

    def run_cleanly(self, *, prune: bool) -> None:
        before = self.place.look()
        with self.running() as tracker:
            planned = survey(tracker, self.authors.asked(), prune=prune).plan
            outcomes = list(apply(planned, tracker, "postmortem", wait=self.no_wait))
        after = self.place.look()
        failed = [outcome.why for outcome in outcomes if hasattr(outcome, "why")]
        assert not failed, failed
        self.ledger.after_any_run(before, after, [self.authors.findings])
        self.ledger.after_clean_run(before, after, self.plan(prune=prune))

    @staticmethod
    def no_wait(_: float) -> None:
        """Nobody waits in a test."""

    @rule(prune=st.booleans())
    def only_plan(self, *, prune: bool) -> None:
        before = self.place.look()
        self.plan(prune=prune)
        assert self.place.look() == before
        self.did("run: plan")

    @rule(prune=st.sampled_from([False, False, True]))
    def apply_cleanly(self, *, prune: bool) -> None:
        self.run_cleanly(prune=prune)
        self.did("run: apply --prune" if prune else "run: apply")

    @rule(data=st.data(), at=st.integers(1, 40), ends=st.integers(1, 8))
    def apply_with_a_fault(self, data: st.DataObject, at: int, ends: int) -> None:
        """One request fails; the run may also end after so many changes."""
        fault = data.draw(st.sampled_from(self.fault_names))
        before = self.place.look()
        self.place.fail(fault, at)
        with contextlib.suppress(TrackerError, Killed), self.running() as tracker:
            planned = survey(tracker, self.authors.asked()).plan
            outcomes = apply(planned, tracker, "postmortem", wait=self.no_wait)
            for _ in zip(range(ends), outcomes, strict=False):
                pass
        self.place.mend()
        self.ledger.after_any_run(before, self.place.look(), [self.authors.findings])
        self.did(f"run: {fault}")

    @rule(data=st.data(), turns=st.lists(st.booleans(), max_size=12), number=NUMBERS)
    def two_runs_at_once(self, data: st.DataObject, turns: list[bool], number: str) -> None:
        """Two runs look at the same tracker, then change it in turns; between their looks a file may change."""
        first = frozen(self.authors.findings)
        with self.running() as one, self.running() as other:
            plans = [survey(one, self.authors.asked()).plan]
            if data.draw(st.booleans()):
                self.authors.edit(number, text=data.draw(FEW), priority=data.draw(st.sampled_from(["p0", "p1"])))
            plans.append(survey(other, self.authors.asked()).plan)
            if data.draw(st.booleans()):
                self.write_above(data.draw(ANY))
                self.tick(data.draw(ANY))
            before = self.place.look()
            trackers = zip(plans, (one, other), strict=True)
            runs: list[Iterator[Any]] = [apply(plan, at, "postmortem", wait=self.no_wait) for plan, at in trackers]
            for turn in turns:
                next(runs[turn], None)
            for run in runs:
                list(run)
        self.ledger.after_any_run(before, self.place.look(), [first, self.authors.findings])
        self.did("run: two at once")

    def did(self, what: str, *, happened: bool = True) -> None:
        """Count a step that changed or checked something."""
        if happened:
            self.steps[what] += 1


class LocalLife(Life):
    """On the embedded tracker."""

    steps: ClassVar[Counter[str]] = Counter()

    def open_place(self) -> Place:
        return LocalPlace(self.folder, remembers=False)


class RememberedLife(Life):
    """On the embedded tracker, remembered as GitHub is: here issues can be deleted and transferred, emulate cannot."""

    steps: ClassVar[Counter[str]] = Counter()

    def open_place(self) -> Place:
        return LocalPlace(self.folder, remembers=True)


class GitHubLife(Life):
    """On GitHub."""

    steps: ClassVar[Counter[str]] = Counter()
    fault_names = tuple(GITHUB_FAULTS)
    server: ClassVar[Server]
    proxy: ClassVar[Proxy]

    def open_place(self) -> Place:
        return GitHubPlace(self.server, self.proxy, self.folder)


def live(kind: type[Life], examples: int, *, start: int = 0) -> None:
    """Run so many lives; `start` chooses which."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        print_blob=False,
    )
    run_state_machine_as_test(seed(start)(kind), settings=profile)


def on_github(server: Server, proxy: Proxy) -> type[GitHubLife]:
    """The machine on this GitHub."""
    GitHubLife.server, GitHubLife.proxy = server, proxy
    return GitHubLife


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracker", choices=["local", "remembered", "github"], default="local")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        kind: type[Life] = LocalLife if options.tracker == "local" else RememberedLife
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
