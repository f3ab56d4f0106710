"""Incidents and findings over time: statistics of the records that one audience may see.

Pure, and made from nothing but the visible incidents and findings, so that a withheld one leaves no
point, no count and no gap. What is not known is counted as unknown, never guessed, and too few
values make no statistic.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.site.data import FindingRow, SiteData, finding_rows
from pipeline.site.trends.recurrence import Recurrence, recurrences
from pipeline.site.trends.response_times import FEW, Measure, measures
from pipeline.tracking.lifecycle import State
from pipeline.vocabulary import ordered

WINDOW = 6
"""The months over which the backlog is said to grow or to shrink."""

AGES = (0, 30, 90, 180, 365)
"""Days at which the groups of ages begin."""


@dataclass(frozen=True, slots=True)
class Month:
    """What became of accepted findings in the month that begins on `first`; `backlog` is what was open at its end."""

    first: date
    opened: int
    closed: int
    verified: int
    backlog: int


@dataclass(frozen=True, slots=True)
class BacklogChange:
    """How the backlog has changed since the end of the month `since`, through what was opened and closed."""

    since: date
    opened: int
    closed: int
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Accepted findings by month, without a gap up to today.

    A finding is opened on the day of its decision, closed when its issue was, verified when the
    security response team showed that it holds. `undated` have no such day and are in no month.
    `change` is None if there is too little to tell.
    """

    months: tuple[Month, ...]
    undated: int
    change: BacklogChange | None


@dataclass(frozen=True, slots=True)
class Category:
    """The findings of one category, without duplicates, and how many of them are not settled."""

    name: str
    total: int
    unsettled: int


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """How many findings are at least `start` and less than `end` days old; the last group has no end."""

    start: int
    end: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Ages:
    """The findings that are not settled by the days since they were accepted.

    `median` is in days, None if there are too few; `oldest` is None if there is none. `undated` are not
    accepted yet.
    """

    groups: tuple[AgeGroup, ...]
    median: float | None
    oldest: FindingRow | None
    undated: int


@dataclass(frozen=True, slots=True)
class Trends:
    """All that the Trends page says."""

    measures: tuple[Measure, ...]
    flow: Flow
    categories: tuple[Category, ...]
    ages: Ages
    recurrences: tuple[Recurrence, ...]


def trends(site: SiteData) -> Trends:
    """The statistics of what this site shows. An incident that duplicates another one on it counts once."""
    incidents = [incident for incident in site.corpus.incidents if not incident.duplicate_of]
    all_rows = finding_rows(site, site.corpus.incidents)
    rows = [row for row in all_rows if row.finding_state.state is not State.DUPLICATE]
    return Trends(
        measures(incidents),
        flow(rows, site.today),
        categories(rows),
        ages(rows, site.today),
        recurrences([incident for incident in incidents if incident.report.retold_from is None]),
    )


def flow(rows: Iterable[FindingRow], today: date) -> Flow:
    """The accepted findings by month."""
    lives = [_life(row, today) for row in rows if _accepted(row)]
    dated = [life for life in lives if life is not None]
    opened, closed, verified = (Counter(day.replace(day=1) for life in dated if (day := life[at])) for at in range(3))
    months: list[Month] = []
    for first in _months(min(opened, default=None), today):
        backlog = (months[-1].backlog if months else 0) + opened[first] - closed[first]
        months.append(Month(first, opened[first], closed[first], verified[first], backlog))
    return Flow(tuple(months), len(lives) - len(dated), _backlog_change(months))


def categories(rows: Sequence[FindingRow]) -> tuple[Category, ...]:
    """The categories that have findings, the most frequent first, else in the schema's order."""
    counts = []
    for name in ordered("finding", "category"):
        states = [row.finding_state.state for row in rows if row.finding.category == name]
        counts.append(Category(name, len(states), sum(not state.settled for state in states)))
    return tuple(sorted((count for count in counts if count.total), key=lambda count: -count.total))


def ages(rows: Iterable[FindingRow], today: date) -> Ages:
    """How long ago the findings that are not settled were accepted."""
    waiting = [row for row in rows if not row.finding_state.state.settled]
    since = {row.finding.key: row.finding.decision.on for row in waiting if _accepted(row)}
    days = {key: (today - on).days for key, on in since.items() if on is not None and on <= today}
    groups = tuple(
        AgeGroup(start, end, sum(start <= age and (end is None or age < end) for age in days.values()))
        for start, end in zip(AGES, (*AGES[1:], None), strict=True)
    )
    dated = sorted((row for row in waiting if row.finding.key in days), key=lambda row: row.finding.key)
    oldest = max(dated, key=lambda row: days[row.finding.key], default=None)
    median = statistics.median(days.values()) if len(days) >= FEW else None
    return Ages(groups, median, oldest, len(waiting) - len(days))


def _accepted(row: FindingRow) -> bool:
    return row.finding.decision.status == "accepted"


def _life(row: FindingRow, today: date) -> tuple[date, date | None, date | None] | None:
    """When a finding was opened, closed and verified; None if a day that there must be is not known.

    Nothing is closed before it was accepted, nor later than today, whatever the tracker's clock says.
    """
    opened, finding_state = row.finding.decision.on, row.finding_state
    if opened is None or opened > today:
        return None
    if finding_state.state not in (State.FIXED, State.RESOLVED):
        return opened, None, None
    if finding_state.issue is None or finding_state.issue.closed_at is None:
        return None
    closed = min(max(finding_state.issue.closed_at.date(), opened), today)
    verification = row.finding.verification if finding_state.state is State.RESOLVED else None
    verified = verification.on if verification else None
    return opened, closed, min(max(verified, opened), today) if verified else None


def _months(start: date | None, today: date) -> Iterator[date]:
    month = start.replace(day=1) if start else date.max
    while month <= today:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _backlog_change(months: Sequence[Month]) -> BacklogChange | None:
    if len(months) <= WINDOW:
        return None
    before, window = months[-WINDOW - 1], months[-WINDOW:]
    opened, closed = sum(month.opened for month in window), sum(month.closed for month in window)
    if opened + closed < FEW:
        return None
    return BacklogChange(before.first, opened, closed, before.backlog, months[-1].backlog)
