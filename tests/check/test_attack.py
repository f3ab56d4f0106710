"""ATT&CK: what is in the data, and what is said of an id that is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.attack import attack, generate_attack
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


def test_the_data_is_made_of_what_mitre_says_became_of_each_id(tmp_path: Path) -> None:
    def entry(stix_id: str, external_id: str, *, revoked: bool = False, deprecated: bool = False) -> dict[str, Any]:
        name = f"the name of {external_id}"
        own = {"stix_id": stix_id, "external_id": external_id, "name": name}
        return {**own, "revoked": revoked, "deprecated": deprecated}

    kept, gone = entry("k", "T1001"), entry("d", "T1004", deprecated=True)
    once, twice = entry("o", "T1002", revoked=True), entry("t", "T1003.001", revoked=True)
    kinds = {
        "attack-patterns": [twice, gone, once, kept, entry("m", "TA0001")],
        "groups-campaigns": [entry("g", "G0001"), entry("c", "C0001")],
        "relationships": [
            {"source_ref": "t", "target_ref": "o", "relationship_type": "revoked-by"},
            {"source_ref": "o", "target_ref": "k", "relationship_type": "revoked-by"},
            {"source_ref": "g", "target_ref": "k", "relationship_type": "uses"},
        ],
    }
    (tmp_path / "data").mkdir()
    for kind, objects in kinds.items():
        written = json.dumps({"_metadata": {}, "objects": objects})
        (tmp_path / "data" / f"{kind}-lookup-v18.1.json").write_text(written)
    assert [tuple(row.split("\t")) for row in generate_attack.rows(tmp_path)] == [
        ("G0001", "the name of G0001"),
        ("T1001", "the name of T1001"),
        ("T1002", "the name of T1002", "T1001"),
        ("T1003.001", "the name of T1003.001", "T1001"),
        ("T1004", "the name of T1004", "-"),
    ]


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
