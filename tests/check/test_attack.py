"""ATT&CK: what is in the data, and what is said of an id that is not."""

import pytest

from pipeline.attack import attack
from pipeline.check.rules.references import attack_id_is_current
from pipeline.diagnostic import Severity
from tests.check.edited import Said, of


def test_the_data_is_of_the_version_that_the_rule_names() -> None:
    assert f"ATT&CK Enterprise {attack().version}," in attack_id_is_current.wants


def test_the_data_holds_techniques_and_groups() -> None:
    live = [entry.id for entry in attack().entries.values() if not entry.withdrawn]
    assert (sum(name.startswith("T") for name in live), sum(name.startswith("G") for name in live)) == (691, 172)


def test_a_successor_is_there_and_in_use() -> None:
    entries = attack().entries
    successors = [entry.successor for entry in entries.values() if entry.successor]
    assert len(successors) > 100
    assert [name for name in successors if entries[name].withdrawn] == []


@pytest.mark.parametrize(
    ("front", "message", "hint"),
    [
        (
            "techniques: [{id: T1086}]",
            "`T1086` (PowerShell) is revoked or deprecated",
            "write `T1059.001` (PowerShell)",
        ),
        ("techniques: [{id: T1051}]", "`T1051` (Shared Webroot) is revoked or deprecated", "choose another"),
        ("techniques: [{id: T1522.001}]", "has no technique `T1522.001`", "`T1552.001` (Credentials In Files)"),
        ("techniques: [{id: T1078.999}]", "has no technique `T1078.999`", "`T1078` (Valid Accounts)"),
        ("techniques: [{id: T9999}]", "has no technique `T9999`", "attack.mitre.org"),
        (
            "actors: [{kind: external, group: G0057}]",
            "`G0057` (APT34) is revoked or deprecated",
            "write `G0049` (OilRig)",
        ),
        ("actors: [{kind: external, group: G9990}]", "has no group `G9990`", "attack.mitre.org"),
    ],
)
def test_an_id_that_does_not_count_any_more_is_told_which_does(said: Said, front: str, message: str, hint: str) -> None:
    (found,) = of("attack-id-is-current", said({"README.md": front}))
    assert found.severity is Severity.ERROR
    assert message in found.message
    assert f"ATT&CK Enterprise {attack().version}" in found.message
    assert hint in found.hint


def test_ids_that_count_are_not_reported(said: Said) -> None:
    front = "techniques: [{id: T1059.001}, {id: T1078}]\nactors: [{kind: external, group: G0032}]"
    assert of("attack-id-is-current", said({"README.md": front})) == []
