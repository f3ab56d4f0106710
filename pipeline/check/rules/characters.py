"""Rules about the characters of texts."""

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
    """No text contains an invisible character.

    These are control characters, format and direction marks, fillers, and code points that have no meaning in Unicode.
    They can hide a marker, a mention or a command from reviewers. Joiners and variation selectors are allowed where a
    script or an emoji needs them. The rule also applies to postmortem.yml and to operating procedures.
    """
    for document in context.documents.values():
        yield from unseen(document)
