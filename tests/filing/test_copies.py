"""Issues that people transferred or copied, or that two runs filed: one is the finding's, no copy is ever closed."""

from __future__ import annotations

from pipeline.tracking.tracker import Edit, NewIssue
from tests import example
from tests.filing.conftest import IDENTITY, Desk

PAYMENTS, ELSEWHERE = "example-org/payments", "example-org/archive"
MOVE = "UPDATE issue SET repository = ?, number = 1 WHERE repository = ?"


def test_an_issue_that_was_transferred_to_another_team_is_reported_and_left(filed: Desk) -> None:
    filed.sql(MOVE, PAYMENTS, IDENTITY)
    notice = filed.only_notice()
    assert notice["target"] == "example-org/payments#1"
    assert "was transferred here from example-org/identity: change the finding's owner" in notice["reason"]
    assert filed.issues(IDENTITY) == []


def test_an_issue_whose_owner_follows_its_transfer_is_the_findings_again(filed: Desk) -> None:
    filed.sql(MOVE, PAYMENTS, IDENTITY)
    filed.write("owner: payments")
    filed.apply()
    assert filed.issue(PAYMENTS).open
    assert filed.issues(IDENTITY) == []


def test_an_issue_that_was_transferred_out_of_all_known_repositories_is_found_and_not_filed_again(filed: Desk) -> None:
    filed.sql(MOVE, ELSEWHERE, IDENTITY)
    notice = filed.only_notice()
    assert notice["target"] == "example-org/archive#1"
    assert "outside the configured repositories" in notice["reason"]


def test_a_copy_in_another_repository_is_reported_and_never_closed(filed: Desk) -> None:
    filed.by_hand(NewIssue("Ours", filed.issue().body, frozenset()), PAYMENTS)
    notice = filed.only_notice()
    assert notice["target"] == "example-org/payments#1"
    assert "example-org/identity#1 is kept" in notice["reason"]


def test_a_copy_does_not_keep_the_finding_from_moving_to_its_new_owner(filed: Desk) -> None:
    filed.by_hand(NewIssue("Ours", filed.issue().body, frozenset()), "example-org/security-response")
    filed.write("owner: payments")
    filed.apply()
    assert filed.issue(PAYMENTS).open
    assert filed.issue("example-org/security-response").open


def test_a_marker_that_was_copied_into_an_older_issue_does_not_make_that_the_findings(desk: Desk) -> None:
    desk.by_hand(NewIssue("Ours", "We saw this in March.", frozenset()))
    desk.apply()
    filed = desk.issues(IDENTITY)[1]
    desk.team(Edit(body=f"We saw this in March.\n\n{filed.body}"))
    assert "example-org/identity#2 is kept" in desk.only_notice()["reason"]


def test_two_runs_that_file_at_once_leave_one_issue_open(filed: Desk) -> None:
    issue = filed.issue()
    filed.by_hand(NewIssue(issue.title, issue.body, issue.labels))
    assert "filed twice by two runs at once; example-org/identity#1 is kept" in filed.apply()
    assert [item.open for item in filed.issues(IDENTITY)] == [True, False]


def test_a_copy_is_not_closed_with_its_original(filed: Desk) -> None:
    copy = filed.by_hand(NewIssue("Ours", filed.issue().body, frozenset()))
    filed.write("owner: payments")
    filed.apply()
    assert [issue.open for issue in filed.issues(IDENTITY)] == [False, True]
    assert filed.issues(IDENTITY)[1] == copy
    assert filed.issue(PAYMENTS).open


def test_where_a_copy_stands_for_a_lost_original_another_copy_is_left_open(filed: Desk) -> None:
    copy = NewIssue("Ours", filed.issue().body, frozenset())
    for _ in range(2):
        filed.by_hand(copy)
    filed.team(Edit(body="Rewritten."))
    filed.write("owner: payments")
    filed.apply()
    filed.apply()
    assert [issue.open for issue in filed.issues(IDENTITY)] == [True, False, True]


def test_a_copy_in_another_repository_is_no_transfer_when_the_owner_changes(filed: Desk) -> None:
    filed.by_hand(NewIssue("Ours", filed.issue().body, frozenset()), "example-org/partner")
    filed.write("owner: payments")
    filed.apply()
    assert filed.issue(PAYMENTS).open
    assert not filed.issue().open


def test_a_duplicates_issue_is_closed_and_a_copy_of_it_is_not(filed: Desk) -> None:
    filed.by_hand(NewIssue("Ours", filed.issue().body, frozenset()))
    (filed.folder / "findings/02-same.md").write_text(example.changed(example.FINDING, "title: Expire all tokens"))
    filed.write(f"duplicate_of: {example.INCIDENT}/02")
    filed.apply()
    assert [issue.open for issue in filed.issues(IDENTITY)] == [False, True, True]
