"""No command repeats a character that acts on a terminal or a reader, nor a workflow command, from any field."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from pipeline.host.characters import harmless
from pipeline.tracking.tracker import Edit, NewIssue
from tests import example
from tests.conftest import Run
from tests.filing.conftest import Desk
from tests.hostile.fields import FILES, Route, grouped, planted

RANGES = ((0x202A, 0x202E), (0x2066, 0x2069), (0xE0041, 0xE0045))
ACTING = "".join(
    [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) in ("Cc", "Zl", "Zp")]
    + [chr(point) for first, last in RANGES for point in range(first, last + 1)]
    + list("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff")
)
PLANTED = f"Rotate\r::error::x ##[error]x ##vso[x]{ACTING}\n::stop-commands::x\x1b[2J keys"
FILES_OF_THE_PIPELINE = ("incidents/", "docs/sops/", "postmortem.yml")
COMMANDS = (
    *(f"::{level} file={path}" for level in ("error", "warning") for path in FILES_OF_THE_PIPELINE),
    *("::error ::and ", "::warning ::and "),
)
FORMS = ("text", "json", "github", "sarif")


def assert_harmless(said: str) -> None:
    """No line has a character that acts, and none is a command but those of `check --format github`."""
    for line in said.split("\n"):
        assert line in (harmless(line), harmless(line, "\u2060"))
        assert not line.startswith("::") or line.startswith(COMMANDS)
        assert line.startswith("::") or not line.lstrip().startswith("::")
        assert line.startswith("::") or "##[" not in line
        assert "##vso[" not in line or line.startswith("::")


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    return tmp_path / "summary"


@pytest.mark.parametrize(("name", "at"), grouped(PLANTED))
def test_no_field_acts_on_what_a_check_says(
    name: str, at: list[Route], repository: Path, postmortem: Run, summary: Path
) -> None:
    (repository / "incidents" / example.INCIDENT / name).write_text(planted(name, at, PLANTED))
    for form in FORMS:
        result = postmortem("check", "--format", form)
        assert_harmless(result.stdout)
        assert_harmless(result.stderr)
        if form in ("json", "sarif"):
            json.loads(result.stdout)
    if summary.exists():
        assert_harmless(summary.read_text())
    for arguments in (("plan",), ("apply",), ("review",)):
        assert_harmless(postmortem(*arguments).output)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["front", "body"])
def test_no_text_acts_on_what_a_check_says(name: str, place: str, repository: Path, postmortem: Run) -> None:
    path = repository / "incidents" / example.INCIDENT / name
    text = path.read_text()
    path.write_text(text.replace("---\n", f"---\n{PLANTED}\n", 1) if place == "front" else f"{text}\n{PLANTED}\n")
    for form in FORMS:
        assert_harmless(postmortem("check", "--format", form).output)


def test_no_configuration_acts_on_what_is_said(repository: Path, postmortem: Run) -> None:
    config = repository / "postmortem.yml"
    config.write_text(f"{config.read_text()}{json.dumps({PLANTED: PLANTED})[1:-1]}\n")
    result = postmortem("check")
    assert result.exit_code == 2
    assert_harmless(result.output)


@pytest.mark.parametrize("form", [(), ("--format", "markdown"), ("--format", "json")])
def test_no_title_on_the_tracker_acts_on_what_a_plan_says(form: tuple[str, ...], desk: Desk, tmp_path: Path) -> None:
    desk.by_hand(NewIssue(PLANTED, "Ours.", frozenset({"postmortem:adopt", f"postmortem:{PLANTED}"})))
    desk.write("issue: example-org/identity#1")
    assert_harmless(desk.run("plan", *form).output)
    desk.run("plan", *form, "--out", str(tmp_path / "plan"))
    assert_harmless((tmp_path / "plan").read_text())
    assert_harmless(desk.run("apply").output)
    desk.team(Edit(title=PLANTED))
    assert_harmless(desk.run("plan", *form).output)
    assert_harmless(desk.run("apply").output)


def test_no_argument_acts_on_what_is_said(postmortem: Run) -> None:
    given = PLANTED.replace("\0", "")  # which no argument can have
    named: list[tuple[str, ...]] = [("check", given), ("explain", given), ("new", "a", "--in", given)]
    named += [("apply", "--accept", given), (given,), (f"--{given}",), ("check", f"--{given}")]
    named += [("--today", given, "check"), ("build", "--audience", given)]
    for arguments in named:
        assert_harmless(postmortem(*arguments).output)
