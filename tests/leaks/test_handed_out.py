"""The same words, looked for in what is handed out: one file for an audience, unpacked, and timelines."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from pipeline.cli import main
from pipeline.vocabulary import levels
from tests.leaks.planting import Planting
from tests.leaks.story import TODAY
from tests.leaks.words import Word, above, found, leaks
from tests.needs import need

INCIDENTS = 4
SEED = 2
FORMS = ("html", "md", "docx", "csv", "json", "mermaid")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Word]]:
    planting = Planting(Random(SEED).choice, sound=True).plant(INCIDENTS)  # noqa: S311  # a planted word is no secret
    return planting.write(tmp_path_factory.mktemp("planted")), planting.words


def exported(root: Path, folder: Path, audience: str, form: str) -> dict[str, bytes]:
    """What each incident gives that the audience may see, by the name of the file."""
    files: dict[str, bytes] = {}
    for incident in sorted(path.name for path in (root / "incidents").iterdir()):
        output = folder / f"{incident}.{form}"
        group = ["timeline", "export"] if form in ("csv", "json", "mermaid") else ["export"]
        options = ["--audience", audience, "--format", form, "--output", str(output)]
        done = CliRunner().invoke(main, ["--root", str(root), "--today", str(TODAY), *group, incident, *options])
        assert done.exit_code in (0, 2), done.output
        files |= {output.name: output.read_bytes()} if output.exists() else {}
    return files


def unpacked(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files, with what is in archives and the text of PDF beside them."""
    found = dict(files)
    for name, content in files.items():
        if name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found |= {f"{name}/{inner}": archive.read(inner) for inner in archive.namelist()}
        elif name.endswith(".pdf"):
            reader = PdfReader(io.BytesIO(content))
            text = "\n".join(page.extract_text() for page in reader.pages)
            found[f"{name}/text"] = f"{text}\n{reader.metadata}".encode()
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("audience", levels())
def test_a_file_holds_nothing_above_its_audience(
    repository: tuple[Path, list[Word]], audience: str, form: str, tmp_path: Path
) -> None:
    root, words = repository
    files = unpacked(exported(root, tmp_path, audience, form))
    assert files
    assert leaks(words, files, audience) == []
    assert found((word for word in words if not above(word.level, audience)), files)


def test_a_pdf_holds_nothing_above_its_audience(repository: tuple[Path, list[Word]], tmp_path: Path) -> None:
    need(os.environ.get("CHROMIUM") or shutil.which("chromium"), "needs a Chromium")
    root, words = repository
    files = unpacked(exported(root, tmp_path, "green", "pdf"))
    assert files
    assert leaks(words, files, "green") == []
    assert found((word for word in words if not above(word.level, "green")), files)
