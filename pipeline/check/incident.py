"""One incident's folder → what is wrong with it: the documents as read, the schemas, then every rule. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline import records
from pipeline.check.rule import Condition, Problem, Rule, World
from pipeline.check.rules import RULES
from pipeline.check.schema import check_schema
from pipeline.config import Config
from pipeline.diagnostic import Diagnostic, Location
from pipeline.model import Incident


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with one incident, and what is wrong where a condition on other incidents is met."""

    diagnostics: tuple[Diagnostic, ...]
    conditional: tuple[tuple[Diagnostic, Condition], ...]


def check_incident(folder: records.Folder, config: Config, sops: frozenset[str], today: date) -> Checked:
    """Check one folder by itself; `sops` are the operating procedures that the repository holds."""
    found = set(folder.problems)
    conditional: set[tuple[Diagnostic, Condition]] = set()
    for kind, document in folder.documents:
        found.update(document.diagnostics)
        found.update(check_schema(kind, document))
    world = World(config, {document.path: document for _, document in folder.documents}, sops, today)
    incident = records.incident(folder)
    for rule in RULES:
        for problem, diagnostic in _apply(rule, incident, world):
            if problem.condition is None:
                found.add(diagnostic)
            else:
                conditional.add((diagnostic, problem.condition))
    return Checked(tuple(sorted(found)), tuple(sorted(conditional, key=lambda item: item[0])))


def _apply(rule: Rule, incident: Incident, world: World) -> Iterator[tuple[Problem, Diagnostic]]:
    for problem in rule.check(incident, world):
        place = _locate(problem, world)
        yield problem, Diagnostic(place, rule.id, rule.severity, problem.message, problem.hint)


def _locate(problem: Problem, world: World) -> Location:
    if isinstance(problem.place, Location):
        return problem.place
    path, route = problem.place
    document = world.documents.get(path)
    return document.locate(route) if document else Location(path)
