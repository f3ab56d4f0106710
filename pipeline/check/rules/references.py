"""Whatever a file names exists: teams, operating procedures, incidents, findings."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from pipeline.check.rule import Example, Problem, World, at, rule
from pipeline.corpus import SOPS
from pipeline.diagnostic import Route
from pipeline.model import Incident

_FINDING = "findings/01-expire-tokens.md"


@rule(fails=Example(_FINDING, front="owner: identitty"), passes=Example(_FINDING, front="owner: identity"))
def team_exists(incident: Incident, world: World) -> Iterator[Problem]:
    """Every team that is named stands under `teams` in postmortem.yml."""
    for path, route, name in _teams(incident):
        if name and name not in world.config.teams:
            hint = _nearest(name, world.config.teams)
            yield Problem((path, route), f"there is no team `{name}` in postmortem.yml", hint)


@rule(
    fails=Example(_FINDING, front="kind: process-change\nsop: token-handlin"),
    passes=Example(_FINDING, front="kind: process-change\nsop: token-handling"),
)
def operating_procedure_exists(incident: Incident, world: World) -> Iterator[Problem]:
    """The operating procedure that a process change names is a file under docs/sops/."""
    for finding in incident.findings:
        if finding.sop and finding.sop not in world.corpus.sops:
            message = f"there is no {SOPS}/{finding.sop}.md"
            yield Problem(at(finding.path, "sop"), message, _nearest(finding.sop, world.corpus.sops))


@rule(
    fails=Example("README.md", front="related: [{incident: 2020-01-01-no-such-thing, because: the same cause}]"),
    passes=Example("README.md", front="related: []"),
)
def incident_exists(incident: Incident, world: World) -> Iterator[Problem]:
    """A related incident, and one that this is a duplicate of, is another incident of this repository.

    An alias is none of them: it is what this incident was called before.
    """
    path, ids = f"{incident.path}/README.md", world.incident_ids()
    named: list[tuple[Route, str]] = [
        (("related", index, "incident"), item.incident) for index, item in enumerate(incident.related)
    ]
    named.append((("duplicate_of",), incident.duplicate_of))
    for route, name in named:
        if name and name not in ids:
            yield Problem(at(path, *route), f"there is no incident `{name}`", _nearest(name, ids))
        elif name == incident.id:
            yield Problem(at(path, *route), "an incident cannot refer to itself", "name another incident, or remove it")
    for index, alias in enumerate(incident.aliases):
        if alias in ids:
            message = f"`{alias}` is an incident of its own"
            yield Problem(at(path, "aliases", index), message, "list only ids that this incident had before")


@rule(
    fails=Example(_FINDING, front="duplicate_of: 2020-01-01-no-such-thing/01"),
    passes=Example(_FINDING, front="title: Expire tokens after 30 days"),
)
def finding_exists(incident: Incident, world: World) -> Iterator[Problem]:
    """The finding that another is a duplicate of exists, and is not a duplicate itself."""
    known = {finding.key: finding for finding in world.corpus.findings}
    for finding in incident.findings:
        name, place = finding.duplicate_of, at(finding.path, "duplicate_of")
        if name and name not in known:
            yield Problem(place, f"there is no finding `{name}`", _nearest(name, known))
        elif name and (name == finding.key or known[name].duplicate_of):
            yield Problem(place, f"`{name}` is a duplicate itself", "name the finding that has the issue")


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


def _nearest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if found:
        return f"did you mean `{found[0]}`?"
    return f"there are: {', '.join(names)}" if names else "there are none yet"
