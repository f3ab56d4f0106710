"""`postmortem serve`: what an author sees of an edit, as a browser gets it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from tests import example
from tests.forked import write_program
from tests.needs import ROOT
from tests.site.ports import free_port

TITLE = "A token of the identity service was readable in a public image"


class Preview(NamedTuple):
    """The address of the incident's page, its report, and what the command has said."""

    page: str
    report: Path
    said: Path


@pytest.fixture
def program(tmp_path: Path, commands: Path) -> Path:
    """The command `postmortem`."""
    write_program(tmp_path / "postmortem", commands)
    return tmp_path / "postmortem"


@pytest.fixture
def preview(tmp_path: Path, program: Path) -> Iterator[Preview]:
    root, port = example.write(tmp_path / "repository"), free_port()
    command = [str(program), "--root", str(root), "serve", "--port", str(port)]
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
    until(urljoin(page, "/"), "A token was readable after the edit")
    until(urljoin(page, "/pagefind/pagefind.js"), "pagefind")


def test_a_draft_shows(preview: Preview) -> None:
    page, report, _ = preview
    report.write_text(example.changed(report.read_text(), "status: draft"))
    until(page, '">draft</span>')


def test_an_edit_that_is_broken_leaves_the_last_page_until_it_is_mended(preview: Preview) -> None:
    page, report, said = preview
    whole = report.read_text()
    report.write_text(whole.replace("status: published", "status: ["))
    until(said.as_uri(), "error: invalid YAML")
    until(page, TITLE)
    report.write_text(example.changed(whole, "title: A token was readable and is mended"))
    until(page, "A token was readable and is mended")


def test_a_branch_that_is_checked_out_meanwhile_runs_nothing_and_shows_nothing_from_elsewhere(preview: Preview) -> None:
    page, report, said = preview
    root, outside = report.parents[2], said.parent / "outside"
    outside.write_text("somebody's own")
    state = root / ".postmortem" / "preview"
    hook = f"open({str(outside)!r}, 'w').write('ran')"
    files = {"mkdocs.yml": "site_name: a\nhooks: [evil.py]\n", "evil.py": hook, "theme/main.html": "{{ 1/0 }}"}
    example.write(state, files)
    example.write(root, {"mkdocs.yml": files["mkdocs.yml"], "evil.py": hook})
    (root / "incidents" / "2026-01-11-other").symlink_to("/")
    artefact = report.parent / "evidence" / "log.txt"
    artefact.unlink()
    artefact.symlink_to(outside)
    until(said.as_uri(), "symbolic links are not allowed")
    assert outside.read_text() == "somebody's own"
    artefact.unlink()
    (root / "incidents" / "2026-01-11-other").unlink()
    artefact.write_text(example.LOG)
    report.write_text(example.changed(report.read_text(), "title: A token was readable after the checkout"))
    until(page, "A token was readable after the checkout")
    until(urljoin(page, "evidence/log.txt"), example.LOG.strip())
    assert (outside.read_text(), "Traceback" in said.read_text()) == ("somebody's own", False)


def test_a_port_that_is_taken_is_told_of(tmp_path: Path, program: Path) -> None:
    root = example.write(tmp_path / "repository")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [str(program), "--root", str(root), "serve", "--port", str(port)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    expected = f"postmortem: port {port} is in use: stop what listens there, or choose another with --port"
    assert ended.stderr.splitlines()[-1] == expected


def test_an_open_page_loads_itself_anew(browser: Browser, preview: Preview) -> None:
    address, report, _ = preview
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("heading", name=TITLE).wait_for()
    report.write_text(example.changed(report.read_text(), "title: A token was readable after the edit"))
    page.get_by_role("heading", name="A token was readable after the edit").wait_for()
    page.close()


def answer_to(preview: Preview, headers: dict[str, str], path: str = "/") -> tuple[int, str]:
    """The status and the text that a request with these headers gets."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(preview.page).port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    with closing(connection):
        return answer.status, answer.read().decode()


def test_only_the_host_that_it_was_started_for_is_answered(preview: Preview) -> None:
    port, path = urlsplit(preview.page).port, urlsplit(preview.page).path
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        status, text = answer_to(preview, {"Host": host}, path)
        assert (status, TITLE in text) == (200, True)
    names = ["evil.example", f"evil.example:{port}", "localhost", f"127.0.0.1:{port}.evil.example", f"[::1]:{port}"]
    for host in (*names, f"127.0.0.1:{port},evil.example", f"localhost.:{port}", ""):
        for asked in (path, "/livereload/1/1", "/search/", "/pagefind/pagefind.js", "/nowhere"):
            status, text = answer_to(preview, {"Host": host}, asked)
            assert (host, status, TITLE in text) == (host, 421, False)
    assert answer_to(preview, {}, path)[0] == 421


def test_another_site_cannot_show_it_within_its_own(preview: Preview) -> None:
    own = {"Host": urlsplit(preview.page).netloc, "Sec-Fetch-Site": "cross-site"}
    path = urlsplit(preview.page).path
    assert answer_to(preview, own | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, path)[0] == 421
    assert answer_to(preview, own | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, path)[0] == 421
    assert answer_to(preview, own | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, path)[0] == 200
