"""The JSON, held against its published schema, and against what the pages show."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline import vocabulary
from pipeline.model import (
    Actor,
    Count,
    Exemption,
    ExternalParty,
    Participant,
    Reference,
    Related,
    Response,
    Signoff,
    Technique,
    Verdict,
    Verification,
)
from pipeline.site.data import SiteData
from pipeline.site.pages import render
from pipeline.site.words import css
from pipeline.tracking.lifecycle import State
from pipeline.validation import is_valid
from tests import example
from tests.site import made

FULL = made.incident(
    tags=("tokens",),
    counts=(Count(0, "tokens used"), Count(4, "tokens", approximate=True)),
    actors=(Actor("external", "a researcher", "curiosity", "", "high", ("E1",), ""),),
    techniques=(Technique("T1552.001", "", novel=False, evidence=("E1",)),),
    participants=(Participant("identity", "led"),),
    external_parties=(ExternalParty("vendor", "a vendor", made.event("2026-01-10").at, "told us"),),
    response=Response(Verdict("yes", "", ()), Verdict("partly", "Some are valid.", ("01",))),
    signoffs=(Signoff("identity", "lead", date(2026, 2, 1)),),
    related=(Related("2025-01-01-other", "the same image"),),
    aliases=("2026-01-10-old",),
    references=(Reference("The status page", "https://example.org/status"),),
    exemption=Exemption("It was small.", "lead"),
    findings=(
        made.finding("01", tlp="clear", involves=("index",), verification=Verification("a", date(2026, 2, 25), "b")),
        made.finding("02", duplicate_of=f"{made.ID}/01", due=date(2026, 3, 1), sop="tokens"),
    ),
)
ISSUE = example.issue(url="https://example.org/7")


def documents(site: SiteData) -> dict[str, Any]:
    prefix = "docs/api/v1/"
    tree = {path.removeprefix(prefix): text for path, text in render(site).items() if path.startswith(prefix)}
    return {path: json.loads(text) for path, text in tree.items()}


def validate_all(found: dict[str, Any]) -> None:
    for path, document in found.items():
        folder, _, name = path.rpartition("/")
        if folder != "schema":
            assert is_valid("api", document, "incident" if folder else name.removesuffix(".json")), path


@pytest.fixture
def full() -> dict[str, Any]:
    return documents(made.site(FULL, made.another("2025-01-01-other"), issues={f"{made.ID}/01": ISSUE}))


def test_every_document_is_as_its_schema_says(full: dict[str, Any]) -> None:
    validate_all(full)


def test_the_real_incidents_are_as_the_schema_says(real_site: SiteData) -> None:
    validate_all(documents(real_site))


def test_every_key_of_a_document_is_in_its_schema(full: dict[str, Any]) -> None:
    defined = vocabulary.schema("api")["$defs"]
    incident = defined["incident"]["properties"]["incident"]["properties"]
    whole = full[f"incidents/{made.ID}.json"]["incident"]
    assert set(whole) == {*defined["incident-in-short"]["properties"], *incident} - {"duplicate_of", "withheld"}
    said = {key for finding in whole["findings"] for key in finding}
    assert said == set(defined["finding"]["properties"])
    for name in ("index", "incidents", "findings", "teams"):
        assert set(full[f"{name}.json"]) == set(defined[name]["properties"])


def test_the_states_are_those_of_a_finding() -> None:
    words = vocabulary.schema("api")["$defs"]["finding"]["properties"]["state"]["enum"]
    assert sorted(words) == sorted(css(state) for state in State)


def test_the_index_leads_to_the_other_documents(full: dict[str, Any]) -> None:
    index = full["index.json"]
    assert index["updated"] == "2026-02-25"
    prefix = f"{made.CONFIG.site.url}api/v1/"
    assert set(index["documents"].values()) <= {prefix + path for path in full}


def test_the_schemas_lie_beside_each_other(full: dict[str, Any]) -> None:
    for path, text in full.items():
        if path.startswith("schema/"):
            for line in json.dumps(text).split('"$ref": "')[1:]:
                file = line.partition('"')[0].partition("#")[0]
                assert not file or f"schema/{file}" in full


def test_a_finding_says_where_it_stands(full: dict[str, Any]) -> None:
    first, second = full["findings.json"]["findings"][:2]
    assert (first["key"], first["state"], first["due"]) == (f"{made.ID}/01", "reopened", "2026-03-22")
    assert first["issue"] == {"reference": "example-org/identity#7", "url": "https://example.org/7"}
    assert first["url"] == f"{made.CONFIG.site.url}incidents/{made.ID}/#F01"
    assert second["state"] == "duplicate"


def test_an_issue_of_the_embedded_tracker_has_no_address() -> None:
    local = replace(ISSUE, url="file:///issues.sqlite")
    (first, _) = documents(made.site(issues={f"{made.ID}/01": local}))["findings.json"]["findings"]
    assert first["issue"] == {"reference": "example-org/identity#7"}


def test_the_text_is_that_of_the_page() -> None:
    page, found = made.page(), documents(made.site())[f"incidents/{made.ID}.json"]["incident"]
    (section,) = found["report"]
    assert section["html"] in page
    assert section["cites"] == ["E1"]
    assert found["findings"][0]["html"] in page


def test_times_of_day_are_in_utc() -> None:
    timeline = made.timeline(made.event("2026-01-10T09:00-04:00"), made.event("2026-01"))
    found = documents(made.site(made.incident(timeline=timeline)))[f"incidents/{made.ID}.json"]
    assert [event["at"] for event in found["incident"]["timeline"]["events"]] == ["2026-01-10T13:00Z", "2026-01"]


def test_a_count_of_none_is_said(full: dict[str, Any]) -> None:
    assert full[f"incidents/{made.ID}.json"]["incident"]["counts"][0] == {"count": 0, "unit": "tokens used"}


def test_the_old_address_of_an_incident_has_it_still(full: dict[str, Any]) -> None:
    assert full["incidents/2026-01-10-old.json"] == full[f"incidents/{made.ID}.json"]


def test_what_keeps_a_site_going_is_not_in_it(full: dict[str, Any]) -> None:
    assert "log.txt" in json.dumps(full)
    assert "assignees" not in json.dumps({path: text for path, text in full.items() if "schema" not in path})


def test_without_an_address_paths_start_from_the_root() -> None:
    site = made.site()
    nowhere = replace(site.config, site=replace(site.config.site, url=""))
    found = documents(replace(site, config=nowhere))
    assert found["incidents.json"]["incidents"][0]["url"] == f"incidents/{made.ID}/"
    validate_all(found)
