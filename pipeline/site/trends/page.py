"""The page of trends: statistics → charts, each with its table."""

from __future__ import annotations

from typing import Any

from pipeline.site.data import SiteData
from pipeline.site.page.components import overview_page
from pipeline.site.page.record import Page, section
from pipeline.site.page.templates import block
from pipeline.site.trends.confidence import FEWEST
from pipeline.site.trends.figures import (
    age_figure,
    category_figure,
    duration_figure,
    flow_figure,
    recurrence_figure,
)
from pipeline.site.trends.response_times import FEW, FEW_FOR_TAIL
from pipeline.site.trends.statistics import Trends


def trends_page(site: SiteData, trends: Trends) -> Page:
    """The page of these statistics."""
    _, language = site.language.gettext, site.language
    shared: dict[str, Any] = {"site": site, "root": "../"}
    measures = [duration_figure(measure) for measure in trends.measures]
    months = flow_figure(language, trends.flow)
    categories = category_figure(trends.categories)
    ages = age_figure(language, trends.ages)
    recurring = recurrence_figure(trends.recurrences)
    return overview_page(
        site,
        _("Trends"),
        _("How fast incidents are detected, contained and recovered from, and what becomes of the findings."),
        block("trends.html", **shared, few=FEW),
        *section(
            _("Time to detect, contain and recover"),
            block("trends_times.html", **shared, figures=measures, few_for_tail=FEW_FOR_TAIL, fewest=FEWEST),
        ),
        *section(_("Findings each month"), block("trends_months.html", **shared, figure=months)),
        *section(_("Findings by category"), block("trends_categories.html", **shared, figure=categories)),
        *section(_("Age of what is open"), block("trends_ages.html", **shared, figure=ages)),
        *section(_("What keeps coming back"), block("trends_recurrence.html", **shared, figure=recurring)),
    )
