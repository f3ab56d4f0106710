"""An incident as VERIS: what is not known stays Unknown."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from pipeline.exchange.veris import veris
from pipeline.model import Actor, Factor, Incident, Origin, Report
from pipeline.redaction.redact import redact
from pipeline.repository.corpus import read_corpus
from pipeline.vocabulary import levels, ordered
from tests.exchange.test_stix import FULL
from tests.needs import ROOT
from tests.site import builders

TODAY = date(2026, 3, 1)
OURS = Path(__file__).with_name("veris.schema.json")
SCHEMA = Path(os.environ.get("VERIS_SCHEMA", OURS))
"""VERIS's own schema, verisc-merged.json, where it is at hand: its licence is not ours. Else what we use of it."""


def record(audience: str = "red", **changes: Any) -> dict[str, Any]:
    one = replace(FULL, **changes)
    (seen,) = redact(replace(builders.site().corpus, incidents=(one,)), audience, TODAY).incidents
    return veris(seen, "https://example.org/postmortems/")


def errors(made: dict[str, Any]) -> list[str]:
    validator = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(made)]


@pytest.mark.parametrize("audience", levels())
@pytest.mark.parametrize("kind", ordered("incident", "actors", "kind"))
def test_a_record_is_valid(audience: str, kind: str) -> None:
    actors = (
        Actor(kind, "Somebody", "financial", "G0032", "high", (), ""),
        Actor(kind, "", "to show off", "", "", (), ""),
    )
    assert errors(record(audience, actors=actors)) == []


def test_every_real_incident_is_a_valid_record() -> None:
    for audience in levels():
        for one in redact(read_corpus(ROOT), audience, TODAY).incidents:
            assert errors(veris(one, "")) == [], one.id


def test_an_incident_that_says_nothing_is_unknown_throughout() -> None:
    bare = builders.another("2026-02-02-other", customers="unknown", data_breach="unknown", references=())
    made = veris(bare, "")
    assert errors(made) == []
    assert made["actor"] == {"unknown": {"notes": "Unknown"}}
    assert made["timeline"] == {
        "incident": {"year": 2026},
        "discovery": {"unit": "Unknown"},
        "containment": {"unit": "Unknown"},
    }
    assert made["attribute"]["confidentiality"]["data_disclosure"] == "Unknown"
    assert "reference" not in made


LENGTHS = [
    ("2026-01-10T09:00Z", "2026-01-10T09:17Z", {"unit": "Minutes", "value": 17}),
    ("2026-01-10T09:00Z", "2026-01-13T08:00Z", {"unit": "Days", "value": 2}),
    ("2026-01-10T09:00:00Z", "2026-01-10T09:00:30Z", {"unit": "Seconds", "value": 30}),
    ("2026-01-10", "2026-01-13", {"unit": "Days"}),
    ("2026-01-10", "2026-01-10", {"unit": "Unknown"}),
    ("2023-03", "2024-06-28", {"unit": "Years", "value": 1}),
]


@pytest.mark.parametrize(("start", "end", "length"), LENGTHS)
def test_a_length_is_as_exact_as_it_is_known(start: str, end: str, length: dict[str, Any]) -> None:
    events = (builders.event(start, milestone="started"), builders.event(end, milestone="detected"))
    made = record(timeline=builders.timeline(*events))
    assert made["timeline"]["discovery"] == length
    assert errors(made) == []


@pytest.mark.parametrize(
    ("at", "date"),
    [
        ("2026", {"year": 2026}),
        ("2026-01", {"year": 2026, "month": 1}),
        ("2026-01-10", {"year": 2026, "month": 1, "day": 10}),
        ("2026-01-10T23:30-04:00", {"year": 2026, "month": 1, "day": 11}),
    ],
)
def test_the_date_is_as_exact_as_the_start(at: str, date: dict[str, int]) -> None:
    made = record(timeline=builders.timeline(builders.event(at, milestone="started")))
    assert made["timeline"]["incident"] == date


def test_a_motive_that_veris_does_not_have_is_told_in_notes() -> None:
    actors = (
        Actor("external", "Somebody", "Financial", "", "", (), ""),
        Actor("external", "", "to show off", "", "", (), ""),
    )
    assert record(actors=actors)["actor"]["external"] == {
        "motive": ["Financial", "Unknown"],
        "notes": "Motive: to show off",
        "variety": ["Unknown"],
        "country": ["Unknown"],
        "name": ["Somebody"],
    }


def test_indicators_are_as_they_are_and_only_those_of_the_audience() -> None:
    assert record("clear")["ioc"] == [{"indicator": "login.example.net", "comment": "A copy of the login page."}]
    assert {"indicator": "billing@example.net"} in record("red")["ioc"]
    assert {"indicator": "billing@example.net"} not in record("amber")["ioc"]


def test_the_victim_of_a_retold_incident_is_who_told_it() -> None:
    report = Report(near_miss=True, retold_from=Origin("Example Bank", "https://example.org/report"))
    made = record(report=report)
    assert errors(made) == []
    assert (made["victim"]["victim_id"], made["security_incident"]) == ("Example Bank", "Near miss")
    assert "victim_id" not in record()["victim"]


def test_factors_are_what_failed() -> None:
    factors = (
        Factor("C1", "Tokens never expired.", ("01",), "", (), ""),
        Factor("C2", "Nobody looked.", (), "x", (), "red"),
    )
    assert record("amber", factors=factors)["control_failure"] == "Tokens never expired."


def test_the_schema_of_what_we_use_refuses_what_it_should() -> None:
    made: Incident = builders.another("2026-02-02-other")
    assert errors(veris(made, "")) == []
    assert errors({**veris(made, ""), "security_incident": "Perhaps"})
    assert errors({**veris(made, ""), "unheard_of": 1})
