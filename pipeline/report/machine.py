"""Diagnostics for machines: JSON, GitHub's annotations, and SARIF 2.1.0 (OASIS, 2020)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline import __version__
from pipeline.check.rules import RULES
from pipeline.diagnostic import Diagnostic, Severity

ANNOTATIONS = 10
"""GitHub shows at most ten errors and ten warnings a step; what follows is counted instead."""


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """The contract of schemas/check.schema.json."""
    listed = [
        {
            "rule": diagnostic.rule,
            "severity": diagnostic.severity.value,
            "path": diagnostic.location.path,
            "line": diagnostic.location.line,
            "column": diagnostic.location.column,
            "message": diagnostic.message,
            "hint": diagnostic.hint,
        }
        for diagnostic in diagnostics
    ]
    return json.dumps({"version": 1, "diagnostics": listed}, indent=2, ensure_ascii=False)


def as_github(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Workflow commands that annotate the pull request, and a last one that counts what did not fit."""
    for severity in Severity:
        chosen = [diagnostic for diagnostic in diagnostics if diagnostic.severity is severity]
        for diagnostic in chosen[:ANNOTATIONS]:
            where = diagnostic.location
            place = f"file={_property(where.path)},line={where.line},col={where.column}"
            text = f"{diagnostic.message}\n{diagnostic.hint}".strip()
            yield f"::{severity} {place},title={_property(diagnostic.rule)}::{_data(text)}"
        if len(chosen) > ANNOTATIONS:
            yield f"::{severity} ::{len(chosen) - ANNOTATIONS} more {severity}s: see this step's log"


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """A SARIF log with one run."""
    known: dict[str, str] = {rule.id: rule.wants for rule in RULES}
    used = sorted({diagnostic.rule for diagnostic in diagnostics})
    driver = {
        "name": "postmortem",
        "version": __version__,
        "rules": [{"id": rule, "shortDescription": {"text": known.get(rule, rule)}} for rule in used],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(d) for d in diagnostics]}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _result(diagnostic: Diagnostic) -> dict[str, Any]:
    where = diagnostic.location
    physical = {
        "artifactLocation": {"uri": where.path},
        "region": {"startLine": where.line, "startColumn": where.column},
    }
    return {
        "ruleId": diagnostic.rule,
        "level": diagnostic.severity.value,
        "message": {"text": f"{diagnostic.message}. {diagnostic.hint}".strip()},
        "locations": [{"physicalLocation": physical}],
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
