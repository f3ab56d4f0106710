"""What is wrong with the texts of the files beside the incidents: postmortem.yml and the operating procedures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.check.characters import unseen, unseen_in_text
from pipeline.check.rule import Problem, first
from pipeline.check.secrets import secrets
from pipeline.diagnostic import Diagnostic, Location
from pipeline.documents.document import Document, read_text
from pipeline.layout import SOPS
from pipeline.markdown.prose import Prose


def check_config_characters(document: Document) -> Iterator[Diagnostic]:
    """Each invisible character and each secret in postmortem.yml."""
    yield from first(_unseen_in_config(document))
    yield from _secrets(document.source)


def _unseen_in_config(document: Document) -> Iterator[Diagnostic]:
    for problem in unseen(document):
        place = problem.place if isinstance(problem.place, Location) else document.locate(problem.place[1])
        yield _diagnostic(problem, place)


def check_procedures(root: Path, names: Iterable[str]) -> Iterator[Diagnostic]:
    """Why procedures of these names cannot be read, and each invisible character and each secret in them."""
    for name in sorted(names):
        path = f"{SOPS}/{name}.md"
        yield from _secrets(Prose(name, path))
        text = read_text(root, path)
        if isinstance(text, Diagnostic):
            yield text
        else:
            yield from check_procedure_text(Prose(text, path))


def check_procedure_text(prose: Prose) -> Iterator[Diagnostic]:
    """Each invisible character and each secret in the text of a procedure."""
    places = (
        (problem, problem.place if isinstance(problem.place, Location) else Location(prose.path))
        for problem in unseen_in_text(prose)
    )
    yield from first(_diagnostic(problem, place) for problem, place in places)
    yield from _secrets(prose)


_MAY_BE_TOKEN = re.compile(r"(?=[A-Za-z0-9+/=_-]{0,400}[0-9])[A-Za-z0-9+/=_-]{16}|://[^/\s]*@|PRIVATE KEY", re.ASCII)
"""What every token, password in a URL or key has: most of these files have none of it, and the library loads slowly."""


def _secrets(source: Prose) -> Iterator[Diagnostic]:
    if not _MAY_BE_TOKEN.search(source.text):
        return
    for secret in secrets(source.text):
        message = f"this looks like a secret ({secret.kind}): `{secret.shown}`"
        hint = "revoke it and replace it with REDACTED"
        from pipeline.check.rules.safety import text_holds_no_secret as rule  # noqa: PLC0415  # rules take a while

        yield Diagnostic(source.located(secret.start), rule.id, rule.severity, message, hint, hides_source=True)


def _diagnostic(problem: Problem, place: Location) -> Diagnostic:
    from pipeline.check.rules.characters import character_can_be_seen as rule  # noqa: PLC0415  # as above

    return Diagnostic(place, rule.id, rule.severity, problem.message, problem.hint)
