"""Which issue is a finding's, where anybody may have opened one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.tracking.desired import OwnedLabels
from pipeline.tracking.marker import Block
from pipeline.tracking.ownership import MarkedIssue, Ownership, determine_ownership, twin_of, without_copies
from pipeline.tracking.tracker import Issue
from tests import example

KEY = "2026-01-10-leaked-token/01"
BODY = str(Block(KEY, "accepted", "Why", "example-org/identity"))
PUBLIC = frozenset({"example-org/identity"})
OURS = frozenset({"postmortem", "postmortem:p1"})


def ownership(*issues: Issue, public: frozenset[str] = PUBLIC) -> Ownership:
    return determine_ownership(issues, public, OwnedLabels("postmortem"))


def marked(issue: Issue) -> MarkedIssue:
    """The issue, in a repository that nobody outside can read."""
    (only,) = ownership(issue, public=frozenset()).marked[KEY]
    return only


def test_an_outsiders_issue_with_a_marker_in_a_public_repository_does_not_count() -> None:
    found = ownership(example.issue(body=BODY, from_inside=False))
    assert found.marked == {}
    assert [foreign.block.key for foreign in found.foreign] == [KEY]


def test_an_outsiders_issue_counts_once_the_team_has_given_it_the_label() -> None:
    assert list(ownership(example.issue(body=BODY, from_inside=False, labels=OURS)).marked) == [KEY]


def test_in_a_private_repository_everybody_is_from_inside() -> None:
    assert list(ownership(example.issue(body=BODY, from_inside=False), public=frozenset()).marked) == [KEY]


@pytest.mark.parametrize("label", ["postmortem", "Postmortem", "postmortem:p1", "postmortem:renamed"])
def test_a_label_with_the_prefix_is_the_pipelines(label: str) -> None:
    assert OwnedLabels("postmortem").owns(label)


@pytest.mark.parametrize("label", ["postmortems", "post", "team:postmortem"])
def test_any_other_label_is_not(label: str) -> None:
    assert not OwnedLabels("postmortem").owns(label)


def test_labels_that_differ_in_case_are_the_same() -> None:
    wanted = OwnedLabels("postmortem", OURS)
    present = {"Postmortem", "postmortem:P1", "postmortem:p2", "bug"}
    assert not wanted.missing_from(present)
    assert wanted.obsolete_in(present) == {"postmortem:p2"}


OLDER = marked(example.issue(number=1, body=BODY, labels=OURS))
YOUNGER = marked(example.issue(number=2, body=BODY, labels=OURS))


def test_an_issue_that_was_transferred_beside_a_copy_of_it_is_no_twin() -> None:
    body = str(Block(KEY, "accepted", "Why", "example-org/payments"))
    younger, older = (marked(replace(issue.issue, body=body)) for issue in (YOUNGER, OLDER))
    assert twin_of(younger, [OLDER]) is None
    assert twin_of(younger, [older]) is None


def test_the_younger_of_two_issues_that_runs_filed_is_the_twin() -> None:
    assert twin_of(YOUNGER, [OLDER, YOUNGER]) == OLDER
    assert twin_of(OLDER, [OLDER, YOUNGER]) is None


@pytest.mark.parametrize(
    "by_hand",
    [
        {"body": f"{BODY}\n\nOurs."},
        {"labels": frozenset()},
        {"labels": OURS | {"mine"}},
        {"author": "dana"},
        {"repository": "example-org/payments"},
    ],
    ids=["text of its own", "no label", "a label of its own", "another author", "another repository"],
)
def test_what_a_person_may_have_copied_is_no_twin(by_hand: dict[str, object]) -> None:
    assert twin_of(marked(example.issue(**{"number": 2, "body": BODY, "labels": OURS, **by_hand})), [OLDER]) is None


def test_an_issue_that_was_transferred_away_and_back_is_no_copy_of_its_closed_twin() -> None:
    closed = replace(OLDER.issue, body=BODY.replace(" accepted ", " duplicate "), closed_as="not_planned")
    assert without_copies(ownership(closed, YOUNGER.issue).marked[KEY]) == [YOUNGER]
