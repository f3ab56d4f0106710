"""Attack, or accident: publish a secret where the scan does not look, or in a form that it has no word for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.example import FINDING_PATH
from tests.hostile.putting_out import Attack, said

RULE = "text-holds-no-secret"
UUID = "4fd0a31e-9c2b-47d8-8e65-1b7a0c93f2d6"
SECRETS = {
    "a token of npm by its variable": f"NPM_TOKEN={UUID}",
    "an encrypted password of Artifactory": "artifactory: AP6hQ9ZtL2vXc8RkPw3Ns7YbMe",
    "a key of a cloud by its word": "ibm_cloud_api_key = aB3dE5gH7jK9mN1pQ4sT6vW8yZ0cF2iL5oR7uX9b1234",
    "a password in an address": "redis://cache:Tr0ub4dor-and-3@10.0.0.7:6379/0",
    "a private key": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("place", ["README.md", FINDING_PATH, "evidence/log-2.txt"])
def test_a_secret_in_any_text(text: str, place: str, tmp_path: Path) -> None:
    body = f"\n\nThe log showed:\n\n{text}\n"
    attack = Attack(files={place: body.encode()}) if place.endswith(".txt") else Attack(added={place: body})
    (found,) = [one for one in said(attack.write(tmp_path)) if one.rule == RULE]
    assert not [part for part in text.split() if len(part) > 16 and part in f"{found.message} {found.hint}"]


TOKEN = f"ghp_{'aB3dE5gH7jK9mN1pQ4sT6vW8yZ0cF2iL5oR7'}"  # in two parts, so that no scan takes this file for a leak
BROKEN = {
    "an escape of Markdown": f"ghp\\_{TOKEN[4:]}",
    "an entity": f"gh&#112;_{TOKEN[4:]}",
    "a comment within it": f"{TOKEN[:10]}<!-- -->{TOKEN[10:]}",
    "a byte of an address": f"[a](https://example.org/?t=ghp%5F{TOKEN[4:]})",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_secret_that_is_in_one_piece_only_on_the_page(text: str, tmp_path: Path) -> None:
    root = Attack(added={"README.md": f"\n## More\n\nThe log showed {text} twice.\n"}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}


@pytest.mark.parametrize("value", [f'"\\x67{TOKEN[1:]}"', f'"{TOKEN[:20]}\\\n  {TOKEN[20:]}"'])
def test_a_secret_that_is_in_one_piece_only_in_the_value(value: str, tmp_path: Path) -> None:
    root = Attack(replaced={"README.md": ("status: published", f"x-a: {value}\nstatus: published")}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}


@pytest.mark.parametrize(
    "content", [f"a {TOKEN}\n".encode("utf-16"), f"a {TOKEN}".encode("utf-16-le"), b"\0" + TOKEN.encode()]
)
def test_a_secret_in_a_log_with_other_bytes(content: bytes, tmp_path: Path) -> None:
    root = Attack(files={"evidence/log-2.txt": content}).write(tmp_path)
    assert RULE in {one.rule for one in said(root)}


def test_a_secret_in_a_procedure(tmp_path: Path) -> None:
    root = Attack().write(tmp_path)
    (root / "docs/sops").mkdir(parents=True, exist_ok=True)
    (root / "docs/sops/rotate.md").write_text(f"# Rotate\n\nRun it with {TOKEN}.\n")
    assert RULE in {one.rule for one in said(root)}
