"""What a text may be written with."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.characters import unseen
from pipeline.check.rule import Example, Problem, RuleContext, rule
from pipeline.model import Incident


@rule(
    fails=Example("README.md", front='title: "A token of the identity service\\u200b was readable in a public image"'),
    passes=Example("README.md", front='title: "A token of the identity service was readable in a public image"'),
)
def character_can_be_seen(_incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No text has a character that nobody sees.

    Those are controls, marks of format and of direction, fillers, and what Unicode has no meaning for: they can hide
    a marker, a mention or a command from whoever reviews the text. Joiners and selectors of variants stay where a
    script or an emoji needs them. The same is asked of postmortem.yml and of operating procedures.
    """
    for document in context.documents.values():
        yield from unseen(document)
