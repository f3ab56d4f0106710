"""Plays a year: weekly rounds with faults among them, and whether each said what it had to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from pipeline.operations import filing, reviewing
from pipeline.operations.progress import Progress
from pipeline.operations.workspace import Workspace
from pipeline.review.posting import RoundIssue, round_issues
from pipeline.tracking.tracker import Comment, Tracker, TrackerError
from tests.filing.github_place import GITHUB_FAULTS, GitHubPlace
from tests.filing.local_place import Killed, LocalFaults
from tests.filing.places import IssueView, Place, Ref
from tests.review.year import people
from tests.review.year.clock import Clock
from tests.review.year.expected import OF_OTHERS, incident_reasons, is_silent, reason, reminder, state
from tests.review.year.files import CADENCE, ESCALATE_AFTER, FIRST_DAY, RESPONSE, TEAMS, Files
from tests.review.year.world import Seen, World, first

_REMINDER = re.compile(r"<!-- postmortem:reminder (before|overdue) (\S+) (\S+) -->\n")
_INCIDENTS_REST = 30
"""For how many days a review of an incident holds, which has no priority."""

_MOST_RUNS = 30
"""How many runs it takes at most to write all of a week's reminders, of which each run writes a few."""

Listed = dict[str, tuple[frozenset[str], int]]
"""What a round lists: why, and how many rounds before it passed without an answer."""


@dataclass
class Figures:
    """What happened in the year."""

    weeks: int = 0
    runs: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    listed: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    reminders: dict[str, Counter[str]] = field(default_factory=lambda: {team: Counter() for team in TEAMS})
    escalated: int = 0
    replies: int = 0


class Year:
    """The year of an organisation with so many incidents and findings, on this tracker."""

    def __init__(
        self, place: Place, folder: Path, clock: Clock, *, incidents: int, findings: int, seed: int = 0
    ) -> None:
        chance = Random(seed)  # noqa: S311  # no secret hangs on it
        self.root = folder / "repository"
        self.world = World(place, Files(self.root, place.names), clock, chance)
        self.figures = Figures()
        self._faults = tuple(GITHUB_FAULTS) if isinstance(place, GitHubPlace) else LocalFaults.KINDS
        self._to_come = [findings // incidents + (at < findings % incidents) for at in range(incidents)]
        for at in range(0, incidents - 1, 2):  # large incidents and small ones
            moved = chance.randrange(0, self._to_come[at])
            self._to_come[at : at + 2] = [self._to_come[at] - moved, self._to_come[at + 1] + moved]
        self._rounds: dict[str, Listed] = {}
        self._reviews: dict[str, tuple[date, frozenset[str]]] = {}
        self._reminded: dict[str, list[tuple[str, date, date]]] = {}

    def play(self, weeks: int) -> Figures:
        """So many weeks. Raises AssertionError where something is not as it has to be."""
        old, arriving = len(self._to_come) // 4, self._to_come
        with self.world.clock.shown(), patch.object(filing, "connect", self._connect):
            for number in range(weeks):
                soon = old if number == 0 else round((len(arriving) - old) * number / (weeks * 0.8)) + old
                self._week(FIRST_DAY + timedelta(weeks=number), arriving[len(self.world.incidents) : soon])
                self.figures.weeks += 1
        return self.figures

    def _week(self, monday: date, arriving: list[int]) -> None:
        world = self.world
        world.on(monday)
        for findings in arriving:
            people.happens(world, findings)
        people.decide(world)
        world.files.write(world.incidents)
        filed_first = world.likely(0.7)
        if filed_first:
            self._run("apply")
        world.on(monday + timedelta(days=world.chance.randrange(3)))
        self._post(monday)
        if not filed_first:
            self._run("apply")
        world.on(monday + timedelta(days=world.chance.randrange(3, 7)))
        people.work(world)
        self._reply()

    @contextmanager
    def _connect(self, *_: Any, **__: Any) -> Iterator[Tracker]:
        tracker = self.world.place.run()
        try:
            yield tracker
        finally:
            tracker.close()

    def _run(self, command: str) -> None:
        """Run it, perhaps with a fault first, until it changes nothing."""
        if self.world.likely(0.3):
            fault = self.world.chance.choice(self._faults)
            self.world.place.fail(fault, self.world.chance.randrange(1, 60))
            with suppress(TrackerError, Killed):
                self._once(command)
            self.world.place.mend()
            self.figures.faults[fault] += 1
        self._once(command)
        after = self.world.place.snapshot()
        for _ in range(_MOST_RUNS):
            before = after
            self._once(command)
            after = self.world.place.snapshot()
            self._no_duplicates()
            assert _without_comments(after) == _without_comments(before), f"{command} again changes something"
            if after == before:
                return
        raise AssertionError(f"{command} comments each time")

    def _once(self, command: str) -> None:
        workspace = Workspace(self.root, self.world.today)
        said: list[str] = []
        run = filing.apply if command == "apply" else reviewing.post
        run(workspace, None, Progress(said.append, said.append), said.append)
        broken = {incident.name for incident in self.world.incidents if incident.broken}
        assert set(workspace.broken) == broken, workspace.diagnostics
        self.world.note_new()
        self.figures.runs += 1

    def _no_duplicates(self) -> None:
        for key, seen in self.world.live().items():
            assert len(seen) == 1, f"{key} has {[one.ref for one in seen]}"

    def _post(self, monday: date) -> None:
        live = {key: seen[0] for key, seen in self.world.live().items()}
        begun = bool(self._rounds)
        expected = self._expected(live)
        reminders = self._expected_reminders(live, monday) if begun else {}
        self._run("post")
        week = f"{monday.isocalendar().year}-W{monday.isocalendar().week:02}"
        self._hold_round(week, expected)
        self._hold_cadence(live, week)
        self._hold_reminders(reminders)
        self._hold_states()

    def _hold_round(self, week: str, expected: Listed) -> None:
        """The week's issue lists what it has to, and is the only open one."""
        rounds = self._round_issues()
        assert [item.round.week for item in rounds if item.issue.open] == [week], "one round is open"
        assert len({item.round.week for item in rounds}) == len(rounds), "each week has one issue"
        current = rounds[-1]
        listed = {key: (frozenset(item.reason.split()), item.passed_over) for key, item in current.round.listed.items()}
        assert listed == expected, _difference(expected, listed)
        people_see = current.issue.body.partition("\n")[2]
        assert all(f"`{key}`" in people_see for key in listed), "what is listed is seen"
        escalated = re.search(r"^### Escalated \((\d+)\)$", people_see, re.MULTILINE)
        often = sum(bool(why & OF_OTHERS) and times >= ESCALATE_AFTER for why, times in listed.values())
        assert (int(escalated[1]) if escalated else 0) == often, f"{often} are escalated"
        self.figures.escalated += often
        broken = sum(incident.broken for incident in self.world.incidents)
        assert bool(broken) == ("with errors: run" in people_see), "incidents with errors are counted"
        self._rounds[week] = listed
        for reasons, _ in listed.values():
            self.figures.listed.update(reasons)

    def _round_issues(self) -> list[RoundIssue]:
        with self._connect() as tracker:
            return round_issues(tracker.issues(self.world.place.names[RESPONSE]))

    def _expected(self, live: dict[str, Seen]) -> Listed:
        """What this week's round has to list."""
        today, found = self.world.today, dict[str, tuple[set[str], int]]()
        for incident in self.world.incidents:
            states = []
            for finding in incident.findings:
                seen = live.get(incident.keys(finding)[0])
                states.append(state(finding, seen, today))
                why = reason(self.world, incident, finding, seen, today)
                found[incident.key(finding)] = ({why} - {""}, CADENCE[finding.priority])
            found[incident.name] = (incident_reasons(incident, states), _INCIDENTS_REST)
        listed = {key: frozenset(self._not_resting(key, reasons, days)) for key, (reasons, days) in found.items()}
        return {key: (reasons, self._passed_over(key)) for key, reasons in listed.items() if reasons}

    def _not_resting(self, key: str, reasons: set[str], days: int) -> set[str]:
        on, reviewed = self._reviews.get(self._first(key), (date.min, frozenset[str]()))
        return reasons - reviewed if (self.world.today - on).days < days else reasons

    def _passed_over(self, key: str) -> int:
        """How many rounds before this one listed it, one after the other, and nobody answered."""
        week, listed = next(reversed(self._rounds.items()), ("", {}))
        before = {self._first(other): times for other, (_, times) in listed.items()}
        if self._first(key) not in before:
            return 0
        on, _ = self._reviews.get(self._first(key), (date.min, frozenset()))
        year, number, _ = on.isocalendar()
        return 0 if f"{year:04}-W{number:02}" >= week else before[self._first(key)] + 1

    def _first(self, key: str) -> str:
        """The key under the name that its incident had first."""
        name, slash, number = key.partition("/")
        incident = next(incident for incident in self.world.incidents if name in incident.names)
        return f"{incident.names[0]}{slash}{number}"

    def _hold_cadence(self, live: dict[str, Seen], week: str) -> None:
        """No finding that is to be done is unreviewed for longer than its cadence without being listed."""
        today = self.world.today
        for pair in self.world.pairs():
            incident, finding = pair
            seen = live.get(first(pair))
            if not incident.readable or seen is None or state(finding, seen, today) not in ("open", "overdue"):
                continue
            on, _ = self._reviews.get(first(pair), (date.min, frozenset()))
            if is_silent(self.world, incident, finding, today) and (today - on).days > CADENCE[finding.priority]:
                assert incident.key(finding) in self._rounds[week], f"{incident.key(finding)} is reported"

    def _expected_reminders(self, live: dict[str, Seen], monday: date) -> dict[str, str]:
        found = {}
        for pair in self.world.pairs():
            seen = live.get(first(pair))
            if seen is not None and pair[0].readable and seen.view.open:
                now = state(pair[1], seen, monday)
                found[first(pair)] = reminder(pair[1], now, monday, self._reminded.get(first(pair), []))
        return {key: kind for key, kind in found.items() if kind}

    def _hold_reminders(self, expected: dict[str, str]) -> None:
        """Each reminder that is new was due this week, and each that was due was written, once."""
        found, now = {}, {}
        for key, seen in self.world.live().items():
            sent = [(one[1], date.fromisoformat(one[2]), date.fromisoformat(one[3])) for one in self._sent(seen[0])]
            assert len(set(sent)) == len(sent), f"{key} was reminded twice: {sent}"
            now[key] = sent
            new = sent[len(self._reminded.get(key, [])) :]
            if new:
                found[key] = " ".join(kind for kind, _, _ in new)
        assert found == expected, _difference(expected, found)
        self._reminded = now
        for pair in self.world.pairs():
            if first(pair) in found:
                self.figures.reminders[pair[1].owner][found[first(pair)]] += 1

    def _sent(self, seen: Seen) -> Iterator[re.Match[str]]:
        yield from (match for comment in self._comments(seen) if (match := _REMINDER.match(comment.body)))

    def _comments(self, seen: Seen) -> list[Comment]:
        if not seen.view.comments:
            return []
        with self._connect() as tracker:
            return tracker.comments(*seen.ref)

    def _hold_states(self) -> None:
        """Each state follows from the file and from what people did to the issue."""
        workspace = Workspace(self.root, self.world.today)
        states = filing.finding_states(workspace, Progress(lambda _: None, lambda _: None))
        live = self.world.live()
        for pair in self.world.pairs():
            if not pair[0].readable:
                continue
            seen = live.get(first(pair), [])
            ours = state(pair[1], seen[0] if seen else None, self.world.today)
            theirs = states[pair[0].key(pair[1])].state
            assert theirs == ours, f"{pair[0].key(pair[1])} is {theirs}, not {ours}"
            self.figures.states[ours] += 1

    def _reply(self) -> None:
        """The lead says what was reviewed, of some weeks everything and of some nothing."""
        current = self._round_issues()[-1].issue
        keys = list(next(reversed(self._rounds.values())))
        chosen = self.world.chance.sample(keys, len(keys) * self.world.chance.choice([0, 0, 1, 3, 5]) // 10)
        text = f"I looked at these.\n\nreviewed {' and '.join(chosen)}"
        if self.world.likely(0.1):
            chosen, text = keys, "Reviewed all."
        if chosen:
            self.world.place.say((current.repository, current.number), text)
            self.figures.replies += 1
        for key in chosen:
            self._reviews[self._first(key)] = (self.world.today, next(reversed(self._rounds.values()))[key][0])


def _without_comments(issues: Mapping[Ref, IssueView]) -> dict[Ref, IssueView]:
    return {ref: replace(view, comments=0) for ref, view in issues.items()}


def _difference(expected: Mapping[str, object], found: Mapping[str, object]) -> str:
    return "\n".join(
        f"{key}: expected {expected.get(key)}, found {found.get(key)}"
        for key in {**expected, **found}
        if expected.get(key) != found.get(key)
    )
