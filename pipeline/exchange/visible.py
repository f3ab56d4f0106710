"""One incident as an audience may see it, for what is handed out."""

from __future__ import annotations

from pipeline.model import Incident
from pipeline.redaction import redact
from pipeline.workspace import Workspace


def visible(workspace: Workspace, incident: str, audience: str) -> Incident | None:
    """The incident without anything above the audience's level, a draft too; None if the audience may not see it."""
    seen = redact(workspace.corpus, audience, workspace.today, drafts=True)
    return next((one for one in seen.incidents if one.id == incident), None)
