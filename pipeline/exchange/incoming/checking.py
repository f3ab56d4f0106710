"""Whether a draft passes `check`; a block that it would not accept is kept as code."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from pipeline import records
from pipeline.artefacts import media_type
from pipeline.check.incident import check_incident
from pipeline.check.other_incidents import Repository
from pipeline.diagnostic import Diagnostic, Severity
from pipeline.documents.document import parse_document
from pipeline.exchange.incoming.draft import SOURCE_KEY, Draft
from pipeline.exchange.incoming.levels import level_of
from pipeline.exchange.incoming.text import blocks
from pipeline.layout import ARTEFACTS, EVIDENCE, INCIDENTS, README, TIMELINE
from pipeline.model import Artefact
from pipeline.repository.config import Config
from pipeline.vocabulary import levels

_MOST_ROUNDS = 12
_MARKING = "restricted-passage-is-closed"


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """Checks drafts as if they lay in the repository already."""

    config: Config
    sops: frozenset[str]
    repository: Repository
    today: date

    def __call__(self, incident_id: str, draft: Draft) -> list[str]:
        """The errors that are left once the blocks with errors are code, the first of each file first."""
        found: list[Diagnostic] = []
        for _ in range(_MOST_ROUNDS):
            found = self._errors(incident_id, draft)
            quoted = [_quote(draft, incident_id, one) for one in _last_of_each(found)]
            if not any(quoted):
                break
        return [one.message for one in found]

    def _errors(self, incident_id: str, draft: Draft) -> list[Diagnostic]:
        folder = _folder(incident_id, draft)
        checked = check_incident(folder, self.config, self.sops, self.repository, self.today)
        return [one for one in checked.diagnostics if one.severity is Severity.ERROR]


def _folder(incident_id: str, draft: Draft) -> records.Folder:
    path = f"{INCIDENTS}/{incident_id}"
    read = {name: parse_document(f"{path}/{name}", one.text) for name, one in draft.documents.items()}
    artefacts = tuple(
        Artefact(
            name, len(content), hashlib.sha256(content).hexdigest(), executable=False, media_type=media_type(content)
        )
        for name, content in draft.artefacts.items()
    )
    top = {name.partition("/")[0] for name in (*read, *draft.artefacts)}
    findings = tuple(one for name, one in read.items() if name not in (README, TIMELINE, EVIDENCE))
    files = frozenset((*top, *read, *draft.artefacts, *([ARTEFACTS] if artefacts else ())))
    return records.Folder(
        incident_id, path, read[README], read.get(TIMELINE), read.get(EVIDENCE), findings, artefacts, files
    )


def _last_of_each(found: list[Diagnostic]) -> list[Diagnostic]:
    """The last error of each document: what is above it keeps its place when that one is quoted."""
    return list({one.location.path: one for one in found}.values())


def _quote(draft: Draft, incident_id: str, error: Diagnostic) -> bool:
    """Make the block with this error code; False if it is in none."""
    name = error.location.path.removeprefix(f"{INCIDENTS}/{incident_id}/")
    document = draft.documents.get(name)
    if document is None:
        return False
    first = parse_document(name, document.text).body.line
    at = error.location.line - first
    lines = document.body.split("\n")
    if error.rule == _MARKING and 0 <= at < len(lines) and lines[at].strip():
        _take_out_marking(draft, lines.pop(at).strip())
        document.body = "\n".join(lines)
        return True
    for block in blocks(document.body):
        if block.start <= at < block.end and block.kind not in ("fence", "code_block"):
            quoted = [f"    {line}" for line in lines[block.start : block.end]]
            document.body = "\n".join([*lines[: block.start], "", *quoted, "", *lines[block.end :]])
            return True
    return False


def _take_out_marking(draft: Draft, line: str) -> None:
    """Keep a line that marks a level where nobody takes it for a marker of ours, and restrict the whole draft by it."""
    front = draft.documents[README].front
    front[SOURCE_KEY].setdefault("marked", []).append(line)
    front["tlp"] = max((front["tlp"], level_of(line)), key=levels().index)
