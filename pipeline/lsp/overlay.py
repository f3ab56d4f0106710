"""An incident's folder with the texts of an editor in place of those of its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.diagnostic import Location
from pipeline.documents.document import Document
from pipeline.layout import EVIDENCE, FINDINGS, README, TIMELINE, is_finding_file
from pipeline.records import Folder


def overlaid(folder: Folder, documents: Iterable[Document]) -> Folder:
    """The folder as it would be if these documents were saved. One whose file is a link stays refused."""
    for document in documents:
        if not any(problem.location == Location(document.path) for problem in folder.problems):
            folder = _with(folder, document)
    return folder


def _with(folder: Folder, document: Document) -> Folder:
    name = document.path.removeprefix(f"{folder.path}/")
    files = folder.files | {name}
    if name == README:
        return replace(folder, readme=document, files=files)
    if name == TIMELINE:
        return replace(folder, timeline=document, files=files)
    if name == EVIDENCE:
        return replace(folder, register=document, files=files)
    parent, _, last = name.rpartition("/")
    if parent != FINDINGS or not is_finding_file(last):
        return folder
    others = [finding for finding in folder.findings if finding.path != document.path]
    findings = sorted([*others, document], key=lambda finding: finding.path)
    return replace(folder, findings=tuple(findings), files=files)
