"""Rounds: what rests after a review, what is passed over, and what a reply is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.line import Ask, Line, Reason
from pipeline.review.periods import later, week
from pipeline.review.replies import reviews
from pipeline.review.rounds import Listed, Review, Round, next_round, record, recorded
from pipeline.tracking.tracker import Comment

FIRST, SECOND = "2026-01-10-leaked-token/01", "2026-01-10-leaked-token/02"
MONDAY = date(2026, 2, 9)
CADENCE = {"p1": 14}
LISTED = Round("2026-W07", {FIRST: Listed("overdue", 0), SECOND: Listed("undecided", 2)})


def line(key: str, reason: Reason = Reason.OVERDUE, priority: str = "p1") -> Line:
    return Line(reason, key, "Expire tokens", "late", Ask("finish it", ("identity",), "a.md", ""), "identity", priority)


def comment(body: str, author: str = "dana", day: int = 10) -> Comment:
    return Comment(1, author, body, datetime(2026, 2, day, 12, tzinfo=UTC))


def said(body: str, author: str = "dana") -> set[str]:
    return set(reviews(LISTED, [comment(body, author)], lambda login: login == "dana"))


def test_what_nobody_reviewed_is_passed_over_once_more() -> None:
    round_, _ = next_round(LISTED, [line(FIRST), line(SECOND)], "2026-W08", MONDAY, CADENCE)
    assert {key: item.passed_over for key, item in round_.listed.items()} == {FIRST: 1, SECOND: 3}


@pytest.mark.parametrize(("day", "listed"), [(date(2026, 2, 23), 0), (date(2026, 2, 24), 1)])
def test_what_was_reviewed_rests_for_its_cadence(day: date, listed: int) -> None:
    answered = LISTED.answered(reviews(LISTED, [comment(f"reviewed {FIRST}")], lambda _: True))
    _, lines = next_round(answered, [line(FIRST)], week(day), day, CADENCE)
    assert len(lines) == listed


def test_what_was_reviewed_comes_back_for_another_reason() -> None:
    answered = LISTED.answered({FIRST: Review(MONDAY, "dana", "due")})
    round_, lines = next_round(answered, [line(FIRST)], "2026-W08", MONDAY, CADENCE)
    assert [item.key for item in lines] == [FIRST]
    assert round_.listed[FIRST].passed_over == 0


def test_the_first_round_passes_nothing_over() -> None:
    round_, _ = next_round(None, [line(FIRST)], "2026-W07", MONDAY, CADENCE)
    assert round_.listed == {FIRST: Listed("overdue", 0)}


@pytest.mark.parametrize(
    "text",
    [
        f"reviewed {FIRST}",
        f"Reviewed `{FIRST}`.",
        f"We talked to them.\r\n\r\nreviewed {FIRST}\r\nMore next week.",
        f"reviewed {FIRST}, 2026-01-10-other/07",
    ],
)
def test_a_reply_names_keys(text: str) -> None:
    assert said(text) == {FIRST}


@pytest.mark.parametrize("text", ["reviewed all", f"reviewed {FIRST} {SECOND}", f"reviewed {FIRST} and {SECOND}"])
def test_a_reply_names_several(text: str) -> None:
    assert said(text) == {FIRST, SECOND}


@pytest.mark.parametrize(
    "text",
    [f"> reviewed {FIRST}", f"not reviewed {FIRST}", f"```\nreviewed {FIRST}\n```", "reviewed", f"reviewed {FIRST}2x"],
)
def test_what_is_no_reply(text: str) -> None:
    assert said(text) == set()


def test_only_those_who_may_write_review() -> None:
    assert said("reviewed all", "stranger") == set()
    assert said("reviewed all", "") == set()


def test_the_first_review_counts() -> None:
    found = reviews(LISTED, [comment("reviewed all", day=10), comment(f"reviewed {FIRST}", day=12)], lambda _: True)
    assert found[FIRST] == Review(date(2026, 2, 10), "dana", "overdue")


KEYS = st.from_regex(r"2026-01-10(-[a-z]{1,8}){1,3}/[0-9]{2}", fullmatch=True)


@given(st.dictionaries(KEYS, st.builds(Listed, st.sampled_from(list(Reason)), st.integers(0, 99))), st.text())
def test_a_round_is_read_as_it_was_recorded(listed: dict[str, Listed], who: str) -> None:
    round_ = Round("2026-W07", listed, {key: Review(MONDAY, who, "due") for key in listed})
    text = record(round_)
    assert recorded(f"{text}\n\nMore.") == round_
    assert text.count("-->") == 1


@pytest.mark.parametrize("packed", ["", "AAAA", "eJyLjgUAARUAuQ=="])
def test_a_record_that_was_edited_counts_as_empty(packed: str) -> None:
    assert recorded(f"<!-- postmortem:review 2026-W07 {packed} -->") == Round("2026-W07")


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        ("2026-08-31", "P6M", "2027-02-28"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-12-30", "P2W", "2027-01-13"),
        ("2026-12-30", "P3D", "2027-01-02"),
    ],
)
def test_a_period_is_counted_by_the_calendar(day: str, period: str, expected: str) -> None:
    assert later(date.fromisoformat(day), period) == date.fromisoformat(expected)


@pytest.mark.parametrize(("day", "expected"), [("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53")])
def test_a_week_is_of_the_year_of_its_thursday(day: str, expected: str) -> None:
    assert week(date.fromisoformat(day)) == expected
