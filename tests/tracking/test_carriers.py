"""Which issue is a finding's, where anybody may have opened one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.tracking.marker import Block
from pipeline.tracking.ownership import originals, tracked, twin
from tests import example

KEY = "2026-01-10-leaked-token/01"
BODY = str(Block(KEY, "accepted", "Why", "example-org/identity"))
PUBLIC = frozenset({"example-org/identity"})
OURS = frozenset({"postmortem", "postmortem:p1"})


def test_a_strangers_issue_with_a_marker_in_a_public_repository_does_not_count() -> None:
    found = tracked([example.issue(body=BODY, from_inside=False)], PUBLIC, "postmortem")
    assert found.carriers == {}
    assert [stranger.block.key for stranger in found.strangers] == [KEY]


def test_a_strangers_issue_counts_once_the_team_has_given_it_the_label() -> None:
    found = tracked([example.issue(body=BODY, from_inside=False, labels=OURS)], PUBLIC, "postmortem")
    assert list(found.carriers) == [KEY]


def test_in_a_private_repository_there_are_no_strangers() -> None:
    found = tracked([example.issue(body=BODY, from_inside=False)], frozenset(), "postmortem")
    assert list(found.carriers) == [KEY]


def test_an_issue_that_was_transferred_beside_a_copy_of_it_is_no_twin() -> None:
    filed = str(Block(KEY, "accepted", "Why", "example-org/payments"))
    assert twin(replace(YOUNGER, body=filed), [OLDER], "postmortem") is None
    assert twin(replace(YOUNGER, body=filed), [replace(OLDER, body=filed)], "postmortem") is None


OLDER = example.issue(number=1, body=BODY, labels=OURS)
YOUNGER = example.issue(number=2, body=BODY, labels=OURS)


def test_the_younger_of_two_issues_that_runs_filed_is_the_twin() -> None:
    assert twin(YOUNGER, [OLDER, YOUNGER], "postmortem") == OLDER
    assert twin(OLDER, [OLDER, YOUNGER], "postmortem") is None


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
    assert twin(example.issue(**{"number": 2, "body": BODY, "labels": OURS, **by_hand}), [OLDER], "postmortem") is None


def test_an_issue_that_was_transferred_away_and_back_is_no_copy_of_its_closed_twin() -> None:
    twin_of_it = replace(OLDER, body=BODY.replace(" accepted ", " duplicate "), closed_as="not_planned")
    carriers = tracked([twin_of_it, YOUNGER], PUBLIC, "postmortem").carriers[KEY]
    assert [carrier.issue for carrier in originals(carriers)] == [YOUNGER]
