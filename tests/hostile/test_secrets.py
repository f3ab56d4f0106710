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
