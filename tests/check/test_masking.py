"""No report repeats a secret, wherever it stands and whatever else is wrong there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.check.masking import mask
from tests import example
from tests.conftest import Run
from tests.hostile.fields import Route, grouped, planted

TOKENS = [
    "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "glpat-" + "x9Yz8Wv7Ut6Sr5Qp4On3",
    "AKIA" + "Q3EGXMPLR7NDT5WZ",
    "npm_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "sk-ant-" + "api03-Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0Fe9Dc8Ba7",
]


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    return tmp_path / "summary"


@pytest.mark.parametrize(("name", "at"), grouped(TOKENS[0]))
def test_a_token_is_not_repeated_from_any_field(
    name: str, at: list[Route], repository: Path, postmortem: Run, summary: Path
) -> None:
    for token in TOKENS[:2]:
        text = planted(name, at, token)
        (repository / "incidents" / example.INCIDENT / name).write_text(text)
        reported = {one["line"] for one in json.loads(postmortem("check", "--format", "json").stdout)["diagnostics"]}
        assert reported >= {number for number, line in enumerate(text.splitlines(), 1) if token in line}
        for form in ("text", "github"):
            result = postmortem("check", "--format", form)
            assert result.exit_code == 1
            assert token[4:] not in result.output
            assert token[4:20] not in result.output
        assert token[4:20] not in summary.read_text()


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("words", ["{}", "`{}` cannot be used", "a {} b {} c"])
def test_a_text_keeps_only_the_beginning_of_a_secret(token: str, words: str) -> None:
    shown = mask(words.replace("{}", token))
    assert token not in shown
    assert shown == words.replace("{}", f"{token[:4]}…")


@pytest.mark.parametrize("value", ["2026-01-10-leaked-tokn", "security-response-team-of-ours", "2026-02-30T09:00Z"])
def test_what_is_no_secret_is_shown_in_full(value: str, repository: Path, postmortem: Run) -> None:
    report = repository / "incidents" / example.INCIDENT / "README.md"
    report.write_text(example.changed(example.README, f'severity: "{value}"'))
    assert f"`severity` cannot be `{value}`" in postmortem("check").output
