"""Rules about prose: restricted passages, mentions, comments, HTML, and values that are cut short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from pipeline import vocabulary
from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.check.texts import plain_texts, values
from pipeline.diagnostic import Location, Severity
from pipeline.documents.document import front_matter_span
from pipeline.documents.yaml_comments import yaml_comments
from pipeline.markdown import comments
from pipeline.markdown.almost_markers import reads_like_marker
from pipeline.markdown.links import unshown, unused_footnotes
from pipeline.markdown.prose import Prose
from pipeline.markdown.references import MENTION, mentions
from pipeline.markdown.restricted import UNCLEAR, Marker, markers, may_mark
from pipeline.markdown.restrictions import restricts
from pipeline.markdown.tree import passages
from pipeline.model import Incident
from pipeline.text.characters import skeleton
from pipeline.text.pluralize import pluralize

_AT = re.compile("@|&")
_NO_MENTION = "name the team or the role; write a package or a decorator as `code`"
_RESTRICT_OR_DELETE = "write `<!-- tlp:LEVEL -->` and `<!-- /tlp -->` around what it restricts, or delete it"
_MOST_COMMENTS = 1_000
_SET_LEVEL = "to restrict an item, give it a `tlp`; otherwise, delete the comment"
_RESTRICT_OR_CODE = "write `<!-- tlp:LEVEL -->` and `<!-- /tlp -->` around what it restricts, or write it as `code`"
_DIRECTIVE = re.compile(
    r"^(:{3,}|\{(?:[%#]|\{[%<]|[.:](?=\w))|%%|\[!(?!NOTE|TIP|IMPORTANT|WARNING|CAUTION)\w+\]"
    r"|[!?]{3}\+?(?= [a-z-]+(?: \"[^\"\n]*\")?$)).*$",
    re.MULTILINE,
)
"""Of Pandoc, Docusaurus, Jinja, Hugo, Obsidian, MkDocs and others."""
_REFER = "refer to it in the text by its label, such as `[^1]`; of two with the same label, the first is shown"
_WRITE_CODE = "write it as `code`"
_WRITE_MARKDOWN = "use Markdown instead, or write it as `code` to show it literally"


@rule(
    fails=Example("README.md", body="## What happened\n\n<!-- tlp:amber -->\nThe key was in a bucket.\n"),
    passes=Example(
        "README.md", body="## What happened\n\nIt leaked.\n\n<!-- tlp:amber -->\nFrom a bucket.\n<!-- /tlp -->\n"
    ),
)
def restricted_passage_is_closed(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A restricted passage starts with `<!-- tlp:LEVEL -->`, where LEVEL is a TLP level, and ends with `<!-- /tlp -->`.

    Anything else that reads like a marker is an error: other comments and tags that name TLP, a level or a restriction,
    letters of another script or invisible characters in a marker, a label such as `TLP:AMBER` in a line or title.
    Whatever follows it is withheld from everybody. A sentence may name a level: *It was shared under TLP:AMBER with the
    vendor.* Markers in code count too. In front matter, `tlp` says who may see an item; a comment that reads like a
    marker is an error there.
    """
    for body in incident.bodies:
        for marker, message, hint in _unsound(markers(body.text)):
            yield Problem(body.located(marker.start), message, hint)
    for document in context.documents.values():
        texts = values(document)
        for route, value in texts if may_mark(value for _, value in texts) else ():
            for _, message, hint in _unsound(markers(value)):
                yield Problem(at(document.path, *route), message, hint)
        front = _in_front(document.source.text)
        for start, words in front[:_MOST_COMMENTS]:
            if _is_almost_marker(words):
                yield Problem(document.source.located(start), "this YAML comment withholds nothing", _SET_LEVEL)
        for start, _ in front[_MOST_COMMENTS:]:
            message = f"this front matter has more than {_MOST_COMMENTS:,} comments, which nobody reads"
            yield Problem(document.source.located(start), message, "delete them")


def _is_almost_marker(comment: str) -> bool:
    plain = skeleton(comment)
    return reads_like_marker(plain) or restricts(plain)


@lru_cache(maxsize=64)  # two rules ask
def _in_front(text: str) -> list[tuple[int, str]]:
    """Where each comment in a file's front matter begins, and what it says; no more than one too many of them."""
    span = front_matter_span(text)
    found = yaml_comments(text[slice(*span)]) if span and "#" in text[slice(*span)] else ()
    said = ((span[0] + start, words) for start, words in found if span and words)
    return list(islice(said, _MOST_COMMENTS + 1))


def _unsound(found: Iterable[Marker]) -> Iterator[tuple[Marker, str, str]]:
    """Each invalid marker, with a message and a hint."""
    form = f"write `<!-- tlp:LEVEL -->` with one of: {', '.join(vocabulary.levels())}"
    opened: list[Marker] = []
    for marker in found:
        if marker.level == UNCLEAR:
            said = f"{form}, and `<!-- /tlp -->` where it ends; to mention a level, use it in a sentence"
            yield marker, "this looks like the marker of a restricted passage, but is not one", said
        if marker.level:
            opened.append(marker)
        elif opened:
            opened.pop()
        else:
            yield marker, "no restricted passage is open here", "open one above, or remove the marker"
    for marker in opened:
        if marker.level != UNCLEAR:
            yield marker, "the restricted passage is not closed", "add `<!-- /tlp -->` after it"


@rule(
    fails=Example("README.md", body="## What happened\n\n@alice rotated the key.\n"),
    passes=Example("README.md", body="## What happened\n\nThe identity team rotated the key.\n"),
)
def mention_is_inert(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No text mentions anybody: a bare `@name` would notify a stranger from every issue that contains it.

    This applies to prose and to free text in front matter, such as titles and reasons.
    """
    for document in context.documents.values():
        if not _AT.search(document.source.text):
            continue
        for mention in mentions(document.body):
            yield Problem(mention.location, f"`{mention.name}` would notify somebody", _NO_MENTION)
        for text in plain_texts(incident, document):
            for match in MENTION.finditer(text.text):
                place = text.located(match.start(), match.group())
                yield Problem(place, f"`{match.group()}` would notify somebody", _NO_MENTION)


@rule(
    fails=Example("README.md", body="## What happened\n\nIt leaked.\n\n<!-- prettier-ignore\n\nFrom a bucket.\n"),
    passes=Example("README.md", body="## What happened\n\nIt leaked.\n\n<!-- prettier-ignore -->\n\nFrom a bucket.\n"),
)
def comment_is_closed(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Every comment ends with `-->`. If one does not, all text below it is hidden, here and on GitHub."""
    for body in incident.bodies:
        for found, place in unshown(body):
            if found.kind == "comment":
                yield Problem(place, "this comment is not closed: everything below it is hidden", "close it with `-->`")


@rule(
    fails=Example("README.md", body="## What happened\n\n<!-- for the board -->\n\nThe key was in a bucket.\n"),
    passes=Example("README.md", body="## What happened\n\n<!-- prettier-ignore -->\nThe key was in a bucket.\n"),
)
def comment_is_a_sentence(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A comment is a marker of a restricted passage, a setting of a tool, or a sentence.

    One of three words or fewer, or one that begins with `/`, may be meant to restrict the text around it, in whatever
    language. This applies to `[//]: # (comments)` too. Settings are comments such as `<!-- prettier-ignore -->`.
    """
    for body in incident.bodies:
        for words, place in _comments(body):
            if comments.is_label(words):
                yield Problem(place, "this comment may be meant to restrict the text around it", _RESTRICT_OR_DELETE)


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", body="## What happened\n\n<!-- The board has to see this first. -->\n\nIt leaked.\n"),
    passes=Example("README.md", body="## What happened\n\nIt leaked.\n"),
)
def comment_is_needed(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A published text has no comments but markers, settings of tools, and what `postmortem new` wrote below headings.

    A comment withholds nothing, whatever it says, and nobody sees it on the page. Delete the instructions of a template
    once you have followed them, and ask reviewers in the pull request. In front matter, only comments of up to three
    words count.
    """
    for body in incident.bodies:
        notes = [place for words, place in _comments(body) if not comments.is_label(words)]
        if notes:
            message = f"this text has {pluralize(len(notes), 'comment')}; a comment withholds nothing"
            yield Problem(notes[0], message, _RESTRICT_OR_DELETE)
    for document in context.documents.values():
        front = ((start, words) for start, words in _in_front(document.source.text) if comments.is_label(words))
        labels = [start for start, words in front if not _is_almost_marker(words)]
        if labels:
            message = f"this front matter has {pluralize(len(labels), 'comment')}; a comment withholds nothing"
            yield Problem(document.source.located(labels[0]), message, _SET_LEVEL)


@rule(
    fails=Example("README.md", body="## What happened\n\n::: customers\nThe key was in a bucket.\n:::\n"),
    passes=Example("README.md", body="## What happened\n\nIt leaked.\n\n    {% if draft %}\n"),
)
def directive_is_code(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A line that is a directive of another program is code, such as `::: name` or `{% name %}`.

    Here, it has no effect and is shown as text. It may be meant to withhold what is between it and the next one.
    """
    for body in incident.bodies:
        for passage in passages(body):
            for line in _DIRECTIVE.finditer(passage.text):
                message = f"`{line[1]}` starts no directive here: this is shown as text, and so is what follows"
                yield Problem(passage.located(line.start()), message, _RESTRICT_OR_CODE)


def _comments(body: Prose) -> Iterator[tuple[str, Location]]:
    """What each comment says whose purpose is not known, with its place."""
    restricting = {body.located(marker.start) for marker in markers(body.text)}
    for found, place in unshown(body):
        words = comments.said(found.html) if found.kind == "aside" and place not in restricting else ""
        if not comments.is_known(words):
            yield words, place


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", body="## What happened\n\nWe set <TOKEN> in the <font color=red>build</font>.\n"),
    passes=Example("README.md", body="## What happened\n\nWe set `<TOKEN>` in the build.<br>Press <kbd>C</kbd>.\n"),
)
def html_is_shown(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """HTML in prose uses only elements that are shown everywhere: `<br>`, `<details>`, `<kbd>` and a few more.

    Of any other element, only the text inside it is shown. Something that only looks like an element, such as
    `<TOKEN>`, is shown as text on the page and in the issue, but GitHub hides it in the pull request.
    """
    for body in incident.bodies:
        for found, place in unshown(body):
            shown = " ".join(found.html.split())
            if found.kind == "tag" and shown.startswith("</"):
                yield Problem(place, f"`{shown}` closes nothing that is open above it, so it is not shown", _WRITE_CODE)
            elif found.kind == "tag":
                yield Problem(place, f"`{shown}` is not supported: only the text around it is shown", _WRITE_MARKDOWN)
            elif found.kind == "text":
                yield Problem(place, f"GitHub reads `{shown}` as HTML and hides it", _WRITE_CODE)


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", body="## What happened\n\nIt leaked.\n\n[^1]: From a bucket.\n"),
    passes=Example("README.md", body="## What happened\n\nIt leaked.[^1]\n\n[^1]: From a bucket.\n"),
)
def footnote_is_shown(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The text refers to every footnote. One that it does not refer to is not shown, here or on GitHub."""
    for body in incident.bodies:
        for place in unused_footnotes(body):
            yield Problem(place, "nothing refers to this footnote, so it is not shown", _REFER)


@rule(
    severity=Severity.WARNING,
    fails=Example("findings/01-expire-tokens.md", front="title: Fix the regression of #12"),
    passes=Example("findings/01-expire-tokens.md", front="title: 'Fix the regression of #12'"),
)
def text_is_not_cut_short(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A title, reason or event is not cut short by ` #`, which starts a comment unless the value is quoted."""
    for document in context.documents.values():
        source = document.source
        front = source.text[: len(source.text) - len(document.body.text)]
        if " #" not in front and "\t#" not in front:
            continue
        for text in plain_texts(incident, document):
            route = text.route or ()
            value = str(context.value(document.path, route))
            comment = _comment_behind(front, source.offset(document.locate(route)), value)
            if comment:
                message = f"the value ends after `{value.rsplit(maxsplit=1)[-1]}`: ` #` starts a comment"
                hint = "quote the value, or move the comment to a separate line"
                yield Problem(source.located(comment), message, hint)


def _comment_behind(text: str, start: int, value: str) -> int:
    """Where the comment after an unquoted value starts in the text; 0 if there is none."""
    words = r"\s+".join(map(re.escape, value.split()))
    match = re.compile(rf"{words}[ \t]+(?=#)").match(text, start) if words else None
    return match.end() if match else 0
