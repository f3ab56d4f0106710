"""`postmortem timeline`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from pipeline.validation.fast_validator import is_valid
from tests import example
from tests.conftest import Run

TIMESKETCH = """\
message,timestamp,datetime,timestamp_desc,source
A token is used from an unknown address,1768035600000000,2026-01-10T09:00:00+00:00,Event Logged,LOG
The token is revoked,1768039200000000,2026-01-10T10:00:30.123456+00:00,Event Logged,LOG
"""


def events(repository: Path) -> list[dict[str, str]]:
    text = (repository / "incidents" / example.INCIDENT / "timeline.md").read_text("utf-8")
    listed: list[dict[str, str]] = yaml.load(text.split("---\n")[1], yaml.BaseLoader)["events"]  # noqa: S506  # as texts
    return listed


def test_events_of_timesketch_go_to_their_places(postmortem: Run, repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "sketch.csv"
    file.write_text(TIMESKETCH, "utf-8")
    before = events(repository)
    result = postmortem("timeline", "import", str(file), "--in", example.INCIDENT)
    assert result.exit_code == 0, result.output
    assert "2 added" in result.stdout
    assert "columns not used: timestamp, timestamp_desc, source" in result.stderr
    added = [event for event in events(repository) if event not in before]
    assert [event["at"] for event in added] == ["2026-01-10T09:00:00+00:00", "2026-01-10T10:00:30.123456+00:00"]
    assert "0 added, 2 already there" in postmortem("timeline", "import", str(file), "--in", example.INCIDENT).stdout


def test_columns_of_another_program(postmortem: Run, repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("Zeit,Was geschah\n2026-01-10T11:30,The image is rebuilt\n", "utf-8")
    arguments = ("--column", "at=Zeit", "--column", "what=Was geschah", "--timezone", "Europe/Berlin")
    result = postmortem("timeline", "import", str(file), "--in", example.INCIDENT, *arguments)
    assert result.exit_code == 0, result.output
    assert "2026-01-10T11:30+01:00" in [one["at"] for one in events(repository)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("at,what\nyesterday,Something\n", "log.csv:2: `yesterday` is not a date or time"),
        ("at,what\n2026-01-10T09:00,Something\n", "log.csv:2: `2026-01-10T09:00` has a time of day but no offset"),
        ("at,what\n2026-01-10,\n", "log.csv:2: the row has no `what`"),
        ("at,what\n2026-03-01,Later\n", "log.csv:2: the event is in the future"),
        ("who,what\nme,Something\n", "no column has `at`: add --column at=NAME"),
        ("", "the file is empty"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(
    content: str, said: str, postmortem: Run, repository: Path, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(content, "utf-8")
    before = events(repository)
    result = postmortem("timeline", "import", str(file), "--in", example.INCIDENT)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert events(repository) == before


def test_nothing_above_the_audience(postmortem: Run, repository: Path) -> None:
    path = repository / "incidents" / example.INCIDENT / "timeline.md"
    quiet = "- {at: 2026-01-07, what: A quiet word., tlp: red}\n"
    path.write_text(path.read_text("utf-8").replace("events:\n", f"events:\n{quiet}"), "utf-8")
    for form in ("csv", "json", "mermaid"):
        export = ("timeline", "export", example.INCIDENT, "--format", form, "--audience")
        shown = {audience: postmortem(*export, audience).stdout for audience in ("clear", "red")}
        assert "A quiet word." not in shown["clear"]
        assert "A quiet word." in shown["red"]


def test_a_spreadsheet_runs_no_cell(postmortem: Run, repository: Path) -> None:
    path = repository / "incidents" / example.INCIDENT / "timeline.md"
    formula = '- {at: 2026-01-07, what: "=1+1"}\n'
    path.write_text(path.read_text("utf-8").replace("events:\n", f"events:\n{formula}"), "utf-8")
    assert ",'=1+1," in postmortem("timeline", "export", example.INCIDENT, "--audience", "clear").stdout


def test_json_is_what_its_schema_says(postmortem: Run) -> None:
    document = json.loads(
        postmortem("timeline", "export", example.INCIDENT, "--audience", "clear", "--format", "json").stdout
    )
    assert is_valid("timeline-export", document)
