"""The response team's answers, written into files: comments, order and quotes stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import example
from tests.conftest import Run
from tests.review.conftest import KEY

COMMENTED = example.FINDING.replace(
    "decision: {status: accepted, on: 2026-02-01}",
    "# Ask again in March.\ndecision:\n  status: 'proposed'  # not yet\n  asked: [payments]\n  consulted: [identity]",
)
APPROVED = ("--reason", "The vendor is late.", "--approved-by", "head of security")


@pytest.fixture
def finding(repository: Path) -> Path:
    path = repository / "incidents" / example.INCIDENT / example.FINDING_PATH
    path.write_text(COMMENTED)
    return path


def lines_changed(before: str, after: str) -> set[str]:
    """The lines that only the text after has."""
    return set(after.split("\n")) - set(before.split("\n"))


def test_accept(finding: Path, postmortem: Run) -> None:
    result = postmortem("decide", KEY, "accepted", "--yes")
    assert result.exit_code == 0, result.output
    assert lines_changed(COMMENTED, finding.read_text()) == {"  status: accepted  # not yet", "  on: 2026-02-10"}
    assert "on merge: its issue asks identity to do it, due 30 days after the decision" in result.output
    assert postmortem("check").exit_code == 0


def test_decline_with_who_was_heard(finding: Path, postmortem: Run) -> None:
    options = ("--reason", "It is too dear.", "--consulted", "payments", "--yes")
    result = postmortem("decide", KEY, "declined", *options)
    assert result.exit_code == 0, result.output
    text = finding.read_text()
    assert "consulted: [identity, payments]" in text
    assert "asked" not in text
    assert "# Ask again in March." in text
    assert postmortem("check").exit_code == 0


def test_accept_a_risk_for_a_time(finding: Path, postmortem: Run) -> None:
    options = ("--reason", "It is too dear.", "--until", "2027-02-01", "--yes")
    assert postmortem("decide", KEY, "risk-accepted", *options).exit_code == 0
    assert "until: 2027-02-01" in finding.read_text()
    assert postmortem("decide", KEY, "accepted", "--yes").exit_code == 0
    assert "until" not in finding.read_text()
    assert postmortem("check").exit_code == 0


def test_what_is_missing_is_said_and_nothing_is_written(finding: Path, postmortem: Run) -> None:
    result = postmortem("decide", KEY, "declined", "--yes")
    assert result.exit_code == 2
    assert "--reason is missing" in result.output
    assert finding.read_text() == COMMENTED


def test_more_time_and_a_verification_and_one_more(finding: Path, postmortem: Run) -> None:
    finding.write_text(example.FINDING)
    assert postmortem("extend", KEY, "--until", "2026-05-01", *APPROVED, "--yes").exit_code == 0
    shown = ("--by", "lead", "--how", "We tried an old token.", "--yes")
    result = postmortem("verify", KEY, *shown, "--evidence", "E1", "--again-after", "P6M")
    assert "on merge: the finding is resolved, if its issue is closed" in result.output
    assert postmortem("verify", KEY, *shown, "--does-not-hold").exit_code == 0
    text = finding.read_text()
    assert "extended: {until: 2026-05-01, reason: The vendor is late., approved_by: head of security" in text
    assert "holds: false" in text
    assert "evidence: [E1]" in text
    assert postmortem("check").exit_code == 0


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("extend", KEY, "--until", "2026-05-01", *APPROVED), "only an accepted finding is given more time"),
        (("verify", KEY, "--by", "lead", "--how", "Tried it."), "only an accepted finding can be verified"),
        (("decide", f"{example.INCIDENT}/07", "accepted"), f"did you mean `{KEY}`?"),
        (("close", example.INCIDENT), f"not resolved yet: {KEY}"),
    ],
)
def test_what_cannot_be_answered_so_is_one_line(
    finding: Path, postmortem: Run, command: tuple[str, ...], says: str
) -> None:
    result = postmortem(*command)
    assert result.exit_code == 2
    assert says in result.output
    assert finding.read_text() == COMMENTED


def test_close_an_incident_whose_findings_are_settled(finding: Path, postmortem: Run) -> None:
    finding.write_text(example.FINDING)
    postmortem("verify", KEY, "--by", "lead", "--how", "We tried an old token.", "--yes")
    assert postmortem("close", example.INCIDENT).exit_code == 0
    readme = finding.parent.parent / "README.md"
    assert lines_changed(example.README, readme.read_text()) == {"status: closed"}
    assert postmortem("check").exit_code == 0


def test_close_an_incident_that_lacks_keys_shows_the_lines_to_add(finding: Path, postmortem: Run) -> None:
    finding.write_text(example.FINDING)
    readme = finding.parent.parent / "README.md"
    front, signoffs = example.README.split("signoffs:\n")
    text = f"{front}{signoffs.split(chr(10), 2)[2]}".replace("status: published", "status: in-review")
    text = text.replace("summary: A token was readable for two days; nobody used it.\n", "")
    readme.write_text(text)
    postmortem("verify", KEY, "--by", "lead", "--how", "We tried an old token.", "--yes")
    refused = postmortem("close", example.INCIDENT)
    said, lines = refused.output.split("\n\n")
    assert f"incidents/{example.INCIDENT}/README.md: `signoffs` and `summary` are missing" in said
    assert readme.read_text() == text
    readme.write_text(text.replace("status: in-review\n", f"status: in-review\n{lines}"))
    assert postmortem("close", example.INCIDENT).exit_code == 0
    assert postmortem("check").exit_code == 0


@pytest.mark.parametrize(
    ("decided", "asked"),
    [("2026-02-01", "has to have changed since the decision"), ("2026-12-01", "has to name it among its `changes`")],
)
def test_a_verified_process_change_says_what_its_procedure_has_to_show(
    finding: Path, postmortem: Run, decided: str, asked: str
) -> None:
    text = example.FINDING.replace("kind: change-request", "kind: process-change\nsop: revoking").replace(
        "2026-02-01", decided
    )
    finding.write_text(text)
    said = postmortem("verify", KEY, "--by", "lead", "--how", "We tried an old token.", "--yes").output
    assert f"docs/sops/revoking.md {asked}" in said
