"""The JSON, held against its published schema, and against what the pages show."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline import vocabulary
from pipeline.model import (
    Decision,
)
from pipeline.site.data import SiteData
from pipeline.site.render import render
from pipeline.time.moment import parse, zone_named
from pipeline.tracking.lifecycle import State
from pipeline.validation.fast_validator import is_valid
from tests import example
from tests.site import builders
from tests.site.api import FULL, documents, validate_all

ISSUE = example.issue(url="https://example.org/7")


@pytest.fixture
def full() -> dict[str, Any]:
    return documents(builders.site(FULL, builders.another("2025-01-01-other"), issues={f"{builders.ID}/01": ISSUE}))


def test_every_document_is_as_its_schema_says(full: dict[str, Any]) -> None:
    validate_all(full)


def test_the_real_incidents_are_as_the_schema_says(real_site: SiteData) -> None:
    validate_all(documents(real_site))


def test_every_key_of_a_document_is_in_its_schema(full: dict[str, Any]) -> None:
    defined = vocabulary.schema("api")["$defs"]
    incident = defined["incident"]["properties"]["incident"]["properties"]
    whole = full[f"incidents/{builders.ID}.json"]["incident"]
    assert set(whole) == {*defined["incident-in-short"]["properties"], *incident} - {
        "duplicate_of",
        "withheld",
        "durations",
    }
    said = {key for finding in whole["findings"] for key in finding}
    assert said == set(defined["finding"]["properties"])
    for name in ("index", "incidents", "findings", "teams", "responses"):
        assert set(full[f"{name}.json"]) == set(defined[name]["properties"])


def test_the_states_are_those_of_a_finding() -> None:
    words = vocabulary.schema("api")["$defs"]["finding"]["properties"]["state"]["enum"]
    assert sorted(words) == sorted(state.slug for state in State)


def test_the_index_leads_to_the_other_documents(full: dict[str, Any]) -> None:
    index = full["index.json"]
    assert index["updated"] == "2026-02-25"
    prefix = f"{builders.CONFIG.site.url}api/v1/"
    assert set(index["documents"].values()) <= {prefix + path for path in full}


def test_the_site_has_these_documents(full: dict[str, Any]) -> None:
    site = builders.site(FULL, builders.another("2025-01-01-other"), issues={f"{builders.ID}/01": ISSUE})
    tree = {path: text for path, text in render(site).items() if path.startswith("docs/api/")}
    assert {path: json.loads(str(text)) for path, text in tree.items()} == {
        f"docs/api/v1/{path}": document for path, document in full.items()
    }


def test_the_schemas_lie_beside_each_other(full: dict[str, Any]) -> None:
    for path, text in full.items():
        if path.startswith("schema/"):
            for line in json.dumps(text).split('"$ref": "')[1:]:
                file = line.partition('"')[0].partition("#")[0]
                assert not file or f"schema/{file}" in full


def test_a_finding_says_where_it_stands(full: dict[str, Any]) -> None:
    first, second = full["findings.json"]["findings"][:2]
    assert (first["key"], first["state"], first["due"]) == (f"{builders.ID}/01", "reopened", "2026-03-22")
    assert first["issue"] == {"reference": "example-org/identity#7", "url": "https://example.org/7"}
    assert first["url"] == f"{builders.CONFIG.site.url}incidents/{builders.ID}/#F01"
    assert second["state"] == "duplicate"


def test_an_issue_of_the_embedded_tracker_has_no_address() -> None:
    local = replace(ISSUE, url="file:///issues.sqlite")
    (first, _) = documents(builders.site(issues={f"{builders.ID}/01": local}))["findings.json"]["findings"]
    assert first["issue"] == {"reference": "example-org/identity#7"}


def test_the_text_is_that_of_the_page() -> None:
    page, found = builders.page(), documents(builders.site())[f"incidents/{builders.ID}.json"]["incident"]
    (section,) = found["report"]
    assert section["html"] in page
    assert section["cites"] == ["E1"]
    assert found["findings"][0]["html"] in page


def test_times_of_day_are_in_utc() -> None:
    timeline = builders.timeline(builders.event("2026-01-10T09:00-04:00"), builders.event("2026-01"))
    found = documents(builders.site(builders.incident(timeline=timeline)))[f"incidents/{builders.ID}.json"]
    assert [event["at"] for event in found["incident"]["timeline"]["events"]] == ["2026-01-10T13:00Z", "2026-01"]


def test_what_is_written_in_local_time_says_so_and_an_hour_that_came_twice_has_both_readings() -> None:
    rome = zone_named("Europe/Rome")
    timeline = replace(
        builders.timeline(
            *(
                replace(builders.event("2023"), at=parse(text, rome))
                for text in ("2023-10-29T00:00:07", "2023-10-29T02:17:00", "2023-10-30", "2023-10-30T09:00Z")
            )
        ),
        timezone="Europe/Rome",
    )
    found = documents(builders.site(builders.incident(timeline=timeline)))[f"incidents/{builders.ID}.json"]
    assert is_valid("api", found, "incident")
    said = found["incident"]["timeline"]
    assert said["timezone"] == "Europe/Rome"
    times = [{key: value for key, value in event.items() if key.startswith("at")} for event in said["events"]]
    assert times == [
        {"at": "2023-10-28T22:00:07Z", "at_written": "2023-10-29T00:00:07", "at_timezone": "Europe/Rome"},
        {
            "at": "2023-10-29T02:17:00",
            "at_written": "2023-10-29T02:17:00",
            "at_timezone": "Europe/Rome",
            "at_readings": ["2023-10-29T00:17:00Z", "2023-10-29T01:17:00Z"],
        },
        {"at": "2023-10-30", "at_written": "2023-10-30", "at_timezone": "Europe/Rome"},
        {"at": "2023-10-30T09:00Z"},
    ]


def test_the_numbers_of_findings_by_state_add_up() -> None:
    declined = builders.finding("02", decision=Decision("declined", (), "Too dear.", date(2026, 2, 20)))
    data = builders.site(builders.incident(findings=(builders.finding(), declined)))
    (found,) = documents(data)["incidents.json"]["incidents"]
    assert found["findings_by_state"] == {"open": 1, "declined": 1}
    assert (found["findings_total"], found["findings_open"]) == (2, 1)


def test_a_count_of_none_is_said(full: dict[str, Any]) -> None:
    assert full[f"incidents/{builders.ID}.json"]["incident"]["counts"][0] == {"count": 0, "unit": "tokens used"}


def test_the_old_address_of_an_incident_has_it_still(full: dict[str, Any]) -> None:
    assert full["incidents/2026-01-10-old.json"] == full[f"incidents/{builders.ID}.json"]


def test_what_keeps_a_site_going_is_not_in_it(full: dict[str, Any]) -> None:
    assert "log.txt" in json.dumps(full)
    assert "assignees" not in json.dumps({path: text for path, text in full.items() if "schema" not in path})


def test_without_an_address_paths_start_from_the_root() -> None:
    site = builders.site()
    nowhere = replace(site.config, site=replace(site.config.site, url=""))
    found = documents(replace(site, config=nowhere))
    assert found["incidents.json"]["incidents"][0]["url"] == f"incidents/{builders.ID}/"
    validate_all(found)
