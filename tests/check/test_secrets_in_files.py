"""Secrets: found wherever they stand in an incident, never repeated, and nothing else is one."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import pytest

from pipeline.check.secrets import Secret, secrets
from pipeline.diagnostic import Location
from tests import example
from tests.check.one_incident import FOLDER, body, check, said

LETTERS = "aB3dE5gH7jK9mN1pQ4sT6vW8yZ0cF2iL5oR7uX9b"
HEXADECIMAL = "0f" * 20
PASSWORD = "Tr0ub4dor-and-3"  # noqa: S105  # it opens nothing
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{LETTERS * 2}\n{LETTERS}\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"it was ghp_{LETTERS[:36]}.", "GitHub Token", f"ghp_{LETTERS[:36]}"),
        (f"github_pat_{LETTERS[:22]}_{LETTERS}{LETTERS[:19]}", "GitHub Token", None),
        (f"//registry/:_authToken=npm_{LETTERS[:36]}", "NPM Token", f"npm_{LETTERS[:36]}"),
        (f"glpat-{LETTERS[:20]}", "GitLab Token", None),
        (f"key AKIA{LETTERS[:16].upper()} of AWS", "AWS Access Key", f"AKIA{LETTERS[:16].upper()}"),
        (f'aws_secret_access_key = "{LETTERS}"', "AWS Access Key", LETTERS),
        ("xoxb-" + f"123456789012-{LETTERS[:24]}", "Slack Token", None),
        (f"Authorization: Bearer {JWT}", "JSON Web Token", JWT),
        (f"pypi-AgEIcHlwaS5vcmc{LETTERS * 3}", "PyPI Token", None),
        (f"sk_live_{LETTERS[:24]}", "Stripe Access Key", None),
        (KEY, "Private Key", f"{LETTERS * 2}\n{LETTERS}"),
        (f"postgres://report:{PASSWORD}@db.corp.internal/orders", "password in a URL", PASSWORD),
    ],
)
def test_a_secret_is_found_where_it_stands(text: str, kind: str, value: str | None) -> None:
    (found,) = secrets(f"é 😀\n\n{text}\n")
    assert found.kind == kind
    assert value is None or found.value == value
    assert f"é 😀\n\n{text}\n"[found.start :].startswith(found.value)
    assert found.value not in found.shown


@pytest.mark.parametrize(
    "text",
    [
        "The password: hunter2 was weak, the secret = nothing, and api_key: none.",
        f"sha256: {hashlib.sha256(b'a').hexdigest()}",
        f"commit {HEXADECIMAL} and digest {LETTERS}{LETTERS}",
        f"aws key in commit {hashlib.sha1(b'a', usedforsecurity=False).hexdigest()}",
        "AKIAIOSFODNN7EXAMPLE is what the manual shows, and ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx too",
        "https://user:password@host.internal, https://$USER:$TOKEN@host.internal, https://{{user}}:{{token}}@h.org",
        "https://deploy:Tr0ub4dor@registry.example.com/ and https://bot:REDACTED@api.internal/",
        "ssh://git@github.com:org/repository.git and https://medium.com/@user/a:b",
        "-----BEGIN RSA PRIVATE KEY----- was the first line.",
        "eyJ is how a token begins; eyJhbGciOi.not-a-token",
        "https://example.org/very/long/path/with-many-words-and-numbers-0123456789?query=abcdef0123456789",
        "user-us1 re-used-us2 0123456789",
    ],
)
def test_prose_hashes_and_placeholders_are_no_secrets(text: str) -> None:
    assert list(secrets(text)) == []


def test_an_artefact_that_could_be_one_long_secret_is_said_and_not_searched() -> None:
    found = check({}, {"evidence/a.txt": "aB3d" * 400_000, "evidence/b.txt": f"a {ADDRESS}"})
    (dense, secret) = [item for item in found if item.rule == "text-holds-no-secret"]
    assert (dense.location.path, secret.location.path) == (f"{FOLDER}/evidence/a.txt", f"{FOLDER}/evidence/b.txt")
    assert "could be a secret" in dense.message


def test_a_text_without_a_long_word_imports_no_detector() -> None:
    code = "import sys; from pipeline.check.secrets import secrets; list(secrets('token ' * 900))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print('detect_secrets' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


ADDRESS = f"postgres://report:{PASSWORD}@db.corp.internal/orders"


def test_a_secret_is_found_in_front_matter_comments_bodies_and_artefacts() -> None:
    found = check(
        {"README": (f"summary: Seen in {ADDRESS}", ""), "finding": body(ADDRESS)},
        {"evidence/more.txt": f"a\n {ADDRESS}"},
    )
    places = {item.location.path.removeprefix(f"{FOLDER}/") for item in found if item.rule == "text-holds-no-secret"}
    assert places == {"README.md", "evidence/more.txt", example.FINDING_PATH}
    (artefact,) = [item for item in found if "more.txt" in item.location.path and "secret" in item.rule]
    assert artefact.location == Location(f"{FOLDER}/evidence/more.txt", 2, 20)


def test_what_is_said_of_a_secret_does_not_repeat_it() -> None:
    found = check({"README": body(f"{ADDRESS} ghp_{LETTERS[:36]}")})
    assert len(said("text-holds-no-secret", found)) == 2
    assert not [item for item in found if PASSWORD in f"{item.message} {item.hint}" or LETTERS[:8] in item.message]


@pytest.mark.parametrize(("length", "shown"), [(3, "…"), (16, "…"), (17, f"{LETTERS[:4]}…")])
def test_of_a_short_secret_nothing_is_shown(length: int, shown: str) -> None:
    assert Secret("a secret", 0, LETTERS[:length]).shown == shown


def test_a_revoked_secret_is_listed_by_its_hash_as_the_hint_says() -> None:
    (found,) = check({"README": body(ADDRESS)})
    digest = hashlib.sha256(PASSWORD.encode()).hexdigest()
    assert f"revoked_secrets: [{{sha256: {digest}, reason: " in found.hint
    listed = f"revoked_secrets: [{{sha256: {digest}, reason: revoked on 2026-01-10}}]"
    assert check({"README": (listed, body(ADDRESS)[1])}) == []


def test_nothing_is_remembered_from_one_artefact_to_the_next() -> None:
    texts = {"evidence/a.txt": ADDRESS, "evidence/b.txt": "nothing"}
    found = [item for item in check({}, texts) if item.rule == "text-holds-no-secret"]
    assert found == [replace(item) for item in found if item.location.path.endswith("a.txt")]
    assert len(found) == 1
