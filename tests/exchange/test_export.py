"""`postmortem export`: what is asked for, or one line that says why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests import example

INDICATORS = (
    "indicators:\n- {type: domain, value: 'login[.]example[.]net', tlp: clear}\n- {type: email, value: b@example.net}"
)


def export(root: Path, *arguments: str, readme: str = INDICATORS) -> Result:
    tree = example.files()
    path = f"incidents/{example.INCIDENT}/README.md"
    tree[path] = example.changed(tree[path], readme)
    example.write(root, tree)
    return CliRunner().invoke(main, ["--root", str(root), "--today", "2026-02-10", "export", *arguments])


@pytest.mark.parametrize(("form", "key"), [("stix", "objects"), ("veris", "ioc")])
def test_what_is_written_is_json(tmp_path: Path, form: str, key: str) -> None:
    done = export(tmp_path, example.INCIDENT, "--audience", "amber", "--format", form)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)[key]
    assert "login.example.net" in done.stdout
    assert "b@example.net" in done.stdout


def test_the_audience_is_that_of_the_site_if_none_is_named(tmp_path: Path) -> None:
    done = export(tmp_path, example.INCIDENT, "--format", "veris")
    assert json.loads(done.stdout)["ioc"] == [{"indicator": "login.example.net"}]


def test_a_former_id_is_enough(tmp_path: Path) -> None:
    done = export(tmp_path, "2026-01-10-old", "--format", "veris", readme="aliases: [2026-01-10-old]")
    assert json.loads(done.stdout)["incident_id"] == example.INCIDENT


@pytest.mark.parametrize(
    ("name", "readme", "said"),
    [
        ("2026-01-10-leaked-tokn", "", "did you mean `2026-01-10-leaked-token`?"),
        (example.INCIDENT, "status: draft", "is a draft"),
        (example.INCIDENT, "tlp: green", "is green, above the audience clear"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_line(tmp_path: Path, name: str, readme: str, said: str) -> None:
    done = export(tmp_path, name, "--audience", "clear", "--format", "stix", readme=readme)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_incident_with_errors_is_not_exported(tmp_path: Path) -> None:
    done = export(tmp_path, example.INCIDENT, "--format", "stix", readme="severity: bad")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "nothing was exported" in done.stderr
