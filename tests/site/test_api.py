"""The JSON, held against its published schema, and against what the pages show."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

from pipeline import vocabulary
from pipeline.markdown.prose import Prose
from pipeline.model import (
    Actor,
    Affected,
    Corpus,
    Count,
    Decision,
    Exemption,
    ExternalParty,
    Factor,
    Incident,
    Indicator,
    Notification,
    Origin,
    Participant,
    Reference,
    Related,
    Report,
    Response,
    Signoff,
    Technique,
    Verdict,
    Verification,
    VersionEvent,
    VersionRange,
)
from pipeline.moment import Moment, parse, zone_named
from pipeline.redaction import redact
from pipeline.site.data import SiteData
from pipeline.site.render import render
from pipeline.tracking.lifecycle import State
from pipeline.validation.fast_validator import is_valid
from tests import example
from tests.site import builders

FULL = builders.incident(
    tags=("tokens",),
    counts=(Count(0, 0, "tokens used"), Count(4, 4, "tokens", approximate=True, as_of=parse("2026-03-03"))),
    actors=(Actor("external", "a researcher", "curiosity", "", "high", ("E1",), ""),),
    techniques=(Technique("T1552.001", "", novel=False, evidence=("E1",)),),
    participants=(Participant("identity", "led"),),
    external_parties=(ExternalParty("vendor", "a vendor", parse("2026-01-10"), "told us", "vendor", "VU-7", "clear"),),
    factors=(Factor("C1", "Tokens never expired.", ("01",), "", ("E1",), "clear"),),
    indicators=(Indicator("domain", "login.example.net", None, None, ("E1",), "clear", "A login page."),),
    notifications=(Notification("law", "first", "vendor", None, "VU-7", ("E1",), "clear", ""),),
    response=Response(Verdict("yes", "", ()), Verdict("partly", "Some are valid.", ("01",))),
    signoffs=(Signoff("identity", "lead", date(2026, 2, 1)),),
    related=(Related("2025-01-01-other", "the same image"),),
    timezone="UTC",
    aliases=("2026-01-10-old",),
    affected=(
        Affected(
            id="web",
            name="The shop",
            purl="pkg:npm/shop",
            versions=("1.2.0",),
            ranges=(
                VersionRange("SEMVER", "", (VersionEvent("1.2.0", "", "", ""), VersionEvent("", "1.2.1", "", ""))),
            ),
            component="checkout",
            region="eu-west-1",
            data="email addresses",
            evidence=("E1",),
            tlp="clear",
        ),
    ),
    report=Report(retold_from=Origin("Example Bank", "https://bank.example/report")),
    references=(Reference("The status page", "https://example.org/status"),),
    exemption=Exemption("It was small.", "lead"),
    findings=(
        builders.finding(
            "01",
            tlp="clear",
            effect="prevent",
            involves=("index",),
            verification=Verification("a", date(2026, 2, 25), "b"),
        ),
        builders.finding("02", duplicate_of=f"{builders.ID}/01", due=date(2026, 3, 1), sop="tokens"),
    ),
)
ISSUE = example.issue(url="https://example.org/7")


def documents(site: SiteData) -> dict[str, Any]:
    prefix = "docs/api/v1/"
    tree = {path.removeprefix(prefix): str(text) for path, text in render(site).items() if path.startswith(prefix)}
    return {path: json.loads(text) for path, text in tree.items()}


def validate_all(found: dict[str, Any]) -> None:
    for path, document in found.items():
        folder, _, name = path.rpartition("/")
        if folder != "schema":
            assert is_valid("api", document, "incident" if folder else name.removesuffix(".json")), path


EVERYTHING = replace(
    FULL,
    services=("identity", "index"),
    tags=("tokens", "images"),
    actors=(Actor("external", "a researcher", "curiosity", "", "high", ("E1",), ""),),
    techniques=(
        Technique("T1552.001", "A name", novel=False, evidence=()),
        Technique("", "New", novel=True, evidence=()),
    ),
    factors=(*FULL.factors, Factor("C2", "Nobody looked.", (), "A scanner looks now.", (), "clear")),
    notifications=(*FULL.notifications, Notification("law", "last", "", None, "", (), "clear", "It was withdrawn.")),
    register=builders.register(
        builders.evidence(collected_by="identity"),
        builders.evidence("E2", path="", sha256="", url="https://example.org/e2"),
    ),
    findings=(
        builders.finding("01", sop="tokens", verification=Verification("a", date(2026, 2, 25), "b")),
        builders.finding("02", decision=Decision("declined", ("index",), "It is too dear.", date(2026, 2, 20))),
    ),
)
HIDDEN = "2026-02-02-hidden"
FREE = frozenset(
    {"title", "summary", "unit", "name", "motive", "role", "who", "note", "because", "reason", "approved_by", "what"}
    | {"source", "by", "how", "no_finding", "reference", "not_required"}
)
NAMES = frozenset({"services", "tags", "sop", "url"})


def texts(value: Any, kept: frozenset[str], new: Callable[[str], str], field: str = "") -> Iterator[tuple[str, Any]]:
    """The records again and again, each time with another text of these fields replaced; and which field it was."""
    if isinstance(value, str) and value and field in kept:
        yield field, new(value)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            for name, changed in texts(item, kept, new, field):
                yield name, (*value[:at], changed, *value[at + 1 :])
    elif is_dataclass(value) and not isinstance(value, type | Prose | Moment):
        for part in fields(value):
            for name, changed in texts(getattr(value, part.name), kept, new, part.name):
                yield name, replace(value, **{part.name: changed})


def seen(incident: Incident, mark: str = "") -> dict[str, Any]:
    hidden = builders.another(HIDDEN, tlp="red")
    whole = Corpus((incident, builders.another("2025-01-01-other"), hidden), frozenset())
    return documents(replace(builders.site(*whole.incidents), corpus=redact(whole, "clear", builders.TODAY, mark)))


@pytest.mark.parametrize("mark", ["", "███"])
@pytest.mark.parametrize("around", ["{}", " {}", "{}\u200b"])
def test_whichever_text_is_withheld_as_a_whole_the_documents_are_as_their_schemas_say(around: str, mark: str) -> None:
    withheld = list(texts(EVERYTHING, FREE, lambda _: around.format("<!-- tlp:red -->Psst<!-- /tlp -->")))
    assert {field for field, _ in withheld} == FREE
    for _, incident in withheld:
        found = seen(incident, mark)
        assert "Psst" not in json.dumps(found)
        validate_all(found)


@pytest.mark.parametrize("form", ["{}", "{}.txt", "x-{}", "https://{}", "https://example.org/{}"])
def test_whichever_text_names_a_withheld_incident_the_documents_are_as_their_schemas_say(form: str) -> None:
    named = list(texts(EVERYTHING, FREE | NAMES, lambda _: form.format(HIDDEN)))
    assert {field for field, _ in named} == FREE | NAMES
    for _, incident in named:
        found = seen(incident)
        assert HIDDEN not in json.dumps(found)
        validate_all(found)


@pytest.mark.parametrize("name", [HIDDEN, f"{HIDDEN}.txt"])
def test_an_artefact_whose_name_is_that_of_a_withheld_incident_has_no_path(name: str) -> None:
    found = seen(replace(FULL, register=builders.register(builders.evidence(path=f"evidence/{name}"))))
    assert "path" not in found[f"incidents/{builders.ID}.json"]["incident"]["evidence"]["items"][0]
    validate_all(found)


def test_a_text_that_has_to_be_there_says_only_that_it_is_not() -> None:
    found = seen(
        builders.incident(title="<!-- tlp:red -->Psst<!-- /tlp -->", summary="<!-- tlp:red -->Psst<!-- /tlp -->")
    )
    (said,) = [one for one in found["incidents.json"]["incidents"] if one["id"] == builders.ID]
    assert (said["title"], said.get("summary")) == ("…", None)


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
