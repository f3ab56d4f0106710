"""What an audience may see: the corpus without anything above its level.

Pages and issues are made from what this returns and from nothing else, so that no renderer can
forget a field. Where it cannot tell, it withholds.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from pipeline.model import Corpus, Finding, Incident, Register, Response, Timeline, Verdict
from pipeline.moment import Moment
from pipeline.prose import Prose, for_audience
from pipeline.vocabulary import strictest, tlp_rank

UNDISCLOSED = "amber"
"""The level that a finding has at least until its `disclose_after` has passed (DESIGN: below amber nobody sees it)."""

_CITED = re.compile(r"\[(E\d+(?:\s*,\s*E\d+)*)\](?![(:])")


def redact(corpus: Corpus, audience: str, today: date) -> Corpus:
    """The corpus as this audience may see it on that day; what it may not see is not there at all."""
    corpus = _without_passages(corpus, audience)
    seen = [incident for incident in corpus.incidents if _may_see(incident.tlp, audience)]
    known = frozenset(incident.id for incident in seen)
    incidents = tuple(_incident(incident, audience, today, known) for incident in seen)
    keys = frozenset(finding.key for incident in incidents for finding in incident.findings)
    return replace(corpus, incidents=tuple(_without_hidden_duplicates(incident, keys) for incident in incidents))


def _without_passages(value: Any, audience: str) -> Any:
    """The records without restricted passages in any text, in whichever field it stands."""
    if isinstance(value, str):
        return for_audience(Prose(value), audience)[0].text
    if isinstance(value, tuple):
        return tuple(_without_passages(item, audience) for item in value)
    if not is_dataclass(value) or isinstance(value, type | Moment):
        return value
    parts = {part.name: _without_passages(getattr(value, part.name), audience) for part in fields(value)}
    return replace(value, **parts)


def finding_level(incident: Incident, finding: Finding, today: date) -> str:
    """How restricted a finding is on that day: never less than its incident."""
    level = incident.level(finding.tlp)
    held = finding.disclose_after is not None and today <= finding.disclose_after
    return strictest(level, UNDISCLOSED) if held else level


def _may_see(level: str, audience: str) -> bool:
    return tlp_rank(level) <= tlp_rank(audience)


def _incident(incident: Incident, audience: str, today: date, known: frozenset[str]) -> Incident:
    register = _register(incident, audience)
    evidence = frozenset(item.id for item in register.items) if register else frozenset()
    all_items = incident.register.items if incident.register else ()
    paths = frozenset(item.path for item in all_items) - {
        item.path for item in all_items if not _may_see(incident.level(item.tlp), audience)
    }
    findings = tuple(
        _finding(finding, audience, evidence)
        for finding in incident.findings
        if _may_see(finding_level(incident, finding, today), audience)
    )
    numbers = frozenset(finding.number for finding in findings)
    return replace(
        incident,
        body=_prose(incident.body, audience, evidence),
        actors=tuple(
            replace(actor, evidence=_kept(actor.evidence, evidence))
            for actor in incident.actors
            if _may_see(incident.level(actor.tlp), audience)
        ),
        techniques=tuple(replace(item, evidence=_kept(item.evidence, evidence)) for item in incident.techniques),
        timeline=_timeline(incident, audience, evidence),
        register=register,
        findings=findings,
        response=_response(incident.response, numbers),
        related=tuple(item for item in incident.related if item.incident in known),
        duplicate_of=incident.duplicate_of if incident.duplicate_of in known else "",
        artefacts=tuple(item for item in incident.artefacts if item.path in paths),
        files=frozenset(),
    )


def _register(incident: Incident, audience: str) -> Register | None:
    if incident.register is None:
        return None
    items = tuple(item for item in incident.register.items if _may_see(incident.level(item.tlp), audience))
    ids = frozenset(item.id for item in items)
    return replace(incident.register, items=items, notes=_prose(incident.register.notes, audience, ids))


def _timeline(incident: Incident, audience: str, evidence: frozenset[str]) -> Timeline | None:
    if incident.timeline is None:
        return None
    events = tuple(
        replace(event, evidence=_kept(event.evidence, evidence))
        for event in incident.timeline.events
        if _may_see(incident.level(event.tlp), audience)
    )
    return replace(incident.timeline, events=events, notes=_prose(incident.timeline.notes, audience, evidence))


def _finding(finding: Finding, audience: str, evidence: frozenset[str]) -> Finding:
    return replace(
        finding,
        evidence=_kept(finding.evidence, evidence),
        body=_prose(finding.body, audience, evidence),
    )


def _response(response: Response | None, numbers: frozenset[str]) -> Response | None:
    def verdict(answer: Verdict) -> Verdict:
        return replace(answer, findings=_kept(answer.findings, numbers))

    return Response(verdict(response.sufficient), verdict(response.complete)) if response else None


def _without_hidden_duplicates(incident: Incident, keys: frozenset[str]) -> Incident:
    findings = tuple(
        finding if finding.duplicate_of in keys else replace(finding, duplicate_of="") for finding in incident.findings
    )
    return replace(incident, findings=findings)


def _prose(prose: Prose, audience: str, evidence: frozenset[str]) -> Prose:
    """The prose without passages above the level and without citations of evidence that is not shown."""

    def citation(match: re.Match[str]) -> str:
        kept = _kept(re.findall(r"E\d+", match[1]), evidence)
        return f"[{', '.join(kept)}]" if kept else ""

    shown, _ = for_audience(prose, audience)
    return replace(shown, text=_CITED.sub(citation, shown.text))


def _kept(ids: Collection[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(item for item in ids if item in known)
