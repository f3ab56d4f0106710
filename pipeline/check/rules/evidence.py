"""What makes evidence hold: everything cited is registered, and everything registered is what it was."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.diagnostic import Location, Route, Severity
from pipeline.layout import EVIDENCE
from pipeline.model import Incident
from pipeline.prose import Prose, citations
from pipeline.restricted import markers
from pipeline.vocabulary import is_level, strictest, strictest_level, tlp_rank

_ITEM = "{id: E1, what: The audit log., source: identity}"
_RESTRICTED = f"items: [{_ITEM}, {{id: E2, what: A chat., source: chat, tlp: amber}}]"
_EVENT = "{at: 2026-01-10, what: It was revoked."


@rule(
    fails=Example("README.md", body="## Technical summary\n\nThe token had full rights [E9]."),
    passes=Example("README.md", body="## Technical summary\n\nThe token had full rights [E1]."),
)
def cited_evidence_is_registered(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Whatever cites evidence names an item of evidence.md: prose, events, findings, actors, techniques."""
    if EVIDENCE in incident.files and not _has_items(incident, context):
        return  # it cannot be read, and that has been said
    known = [item.id for item in incident.register.items] if incident.register else []
    hint = f"register it in evidence.md, or cite one of: {', '.join(known)}" if known else "register it in evidence.md"
    for _, place, name in _cited(incident):
        if name not in known:
            yield Problem(place, f"`{name}` is not registered", hint)


@rule(
    severity=Severity.WARNING,
    fails=Example("evidence.md", front=f"items: [{_ITEM}, {{id: E2, what: A chat., source: chat}}]"),
    passes=Example("evidence.md", front=f"items: [{_ITEM}]"),
)
def registered_evidence_is_cited(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every item of evidence.md is cited somewhere: what supports nothing is noise."""
    if incident.register is None or _unreadable(incident, context):
        return
    cited = {name for _, _, name in _cited(incident)}
    for index, item in enumerate(incident.register.items):
        if item.id and item.id not in cited:
            place = at(incident.register.path, "items", index, "id")
            yield Problem(place, f"`{item.id}` is cited nowhere", "cite it where it supports something, or remove it")


@rule(
    fails=Example("evidence.md", front=f"items: [{_ITEM}, {_ITEM}]"),
    passes=Example("evidence.md", front=f"items: [{_ITEM}]"),
)
def evidence_id_stands_once(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Each item of evidence.md has an id of its own."""
    if incident.register is None:
        return
    seen: set[str] = set()
    for index, item in enumerate(incident.register.items):
        if item.id in seen:
            free = f"E{len(incident.register.items) + 1}"
            place = at(incident.register.path, "items", index, "id")
            yield Problem(place, f"`{item.id}` stands twice", f"give this item an id of its own, such as {free}")
        elif item.id:
            seen.add(item.id)


@rule(
    fails=Example(
        "evidence.md",
        front=(
            f"items: [{{id: E1, what: The audit log., source: identity, path: evidence/log.txt, sha256: {'0' * 64}}}]"
        ),
    ),
    passes=Example("evidence.md", front=f"items: [{_ITEM}]"),
)
def artefact_matches_its_hash(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A registered artefact is in the folder, and its SHA-256 is the registered one."""
    if incident.register is None:
        return
    artefacts = {artefact.path: artefact for artefact in incident.artefacts}
    for index, item in enumerate(incident.register.items):
        place = at(incident.register.path, "items", index, "path")
        if not item.path or ".." in item.path.split("/"):
            continue  # what leaves the folder, the schema refuses
        if item.path not in artefacts:
            yield Problem(place, f"there is no file `{item.path}` in this folder", "add it, or mend the path")
        elif item.sha256 and artefacts[item.path].sha256 != item.sha256:
            place = at(incident.register.path, "items", index, "sha256")
            message = f"`{item.path}` does not have this hash: it was changed, or the hash is of another file"
            yield Problem(
                place, message, f"restore the file; if it is right as it is, write {artefacts[item.path].sha256}"
            )


@rule(
    severity=Severity.WARNING,
    fails=Example("evidence/chat.txt", body="09:40 revoked"),
    passes=Example("evidence/log.txt", body="2026-01-10T09:00Z token used from an unknown address\n"),
)
def artefact_is_registered(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every file in evidence/ is an item of evidence.md; what is not registered is not published."""
    if incident.register is None or not _has_items(incident, context):
        return
    known = {item.path for item in incident.register.items}
    for artefact in incident.artefacts:
        if artefact.path not in known:
            hint = f"add an item with `path: {artefact.path}` and `sha256: {artefact.sha256}`, or remove the file"
            yield Problem(Location(f"{incident.path}/{artefact.path}"), "the artefact is not registered", hint)


@rule(
    fails=Example("evidence/run.sh", body="#!/bin/sh\necho collected"),
    passes=Example("evidence.md", front=f"items: [{_ITEM}]"),
)
def artefact_cannot_be_run(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """An artefact has no execute permission: evidence is read, not run."""
    for artefact in incident.artefacts:
        if artefact.executable:
            place = Location(f"{incident.path}/{artefact.path}")
            yield Problem(place, "the artefact can be executed", f"chmod -x {incident.path}/{artefact.path}")


@rule(
    severity=Severity.WARNING,
    fails=Example("timeline.md", front=f"events: [{_EVENT}, evidence: [E2]}}]", evidence=_RESTRICTED),
    passes=Example("timeline.md", front=f"events: [{_EVENT}, evidence: [E2], tlp: amber}}]", evidence=_RESTRICTED),
)
def cited_evidence_can_be_seen(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """What cites evidence is at least as restricted as that evidence.

    Otherwise there are readers who see the sentence, the event or the finding without what shows it.
    """
    if incident.register is None:
        return
    levels = {
        item.id: incident.level(item.tlp)
        for index, item in enumerate(incident.register.items)
        # What is no level is held for the strictest, and its schema has told the author.
        if is_level(context.value(incident.register.path, ("items", index, "tlp")))
    }
    for citing, place, name in _cited(incident):
        level = levels.get(name, citing)
        if tlp_rank(level) > tlp_rank(citing):
            message = (
                f"`{name}` is {level}, what cites it here is {citing}: readers in between do not see what shows it"
            )
            hint = f"restrict this too (`tlp: {level}`, in prose `<!-- tlp:{level} -->`), or cite what they may see"
            yield Problem(place, message, hint)


def _has_items(incident: Incident, context: RuleContext) -> bool:
    return incident.register is not None and isinstance(context.value(incident.register.path, ("items",)), list)


def _unreadable(incident: Incident, context: RuleContext) -> bool:
    paths = [path for path in context.documents if path.startswith(f"{incident.path}/")]
    return any(context.documents[path].data is None for path in paths)


def _cited(incident: Incident) -> Iterator[tuple[str, Location | tuple[str, Route], str]]:
    """Everything that cites evidence: how restricted it is, where, and the id that it cites."""
    readme = incident.readme
    lists: list[tuple[str, str, Route, tuple[str, ...]]] = [
        (actor.tlp, readme, ("actors", index), actor.evidence) for index, actor in enumerate(incident.actors)
    ]
    lists += [("", readme, ("techniques", index), item.evidence) for index, item in enumerate(incident.techniques)]
    lists += [(finding.tlp, finding.path, (), finding.evidence) for finding in incident.findings]
    bodies = [("", incident.body), *((finding.tlp, finding.body) for finding in incident.findings)]
    if incident.timeline is not None:
        events, path = incident.timeline.events, incident.timeline.path
        lists += [(event.tlp, path, ("events", index), event.evidence) for index, event in enumerate(events)]
        bodies.append(("", incident.timeline.notes))
    for tlp, path, route, names in lists:
        for index, name in enumerate(names):
            yield incident.level(tlp), at(path, *route, "evidence", index), name
    for tlp, body in bodies:
        yield from _cited_in(body, incident.level(tlp))


def _cited_in(body: Prose, own: str) -> Iterator[tuple[str, Location, str]]:
    """The citations of a body, each with how restricted it is: as the body, or as the passages that it stands in."""
    cited = citations(body)
    passages = [(body.located(marker.start), marker.level) for marker in markers(body.text)] if cited else []
    opened, at_passage = [own], 0
    for citation in cited:
        while at_passage < len(passages) and passages[at_passage][0] <= citation.location:
            level = passages[at_passage][1]
            if level:
                opened.append(strictest(opened[-1], level if is_level(level) else strictest_level()))
            elif opened[1:]:
                opened.pop()
            at_passage += 1
        yield opened[-1], citation.location, citation.id
