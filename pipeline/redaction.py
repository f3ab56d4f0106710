"""What an audience may see: the corpus without anything above its level.

Pages and issues are made from what this returns and from nothing else, so that no renderer can
forget a field. Where it cannot tell, it withholds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

from pipeline.model import (
    Corpus,
    Count,
    Event,
    Evidence,
    Exemption,
    ExternalParty,
    Finding,
    Incident,
    Participant,
    Reference,
    Register,
    Related,
    Response,
    Signoff,
    Timeline,
    Verdict,
    Verification,
)
from pipeline.moment import Moment
from pipeline.restricted import for_audience
from pipeline.vocabulary import required, strictest, tlp_rank

UNDISCLOSED = "amber"
"""The level that a finding has at least until its `disclose_after` has passed (DESIGN: below amber nobody sees it)."""

_CITED = re.compile(r"(?<![ \t])([ \t]*+)\[(E\d+(?:\s*,\s*E\d+)*)\](?![(:])")
_ID = re.compile(r"\d{4}(?:-[a-z0-9]+)+", re.IGNORECASE)

_READABLE = re.compile(r"[^\s\u200b\ufeff]")
_GONE = "…"
_PLACES: dict[type, tuple[str, ...]] = {
    Incident: ("incident",),
    Count: ("incident", "impact", "counts"),
    Participant: ("incident", "participants"),
    ExternalParty: ("incident", "external_parties"),
    Signoff: ("incident", "signoffs"),
    Related: ("incident", "related"),
    Reference: ("incident", "references"),
    Exemption: ("incident", "exemption"),
    Event: ("timeline", "events"),
    Evidence: ("evidence", "items"),
    Finding: ("finding",),
    Verification: ("finding", "verification"),
}
"""Where the schemas describe a record: `_GONE` stands for a text that they ask for and that is withheld as a whole."""
_NAMES: dict[type, tuple[str, ...]] = {Evidence: ("path", "url"), Reference: ("url",), Finding: ("sop",)}
"""The texts that lead to something: nothing can be had by a part of one."""

TextFilter = Callable[[str], str]


def redact(corpus: Corpus, audience: str, today: date, mark: str = "", *, drafts: bool = False) -> Corpus:
    """The corpus as this audience may see it on that day; what it may not see is not there at all.

    Drafts are for no audience; with `drafts` their author sees them as it would. With a `mark`, it stands where a
    passage was withheld, and an incident says that parts of it are; without one, nothing does.
    """
    seen = [one for one in corpus.incidents if (drafts or one.status != "draft") and _may_see(one.tlp, audience)]
    findings = {one.id: _findings(one, audience, today) for one in seen}
    # A duplicate of what is not shown would tell that there is something.
    known = {"", *(finding.key for found in findings.values() for finding in found)}
    parts = [
        _parts(one, [finding for finding in findings[one.id] if finding.duplicate_of in known], audience, findings)
        for one in seen
    ]
    ids = _without_ids(_ids(corpus.incidents), _ids(parts))
    files = {one.id: change for one, shown in zip(seen, parts, strict=True) if (change := _without_files(one, shown))}
    incidents = tuple(_texts(one, audience, mark, ids, files) for one in parts)
    if mark:
        said = [one.withheld or _has_more(whole, audience, today) for one, whole in zip(incidents, seen, strict=True)]
        incidents = tuple(replace(one, withheld=more) for one, more in zip(incidents, said, strict=True))
    return replace(corpus, incidents=incidents)


def finding_level(incident: Incident, finding: Finding, today: date) -> str:
    """How restricted a finding is on that day: never less than its incident."""
    level = incident.level(finding.tlp)
    held = finding.disclose_after is not None and today <= finding.disclose_after
    return strictest(level, UNDISCLOSED) if held else level


def _may_see(level: str, audience: str) -> bool:
    return tlp_rank(level) <= tlp_rank(audience)


def _has_more(incident: Incident, audience: str, today: date) -> bool:
    """Whether a part of the incident is above the audience's level."""
    events = incident.timeline.events if incident.timeline else ()
    items = incident.register.items if incident.register else ()
    own = (*(actor.tlp for actor in incident.actors), *(event.tlp for event in events), *(item.tlp for item in items))
    stated = [incident.level(level) for level in own]
    stated += [finding_level(incident, finding, today) for finding in incident.findings]
    return any(not _may_see(level, audience) for level in stated)


def _findings(incident: Incident, audience: str, today: date) -> list[Finding]:
    return [one for one in incident.findings if _may_see(finding_level(incident, one, today), audience)]


def _parts(incident: Incident, findings: list[Finding], audience: str, known: Collection[str]) -> Incident:
    """The incident with those of its parts that may be seen; `known` are the incidents that may be."""
    register = _register(incident, audience)
    evidence = frozenset(item.id for item in register.items) if register else frozenset()
    all_items = incident.register.items if incident.register else ()
    paths = frozenset(item.path for item in all_items) - {
        item.path for item in all_items if not _may_see(incident.level(item.tlp), audience)
    }
    return replace(
        incident,
        actors=tuple(
            replace(actor, evidence=_kept(actor.evidence, evidence))
            for actor in incident.actors
            if _may_see(incident.level(actor.tlp), audience)
        ),
        techniques=tuple(replace(item, evidence=_kept(item.evidence, evidence)) for item in incident.techniques),
        timeline=_timeline(incident, audience, evidence),
        register=register,
        findings=tuple(replace(one, evidence=_kept(one.evidence, evidence)) for one in findings),
        response=_response(incident.response, [one.number for one in findings]),
        related=tuple(item for item in incident.related if item.incident in known),
        duplicate_of=incident.duplicate_of if incident.duplicate_of in known else "",
        artefacts=tuple(item for item in incident.artefacts if item.path in paths),
        files=frozenset(),
    )


def _register(incident: Incident, audience: str) -> Register | None:
    if incident.register is None:
        return None
    items = tuple(item for item in incident.register.items if _may_see(incident.level(item.tlp), audience))
    return replace(incident.register, items=items)


def _timeline(incident: Incident, audience: str, evidence: frozenset[str]) -> Timeline | None:
    if incident.timeline is None:
        return None
    events = tuple(
        replace(event, evidence=_kept(event.evidence, evidence))
        for event in incident.timeline.events
        if _may_see(incident.level(event.tlp), audience)
    )
    return replace(incident.timeline, events=events)


def _response(response: Response | None, numbers: Collection[str]) -> Response | None:
    def verdict(answer: Verdict) -> Verdict:
        return replace(answer, findings=_kept(answer.findings, numbers))

    return Response(verdict(response.sufficient), verdict(response.complete)) if response else None


def _kept(ids: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    return tuple(item for item in ids if item in known)


def _texts(incident: Incident, audience: str, mark: str, ids: TextFilter, files: dict[str, TextFilter]) -> Incident:
    """The incident without what its texts say of what may not be seen, in whichever field they stand.

    That is restricted passages, citations of evidence, the `ids` of incidents, and the names of `files` in the folder
    of an incident that may be seen, this one or one that the text names.
    """
    withheld = []
    register = incident.register
    evidence = frozenset(item.id for item in register.items) if register else frozenset()

    def citation(match: re.Match[str]) -> str:
        kept = _kept(re.findall(r"E\d+", match[2]), evidence)
        return f"{match[1]}[{', '.join(kept)}]" if kept else ""

    def change(text: str) -> str:
        passages = for_audience(text, audience, mark)
        withheld.append(passages.withheld)
        said = ids(passages.text)
        for name in {incident.id, *_ID.findall(said)} & files.keys() if files else ():
            said = files[name](said)
        return _CITED.sub(citation, said) if "[E" in said else said

    changed: Incident = _mapped(incident, change)
    pairs = zip(incident.artefacts, changed.artefacts, strict=True)
    return replace(
        changed,
        # A file whose own name tells something cannot be had by that name.
        artefacts=tuple(new for old, new in pairs if new.path == old.path),
        techniques=tuple(item for item in changed.techniques if item.id or item.name),
        references=tuple(item for item in changed.references if item.url),
        withheld=bool(mark) and any(withheld),
    )


def _mapped(value: Any, change: TextFilter) -> Any:
    """The records with every text in them changed; an identifier that changes is none any more."""
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value if not isinstance(item, str) or change(item) == item)
    changed = {}
    for name in _fields(value.__class__):
        old = getattr(value, name)
        new = _text(type(value), name, old, change) if isinstance(old, str) else _mapped(old, change)
        if new is not old and new != old:
            changed[name] = new
    return replace(value, **changed) if changed else value


@cache
def _fields(record: type) -> tuple[str, ...]:
    """The names of a record's fields; none of what is no record, or a moment, whose text is a time."""
    return tuple(part.name for part in fields(record)) if is_dataclass(record) and record is not Moment else ()


def _text(record: type, field: str, text: str, change: TextFilter) -> str:
    changed = change(text)
    if changed == text:
        return text
    if field in _NAMES.get(record, ()):
        return ""
    if _READABLE.search(changed):
        return changed
    return _GONE if record in _PLACES and field in required(*_PLACES[record]) else ""


def _ids(incidents: Collection[Incident]) -> frozenset[str]:
    return frozenset(name.lower() for one in incidents for name in (one.id, *one.aliases))


def _without_ids(every: frozenset[str], shown: frozenset[str]) -> TextFilter:
    """What takes the ids that are not shown out of a text, and names of the form of an id that have one in them."""
    hidden = every - shown
    longest = max((name.count("-") + 1 for name in hidden), default=0)

    def name(match: re.Match[str]) -> str:
        word = match.group().lower()
        pieces = word.split("-")
        ends = ((at, end) for at in range(len(pieces)) for end in range(at + 2, min(at + longest, len(pieces)) + 1))
        gone = word not in shown and any("-".join(pieces[at:end]) in hidden for at, end in ends)
        return "" if gone else match.group()

    return (lambda text: _ID.sub(name, text)) if hidden else (lambda text: text)


def _without_files(incident: Incident, shown: Incident) -> TextFilter | None:
    """What takes the names of files that are not shown out of a text: an artefact's path, the name of a finding's file.

    None where all are shown. The names that are shown are looked for as well, since one may begin as another does.
    """
    kept, every = _files(shown), _files(incident)
    if kept == every:
        return None
    longest_first = sorted((spelling for name in every for spelling in (name, quote(name))), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    spelled = {spelling for name in kept for spelling in (name, quote(name))}
    # Not nothing: a link without a target would be no link, and its marks would show.
    return lambda text: pattern.sub(lambda match: match.group() if match.group() in spelled else "…", text)


def _files(incident: Incident) -> frozenset[str]:
    items = incident.register.items if incident.register else ()
    paths = {*(item.path for item in items), *(artefact.path for artefact in incident.artefacts)} - {""}
    return frozenset(paths | {finding.path.rpartition("/")[2] for finding in incident.findings})
