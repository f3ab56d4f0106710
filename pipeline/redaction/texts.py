"""The texts of records as an audience may see them: no restricted passages, and no names of anything withheld."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote

from pipeline.markdown.restricted import for_audience, may_mark
from pipeline.model import (
    Affected,
    Count,
    Event,
    Evidence,
    Exemption,
    Extension,
    ExternalParty,
    Factor,
    Finding,
    Incident,
    Indicator,
    Notification,
    Origin,
    Participant,
    Reference,
    Related,
    Repeat,
    Signoff,
    Verification,
    VersionRange,
)
from pipeline.text.defanging import defanged
from pipeline.text.syntax import CITATION, EVIDENCE_ID
from pipeline.time.moment import Moment
from pipeline.vocabulary import pattern, required

TextFilter = Callable[[str], str]
"""Takes out of a text what may not be seen."""


def _unchanged(text: str) -> str:
    """The filter that takes out nothing."""
    return text


_CITATION = re.compile(rf"(?<![ \t])([ \t]*+){CITATION.pattern}")
_INCIDENT_ID = re.compile(pattern("incident"), re.IGNORECASE)

_READABLE = re.compile(r"[^\s\u200b\ufeff]")
_GONE = "…"
_SCHEMAS: dict[type, tuple[str, ...]] = {
    Incident: ("incident",),
    Count: ("incident", "impact", "counts"),
    Participant: ("incident", "participants"),
    ExternalParty: ("incident", "external_parties"),
    Factor: ("incident", "factors"),
    Indicator: ("incident", "indicators"),
    Notification: ("incident", "notifications"),
    Signoff: ("incident", "signoffs"),
    Related: ("incident", "related"),
    Reference: ("incident", "references"),
    Exemption: ("incident", "exemption"),
    Origin: ("incident", "report", "retold_from"),
    Event: ("timeline", "events"),
    Evidence: ("evidence", "items"),
    Finding: ("finding",),
    Extension: ("finding", "decision", "extended"),
    Verification: ("finding", "verification"),
    Repeat: ("finding", "verification", "repeats"),
}
"""Where the schemas describe a record: `_GONE` is put for a text that they require and that is withheld as a whole."""
_TARGETS: dict[type, tuple[str, ...]] = {
    Affected: ("purl",),
    Evidence: ("path", "url"),
    Finding: ("sop",),
    Indicator: ("value",),
    Origin: ("url",),
    Reference: ("url",),
    VersionRange: ("repo",),
}
"""The texts that lead to something: nothing can be had by a part of one."""


def visible_texts(incident: Incident, whole: Incident, audience: str, mark: str, names: TextFilter) -> Incident:
    """The incident with all its texts as the audience may see them, whichever field they are in.

    Restricted passages are replaced by the `mark`, citations of evidence that only the `whole` incident has are taken
    out, and `names` takes out names. Where there is a mark, `withheld` says whether there was such a passage.
    """
    hidden = _evidence_ids(whole) - _evidence_ids(incident)
    withheld = False

    def without_passages(text: str) -> str:
        nonlocal withheld
        shown = for_audience(text, audience, mark)
        withheld = withheld or shown.withheld
        return shown.text

    def citation(match: re.Match[str]) -> str:
        ids = [name for name in EVIDENCE_ID.findall(match[2]) if name not in hidden]
        return f"{match[1]}[{', '.join(ids)}]" if ids else ""

    def visible(text: str) -> str:
        text = names(without_passages(text))
        return _CITATION.sub(citation, text) if hidden and "[E" in text else text

    # Of most incidents every text is shown whole, which is quicker to tell of all than of each.
    whole_texts = not hidden and names is _unchanged and not may_mark(_texts(incident))
    changed: Incident = incident if whole_texts else _with_texts(incident, visible)
    pairs = zip(incident.artefacts, changed.artefacts, strict=True)
    return replace(
        changed,
        # A file whose own name tells something cannot be had by that name.
        artefacts=tuple(new for old, new in pairs if new.path == old.path),
        techniques=tuple(item for item in changed.techniques if item.id or item.name),
        references=tuple(item for item in changed.references if item.url),
        indicators=tuple(_harmless(item) for item in changed.indicators if item.value),
        withheld=bool(mark) and withheld,
    )


def _harmless(indicator: Indicator) -> Indicator:
    """The indicator defanged: whoever reads it may not follow it by accident."""
    return replace(indicator, value=defanged(indicator.value, indicator.type))


def _evidence_ids(incident: Incident) -> frozenset[str]:
    return frozenset(item.id for item in incident.register.items) if incident.register else frozenset()


class NameFilter:
    """Takes the names of what is not shown out of texts: ids of incidents, and files of incidents that are shown."""

    def __init__(self, every: Iterable[Incident], whole: Iterable[Incident], shown: Collection[Incident]) -> None:
        """`every` incident there is; those that may be seen, `whole`, and as they are `shown`, in the same order."""
        ids = _incident_ids(every), _incident_ids(shown)
        files = {seen.id: (_files(seen), _files(incident)) for incident, seen in zip(whole, shown, strict=True)}
        hiding = {name: (kept, all_of_it) for name, (kept, all_of_it) in files.items() if kept != all_of_it}
        self._ids = _without_ids(*ids)
        self._files: Mapping[str, TextFilter] = {name: _without_files(*sets) for name, sets in hiding.items()}
        self.told = (ids, hiding)
        """What it depends on: two filters for which this is equal remove the same from every text."""

    def of(self, incident: Incident) -> TextFilter:
        """The filter for a text of this incident: it may name files of this one, and of others by their ids."""

        def without_names(text: str) -> str:
            text = self._ids(text)
            named = {incident.id, *(match.group() for match in _INCIDENT_ID.finditer(text))}
            for name in sorted(named & self._files.keys()):
                text = self._files[name](text)
            return text

        return without_names if self._files else self._ids


def record_values(record: Any) -> dict[str, Any]:
    """The fields of a record by name; none for anything but a record, or for a moment, whose text is a time."""
    kind: type = type(record)
    return {name: getattr(record, name) for name in _fields(kind)}


def inner_values(record: Any) -> dict[str, Any]:
    """Those fields of a record that have tuples or records, by name."""
    kind: type = type(record)
    return {
        name: value
        for name in _fields(kind)
        if (value := getattr(record, name)) and (value.__class__ is tuple or _fields(value.__class__))
    }


def changed_record(record: Any, values: Mapping[str, Any]) -> Any:
    """The record with these values of fields; the same one where none differs."""
    changed = {
        name: value for name, value in values.items() if (old := getattr(record, name)) is not value and old != value
    }
    return replace(record, **changed) if changed else record


@cache
def _fields(record: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(record)) if is_dataclass(record) and record is not Moment else ()


def _texts(value: Any) -> Iterator[str]:
    """Every text in a record or a tuple."""
    for inner in value if isinstance(value, tuple) else record_values(value).values():
        if isinstance(inner, str):
            yield inner
        elif inner:
            yield from _texts(inner)


def _with_texts(value: Any, change: TextFilter) -> Any:
    """The records with every text in them changed; an identifier in a list that changes is taken out."""
    if isinstance(value, tuple):
        return tuple(_with_texts(item, change) for item in value if not isinstance(item, str) or change(item) == item)
    return changed_record(
        value,
        {
            name: _text(type(value), name, old, change) if isinstance(old, str) else _with_texts(old, change)
            for name, old in record_values(value).items()
        },
    )


def _text(record: type, field: str, text: str, change: TextFilter) -> str:
    changed = change(text) if text else text
    if changed == text:
        return text
    if field in _TARGETS.get(record, ()):
        return ""
    if _READABLE.search(changed):
        return changed
    return _GONE if record in _SCHEMAS and field in required(*_SCHEMAS[record]) else ""


def _incident_ids(incidents: Iterable[Incident]) -> frozenset[str]:
    return frozenset(name.lower() for incident in incidents for name in (incident.id, *incident.aliases))


def _without_ids(every: frozenset[str], shown: frozenset[str]) -> TextFilter:
    """Takes the ids that are not shown out of a text, and names of the form of an id that contain one."""
    hidden = every - shown
    longest = max((name.count("-") + 1 for name in hidden), default=0)

    def name(match: re.Match[str]) -> str:
        word = match.group().lower()
        pieces = word.split("-")
        ends = ((at, end) for at in range(len(pieces)) for end in range(at + 2, min(at + longest, len(pieces)) + 1))
        is_hidden = word not in shown and any("-".join(pieces[at:end]) in hidden for at, end in ends)
        return "" if is_hidden else match.group()

    return (lambda text: _INCIDENT_ID.sub(name, text)) if hidden else _unchanged


def _without_files(kept: frozenset[str], every: frozenset[str]) -> TextFilter:
    """Takes the names of files that are not shown out of a text, with their folder or without, in any case."""
    shown = _spellings(kept)
    longest_first = sorted(_spellings(every), key=len, reverse=True)
    names = re.compile(rf"(?<![a-z0-9_])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z0-9_])", re.IGNORECASE)
    # Not nothing: a link without a target would be no link, and its marks would show.
    return lambda text: names.sub(lambda match: match[0] if match[0].lower() in shown else _GONE, text)


def _spellings(paths: frozenset[str]) -> set[str]:
    names = paths | {path.rpartition("/")[2] for path in paths}
    return {spelling.lower() for name in names for spelling in (name, quote(name))}


def _files(incident: Incident) -> frozenset[str]:
    items = incident.register.items if incident.register else ()
    paths = {*(item.path for item in items), *(artefact.path for artefact in incident.artefacts)} - {""}
    return frozenset(paths | {finding.path.rpartition("/")[2] for finding in incident.findings})
