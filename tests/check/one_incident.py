"""What the rules say of the example incident with something else in one of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline import model, records
from pipeline.check.incident import check_incident
from pipeline.check.other_incidents import Repository
from pipeline.diagnostic import Diagnostic
from pipeline.documents.document import parse_document
from pipeline.markdown.prose import Prose
from pipeline.repository.config import build_config
from tests import example

FOLDER = f"incidents/{example.INCIDENT}"


def check(files: Mapping[str, tuple[str, str]], artefacts: Mapping[str, str] | None = None) -> list[Diagnostic]:
    """What is said of the example with these front matter keys and sections; a file by its name without .md."""
    data = parse_document("", f"---\n{example.CONFIG}\n---\n").data
    assert data is not None
    texts = artefacts or {}
    tree = {
        "README": example.README,
        "timeline": example.TIMELINE,
        "evidence": example.EVIDENCE,
        "findings/01-expire-tokens": example.FINDING,
    }
    for name, (front, body) in files.items():
        path = "findings/01-expire-tokens" if name == "finding" else name
        tree[path] = example.changed(tree[path], front, body)
    documents = {path: parse_document(f"{FOLDER}/{path}.md", text) for path, text in tree.items()}
    digest = hashlib.sha256(example.LOG.encode()).hexdigest()
    folder = records.Folder(
        id=example.INCIDENT,
        path=FOLDER,
        readme=documents["README"],
        timeline=documents["timeline"],
        register=documents["evidence"],
        findings=(documents["findings/01-expire-tokens"],),
        artefacts=tuple(model.Artefact(path, 1, digest, executable=False) for path in ("evidence/log.txt", *texts)),
        files=frozenset(["README.md", "timeline.md", "evidence.md", example.FINDING_PATH]),
        artefact_text=lambda path: Prose(texts[path], f"{FOLDER}/{path}") if path in texts else None,
    )
    alone = Repository(Path(), ())
    return list(check_incident(folder, build_config(data), frozenset(), alone, date(2026, 2, 10)).diagnostics)


def said(rule: str, found: list[Diagnostic]) -> list[str]:
    return [item.message for item in found if item.rule == rule]


def body(text: str) -> tuple[str, str]:
    return "", f"## What happened\n\n{text}\n"
