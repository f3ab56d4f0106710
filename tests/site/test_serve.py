"""`postmortem serve`: what an author sees of an edit, as a browser gets it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from tests import example
from tests.needs import ROOT
from tests.site.ports import free_port

TITLE = "A token of the identity service was readable in a public image"


class Preview(NamedTuple):
    """The address of the incident's page, its report, and what the command has said."""

    page: str
    report: Path
    said: Path


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    root, port = example.write(tmp_path / "repository"), free_port()
    command = [sys.executable, "-m", "pipeline", "--root", str(root), "serve", "--port", str(port)]
    said = tmp_path / "said"
    with said.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    try:
        page = f"http://127.0.0.1:{port}/incidents/{example.INCIDENT}/"
        until(page, TITLE)
        yield Preview(page, root / "incidents" / example.INCIDENT / "README.md", said)
    finally:
        server.kill()
        server.wait()


def until(url: str, text: str) -> None:
    """Wait until the address gives this text."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # this test's own server
                if text in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.05)
    pytest.fail(f"{url} never showed {text!r}")


def test_an_edit_shows(preview: Preview) -> None:
    page, report, _ = preview
    report.write_text(example.changed(report.read_text(), "title: A token was readable after the edit"))
    until(page, "A token was readable after the edit")
    until(urljoin(page, "evidence/log.txt"), example.LOG.strip())
    until(urljoin(page, "/pagefind/pagefind.js"), "pagefind")


def test_a_draft_shows(preview: Preview) -> None:
    page, report, _ = preview
    report.write_text(example.changed(report.read_text(), "status: draft"))
    until(page, '">draft</span>')


def test_an_edit_that_is_broken_leaves_the_last_page_until_it_is_mended(preview: Preview) -> None:
    page, report, said = preview
    whole = report.read_text()
    report.write_text(whole.replace("status: published", "status: ["))
    until(said.as_uri(), "error: this is not YAML")
    until(page, TITLE)
    report.write_text(example.changed(whole, "title: A token was readable and is mended"))
    until(page, "A token was readable and is mended")


def test_a_port_that_is_taken_is_told_of(tmp_path: Path) -> None:
    root = example.write(tmp_path / "repository")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "pipeline", "--root", str(root), "serve", "--port", str(port)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith(f"postmortem: 127.0.0.1:{port} cannot be served: ")
    assert "Address already in use" in ended.stderr


def test_an_open_page_loads_itself_anew(browser: Browser, preview: Preview) -> None:
    address, report, _ = preview
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("heading", name=TITLE).wait_for()
    report.write_text(example.changed(report.read_text(), "title: A token was readable after the edit"))
    page.get_by_role("heading", name="A token was readable after the edit").wait_for()
    page.close()
