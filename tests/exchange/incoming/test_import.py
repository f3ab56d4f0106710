"""`postmortem import` from file to draft."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipeline.exchange.incoming.importer import Outcome
from pipeline.exchange.incoming.report import Report
from pipeline.host.writing import add_folder
from tests.conftest import Run

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
REPORT = """\
# Outage of the login page on 2024-03-19

## Summary

Nobody could log in.

## Timeline

- 10:00 UTC the certificate expires
- 10:05 UTC fixed
"""
ID = "2024-03-19-outage-of-the-login-page"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "wiki"
    folder.mkdir()
    file = folder / "login.md"
    file.write_text(REPORT, "utf-8")
    return file


def text(repository: Path, name: str = "README.md", incident: str = ID) -> str:
    return (repository / "incidents" / incident / name).read_text("utf-8")


def imported(postmortem: Run, source: Path, body: str) -> None:
    source.write_text(body, "utf-8")
    result = postmortem("import", str(source))
    assert result.exit_code == 0, result.output


def test_a_draft_that_passes_check(postmortem: Run, repository: Path, source: Path) -> None:
    result = postmortem("import", str(source))
    assert result.exit_code == 0
    assert "1 imported" in result.stdout
    checked = json.loads(postmortem("check", "--format", "json").stdout)
    assert [one for one in checked["diagnostics"] if one["severity"] == "error"] == []
    front = yaml.safe_load(text(repository).split("---\n")[1])
    assert (front["status"], front["tlp"], front["impact"]["customers"]) == ("draft", "amber", "unknown")


def test_a_dry_run_writes_nothing(postmortem: Run, repository: Path, source: Path) -> None:
    result = postmortem("import", "--dry-run", str(source))
    assert "dry run" in result.stdout
    assert not (repository / "incidents" / ID).exists()


def test_importing_again_leaves_an_edited_draft_alone(postmortem: Run, repository: Path, source: Path) -> None:
    postmortem("import", str(source))
    readme = repository / "incidents" / ID / "README.md"
    readme.write_text(text(repository) + "\nEdited.\n", "utf-8")
    before = {path: path.read_bytes() for path in (repository / "incidents").rglob("*") if path.is_file()}
    assert "1 imported before" in postmortem("import", str(source)).stdout
    assert {path: path.read_bytes() for path in (repository / "incidents").rglob("*") if path.is_file()} == before


def test_the_others_are_imported_after_one_is_refused(postmortem: Run, repository: Path, source: Path) -> None:
    bad = source.parent / "bad.md"
    bad.write_bytes(b"\xff\xfe\x00\xd8")
    result = postmortem("import", str(bad), str(source.parent / "missing.md"), str(source))
    assert result.exit_code == 1
    assert "1 imported, 2 refused" in result.stdout
    assert (repository / "incidents" / ID).is_dir()


def test_a_secret_is_replaced_and_reported_by_its_hash(postmortem: Run, repository: Path, source: Path) -> None:
    source.write_text(f"{REPORT}\n## Root cause\n\nThe token {TOKEN} was in a log.\n", "utf-8")
    result = postmortem("import", str(source))
    assert TOKEN not in text(repository)
    assert "The token REDACTED was in a log." in text(repository)
    assert TOKEN not in result.output
    assert hashlib.sha256(TOKEN.encode()).hexdigest() in result.output


def test_hostile_addresses_are_defanged(postmortem: Run, repository: Path, source: Path) -> None:
    body = "\n## Root cause\n\nThe malware came from https://evil.example.net/kit and from 45.9.148.108.\n"
    imported(postmortem, source, REPORT + body)
    assert "hxxps://evil[.]example[.]net/kit and from 45[.]9[.]148[.]108" in text(repository)


def test_a_mention_notifies_nobody(postmortem: Run, repository: Path, source: Path) -> None:
    imported(postmortem, source, f"{REPORT}\n## Root cause\n\n@alice saw it.\n")
    assert "`@alice` saw it." in text(repository)


def test_a_picture_below_the_source_becomes_evidence(postmortem: Run, repository: Path, source: Path) -> None:
    (source.parent / "img").mkdir()
    (source.parent / "img/graph.png").write_bytes(PNG)
    imported(postmortem, source, f"{REPORT}\n## Impact\n\n![Failed logins](img/graph.png)\n")
    assert "![Failed logins](evidence/graph.png) [E1]" in text(repository)
    assert (repository / "incidents" / ID / "evidence/graph.png").read_bytes() == PNG


@pytest.mark.parametrize(
    "target", ["../secret.png", "/etc/passwd", "link.png", "folder/inner.png", "https://example.org/x.png", "login.md"]
)
def test_no_other_picture_is_taken(target: str, postmortem: Run, repository: Path, source: Path) -> None:
    (source.parent.parent / "secret.png").write_bytes(PNG)
    (source.parent.parent / "outside").mkdir()
    (source.parent.parent / "outside/inner.png").write_bytes(PNG)
    (source.parent / "link.png").symlink_to(source.parent.parent / "secret.png")
    (source.parent / "folder").symlink_to(source.parent.parent / "outside")
    imported(postmortem, source, f"{REPORT}\n## Impact\n\n![Failed logins]({target})\n")
    assert not (repository / "incidents" / ID / "evidence").exists()
    assert "Failed logins" in text(repository)
    assert target in text(repository)


def test_a_link_to_another_file_is_kept_as_text(postmortem: Run, repository: Path, source: Path) -> None:
    imported(postmortem, source, f"{REPORT}\n## Impact\n\nSee [the other report](../2023/other.md).\n")
    assert "See the other report (`../2023/other.md`)." in text(repository)


def test_links_are_references(postmortem: Run, repository: Path, source: Path) -> None:
    imported(postmortem, source, f"{REPORT}\n## Links\n\n- [The status page](https://status.example.org/465)\n")
    front = yaml.safe_load(text(repository).split("---\n")[1])
    assert front["references"] == [{"title": "The status page", "url": "https://status.example.org/465"}]


def test_a_level_above_amber_is_kept(postmortem: Run, repository: Path, source: Path) -> None:
    imported(postmortem, source, f"{REPORT}\n## Impact\n\nThis report is TLP:RED and stays with us.\n")
    front = yaml.safe_load(text(repository).split("---\n")[1])
    assert front["tlp"] == "red"
    assert front["x-source"]["marked"] == ["This report is TLP:RED and stays with us."]


def test_a_house_style_of_the_team(postmortem: Run, repository: Path, source: Path) -> None:
    (repository / "house-styles").mkdir()
    style = (
        "name: ours\ndate_order: day-first\ntimezone: Europe/London\n"
        "headings: {timeline: [The story]}\nseverities: {sev1: [purple]}\n"
    )
    (repository / "house-styles/ours.yml").write_text(style, "utf-8")
    title = "# Outage of the login page on 2024-07-19\n\nSeverity: purple\n"
    body = f"{title}\n## The story\n\n- 10:00 expired\n- 10:05 fixed\n"
    imported(postmortem, source, body)
    incident = "2024-07-19-outage-of-the-login-page"
    timeline = yaml.safe_load(text(repository, "timeline.md", incident).split("---\n")[1])
    assert timeline["timezone"] == "Europe/London"
    assert [event["at"] for event in timeline["events"]] == ["2024-07-19T10:00", "2024-07-19T10:05"]
    assert yaml.safe_load(text(repository, incident=incident).split("---\n")[1])["severity"] == "sev1"


def test_an_error_in_a_house_style_is_told_with_its_line(postmortem: Run, repository: Path, source: Path) -> None:
    (repository / "house-styles").mkdir()
    for wrong in ("headings: {story: [The story]}", "heading: {}", "date_order: dayfirst", "incident_words: ['(x']"):
        (repository / "house-styles/ours.yml").write_text(f"name: ours\n{wrong}\n", "utf-8")
        result = postmortem("import", str(source))
        assert result.exit_code == 2
        assert "house-styles/ours.yml:2" in result.output


def test_house_styles_are_not_read_through_a_link(postmortem: Run, repository: Path, source: Path) -> None:
    (repository / "house-styles").symlink_to(source.parent)
    result = postmortem("import", str(source))
    assert result.exit_code == 2
    assert "house-styles is a symbolic link: replace it with a folder" in result.output


def test_an_owner_that_nobody_knows_is_asked_about(postmortem: Run, repository: Path, source: Path) -> None:
    source.write_text(
        f"{REPORT}\n## Action items\n\n- [x] Alert before expiry [Rick]\n- Move the job (owner: identity)\n", "utf-8"
    )
    result = postmortem("import", str(source))
    assert "names `Rick` as the owner" in result.output
    owners = [
        yaml.safe_load(path.read_text("utf-8").split("---\n")[1])["owner"]
        for path in sorted((repository / "incidents" / ID / "findings").iterdir())
    ]
    assert owners == ["security-response", "identity"]


def test_a_range_over_midnight_has_an_end(postmortem: Run, repository: Path, source: Path) -> None:
    imported(postmortem, source, REPORT.replace("10:00 UTC", "23:50 - 00:10 UTC").replace("10:05 UTC fixed", "later"))
    event = yaml.safe_load(text(repository, "timeline.md").split("---\n")[1])["events"][0]
    assert (event["at"], event["ended"]) == ("2024-03-19T23:50Z", "2024-03-20T00:10Z")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A program that is started here can be interrupted, even where the tests themselves run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_import_that_is_stopped_says_what_is_left_and_goes_on_later(
    postmortem: Run, repository: Path, source: Path
) -> None:
    files = [str(source.parent / f"{day:02}.md") for day in range(1, 31)]
    for day, file in enumerate(files, 1):
        Path(file).write_text(REPORT.replace("2024-03-19", f"2024-04-{day:02}"), "utf-8")
    command = [sys.executable, "-m", "pipeline", "--root", str(repository), "import", *files]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        assert started.stderr.readline().startswith("[1/30]")
        started.send_signal(signal.SIGINT)
        output, errors = started.communicate()
    assert started.returncode == 1
    assert " imported; " in output
    assert "left; run the same command again to go on" in errors
    assert "30 imported" not in output
    again = postmortem("import", *files)
    assert again.exit_code == 0
    assert " imported before; " in again.stdout
    said = json.loads(postmortem("check", "--format", "json").stdout)["diagnostics"]
    assert {item["rule"] for item in said} == {"comment-is-needed"}, "the questions that are left stand in comments"


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.\."):
        add_folder(tmp_path / "incident", {"README.md": "a", "../b.md": "b"})
    assert list(tmp_path.iterdir()) == []


def test_what_is_asked_of_each_file_is_asked_once(postmortem: Run, source: Path) -> None:
    second = source.parent / "second.md"
    second.write_text(REPORT.replace("2024-03-19", "2024-03-20"), "utf-8")
    result = postmortem("import", str(source), str(second))
    assert result.output.count("were customers or data affected?") == 1
    assert "? in 2 drafts: were customers" in result.output


def test_a_table_that_is_too_wide_is_stacked() -> None:
    lines: list[str] = []
    report = Report(lines.append, lambda _: None, total=1, dry_run=False, width=40)
    report.add(Path("wiki/a-report-with-a-long-name.md"), Outcome("a.md", refused="it has no text"))
    report.end()
    assert lines == ["wiki/a-report-with-a-long-name.md", "  refused: it has no text", "1 refused; 0 open questions"]
