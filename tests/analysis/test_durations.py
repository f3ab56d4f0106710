"""How long a response took, by milestones of the whole and of each affected thing, and by what a source states."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.analysis.durations import measured, measured_by_thing, milestones
from pipeline.model import Incident
from pipeline.time.span import Span
from tests.redaction.redacting import corpus

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TWO = "affected: [{id: api}, {id: web}]"
FOUND = "- {at: 2026-01-10T09:00Z, what: Found., milestone: detected}"


def incident(root: Path, events: str, *, readme: str = "", more: str = "") -> Incident:
    # With a comment, the text is taken as it stands: true is not "true".
    changes = [("timeline.md", f"events:\n{events}\n{more} # as it stands", ""), ("README.md", f"{readme} # so", "")]
    return corpus(root, *changes).incidents[0]


def span(root: Path, name: str, events: str, *, readme: str = "", more: str = "") -> Span | None:
    return measured(incident(root, events, readme=readme, more=more)).spans[name]


def test_what_clocks_showed_is_what_it_took(tmp_path: Path) -> None:
    events = f"{FOUND}\n- {{at: 2026-01-10T09:40Z, what: Over., milestone: contained}}"
    assert span(tmp_path, "contain", events) == Span(39 * MINUTE, 41 * MINUTE, 40 * MINUTE)


def test_the_events_around_a_day_bound_it(tmp_path: Path) -> None:
    events = (
        f"{FOUND}\n- {{at: 2026-01-10, what: Over., milestone: contained}}\n- {{at: 2026-01-10T12:00Z, what: We met.}}"
    )
    assert span(tmp_path, "contain", events) == Span(timedelta(0), 3 * HOUR + MINUTE, None)


def test_a_window_bounds_as_a_day_does(tmp_path: Path) -> None:
    over = "{after: 2026-01-10T10:00Z, before: 2026-01-10T12:00Z}"
    events = f"{FOUND}\n- {{at: {over}, what: Over., milestone: contained}}"
    assert span(tmp_path, "contain", events) == Span(HOUR - MINUTE, 3 * HOUR + MINUTE, None)


def test_an_open_window_leaves_the_end_open(tmp_path: Path) -> None:
    events = f"{FOUND}\n- {{at: {{after: 2026-01-12T09:00Z}}, what: Over., milestone: contained}}"
    assert span(tmp_path, "contain", events) == Span(2 * DAY - MINUTE, None, None)


def test_what_lasts_contains_by_its_end(tmp_path: Path) -> None:
    events = f"{FOUND}\n- {{at: 2026-01-10T10:00Z, ended: 2026-01-10T11:00Z, what: Rotated., milestone: contained}}"
    found = span(tmp_path, "contain", events)
    assert found is not None
    assert found.nominal == 2 * HOUR


def test_an_estimate_says_so(tmp_path: Path) -> None:
    events = f"{FOUND}\n- {{at: 2026-01-10T10:00Z, what: Over., milestone: contained, approximate: true}}"
    found = span(tmp_path, "contain", events)
    assert found is not None
    assert found.approximate


STATED = "stated: [{duration: contain, from: detected, length: PT1H19M}]"


def test_what_a_source_states_stands_in_for_what_cannot_be_computed(tmp_path: Path) -> None:
    length = 79 * MINUTE
    assert span(tmp_path, "contain", FOUND, more=STATED) == Span(length, length, length, stated=True)


def test_what_can_be_computed_is_not_replaced_by_what_is_stated(tmp_path: Path) -> None:
    events = f"{FOUND}\n- {{at: 2026-01-10T09:40Z, what: Over., milestone: contained}}"
    found = measured(incident(tmp_path, events, more=STATED))
    assert found.spans["contain"] == Span(39 * MINUTE, 41 * MINUTE, 40 * MINUTE)
    assert [item.duration for item in found.stated] == ["contain"]


def test_a_length_from_another_milestone_is_shown_and_not_compared(tmp_path: Path) -> None:
    found = measured(incident(tmp_path, FOUND, more=STATED.replace("detected", "started")))
    assert found.spans["contain"] is None
    assert len(found.stated) == 1


TWO_THINGS = """\
- {at: 2026-01-10T08:00Z, what: The API was attacked., milestone: started, affects: [api]}
- {at: 2026-01-10T09:00Z, what: The API was found., milestone: detected, affects: [api]}
- {at: 2026-01-11T08:00Z, what: The web was attacked., milestone: started, affects: [web]}
- {at: 2026-01-11T08:30Z, what: The web was found., milestone: detected, affects: [web]}
- {at: 2026-01-11T10:00Z, what: The API was contained., milestone: contained, affects: [api]}
"""
BOTH = f"{TWO_THINGS}- {{at: 2026-01-11T12:00Z, what: The web was contained., milestone: contained, affects: [web]}}"


def test_each_thing_has_durations_of_its_own(tmp_path: Path) -> None:
    found = measured_by_thing(incident(tmp_path, BOTH, readme=TWO))
    nominal = {name: span.nominal for name in found if (span := found[name].spans["contain"])}
    assert nominal == {"api": 25 * HOUR, "web": 3 * HOUR + 30 * MINUTE}


def test_the_whole_is_found_with_the_first_and_contained_with_the_last(tmp_path: Path) -> None:
    whole = measured(incident(tmp_path, BOTH, readme=TWO)).spans
    assert whole["detect"] is not None
    assert whole["contain"] is not None
    assert (whole["detect"].nominal, whole["contain"].nominal) == (HOUR, 27 * HOUR)


def test_while_a_thing_is_not_contained_the_whole_took_at_least_as_long(tmp_path: Path) -> None:
    found = incident(tmp_path, TWO_THINGS, readme=TWO)
    assert measured(found).spans["contain"] == Span(25 * HOUR - MINUTE, None, None)
    assert milestones(found)["contained"] is None
    assert milestones(found, "api")["contained"] is not None


@pytest.mark.parametrize(
    "report",
    ["{near_miss: true}", '{retold_from: {organisation: Example Bank, url: "https://bank.example/report"}}'],
)
def test_durations_do_not_apply_to_near_misses_and_incidents_of_others(report: str, tmp_path: Path) -> None:
    found = measured(incident(tmp_path, BOTH, readme=f"{TWO}\nreport: {report}", more=STATED))
    assert set(found.spans.values()) == {None}
    assert found.stated == ()
