"""The flow of findings by month, whether the backlog grows, and how old it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipeline.model import Decision, Finding, Verification
from pipeline.site.data import finding_rows
from pipeline.site.trends.statistics import Flow, ages, flow, trends
from pipeline.tracking.tracker import CloseReason, Issue
from tests.example import issue
from tests.site import builders
from tests.site.population import populous


def accepted(number: int, on: date | None, **changes: object) -> Finding:
    return builders.finding(f"{number:02}", decision=Decision("accepted", (), "", on), **changes)


def worked(closed: date | None, reason: CloseReason = "completed") -> Issue:
    when = datetime(closed.year, closed.month, closed.day, 23, 59, tzinfo=UTC) if closed else None
    return issue(closed_as=reason if closed else None, closed_at=when)


def flow_of(*found: tuple[Finding, Issue | None]) -> Flow:
    issues = {finding.key: issue for finding, issue in found if issue is not None}
    site = builders.site(builders.incident(findings=tuple(finding for finding, _ in found)), issues=issues)
    return flow(finding_rows(site, site.corpus.incidents), site.today)


def figures(found: Flow) -> list[tuple[str, int, int, int, int]]:
    return [(f"{one.first:%Y-%m}", one.opened, one.closed, one.verified, one.backlog) for one in found.months]


def test_each_month_says_what_was_opened_closed_and_verified() -> None:
    shown = Verification("srt", date(2026, 2, 15), "an exercise")
    found = flow_of(
        (accepted(1, date(2025, 11, 30)), worked(date(2026, 1, 2))),
        (accepted(2, date(2025, 12, 1), verification=shown), worked(date(2026, 1, 31))),
        (accepted(3, date(2026, 3, 1)), worked(None)),
    )
    assert figures(found) == [
        ("2025-11", 1, 0, 0, 1),
        ("2025-12", 1, 0, 0, 2),
        ("2026-01", 0, 2, 0, 0),
        ("2026-02", 0, 0, 1, 0),
        ("2026-03", 1, 0, 0, 1),
    ]


def test_an_issue_closed_before_the_decision_never_was_in_the_backlog() -> None:
    assert figures(flow_of((accepted(1, date(2026, 2, 1)), worked(date(2025, 6, 1)))))[0] == ("2026-02", 1, 1, 0, 0)


def test_what_has_no_day_is_counted_as_undated_and_stands_in_no_month() -> None:
    nowhere = replace(worked(date(2026, 1, 2)), closed_at=None)
    found = flow_of((accepted(1, None), None), (accepted(2, date(2026, 1, 1)), nowhere))
    assert (found.months, found.undated) == ((), 2)


def test_a_decision_of_tomorrow_is_in_no_month_yet() -> None:
    found = flow_of((accepted(1, builders.TODAY + timedelta(days=1)), None))
    assert (found.months, found.undated) == ((), 1)


def test_what_the_team_refused_is_still_in_the_backlog() -> None:
    found = flow_of((accepted(1, date(2026, 3, 1)), worked(date(2026, 3, 1), "not_planned")))
    assert figures(found) == [("2026-03", 1, 0, 0, 1)]


def test_declined_findings_are_no_backlog() -> None:
    declined = builders.finding(decision=Decision("declined", ("index",), "Too dear.", date(2026, 1, 1)))
    assert flow_of((declined, None)).months == ()


def test_the_backlog_grows_where_more_is_opened_than_closed() -> None:
    old = [(accepted(n, date(2025, 8, 1)), worked(date(2025, 10, 1)) if n < 3 else None) for n in range(1, 5)]
    new = [(accepted(n, date(2026, 1, 1)), None) for n in range(5, 10)]
    change = flow_of(*old, *new).change
    assert change is not None
    assert (change.since, change.before, change.now, change.opened, change.closed) == (date(2025, 9, 1), 4, 7, 5, 2)


def test_a_few_months_do_not_say_whether_the_backlog_grows() -> None:
    assert flow_of(*[(accepted(n, date(2025, 10, 1)), None) for n in range(1, 10)]).change is None


def test_a_few_findings_do_not_say_whether_the_backlog_grows() -> None:
    assert flow_of((accepted(1, date(2024, 1, 1)), None), (accepted(2, date(2026, 1, 1)), None)).change is None


def test_the_backlog_is_what_is_open_now() -> None:
    site = populous(60)
    waiting = [
        row
        for row in finding_rows(site, site.corpus.incidents)
        if row.finding_state.issue is None or row.finding_state.issue.open
    ]
    assert trends(site).flow.months[-1].backlog == sum(row.finding.decision.on is not None for row in waiting)


def test_an_age_counts_from_the_decision() -> None:
    site = builders.site(
        builders.incident(
            findings=(
                accepted(1, builders.TODAY),
                accepted(2, builders.TODAY - timedelta(days=29)),
                accepted(3, builders.TODAY - timedelta(days=30)),
                accepted(4, builders.TODAY - timedelta(days=400)),
                builders.finding("05", decision=Decision("proposed", (), "", None)),
            )
        )
    )
    found = ages(finding_rows(site, site.corpus.incidents), site.today)
    assert [group.count for group in found.groups] == [2, 1, 0, 0, 1]
    assert (found.median, found.undated) == (None, 1)
    assert found.oldest is not None
    assert found.oldest.finding.number == "04"
