import markdown
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.site.i18n.language import language
from pipeline.site.page.record import Heading, HtmlBlock, html_block, make_page
from pipeline.site.render import render
from tests.site import builders

LINE = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)
TEXT = st.text() | st.lists(
    st.sampled_from(
        ["\n", "\n\n", "    ", "```", "<div>", "</div>", "<!--", "<pre>", "&#10;", "# a", "- b", "[E1]", "x"]
    ),
    max_size=12,
).map("".join)


def body_of(page: str) -> str:
    return page.split("---\n", 2)[2].strip()


@given(LINE)
def test_a_heading_says_what_its_author_wrote(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(Heading(2, " ".join(text.split())).markdown)
    shown = "".join(child.content for token in tokens for child in token.children or [])
    assert shown == " ".join(text.split())


def test_markdown_in_a_heading_is_literal_for_mkdocs_too() -> None:
    shown = markdown.markdown(Heading(2, "*a* `b` [c](d) <e> {: #f } # g").markdown)
    assert shown.count("<") == 2
    assert "&#42;a&#42;" in shown


def test_an_html_block_has_no_blank_line_and_no_indentation() -> None:
    block = html_block("<div>\n\n  <p>\r\n \t\r\na</p>\n</div>\n")
    assert block == HtmlBlock("<div>\n<p>\na</p>\n</div>")


def test_the_title_is_escaped_for_the_theme() -> None:
    page = make_page('</title><script>"', "A\n\n'b' & c", [], updated=builders.TODAY)
    front = yaml.safe_load(str(page).split("---\n")[1])
    assert front["title"] == "&lt;/title&gt;&lt;script&gt;&quot;"
    assert front["description"] == "A &#x27;b&#x27; &amp; c"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT)
def test_no_text_breaks_out_of_its_html_block(text: str) -> None:
    """Every generator sees headings and whole HTML blocks, whatever stands in whichever field."""
    body = body_of(_page_full_of(text))
    tokens = MarkdownIt("commonmark", {"html": True}).parse(body)
    assert {token.type for token in tokens} <= {"heading_open", "inline", "heading_close", "html_block"}
    expected = [block for block in body.split("\n\n") if block.startswith("<")]
    assert [token.content.rstrip("\n") for token in tokens if token.type == "html_block"] == [
        block.rstrip("\n") for block in expected
    ]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT)
def test_mkdocs_passes_every_html_block_through(text: str) -> None:
    body = body_of(_page_full_of(text))
    shown = markdown.markdown(body, extensions=["toc"])
    for block in body.split("\n\n"):
        if block.startswith("<"):
            assert block.strip() in shown.replace("\n\n", "\n")


def _page_full_of(text: str) -> str:
    return str(render(builders.full_of(text))[builders.PAGE])


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("What happened?", "what-happened"),
        ("__config", "config"),
        ("Timeline", "timeline"),
        ("検知 と 対応", "検知-と-対応"),
        ("!!!", "section"),
    ],
)
def test_an_anchor_has_the_letters_of_its_heading_and_takes_no_other_id(text: str, anchor: str) -> None:
    assert language("en").anchor(text, "-") == anchor
