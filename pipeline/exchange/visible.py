"""What an audience may see of an incident that is exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.diagnostic import UsageError
from pipeline.model import Corpus, Incident
from pipeline.redaction.redact import redact


@dataclass(frozen=True, slots=True)
class Visible:
    """An incident and the corpus that it is of, without anything above the level `audience`."""

    audience: str
    corpus: Corpus
    incident: Incident


def visible(corpus: Corpus, incident: Incident, audience: str, today: date) -> Visible:
    """The incident of this corpus as this audience may see it on that day.

    Raises UsageError for a draft, which is for no audience, and if the audience may not see the incident.
    """
    if incident.is_draft:
        raise UsageError(f"{incident.id} is a draft, and drafts are not exported: set its `status` to in-review first")
    shown = redact(corpus, audience, today)
    seen = next((item for item in shown.incidents if item.id == incident.id), None)
    if seen is None:
        raise UsageError(
            f"{incident.id} is {incident.tlp}, above the audience {audience}: export it with --audience {incident.tlp}"
        )
    return Visible(audience, shown, seen)
