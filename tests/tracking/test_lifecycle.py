"""The state of a finding, from its file and its issue."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipeline.documents.document import parse_document
from pipeline.model import Decision, Extension, Finding, Repeat, Verification
from pipeline.records.findings import finding as finding_of
from pipeline.tracking.lifecycle import FindingState, ProcedureState, State, due_date, finding_state
from pipeline.tracking.tracker import CloseReason, Issue
from tests import example

DECIDED = date(2026, 2, 1)
TODAY = date(2026, 2, 10)
DAY = timedelta(days=1)
PRIORITIES = {"p0": 7, "p1": 30}
SHOWN = Verification("lead", TODAY, "A test refused an old token.")


def made(**change: Any) -> Finding:
    document = parse_document(f"incidents/{example.INCIDENT}/{example.FINDING_PATH}", example.FINDING)
    return replace(finding_of(example.INCIDENT, document), **change)


def decided(status: str, on: date | None = DECIDED) -> Decision:
    return Decision(status, ("identity",), "It is cheaper to live with.", on)


def issue(closed_as: CloseReason | None = None) -> Issue:
    closed_at = datetime(2026, 2, 5, tzinfo=UTC) if closed_as else None
    return example.issue(closed_as=closed_as, closed_at=closed_at)


def where(finding: Finding, its: Issue | None, sop_changed: date | None = None, today: date = TODAY) -> FindingState:
    return finding_state(finding, its, today=today, priorities=PRIORITIES, procedure=ProcedureState(sop_changed))


@pytest.mark.parametrize("its", [None, issue()], ids=["not filed", "filed"])
def test_proposed_while_no_decision_was_made(its: Issue | None) -> None:
    found = where(made(decision=decided("proposed", None)), its)
    assert (found.state, found.due, found.disagreement) == (State.PROPOSED, None, None)


def test_what_is_proposed_is_never_overdue() -> None:
    found = where(made(decision=decided("proposed", None), due=TODAY - DAY), issue())
    assert (found.state, found.overdue_by(TODAY)) == (State.PROPOSED, 0)


@pytest.mark.parametrize("its", [None, issue()], ids=["not filed", "filed"])
def test_open_when_accepted(its: Issue | None) -> None:
    found = where(made(), its)
    assert (found.state, found.due, found.disagreement) == (State.OPEN, date(2026, 3, 3), None)


@pytest.mark.parametrize(
    ("due", "state"), [(TODAY - DAY, State.OVERDUE), (TODAY, State.OPEN), (TODAY + DAY, State.OPEN)]
)
def test_overdue_from_the_day_after_it_was_due(due: date, state: State) -> None:
    assert where(made(due=due), issue()).state is state


@pytest.mark.parametrize(
    ("day", "state", "by"), [(date(2026, 3, 3), State.OPEN, 0), (date(2026, 3, 5), State.OVERDUE, 2)]
)
def test_overdue_past_the_days_that_its_priority_allows(day: date, state: State, by: int) -> None:
    found = where(made(), issue(), today=day)
    assert (found.state, found.overdue_by(day)) == (state, by)


def test_fixed_not_verified_when_its_issue_was_completed() -> None:
    found = where(made(due=TODAY - DAY), issue("completed"))
    assert (found.state, found.disagreement) == (State.FIXED, None)


def test_resolved_when_closed_and_verified() -> None:
    found = where(made(verification=SHOWN), issue("completed"))
    assert (found.state, found.disagreement) == (State.RESOLVED, None)


@pytest.mark.parametrize(
    ("sop_changed", "state"),
    [
        (None, State.FIXED),
        (DECIDED - DAY, State.FIXED),
        (DECIDED, State.RESOLVED),
        (TODAY, State.RESOLVED),
    ],
)
def test_a_process_change_is_resolved_only_when_its_procedure_has_changed(
    sop_changed: date | None, state: State
) -> None:
    finding = made(kind="process-change", sop="token-handling", verification=SHOWN)
    found = where(finding, issue("completed"), sop_changed)
    assert found.state is state
    assert ("docs/sops/token-handling.md" in str(found.disagreement)) is (state is State.FIXED)


@pytest.mark.parametrize(
    ("status", "state"), [("declined", State.DECLINED), ("risk-accepted", State.RISK_ACCEPTED)], ids=str
)
@pytest.mark.parametrize("its", [None, issue("not_planned")], ids=["not filed", "closed"])
def test_declined_and_risk_accepted_are_settled(status: str, state: State, its: Issue | None) -> None:
    found = where(made(decision=decided(status), due=TODAY - DAY), its)
    assert (found.state, found.due, found.disagreement, found.state.settled) == (state, None, None, True)


@pytest.mark.parametrize(
    ("change", "its", "words"),
    [
        ({}, issue("not_planned"), "closed the issue as not planned; the repository says accepted"),
        ({"verification": SHOWN}, issue("not_planned"), "closed the issue as not planned"),
        ({}, issue("duplicate"), "closed the issue as a duplicate"),
        ({"decision": decided("proposed", None)}, issue("completed"), "closed before a decision"),
        ({"decision": decided("proposed", None)}, issue("not_planned"), "the repository says proposed"),
        ({"decision": decided("declined")}, issue(), "the issue is open; the repository says declined"),
        ({"decision": decided("risk-accepted")}, issue(), "the repository says risk accepted"),
        ({"verification": SHOWN}, issue(), "verified in the repository, but its issue is open"),
    ],
)
def test_reopened_where_the_issue_and_the_repository_disagree(change: dict[str, Any], its: Issue, words: str) -> None:
    found = where(made(**change), its)
    assert found.state is State.REOPENED
    assert words in str(found.disagreement)
    assert not found.state.settled


@pytest.mark.parametrize("its", [None, issue(), issue("duplicate")], ids=["not filed", "open", "closed"])
def test_a_duplicate_is_settled_wherever_its_own_issue_is(its: Issue | None) -> None:
    found = where(made(duplicate_of="2026-01-11-other/01", due=TODAY - DAY), its)
    assert (found.state, found.due, found.state.settled) == (State.DUPLICATE, None, True)


@pytest.mark.parametrize("state", [State.PROPOSED, State.OPEN, State.OVERDUE, State.FIXED, State.REOPENED], ids=str)
def test_everything_else_still_needs_somebody(state: State) -> None:
    assert not state.settled


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ({}, date(2026, 3, 3)),
        ({"priority": "p0"}, date(2026, 2, 8)),
        ({"due": date(2026, 12, 31)}, date(2026, 12, 31)),
        ({"priority": "p3"}, None),
        ({"decision": decided("accepted", None)}, None),
    ],
    ids=["its priority's days", "another priority's", "its own day", "a priority without days", "no day of decision"],
)
def test_due_on_its_own_day_or_its_prioritys_days_after_the_decision(change: dict[str, Any], due: date | None) -> None:
    assert due_date(made(**change), PRIORITIES) == due


def risk(until: date | None) -> Finding:
    return made(decision=replace(decided("risk-accepted"), until=until))


@pytest.mark.parametrize(("until", "state"), [(None, State.RISK_ACCEPTED), (TODAY, State.RISK_ACCEPTED)])
def test_a_risk_is_accepted_to_the_end_of_its_last_day(until: date | None, state: State) -> None:
    assert where(risk(until), issue("not_planned")).state is state


@pytest.mark.parametrize("its", [None, issue(), issue("not_planned")], ids=["not filed", "open", "closed"])
def test_a_risk_whose_acceptance_has_run_out_is_proposed_again(its: Issue | None) -> None:
    found = where(risk(TODAY - DAY), its)
    assert (found.state, found.disagreement) == (State.PROPOSED, None)


def test_an_extension_moves_the_due_date() -> None:
    extended = Extension(date(2026, 5, 1), "The vendor is late.", "head of security", DECIDED)
    finding = made(decision=replace(decided("accepted"), extended=extended), due=TODAY - DAY)
    assert (where(finding, issue()).state, where(finding, issue()).due) == (State.OPEN, date(2026, 5, 1))


def test_what_holds_no_longer_is_not_resolved() -> None:
    shown = replace(SHOWN, repeats=(Repeat("lead", TODAY, "An old token was taken.", holds=False),))
    found = where(made(verification=shown), issue("completed"))
    assert found.state is State.FIXED
    assert "does not hold" in str(found.disagreement)


PROCESS = {"kind": "process-change", "sop": "token-handling", "verification": SHOWN}


@pytest.mark.parametrize(
    ("procedure", "state"),
    [
        (ProcedureState(TODAY, names_needed_from=DECIDED), State.FIXED),
        (ProcedureState(None, names_it=True, names_needed_from=DECIDED), State.RESOLVED),
        (ProcedureState(TODAY, names_needed_from=DECIDED + DAY), State.RESOLVED),
        (ProcedureState(DECIDED - DAY, names_needed_from=DECIDED + DAY), State.FIXED),
    ],
    ids=["only touched", "named", "touched, decided before names were asked for", "not touched since"],
)
def test_a_process_change_is_resolved_once_its_procedure_names_it(procedure: ProcedureState, state: State) -> None:
    finding = made(**PROCESS)
    found = finding_state(finding, issue("completed"), today=TODAY, priorities=PRIORITIES, procedure=procedure)
    assert found.state is state
