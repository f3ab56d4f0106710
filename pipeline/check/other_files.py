"""What is wrong with the characters of the files beside the incidents: postmortem.yml and the operating procedures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.check.characters import unseen, unseen_in_text
from pipeline.check.rule import Problem
from pipeline.check.rules.characters import character_can_be_seen
from pipeline.diagnostic import Diagnostic, Location
from pipeline.document import Document, read_text
from pipeline.layout import SOPS
from pipeline.markdown.prose import Prose


def check_config_characters(document: Document) -> Iterator[Diagnostic]:
    """Each character of postmortem.yml that nobody sees."""
    for problem in unseen(document):
        place = problem.place if isinstance(problem.place, Location) else document.locate(problem.place[1])
        yield _diagnostic(problem, place)


def check_procedures(root: Path, names: Iterable[str]) -> Iterator[Diagnostic]:
    """What keeps the procedures of these names from being read, and each character of them that nobody sees."""
    for name in sorted(names):
        path = f"{SOPS}/{name}.md"
        text = read_text(root, path)
        if isinstance(text, Diagnostic):
            yield text
            continue
        for problem in unseen_in_text(Prose(text, path)):
            yield _diagnostic(problem, problem.place if isinstance(problem.place, Location) else Location(path))


def _diagnostic(problem: Problem, place: Location) -> Diagnostic:
    rule = character_can_be_seen
    return Diagnostic(place, rule.id, rule.severity, problem.message, problem.hint)
