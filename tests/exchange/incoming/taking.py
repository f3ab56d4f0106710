"""What is read of a small report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.exchange.incoming.draft import Document
from pipeline.exchange.incoming.importer import Outcome
from pipeline.exchange.incoming.run import Importer


def taken(importer: Importer, body: str, folder: Path) -> Outcome:
    file = folder / "report.md"
    file.write_text(body, "utf-8")
    outcome = importer.take(file)
    assert outcome.refused == ""
    return outcome


def events(outcome: Outcome) -> list[dict[str, Any]]:
    return list(outcome.draft.documents["timeline.md"].front["events"])


def findings(outcome: Outcome) -> list[dict[str, Any]]:
    return [document.front for document in finding_documents(outcome)]


def finding_documents(outcome: Outcome) -> list[Document]:
    return [document for path, document in outcome.draft.documents.items() if path.startswith("findings/")]
