"""What an audience may see of an incident that is handed out."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.diagnostic import UsageError
from pipeline.model import Corpus, Incident
from pipeline.redaction import redact
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Visible:
    """An incident and the corpus that it is of, without anything above the level `audience`."""

    audience: str
    corpus: Corpus
    incident: Incident


def visible(workspace: Workspace, incident: Incident, audience: str) -> Visible:
    """The incident as this audience may see it.

    Raises UsageError for a draft, which is for no audience, and if the audience may not see the incident.
    """
    if incident.is_draft:
        raise UsageError(f"{incident.id} is a draft, which is for no audience: set its `status` to in-review first")
    corpus = redact(workspace.usable_corpus, audience, workspace.today)
    seen = next((item for item in corpus.incidents if item.id == incident.id), None)
    if seen is None:
        raise UsageError(
            f"{incident.id} is {incident.tlp}, above the audience {audience}: name one with --audience {incident.tlp}"
        )
    return Visible(audience, corpus, seen)
