"""What comes back: a category, a technique, a change that was asked for again, related incidents."""

from pipeline.model import Incident, Related, Technique
from pipeline.site.trends.recurrence import recurrences
from tests.site import builders


def test_a_service_with_one_category_in_two_incidents_comes_back() -> None:
    first, second = (builders.at(n, findings=(builders.finding("01"), builders.finding("02"))) for n in (1, 2))
    found = recurrences([first, second, builders.at(3, services=("identity",))])
    assert [(one.kind, one.names, one.incidents) for one in found] == [
        ("service", ("identity", "technical-lapse"), (second, first))
    ]


def test_a_technique_in_two_incidents_comes_back() -> None:
    phishing = (Technique("T1566", "", novel=False, evidence=()),) * 2
    found = recurrences([builders.at(1, techniques=phishing), builders.at(2, techniques=phishing), builders.at(3)])
    assert [(one.kind, one.names, len(one.incidents)) for one in found] == [("technique", ("T1566",), 2)]


def test_a_change_that_was_asked_for_again_comes_back() -> None:
    first = builders.at(
        1, services=(), findings=(builders.finding(incident="2026-01-01-incident", title="Expire tokens"),)
    )
    asked = [
        builders.at(
            n,
            services=(),
            findings=(
                builders.finding(incident=f"2026-01-{n:02}-incident", duplicate_of=f"2026-01-{n - 1:02}-incident/01"),
            ),
        )
        for n in (2, 3)
    ]
    found = recurrences([first, *asked])
    assert [(one.kind, one.names, len(one.incidents)) for one in found] == [("finding", ("Expire tokens",), 3)]


def test_related_incidents_are_one_group_however_they_are_linked() -> None:
    def telling(number: int, *others: int) -> Incident:
        return builders.at(number, related=tuple(Related(f"2026-01-{n:02}-incident", "the same hole") for n in others))

    found = recurrences([telling(1), telling(2, 1), telling(3, 2, 9), telling(4)])
    assert [[one.id[8:10] for one in group.incidents] for group in found] == [["03", "02", "01"]]
