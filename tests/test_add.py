"""`postmortem add`: what is added is right, and nothing else in the file is different."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.commands.add import add
from tests import example
from tests.conftest import Run

Added = Callable[..., list[str]]
FOLDER = f"incidents/{example.INCIDENT}"


@pytest.fixture
def added(postmortem: Run, repository: Path) -> Added:
    """Adds something, and gives the lines by which one of the incident's files differs afterwards."""

    def run(file: str, kind: str, *arguments: str) -> list[str]:
        path = repository / FOLDER / file
        before = path.read_text().split("\n")
        result = postmortem("add", kind, example.INCIDENT, *arguments)
        assert result.exit_code == 0, result.stderr
        changed = difflib.ndiff(before, path.read_text().split("\n"))
        return [line for line in changed if line[0] in "+-"]

    return run


def refused(postmortem: Run, repository: Path, *arguments: str) -> Result:
    """Adds something that is refused, and sees that nothing was written."""
    before = {path: path.read_bytes() for path in (repository / FOLDER).rglob("*") if path.is_file()}
    result = postmortem("add", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert {path: path.read_bytes() for path in (repository / FOLDER).rglob("*") if path.is_file()} == before
    return result


def test_an_event_goes_where_its_time_belongs(added: Added) -> None:
    words = ("--at", "2026-01-10T09:30Z", "--what", "The token was looked for.", "--evidence", "E1")
    assert added("timeline.md", "event", *words) == [
        "+ - at: 2026-01-10T09:30Z",
        "+   what: The token was looked for.",
        "+   evidence: [E1]",
    ]


def test_the_first_and_the_last_event_can_be_added(added: Added, repository: Path) -> None:
    added("timeline.md", "event", "--at", "2026-01-01", "--what", "Before all others.")
    added("timeline.md", "event", "--at", "2026-01-11", "--what", "After all others.")
    lines = (repository / FOLDER / "timeline.md").read_text().split("\n")
    assert (lines[2], lines[-4]) == ("- at: 2026-01-01", "- at: 2026-01-11")


def test_a_process_change_says_that_it_needs_a_procedure(postmortem: Run) -> None:
    words = ("add", "finding", example.INCIDENT, "Review images before they are published", "--kind", "process-change")
    assert "`sop` has to name the procedure" in postmortem(*words, "--yes").stderr
    assert postmortem(*words, "--sop", "images", "--yes").stderr.count("there is no docs/sops/images.md") == 1


def test_what_is_missing_is_shown_as_it_would_be_written(postmortem: Run) -> None:
    result = postmortem("add", "event", example.INCIDENT, "--yes")
    assert "write --at 2" in result.stderr


def test_an_item_gets_the_next_id(added: Added) -> None:
    words = ("--url", "https://example.org/a", "--what", "A log.", "--source", "identity", "--tlp", "red")
    assert added("evidence.md", "evidence", *words)[0] == "+ - id: E2"
    added("README.md", "factor", "--what", "Tokens lived for ever.", "--finding", "01")
    answer = ("--what", "Nobody looked.", "--no-finding", "It is watched now.")
    assert added("README.md", "factor", *answer)[0] == "+ - id: C2"


def test_a_list_of_the_report_grows(added: Added) -> None:
    words = ("--team", "payments", "--role", "moved customers")
    assert added("README.md", "participant", *words) == ["+ - team: payments", "+   role: moved customers"]


def test_a_list_in_brackets_grows_in_its_line(added: Added) -> None:
    before, after = added("README.md", "reference", "--title", "A", "--url", "https://example.org")
    assert after == f"+{before[1:-1]}, {{title: A, url: 'https://example.org'}}]"


def test_a_file_is_copied_hashed_and_registered(postmortem: Run, repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "access log.txt"
    file.write_text("GET / 200\n")
    words = ("--what", "The log.", "--source", "nginx", "--tlp", "green")
    result = postmortem("add", "evidence", example.INCIDENT, str(file), *words)
    copy = repository / FOLDER / "evidence" / "access-log.txt"
    assert result.stdout.splitlines() == [str(copy), f"{repository / FOLDER / 'evidence.md'}: E2"]
    assert copy.read_text() == "GET / 200\n"
    register = (repository / FOLDER / "evidence.md").read_text()
    assert f"  sha256: {hashlib.sha256(copy.read_bytes()).hexdigest()}\n" in register
    assert "registered-evidence-is-cited" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"key: ghp_" + b"abcdefghijklmnopqrstuvwxyzABCD123456",
            "a.txt:1: this looks like a secret (GitHub Token): `ghp_…`",
        ),
        (b"\0" * 10_000_001, "10,000,001 bytes, more than 10,000,000: keep it elsewhere, and add it with --url"),
        (example.LOG.encode(), "is already in this incident, as evidence/log.txt"),
    ],
    ids=["secret", "large", "known"],
)
def test_a_file_is_looked_at_before_it_is_copied(
    postmortem: Run, repository: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    words = (str(tmp_path / "a.txt"), "--what", "The log.", "--source", "nginx", "--tlp", "green")
    assert said in refused(postmortem, repository, "evidence", example.INCIDENT, *words).stderr


def test_the_level_of_evidence_is_never_guessed(postmortem: Run, repository: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    words = ("--what", "The log.", "--source", "nginx")
    assert (
        "this is not a terminal, or --yes is set: write one of clear, green, amber, amber+strict, red"
        in refused(postmortem, repository, "evidence", example.INCIDENT, str(tmp_path / "a.txt"), *words).stderr
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("event", example.INCIDENT, "--at", "2026-01-10"), "--what is missing"),
        (("event", example.INCIDENT, "--at", "soon", "--what", "A."), "`soon`"),
        (("reference", example.INCIDENT, "--title", "A", "--url", "example.org"), "`example.org`"),
        (("event", "2026-01-10-leaked-tokens", "--at", "2026", "--what", "A."), f"did you mean `{example.INCIDENT}`?"),
        (("evidence", example.INCIDENT, "--what", "A.", "--source", "a", "--tlp", "red"), "FILE"),
    ],
)
def test_what_is_wrong_is_not_written(postmortem: Run, repository: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(postmortem, repository, *arguments).stderr


def test_a_finding_gets_the_next_number(postmortem: Run, repository: Path) -> None:
    result = postmortem(
        "add", "finding", example.INCIDENT, "Scan images for tokens", "--owner", "payments", "--kind", "bug"
    )
    assert result.stdout == f"{repository / FOLDER}/findings/02-scan-images-for-tokens.md\n"
    assert "\nowner: payments\n" in Path(result.stdout.strip()).read_text()


def test_what_check_finds_is_said_at_once(postmortem: Run) -> None:
    result = postmortem("add", "participant", example.INCIDENT, "--team", "payment", "--role", "looked")
    assert "did you mean `payments`?" in result.stderr


def test_the_line_ends_of_windows_stay(postmortem: Run, repository: Path) -> None:
    timeline = repository / FOLDER / "timeline.md"
    timeline.write_bytes(timeline.read_bytes().replace(b"\n", b"\r\n"))
    postmortem("add", "event", example.INCIDENT, "--at", "2026-01-11", "--what", "The end.")
    assert timeline.read_bytes().count(b"\n") == timeline.read_bytes().count(b"\r\n")


def test_a_document_that_is_not_there_yet_is_made(postmortem: Run, repository: Path) -> None:
    postmortem("new", "A bucket was open", "--severity", "sev4", "--customers", "none", "--data-breach", "none")
    postmortem("add", "event", "2026-02-10-a-bucket-was-open", "--at", "2026-02-09T10:00Z", "--what", "It was closed.")
    timeline = repository / "incidents/2026-02-10-a-bucket-was-open/timeline.md"
    assert timeline.read_text() == "---\nevents:\n- at: 2026-02-09T10:00Z\n  what: It was closed.\n---\n"


def test_a_link_is_not_written_through(postmortem: Run, repository: Path, tmp_path: Path) -> None:
    timeline, elsewhere = repository / FOLDER / "timeline.md", tmp_path / "elsewhere.md"
    timeline.rename(elsewhere)
    timeline.symlink_to(elsewhere)
    before = elsewhere.read_text()
    assert postmortem("add", "event", example.INCIDENT, "--at", "2026-01-11", "--what", "The end.").exit_code == 2
    assert elsewhere.read_text() == before


def test_a_person_at_a_terminal_is_asked_for_what_is_needed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.commands.asking.can_ask", lambda: True)
    arguments = ["--root", str(repository), "--today", "2026-02-10", "add", "event", f"{FOLDER}/"]
    result = CliRunner().invoke(main, arguments, input="2026-01-11\nThe end.\n")
    assert result.exit_code == 0, result.stderr
    assert "- at: 2026-01-11\n  what: The end.\n" in (repository / FOLDER / "timeline.md").read_text()


def test_every_kind_has_an_option_for_each_simple_key() -> None:
    event = {parameter.name for parameter in add.commands["event"].params}
    assert {"at", "what", "milestone", "phase", "evidence", "approximate", "tlp"} <= event
