"""What an audience may see: the corpus without anything above its level.

Pages and issues are made from what this returns and from nothing else, so that no renderer can forget a field. It
goes by the structure of the records, not by their types: a record with a `tlp` is withheld by it, wherever it is.
If in doubt, it withholds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.markdown.restricted import for_audience
from pipeline.model import Corpus, Factor, Finding, Incident, Notification, Procedure
from pipeline.redaction.texts import NameFilter, changed_record, inner_values, record_values, visible_texts
from pipeline.vocabulary import is_level, strictest, strictest_level, tlp_rank

UNDISCLOSED = "amber"
"""The level that a finding has at least until its `disclose_after` has passed: below it nobody sees the finding."""


@dataclass(frozen=True, slots=True)
class _Redacted:
    """An incident as it is, without the records that may not be seen, without what names them, and as it is shown."""

    whole: Incident
    visible: Incident
    consistent: Incident
    shown: Incident


class LastRedaction:
    """What the last redaction made, from which the next one takes what would be the same.

    That of an incident is if its record is that of the last time, and all that its texts may name is shown or withheld
    as it was: so the result is that of a redaction from nothing.
    """

    def __init__(self) -> None:
        """Before the first redaction."""
        self.asked: object = None
        self.references: object = None
        self.names: object = None
        self.incidents: dict[str, _Redacted] = {}


def redact(
    corpus: Corpus,
    audience: str,
    today: date,
    mark: str = "",
    *,
    drafts: bool = False,
    last: LastRedaction | None = None,
) -> Corpus:
    """The corpus as this audience may see it on that day; what it may not see is not there at all.

    Drafts are for no audience; with `drafts` their author sees them as it would. With a `mark`, it is put where a
    passage was withheld, and an incident says that parts of it are; without one, nothing does. `last` saves work, with
    the same result, and holds this redaction afterwards.
    """
    viewer, last, asked = _Viewer(audience, today, mark), last or LastRedaction(), (audience, today, mark, drafts)
    known = last.incidents if last.asked == asked else {}
    before = [_same(known.get(incident.id), incident) for incident in corpus.incidents]
    seen: list[Incident | None] = [
        old.visible if old else viewer.visible(incident, "") if drafts or not incident.is_draft else None
        for incident, old in zip(corpus.incidents, before, strict=True)
    ]
    rows = [
        (incident, visible, old)
        for incident, visible, old in zip(corpus.incidents, seen, before, strict=True)
        if visible is not None
    ]
    references = _Referable.among(visible for _, visible, _ in rows)
    same = references == last.references
    consistent = [
        old.consistent if old and same else _without_dangling_references(visible, whole, references)
        for whole, visible, old in rows
    ]
    names = NameFilter(corpus.incidents, [whole for whole, _, _ in rows], consistent)
    same = same and names.told == last.names
    made = {
        whole.id: old if old and same else _Redacted(whole, visible, clean, viewer.shown(whole, visible, clean, names))
        for (whole, visible, old), clean in zip(rows, consistent, strict=True)
    }
    last.asked, last.references, last.names, last.incidents = asked, references, names.told, made
    incidents = tuple(each.shown for each in made.values())
    return replace(corpus, incidents=incidents, procedures=_procedures(corpus, consistent, audience, names))


def _same(old: _Redacted | None, incident: Incident) -> _Redacted | None:
    return old if old is not None and old.whole is incident else None


def _procedures(corpus: Corpus, shown: list[Incident], audience: str, names: NameFilter) -> tuple[Procedure, ...]:
    """The operating procedures that a finding names which is shown, with what changed them because of such findings."""
    incidents = {finding.key: incident for incident in shown for finding in incident.findings}
    naming = {finding.sop: incident for incident in shown for finding in incident.findings}

    def text(value: str, incident: Incident) -> str:
        return names.of(incident)(for_audience(value, audience, "").text)

    return tuple(
        replace(
            procedure,
            title=text(procedure.title, naming[procedure.name]),
            changes=tuple(
                replace(change, what=text(change.what, incidents[change.finding]))
                for change in procedure.changes
                if change.finding in incidents
            ),
        )
        for procedure in corpus.procedures
        if procedure.name in naming
    )


def finding_level(incident: Incident, finding: Finding, today: date) -> str:
    """The TLP level of a finding on that day: never less restricted than its incident."""
    return _level(finding, _level(incident, "", today), today)


def least_level(incident: Incident, finding: Finding, today: date, unreadable: Collection[str]) -> str:
    """The level that a finding of an incident with errors has at least; "" if nothing can be said.

    `unreadable` are the paths of the files whose level cannot be read: for them, the records have the strictest one.
    """
    stated = ((incident.readme, incident.tlp), (finding.path, finding.tlp))
    known = [level for path, level in stated if level and path not in unreadable]
    if finding.disclose_after is not None and today <= finding.disclose_after:
        known.append(UNDISCLOSED)
    return max(known, key=tlp_rank, default="")


def _level(record: Any, outer: str, today: date) -> str:
    """How restricted a record is that is within one of the level `outer`, "" if there is none: never less than that.

    An unknown level is the most restricted one, and so is none where there is no outer one either. What has no `tlp`
    at all, such as a text, is as restricted as what it is within.
    """
    level = outer
    if hasattr(record, "tlp") and (record.tlp != "" or not outer):
        own = record.tlp if is_level(record.tlp) else strictest_level()
        level = strictest(outer, own) if outer else own
    held_until = getattr(record, "disclose_after", None)
    if held_until is not None and today <= held_until:
        level = strictest(level, UNDISCLOSED) if level else UNDISCLOSED
    return level


@dataclass(frozen=True, slots=True)
class _Viewer:
    """An audience on a day."""

    audience: str
    today: date
    mark: str

    def visible(self, value: Any, outer: str) -> Any:
        """A record or a tuple that is within a record of the level `outer`, with those records only that may be seen.

        None if it is itself a record that may not be seen.
        """
        if isinstance(value, tuple):
            items = (item if isinstance(item, str) else self.visible(item, outer) for item in value)
            return tuple(item for item in items if item is not None)
        level = _level(value, outer, self.today)
        if level and tlp_rank(level) > tlp_rank(self.audience):
            return None
        return changed_record(value, {name: self.visible(inner, level) for name, inner in inner_values(value).items()})

    def shown(self, whole: Incident, visible: Incident, consistent: Incident, names: NameFilter) -> Incident:
        """The incident with its texts as they may be seen."""
        shown = visible_texts(consistent, whole, self.audience, self.mark, names.of(consistent))
        return replace(shown, withheld=shown.withheld or visible != whole) if self.mark else shown


@dataclass(frozen=True, slots=True)
class _Referable:
    """What references may lead to: the ids of the visible incidents, the keys of their findings."""

    incidents: frozenset[str]
    findings: frozenset[str]

    @classmethod
    def among(cls, visible: Iterable[Incident]) -> _Referable:
        """What there is in these incidents."""
        incidents = list(visible)
        findings = (finding.key for incident in incidents for finding in incident.findings)
        return cls(frozenset(incident.id for incident in incidents), frozenset(["", *findings]))


def _without_dangling_references(visible: Incident, whole: Incident, referable: _Referable) -> Incident:
    """The visible incident without what names evidence, findings, artefacts or incidents that are not visible.

    A duplicate of a finding that is not visible is taken out whole: it would tell that there is something. So is a
    factor that only such findings answer, and a notification to a party that is not visible.
    """
    kept = replace(
        visible,
        findings=tuple(finding for finding in visible.findings if finding.duplicate_of in referable.findings),
        related=tuple(item for item in visible.related if item.incident in referable.incidents),
        duplicate_of=visible.duplicate_of if visible.duplicate_of in referable.incidents else "",
        files=frozenset(),
    )
    return _consistent(_without_hints(kept, whole), whole)


def _without_hints(shown: Incident, whole: Incident) -> Incident:
    """The incident without the factors and notifications that would tell of a finding or a party that is not shown."""
    return replace(
        shown,
        factors=tuple(item for item in shown.factors if _is_answered_in(item, shown, whole)),
        notifications=tuple(item for item in shown.notifications if _is_to_somebody_in(item, shown, whole)),
    )


def _is_answered_in(factor: Factor, shown: Incident, whole: Incident) -> bool:
    """Whether what is shown has a finding that answers it, or all of the incident has none."""
    answers = {finding.number for finding in whole.findings} & set(factor.findings)
    return not answers or any(finding.number in answers for finding in shown.findings)


def _is_to_somebody_in(notification: Notification, shown: Incident, whole: Incident) -> bool:
    """Whether what is shown has the party that it goes to, or all of the incident has none."""
    parties = [party.id for party in whole.external_parties]
    return notification.party not in parties or notification.party in {party.id for party in shown.external_parties}


def _consistent(shown: Incident, whole: Incident) -> Incident:
    """The incident with those ids and artefacts only that go with what is shown of it."""
    ids = {
        "evidence": {item.id for item in shown.register.items} if shown.register else set(),
        "findings": {finding.number for finding in shown.findings},
    }
    # Of most incidents everything is shown, which is quicker to tell than what is not.
    all_shown = shown == replace(whole, files=shown.files)
    hidden = set() if all_shown else set(_ids(whole)) - set(_ids(shown))

    def kept(field: str, value: Any) -> Any:
        """The value of a field without the ids of what is not shown."""
        if not isinstance(value, tuple):
            return cited(value)
        items = (
            item
            for item in value
            if (item not in hidden if isinstance(item, str) else not _is_only_about(item, hidden))
        )
        return tuple(
            cited(item) if not isinstance(item, str) else item
            for item in items
            if field not in ids or not isinstance(item, str) or item in ids[field]
        )

    def cited(record: Any) -> Any:
        values = {name: kept(name, value) for name, value in inner_values(record).items()}
        if hidden:
            texts = ((name, value) for name, value in record_values(record).items() if isinstance(value, str))
            values |= {name: "" for name, value in texts if name != "id" and value in hidden}
        return changed_record(record, values)

    paths = _artefact_paths(shown) - _artefact_paths(whole, but=shown)
    consistent: Incident = cited(shown)
    return replace(consistent, artefacts=tuple(item for item in shown.artefacts if item.path in paths))


def _is_only_about(record: Any, hidden: set[str]) -> bool:
    """Whether a record is about nothing but things that are not shown (without a name it would be about all)."""
    about = getattr(record, "affects", ())
    return bool(about) and hidden.issuperset(about)


def _artefact_paths(incident: Incident, but: Incident | None = None) -> set[str]:
    """The paths of the items of the register, or of those that another view of the incident does not have."""
    items = incident.register.items if incident.register else ()
    others = but.register.items if but and but.register else ()
    return {item.path for item in items if item not in others}


def _ids(value: Any) -> Iterator[str]:
    """The ids of all records within a record or a tuple."""
    for item in value if isinstance(value, tuple) else inner_values(value).values():
        if not isinstance(item, str):
            own = getattr(item, "id", "")
            if isinstance(own, str) and own:
                yield own
            yield from _ids(item)
