"""Whose approving review is a team's sign-off, and how a sign-off stands beside what README.md says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model import Corpus, Incident, Participant, Signoff
from pipeline.tracking.signoffs import PullRequest, Review, Standing, asked_teams, team_signoffs
from tests.site import builders

TEAM = "example-org/identity"
CONFIG = replace(
    builders.CONFIG,
    teams={"identity": replace(builders.team("identity"), github_team=TEAM), "payments": builders.team("payments")},
)
HEAD, EARLIER = "a" * 40, "b" * 40
ALICE, MALLORY, OUTSIDER = 1, 2, 3
APPROVED = Review(ALICE, "alice", is_person=True, state="APPROVED", commit=HEAD)
BY_REVIEW = Signoff("identity", "", None, 42)
BY_HAND = Signoff("identity", "team lead", date(2026, 2, 1))


def incident(*signoffs: Signoff, teams: tuple[str, ...] = ("identity",)) -> Incident:
    return builders.incident(full=True, participants=tuple(Participant(team, "") for team in teams), signoffs=signoffs)


def stands(
    *reviews: Review,
    written: Signoff | None = BY_REVIEW,
    before: Signoff | None = None,
    number: int = 42,
    signoffs: str = "written",
    members: frozenset[int] | str = frozenset({ALICE, MALLORY}),
) -> tuple[Standing, str]:
    """How the sign-off of the identity team stands."""
    pull_request = PullRequest(number, HEAD, frozenset({MALLORY}), reviews)
    (found,) = team_signoffs(
        Corpus((incident(*filter(None, [before])),), frozenset()),
        Corpus((incident(*filter(None, [written])),), frozenset()),
        replace(CONFIG, signoffs=signoffs),
        pull_request,
        {TEAM: members},
    )
    assert found.team == "identity"
    return found.standing, found.why


def test_an_approval_by_a_member_is_the_teams_signoff() -> None:
    assert stands(APPROVED) == (Standing.GIVEN, "approved by @alice for example-org/identity")


@pytest.mark.parametrize(
    ("reviews", "why"),
    [
        ([], "nobody in example-org/identity has approved this commit"),
        ([replace(APPROVED, reviewer=OUTSIDER, login="eve")], "nobody in example-org/identity has approved"),
        ([replace(APPROVED, commit=EARLIER)], "(@alice approved an earlier commit)"),
        ([replace(APPROVED, reviewer=MALLORY, login="mallory")], "(@mallory wrote part of the change)"),
        ([replace(APPROVED, is_person=False)], "(@alice is a bot)"),
        ([replace(APPROVED, state="DISMISSED")], "(@alice had approved, which was dismissed)"),
        ([APPROVED, replace(APPROVED, state="CHANGES_REQUESTED")], "(@alice requested changes)"),
        ([APPROVED, replace(APPROVED, state="DISMISSED")], "(@alice had approved, which was dismissed)"),
        ([replace(APPROVED, state="COMMENTED")], "nobody in example-org/identity has approved this commit"),
        ([replace(APPROVED, state="PENDING")], "nobody in example-org/identity has approved this commit"),
        ([replace(APPROVED, reviewer=0)], "nobody in example-org/identity has approved this commit"),
    ],
)
def test_no_other_review_is_one(reviews: list[Review], why: str) -> None:
    standing, said = stands(*reviews)
    assert standing is Standing.REFUSED
    assert why in said


def test_a_comment_after_an_approval_takes_nothing_back() -> None:
    assert stands(APPROVED, replace(APPROVED, state="COMMENTED"))[0] is Standing.GIVEN


def test_where_the_members_are_not_known_no_review_counts() -> None:
    assert stands(APPROVED, members="the token may not see them") == (Standing.REFUSED, "the token may not see them")


def test_a_signoff_that_names_another_pull_request_is_refused() -> None:
    assert stands(APPROVED, number=43) == (Standing.REFUSED, "README.md names pull request 42, but this is 43")


@pytest.mark.parametrize("written", [BY_REVIEW, BY_HAND])
def test_what_was_there_before_the_branch_is_not_asked_again(written: Signoff) -> None:
    assert stands(written=written, before=written, number=43, signoffs="reviewed")[0] is Standing.RECORDED


def test_one_that_is_written_by_hand_says_whether_a_review_confirms_it() -> None:
    assert stands(APPROVED, written=BY_HAND) == (
        Standing.WRITTEN,
        "written in README.md: team lead, 2026-02-01; approved by @alice for example-org/identity",
    )
    assert stands(written=BY_HAND)[0] is Standing.WRITTEN


def test_where_only_reviews_count_one_that_is_written_by_hand_is_refused() -> None:
    assert stands(APPROVED, written=BY_HAND, signoffs="reviewed")[0] is Standing.REFUSED


def test_one_that_is_missing_says_what_to_write_and_whose_review_it_takes() -> None:
    standing, why = stands(written=None)
    assert standing is Standing.MISSING
    assert "nobody in example-org/identity" in why
    assert "README.md needs `pull_request: 42` for it, before the review" in why


def test_a_team_without_a_team_on_github_cannot_be_asked() -> None:
    corpus = Corpus((incident(Signoff("payments", "", None, 42), teams=("payments",)),), frozenset())
    assert asked_teams(corpus, CONFIG) == frozenset()
    (found,) = team_signoffs(
        Corpus((), frozenset()), corpus, CONFIG, PullRequest(42, HEAD, frozenset(), (APPROVED,)), {}
    )
    assert (found.standing, "no `github_team`" in found.why) == (Standing.REFUSED, True)


def test_where_there_is_no_pull_request_nothing_is_given() -> None:
    corpus = Corpus((incident(BY_REVIEW),), frozenset())
    (found,) = team_signoffs(Corpus((), frozenset()), corpus, CONFIG, "no open pull request", {})
    assert (found.standing, found.why) == (Standing.REFUSED, "no open pull request")
