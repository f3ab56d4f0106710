"""The same words, looked for in what is handed out: one file for an audience, unpacked, and timelines."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest
from docx import Document
from pypdf import PdfReader

from pipeline.diagnostic import UsageError
from pipeline.exchange.single_file.run import exported as one_file
from pipeline.exchange.timelines.run import exported as timeline
from pipeline.exchange.visible import visible
from pipeline.operations.workspace import Workspace
from pipeline.repository.history import read_history
from pipeline.tracking.desired import Source
from pipeline.tracking.lifecycle import FindingState
from pipeline.tracking.observed import finding_states
from pipeline.vocabulary import levels
from tests.leaks.planting import Planting
from tests.leaks.story import TODAY
from tests.leaks.words import Word, above, found, leaks
from tests.needs import need

INCIDENTS = 4
SEED = 3
FORMS = ("html", "md", "docx", "csv", "json", "mermaid")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Word]]:
    planting = Planting(Random(SEED).choice, sound=True).plant(INCIDENTS)  # noqa: S311  # a planted word is no secret
    return planting.write(tmp_path_factory.mktemp("planted")), planting.words


@cache
def read(root: Path, today: date) -> tuple[Workspace, Mapping[str, FindingState]]:
    """The repository, and how its findings stand."""
    workspace = Workspace(root, today)
    return workspace, finding_states(Source(workspace.corpus, workspace.config, today, read_history(root)), {})


def exported(root: Path, audience: str, form: str, today: date = TODAY) -> dict[str, bytes]:
    """What each incident gives that the audience may see, by the name of the file."""
    workspace, states = read(root, today)
    files: dict[str, bytes] = {}
    for incident in workspace.corpus.incidents:
        try:
            seen = visible(workspace.corpus, incident, audience, today)
            if form in ("csv", "json", "mermaid"):
                content: str | bytes = timeline(seen, form)
            else:
                content = one_file(workspace, states, seen, form)
        except UsageError:  # the audience may see nothing of it
            continue
        files[f"{incident.id}.{form}"] = content.encode() if isinstance(content, str) else content
    return files


def unpacked(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files, with what is in archives and the text of PDF beside them."""
    found = dict(files)
    blank = io.BytesIO()
    Document().save(blank)
    empty = frozenset(parts(blank.getvalue()).values())
    for name, content in files.items():
        if name.endswith(".docx"):
            found |= {f"{name}/{inner}": part for inner, part in parts(content).items() if part not in empty}
        elif name.endswith(".pdf"):
            reader = PdfReader(io.BytesIO(content))
            text = "\n".join(page.extract_text() for page in reader.pages)
            found[f"{name}/text"] = f"{text}\n{reader.metadata}".encode()
    return found


def parts(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("audience", levels())
def test_a_file_holds_nothing_above_its_audience(repository: tuple[Path, list[Word]], audience: str, form: str) -> None:
    root, words = repository
    files = unpacked(exported(root, audience, form))
    assert files
    assert leaks(words, files, audience) == []
    assert found((word for word in words if not above(word.level, audience)), files)


def test_a_pdf_holds_nothing_above_its_audience(repository: tuple[Path, list[Word]]) -> None:
    need(os.environ.get("CHROMIUM") or shutil.which("chromium"), "needs a Chromium")
    root, words = repository
    files = unpacked(exported(root, "green", "pdf"))
    assert files
    assert leaks(words, files, "green") == []
    assert found((word for word in words if not above(word.level, "green")), files)
