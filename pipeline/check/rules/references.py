"""Whatever a file names exists: teams, operating procedures, incidents, findings, techniques, files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from pipeline.attack import GROUP_ID, TECHNIQUE_ID, attack
from pipeline.check.rule import Condition, Example, Kind, Problem, RuleContext, at, missing, nearest, rule
from pipeline.check.texts import bodies
from pipeline.diagnostic import Location, Route
from pipeline.layout import FINDINGS, INCIDENTS, README, SOPS, finding_number
from pipeline.model import Incident
from pipeline.prose import relative_links

_FINDING = "findings/01-expire-tokens.md"


@rule(fails=Example(_FINDING, front="owner: identitty"), passes=Example(_FINDING, front="owner: identity"))
def team_exists(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every team that is named stands under `teams` in postmortem.yml."""
    for path, route, name in _teams(incident):
        if name and name not in context.config.teams:
            hint = nearest(name, context.config.teams)
            yield Problem((path, route), f"there is no team `{name}` in postmortem.yml", hint)


@rule(
    fails=Example(_FINDING, front="kind: process-change\nsop: token-handlin"),
    passes=Example(_FINDING, front="kind: process-change\nsop: token-handling"),
)
def operating_procedure_exists(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """The operating procedure that a process change names is a file under docs/sops/."""
    for finding in incident.findings:
        if finding.sop and finding.sop not in context.sops:
            message = f"there is no {SOPS}/{finding.sop}.md"
            yield Problem(at(finding.path, "sop"), message, nearest(finding.sop, context.sops))


@rule(
    fails=Example("README.md", front="related: [{incident: 2020-01-01-no-such-thing, because: the same cause}]"),
    passes=Example("README.md", front="related: []"),
)
def incident_exists(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A related incident, and one that this is a duplicate of, is another incident of this repository.

    An alias is none of them: it is what this incident was called before.
    """
    path = incident.readme
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
def finding_exists(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
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


@rule(
    fails=Example("README.md", front="techniques: [{id: T1086}]"),
    passes=Example("README.md", front="techniques: [{id: T1059.001}]"),
)
def attack_id_is_current(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A technique or group is in MITRE ATT&CK Enterprise 18.1, and was not revoked or deprecated there.

    For an id of ATT&CK Mobile or ICS, or of a newer version, waive this rule with that reason.
    """
    path = incident.readme
    named: list[tuple[Route, str]] = [
        (("techniques", index, "id"), item.id) for index, item in enumerate(incident.techniques) if item.id
    ]
    named += [(("actors", index, "group"), actor.group) for index, actor in enumerate(incident.actors) if actor.group]
    for route, name in named:
        if TECHNIQUE_ID.fullmatch(name) or GROUP_ID.fullmatch(name):  # anything else the schema has refused
            yield from _withdrawn(at(path, *route), name)


def _withdrawn(place: tuple[str, Route], name: str) -> Iterator[Problem]:
    known = attack()
    entry, version = known.entries.get(name), f"MITRE ATT&CK Enterprise {known.version}"
    if entry is None:
        kind, near = "group" if name.startswith("G") else "technique", known.near(name)
        named = f"near it: {', '.join(f'`{one.id}` ({one.name})' for one in near)}. " if near else ""
        hint = f"{named}Look it up on attack.mitre.org; where it is of Mobile, ICS or a newer version, waive this rule"
        yield Problem(place, f"{version} has no {kind} `{name}`", hint)
    elif entry.withdrawn:
        successor = known.entries.get(entry.successor)
        hint = f"write `{successor.id}` ({successor.name})" if successor else "choose another on attack.mitre.org"
        yield Problem(place, f"{version} has withdrawn `{name}` ({entry.name})", hint)


@rule(
    fails=Example("README.md", body="## What happened\n\nSee the [events](timelin.md).\n"),
    passes=Example("README.md", body="## What happened\n\nSee the [events](timeline.md).\n"),
)
def link_leads_somewhere(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A relative link leads to a file of this incident, to another incident, or to an operating procedure."""
    for body in bodies(incident):
        for link in relative_links(body):
            path = unquote(link.target.partition("#")[0].partition("?")[0])
            target = posixpath.normpath(posixpath.join(posixpath.dirname(body.path), path))
            yield from _leads(incident, context, link.location, path, target)


def _leads(incident: Incident, context: RuleContext, place: Location, path: str, target: str) -> Iterator[Problem]:
    """What is wrong with a link to `target`, a path from the root that is written `path`."""
    folder, _, within = target.partition("/")
    name, _, rest = within.partition("/")
    if path.startswith(("/", "\\")):
        yield Problem(place, f"`{path}` is an absolute path", f"{_RELATIVE}; for a web address, begin with https://")
    elif target == incident.path or target.startswith(f"{incident.path}/"):
        files = {f"{incident.path}/{file}" for file in incident.files}
        if target != incident.path and not any(f"{file}/".startswith(f"{target}/") for file in files):
            yield Problem(place, f"`{path}` is no file of this incident", _as_written(path, place, files))
    elif folder == INCIDENTS and name and name != README:
        yield from _leads_to_other(place, name, rest)
    elif posixpath.dirname(target) == SOPS:
        sops = {f"{SOPS}/{sop}.md" for sop in context.sops}
        if target not in sops:
            yield Problem(place, f"there is no {target}", _as_written(path, place, sops))
    else:
        yield Problem(place, f"`{path}` leads to {target}, which has no page", _RELATIVE)


def _as_written(path: str, place: Location, files: set[str]) -> str:
    """The hint for a link that leads nowhere: the nearest of these files, as a link from here."""
    here = posixpath.dirname(place.path)
    return nearest(path, [posixpath.relpath(file, here) for file in files])


_RELATIVE = (
    "write a path from this file: timeline.md, evidence/log.txt, ../2024-06-28-leaked-admin-token/README.md, "
    f"or ../../{SOPS}/NAME.md (in a finding one `../` more)"
)


def _leads_to_other(place: Location, name: str, rest: str) -> Iterator[Problem]:
    number = finding_number(rest)
    if rest.startswith(f"{FINDINGS}/") and number:
        yield missing(Kind.FINDING, f"{name}/{number}", place)
    else:
        yield missing(Kind.INCIDENT, name, place)


def _teams(incident: Incident) -> Iterator[tuple[str, Route, str]]:
    path = incident.readme
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
