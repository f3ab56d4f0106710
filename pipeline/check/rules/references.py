"""Whatever a file names exists: teams, operating procedures, incidents, findings."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule import Condition, Example, Kind, Problem, World, at, missing, nearest, rule
from pipeline.corpus import SOPS
from pipeline.diagnostic import Route
from pipeline.model import Incident

_FINDING = "findings/01-expire-tokens.md"


@rule(fails=Example(_FINDING, front="owner: identitty"), passes=Example(_FINDING, front="owner: identity"))
def team_exists(incident: Incident, world: World) -> Iterator[Problem]:
    """Every team that is named stands under `teams` in postmortem.yml."""
    for path, route, name in _teams(incident):
        if name and name not in world.config.teams:
            hint = nearest(name, world.config.teams)
            yield Problem((path, route), f"there is no team `{name}` in postmortem.yml", hint)


@rule(
    fails=Example(_FINDING, front="kind: process-change\nsop: token-handlin"),
    passes=Example(_FINDING, front="kind: process-change\nsop: token-handling"),
)
def operating_procedure_exists(incident: Incident, world: World) -> Iterator[Problem]:
    """The operating procedure that a process change names is a file under docs/sops/."""
    for finding in incident.findings:
        if finding.sop and finding.sop not in world.sops:
            message = f"there is no {SOPS}/{finding.sop}.md"
            yield Problem(at(finding.path, "sop"), message, nearest(finding.sop, world.sops))


@rule(
    fails=Example("README.md", front="related: [{incident: 2020-01-01-no-such-thing, because: the same cause}]"),
    passes=Example("README.md", front="related: []"),
)
def incident_exists(incident: Incident, _world: World) -> Iterator[Problem]:
    """A related incident, and one that this is a duplicate of, is another incident of this repository.

    An alias is none of them: it is what this incident was called before.
    """
    path = f"{incident.path}/README.md"
    named: list[tuple[Route, str]] = [
        (("related", index, "incident"), item.incident) for index, item in enumerate(incident.related)
    ]
    named.append((("duplicate_of",), incident.duplicate_of))
    for route, name in named:
        if name == incident.id:
            yield Problem(at(path, *route), "an incident cannot refer to itself", "name another incident, or remove it")
        elif name:
            yield missing(Kind.INCIDENT, name, at(path, *route))
    for index, alias in enumerate(incident.aliases):
        yield Problem(
            at(path, "aliases", index),
            f"`{alias}` is an incident of its own",
            "list only ids that this incident had before",
            Condition(Kind.INCIDENT, alias, holds=True),
        )


@rule(
    fails=Example(_FINDING, front="duplicate_of: 2020-01-01-no-such-thing/01"),
    passes=Example(_FINDING, front="title: Expire tokens after 30 days"),
)
def finding_exists(incident: Incident, _world: World) -> Iterator[Problem]:
    """The finding that another is a duplicate of exists, and is not a duplicate itself."""
    hint = "name the finding that has the issue"
    for finding in incident.findings:
        name, place = finding.duplicate_of, at(finding.path, "duplicate_of")
        if name == finding.key:
            yield Problem(place, "a finding cannot be a duplicate of itself", hint)
        elif name:
            yield missing(Kind.FINDING, name, place)
            met = Condition(Kind.DUPLICATE, name, holds=True)
            yield Problem(place, f"`{name}` is a duplicate itself", hint, met)


def _teams(incident: Incident) -> Iterator[tuple[str, Route, str]]:
    path = f"{incident.path}/README.md"
    for index, participant in enumerate(incident.participants):
        yield path, ("participants", index, "team"), participant.team
    for index, signoff in enumerate(incident.signoffs):
        yield path, ("signoffs", index, "team"), signoff.team
    for finding in incident.findings:
        yield finding.path, ("owner",), finding.owner
        for index, team in enumerate(finding.involves):
            yield finding.path, ("involves", index), team
        for index, team in enumerate(finding.decision.consulted):
            yield finding.path, ("decision", "consulted", index), team
    if incident.register is not None:
        for index, item in enumerate(incident.register.items):
            yield incident.register.path, ("items", index, "collected_by"), item.collected_by
