"""Notifications, factors and indicators: what is said of them, and what only time makes true is a warning."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.diagnostic import UsageError
from pipeline.operations.workspace import Workspace
from tests import example
from tests.check.checking import diagnostics
from tests.check.edited import FOLDER, Said, of, shown

AWARE = "events: [{at: 2026-01-10T09:00Z, what: We were sure., milestone: aware}]"
NAMED = "notifications: [{regime: gdpr, step: authority}]"


def written(root: Path, readme: str, timeline: str = AWARE) -> Path:
    tree = example.files()
    tree[f"{FOLDER}/README.md"] = example.changed(example.README, readme)
    tree[f"{FOLDER}/timeline.md"] = example.changed(example.TIMELINE, timeline)
    return example.write(root, tree)


@pytest.mark.parametrize(
    ("today", "message"),
    [
        (date(2026, 1, 12), None),
        (
            date(2026, 1, 13),
            "the notification `authority` of `gdpr` is due today (2026-01-13 09:00 UTC) and has not been sent",
        ),
        (
            date(2026, 1, 14),
            "the notification `authority` of `gdpr` was due on 2026-01-13 09:00 UTC and has not been sent",
        ),
        (
            date(2036, 1, 1),
            "the notification `authority` of `gdpr` was due on 2026-01-13 09:00 UTC and has not been sent",
        ),
    ],
)
def test_a_deadline_that_passes_is_a_warning(tmp_path: Path, today: date, message: str | None) -> None:
    said = [item for item in diagnostics(written(tmp_path, NAMED), today) if item.rule == "notification-is-sent"]
    assert shown(said) == ([f"warning notification-is-sent: {message}"] if message else [])


def test_a_step_that_nobody_listed_is_said_with_what_to_add(said: Said) -> None:
    edits = {"README.md": "notifications: [{regime: gdpr, step: people, party: dpa, not_required: No high risk.}]"}
    (found,) = of("notification-is-sent", said({**edits, "timeline.md": AWARE}))
    assert found.hint == (
        "add `{regime: gdpr, step: authority, party: dpa, sent: …}` to `notifications`, or the same with"
        " `not_required:` and the reason"
    )


def test_a_party_may_be_misspelt(said: Said) -> None:
    edits = "external_parties: [{id: dpa, kind: regulator, who: The authority}]\n" + NAMED.replace(
        "}]", ", party: dpp}]"
    )
    (found,) = of("notified-party-is-listed", said({"README.md": edits}))
    assert found.hint.startswith("did you mean `dpa`?")


def test_two_parties_have_not_the_same_id(said: Said) -> None:
    party = "{id: dpa, kind: regulator, who: The authority}"
    (found,) = of("notified-party-is-listed", said({"README.md": f"external_parties: [{party}, {party}]"}))
    assert (found.message, found.hint) == ("duplicate id `dpa`", "give this party another id, such as dpa-2")


@pytest.mark.parametrize(
    ("kind", "value", "hint"),
    [
        ("domain", "hxxps://login[.]example[.]net/a", "write `type: url`"),
        ("ipv4", "2001:db8::1", "write `type: ipv6`"),
        ("ipv4", "192.0.2.300", "write an address such as 192[.]0[.]2[.]1, or a network such as 192[.]0[.]2[.]0/24"),
        ("sha256", "d41d8cd98f00b204e9800998ecf8427e", "write `type: md5`"),
        ("url", "login.example.net", "write `type: domain`"),
        ("package", "left-pad@1.3.0", "write a package URL such as pkg:npm/left-pad@1.3.0"),
    ],
)
def test_an_indicator_of_another_form_is_said_with_the_type_that_it_has(
    said: Said, kind: str, value: str, hint: str
) -> None:
    (found,) = of(
        "indicator-has-the-form-of-its-type", said({"README.md": f"indicators: [{{type: {kind}, value: '{value}'}}]"})
    )
    assert found.hint == hint
    assert "example.net" not in found.message
    assert found.hides_source


@pytest.mark.parametrize("value", ["login.example.net", "login[.]example[.]net"])
def test_an_indicator_is_hostile_in_every_text(said: Said, value: str) -> None:
    front = f"indicators: [{{type: domain, value: '{value}'}}]"
    found = said({"README.md": (front, "## What happened\n\nIt led to https://login.example.net/a.\n")})
    (hostile,) = of("indicator-stays-defanged", found)
    assert "hxxps://login[.]example[.]net" in hostile.hint


def test_the_provider_of_a_hostile_mail_address_is_not_hostile(said: Said) -> None:
    front = "indicators: [{type: email, value: 'billing[@]example[.]net'}]"
    found = said({"README.md": (front, "## What happened\n\nThe mail came through https://example.net/.\n")})
    assert of("indicator-stays-defanged", found) == []


@pytest.mark.parametrize("level", ["clear", "green"])
def test_what_names_people_is_never_below_amber(said: Said, level: str) -> None:
    (found,) = said({"README.md": f"indicators: [{{type: account, value: jdoe, tlp: {level}}}]"})
    assert found.message == f"`indicators[0].tlp` cannot be `{level}` here"


REGIME = """\
  dora: {{title: DORA, steps: {{first: {{}}, last: {{deadlines: [{{after: "{after}", within: {within}}}]}}}}}}
"""


@pytest.mark.parametrize(
    ("after", "within", "said"),
    [
        ("step:frist", "P1M", "10:69 error: `dora` has no other step `frist` [schema]"),
        ("milestone:awre", "P1M", "10:69 error: there is no milestone `awre` [schema]"),
        ("aware", "P1M", "cannot be `aware`"),
        ("step:first", "1 month", "cannot be `1 month`"),
        ("step:first", "P1M", ""),
    ],
)
def test_a_deadline_of_the_configuration_starts_at_something(
    tmp_path: Path, after: str, within: str, said: str
) -> None:
    tree = example.files()
    tree["postmortem.yml"] = tree["postmortem.yml"].replace(
        "regimes:\n", "regimes:\n" + REGIME.format(after=after, within=within)
    )
    workspace = Workspace(example.write(tmp_path, tree), date(2026, 2, 10))
    if said:
        with pytest.raises(UsageError, match=r"postmortem\.yml") as refused:
            _ = workspace.config
        assert said in str(refused.value)
    else:
        assert list(workspace.config.regimes) == ["dora", "gdpr"]
