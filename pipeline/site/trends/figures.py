"""What the Trends page draws and tabulates: statistics → bars, columns and axes with their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.site.data import day_of
from pipeline.site.i18n.formats import partial_date
from pipeline.site.i18n.language import Language
from pipeline.site.trends.charts import Column, Mark, Tick, TimeAxis, columns, share
from pipeline.site.trends.recurrence import Recurrence
from pipeline.site.trends.response_times import FEW, Measure
from pipeline.site.trends.statistics import AgeGroup, Ages, Category, Flow, Month
from pipeline.time.span import Span

_MAX_MONTHS = 24
_MIN_MONTHS = 3
_MAX_YEARS = 10
_MAX_RECURRENCES = 20


@dataclass(frozen=True, slots=True)
class DurationLine:
    """A line of a chart of durations: its year, "" for all years, its median, and the marks of its statistics.

    `interval_mark` is where the median is with a probability of 95 %.
    """

    year: str
    median: Span
    median_mark: Mark
    interval_mark: Mark
    tail_mark: Mark | None


@dataclass(frozen=True, slots=True)
class DurationChart:
    """The medians and 90th percentiles of a measure: a line for all years, and one a year where the years differ."""

    ticks: tuple[Tick, ...]
    lines: tuple[DurationLine, ...]


@dataclass(frozen=True, slots=True)
class DurationFigure:
    """A measure with its chart, None if too few durations are known."""

    measure: Measure
    chart: DurationChart | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the table, and its name."""

    name: str
    month: Month


@dataclass(frozen=True, slots=True)
class Panel:
    """The columns of one number over the months: "opened", "closed", "verified" or "backlog", and its maximum."""

    kind: str
    maximum: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class YearTick:
    """Where a year begins in a chart over months, across in per cent."""

    x: float
    year: str


@dataclass(frozen=True, slots=True)
class FlowChart:
    """The latest months as columns: the names of the first and the last, and the backlog at the end of the last."""

    first: str
    last: str
    backlog: int
    panels: Mapping[str, Panel]
    years: tuple[YearTick, ...]


@dataclass(frozen=True, slots=True)
class FlowFigure:
    """The months of the flow, the oldest first, and their chart, None if there are too few months or findings."""

    flow: Flow
    rows: tuple[MonthRow, ...]
    chart: FlowChart | None


@dataclass(frozen=True, slots=True)
class CategoryBar:
    """A category with the lengths of its bars in per cent: all its findings, and those that are not settled."""

    category: Category
    total: float
    unsettled: float


@dataclass(frozen=True, slots=True)
class CategoryFigure:
    """The categories, the most frequent first; `drawn` where there are enough findings for a chart."""

    bars: tuple[CategoryBar, ...]
    drawn: bool


@dataclass(frozen=True, slots=True)
class AgeBar:
    """A group of ages: its name, how many findings it has, and the length of its bar in per cent."""

    name: str
    count: int
    length: float


@dataclass(frozen=True, slots=True)
class AgeFigure:
    """The groups of ages, and how many findings they have together; `drawn` where these are enough for a chart."""

    ages: Ages
    bars: tuple[AgeBar, ...]
    dated: int
    drawn: bool


@dataclass(frozen=True, slots=True)
class RecurrenceRow:
    """A recurrence with the dates of its incidents, the latest first."""

    recurrence: Recurrence
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecurrenceFigure:
    """The most frequent recurrences, and how many there are besides."""

    rows: tuple[RecurrenceRow, ...]
    more: int


def duration_figure(measure: Measure) -> DurationFigure:
    """The chart has a line for all years. The latest years have one each only if the numbers show that they differ."""
    differ = measure.comparison is not None and measure.comparison.changed != 0
    candidates = [("", measure.overall), *(measure.years[:_MAX_YEARS] if differ else ())]
    drawn = [
        (year, found, found.median, found.interval) for year, found in candidates if found.median and found.interval
    ]
    if not drawn:
        return DurationFigure(measure, None)
    tails = [found.tail for _, found, _, _ in drawn if found.tail]
    axis = TimeAxis([*(median for _, _, median, _ in drawn), *(within for _, _, _, within in drawn), *tails])
    lines = tuple(
        DurationLine(year, median, axis.mark(median), axis.mark(within), axis.mark(found.tail) if found.tail else None)
        for year, found, median, within in drawn
    )
    return DurationFigure(measure, DurationChart(tuple(axis.ticks()), lines))


def flow_figure(language: Language, flow: Flow) -> FlowFigure:
    """All months in words, and the latest as a chart."""
    rows = tuple(MonthRow(_month_name(language, month.first), month) for month in flow.months)
    few = len(flow.months) < _MIN_MONTHS or sum(month.opened for month in flow.months) < FEW
    return FlowFigure(flow, rows, None if few else _flow_chart(rows[-_MAX_MONTHS:]))


def _flow_chart(rows: tuple[MonthRow, ...]) -> FlowChart:
    """What is opened, closed and verified has one scale, the backlog one of its own."""
    months = [row.month for row in rows]
    values = {
        "opened": [month.opened for month in months],
        "closed": [month.closed for month in months],
        "verified": [month.verified for month in months],
        "backlog": [month.backlog for month in months],
    }
    maxima = {kind: max(numbers) for kind, numbers in values.items()}
    shared = max(maxima["opened"], maxima["closed"], maxima["verified"])
    panels = {
        kind: Panel(kind, maxima[kind], tuple(columns(numbers, maxima[kind] if kind == "backlog" else shared)))
        for kind, numbers in values.items()
    }
    years = tuple(
        YearTick(share(position, len(months)), f"{month.first:%Y}")
        for position, month in enumerate(months)
        if month.first.month == 1
    )
    return FlowChart(rows[0].name, rows[-1].name, months[-1].backlog, panels, years)


def category_figure(categories: tuple[Category, ...]) -> CategoryFigure:
    """The bars are as long as compared to the most frequent category."""
    most = max((category.total for category in categories), default=0)
    bars = tuple(
        CategoryBar(category, share(category.total, most), share(category.unsettled, most)) for category in categories
    )
    return CategoryFigure(bars, drawn=sum(category.total for category in categories) >= FEW)


def age_figure(language: Language, ages: Ages) -> AgeFigure:
    """The bars are as long as compared to the largest group."""
    most = max(group.count for group in ages.groups)
    bars = tuple(AgeBar(_age_name(language, group), group.count, share(group.count, most)) for group in ages.groups)
    dated = sum(group.count for group in ages.groups)
    return AgeFigure(ages, bars, dated, drawn=dated >= FEW)


def recurrence_figure(recurrences: tuple[Recurrence, ...]) -> RecurrenceFigure:
    """The first of these recurrences, which come in order of frequency."""
    rows = tuple(
        RecurrenceRow(recurrence, tuple(day_of(incident) for incident in recurrence.incidents))
        for recurrence in recurrences[:_MAX_RECURRENCES]
    )
    return RecurrenceFigure(rows, len(recurrences) - len(rows))


def _month_name(language: Language, first: date) -> str:
    return partial_date(language, f"{first:%Y-%m}")


def _age_name(language: Language, group: AgeGroup) -> str:
    if group.end is None:
        return language.gettext("%(start)s days or more", start=group.start)
    if group.start:
        return language.gettext("%(start)s to %(end)s days", start=group.start, end=group.end - 1)
    return language.gettext("less than %(end)s days", end=group.end)
