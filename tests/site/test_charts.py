"""The charts of the Trends page: where the marks stand, and what the SVG holds."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

from pipeline.model import Incident
from pipeline.moment import Span
from pipeline.site.charts import Mark, TimeAxis, columns, share
from pipeline.site.data import SiteData
from pipeline.site.pages import render
from tests.site import made
from tests.site.population import populous

PAGE = "docs/trends/index.md"
SHAPES = {"svg", "title", "desc", "text", "line", "rect", "circle"}


def lasting(low: timedelta, high: timedelta | None = None) -> Span:
    return Span(low, high or low, None if high else low)


def page(site: SiteData) -> str:
    return str(render(site)[PAGE])


def charts(text: str) -> list[ET.Element]:
    return [ET.fromstring(found) for found in re.findall(r"<svg.*?</svg>", text, re.DOTALL)]  # noqa: S314 - our own


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_an_axis_runs_from_the_tick_below_to_the_tick_above() -> None:
    axis = TimeAxis([lasting(2 * HOUR), lasting(3 * HOUR, 20 * DAY)])
    assert [(tick.label, tick.anchor) for tick in axis.ticks()] == [
        ("1 h", "start"),
        ("1 d", "middle"),
        ("30 d", "end"),
    ]
    assert [tick.x for tick in axis.ticks()] == [1.5, 48.36, 98.5]


def test_a_range_is_a_bar_and_a_narrow_one_a_point() -> None:
    axis = TimeAxis([lasting(HOUR, 30 * DAY)])
    assert axis.mark(lasting(HOUR, 30 * DAY)) == Mark(1.5, 97.0)
    assert axis.mark(lasting(DAY, DAY + HOUR)).width == 0


def test_an_axis_holds_the_shortest_and_the_longest_there_is() -> None:
    axis = TimeAxis([lasting(timedelta(0)), lasting(timedelta(days=99_999))])
    assert axis.mark(lasting(timedelta(0))).x == 1.5
    assert axis.mark(lasting(timedelta(days=99_999))).x == 98.5


def test_columns_stand_side_by_side() -> None:
    assert [(one.x, one.width, one.height) for one in columns([1, 0, 4, 2], 4)] == [
        (0, 18.75, 0.25),
        (25, 18.75, 0),
        (50, 18.75, 1),
        (75, 18.75, 0.5),
    ]
    assert columns([0], 0)[0].height == share(3, 0) == 0


def test_every_chart_is_an_image_with_a_title_a_description_and_a_table() -> None:
    text = page(populous(60))
    found = charts(text)
    assert [chart.attrib["aria-labelledby"] for chart in found] == [
        f"{name}-title {name}-desc"
        for name in ("times-detect", "times-contain", "times-recover", "months", "categories", "ages")
    ]
    for chart in found:
        assert chart.attrib["role"] == "img"
        labels = [chart.find(tag) for tag in ("title", "desc")]
        assert [label.attrib["id"] for label in labels if label is not None] == chart.attrib["aria-labelledby"].split()
        assert all(label is not None and label.text for label in labels)
    for after in text.split("</figure>")[1:]:
        assert "<table" in after.split("<figure")[0]


def test_a_chart_is_shapes_and_words_whose_looks_are_the_style_sheets() -> None:
    """Nothing that a Content-Security-Policy without inline styles or scripts would stop."""
    for chart in charts(page(populous(60))):
        assert {element.tag for element in chart.iter()} <= SHAPES
        names = {name for element in chart.iter() for name in element.attrib}
        assert not {name for name in names if name.startswith("on") or name in ("style", "fill", "stroke", "href")}


def test_every_mark_lies_within_the_chart() -> None:
    for chart in charts(page(populous(60))):
        for element in chart.iter():
            across = [float(element.get(name, "0").rstrip("%")) for name in ("x", "cx", "x1", "x2", "width")]
            assert all(0 <= value <= 100 for value in across)
            if element.tag == "rect":
                assert across[0] + across[-1] <= 100.01


def test_the_same_records_draw_the_same_charts() -> None:
    assert page(populous(60)) == page(populous(60))


def test_a_few_incidents_are_said_to_be_few() -> None:
    text = page(made.site())
    assert charts(text) == []
    assert "<p>Too few to say: 1 known, 0 unknown.</p>" in text
    assert "<td>too few to say: 1 d 9 h to 2 d 9 h</td>" in text
    assert "Too little to say whether the backlog grows." in text
    assert "Nothing: no two incidents share any of these." in text


def test_no_incident_at_all_is_no_error() -> None:
    secret = made.incident(tlp="red")
    text = page(made.site(secret))
    assert charts(text) == []
    assert "There is no finding yet." in text


def test_the_home_page_says_the_most_telling_figure() -> None:
    assert "too few incidents and findings yet" in str(render(made.site())["docs/index.md"])
    home = str(render(populous(60))["docs/index.md"])
    assert "<strong>the backlog" in home
    assert '<a href="trends/">All trends</a>' in home


def hostile(name: str) -> Incident:
    trick = '</td></svg><script>alert("1")</script>'
    return made.another(name, title=trick, services=(trick,), findings=(made.finding(incident=name, title=trick),))


def test_what_an_author_writes_is_text() -> None:
    text = page(made.site(hostile("2026-01-01-a"), hostile("2026-01-02-b")))
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 4
