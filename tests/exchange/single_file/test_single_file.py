"""`postmortem export`: one file that needs no other."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from pipeline.exchange.single_file.docx_file import docx_file
from pipeline.exchange.single_file.flow import Paragraph, Run, flow
from pipeline.exchange.single_file.markdown_file import markdown_file
from pipeline.exchange.single_file.tree import as_html, parse
from tests import example
from tests.conftest import Run as Postmortem


def png() -> bytes:
    """A picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def export(postmortem: Postmortem, tmp_path: Path, form: str) -> bytes:
    output = tmp_path / f"report.{form}"
    done = postmortem("export", example.INCIDENT, "--audience", "clear", "--format", form, "--output", str(output))
    assert done.exit_code == 0, done.output
    return output.read_bytes()


@pytest.fixture
def pictured(repository: Path) -> Path:
    """The example with a picture in its report."""
    folder = repository / "incidents" / example.INCIDENT
    (folder / "evidence/graph.png").write_bytes(png())
    register = (folder / "evidence.md").read_text("utf-8")
    digest = hashlib.sha256(png()).hexdigest()
    item = f"- {{id: E2, what: A graph., source: us, path: evidence/graph.png, sha256: {digest}}}\n---"
    (folder / "evidence.md").write_text(f"{register.rpartition('---')[0]}{item}\n", "utf-8")
    readme = (folder / "README.md").read_text("utf-8")
    shown = "A token lay in a public image for two days.\n\n![Failed logins](evidence/graph.png) [E2]"
    text = readme.replace("A token lay in a public image for two days.", shown)
    (folder / "README.md").write_text(text, "utf-8")
    return repository


@pytest.mark.usefixtures("pictured")
def test_html_asks_for_nothing(postmortem: Postmortem, tmp_path: Path) -> None:
    page = export(postmortem, tmp_path, "html").decode()
    assert "<script" not in page
    assert re.findall(r'(?:src|srcset|poster|data)="(?!data:image/png;base64,)', page) == []
    assert "url(" not in page
    assert "<link" not in page
    assert 'src="data:image/png;base64,' in page
    assert "default-src &#x27;none&#x27;" in page


def test_each_format_has_the_sections_of_the_page(postmortem: Postmortem, tmp_path: Path) -> None:
    page = export(postmortem, tmp_path, "html").decode()
    sections = re.findall(r"<h2>(.*?)</h2>", page)
    assert {"Timeline", "What happened", "Evidence", "Findings", "References"} <= set(sections)
    markdown = export(postmortem, tmp_path, "md").decode()
    assert re.findall(r"^## (.*)$", markdown, re.MULTILINE) == sections
    document = Document(io.BytesIO(export(postmortem, tmp_path, "docx")))
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"] == sections


@pytest.mark.usefixtures("pictured")
def test_docx_holds_its_pictures_and_leads_nowhere(postmortem: Postmortem, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(export(postmortem, tmp_path, "docx"))) as archive:
        assert any(name.startswith("word/media/") for name in archive.namelist())
        relations = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels")]
    assert [one for one in relations if 'TargetMode="External"' in one] == []


def test_each_list_of_a_docx_counts_from_its_own_number() -> None:
    items = [Paragraph((Run(words),), depth=1, number=at) for at, words in ((1, "a"), (2, "b"), (1, "c"), (7, "d"))]
    blocks = [*items[:2], Paragraph((Run("between"),)), *items[2:]]
    with zipfile.ZipFile(io.BytesIO(docx_file(blocks, "Lists", "", date(2026, 2, 10)))) as packed:
        text, numbers = (packed.read(f"word/{name}.xml").decode() for name in ("document", "numbering"))
    first, second, third, fourth = re.findall(r'<w:numId w:val="(\d+)"/>', text)
    starts = dict(
        re.findall(r'<w:num w:numId="(\d+)">(?:(?!</w:num>).)*startOverride w:val="(\d+)"', numbers, re.DOTALL)
    )
    assert first == second
    assert [starts[one] for one in (first, third, fourth)] == ["1", "1", "7"]


def test_a_draft_is_handed_out_to_nobody(postmortem: Postmortem, repository: Path) -> None:
    path = repository / "incidents" / example.INCIDENT / "README.md"
    path.write_text(path.read_text("utf-8").replace("status: published", "status: draft"), "utf-8")
    for command in (("export", "--format", "html"), ("timeline", "export")):
        done = postmortem(*command, example.INCIDENT, "--audience", "red")
        assert done.exit_code == 2
        assert f"{example.INCIDENT} is a draft, and drafts are not exported" in done.output


def test_without_a_browser_pdf_says_what_is_missing(
    postmortem: Postmortem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    done = postmortem("export", example.INCIDENT, "--audience", "clear", "--format", "pdf")
    assert done.exit_code == 2
    assert "PDF needs Chromium, Chrome or Edge" in done.output


def test_an_unknown_incident_is_refused(postmortem: Postmortem) -> None:
    done = postmortem("export", "2026-01-10-leaked-tokn", "--audience", "clear", "--format", "html")
    assert done.exit_code == 2
    assert example.INCIDENT in done.output


def test_a_tree_is_the_html_that_it_was_made_of() -> None:
    source = '<p id="a">x &lt; y<br><em>z</em></p>'
    assert as_html(parse(source)) == f"<div>{source}</div>"


def test_words_between_blocks_are_paragraphs_and_items_keep_their_numbers() -> None:
    source = (
        "<p>One <strong>two</strong></p><ol><li>three<ul><li>four</li></ul></li><li><p>five</p><p>six</p></li></ol>"
    )
    assert list(flow(parse(source))) == [
        Paragraph((Run("One "), Run("two", bold=True))),
        Paragraph((Run("three"),), depth=1, number=1),
        Paragraph((Run("four"),), depth=2),
        Paragraph((Run("five"),), depth=1, number=2),
        Paragraph((Run("six"),), depth=1, number=2, continues=True),
    ]


def test_text_that_looks_like_markdown_stays_text() -> None:
    assert markdown_file(flow(parse("<p># no [heading](x) *here*</p>")), "For us").startswith(
        "\\# no \\[heading\\](x) \\*here\\*"
    )
