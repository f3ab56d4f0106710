"""What an audience may see: the corpus without anything above its level.

Pages and issues are made from what this returns and from nothing else, so that no renderer can forget a field. It
goes by the structure of the records, not by their types: a record with a `tlp` is withheld by it, wherever it is.
If in doubt, it withholds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.markdown.restricted import for_audience
from pipeline.model import Corpus, Factor, Finding, Incident, Notification, Procedure
from pipeline.redacted_text import NameFilter, changed_record, inner_values, record_values, visible_texts
from pipeline.vocabulary import is_level, strictest, strictest_level, tlp_rank

UNDISCLOSED = "amber"
"""The level that a finding has at least until its `disclose_after` has passed: below it nobody sees the finding."""


def redact(corpus: Corpus, audience: str, today: date, mark: str = "", *, drafts: bool = False) -> Corpus:
    """The corpus as this audience may see it on that day; what it may not see is not there at all.

    Drafts are for no audience; with `drafts` their author sees them as it would. With a `mark`, it is put where a
    passage was withheld, and an incident says that parts of it are; without one, nothing does.
    """
    viewer = _Viewer(audience, today)
    whole, visible = [], []
    for incident in corpus.incidents:
        seen = viewer.visible(incident, "") if drafts or not incident.is_draft else None
        if seen is not None:
            whole.append(incident)
            visible.append(seen)
    consistent = _without_dangling_references(whole, visible)
    names = NameFilter(corpus.incidents, whole, consistent)
    incidents = tuple(
        visible_texts(incident, all_of_it, audience, mark, names.of(incident))
        for incident, all_of_it in zip(consistent, whole, strict=True)
    )
    if mark:
        incidents = tuple(
            replace(incident, withheld=incident.withheld or seen != all_of_it)
            for incident, seen, all_of_it in zip(incidents, visible, whole, strict=True)
        )
    return replace(corpus, incidents=incidents, procedures=_procedures(corpus, consistent, audience, names))


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


def _without_dangling_references(whole: list[Incident], visible: list[Incident]) -> list[Incident]:
    """The visible incidents without what names evidence, findings, artefacts or incidents that are not visible.

    A duplicate of a finding that is not visible is taken out whole: it would tell that there is something. So is a
    factor that only such findings answer, and a notification to a party that is not visible.
    """
    incidents = {incident.id for incident in visible}
    findings = {"", *(finding.key for incident in visible for finding in incident.findings)}
    kept = [
        replace(
            shown,
            findings=tuple(finding for finding in shown.findings if finding.duplicate_of in findings),
            related=tuple(item for item in shown.related if item.incident in incidents),
            duplicate_of=shown.duplicate_of if shown.duplicate_of in incidents else "",
            files=frozenset(),
        )
        for shown in visible
    ]
    return [_consistent(_without_hints(shown, incident), incident) for shown, incident in zip(kept, whole, strict=True)]


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
