"""What every tracker does, shown on each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.tracking.tracker import CloseReason, Edit, NewIssue, Repository, Tracker, TrackerError

NEW = NewIssue("Expire tokens", "A token lived for ever.", frozenset({"postmortem"}))


def test_a_private_repository_is_a_target(tracker: Tracker, target: str) -> None:
    assert tracker.repository(target) == Repository(target, public=False, has_issues=True, archived=False)


def test_a_public_repository_says_so(tracker: Tracker, public_target: str) -> None:
    assert tracker.repository(public_target) == Repository(public_target, public=True, has_issues=True, archived=False)


def test_a_new_issue_is_open_and_holds_what_was_asked_for(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)

    assert (issue.repository, issue.number, issue.title, issue.body) == (target, 1, NEW.title, NEW.body)
    assert (issue.labels, issue.open, issue.from_inside) == (NEW.labels, True, True)


@pytest.mark.parametrize(
    "text",
    [
        "Schlüssel für 北京 erneuern",
        "Rotate 🔑 at once 👩🏽‍💻",
        "<!-- postmortem 2024-06-28-leaked-admin-token/01 -->",
        "t" * 256,
    ],
)
def test_a_text_comes_back_as_it_was_sent(tracker: Tracker, target: str, text: str) -> None:
    issue = tracker.create(target, NewIssue(text, text, frozenset()))

    assert (issue.title, issue.body) == (text, text)


@pytest.mark.parametrize("body", ["", "one\r\ntwo\r\n", "\n# Found\n\n    code\n\n", "é" * 65_536])
def test_a_body_keeps_its_line_ends_and_its_length(tracker: Tracker, target: str, body: str) -> None:
    tracker.create(target, replace(NEW, body=body))

    assert [issue.body for issue in tracker.issues(target)] == [body]


def test_an_issue_is_the_same_however_it_is_read(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)

    assert tracker.issue(target, issue.number) == issue
    assert tracker.issues(target) == [issue]


def test_comments_are_read_in_the_order_in_which_they_were_written(tracker: Tracker, target: str) -> None:
    first, second = (tracker.create(target, NEW) for _ in range(2))
    written = [tracker.comment(target, second.number, text) for text in ("About é\n\n- [ ] this", "More")]
    assert [comment.body for comment in written] == ["About é\n\n- [ ] this", "More"]
    assert tracker.comments(target, second.number) == written
    assert tracker.comments(target, first.number) == []


def test_what_the_pipeline_does_to_an_issue_is_no_event_of_a_person(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)
    for change in (Edit(state="completed"), Edit(state="open"), Edit(add_labels=frozenset({"ours"}))):
        tracker.edit(target, issue.number, change)
    assert tracker.events(target, issue.number) == []


def test_a_stranger_may_not_write(tracker: Tracker, target: str) -> None:
    assert not tracker.may_write(target, "")


def test_each_repository_counts_from_one(tracker: Tracker, target: str, public_target: str) -> None:
    numbers = [tracker.create(name, NEW).number for name in (target, target, public_target)]

    assert numbers == [1, 2, 1]


def test_a_repository_without_issues_lists_none(tracker: Tracker, target: str) -> None:
    assert tracker.issues(target) == []


def test_open_and_closed_issues_are_listed_by_number(tracker: Tracker, target: str) -> None:
    for _ in range(3):
        tracker.create(target, NEW)
    tracker.edit(target, 2, Edit(state="completed"))

    assert [(issue.number, issue.open) for issue in tracker.issues(target)] == [(1, True), (2, False), (3, True)]


def test_more_issues_than_a_page_holds_are_all_listed(tracker: Tracker, target: str) -> None:
    for _ in range(101):
        tracker.create(target, NEW)

    assert [issue.number for issue in tracker.issues(target)] == list(range(1, 102))


def test_an_issue_that_is_not_there_is_none(tracker: Tracker, target: str) -> None:
    assert tracker.issue(target, 7) is None


def test_an_issue_that_is_not_there_cannot_be_changed(tracker: Tracker, target: str) -> None:
    with pytest.raises(TrackerError, match=target):
        tracker.edit(target, 7, Edit(title="Expire all tokens"))


def test_a_new_title_leaves_the_rest(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)

    assert tracker.edit(target, 1, Edit(title="Expire all tokens")) == replace(issue, title="Expire all tokens")


def test_a_new_body_leaves_the_rest(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)

    assert tracker.edit(target, 1, Edit(body="")) == replace(issue, body="")


@pytest.mark.parametrize("reason", ["completed", "not_planned"])
def test_closing_keeps_the_reason_and_the_time(tracker: Tracker, target: str, reason: CloseReason) -> None:
    tracker.create(target, NEW)

    issue = tracker.edit(target, 1, Edit(state=reason))

    assert (issue.open, issue.closed_as) == (False, reason)
    assert issue.closed_at is not None
    assert abs(datetime.now(UTC) - issue.closed_at) < timedelta(minutes=1)


def test_a_reopened_issue_is_as_it_was(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)
    tracker.edit(target, 1, Edit(state="not_planned"))

    assert tracker.edit(target, 1, Edit(state="open")) == issue


def test_a_label_is_added_beside_the_teams_own(tracker: Tracker, target: str) -> None:
    tracker.create(target, replace(NEW, labels=frozenset({"team: mine", "postmortem"})))

    issue = tracker.edit(target, 1, Edit(add_labels=frozenset({"postmortem", "postmortem/p1"})))

    assert issue.labels == {"team: mine", "postmortem", "postmortem/p1"}


def test_a_label_is_removed_and_the_teams_own_stay(tracker: Tracker, target: str) -> None:
    tracker.create(target, replace(NEW, labels=frozenset({"team: mine", "postmortem/p1 é"})))

    assert tracker.edit(target, 1, Edit(remove_labels=frozenset({"postmortem/p1 é"}))).labels == {"team: mine"}


def test_a_label_that_somebody_has_removed_already_is_no_error(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)

    assert tracker.edit(target, 1, Edit(remove_labels=frozenset({"postmortem/p1"}))) == issue


def test_one_edit_changes_everything(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)
    edit = Edit("Expire all tokens", "Done.", "completed", frozenset({"fixed"}), frozenset({"postmortem"}))

    changed = tracker.edit(target, 1, edit)

    assert changed == replace(
        issue,
        title="Expire all tokens",
        body="Done.",
        labels=frozenset({"fixed"}),
        closed_as="completed",
        closed_at=changed.closed_at,
    )


def test_an_empty_edit_changes_nothing(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)

    assert tracker.edit(target, 1, Edit()) == issue


def test_a_list_since_a_moment_has_what_changed_after_it(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, NEW)

    assert tracker.issues(target, issue.updated_at - timedelta(minutes=1)) == [issue]
    assert tracker.issues(target, issue.updated_at + timedelta(minutes=1)) == []


def test_an_issue_is_found_by_what_its_body_says(tracker: Tracker, target: str) -> None:
    issue = tracker.create(target, replace(NEW, body=f"<!-- postmortem:begin {target} -->"))
    tracker.create(target, NEW)

    assert tracker.search("example-org", target) == [issue]
