"""One incident's folder → what is wrong with it: the documents as read, the schemas, then every rule. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pipeline import records
from pipeline.check.rule import Condition, Problem, Rule, RuleContext
from pipeline.check.rules import RULES
from pipeline.check.waivers import waive
from pipeline.config import Config
from pipeline.diagnostic import Diagnostic, Location
from pipeline.model import Incident
from pipeline.validation.validate import validate

MOST = 500
"""How often the same thing is said of one incident: nobody reads more, and a file may hold any number."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with one incident, and what is wrong where a condition on other incidents is met."""

    diagnostics: tuple[Diagnostic, ...]
    conditional: tuple[tuple[Diagnostic, Condition], ...]


def check_incident(folder: records.Folder, config: Config, sops: frozenset[str], today: date) -> Checked:
    """Check one folder by itself; `sops` are the operating procedures that the repository holds."""
    found = set(_most(folder.problems))
    conditional: set[tuple[Diagnostic, Condition]] = set()
    for kind, document in folder.documents:
        found.update(_most(document.diagnostics))
        found.update(_most(validate(kind, document)))
    context = RuleContext(
        config, {document.path: document for _, document in folder.documents}, sops, today, folder.artefact_text
    )
    incident = records.incident(folder)
    for rule in RULES:
        for problem, diagnostic in _apply(rule, incident, context):
            if problem.condition is None:
                found.add(diagnostic)
            else:
                conditional.add((diagnostic, problem.condition))
    found, conditional = waive(folder.documents, found, conditional)
    return Checked(tuple(sorted(found)), tuple(sorted(conditional, key=lambda item: item[0])))


def _apply(rule: Rule, incident: Incident, context: RuleContext) -> Iterator[tuple[Problem, Diagnostic]]:
    for count, problem in enumerate(rule.check(incident, context)):
        place = _locate(problem, context)
        diagnostic = Diagnostic(place, rule.id, rule.severity, problem.message, problem.hint)
        if count == MOST:
            yield replace(problem, condition=None), _more(diagnostic)
            return
        yield problem, diagnostic


def _most(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    for count, diagnostic in enumerate(found):
        if count == MOST:
            yield _more(diagnostic)
            return
        yield diagnostic


def _more(diagnostic: Diagnostic) -> Diagnostic:
    return replace(diagnostic, message="and more like this from here on", hint="mend those above, then check again")


def _locate(problem: Problem, context: RuleContext) -> Location:
    if isinstance(problem.place, Location):
        return problem.place
    path, route = problem.place
    document = context.documents.get(path)
    return document.locate(route) if document else Location(path)
