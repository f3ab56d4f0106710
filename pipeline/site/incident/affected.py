"""The affected things of a page: what each is, when it reached each milestone, and how long that took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.analysis.durations import Reached, measured_by_thing, milestones
from pipeline.model import Affected, Incident, VersionRange
from pipeline.site import links
from pipeline.site.i18n.language import Language
from pipeline.site.incident.lead import MeasuredDuration, measured_durations


@dataclass(frozen=True, slots=True)
class AffectedThing:
    """A thing on the page. `ranges` are in words, `durations` none where they do not apply or are all unknown."""

    anchor: str
    thing: Affected
    ranges: Sequence[str]
    milestones: Mapping[str, Reached]
    durations: Sequence[MeasuredDuration]


def affected_things(language: Language, incident: Incident) -> list[AffectedThing]:
    """The things in the file's order."""
    measured = measured_by_thing(incident)
    return [
        AffectedThing(
            links.thing_anchor(number),
            thing,
            [_words(language, versions) for versions in thing.ranges],
            {name: reached for name, reached in milestones(incident, thing.id).items() if reached is not None},
            [item for item in measured_durations(language, measured[thing.id]) if item.span is not None],
        )
        for number, thing in enumerate(incident.affected, start=1)
    ]


def _words(language: Language, versions: VersionRange) -> str:
    """A range as people write it: from 4.87.1, fixed in 4.87.3."""
    said = []
    for event in versions.events:
        if event.introduced == "0":
            said.append(language.gettext("from the first version"))
        elif event.introduced:
            said.append(language.gettext("from %(version)s", version=event.introduced))
        if event.fixed:
            said.append(language.gettext("fixed in %(version)s", version=event.fixed))
        if event.last_affected:
            said.append(language.gettext("up to and including %(version)s", version=event.last_affected))
        if event.limit:
            said.append(language.gettext("up to, but not including %(version)s", version=event.limit))
    return language.pgettext("list", ", ").join(said)
