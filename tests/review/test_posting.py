"""The week's issue: one is open, replies count, and nothing in it is above its repository's level."""

from __future__ import annotations

import re

import pytest

from pipeline.report.review_issue import issue_body
from pipeline.review.line import Ask, Line, Reason
from pipeline.review.rounds import Listed, Round, next_round
from pipeline.tracking.tracker import BODY_LENGTH, Edit, Issue
from tests.review.conftest import KEY, Team
from tests.site.builders import CONFIG, TODAY

RESPONSE = "example-org/security-response"
OVERDUE, NEXT_WEEK = "2026-03-05", "2026-03-12"


def asked_of(team: str, key: str) -> Line:
    ask = Ask("finish it", (team,), "incidents/a/findings/01.md", "decision: {}")
    return Line(
        Reason.OVERDUE, key, "Expire tokens after so and so many days, whoever has them", "late", ask, "identity"
    )


def post(srt: Team, today: str) -> list[Issue]:
    """Post, and give the issues of the review."""
    result = srt.run("--today", today, "review", "--post")
    assert result.exit_code == 0, result.output
    return srt.issues(RESPONSE)


def reply(srt: Team, text: str, number: int = 1) -> None:
    tracker = srt.tracker
    tracker.comment(RESPONSE, number, text, author="lead")
    tracker.close()
    srt.sql("UPDATE comment SET created_at = ?", "2026-03-06T12:00:00+00:00")


def test_the_week_has_one_issue_that_says_what_is_wanted(srt: Team) -> None:
    (issue,) = post(srt, OVERDUE)
    assert issue.title == "Security review of 2026-W10"
    assert "1 overdue" in issue.body
    assert "### To do: Identity (1)" in issue.body
    assert "2 days overdue" in issue.body


def test_posted_again_in_the_same_week_it_changes_nothing(srt: Team) -> None:
    before = post(srt, OVERDUE)
    assert post(srt, "2026-03-08") == before


def test_the_next_week_carries_on_and_says_how_often_it_was_passed_over(srt: Team) -> None:
    post(srt, OVERDUE)
    first, second = post(srt, NEXT_WEEK)
    assert (first.closed_as, second.open) == ("completed", True)
    assert "passed over 1 time" in second.body
    assert post(srt, "2026-03-19")[2].body.count("passed over 2 times") == 1


@pytest.mark.parametrize(("rounds", "first"), [(2, "### Escalated (1)"), (0, "### To do: Identity (1)")])
def test_what_nobody_answers_is_escalated_to_the_response_team(srt: Team, rounds: int, first: str) -> None:
    config = srt.root / "postmortem.yml"
    config.write_text(f"{config.read_text()}review: {{escalate_after_rounds: {rounds}}}\n")
    for day in (OVERDUE, NEXT_WEEK, "2026-03-19"):
        *_, issue = post(srt, day)
    assert first in issue.body.split("\n")
    assert issue.body.count("### To do: ") + issue.body.count("### Escalated ") == 1


def test_the_response_teams_own_part_comes_first_and_most_of_what_is_escalated_is_folded() -> None:
    teams = {"identity": 2, "index": 9, "partner": 3}
    lines = [
        asked_of(team, f"2026-01-10-{team}/{number + 10}") for team, count in teams.items() for number in range(count)
    ]
    waited = {line.key: Listed("overdue", 2 + at) for at, line in enumerate(lines) if line.ask.of == ("index",)}
    round_, listed = next_round(Round("2026-W06", waited), lines, "2026-W07", TODAY, {})
    body = issue_body(round_, listed, CONFIG)
    summary, *headings = (part for part in body.split("\n")[1:] if part.startswith(("**", "### ")))
    assert summary.endswith(": 2 for Identity, 9 escalated, 3 for partner.")
    assert headings[:3] == ["### To do: Identity (2)", "### Escalated (9)", "### To do: partner (3)"]
    seen, folded = (
        body.split("### Escalated (9)")[1].split("### To do: ")[0].split("<details><summary>4 more</summary>")
    )
    assert re.findall(r"index/(\d+)`", seen) == ["18", "17", "16", "15", "14"]
    assert re.findall(r"index/(\d+)`", folded) == ["13", "12", "11", "10"]


def test_what_was_reviewed_rests_until_its_cadence_is_over(srt: Team) -> None:
    post(srt, OVERDUE)
    reply(srt, f"reviewed {KEY}")
    assert KEY not in post(srt, NEXT_WEEK)[1].body
    assert KEY in post(srt, "2026-03-23")[2].body
    assert "passed over" not in srt.issues(RESPONSE)[2].body


def test_all_reviews_as_csv(srt: Team) -> None:
    post(srt, OVERDUE)
    reply(srt, "reviewed all")
    rows = srt.run("review", "--history").stdout.split("\n")
    assert rows[0] == "week,key,reason,passed_over,reviewed_on,reviewed_by,issue"
    assert f"2026-W10,{KEY},overdue,0,2026-03-06,lead,{RESPONSE}#1" in rows


def test_an_issue_that_people_closed_is_not_filed_again(srt: Team) -> None:
    post(srt, OVERDUE)
    srt.team(Edit(state="completed"), RESPONSE)
    assert [issue.open for issue in post(srt, "2026-03-06")] == [False]


def test_the_review_is_never_taken_for_a_findings_issue(srt: Team) -> None:
    post(srt, OVERDUE)
    assert srt.plan() == {**srt.plan(), "changes": [], "notices": []}


def test_it_is_refused_where_the_repository_is_public(srt: Team) -> None:
    config = srt.root / "postmortem.yml"
    config.write_text(
        config.read_text().replace("repository: example-org/security-response}", "repository: example-org/payments}", 1)
    )
    result = srt.run("--today", OVERDUE, "review", "--post")
    assert result.exit_code == 2
    assert "be private" in result.output
    assert srt.issues("example-org/payments") == []


def test_what_the_repository_may_not_hold_is_not_listed(srt: Team) -> None:
    config = srt.root / "postmortem.yml"
    config.write_text(config.read_text().replace("audience: red", "audience: green"))
    srt.write("tlp: amber")
    (issue,) = post(srt, OVERDUE)
    assert KEY not in issue.body
    assert "Expire tokens" not in issue.body


def test_what_is_restricted_later_is_taken_out_at_once(srt: Team) -> None:
    config = srt.root / "postmortem.yml"
    config.write_text(config.read_text().replace("audience: red", "audience: green"))
    assert "Expire tokens" in post(srt, OVERDUE)[0].body
    srt.write("tlp: amber")
    (issue,) = post(srt, "2026-03-06")
    assert "Expire tokens" not in issue.body
    assert KEY not in issue.body


def test_restricted_passages_stay_out_of_titles_and_suggestions(srt: Team) -> None:
    config = srt.root / "postmortem.yml"
    config.write_text(config.read_text().replace("audience: red", "audience: green"))
    readme = srt.folder / "README.md"
    readme.write_text(readme.read_text().replace("two days; nobody", "two<!-- tlp:amber -->QUOKKA<!-- /tlp -->"))
    assert "QUOKKA" not in post(srt, OVERDUE)[0].body


@pytest.mark.parametrize("count", [50, 400, 3000])
def test_a_long_review_is_shortened_to_what_github_accepts_and_the_counts_add_up(count: int) -> None:
    lines = [
        asked_of("identity" if number % 3 else "index", f"2026-01-10-leaked-token-{number // 90}/{number % 90 + 10}")
        for number in range(count)
    ]
    round_, listed = next_round(None, lines, "2026-W07", TODAY, {})
    body = issue_body(round_, listed, CONFIG)
    assert len(body) <= BODY_LENGTH
    assert f"**{count} findings need attention**" in body
    numbers = [int(part.split("(")[1].split(")")[0]) for part in body.split("\n") if part.startswith("### To do: ")]
    assert sum(numbers) == count
    assert ("Shortened" in body) == (count > 50)
