"""What is known of the year from outside: the files' facts, the issues as people see them, and what people did when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from pipeline.tracking.tracker import Edit
from tests.filing.ledger import Marker, marker
from tests.filing.places import IssueView, Place, Ref
from tests.review.year.clock import Clock
from tests.review.year.files import PRIORITIES, RESPONSE, Files, Finding, Incident

Pair = tuple[Incident, Finding]


@dataclass(frozen=True)
class Seen:
    """A finding's issue as people see it."""

    ref: Ref
    view: IssueView
    mark: Marker


@dataclass
class World:
    """The organisation. `acts` are the days on which people did something on a finding's issue, and `filed` its first.

    Findings are known by the key that they had first.
    """

    place: Place
    files: Files
    clock: Clock
    chance: Random
    incidents: list[Incident] = field(default_factory=list)
    acts: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    filed: dict[str, date] = field(default_factory=dict)
    homes: dict[str, Ref] = field(default_factory=dict)
    today: date = date.min

    def on(self, day: date) -> None:
        """It is that day."""
        self.today = day
        self.clock.set(day)

    def pairs(self) -> Iterator[Pair]:
        """The findings with their incidents."""
        for incident in self.incidents:
            for finding in incident.findings:
                yield incident, finding

    def likely(self, probability: float) -> bool:
        return self.chance.random() < probability

    def home(self, finding: Finding) -> str:
        """The repository that its issue belongs in."""
        own = finding.kind == "process-change"
        return self.place.names[RESPONSE if own else finding.owner]

    def live(self) -> dict[str, list[Seen]]:
        """The issues of each finding, by its first key, without those that it has given up."""
        firsts = {key: first(pair) for pair in self.pairs() for key in pair[0].keys(pair[1])}
        found: dict[str, list[Seen]] = defaultdict(list)
        for ref, view in self.place.snapshot().items():
            mark = marker(view)
            if mark is not None and mark.live and mark.key in firsts:
                found[firsts[mark.key]].append(Seen(ref, view, mark))
        return found

    def note_new(self) -> dict[str, list[Seen]]:
        """Note which issues are new today, on which nobody did anything; the issues of each finding."""
        live = self.live()
        for key, seen in live.items():
            if self.homes.get(key) != seen[0].ref:
                self.homes[key] = seen[0].ref
                self.nothing_is_done_on(key)
        return live

    def nothing_is_done_on(self, key: str) -> None:
        """Its issue is new today."""
        self.filed[key] = self.today
        self.acts[key].clear()

    def change(self, pair: Pair, seen: Seen, edit: Edit) -> None:
        """Somebody changes the state of a finding's issue."""
        self.place.edit(seen.ref, edit)
        self.acts[first(pair)].append(self.today)


def first(pair: Pair) -> str:
    """The key that the finding had first."""
    incident, finding = pair
    return incident.keys(finding)[0]


def due(finding: Finding) -> date | None:
    """The day by which it has to be done; a proposal has none."""
    if finding.status != "accepted" or finding.decided is None:
        return None
    return finding.extended or finding.decided + timedelta(days=PRIORITIES[finding.priority])
