"""What bc-detect-secrets finds is found, or there is a reason why it is not a secret."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import found_secrets
from pipeline.check import secrets as module
from pipeline.check.secrets import secrets, why_none

LETTERS = "aB3dE5gH7jK9mN1pQ4sT6vW8yZ0cF2iL5oR7uX9b"
UUID = "4fd0a31e-9c2b-47d8-8e65-1b7a0c93f2d6"
PATTERNS = [
    (name, pattern)
    for file, name, _ in module._DETECTORS  # noqa: SLF001  # the test asks the same detectors
    for pattern in getattr(import_module(f"detect_secrets.plugins.{file}"), name).denylist
]
AROUND = st.sampled_from(
    [
        "{}",
        "a\n{}\nb",
        "The log of the deployment said:\n\n    {}\n",
        "key: {}",
        "> {}",
        "| {} |",
        f"{'word ' * 500}\n{{}}",
    ]
)


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[f"{name} {at}" for at, (name, _) in enumerate(PATTERNS)])
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_the_library_finds_is_found_or_has_a_reason(
    name: str, pattern: re.Pattern[str], data: st.DataObject
) -> None:
    made = data.draw(
        st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii", exclude_characters="\0"))
    )
    text = data.draw(AROUND).format(made)
    (file,) = (file for file, known, _ in module._DETECTORS if known == name)  # noqa: SLF001  # each detector is tried alone
    detector = getattr(import_module(f"detect_secrets.plugins.{file}"), name)()
    found = [one.value for one in secrets(text)]
    for value in detector.analyze_string(made):
        clean = value.strip().strip("\"'=:")
        assert why_none(detector.secret_type, clean) or [one for one in found if clean in one or one in clean]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"NPM_TOKEN={UUID}", UUID),
        (f"NPM-TOKEN: {UUID}", UUID),
        (f"_authToken=NpmToken.{UUID}", UUID),
        ("artifactory password AP6hQ9ZtL2vXc8RkPw3Ns7YbMe", "AP6hQ9ZtL2vXc8RkPw3Ns7YbMe"),
        ("The JFrog settings said:\npassword=AP6hQ9ZtL2vXc8RkPw3Ns7YbMe\n", "AP6hQ9ZtL2vXc8RkPw3Ns7YbMe"),
        (f"AKCp{LETTERS}", f"AKCp{LETTERS}"),
        (f"cloudant_password = {'0123456789abcdef' * 4}", "0123456789abcdef" * 4),
        (f"api_key = {LETTERS}1234", f"{LETTERS}1234"),
        (f"SECRET_ACCESS_KEY: {'0a1b2c3d4e5f' * 4}", "0a1b2c3d4e5f" * 4),
        (f"sl_key={'0a1b2c3d4e5f6g7h' * 4}", "0a1b2c3d4e5f6g7h" * 4),
        ("AC0123456789abcdef0123456789abcdef", "AC0123456789abcdef0123456789abcdef"),
        ("0123456789abcdef0123456789abcdef-us12", "0123456789abcdef0123456789abcdef-us12"),
    ],
)
def test_a_token_is_found_by_its_own_form_alone(text: str, value: str) -> None:
    assert [one.value for one in secrets(f"Before.\n\n{text}\n\nAfter.\n")] == [value]


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("Artifactory Credentials", "AKCabc0123", "too short for a token"),
        ("Stripe Access Key", "sk_live_" + "live" * 6, "the same few characters over and over"),
        ("AWS Access Key", "AKIAIOSFODNN7EXAMPLE", "stands in for a secret"),
        ("AWS Access Key", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "a SHA-1, as of a commit"),
        ("AWS Access Key", LETTERS, ""),
    ],
)
def test_each_answer_that_is_dropped_has_its_reason(kind: str, value: str, reason: str) -> None:
    assert why_none(kind, value) == reason


def test_a_detector_of_the_library_is_asked_or_there_is_a_reason_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    token = f"ghp_{LETTERS[:36]}"
    (tmp_path / "report.md").write_text(f"key = {token}\nghp_{'x' * 36}\nhttps://a:b4tT-9@example.org\n{'ab' * 20}\n")
    monkeypatch.setattr("sys.argv", ["found_secrets", str(tmp_path)])
    assert found_secrets.main() == 0
    said = capsys.readouterr().out
    assert "1 files, 0 answers" in said
    assert "GitHubTokenDetector: found by check too" in said
    assert "GitHubTokenDetector: too short for a token" in said
    assert "BasicAuthDetector: its password or host stands in for one" in said
    assert set(found_secrets.DETECTORS) == {*found_secrets.USED, found_secrets.PASSWORDS, *found_secrets.NOT_USED}
