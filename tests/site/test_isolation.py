"""Whatever an author writes from right to left, the words and numbers beside it keep their order."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from pipeline.site.page.record import Heading, Page
from pipeline.site.render import render
from pipeline.site.tree import pages
from tests.site import builders

HEBREW = "דליפה (2)"
SHUT = re.compile("\u2068[^\u2068\u2069]*\u2069")
ALONE = {"p", "li", "h2", "h3", "h4", "h5", "h6"}
"""Elements in a report that hold nothing but what its author wrote; the style sheet gives each its own direction."""


class Loose(HTMLParser):
    """Collects authors' text that is neither in an element that isolates it nor between characters that do."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in ("br", "path", "rect", "line", "circle", "input", "meta", "link", "img"):
            self.open.append((tag, values.get("class") or ""))
        for name in ("title", "aria-label", "alt"):
            self.note(values.get(name) or "", f"{tag}[{name}]")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        names = [tag for tag, _ in self.open]
        prose = any("pm-prose" in classes for _, classes in self.open)
        if "bdi" not in names and not (prose and ALONE.intersection(names)):
            self.note(data, " ".join(names))

    def note(self, text: str, where: str) -> None:
        left = SHUT.sub("", text)
        if re.search("[\u0590-\u05ff]", left):
            self.found.append(f"{where}: {left.strip()}")


def loose(page: Page) -> list[str]:
    """What of the page's blocks is not isolated. Headings are alone in their elements."""
    collector = Loose()
    for block in page.blocks:
        if not isinstance(block, Heading):
            collector.feed(block.html)
    return collector.found


def test_no_template_leaves_an_authors_text_beside_other_text() -> None:
    found = {path: loose(page) for path, page in pages(render(builders.full_of(HEBREW))).items()}
    assert found == {path: [] for path in found}
    assert len(found) > 5


def test_what_is_not_isolated_would_be_found() -> None:
    collector = Loose()
    collector.feed(f'<p>Verified by {HEBREW}, 2026</p><p title="by {HEBREW}"><bdi>{HEBREW}</bdi></p>')
    assert len(collector.found) == 2


def test_a_value_in_the_middle_of_a_translated_sentence_is_isolated() -> None:
    page = builders.page(builders.incident(aliases=(HEBREW,)))
    assert f"Also known as <bdi>{HEBREW}</bdi>." in page


def test_text_that_reorders_nothing_is_left_alone() -> None:
    assert "<bdi>" not in builders.page()


def test_an_author_cannot_reach_out_of_the_isolation() -> None:
    page = builders.page(builders.incident(summary="\u2069\u202eevil \x01\x02 \u2067open"))
    assert '<p class="pm-summary"><bdi>\u202eevil  \u2067open\u2069</bdi></p>' in page


def test_the_title_of_a_page_is_between_isolates() -> None:
    assert f"title: \u2068{HEBREW}\u2069\n" in builders.page(builders.incident(title=HEBREW))


def test_labels_of_the_picture_are_between_isolates() -> None:
    events = (builders.event("2026-01-10T09:00Z", HEBREW), builders.event("2026-01-20T09:00Z"))
    page = builders.page(builders.incident(timeline=builders.timeline(*events)))
    assert f'<tspan class="pm-picture__what" dx="8">\u2068{HEBREW}\u2069</tspan>' in page


def test_addresses_for_programs_hold_no_isolates() -> None:
    tree = render(builders.full_of(HEBREW))
    attributes = re.findall(r' (?:href|id|value|data-at|datetime)="([^"]*)"', "".join(map(str, pages(tree).values())))
    assert len(attributes) > 50
    assert [value for value in attributes if re.search("[\x01\x02\u2068\u2069]", value)] == []


@pytest.mark.parametrize("element", ["title", "summary"])
def test_the_feed_isolates_by_characters(element: str) -> None:
    feed = ET.fromstring(str(render(builders.site(builders.incident(title=HEBREW, summary=HEBREW)))["docs/feed.xml"]))  # noqa: S314  # our own feed
    said = feed.find(f"{{*}}entry/{{*}}{element}")
    assert said is not None
    assert said.text == f"\u2068{HEBREW}\u2069"
