"""The picture of a timeline: what is drawn, and in which words. Its places come from layout.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from markupsafe import Markup

from pipeline.model import Event, Timeline
from pipeline.site.i18n.formats import during, length_of
from pipeline.site.i18n.language import Language
from pipeline.site.page.isolation import mark
from pipeline.site.timeline.layout import ROW, Cut, Interval, Layout, Position, lay_out
from pipeline.text.width import text_width
from pipeline.time.moment import When, Window

_MAX_LABELS = 40
"""With more events than this, only milestones and the ends are labelled, so that the picture stays readable."""
_MAX_COLUMNS = 60
"""How much of a sentence a label has, in columns; wide characters take two."""
_SCALES = (
    *(timedelta(minutes=amount) for amount in (1, 5, 15, 30)),
    *(timedelta(hours=amount) for amount in (1, 2, 6, 12)),
    *(timedelta(days=amount) for amount in (1, 2, 7, 14)),
    *(timedelta(days=30.4375 * amount) for amount in (2, 6, 12, 24, 60, 120)),
)
_MAX_BAR = 90
"""The longest that the bar of the scale may be, in pixels."""


@dataclass(frozen=True, slots=True)
class Label:
    """An event of the picture: its number in the list, its row, its position, and its sentence, shortened.

    `told` is all that is told of it, as HTML.
    """

    number: int
    row: float
    position: Position
    event: Event
    at: When
    what: str
    told: Markup

    @property
    def foot(self) -> float:
        """Where its line begins on the axis: as near to its row as its position reaches."""
        return min(max(self.row, self.position.top), self.position.bottom)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn at a position: once, however many events are there. `labels` are those of its events."""

    position: Position
    labels: tuple[Label, ...]

    @property
    def milestone(self) -> bool:
        """Whether an event of it is a milestone."""
        return any(label.event.milestone for label in self.labels)

    @property
    def estimate(self) -> bool:
        """Whether each of its times is an estimate."""
        return all(label.event.approximate for label in self.labels)


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbouring labels of one phase."""

    top: float
    bottom: float
    phase: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn. `scale` is the length of a bar and what it stands for, None if nothing is to scale."""

    layout: Layout
    labels: tuple[Label, ...]
    bands: tuple[Band, ...]
    cuts: tuple[tuple[Cut, str], ...]
    scale: tuple[float, str] | None
    first: When
    last: When

    @property
    def spans(self) -> list[Shape]:
        """What is drawn as a bar, once each."""
        return self._shapes(point=False)

    @property
    def points(self) -> list[Shape]:
        """What is drawn as a point, once each."""
        return self._shapes(point=True)

    @property
    def estimates(self) -> bool:
        """Whether any time is an estimate."""
        return any(label.event.approximate for label in self.labels)

    def _shapes(self, *, point: bool) -> list[Shape]:
        labels_at: dict[Position, list[Label]] = {}
        for label in self.labels:
            if (label.position.lane == 0) is point:
                labels_at.setdefault(label.position, []).append(label)
        return [Shape(position, tuple(labels)) for position, labels in labels_at.items()]


def picture(language: Language, timeline: Timeline) -> Picture | None:
    """The picture; None if there are fewer than two moments, which show no course of events."""
    dated = [(number, event, event.at) for number, event in enumerate(timeline.events, start=1) if event.at]
    if len(dated) > _MAX_LABELS:
        ends = (dated[0][0], dated[-1][0])
        dated = [each for each in dated if each[1].milestone or each[0] in ends]
    moments = [at for _, _, at in dated]
    # Clocks of one zone show how events follow each other, whichever zone it is.
    by_clocks = not timeline.has_known_times
    intervals = [interval for _, event, _ in dated if (interval := _interval(event, by_clocks=by_clocks))]
    if len(set(intervals)) < 2:  # noqa: PLR2004  # a course needs two
        return None
    layout = lay_out(intervals)
    labels = tuple(
        Label(number, row, position, event, at, _short(event.what), _told(language, number, event))
        for (number, event, at), row, position in zip(dated, layout.rows, layout.positions, strict=True)
    )
    cuts = tuple((cut, length_of(language, cut.length)) for cut in layout.cuts)
    return Picture(
        layout, labels, tuple(_bands(labels)), cuts, _scale(language, layout.second), moments[0], moments[-1]
    )


def _told(language: Language, number: int, event: Event) -> Markup:
    """What a label says whole: the number, the time, the milestone and the sentence."""
    milestone = [language.word("milestone", event.milestone)] if event.milestone else []
    return Markup(" ").join(mark(text) for text in (str(number), during(language, event), *milestone, event.what))


def _interval(event: Event, *, by_clocks: bool) -> Interval | None:
    """From the first instant that the event may have begun to the last that it may have ended.

    Where a side is open, it is drawn where something is known of it. None if nothing is. With `by_clocks`, what
    clocks of an unnamed zone showed stands for an instant.
    """
    known = [at for at in (event.at, event.ended) if at is not None]
    instants = [instant for at in known for instant in _ends(at, by_clocks=by_clocks)]
    return (min(instants), max(instants)) if instants else None


def _ends(at: When, *, by_clocks: bool) -> Iterator[datetime]:
    first, last = (at.after, at.before) if isinstance(at, Window) else (at, at)
    if first is not None:
        yield first.clocks.first.replace(tzinfo=UTC) if by_clocks and first.clocks else first.earliest
    if last is None:
        return
    if last is first and (last.is_exact or (by_clocks and last.clocks and last.has_time)):
        return  # a point
    yield last.clocks.last.replace(tzinfo=UTC) if by_clocks and last.clocks else last.latest


def _bands(labels: Sequence[Label]) -> Iterator[Band]:
    for phase, run in groupby(labels, lambda label: label.event.phase):
        rows = [label.row for label in run]
        if phase:
            yield Band(rows[0] - ROW / 2, rows[-1] + ROW / 2, phase)


def _scale(language: Language, second: float) -> tuple[float, str] | None:
    fitting = [scale for scale in _SCALES if scale.total_seconds() * second <= _MAX_BAR]
    return (fitting[-1].total_seconds() * second, length_of(language, fitting[-1])) if fitting and second else None


def _short(text: str) -> str:
    """The text as far as a label goes: whole words where there are spaces."""
    columns = 0
    for at, char in enumerate(text):
        columns += text_width(char)
        if columns > _MAX_COLUMNS:
            head, space, _ = text[:at].rpartition(" ")
            return f"{head if space else text[:at]}…"
    return text
