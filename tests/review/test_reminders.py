"""Reminders: one before, one when overdue, then one for each cadence; never twice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from pipeline.operations.progress import Say
from pipeline.operations.reminding import remind
from pipeline.repository.corpus import read_corpus
from pipeline.review.reminders import Reminder, reminder
from pipeline.tracking.lifecycle import FindingState, State
from pipeline.tracking.tracker import Edit, Tracker
from tests import example
from tests.filing.conftest import IDENTITY
from tests.filing.local_place import Faulty, Killed, LocalFaults
from tests.review.conftest import Team
from tests.review.test_posting import post
from tests.site.builders import CONFIG


def reminded(srt: Team) -> list[str]:
    """Kind, due date and day of each reminder on the finding's issue."""
    with closing(srt.tracker) as tracker:
        markers = [comment.body.partition("\n")[0] for comment in tracker.comments(IDENTITY, 1)]
    return [marker.removeprefix("<!-- postmortem:reminder ").removesuffix(" -->") for marker in markers]


def test_the_first_review_reminds_nobody(srt: Team) -> None:
    post(srt, "2026-03-12")
    assert reminded(srt) == []


def test_one_before_it_is_due_one_when_it_is_overdue_then_one_a_cadence(srt: Team) -> None:
    """Due on Tuesday 3 March; the cadence is 14 days."""
    for day in ("2026-02-10", "2026-02-17", "2026-02-24", "2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24"):
        post(srt, day)
    assert reminded(srt) == [
        "before 2026-03-03 2026-03-02",
        "overdue 2026-03-03 2026-03-09",
        "overdue 2026-03-03 2026-03-23",
    ]


def test_run_again_in_the_same_week_it_reminds_of_nothing_more(srt: Team) -> None:
    for day in ("2026-02-24", "2026-03-02", "2026-03-04", "2026-03-08"):
        post(srt, day)
    assert reminded(srt) == ["before 2026-03-03 2026-03-02"]


@pytest.mark.parametrize("setting", ["{remind_before_days: 0, remind_overdue: false}", "{most_reminders: 0}"])
def test_reminders_can_be_switched_off(srt: Team, setting: str) -> None:
    config = srt.root / "postmortem.yml"
    config.write_text(f"{config.read_text()}review: {setting}\n")
    for day in ("2026-02-24", "2026-03-03", "2026-03-10"):
        post(srt, day)
    assert reminded(srt) == []


def test_a_closed_issue_is_left_in_peace(srt: Team) -> None:
    post(srt, "2026-02-24")
    srt.team(Edit(state="completed"))
    post(srt, "2026-03-10")
    assert reminded(srt) == []


def test_nobody_is_reminded_while_a_milestone_has_time(srt: Team) -> None:
    (finding,) = read_corpus(srt.root).findings
    late = FindingState(finding, example.issue(milestone_due=date(2026, 3, 20)), State.OVERDUE, date(2026, 3, 3))
    assert reminder(late, (), date(2026, 3, 20), CONFIG) is None
    assert reminder(late, (), date(2026, 3, 21), CONFIG) is not None
    without = replace(late, issue=example.issue())
    assert reminder(without, (), date(2026, 3, 9), CONFIG) is not None


def test_a_reminder_has_dates_and_fixed_words_only(srt: Team) -> None:
    for day in ("2026-02-24", "2026-03-10"):
        post(srt, day)
    with closing(srt.tracker) as tracker:
        (comment,) = tracker.comments(IDENTITY, 1)
    text = comment.body.partition("\n")[2]
    assert text == "**Reminder:** this was due on 2026-03-03. Please say below by when it will be done."


def test_who_may_not_see_the_finding_is_not_told_that_it_is_due(srt: Team) -> None:
    post(srt, "2026-02-24")
    srt.write("tlp: red")
    srt.run("--today", "2026-03-10", "review", "--post")
    assert reminded(srt) == []


@pytest.mark.parametrize("fault", ["lost before", "lost after"])
def test_a_lost_answer_writes_no_reminder_twice(srt: Team, fault: str) -> None:
    faults = LocalFaults()
    item = Reminder("a/01", IDENTITY, 1, "<!-- postmortem:reminder overdue 2026-03-03 2026-03-09 -->", "Late.")
    with closing(srt.tracker) as tracker:
        faults.kind, faults.left = fault, 1
        assert remind(Faulty(tracker, faults), [item], lambda _: None, lambda _: None)
    assert reminded(srt) == ["overdue 2026-03-03 2026-03-09"]


@pytest.mark.parametrize("fault", ["killed before", "killed after"])
def test_a_run_that_was_killed_is_finished_by_the_next_and_reminds_once(
    srt: Team, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(srt, "2026-02-24")
    faults = LocalFaults()
    faults.kind, faults.left = fault, 1

    def killed(tracker: Tracker, wanted: list[Reminder], say: Say, warn: Say) -> bool:
        return remind(Faulty(tracker, faults), wanted, say, warn)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.operations.reviewing.remind", killed)
        with pytest.raises(Killed):
            srt.run("--today", "2026-03-10", "review", "--post")
    post(srt, "2026-03-11")
    assert reminded(srt) == ["overdue 2026-03-03 2026-03-09"]
