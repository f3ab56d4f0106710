"""A finding is read in the pull request, on the page and in the issue: all of them say the same."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.markdown.issue import Issue, escape_plain, write
from pipeline.markdown.page import Context, fragment
from pipeline.markdown.prose import Prose
from tests.markdown import generated
from tests.markdown.github import JOINER, Seen, calls, github_html, seen

HERE = "https://git.example/octo/cat/blob/HEAD/incidents/x/"
CONTEXT = Context(lambda href: href, frozenset(), "S")
ISSUE = Issue(lambda href: f"{HERE}{href}", tasks=("Done when",))

_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]")
_UNSAID = re.compile(r"</?T>|\[[xX]?\]")


def in_source(text: str) -> Seen:
    return seen(github_html(text))


def in_issue(text: str) -> Seen:
    return seen(github_html(write(Prose(text), ISSUE)))


def on_page(text: str) -> Seen:
    return seen(fragment(Prose(text), CONTEXT).html)


def said(found: Seen) -> str:
    """The letters in their order: what is glued together and what is not depends on who splits words.

    An alert is named by its own word on GitHub, which cmark-gfm does not know. `<T>` is no element: GitHub drops it.
    Boxes are no words; that cmark-gfm knows none in a quotation is left aside.
    """
    return _UNSAID.sub("", _ALERT.sub(lambda kind: kind[1].capitalize(), "".join(found.words)))


@given(generated.document)
@settings(deadline=None)
def test_the_words_are_the_same(text: str) -> None:
    source = said(in_source(text))
    assert said(on_page(text)) == source
    assert said(in_issue(text)) == source


@given(generated.document)
@settings(deadline=None)
def test_code_is_the_same(text: str) -> None:
    source = [code.strip() for code in in_source(text).code]
    assert [code.strip() for code in on_page(text).code] == source
    assert [code.strip() for code in in_issue(text).code] == source


@given(generated.document)
@settings(deadline=None)
def test_links_lead_to_the_same_places(text: str) -> None:
    """In an issue a picture is a link to it, unless it is in a link; our files and issues move."""
    source = in_source(text)
    page = on_page(text)
    assert not Counter(filter(None, source.links)) - Counter(page.links)
    assert not Counter(filter(None, source.images)) - Counter(page.images + page.links)
    written = set(in_issue(text).links)
    for address in filter(None, source.links):
        moved = address.replace("https://github.com/octo", "https://redirect.github.com/octo")
        assert written & {moved, f"{HERE}{address}"}, address


@given(generated.document)
@settings(deadline=None)
def test_items_tables_and_notes_are_as_many(text: str) -> None:
    source = in_source(text)
    for found in (on_page(text), in_issue(text)):
        assert (found.items, found.tables, found.notes) == (source.items, source.tables, source.notes)


@given(st.one_of(generated.document, st.text(max_size=80)))
@settings(deadline=None)
def test_nobody_is_called(text: str) -> None:
    assert not calls(write(Prose(text), ISSUE))


@given(st.one_of(generated.document, st.text(max_size=80)))
@settings(deadline=None)
def test_what_was_written_is_written_as_it_is(text: str) -> None:
    once = write(Prose(text), ISSUE)
    assert write(Prose(once), Issue(lambda href: href, tasks=("Done when",))) == once


@given(st.one_of(generated.document, st.text(max_size=80)))
@settings(deadline=None)
def test_what_stands_below_is_not_swallowed(text: str) -> None:
    below = seen(github_html(f"{write(Prose(text), ISSUE)}\n\n## Below\n\nThe *end*.")).words
    assert " Below The end." in " ".join(("", *below))


@given(st.one_of(generated.text, st.text(max_size=40)))
@settings(deadline=None)
def test_plain_text_says_in_an_issue_what_it_says(text: str) -> None:
    for place in ("{}", "- {}", "**{}**", "> {}", "x {} y"):
        shown = "".join(seen(github_html(place.format(escape_plain(text)))).words)
        expected = "".join(place.format(text).strip("->* ").replace(JOINER, "").replace("\0", "\ufffd").split())
        assert shown.strip("->* ") == expected.strip("->* ")
        assert not calls(place.format(escape_plain(text)))
