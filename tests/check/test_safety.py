"""Secrets, hostile addresses, mentions and restricted evidence: found where they stand, and nothing else."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline import model, records
from pipeline.check.incident import check_incident
from pipeline.check.others import Repository
from pipeline.check.secrets import Secret, secrets
from pipeline.config import build_config
from pipeline.diagnostic import Diagnostic, Location
from pipeline.document import parse_document
from pipeline.markdown.prose import Prose
from tests import example

FOLDER = f"incidents/{example.INCIDENT}"
LETTERS = "aB3dE5gH7jK9mN1pQ4sT6vW8yZ0cF2iL5oR7uX9b"
HEXADECIMAL = "0f" * 20
PASSWORD = "Tr0ub4dor-and-3"  # noqa: S105  # it opens nothing
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{LETTERS * 2}\n{LETTERS}\n-----END RSA PRIVATE KEY-----"


def check(files: Mapping[str, tuple[str, str]], artefacts: Mapping[str, str] | None = None) -> list[Diagnostic]:
    """What is said of the example with these front matter keys and sections; a file by its name without .md."""
    data = parse_document("", f"---\n{example.CONFIG}\n---\n").data
    assert data is not None
    texts = artefacts or {}
    tree = {
        "README": example.README,
        "timeline": example.TIMELINE,
        "evidence": example.EVIDENCE,
        "findings/01-expire-tokens": example.FINDING,
    }
    for name, (front, body) in files.items():
        path = "findings/01-expire-tokens" if name == "finding" else name
        tree[path] = example.changed(tree[path], front, body)
    documents = {path: parse_document(f"{FOLDER}/{path}.md", text) for path, text in tree.items()}
    digest = hashlib.sha256(example.LOG.encode()).hexdigest()
    folder = records.Folder(
        id=example.INCIDENT,
        path=FOLDER,
        readme=documents["README"],
        timeline=documents["timeline"],
        register=documents["evidence"],
        findings=(documents["findings/01-expire-tokens"],),
        artefacts=tuple(model.Artefact(path, 1, digest, executable=False) for path in ("evidence/log.txt", *texts)),
        files=frozenset(["README.md", "timeline.md", "evidence.md", example.FINDING_PATH]),
        artefact_text=lambda path: Prose(texts[path], f"{FOLDER}/{path}") if path in texts else None,
    )
    alone = Repository(Path(), ())
    return list(check_incident(folder, build_config(data), frozenset(), alone, date(2026, 2, 10)).diagnostics)


def said(rule: str, found: list[Diagnostic]) -> list[str]:
    return [item.message for item in found if item.rule == rule]


def body(text: str) -> tuple[str, str]:
    return "", f"## What happened\n\n{text}\n"


def test_the_example_is_clean() -> None:
    assert check({}) == []


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


@pytest.mark.parametrize(
    ("name", "front"),
    [
        ("README", 'title: "Locked out by @alice"'),
        ("README", "summary: >-\n  A token\n  was found by @alice."),
        ("README", "signoffs: [{team: identity, who: '@alice', on: 2026-02-01}]"),
        ("timeline", "events: [{at: 2026-01-08, what: 'Then @alice came.', milestone: started}]"),
        ("evidence", "items: [{id: E1, what: A chat with @alice., source: chat}]"),
        ("finding", "decision: {status: declined, on: 2026-02-01, reason: asked @alice, consulted: [identity]}"),
    ],
)
def test_a_mention_in_front_matter_is_found_at_its_word(name: str, front: str) -> None:
    found = [item for item in check({name: (front, "")}) if item.rule == "mention-is-inert"]
    assert [item.message for item in found] == ["`@alice` would notify somebody"]
    assert found[0].location.column > 1


@pytest.mark.parametrize(
    "front",
    [
        "x-contact: '@alice'",
        "summary: Write to alice@example.org",
        "summary: The package `@alice/core` was replaced.",
        "references: [{title: A post, url: 'https://medium.com/@alice/post'}]",
    ],
)
def test_what_calls_nobody_is_no_mention(front: str) -> None:
    assert said("mention-is-inert", check({"README": (front, "")})) == []


def test_a_hostile_host_is_defanged_everywhere() -> None:
    found = check(
        {
            "README": (
                "summary: Mails led to https://pypj.org/login.\nreferences: [{title: It, url: 'https://www.pypj.org/'}]",
                "## What happened\n\nMails from noreply@pypj.org, `https://pypj.org/` and example.org.\n",
            )
        },
        {"evidence/indicators.csv": "domain,pypj[.]org\n"},
    )
    stated = [item for item in found if item.rule == "indicator-stays-defanged"]
    assert [item.message.split("`")[1] for item in stated] == [
        *("hxxps://pypj[.]org", "hxxps://www[.]pypj[.]org", "pypj[.]org")
    ]
    assert stated[0].hint.startswith("write `hxxps://pypj[.]org`")


def test_of_two_hostile_hosts_the_whole_one_is_named() -> None:
    text = "From pypj[.]org/a and pypj[.]org/a/login, then https://pypj.org/a/login and https://pypj.org/a."
    stated = said("indicator-stays-defanged", check({"README": body(text)}))
    assert [message.split("`")[1] for message in stated] == [*("hxxps://pypj[.]org/a/login", "hxxps://pypj[.]org/a")]


@pytest.mark.parametrize(
    "text",
    [
        "hxxps://github[.]com/evil/repository was taken down, as https://github.com/good/repository says",
        "hxxps://pypj[.]org/ is not https://pypj.org.uk/ nor https://notpypj.org/ nor pypj.organisation",
        "The pattern a(.)b matches a.b",
        "No host is hostile here: https://pypj.org/",
        "hxxps://pypj[.]org and `curl https://pypj.org/x`",
    ],
)
def test_other_hosts_and_code_may_be_linked(text: str) -> None:
    assert said("indicator-stays-defanged", check({"README": body(text)})) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("from 45.9.148.108.", "45[.]9[.]148[.]108"),
        ("at http://45.9.148.108/login", "hxxp://45[.]9[.]148[.]108"),
        ("(45.9.148.108:8080)", "45[.]9[.]148[.]108"),
        ("from 2600:1f18::5 on", "2600[:]1f18::5"),
    ],
)
def test_a_public_address_is_shown_defanged(text: str, shown: str) -> None:
    (found,) = [item for item in check({"README": body(text)}) if item.rule == "public-address-is-defanged"]
    assert found.severity == "warning"
    assert f"`{shown}`" in found.hint


@pytest.mark.parametrize(
    "text",
    [
        *["10.128.0.6 and 192.168.1.9 and 127.0.0.1", "203.0.113.7, 198.51.100.1, 2001:db8::1 are for manuals"],
        *["ultralytics 8.3.41.0", "version 8.3.41.2", "upgraded from 1.2.3.4 to 1.2.3.5", "pkg==1.2.3.4 v1.2.3.4"],
        *["45.9.148[.]108", "`45.9.148.108`", "999.1.1.1 and 1.2.3 and 1.2.3.4.5", "at 12:30:00 and std::vector"],
        *["2024-06-28T11:09:30Z", "00:1b:44:11:3a:b7"],
    ],
)
def test_what_is_no_public_address_is_left_alone(text: str) -> None:
    assert said("public-address-is-defanged", check({"README": body(text)})) == []


CHAT = "items: [{id: E1, what: A log., source: a}, {id: E2, what: A chat., source: b, tlp: amber}]"


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"README": body("It was said [E2].")}, "README.md"),
        ({"README": body("<!-- tlp:green -->\nIt was said [E2].\n<!-- /tlp -->")}, "README.md"),
        ({"README": body("<!-- tlp:amber -->\nA.\n<!-- /tlp -->\nIt was said [E2].")}, "README.md"),
        ({"README": ("actors: [{kind: external, evidence: [E2]}]", "")}, "README.md"),
        ({"timeline": ("events: [{at: 2026-01-08, what: a, evidence: [E2]}]", "")}, "timeline.md"),
        ({"finding": ("evidence: [E2]\ntlp: green", "")}, example.FINDING_PATH),
        ({"finding": body("It was said [E2].")}, example.FINDING_PATH),
    ],
)
def test_evidence_that_a_reader_does_not_see_is_a_warning(files: dict[str, tuple[str, str]], path: str) -> None:
    found = [item for item in check({**files, "evidence": (CHAT, "")}) if item.rule == "cited-evidence-can-be-seen"]
    assert [item.location.path for item in found] == [f"{FOLDER}/{path}"]


@pytest.mark.parametrize(
    "files",
    [
        {"README": body("It was said [E1].")},
        {"README": body("<!-- tlp:amber -->\nIt was said [E2].\n<!-- /tlp -->")},
        {"README": body("<!-- tlp:red --><!-- tlp:clear -->\nIt was said [E2].\n<!-- /tlp --><!-- /tlp -->")},
        {"README": ("tlp: amber", "## What happened\n\nIt was said [E2].\n")},
        {"finding": ("evidence: [E2]\ntlp: red", "")},
    ],
)
def test_evidence_that_every_reader_sees_is_fine(files: dict[str, tuple[str, str]]) -> None:
    assert said("cited-evidence-can-be-seen", check({**files, "evidence": (CHAT, "")})) == []


def test_a_reason_may_hold_a_restricted_passage() -> None:
    front = "decision: {status: accepted, on: 2026-02-01, reason: 'It was <!-- tlp:amber -->the bucket<!-- /tlp -->.'}"
    assert check({"finding": (front, "")}) == []


def test_nothing_is_remembered_from_one_artefact_to_the_next() -> None:
    texts = {"evidence/a.txt": ADDRESS, "evidence/b.txt": "nothing"}
    found = [item for item in check({}, texts) if item.rule == "text-holds-no-secret"]
    assert found == [replace(item) for item in found if item.location.path.endswith("a.txt")]
    assert len(found) == 1
