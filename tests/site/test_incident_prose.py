from hypothesis import given
from hypothesis import strategies as st

from pipeline.prose import Prose
from pipeline.site.i18n.language import language
from pipeline.site.incident.prose import Context, fragment, parts

KNOWN = {"evidence/log.csv": "evidence/log.csv", "evidence/a.png": "evidence/a.png", "timeline.md": "#Timeline"}
CONTEXT = Context(lambda href: KNOWN.get(href, ""), frozenset({"E1", "E2"}), language("en"), "S")


def html(text: str) -> str:
    return fragment(Prose(text), CONTEXT).html


def test_raw_html_is_text() -> None:
    assert html("a <img src=x onerror=alert(1)> b") == "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>"


def test_a_script_block_is_text() -> None:
    assert "<script" not in html("<script>\nalert(1)\n</script>")


def test_a_javascript_link_has_no_href() -> None:
    assert "href" not in html("[click](javascript:alert(1))")


def test_a_data_link_is_its_text() -> None:
    assert html("[click](data:image/png;base64,AAAA)") == "<p>click</p>"


def test_a_link_to_the_web_tells_it_nothing() -> None:
    assert html("[x](https://example.org/)") == '<p><a href="https://example.org/" rel="noopener noreferrer">x</a></p>'


def test_a_citation_links_to_its_item() -> None:
    assert html("It leaked [E1].") == '<p id="S-1">It leaked [<a href="#E1" class="pm-cite">E1</a>].</p>'


def test_a_citation_that_wraps_is_one() -> None:
    assert fragment(Prose("It leaked [E1,\nE2]."), CONTEXT).cites == {"E1": ["S-1"], "E2": ["S-1"]}


def test_each_paragraph_item_and_cell_that_cites_has_an_anchor() -> None:
    text = "- One [E1]\n- Two\n\n  [E1] three\n\n| a |\n|---|\n| [E1] |\n\n> [E2, E1]"
    shown = fragment(Prose(text), CONTEXT)
    anchors = shown.cites["E1"]
    assert len(anchors) == 4
    assert [anchor for anchor in anchors if shown.html.count(f'id="{anchor}"') != 1] == []
    assert shown.cites["E2"] == anchors[-1:]


def test_two_citations_in_one_list_item_are_one_place() -> None:
    shown = fragment(Prose("- a [E1]\n  ```\n  x\n  ```\n  b [E1]"), CONTEXT)
    assert shown.html.startswith("<ul>\n<li id=")
    assert len(shown.cites["E1"]) == 1


def test_a_citation_of_what_is_not_there_stays_text() -> None:
    assert html("It leaked [E9].") == "<p>It leaked [E9].</p>"


def test_a_citation_in_code_is_code() -> None:
    assert html("`[E1]`") == "<p><code>[E1]</code></p>"


def test_a_link_to_an_artefact_leads_there() -> None:
    assert html("[log](evidence/log.csv)") == '<p><a href="evidence/log.csv">log</a></p>'


def test_a_relative_link_that_leads_nowhere_is_its_text() -> None:
    assert html("[other](../../secret.md)") == "<p>other</p>"


def test_an_image_of_the_incident_is_shown() -> None:
    assert html("![a chart](evidence/a.png)") == '<p><img src="evidence/a.png" alt="a chart" loading="lazy" /></p>'


def test_an_image_from_elsewhere_becomes_a_link() -> None:
    shown = html("![a chart](https://example.org/a.png)")
    assert shown == '<p><a href="https://example.org/a.png" rel="noopener noreferrer">a chart</a></p>'


def test_a_linked_image_from_elsewhere_is_its_text() -> None:
    shown = html("[![chart](https://example.org/a.png)](https://example.org/)")
    assert shown == '<p><a href="https://example.org/" rel="noopener noreferrer">chart</a></p>'


def test_a_comment_is_not_shown() -> None:
    assert html("<!-- for authors\n\nonly -->\n\nA <!-- here --> b.") == "<p>A  b.</p>"


def test_a_comment_in_code_is_code() -> None:
    assert "&lt;!-- x --&gt;" in html("```\n<!-- x -->\n```")


def test_code_keeps_its_blank_lines_as_entities() -> None:
    assert html("```\na\n\n\tb\n```") == '<pre tabindex="0"><code>a&#10;&#10;&#9;b&#10;</code></pre>'


def test_headings_split_the_report() -> None:
    found = parts(Prose("Before.\n\n## One `x`\n\nText.\n\n### Two\n\n#### Deep\n"), CONTEXT)
    assert [(part.level, part.heading) for part in found] == [(0, ""), (2, "One x"), (3, "Two")]
    assert found[2].html == "<h4>Deep</h4>"


def test_headings_in_a_card_are_deeper_than_its_title() -> None:
    assert html("## Why") == "<h4>Why</h4>"


@given(st.text())
def test_no_text_breaks_the_renderer(text: str) -> None:
    assert "<script" not in html(text)
