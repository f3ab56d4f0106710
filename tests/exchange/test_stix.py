"""An incident as a bundle of STIX: valid, the same each time, and marked object by object."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from stix2validator import ValidationOptions, validate_instance

from pipeline.exchange.stix import stix
from pipeline.exchange.stix_patterns import pattern
from pipeline.model import Actor, ExternalParty, Incident, Indicator, Participant, Reference, Technique
from pipeline.redaction.redact import redact
from pipeline.repository.config import build_config, read_config
from pipeline.repository.corpus import read_corpus
from pipeline.vocabulary import levels
from tests.needs import ROOT
from tests.site import builders

TODAY = date(2026, 3, 1)


def indicator(kind: str, value: str, tlp: str = "amber", **changes: Any) -> Indicator:
    return replace(Indicator(kind, value, None, None, (), tlp, ""), **changes)


SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
INDICATORS = (
    indicator("domain", "login.example.net", "clear", note="A copy of the login page."),
    indicator("ipv4", "192.0.2.7"),
    indicator("ipv6", "2001:db8::7"),
    indicator("url", "https://login.example.net/a?b='c'"),
    indicator("email", "billing@example.net", "red"),
    indicator("sha256", SHA256),
    indicator("sha1", SHA256[:40]),
    indicator("md5", SHA256[:32]),
    indicator("package", "pkg:npm/%40scope/left-pad@1.3.0"),
    indicator("account", "EXAMPLE\\jdoe"),
)
FULL = builders.incident(
    tags=("tokens",),
    indicators=INDICATORS,
    techniques=(
        Technique("T1552.001", "", novel=False, evidence=()),
        Technique("", "A new way", novel=True, evidence=()),
    ),
    actors=(Actor("external", "Lazarus", "financial", "G0032", "high", (), "amber"),),
    participants=(Participant("identity", "led"),),
    external_parties=(ExternalParty("regulator", "The authority", None, "", "dpa", "", "red"),),
    references=(Reference("The status page", "https://example.org/status"),),
)


def bundle(one: Incident, audience: str = "red") -> dict[str, Any]:
    (seen,) = redact(replace(builders.site().corpus, incidents=(one,)), audience, TODAY).incidents
    return stix(seen, builders.CONFIG, "https://example.org/postmortems/")


def of(kind: str, made: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in made["objects"] if item["type"] == kind]


def errors(made: dict[str, Any]) -> list[str]:
    # Through JSON, as it is exported.
    found = validate_instance(json.loads(json.dumps(made)), ValidationOptions(version="2.1"))
    return [str(error) for error in found.errors]


@pytest.mark.parametrize("audience", levels())
def test_a_bundle_is_valid(audience: str) -> None:
    assert errors(bundle(FULL, audience)) == []


def test_every_real_incident_is_a_valid_bundle() -> None:
    data = read_config(ROOT).data
    assert data is not None
    for one in redact(read_corpus(ROOT), "clear", TODAY).incidents:
        assert errors(stix(one, build_config(data), "")) == [], one.id


def test_the_ids_are_the_same_each_time_and_whoever_it_is_for() -> None:
    seen = [{item["id"] for item in bundle(FULL, audience)["objects"]} for audience in ("clear", "amber", "red", "red")]
    assert seen[0] < seen[1] < seen[2] == seen[3]


def test_a_technique_has_the_same_id_in_every_incident() -> None:
    other = bundle(builders.another("2026-02-02-other", techniques=FULL.techniques))
    mine, theirs = ([item["id"] for item in of("attack-pattern", made)] for made in (bundle(FULL), other))
    assert mine[0] == theirs[0]
    assert mine[1] != theirs[1]


@pytest.mark.parametrize(("audience", "types"), [("clear", 1), ("green", 1), ("amber", 9), ("red", 10)])
def test_a_bundle_has_the_indicators_that_its_audience_may_have(audience: str, types: int) -> None:
    assert len(of("indicator", bundle(FULL, audience))) == types


def test_each_object_has_the_marking_of_its_own_level() -> None:
    made = bundle(FULL)
    names = {item["id"]: item["name"] for item in of("marking-definition", made)}
    found = {item["name"]: [names[one] for one in item["object_marking_refs"]] for item in of("indicator", made)}
    assert found["domain: login[.]example[.]net"] == ["TLP:CLEAR"]
    assert found["ipv4: 192[.]0[.]2[.]7"] == ["TLP:AMBER"]
    assert found["email: billing[@]example[.]net"] == ["TLP:RED"]


def test_what_an_audience_may_not_see_has_no_marking_either() -> None:
    assert [item["name"] for item in of("marking-definition", bundle(FULL, "clear"))] == ["TLP:CLEAR"]


def test_every_object_is_connected_with_the_incident() -> None:
    made = bundle(FULL)
    related = {item["target_ref"] for item in of("relationship", made)}
    (incident,) = of("incident", made)
    others = {item["id"] for item in made["objects"] if item["type"] not in ("marking-definition", "relationship")}
    assert others - related == {incident["id"]}
    assert {item["source_ref"] for item in of("relationship", made)} == {incident["id"]}


PATTERNS = [
    "[domain-name:value = 'login.example.net']",
    "[ipv4-addr:value = '192.0.2.7']",
    "[ipv6-addr:value = '2001:db8::7']",
    "[url:value = 'https://login.example.net/a?b=\\'c\\'']",
    "[email-addr:value = 'billing@example.net']",
    f"[file:hashes.'SHA-256' = '{SHA256}']",
    f"[file:hashes.'SHA-1' = '{SHA256[:40]}']",
    f"[file:hashes.MD5 = '{SHA256[:32]}']",
    "[software:name = '@scope/left-pad' AND software:version = '1.3.0']",
    "[user-account:account_login = 'EXAMPLE\\\\jdoe']",
]


def test_a_pattern_has_the_indicator_as_it_is() -> None:
    (seen,) = redact(replace(builders.site().corpus, incidents=(FULL,)), "red", TODAY).incidents
    assert [pattern(item) for item in seen.indicators] == PATTERNS
