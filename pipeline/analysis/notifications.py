"""Who had to be told of an incident by when: the steps of each regime that it names, and whether they were taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.model import Corpus, Incident, Notification
from pipeline.repository.config import Regime, RegimeStep
from pipeline.time.deadlines import Deadline, earliest, start
from pipeline.time.moment import Moment, When, Window


@dataclass(frozen=True, slots=True)
class RequiredNotification:
    """A step of a regime that an incident names, for one party ("" if no notification names one).

    `listed` are the incident's notifications for it, in the file's order. `deadline` is None if the regime gives the
    step no time, or if nothing that its time runs from is known yet.
    """

    incident: str
    regime: Regime
    step: RegimeStep
    party: str
    listed: tuple[Notification, ...]
    deadline: Deadline | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be sent."""
        return not any(item.sent or item.not_required for item in self.listed)

    def is_overdue(self, today: date) -> bool:
        """Whether it is still to be sent and its deadline has surely passed on that day."""
        return self.is_open and self.deadline is not None and self.deadline.last_day < today


def required_notifications(incident: Incident, regimes: Mapping[str, Regime]) -> Iterator[RequiredNotification]:
    """Every step of every regime that the incident names, for each party that it names with the regime."""
    named = dict.fromkeys(item.regime for item in incident.notifications if item.regime in regimes)
    for regime in (regimes[name] for name in named):
        items = [item for item in incident.notifications if item.regime == regime.id]
        for party in list(dict.fromkeys(item.party for item in items if item.party)) or [""]:
            yield from _to_party(incident, regime, party, [item for item in items if item.party in ("", party)])


def running_out(
    corpus: Corpus, regimes: Mapping[str, Regime], today: date, within: timedelta = timedelta(0)
) -> tuple[RequiredNotification, ...]:
    """What is still to be sent, and whose deadline has passed or does so by that long after today; the earliest first.

    A step whose deadline is unknown is not among them.
    """
    dated = (
        (item.deadline.at, item)
        for incident in corpus.incidents
        for item in required_notifications(incident, regimes)
        if item.is_open and item.deadline is not None and item.deadline.last_day <= today + within
    )
    return tuple(item for _, item in sorted(dated, key=lambda pair: pair[0]))


def _to_party(
    incident: Incident, regime: Regime, party: str, items: list[Notification]
) -> Iterator[RequiredNotification]:
    events = incident.timeline.events if incident.timeline else ()
    dated = [
        *((f"milestone:{event.milestone}", _earliest(event.at)) for event in events),
        *((f"step:{item.step}", item.sent) for item in items),
    ]
    starts = {name: _first(at for other, at in dated if other == name) for name, _ in dated}
    for step in regime.steps:
        listed = tuple(item for item in items if item.step == step.id)
        yield RequiredNotification(incident.id, regime, step, party, listed, earliest(step.deadlines, starts))


def _earliest(at: When | None) -> Moment | None:
    """The earliest that something may have been; None if that is not known."""
    return at.after if isinstance(at, Window) else at


def _first(moments: Iterable[Moment | None]) -> datetime | None:
    """The earliest that any of the moments may be; None if there is none."""
    return min((start(moment) for moment in moments if moment is not None), default=None)
