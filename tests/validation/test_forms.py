"""Messages and documentation show what to write as it would be there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline import vocabulary
from pipeline.documents.document import parse_document
from pipeline.report.field_docs import Field, fields
from pipeline.validation.fast_validator import is_valid, is_valid_at
from pipeline.validation.forms import ANY_NAME, example, form
from pipeline.validation.nearest import nearest, no_such_day
from tests import example as repository_example
from tests.conftest import Run
from tests.needs import ROOT
from tests.validation.test_mistakes import said

FIELDS = [field for field in fields() if ANY_NAME not in field.route]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_example_of_each_field_is_valid(field: Field) -> None:
    document = parse_document("a.md", f"---\n{field.example}\n---\n")
    assert document.diagnostics == ()
    assert document.data is not None
    value = document.data[field.route[-1]]
    many = vocabulary.property_schema(field.kind, *field.route).get("type") == "array"
    assert all(is_valid_at(field.kind, field.route, one) for one in (value if many else [value]))


def test_a_whole_configuration_can_be_made_of_examples() -> None:
    assert is_valid("config", {key: example("config", key) for key in vocabulary.required("config")})


@pytest.mark.parametrize(
    ("kind", "front", "hint"),
    [
        ("incident", "response: {sufficient: yes, complete: {verdict: yes}}", "write `sufficient: {verdict: 'yes'}`."),
        ("finding", "verification: done", "write `verification: {by: security response, on: 2026-11-24, how: done}`."),
        ("finding", "decision: accepted", "write `decision: {status: accepted}`."),
        ("incident", "techniques: [T1041]", "write `{id: T1041}`."),
        ("incident", "participants: identity", "write `participants: [{team: identity, role: led the response}]`."),
        ("timeline", "events: [{at: 2024, what: a, approximate: yes}]", "write `approximate: true`."),
        ("finding", "evidence: E1", "write `evidence: [E1]`."),
        ("incident", "services: PyPI", "write `services: [pypi]`."),
        ("incident", "services: [PyPI]", "did you mean `pypi`?"),
        ("timeline", "events: [{at: 2024-06-28T11:09z, what: a}]", "did you mean `2024-06-28T11:09Z`?"),
        ("timeline", "events: [{at: 2024-06-28 11:09 CEST, what: a}]", "write the offset instead of `CEST`, such as"),
        ("finding", "due: 2025-11-31", "there is no such day: November 2025 has 30 days."),
        (
            "finding",
            "issue: https://github.com/example-org/identity/issues/12",
            "did you mean `example-org/identity#12`?",
        ),
        ("finding", "sop: docs/sops/sharing.md", "did you mean `sharing`?"),
        (
            "incident",
            "impact: {customers: {status: none}, data_breach: none}",
            "write one word, as in `customers: none`",
        ),
        ("evidence", "items: [{id: 1, what: a, source: b}]", 'quote the value to make it text: "E1".'),
    ],
)
def test_a_wrong_value_is_answered_with_what_to_write(kind: str, front: str, hint: str) -> None:
    ((_, said_hint),) = said(kind, front)
    assert said_hint.startswith(hint)


def test_what_hangs_on_a_wrong_value_is_not_reported() -> None:
    front = "status: in-review\nimpact: {customers: no, data_breach: none}\nseverity: sev3"
    assert [message for message, _ in said("incident", front, "participants")] == ["`impact.customers` cannot be `no`"]


def test_what_may_be_a_secret_is_not_repeated() -> None:
    secret = "ghp_" + "abcdefghijklmnopqrstuvwxyzABCD123456"
    for kind, front in (("finding", f"verification: {secret}"), ("incident", f"services: [{secret}]")):
        ((message, hint),) = said(kind, front)
        assert secret.lower() not in f"{message} {hint}".lower()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-6-8", "2024-06-08"),
        ("2024/06/28", "2024-06-28"),
        ("28.06.2024", "2024-06-28"),
        ("06/28/2024", "2024-06-28"),
        ("28/06/2024", "2024-06-28"),
        ("06/07/2024", ""),  # of June or of July
        ("June 28, 2024", "2024-06-28"),
        ("2024-06-28 9:05", "2024-06-28T09:05"),
        ("2024-06-28 11:09 UTC", "2024-06-28T11:09Z"),
        ("2024-06-28t11:09+0200", "2024-06-28T11:09+02:00"),
        ("2024-06-28 11:09 CEST", ""),  # an offset is never guessed
        ("soon", ""),
    ],
)
def test_a_moment_in_another_form_is_known_if_it_can_be_only_one(written: str, meant: str) -> None:
    assert nearest(written, lambda text: is_valid_at("timeline", ("events", "at"), text)) == meant


def test_a_day_that_does_not_exist_is_said() -> None:
    assert no_such_day("2024-02-29") == ""
    assert no_such_day("2023-02-29") == "there is no such day: February 2023 has 28 days"


def test_a_missing_hash_is_printed(postmortem: Run, repository: Path) -> None:
    register = repository / "incidents" / repository_example.INCIDENT / "evidence.md"
    text = register.read_text()
    line = next(line.strip() for line in text.split("\n") if "sha256" in line)
    register.write_text(text.replace(f"  {line}\n", ""))
    assert f"add `{line}`." in postmortem("check").stdout


@pytest.mark.parametrize("name", ["finding.decision", "incident.response.sufficient", "config.teams", "verification"])
def test_a_field_is_explained(postmortem: Run, name: str) -> None:
    shown = postmortem("explain", name).stdout
    assert shown.split(" ")[0].endswith(name)
    assert "Example: " in shown


def test_a_name_of_several_fields_is_asked_about(postmortem: Run) -> None:
    result = postmortem("explain", "tlp")
    assert result.exit_code == 2
    assert "incident.tlp" in result.stderr


def test_an_unknown_name_is_answered_with_the_nearest(postmortem: Run) -> None:
    assert "did you mean `finding.decision`?" in postmortem("explain", "finding.decison").stderr


def test_the_reference_of_fields_is_current(postmortem: Run) -> None:
    assert postmortem("explain", "fields", "--format", "markdown").stdout == (ROOT / "docs/fields.md").read_text()


def test_the_examples_in_the_reference_are_whole_and_yaml() -> None:
    blocks = [block.split("```")[0] for block in (ROOT / "docs/fields.md").read_text().split("```yaml\n")[1:]]
    assert all(isinstance(yaml.safe_load(block), dict) for block in blocks)
    assert [block for block in blocks if "…" in block] == []


def test_a_version_is_quoted_so_that_another_is_not_taken_for_a_number() -> None:
    assert form("incident", ("affected", "versions")) == 'versions: ["4.87.1", "4.87.2"]'
