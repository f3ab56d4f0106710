"""One incident's folder → what is wrong with it: the documents as read, the schemas, then every rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from pipeline import records, vocabulary
from pipeline.check.live_indicators import without_live_indicators
from pipeline.check.masking import masked
from pipeline.check.other_incidents import Answers, OtherIncidents, Repository
from pipeline.check.own_audience import above_own_audience
from pipeline.check.rule import Place, Rule, RuleContext, first
from pipeline.check.rules import RULES
from pipeline.check.waivers import waive
from pipeline.diagnostic import Diagnostic, Location, Route
from pipeline.documents.document import Document
from pipeline.model import Incident
from pipeline.repository.config import Config
from pipeline.validation.validate import validate


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with one incident, sorted, and the answers about other incidents that this rests on."""

    diagnostics: tuple[Diagnostic, ...]
    answers: Answers


def check_incident(
    folder: records.Folder, config: Config, sops: frozenset[str], repository: Repository, today: date
) -> Checked:
    """Check one folder.

    `sops` are the names of the operating procedures, and `repository` answers what the rules ask about other incidents.
    """
    context, others = rule_context(folder, config, sops, repository, today)
    documents = context.documents
    incident = records.incident(folder)
    found = set(first(folder.problems))
    for schema, document in folder.documents:
        found.update(first(document.diagnostics))
        found.update(first(validate(schema, document, partial(known_hash, folder, document))))
    for rule in RULES:
        found.update(first(_apply(rule, incident, context)))
    found.update(first(above_own_audience(incident, context)))
    readable = all(document.data is not None for document in documents.values())
    settled = waive(incident, found, lambda place: _locate(place, context), readable=readable)
    shown = without_live_indicators(settled, incident, context)
    return Checked(tuple(sorted(_with_own_team(masked(diagnostic), config) for diagnostic in shown)), others.answers)


def _with_own_team(diagnostic: Diagnostic, config: Config) -> Diagnostic:
    """The diagnostic, whose example names a team that this repository has."""
    example = f"team: {vocabulary.annotation('examples', 'incident', 'participants', 'team')[0]}"
    if example not in diagnostic.hint or example.removeprefix("team: ") in config.teams:
        return diagnostic
    return replace(diagnostic, hint=diagnostic.hint.replace(example, f"team: {next(iter(config.teams))}"))


def rule_context(
    folder: records.Folder, config: Config, sops: frozenset[str], repository: Repository, today: date
) -> tuple[RuleContext, OtherIncidents]:
    """What rules may ask, and what they will have asked about other incidents. The arguments are `check_incident`'s."""
    others = OtherIncidents(repository)
    documents = {document.path: document for _, document in folder.documents}
    return RuleContext(config, documents, sops, today, others, folder.artefact_text), others


def known_hash(folder: records.Folder, document: Document, route: Route) -> str:
    """The hash of the artefact that an item of evidence.md names; "" for any other key."""
    match route:
        case ("items", int(index), "sha256") if (
            folder.register and document.path == folder.register.path and document.data
        ):
            path = document.data["items"][index].get("path")
            return next((artefact.sha256 for artefact in folder.artefacts if artefact.path == path), "")
    return ""


def _apply(rule: Rule, incident: Incident, context: RuleContext) -> Iterator[Diagnostic]:
    for problem in rule.check(incident, context):
        place = _locate(problem.place, context)
        yield Diagnostic(place, rule.id, rule.severity, problem.message, problem.hint, problem.hides_source)


def _locate(place: Place, context: RuleContext) -> Location:
    if isinstance(place, Location):
        return place
    path, route = place
    document = context.documents.get(path)
    return document.locate(route) if document else Location(path)
