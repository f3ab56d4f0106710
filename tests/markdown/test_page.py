from hypothesis import given
from hypothesis import strategies as st

from pipeline.markdown.page import Context, fragment, parts
from pipeline.markdown.prose import Prose

KNOWN = {"evidence/log.csv": "evidence/log.csv", "evidence/a.png": "evidence/a.png", "timeline.md": "#Timeline"}
CONTEXT = Context(lambda href: KNOWN.get(href, ""), frozenset({"E1", "E2"}), "S")


def html(text: str) -> str:
    return fragment(Prose(text), CONTEXT).html


def test_a_picture_in_html_is_one_like_any_other() -> None:
    assert html("a <img src=x onerror=alert(1)> b") == "<p>a  b</p>"
    assert html('<img src="evidence/a.png" alt="A">') == ('<p><img src="evidence/a.png" alt="A" loading="lazy" /></p>')


def test_a_script_is_text() -> None:
    assert html("<script>\nalert(1)\n</script>") == "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>"


def test_what_is_no_element_is_text() -> None:
    assert html("Set <TOKEN>.") == "<p>Set &lt;TOKEN&gt;.</p>"


def test_of_other_html_the_words_stay() -> None:
    assert html('<div onclick="x()">one</div>\n\ntwo <font color="red">three</font>') == "<p>one</p>\n<p>two three</p>"


def test_breaks_and_marks_of_text_are_shown() -> None:
    shown = html("a<br>b <kbd class=x>C</kbd> <b>d</b> H<sub>2</sub>O")
    assert shown == "<p>a<br />\nb <kbd>C</kbd> <strong>d</strong> H<sub>2</sub>O</p>"


def test_a_mark_of_text_that_is_left_open_ends_nothing_else() -> None:
    assert html("a <kbd>b\n\nc") == "<p>a b</p>\n<p>c</p>"


def test_a_fold_can_be_opened_and_is_always_closed() -> None:
    shown = html("<details onclick=x><summary>More <i>of</i> it</summary>\n\nText.\n")
    assert shown == "<details>\n<summary>More <em>of</em> it</summary>\n<p>Text.</p>\n</details>"


def test_code_in_html_keeps_its_lines() -> None:
    assert html("<pre>\na\n  b <b>c</b>\n</pre>") == '<pre tabindex="0"><code>a&#10;  b c&#10;</code></pre>'


def test_a_link_in_html_goes_where_it_may() -> None:
    assert html('<a href="https://example.org" onclick="x()">x</a>') == (
        '<p><a href="https://example.org" rel="noopener noreferrer">x</a></p>'
    )
    assert html('<a href="javascript:alert(1)">x</a>') == "<p>x</p>"


def test_bare_addresses_are_links() -> None:
    assert html('See "https://example.org/a_b".') == (
        '<p>See &quot;<a href="https://example.org/a_b" rel="noopener noreferrer">https://example.org/a_b</a>&quot;.</p>'
    )


def test_the_scheme_of_a_bare_address_may_be_in_capitals() -> None:
    assert html("See HTTPS://example.org/A.") == (
        '<p>See <a href="HTTPS://example.org/A" rel="noopener noreferrer">HTTPS://example.org/A</a>.</p>'
    )


def test_text_that_is_struck_out_is() -> None:
    assert html("~~gone~~ ~too~") == "<p><s>gone</s> <s>too</s></p>"


def test_tasks_have_boxes_that_say_what_they_are() -> None:
    assert html("- [x] one\n- [ ] two") == (
        '<ul class="contains-task-list">\n'
        '<li class="task-list-item"><input type="checkbox" disabled checked aria-label="Done"> one</li>\n'
        '<li class="task-list-item"><input type="checkbox" disabled aria-label="Not done"> two</li>\n</ul>'
    )


def test_an_alert_says_its_kind() -> None:
    assert html("> [!WARNING]\n> Mind.") == (
        '<div class="markdown-alert markdown-alert-warning">\n<p class="markdown-alert-title">Warning</p>\n'
        "<p>Mind.</p>\n</div>"
    )


def test_notes_stand_below_the_part_that_refers_to_them_first() -> None:
    first, second = parts(Prose("## One\n\na[^x]\n\n## Two\n\nb[^y] c[^x]\n\n[^x]: X [E1]\n\n[^y]: Y\n"), CONTEXT)
    assert 'a<sup id="S-ref1"><a href="#S-note1">1</a></sup>' in first.html
    assert '<li id="S-note1" value="1">' in first.html
    assert list(first.cites) == ["E1"]
    assert '<li id="S-note2" value="2">' in second.html
    assert 'S-note1" value' not in second.html


def test_a_link_to_a_heading_leads_to_its_place() -> None:
    first, second = parts(Prose("## One\n\n[two](#two-b) [x](#nowhere)\n\n## Two `b`\n\nText."), CONTEXT)
    assert first.html == '<p><a href="#S1">two</a> x</p>'
    assert second.anchor == "S1"


def test_a_link_to_a_heading_within_a_card_leads_to_it() -> None:
    assert html("## Why\n\n[up](#why)") == '<h4 id="S-h0">Why</h4>\n<p><a href="#S-h0">up</a></p>'


def test_letters_that_need_no_space_get_none() -> None:
    assert html("公開場所に\n公開された") == "<p>公開場所に公開された</p>"


def test_what_the_page_adds_is_in_its_language() -> None:
    context = Context(str, frozenset(), "S", {"Why": "Perché"}.__getitem__, {"Note": "Nota"}.__getitem__)
    shown = fragment(Prose("# Why\n\n> [!NOTE]\n> x"), context).html
    assert ">Perché</h4>" in shown
    assert ">Nota</p>" in shown


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


def test_a_linked_image_from_elsewhere_is_its_text_with_a_link_beside_it() -> None:
    shown = html("[![a](https://example.org/p/a.png)](https://example.org)")
    assert shown == (
        '<p><a href="https://example.org" rel="noopener noreferrer">a</a>'
        ' (<a href="https://example.org/p/a.png" rel="noopener noreferrer">a.png</a>)</p>'
    )


def test_a_comment_is_not_shown() -> None:
    assert html("<!-- for authors\n\nonly -->\n\nA <!-- here --> b.") == "<p>A  b.</p>"


def test_a_comment_of_habit_is_one() -> None:
    assert html("<!--- for authors --->\n\nText.") == "<p>Text.</p>"


def test_a_comment_in_code_is_code() -> None:
    assert "&lt;!-- x --&gt;" in html("```\n<!-- x -->\n```")


def test_code_keeps_its_blank_lines_as_entities() -> None:
    assert html("```\na\n\n\tb\n```") == '<pre tabindex="0"><code>a&#10;&#10;&#9;b&#10;</code></pre>'


def test_headings_split_the_report() -> None:
    found = parts(Prose("Before.\n\n## One `x`\n\nText.\n\n### Two\n\n#### Deep\n"), CONTEXT)
    assert [(part.level, part.heading) for part in found] == [(0, ""), (2, "One x"), (3, "Two")]
    assert found[2].html == '<h4 id="S-h12">Deep</h4>'


def test_headings_in_a_card_are_deeper_than_its_title() -> None:
    assert html("## Why") == '<h4 id="S-h0">Why</h4>'


@given(st.text())
def test_no_text_breaks_the_renderer(text: str) -> None:
    assert "<script" not in html(text)


def test_what_a_heading_of_a_page_cannot_have_stands_below_it() -> None:
    text = "## See [the log](evidence/log.csv)[^1] and *more*\n\nx\n\n#### Deep\n\n[^1]: A note."
    (part,) = parts(Prose(text), CONTEXT)
    assert part.heading == "See the log and more"
    assert part.html.startswith('<p><a href="evidence/log.csv">the log</a> <sup id="S-ref1">')
    assert "A note." in part.html
    assert '<h4 id="S-h6">Deep</h4>' in part.html
    (plain,) = parts(Prose("## Why *now* `x`\n\ny"), CONTEXT)
    assert plain.html == "<p>y</p>"
