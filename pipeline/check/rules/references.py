"""Whatever a file names exists: teams, operating procedures, incidents, findings, techniques, files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from pipeline.attack import GROUP_ID, TECHNIQUE_ID, attack
from pipeline.check.rule import Example, Place, Problem, RuleContext, at, rule
from pipeline.diagnostic import Location, Route
from pipeline.layout import FINDINGS, INCIDENTS, README, SOPS, finding_number
from pipeline.markdown.links import Link, heading_names, links
from pipeline.markdown.prose import Prose
from pipeline.model import Incident
from pipeline.text.spelling import did_you_mean_one_of
from pipeline.validation.fast_validator import is_valid_at

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_SENT = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_LINES = re.compile(r"L\d+(?:-L\d+)?")
"""How GitHub names lines of a file."""
_FINDING = "findings/01-expire-tokens.md"


@rule(fails=Example(_FINDING, front="owner: identitty"), passes=Example(_FINDING, front="owner: identity"))
def team_exists(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every team that a file names is under `teams` in postmortem.yml."""
    unknown: dict[str, list[tuple[str, Route]]] = {}
    for path, route, name in _teams(incident):
        if name and name not in context.config.teams:
            unknown.setdefault(name, []).append((path, route))
    for name, places in unknown.items():
        hint = did_you_mean_one_of(name, context.config.teams)
        others = [context.documents[path].locate(route) for path, route in places[1:]]
        also = ", ".join(f"{place.path.removeprefix(f'{incident.path}/')}:{place.line}" for place in others)
        more = f" (also in {also})" if also else ""
        yield Problem(places[0], f"there is no team `{name}` in postmortem.yml", f"{hint}{more}")


@rule(
    fails=Example(_FINDING, front="kind: process-change\nsop: token-handlin"),
    passes=Example(_FINDING, front="kind: process-change\nsop: token-handling"),
)
def operating_procedure_exists(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """The operating procedure that a process change names is a file under docs/sops/."""
    for finding in incident.findings:
        if finding.sop and finding.sop not in context.sops and is_valid_at("finding", ("sop",), finding.sop):
            message = f"there is no {SOPS}/{finding.sop}.md"
            others = f", or name another one; {did_you_mean_one_of(finding.sop, context.sops)}" if context.sops else ""
            hint = f"add that file{others}"
            yield Problem(at(finding.path, "sop"), message, hint)


@rule(
    fails=Example("README.md", front="related: [{incident: 2020-01-01-no-such-thing, because: the same cause}]"),
    passes=Example("README.md", front="related: []"),
)
def incident_exists(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Related incidents, and the incident that this one duplicates, are other incidents in this repository.

    An alias is not the id of another incident, or an alias of one: it is a former id of this one.
    """
    path = incident.readme
    named: list[tuple[Route, str]] = [
        (("related", index, "incident"), item.incident) for index, item in enumerate(incident.related)
    ]
    named.append((("duplicate_of",), incident.duplicate_of))
    for route, name in named:
        if name == incident.id:
            yield Problem(
                at(path, *route), "an incident cannot refer to itself", "name another incident, or remove the reference"
            )
        elif name:
            yield from _incident_exists(at(path, *route), name, context)
    for index, alias in enumerate(incident.aliases):
        if context.others.is_incident(alias):
            hint = "list only former ids of this incident"
            yield Problem(at(path, "aliases", index), f"`{alias}` is another incident", hint)
        for other in context.others.incidents_called(alias):
            if other != incident.id:
                message = f"`{alias}` is also an alias of `{other}`"
                yield Problem(at(path, "aliases", index), message, "keep it in the incident that once had this id")


def _incident_exists(place: Place, name: str, context: RuleContext) -> Iterator[Problem]:
    if not context.others.is_incident(name):
        yield Problem(place, f"there is no incident `{name}`", context.others.suggest_incident(name))


@rule(
    fails=Example(_FINDING, front="duplicate_of: 2020-01-01-no-such-thing/01"),
    passes=Example(_FINDING, front="title: Expire tokens after 30 days"),
)
def finding_exists(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """The finding that `duplicate_of` names exists, and is not a duplicate itself."""
    hint = "name the finding that keeps the issue"
    for finding in incident.findings:
        name, place = finding.duplicate_of, at(finding.path, "duplicate_of")
        if name == finding.key:
            yield Problem(place, "a finding cannot be a duplicate of itself", hint)
        elif name:
            yield from _finding_exists(place, name, context)
            if context.others.is_duplicate(name):
                yield Problem(place, f"`{name}` is itself a duplicate", hint)


def _finding_exists(place: Place, key: str, context: RuleContext) -> Iterator[Problem]:
    if not context.others.is_finding(key):
        yield Problem(place, f"there is no finding `{key}`", context.others.suggest_finding(key))


@rule(
    fails=Example("README.md", front="techniques: [{id: T1086}]"),
    passes=Example("README.md", front="techniques: [{id: T1059.001}]"),
)
def attack_id_is_current(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A technique or group is in MITRE ATT&CK Enterprise 18.1, and is not revoked or deprecated there.

    If an id is from ATT&CK Mobile or ICS, or from a newer version, waive this rule and give that as the reason.
    """
    path = incident.readme
    named: list[tuple[Route, str]] = [
        (("techniques", index, "id"), item.id) for index, item in enumerate(incident.techniques) if item.id
    ]
    named += [(("actors", index, "group"), actor.group) for index, actor in enumerate(incident.actors) if actor.group]
    for route, name in named:
        if TECHNIQUE_ID.fullmatch(name) or GROUP_ID.fullmatch(name):  # the schema has rejected anything else
            yield from _withdrawn(at(path, *route), name)


def _withdrawn(place: Place, name: str) -> Iterator[Problem]:
    data = attack()
    entry, version = data.entries.get(name), f"MITRE ATT&CK Enterprise {data.version}"
    if entry is None:
        kind, near = "group" if name.startswith("G") else "technique", data.near(name)
        similar = f"similar: {', '.join(f'`{one.id}` ({one.name})' for one in near)}. " if near else ""
        hint = f"{similar}Look it up on attack.mitre.org; waive this rule if it is from Mobile, ICS or a newer version"
        yield Problem(place, f"{version} has no {kind} `{name}`", hint)
    elif entry.withdrawn:
        successor = data.entries.get(entry.successor)
        hint = f"write `{successor.id}` ({successor.name})" if successor else "choose another on attack.mitre.org"
        yield Problem(place, f"`{name}` ({entry.name}) is revoked or deprecated in {version}", hint)


@rule(
    fails=Example("README.md", body="## What happened\n\nSee the [events](timelin.md).\n"),
    passes=Example("README.md", body="## What happened\n\nSee the [events](timeline.md).\n"),
)
def link_leads_somewhere(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A relative link points to a file of this incident, to another incident, or to an operating procedure.

    A link to a place (`#…`) points to a heading of its file, or to an item of evidence. Any other link is a web or
    email address.
    """
    places = {item.id for item in incident.register.items} if incident.register else set()
    for body in incident.bodies:
        for link in links(body):
            if _SENT.match(link.target):
                continue
            if not link.target or _SCHEME.match(link.target):
                shown = f"`{link.target}` is not a web or email address" if link.target else "this link is empty"
                yield Problem(link.location, shown, f"only its text is shown; {_RELATIVE}, or start with https://")
                continue
            if link.target.startswith("#"):
                yield from _leads_to_heading(body, link, places)
                continue
            path = unquote(link.target.partition("#")[0].partition("?")[0])
            target = posixpath.normpath(posixpath.join(posixpath.dirname(body.path), path))
            yield from _leads(incident, context, link.location, path, target)
            if target in context.documents:
                yield from _leads_to_heading(context.documents[target].body, link, places)


def _leads_to_heading(body: Prose, link: Link, places: set[str]) -> Iterator[Problem]:
    """What is wrong with the place in this body that a link names."""
    file, _, place = link.target.partition("#")
    name = unquote(place)
    names = heading_names(body)
    known = name in places or name.lower() in names or _LINES.fullmatch(name)
    if not known and (name or not file):
        hint = did_you_mean_one_of(f"#{name.lower()}", [f"#{one}" for one in names])
        where = posixpath.basename(body.path) if file else "this file"
        yield Problem(link.location, f"no heading in {where} has the anchor `#{name}`", hint)


def _leads(incident: Incident, context: RuleContext, place: Location, path: str, target: str) -> Iterator[Problem]:
    """What is wrong with a link to `target`, a path from the root that is written `path`."""
    folder, _, within = target.partition("/")
    name, _, rest = within.partition("/")
    if path.startswith(("/", "\\")):
        yield Problem(place, f"`{path}` is an absolute path", f"{_RELATIVE}; start a web address with https://")
    elif target == incident.path or target.startswith(f"{incident.path}/"):
        files = {f"{incident.path}/{file}" for file in incident.files}
        if target != incident.path and not any(f"{file}/".startswith(f"{target}/") for file in files):
            yield Problem(place, f"there is no file `{path}` in this incident", _as_written(path, place, files))
    elif folder == INCIDENTS and name and name != README:
        yield from _leads_to_other(context, place, name, rest)
    elif posixpath.dirname(target) == SOPS:
        sops = {f"{SOPS}/{sop}.md" for sop in context.sops}
        if target not in sops:
            yield Problem(place, f"there is no {target}", _as_written(path, place, sops))
    else:
        yield Problem(place, f"`{path}` points to {target}, which is not published", _RELATIVE)


def _as_written(path: str, place: Location, files: set[str]) -> str:
    """The hint for a link that leads nowhere: the nearest of these files, as a link from here."""
    folder = posixpath.dirname(place.path)
    return did_you_mean_one_of(path, {posixpath.relpath(file, folder) for file in files} - {"."})


_RELATIVE = (
    "use a path relative to this file: timeline.md, evidence/log.txt, ../2024-06-28-leaked-admin-token/README.md, "
    f"or ../../{SOPS}/NAME.md (in a finding, with one more `../`)"
)


def _leads_to_other(context: RuleContext, place: Location, name: str, rest: str) -> Iterator[Problem]:
    number = finding_number(rest)
    if rest.startswith(f"{FINDINGS}/") and number:
        yield from _finding_exists(place, f"{name}/{number}", context)
    else:
        yield from _incident_exists(place, name, context)


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
        for index, team in enumerate(finding.decision.asked):
            yield finding.path, ("decision", "asked", index), team
    if incident.register is not None:
        for index, item in enumerate(incident.register.items):
            yield incident.register.path, ("items", index, "collected_by"), item.collected_by
