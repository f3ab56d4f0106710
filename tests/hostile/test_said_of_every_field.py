"""Whatever field of whatever schema holds it, no command repeats a character that acts on a terminal or a reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli import COMMANDS
from pipeline.exchange.incoming.house import FOLDER as HOUSE_STYLES
from pipeline.vocabulary import schema
from tests import example
from tests.conftest import Run
from tests.from_schema import Part, resolved
from tests.hostile.test_said import FORMS, PLANTED, assert_harmless
from tests.needs import ROOT

FOLDER = f"incidents/{example.INCIDENT}"
DOCUMENTS = {
    "config": "postmortem.yml",
    "incident": f"{FOLDER}/README.md",
    "timeline": f"{FOLDER}/timeline.md",
    "evidence": f"{FOLDER}/evidence.md",
    "finding": f"{FOLDER}/{example.FINDING_PATH}",
    "sop": "docs/sops/token-handling.md",
    "house-style": f"{HOUSE_STYLES}/own.yml",
}
"""A file for each schema of what people write."""

VALUES: dict[str, Callable[[], Any]] = {
    "a text": lambda: PLANTED,
    "a short text": lambda: "a\r::error::x ##[error]\x1b[2J\u202e",
    "a list": lambda: [PLANTED],
    "a mapping": lambda: {PLANTED: PLANTED},
}


def filled(part: Part, value: Callable[[], Any]) -> Any:
    """Every key that the schema knows, and one that it does not, with the value wherever it has no more keys."""
    found = part.schema
    if "properties" in found:
        return {name: filled(part.inner(name), value) for name in found["properties"]} | {PLANTED: value()}
    if found.get("type") == "array":
        return [filled(part.inner(0), value), value()]
    if isinstance(found.get("additionalProperties"), dict):
        inner = resolved(part.kind, found["additionalProperties"])
        return {"identity": filled(inner, value), PLANTED: filled(inner, value)}
    return value()


def documents(value: Callable[[], Any]) -> Iterator[tuple[str, str]]:
    """Each file, with its name."""
    for kind, name in DOCUMENTS.items():
        front = yaml.safe_dump(filled(resolved(kind, schema(kind)), value), sort_keys=False, allow_unicode=True)
        yield name, front if name.endswith(".yml") else f"---\n{front}---\n\n## What happened\n\n{PLANTED}\n"


def arguments(outside: Path) -> dict[str, list[tuple[str, ...]]]:
    """How each command is called, with a file that says it where a command takes one, and the text itself."""
    given = PLANTED.replace("\0", "")  # which no argument can have
    report, rows = outside / "report.md", outside / "rows.csv"
    report.write_text(f"# {PLANTED}\n\n## {PLANTED}\n\n{PLANTED}\n\n- 10:00 {PLANTED}\n")
    rows.write_text(f"at,what,{json.dumps(PLANTED)}\n2026-01-10,{json.dumps(PLANTED)},x\n")
    incident, finding = example.INCIDENT, f"{example.INCIDENT}/01"
    return {
        "init": [("--yes", "--name", given, "--team", f"{given}=a/b"), ("--diff",)],
        "new": [(given,), (given, "--in", incident)],
        "add": [("event", incident, "--at", given, "--what", given), ("factor", incident, "--what", given)],
        "import": [(str(report), "--dry-run"), (str(report),)],
        "export": [(incident, "--format", form) for form in ("stix", "veris", "html", "md")],
        "timeline": [
            *(("export", incident, "--format", form) for form in ("csv", "json", "mermaid")),
            ("import", str(rows), "--in", incident),
        ],
        "check": [*(("--format", form) for form in FORMS), ("--fix",), (given,)],
        "plan": [("--format", form) for form in ("text", "json", "markdown")],
        "apply": [(), ("--accept", given)],
        "signoffs": [("--since", given)],
        "review": [*(("--format", form) for form in ("text", "json", "markdown")), ("--history",), ("--post",)],
        "decide": [(finding, "--status", given), (given,)],
        "verify": [(finding, "--how", given), (given,)],
        "extend": [(finding, "--until", given), (given,)],
        "close": [(incident,), (given,)],
        "build": [("--audience", given), ()],
        "serve": [("--audience", given)],
        "run": [()],
        "explain": [(given,), ()],
        "lsp": [],  # it has no terminal: tests/lsp shows what an editor gets
        "issue": [("list",), ("show", given), ("comment", "example-org/identity#1", given)],
    }


CASES = {
    "a short text in the configuration": ("a short text", ["config"]),
    **{f"{value} in the others": (value, [kind for kind in DOCUMENTS if kind != "config"]) for value in VALUES},
}


@pytest.mark.parametrize(("value", "broken"), CASES.values(), ids=CASES)
def test_no_field_of_any_schema_acts_on_what_any_command_says(
    value: str, broken: list[str], repository: Path, postmortem: Run, tmp_path: Path
) -> None:
    names = {DOCUMENTS[kind] for kind in broken}
    example.write(repository, {name: text for name, text in documents(VALUES[value]) if name in names})
    for command, calls in arguments(tmp_path).items():
        # With an error in the configuration, every call of a command is refused for the same reason.
        for call in calls[:1] if broken == ["config"] else calls:
            result = postmortem(command, *call)
            assert_harmless(result.stdout)
            assert_harmless(result.stderr)


def test_every_command_and_every_schema_that_people_write_is_tried(tmp_path: Path) -> None:
    assert set(arguments(tmp_path)) == set(COMMANDS)
    outputs = {"api", "check", "plan", "readers", "review", "timeline-export"}
    names = {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").iterdir()}
    assert names - outputs - {"common"} == set(DOCUMENTS)
