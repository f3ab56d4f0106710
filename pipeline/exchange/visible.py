"""What an audience may see, for what is handed out."""

from __future__ import annotations

from pipeline.diagnostic import UsageError
from pipeline.model import Corpus, Incident
from pipeline.redaction import redact
from pipeline.workspace import Workspace


def visible(workspace: Workspace, incident: str, audience: str) -> tuple[Corpus, Incident]:
    """The corpus and the incident without anything above the audience's level.

    Raises UsageError for a draft, which is for nobody yet, and if the audience may not see the incident.
    """
    if any(one.id == incident and one.is_draft for one in workspace.corpus.incidents):
        raise UsageError(f"`{incident}` is a draft, which is handed out to nobody: set `status: in-review` first")
    corpus = redact(workspace.corpus, audience, workspace.today)
    seen = next((one for one in corpus.incidents if one.id == incident), None)
    if seen is None:
        raise UsageError(f"the audience {audience} may not see `{incident}`: nothing was exported")
    return corpus, seen
