"""What prose may not do: leak restricted passages, or call people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline import vocabulary
from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.check.texts import bodies, texts, values
from pipeline.model import Incident
from pipeline.restricted import UNCLEAR, Marker, markers

_AT = re.compile("@")
_MENTION = re.compile(r"(?<![\w`/.@])@[A-Za-z0-9][A-Za-z0-9-]*(?:/[A-Za-z0-9-]+)?")


@rule(
    fails=Example("README.md", body="## What happened\n\n<!-- tlp:amber -->\nThe key was in a bucket.\n"),
    passes=Example(
        "README.md", body="## What happened\n\nIt leaked.\n\n<!-- tlp:amber -->\nFrom a bucket.\n<!-- /tlp -->\n"
    ),
)
def restricted_passage_is_closed(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A restricted passage is between `<!-- tlp:amber -->` and `<!-- /tlp -->`, with a TLP level.

    Whatever else reads like a marker is an error: other comments and tags that name TLP or a level, its letters in
    another script or with invisible ones between them, a line such as `TLP:AMBER`. It withholds what follows from
    everybody. A sentence may name a level: *It was shared under TLP:AMBER with the vendor.* Code hides no marker.
    """
    for body in bodies(incident):
        for marker, message, hint in _unsound(markers(body.text)):
            yield Problem(body.located(marker.start), message, hint)
    for document in context.documents.values():
        for route, value in values(document):
            for _, message, hint in _unsound(markers(value)):
                yield Problem(at(document.path, *route), message, hint)


def _unsound(found: Iterable[Marker]) -> Iterator[tuple[Marker, str, str]]:
    """Each marker that is not what it has to be, with what to say of it."""
    form = f"write `<!-- tlp:LEVEL -->` with one of: {', '.join(vocabulary.levels())}"
    opened: list[Marker] = []
    for marker in found:
        if marker.level == UNCLEAR:
            said = f"{form}, and `<!-- /tlp -->` where it ends; to name a level, put it into a sentence"
            yield marker, "this reads like the marker of a restricted passage, and is none", said
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
    """Text mentions nobody: a bare `@name` would notify a stranger from every issue that contains it.

    This is for prose and for free text in front matter, such as titles and reasons.
    """
    hint = "name the team or the role; put a package or a decorator in `code`"
    for text in texts(incident, context, _AT):
        for match in _MENTION.finditer(text.text):
            place = text.located(match.start(), match.group())
            yield Problem(place, f"`{match.group()}` would notify somebody", hint)
