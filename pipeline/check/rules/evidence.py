"""Rules about evidence: everything cited is registered, and everything registered is unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.rule import Example, Place, Problem, RuleContext, at, rule
from pipeline.diagnostic import Location, Route, Severity
from pipeline.documents.free_ids import next_id
from pipeline.documents.front_matter import in_line
from pipeline.layout import EVIDENCE
from pipeline.markdown.prose import Prose
from pipeline.markdown.restricted import markers
from pipeline.markdown.tree import citations
from pipeline.model import Finding, Incident, Timeline
from pipeline.redaction.texts import inner_values
from pipeline.validation.forms import example
from pipeline.vocabulary import is_level, strictest, strictest_level, tlp_rank

_ITEM = "{id: E1, what: The audit log., source: identity}"
_RESTRICTED = f"items: [{_ITEM}, {{id: E2, what: A chat., source: chat, tlp: amber}}]"
_EVENT = "{at: 2026-01-10, what: It was revoked."


@rule(
    fails=Example("README.md", body="## Technical summary\n\nThe token had full rights [E9]."),
    passes=Example("README.md", body="## Technical summary\n\nThe token had full rights [E1]."),
)
def cited_evidence_is_registered(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every citation, in prose and in front matter, names an item of evidence.md."""
    if EVIDENCE in incident.files and not _has_items(incident, context):
        return  # it cannot be read, which is reported already
    items = incident.register.items if incident.register else ()
    registered = dict.fromkeys(item.id for item in items if item.id)
    others = f", or cite one of: {', '.join(registered)}" if registered else ""
    for cited in _cited(incident):
        if cited.id not in registered:
            item = {**example("evidence", "items")[0], "id": cited.id}
            hint = f"add it to `items` in evidence.md, as in `- {in_line(item)}`{others}"
            yield Problem(cited.place, f"`{cited.id}` is not in evidence.md", hint)


@rule(
    severity=Severity.WARNING,
    fails=Example("evidence.md", front=f"items: [{_ITEM}, {{id: E2, what: A chat., source: chat}}]"),
    passes=Example("evidence.md", front=f"items: [{_ITEM}]"),
)
def registered_evidence_is_cited(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every item of evidence.md is cited somewhere: evidence that supports nothing is noise."""
    if incident.register is None or _unreadable(incident, context):
        return
    cited = {citation.id for citation in _cited(incident)}
    for index, item in enumerate(incident.register.items):
        if item.id and item.id not in cited:
            place = at(incident.register.path, "items", index, "id")
            hint = (
                f"write `[{item.id}]` behind what it shows in README.md or a finding, or `evidence: [{item.id}]` in an"
                " event or a finding; or remove it from evidence.md"
            )
            yield Problem(place, f"`{item.id}` is not cited anywhere", hint)


@rule(
    fails=Example("evidence.md", front=f"items: [{_ITEM}, {_ITEM}]"),
    passes=Example("evidence.md", front=f"items: [{_ITEM}]"),
)
def evidence_id_stands_once(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Each item of evidence.md has its own id."""
    if incident.register is None:
        return
    seen: set[str] = set()
    for index, item in enumerate(incident.register.items):
        if item.id in seen:
            free = next_id((item.id for item in incident.register.items), "E")
            place = at(incident.register.path, "items", index, "id")
            yield Problem(place, f"duplicate evidence id `{item.id}`", f"give this item another id, such as {free}")
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
    """A file that evidence.md lists is in the folder, and has the SHA-256 that evidence.md gives."""
    if incident.register is None:
        return
    artefacts = {artefact.path: artefact for artefact in incident.artefacts}
    for index, item in enumerate(incident.register.items):
        place = at(incident.register.path, "items", index, "path")
        if not item.path or ".." in item.path.split("/"):
            continue  # the schema rejects a path that leaves the folder
        if item.path not in artefacts:
            yield Problem(place, f"there is no file `{item.path}` in this folder", "add the file, or correct the path")
        elif item.sha256 and artefacts[item.path].sha256 != item.sha256:
            place = at(incident.register.path, "items", index, "sha256")
            why = "the file was changed, or this is the hash of another file"
            message = f"the SHA-256 of `{item.path}` does not match: {why}"
            yield Problem(
                place, message, f"restore the file; if the file is correct, write {artefacts[item.path].sha256}"
            )


@rule(
    severity=Severity.WARNING,
    fails=Example("evidence/chat.txt", body="09:40 revoked"),
    passes=Example("evidence/log.txt", body="2026-01-10T09:00Z token used from an unknown address\n"),
)
def artefact_is_registered(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every file in evidence/ is an item of evidence.md. Other files are neither published nor linked."""
    if "evidence.md" in incident.files and not _has_items(incident, context):
        return  # it cannot be read, which is reported already
    register = incident.register
    if register is None and incident.full:
        return  # `full-form-has-its-files` asks for it
    registered = {item.path for item in register.items} if register else set()
    add = "add an item" if register else "add evidence.md with an item"
    for artefact in incident.artefacts:
        if artefact.path not in registered:
            hint = f"{add} with `path: {artefact.path}` and `sha256: {artefact.sha256}`, or remove the file"
            yield Problem(Location(f"{incident.path}/{artefact.path}"), "the artefact is not in evidence.md", hint)


@rule(
    fails=Example("evidence/run.sh", body="#!/bin/sh\necho collected"),
    passes=Example("evidence.md", front=f"items: [{_ITEM}]"),
)
def artefact_cannot_be_run(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """An artefact has no execute permission: evidence is read, not run."""
    for artefact in incident.artefacts:
        if artefact.executable:
            place = Location(f"{incident.path}/{artefact.path}")
            yield Problem(place, "the artefact is executable", f"run `chmod -x {incident.path}/{artefact.path}`")


@rule(
    severity=Severity.WARNING,
    fails=Example("timeline.md", front=f"events: [{_EVENT}, evidence: [E2]}}]", evidence=_RESTRICTED),
    passes=Example("timeline.md", front=f"events: [{_EVENT}, evidence: [E2], tlp: amber}}]", evidence=_RESTRICTED),
)
def cited_evidence_can_be_seen(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Whatever cites evidence is at least as restricted as that evidence.

    Otherwise some readers see the sentence, event or finding without the evidence for it.
    """
    if incident.register is None:
        return
    levels = {
        item.id: incident.level(item.tlp)
        for index, item in enumerate(incident.register.items)
        # An unknown level counts as the strictest; the schema's error is enough.
        if is_level(context.value(incident.register.path, ("items", index, "tlp")))
    }
    # Whatever cites is at least as restricted as the incident, and most evidence is no more than that.
    most = max(map(tlp_rank, levels.values()), default=0)
    for cited in _cited(incident) if most > tlp_rank(incident.level("")) else ():
        level = levels.get(cited.id, cited.level)
        if tlp_rank(level) > tlp_rank(cited.level):
            message = f"`{cited.id}` is {level}, but what cites it is {cited.level}: not all readers see the evidence"
            hint = f"restrict this too (`tlp: {level}`, in prose `<!-- tlp:{level} -->`), or cite other evidence"
            yield Problem(cited.place, message, hint)


def _has_items(incident: Incident, context: RuleContext) -> bool:
    return incident.register is not None and isinstance(context.value(incident.register.path, ("items",)), list)


def _unreadable(incident: Incident, context: RuleContext) -> bool:
    paths = [path for path in context.documents if path.startswith(f"{incident.path}/")]
    return any(context.documents[path].data is None for path in paths)


@dataclass(frozen=True, slots=True)
class _Cited:
    """A citation of evidence: how restricted what cites it is, its place, and the id."""

    level: str
    place: Place
    id: str


def _cited(incident: Incident) -> Iterator[_Cited]:
    """Everything that cites evidence, in front matter and in prose."""
    for tlp, path, route, ids in _lists(incident):
        for index, name in enumerate(ids):
            yield _Cited(incident.level(tlp), at(path, *route, "evidence", index), name)
    yield from _in_prose(incident.body, incident.level(""))
    for finding in incident.findings:
        yield from _in_prose(finding.body, incident.level(finding.tlp))
    if incident.timeline is not None:
        yield from _in_prose(incident.timeline.notes, incident.level(""))


def _lists(incident: Incident) -> Iterator[tuple[str, str, Route, tuple[str, ...]]]:
    """Each record that has a list `evidence`: its own level, its file and its route there, and the list."""
    yield from _in_fields(incident, incident.readme)
    for finding in incident.findings:
        yield finding.tlp, finding.path, (), finding.evidence
        if finding.verification is not None:
            yield finding.tlp, finding.path, ("verification",), finding.verification.evidence
    if incident.timeline is not None:
        yield from _in_fields(incident.timeline, incident.timeline.path)


def _in_fields(record: Incident | Timeline, path: str) -> Iterator[tuple[str, str, Route, tuple[str, ...]]]:
    """What the lists of a record hold that has a list `evidence`, and is in the same file."""
    for name, value in inner_values(record).items():
        for index, item in enumerate(value if isinstance(value, tuple) else ()):
            evidence = getattr(item, "evidence", None)
            if evidence is not None and not isinstance(item, Finding):
                yield getattr(item, "tlp", ""), path, (*_WITHIN.get(name, ()), name, index), evidence


_WITHIN: dict[str, Route] = {"counts": ("impact",)}
"""In which key of front matter the list of a field is."""


def _in_prose(body: Prose, level: str) -> Iterator[_Cited]:
    """The citations in a body of that level; those in a restricted passage are as restricted as the passage."""
    cited = citations(body)
    passages = [(body.located(marker.start), marker.level) for marker in markers(body.text)] if cited else []
    open_levels, passed = [level], 0
    for citation in cited:
        while passed < len(passages) and passages[passed][0] <= citation.location:
            marker = passages[passed][1]
            if marker:
                open_levels.append(strictest(open_levels[-1], marker if is_level(marker) else strictest_level()))
            elif len(open_levels) > 1:
                open_levels.pop()
            passed += 1
        yield _Cited(open_levels[-1], citation.location, citation.id)
