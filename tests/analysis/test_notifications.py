"""What an incident's regimes ask for, worked out by hand: two clocks, steps that follow others, parties, zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import yaml

from pipeline.analysis.notifications import RequiredNotification, required_notifications, running_out
from pipeline.model import Corpus, Incident, Notification
from pipeline.repository.config import build_config
from pipeline.time import moment
from pipeline.time.deadlines import start
from pipeline.time.moment import zone_named
from tests.site import builders

REGIMES = build_config(
    yaml.safe_load("""
security_response: {team: srt, repository: example-org/srt}
teams: {srt: {name: SRT, organisation: Example Org, repository: example-org/srt, audience: red}}
priorities: {p0: 7}
regimes:
  dora:
    title: DORA
    steps:
      initial: {deadlines: [{after: "milestone:classified", within: PT4H}, {after: "milestone:aware", within: PT24H}]}
      intermediate: {deadlines: [{after: "step:initial", within: PT72H}]}
      final: {deadlines: [{after: "step:intermediate", within: P1M}]}
  gdpr: {title: GDPR, steps: {authority: {deadlines: [{after: "milestone:aware", within: PT72H}]}, people: {}}}
  cra: {title: CRA, steps: {final: {deadlines: [{after: "milestone:fix-available", within: P14D}]}}}
""")
).regimes


def sent(regime: str, step: str, at: str = "", party: str = "", not_required: str = "") -> Notification:
    return Notification(regime, step, party, moment.parse(at) if at else None, "", (), "amber", not_required)


def incident(events: dict[str, str], *notifications: Notification, zone: str = "") -> Incident:
    own = zone_named(zone) if zone else None
    dated = [replace(builders.event("2026"), at=moment.parse(at, own), milestone=name) for name, at in events.items()]
    return builders.incident(timeline=builders.timeline(*dated), notifications=notifications)


def deadlines(one: Incident) -> dict[str, str]:
    """The deadline of each step, as people read it."""
    return {
        f"{item.regime.id}:{item.step.id}": str(item.deadline or "") for item in required_notifications(one, REGIMES)
    }


DORA = [
    # aware, classified, initial sent, intermediate sent; deadlines of initial, intermediate, final
    ("2026-06-01T08:00Z", "2026-06-02T06:00Z", "", "", "2026-06-02 08:00 UTC", "", ""),
    ("2026-06-01T08:00Z", "2026-06-01T09:00Z", "", "", "2026-06-01 13:00 UTC", "", ""),
    ("2026-06-01T08:00Z", "", "", "", "2026-06-02 08:00 UTC", "", ""),
    ("", "2026-06-01T09:00Z", "", "", "2026-06-01 13:00 UTC", "", ""),
    ("", "", "", "", "", "", ""),
    ("", "", "2026-06-01T10:00Z", "", "", "2026-06-04 10:00 UTC", ""),
    ("2026-06-01T08:00Z", "", "2026-06-01T10:00Z", "", "2026-06-02 08:00 UTC", "2026-06-04 10:00 UTC", ""),
    ("2026-06-01T08:00Z", "", "2026-06-01", "", "2026-06-02 08:00 UTC", "2026-06-04 00:00 UTC", ""),
    ("2026-06-01", "", "", "", "2026-06-02 00:00 UTC", "", ""),
    ("2026-06", "", "", "", "2026-06-02 00:00 UTC", "", ""),
    ("", "", "2026-01-28T10:00Z", "2026-01-31T09:00Z", "", "2026-01-31 10:00 UTC", "2026-02-28"),
    ("", "", "2028-01-28T10:00Z", "2028-01-31T09:00Z", "", "2028-01-31 10:00 UTC", "2028-02-29"),
    ("", "", "2026-05-28T10:00Z", "2026-05-31T23:30-04:00", "", "2026-05-31 10:00 UTC", "2026-06-30"),
]


@pytest.mark.parametrize("case", DORA)
def test_each_step_has_the_earliest_of_its_deadlines(case: tuple[str, ...]) -> None:
    aware, classified, initial, intermediate, *expected = case
    events = {name: at for name, at in (("aware", aware), ("classified", classified)) if at}
    one = incident(events, sent("dora", "initial", initial), sent("dora", "intermediate", intermediate))
    assert list(deadlines(one).values()) == expected


ZONES = [
    # the event as written, the file's zone; the deadline of 14 days
    ("2026-10-01T23:30", "Europe/Rome", "2026-10-15"),
    ("2026-10-01T23:30Z", "Europe/Rome", "2026-10-15"),
    ("2026-10-02T00:30+02:00", "", "2026-10-16"),
    ("2026-10-01", "Asia/Tokyo", "2026-10-15"),
    ("2026-10-01", "America/New_York", "2026-10-15"),
    ("2026-10-01", "", "2026-10-15"),
    ("2026-10", "America/New_York", "2026-10-15"),
    ("2028-02-15T12:00", "Europe/Rome", "2028-02-29"),
    ("2026-02-15T12:00", "Europe/Rome", "2026-03-01"),
]


@pytest.mark.parametrize(("at", "zone", "last_day"), ZONES)
def test_days_are_counted_in_the_zone_in_which_the_start_is_written(at: str, zone: str, last_day: str) -> None:
    assert deadlines(incident({"fix-available": at}, sent("cra", "final"), zone=zone)) == {"cra:final": last_day}


def test_an_hour_that_the_clocks_showed_twice_counts_from_the_first() -> None:
    one = incident({"aware": "2026-10-25T02:30"}, sent("gdpr", "authority"), zone="Europe/Rome")
    assert deadlines(one) == {"gdpr:authority": "2026-10-28 00:30 UTC", "gdpr:people": ""}


def test_a_regime_that_is_not_named_asks_for_nothing() -> None:
    assert deadlines(incident({"aware": "2026-06-01T08:00Z"})) == {}
    assert deadlines(incident({"aware": "2026-06-01T08:00Z"}, sent("unheard-of", "first"))) == {}


def test_each_party_has_deadlines_of_its_own() -> None:
    one = incident(
        {"aware": "2026-06-01T08:00Z"},
        sent("dora", "initial", "2026-06-01T10:00Z", party="bank"),
        sent("dora", "initial", "2026-06-01T12:00Z", party="insurer"),
        sent("dora", "intermediate", party="bank"),
    )
    found = [(item.party, item.step.id, str(item.deadline or "")) for item in required_notifications(one, REGIMES)]
    assert found == [
        ("bank", "initial", "2026-06-02 08:00 UTC"),
        ("bank", "intermediate", "2026-06-04 10:00 UTC"),
        ("bank", "final", ""),
        ("insurer", "initial", "2026-06-02 08:00 UTC"),
        ("insurer", "intermediate", "2026-06-04 12:00 UTC"),
        ("insurer", "final", ""),
    ]


def test_what_names_no_party_is_for_all() -> None:
    one = incident({}, sent("gdpr", "authority", party="dpa"), sent("gdpr", "people", not_required="No high risk."))
    people = [item for item in required_notifications(one, REGIMES) if item.step.id == "people"]
    assert [(item.party, item.is_open) for item in people] == [("dpa", False)]


def test_of_two_of_one_step_the_first_that_was_sent_counts() -> None:
    one = incident({}, sent("dora", "initial", "2026-06-02T10:00Z"), sent("dora", "initial", "2026-06-01T10:00Z"))
    assert deadlines(one)["dora:intermediate"] == "2026-06-04 10:00 UTC"


def test_a_deadline_after_the_calendars_end_is_none() -> None:
    assert deadlines(incident({"aware": "9999-12-30"}, sent("gdpr", "authority"))) == {
        "gdpr:authority": "",
        "gdpr:people": "",
    }


def test_a_moment_starts_in_the_zone_of_its_offset() -> None:
    assert start(moment.parse("2026-06-01T23:30-04:00")).isoformat() == "2026-06-01T23:30:00-04:00"
    assert start(moment.parse("2026-06-01T23:30", zone_named("Asia/Tokyo"))) == datetime.fromisoformat(
        "2026-06-01T23:30+09:00"
    )


def due(today: str, within: int = 0) -> list[tuple[str, str]]:
    first = incident({"aware": "2026-06-01T08:00Z"}, sent("dora", "initial"), sent("gdpr", "authority"))
    second = builders.another("2026-01-11-other", notifications=(sent("cra", "final"),))
    found = running_out(Corpus((first, second), frozenset()), REGIMES, date.fromisoformat(today), timedelta(within))
    return [(item.regime.id, item.step.id) for item in found]


def test_what_runs_out_is_listed_by_its_deadline() -> None:
    assert due("2026-06-01") == []
    assert due("2026-06-01", within=1) == [("dora", "initial")]
    assert due("2026-06-02") == [("dora", "initial")]
    assert due("2026-06-01", within=3) == [("dora", "initial"), ("gdpr", "authority")]
    assert due("2026-12-01") == [("dora", "initial"), ("gdpr", "authority")]


def one(*listed: Notification) -> RequiredNotification:
    return next(required_notifications(incident({"aware": "2026-06-01T08:00Z"}, *listed), REGIMES))


def test_it_is_overdue_once_its_last_day_has_passed() -> None:
    unsent = one(sent("dora", "initial"))
    assert [unsent.is_overdue(date(2026, 6, day)) for day in (1, 2, 3)] == [False, False, True]
    assert not one(sent("dora", "initial", "2026-06-09")).is_overdue(date(2026, 6, 30))
    assert not one(sent("dora", "initial", not_required="It was minor.")).is_overdue(date(2026, 6, 30))
