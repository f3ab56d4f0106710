"""What prose may not do: leak restricted passages, or call people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import vocabulary
from pipeline.check.rule import Example, Problem, RuleContext, rule
from pipeline.check.texts import bodies, texts
from pipeline.diagnostic import Location
from pipeline.model import Incident
from pipeline.prose import markers

_AT = re.compile("@")
_MENTION = re.compile(r"(?<![\w`/.@])@[A-Za-z0-9][A-Za-z0-9-]*(?:/[A-Za-z0-9-]+)?")


@rule(
    fails=Example("README.md", body="## What happened\n\n<!-- tlp:amber -->\nThe key was in a bucket.\n"),
    passes=Example(
        "README.md", body="## What happened\n\nIt leaked.\n\n<!-- tlp:amber -->\nFrom a bucket.\n<!-- /tlp -->\n"
    ),
)
def restricted_passage_is_closed(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A restricted passage is between `<!-- tlp:amber -->` and `<!-- /tlp -->`, with a TLP level."""
    for body in bodies(incident):
        opened: list[Location] = []
        for level, location in markers(body):
            if level == "?":
                hint = f"write `<!-- tlp:LEVEL -->` with one of: {', '.join(vocabulary.levels())}"
                yield Problem(location, "the marker does not name a TLP level", hint)
            if level:
                opened.append(location)
            elif opened:
                opened.pop()
            else:
                yield Problem(location, "no restricted passage is open here", "open one above, or remove the marker")
        for location in opened:
            yield Problem(location, "the restricted passage is not closed", "add `<!-- /tlp -->` after it")


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
