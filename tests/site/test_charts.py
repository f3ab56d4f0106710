"""The charts of the Trends page: where the marks stand, and what the SVG holds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser

from pipeline.model import Decision, Incident
from pipeline.site.data import SiteData
from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles, Tree
from pipeline.site.trends.charts import Mark, TimeAxis, columns, share
from pipeline.time.span import Span
from tests.site import builders
from tests.site.population import populous
from tests.site.served import Scheme, serving

PAGE = "docs/trends/index.md"
SHAPES = {"svg", "title", "desc", "text", "line", "rect", "circle"}


def lasting(low: timedelta, high: timedelta | None = None) -> Span:
    return Span(low, high or low, None if high else low)


@cache
def crowded() -> Tree:
    """The pages of a site on which every chart is drawn."""
    return render(populous(60))


def page(site: SiteData) -> str:
    return str(render(site)[PAGE])


def charts(text: str) -> list[ET.Element]:
    return [ET.fromstring(found) for found in re.findall(r"<svg.*?</svg>", text, re.DOTALL)]  # noqa: S314  # our own


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_an_axis_runs_from_the_tick_below_to_the_tick_above() -> None:
    axis = TimeAxis([lasting(2 * HOUR), lasting(3 * HOUR, 20 * DAY)])
    assert [(tick.length.nominal, tick.anchor) for tick in axis.ticks()] == [
        (HOUR, "start"),
        (DAY, "middle"),
        (30 * DAY, "end"),
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
    assert TimeAxis([lasting(timedelta(days=99_999))]).mark(lasting(timedelta(days=99_999))).x == 98.5


def test_columns_stand_side_by_side() -> None:
    assert [(one.x, one.width, one.height) for one in columns([1, 0, 4, 2], 4)] == [
        (0, 18.75, 0.25),
        (25, 18.75, 0),
        (50, 18.75, 1),
        (75, 18.75, 0.5),
    ]
    assert columns([0], 0)[0].height == share(3, 0) == 0


def test_every_chart_is_an_image_with_a_title_a_description_and_a_table() -> None:
    text = str(crowded()[PAGE])
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
    for chart in charts(str(crowded()[PAGE])):
        assert {element.tag for element in chart.iter()} <= SHAPES
        names = {name for element in chart.iter() for name in element.attrib}
        assert not {name for name in names if name.startswith("on") or name in ("style", "fill", "stroke", "href")}


def test_every_mark_lies_within_the_chart() -> None:
    for chart in charts(str(crowded()[PAGE])):
        for element in chart.iter():
            across = [float(element.get(name, "0").rstrip("%")) for name in ("x", "cx", "x1", "x2", "width")]
            assert all(0 <= value <= 100 for value in across)
            if element.tag == "rect":
                assert across[0] + across[-1] <= 100.01


def test_the_same_records_draw_the_same_charts() -> None:
    assert page(populous(60)) == str(crowded()[PAGE])


def test_a_few_incidents_are_said_to_be_few() -> None:
    text = page(builders.site())
    assert charts(text) == []
    assert "<p>Too few for a statistic: 1 known, 0 unknown.</p>" in text
    assert "<td>too few: 1 d 9 h to 2 d 9 h</td>" in text
    assert "There is too little data to say whether the backlog is growing." in text
    assert "None: no two incidents have any of these in common." in text


def test_sentences_stand_apart() -> None:
    undated = builders.finding("03", decision=Decision("accepted", (), "", None))
    proposed = builders.finding("04", decision=Decision("proposed", (), "", None))
    text = page(builders.site(builders.incident(findings=(builders.finding(), undated, proposed))))
    assert "of the month.\n1 finding without a date is not counted." in text
    assert "were accepted.\n2 more have not been accepted yet and are not counted here." in text
    assert not re.search(r"[a-z]\.[A-Z0-9]", text.partition("---\n")[2].partition("---\n")[2])


def test_no_incident_at_all_is_no_error() -> None:
    secret = builders.incident(tlp="red")
    text = page(builders.site(secret))
    assert charts(text) == []
    assert "No findings have been published yet." in text


def test_the_home_page_says_the_most_telling_figure() -> None:
    assert "not yet enough incidents and findings" in str(render(builders.site())["docs/index.md"])
    home = str(crowded()["docs/index.md"])
    assert "<strong>the backlog" in home
    assert '<a href="trends/">All trends</a>' in home


def hostile(name: str) -> Incident:
    trick = '</td></svg><script>alert("1")</script>'
    return builders.another(
        name, title=trick, services=(trick,), findings=(builders.finding(incident=name, title=trick),)
    )


def test_what_an_author_writes_is_text() -> None:
    text = page(builders.site(hostile("2026-01-01-a"), hostile("2026-01-02-b")))
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 4


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of sites on which every chart is drawn, one for each language."""
    folder = tmp_path_factory.mktemp("many")
    site = populous(60)
    for code in ("en", "ja"):
        spoken = replace(site, config=replace(site.config, site=replace(site.config.site, language=code)))
        build_site(SiteFiles(render(spoken), {}), folder / "tree", folder / "out" / code)
    with serving(folder / "out") as address:
        yield address


OUTSIDE = """() => [...document.querySelectorAll(".pm-chart text")].filter(text => {
    const [inner, outer] = [text, text.ownerSVGElement].map(one => one.getBoundingClientRect())
    return inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1
}).map(text => text.textContent)"""
CONTRAST = """() => {
    const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0)
    const ground = light(getComputedStyle(document.body).backgroundColor)
    const ratio = colour => (Math.max(light(colour), ground) + 0.05) / (Math.min(light(colour), ground) + 0.05)
    const [fill, outline, line] = ["fill", "outline", "line"]
        .map(name => getComputedStyle(document.querySelector(`.pm-chart__${name}`)))
    const words = getComputedStyle(document.querySelector(".pm-chart text"))
    return [ratio(fill.fill), ratio(outline.stroke), ratio(line.stroke), ratio(words.fill)]
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "code"), [(360, "en"), (360, "ja"), (1440, "en")])
def test_charts_can_be_read(browser: Browser, many: str, width: int, code: str, scheme: Scheme) -> None:
    """Nothing is cut off, and marks and words stand out: 3 to 1 and 4.5 to 1, as WCAG 2.2 asks (1.4.11 and 1.4.3)."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{many}{code}/trends/", wait_until="load")
    assert page.locator(".pm-chart").count() == 6
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        *marks, words = page.evaluate(CONTRAST)
        assert min(marks) >= 3, media
        assert words >= 4.5, media
    shown = page.evaluate("document.querySelector('details table').checkVisibility({contentVisibilityAuto: true})")
    assert shown, "a table that is folded away is printed all the same"
    context.close()
    assert said == []
