"""What repeats an earlier incident, and what only has the same place or topic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.analysis.precedents import Precedents
from pipeline.model import Incident, Related, Technique
from pipeline.repository.corpus import read_corpus
from tests.analysis.judged_recurrences import JUDGED
from tests.needs import ROOT
from tests.site.builders import finding, incident


def dated(day: str, **changes: Any) -> Incident:
    return incident(id=f"2026-01-{day}-something", **changes)


def technique(id_: str) -> tuple[Technique, ...]:
    return (Technique(id_, "", novel=False, evidence=()),)


def earlier(*incidents: Incident) -> list[str]:
    """The days of the incidents that the last of these repeats."""
    return [item.incident.id[8:10] for item in Precedents(incidents).of(incidents[-1])]


def test_the_real_incidents_repeat_what_people_said_they_do() -> None:
    incidents = {one.id: one for one in read_corpus(ROOT).incidents}
    precedents = Precedents(incidents.values())
    found = {later: {item.incident.id for item in precedents.of(incidents[later])} for later, *_ in JUDGED}
    assert [pair for pair in JUDGED if (pair[1] in found[pair[0]]) != pair[2]] == []


def test_the_same_rare_technique_is_a_recurrence() -> None:
    others = [dated(f"1{number}", services=(f"other-{number}",)) for number in range(5)]
    assert earlier(*others, dated("01", techniques=technique("T1078")), dated("20", techniques=technique("T1078"))) == [
        "01"
    ]


def test_outages_of_one_service_are_not_recurrences() -> None:
    outages = [dated(f"0{number}", services=("index",), tags=("outage",)) for number in range(1, 5)]
    assert earlier(*outages) == []
    assert earlier(*outages[:2]) == []


def test_what_every_incident_has_says_nothing() -> None:
    incidents = [dated(f"0{number}", techniques=technique("T1566"), services=("mail",)) for number in range(1, 9)]
    assert earlier(*incidents) == []


def test_a_rare_service_and_the_same_procedure_to_change_are_a_recurrence() -> None:
    found = (finding(kind="process-change", sop="credential-handling"),)
    others = [dated(f"1{number}") for number in range(5)]
    assert earlier(
        *others, dated("01", services=("vault",), findings=found), dated("20", services=("vault",), findings=found)
    ) == ["01"]


def test_what_the_author_names_is_one_if_it_is_earlier() -> None:
    related = (Related("2026-01-02-something", "the same gap"),)
    named = replace(dated("05", services=()), related=related)
    (found,) = Precedents([dated("02"), named]).of(named)
    assert found.because == "the same gap"
    assert earlier(named, replace(dated("01"), related=(Related(named.id, "later"),))) == []
