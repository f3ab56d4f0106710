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


@pytest.mark.parametrize(
    "name",
    [
        f"evidence/{TOKEN}.txt",
        f"evidence/feature/{TOKEN}/a.bin",
        f"findings/02-{TOKEN}.md",
    ],
)
def test_a_secret_in_the_name_of_a_file_is_said_and_not_repeated(name: str, tmp_path: Path) -> None:
    found = said(Attack(files={name: b"a"}).write(tmp_path))
    assert RULE in {one.rule for one in found}
    assert not [one for one in found if TOKEN in f"{one.location.path} {one.message} {one.hint}"]


@pytest.mark.parametrize(
    "name", [f"incidents/2026-01-11-{TOKEN}/README.md", f"incidents/.{TOKEN}", f"docs/sops/{TOKEN}.md"]
)
def test_no_name_of_a_folder_or_a_procedure_is_repeated_if_it_is_a_secret(name: str, tmp_path: Path) -> None:
    root = Attack().write(tmp_path)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("# Rotate\n")
    found = said(root)
    assert found
    assert not [one for one in found if TOKEN in f"{one.location.path} {one.message} {one.hint}"]


@pytest.mark.parametrize(
    "front", [f"{TOKEN}: a", f"x-a: {{{TOKEN}: a}}", f"aliases: [2026-01-01-{TOKEN}]", f"x-{TOKEN}: a"]
)
def test_a_secret_in_a_key_or_an_alias(front: str, tmp_path: Path) -> None:
    found = said(Attack(replaced={"README.md": ("status: published", f"{front}\nstatus: published")}).write(tmp_path))
    assert RULE in {one.rule for one in found}
    assert not [one for one in found if TOKEN in f"{one.message} {one.hint}"]


def test_a_secret_in_a_procedure(tmp_path: Path) -> None:
    root = Attack().write(tmp_path)
    (root / "docs/sops").mkdir(parents=True, exist_ok=True)
    (root / "docs/sops/rotate.md").write_text(f"# Rotate\n\nRun it with {TOKEN}.\n")
    assert RULE in {one.rule for one in said(root)}
