"""SARIF: valid by the standard's own schema, and what GitHub compares stays the same from run to run."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft4Validator

from pipeline.check.rules import RULES
from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.report.sarif import as_sarif
from tests.needs import ROOT, need

SCHEMA = ROOT / "tests/node/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


@cache
def standard() -> Draft4Validator:
    """The schema of OASIS, as Microsoft's package for testing SARIF brings it."""
    why = "needs the schema of SARIF: run `npm ci` in tests/node"
    need(str(SCHEMA) if SCHEMA.exists() else None, why)
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER)


def found() -> list[Diagnostic]:
    rules = ["schema", "yaml", *(rule.id for rule in RULES)]
    paths = ["incidents/a/README.md", "incidents/a/evidence/log é #1 %.txt"]
    return [
        Diagnostic(Location(path, at + 1, 2), rule, severity, f"`{rule}`: 漏洩 \x1b", "so")
        for path in paths
        for severity in Severity
        for at, rule in enumerate(rules)
    ]


def run(diagnostics: list[Diagnostic]) -> dict[str, Any]:
    content = json.loads(as_sarif(diagnostics))
    (only,) = content["runs"]
    assert isinstance(only, dict)
    return only


@pytest.mark.parametrize("diagnostics", [[], found()], ids=["nothing", "everything"])
def test_it_is_valid_by_the_standards_schema(diagnostics: list[Diagnostic]) -> None:
    assert [error.message for error in standard().iter_errors(json.loads(as_sarif(diagnostics)))] == []


def test_a_log_that_is_not_valid_would_be_found() -> None:
    content = json.loads(as_sarif(found()))
    content["runs"][0]["results"][0]["level"] = "fatal"
    assert list(standard().iter_errors(content))


def test_every_result_points_to_its_rule_and_its_file() -> None:
    only = run(found())
    rules, artifacts = only["tool"]["driver"]["rules"], only["artifacts"]
    for result in only["results"]:
        where = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert artifacts[where["index"]]["location"] == {"uri": where["uri"], "uriBaseId": where["uriBaseId"]}
    assert "incidents/a/evidence/log%20%C3%A9%20%231%20%25.txt" in {item["location"]["uri"] for item in artifacts}


def test_a_rule_brings_its_help() -> None:
    rules = run(found())["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"] and "```" in rule["help"]["markdown"] for rule in rules if "help" in rule)
    assert {rule["id"] for rule in rules if "help" not in rule} == {"schema", "yaml"}


def fingerprints(diagnostics: list[Diagnostic]) -> list[str]:
    return [item["partialFingerprints"]["primaryLocationLineHash"] for item in run(diagnostics)["results"]]


def test_a_fingerprint_is_unique_and_does_not_change_with_the_lines_above() -> None:
    before = [*found(), replace(found()[0], message="twice: first in line 3")]
    after = [replace(item, location=replace(item.location, line=item.location.line + 7)) for item in before]
    after[-1] = replace(after[-1], message="twice: first in line 10")
    assert fingerprints(before) == fingerprints(after)
    assert len(set(fingerprints(before))) == len(before)


def test_what_is_no_error_and_no_warning_is_suppressed() -> None:
    for result in run(found())["results"]:
        assert ("suppressions" in result) is (result["level"] == "note")
