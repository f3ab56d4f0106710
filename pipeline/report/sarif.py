"""Diagnostics as SARIF 2.1.0 (OASIS, 2020), as GitHub code scanning reads it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.check.rule import Rule
from pipeline.check.rules import RULES
from pipeline.diagnostic import Diagnostic, Severity
from pipeline.report import rule_docs

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR.value: "error", Severity.WARNING.value: "warning"}
_NOTE = "note"
_FORM = "Files can be read, and match their schemas."


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """A SARIF log with one run."""
    known = {rule.id: rule for rule in RULES}
    used = sorted({diagnostic.rule for diagnostic in diagnostics})
    paths = sorted({diagnostic.location.path for diagnostic in diagnostics})
    driver = {"name": "postmortem", "version": __version__, "rules": [_rule(name, known.get(name)) for name in used]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository of postmortems."}}},
        "artifacts": [{"location": _location(path)} for path in paths],
        "results": list(_results(diagnostics, {name: at for at, name in enumerate(used)}, paths)),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name, "shortDescription": {"text": _FORM}}
    first = re.split(r"(?<=[.:;]) ", rule.wants, maxsplit=1)[0]
    return {
        "id": name,
        "shortDescription": {"text": first},
        "fullDescription": {"text": rule.wants},
        "help": {"text": rule_docs.as_text(rule), "markdown": "\n".join(rule_docs.as_markdown(rule))},
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity.value, _NOTE)},
    }


def _results(
    diagnostics: Sequence[Diagnostic], rules: Mapping[str, int], paths: Sequence[str]
) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    indexes = {path: at for at, path in enumerate(paths)}
    for diagnostic in diagnostics:
        where = diagnostic.location
        fingerprint = _fingerprint(diagnostic)
        seen[fingerprint] += 1
        result: dict[str, Any] = {
            "ruleId": diagnostic.rule,
            "ruleIndex": rules[diagnostic.rule],
            "level": _LEVELS.get(diagnostic.severity.value, _NOTE),
            "message": {"text": f"{diagnostic.message}. {diagnostic.hint}".strip()},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {**_location(where.path), "index": indexes[where.path]},
                        "region": {"startLine": where.line, "startColumn": where.column},
                    }
                }
            ],
            # The one that GitHub compares from run to run; it has this form.
            "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:{seen[fingerprint]}"},
        }
        if diagnostic.severity.value not in _LEVELS:
            result["suppressions"] = [{"kind": "inSource", "justification": diagnostic.hint or diagnostic.message}]
        yield result


def _fingerprint(diagnostic: Diagnostic) -> str:
    """What stays the same where lines are added above."""
    message = re.sub(r"\bline \d+", "line", diagnostic.message)
    parts = f"{diagnostic.rule}\n{diagnostic.location.path}\n{message}"
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:16]


def _location(path: str) -> dict[str, Any]:
    return {"uri": quote(path, errors="replace"), "uriBaseId": _ROOT}
