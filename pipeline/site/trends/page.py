"""The page of trends: statistics → charts, each with its table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pipeline.site.data import SiteData, day_of
from pipeline.site.i18n.formats import partial_date
from pipeline.site.i18n.language import Language
from pipeline.site.page import block, heading, page
from pipeline.site.trends.charts import TimeAxis, columns, share
from pipeline.site.trends.statistics import FEW, FEW_FOR_TAIL, Ages, Category, Flow, Measure, Trends

_MONTHS = 24
_MONTHS_FOR_A_CHART = 3
_YEARS = 10
_REPEATED = 20


def trends_page(site: SiteData, found: Trends) -> str:
    """The whole page."""
    _ = site.language.gettext
    shared: dict[str, Any] = {"site": site, "root": "../", "few": FEW, "few_for_tail": FEW_FOR_TAIL}
    return page(
        _("Trends"),
        _("How fast incidents are detected, contained and recovered from, and what becomes of the findings."),
        block("trends.html", **shared),
        heading(2, _("Time to detect, contain and recover")),
        block("trends_times.html", **shared, measures=[(one, _times(one)) for one in found.measures]),
        heading(2, _("Findings each month")),
        block("trends_months.html", **shared, **_months(site.language, found.flow)),
        heading(2, _("Findings by category")),
        block("trends_categories.html", **shared, **_categories(found.categories)),
        heading(2, _("Age of what is open")),
        block("trends_ages.html", **shared, **_ages(site.language, found.ages)),
        heading(2, _("What keeps coming back")),
        block(
            "trends_recurrence.html",
            **shared,
            repeated=[(one, [day_of(incident) for incident in one.incidents]) for one in found.recurrences[:_REPEATED]],
            more=len(found.recurrences[_REPEATED:]),
        ),
        updated=site.today,
        hide=("navigation", "toc"),
    )


def _times(measure: Measure) -> dict[str, Any] | None:
    """What is drawn of a measure: all years, and each of the latest that has a median; None where no year has."""
    named = [("", measure.overall), *measure.years[:_YEARS]]
    drawn = [(year, known, known.median) for year, known in named if known.median is not None]
    if not any(year for year, _, _ in drawn):
        return None
    axis = TimeAxis([median for _, _, median in drawn] + [known.tail for _, known, _ in drawn if known.tail])
    return {
        "ticks": axis.ticks(),
        "lines": [
            (year, median, axis.mark(median), axis.mark(known.tail) if known.tail else None)
            for year, known, median in drawn
        ],
    }


def _months(language: Language, flow: Flow) -> dict[str, Any]:
    """The months in words, and what is drawn of the latest: None where there are too few months or findings."""

    def said(first: date) -> str:
        return partial_date(language, f"{first:%Y-%m}")

    figures: dict[str, Any] = {
        "flow": flow,
        "rows": [(said(month.first), month) for month in flow.months],
        "chart": None,
    }
    if len(flow.months) < _MONTHS_FOR_A_CHART or sum(month.opened for month in flow.months) < FEW:
        return figures
    months = flow.months[-_MONTHS:]
    kinds = {kind: [getattr(month, kind) for month in months] for kind in ("opened", "closed", "verified", "backlog")}
    most = {kind: max(values) for kind, values in kinds.items()}
    together = max(most["opened"], most["closed"], most["verified"])
    figures["chart"] = {
        "first": said(months[0].first),
        "last": said(months[-1].first),
        "now": months[-1].backlog,
        "most": most,
        "panels": {
            kind: columns(values, most[kind] if kind == "backlog" else together) for kind, values in kinds.items()
        },
        "years": [
            (share(at, len(months)), f"{month.first:%Y}") for at, month in enumerate(months) if month.first.month == 1
        ],
    }
    return figures


def _categories(categories: tuple[Category, ...]) -> dict[str, Any]:
    most = max((one.total for one in categories), default=0)
    bars = [(one, share(one.total, most), share(one.unsettled, most)) for one in categories]
    return {"bars": bars, "drawn": sum(one.total for one in categories) >= FEW}


def _ages(language: Language, ages: Ages) -> dict[str, Any]:
    most = max(count for _, _, count in ages.groups)
    bars = [
        (name, count, share(count, most))
        for name, (_, _, count) in zip(_spans(language, ages), ages.groups, strict=True)
    ]
    return {"ages": ages, "bars": bars, "dated": sum(count for _, count, _ in bars)}


def _spans(language: Language, ages: Ages) -> Iterator[str]:
    for start, end, _ in ages.groups:
        if end is None:
            yield language.gettext("%(start)s days or more", start=start)
        elif start:
            yield language.gettext("%(start)s to %(end)s days", start=start, end=end - 1)
        else:
            yield language.gettext("less than %(end)s days", end=end)
