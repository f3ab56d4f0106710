"""Hostile addresses, mentions and restricted evidence: found where they stand, and nothing else."""

from __future__ import annotations

import pytest

from tests import example
from tests.check.one_incident import FOLDER, body, check, said


def test_the_example_is_clean() -> None:
    assert check({}) == []


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


def test_words_of_front_matter_are_found_where_they_stand_in_the_file() -> None:
    address = "45.9.148.108"
    front = f"title: Mails came from {address} for days\nsummary: 'The mails came from {address}, all of them.'"
    lines = example.changed(example.README, front).splitlines()
    places = [(at, line.index(address) + 1) for at, line in enumerate(lines, 1) if address in line]
    found = [item.location for item in check({"README": (front, "")}) if item.rule == "public-address-is-defanged"]
    assert [(place.line, place.column) for place in found] == places


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
