"""Attack: a finding names somebody's issue in `issue:`, or passes for the finding whose issue it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.tracking.tracker import Edit, Issue, NewIssue
from tests import example
from tests.filing.conftest import IDENTITY, Desk

DECLINED = "decision: {status: declined, reason: Not worth it., on: 2026-02-02, consulted: [identity]}"
OTHER = "2026-02-05-other"
PAYMENTS = "example-org/payments"
PARTNER = "example-org/partner"


def theirs(desk: Desk, repository: str = IDENTITY, labels: tuple[str, ...] = ()) -> None:
    """An issue of somebody's."""
    desk.by_hand(NewIssue("Pay the invoices", "Ours.", frozenset(labels)), repository)


def another(desk: Desk, front: str = "", finding: str = "") -> None:
    """A second incident with a finding of the same number."""
    folder = desk.root / "incidents" / OTHER
    (folder / "findings").mkdir(parents=True)
    (folder / "README.md").write_text(example.changed(example.README, f"{front}\nstatus: in-review"))
    (folder / "timeline.md").write_text(example.TIMELINE)
    (folder / "evidence.md").write_text(example.EVIDENCE)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "log.txt").write_text(example.LOG)
    (folder / example.FINDING_PATH).write_text(example.changed(example.FINDING, finding))


def declines_another(desk: Desk) -> None:
    theirs(desk)
    desk.write(f"issue: example-org/identity#1\n{DECLINED}")


def a_duplicate(desk: Desk) -> None:
    theirs(desk)
    another(desk, finding=f"issue: example-org/identity#1\nduplicate_of: {example.INCIDENT}/01")


def in_another_repository(desk: Desk) -> None:
    theirs(desk, PAYMENTS)
    desk.write("issue: example-org/payments#1")


def in_another_repository_with_consent(desk: Desk) -> None:
    theirs(desk, PAYMENTS, ("postmortem:adopt",))
    desk.write(f"issue: example-org/payments#1\n{DECLINED}")


def moved_to_another_owner(desk: Desk) -> None:
    theirs(desk, PAYMENTS)
    desk.write("issue: example-org/identity#1")
    desk.write("owner: payments\nissue: example-org/payments#1")


def in_other_case(desk: Desk) -> None:
    theirs(desk)
    desk.write("issue: Example-Org/Identity#1")


def with_a_label_that_looks_like_consent(desk: Desk) -> None:
    theirs(desk, labels=("post\u2060mortem:adopt", "p\u043estmortem:adopt"))
    desk.write("issue: example-org/identity#1")


def with_consent_in_another_repository(desk: Desk) -> None:
    theirs(desk)
    theirs(desk, PAYMENTS, ("postmortem:adopt",))
    desk.write("issue: example-org/identity#1")


def closed_and_without_consent(desk: Desk) -> None:
    theirs(desk)
    desk.team(Edit(state="completed"))
    desk.write("issue: example-org/identity#1")


def by_a_finding_that_is_verified(desk: Desk) -> None:
    theirs(desk)
    desk.write("issue: example-org/identity#1\nverification: {by: srt, on: 2026-02-03, how: Tried it.}")


def by_its_title(desk: Desk) -> None:
    desk.by_hand(NewIssue("Expire tokens after 30 days", "Ours.", frozenset({"bug"})))


def by_its_title_in_the_milestone(desk: Desk) -> None:
    theirs(desk)
    desk.write("title: Pay the invoices\nissue: example-org/identity#1")


STRANGERS: dict[str, Callable[[Desk], None]] = {
    attack.__name__.replace("_", " "): attack
    for attack in (
        *(declines_another, a_duplicate, in_another_repository, in_another_repository_with_consent),
        *(moved_to_another_owner, in_other_case, with_a_label_that_looks_like_consent, closed_and_without_consent),
        *(with_consent_in_another_repository, by_a_finding_that_is_verified, by_its_title),
        *(by_its_title_in_the_milestone,),
    )
}


def all_issues(desk: Desk) -> list[Issue]:
    return [issue for repository in (IDENTITY, PAYMENTS, PARTNER) for issue in desk.issues(repository)]


@pytest.mark.parametrize("attack", STRANGERS.values(), ids=STRANGERS)
def test_a_strangers_issue_stays_as_it_is(attack: Callable[[Desk], None], desk: Desk) -> None:
    attack(desk)
    before = all_issues(desk)
    for _ in range(3):
        desk.run("apply", "--prune")
        assert [issue for issue in all_issues(desk) if issue in before] == before


def names_its_issue(desk: Desk) -> None:
    another(desk, finding=f"issue: example-org/identity#1\n{DECLINED}")


def names_its_issue_without_a_block(desk: Desk) -> None:
    desk.team(Edit(body="Somebody removed it."))
    another(desk, finding=f"issue: example-org/identity#1\n{DECLINED}")


def has_its_id_as_an_alias(desk: Desk) -> None:
    another(desk, front=f"aliases: [{example.INCIDENT}]", finding=DECLINED)


def has_its_title(desk: Desk) -> None:
    desk.team(Edit(body="Somebody removed it."))
    another(desk, finding=DECLINED)


FINDINGS: dict[str, Callable[[Desk], None]] = {
    attack.__name__.replace("_", " "): attack
    for attack in (names_its_issue, names_its_issue_without_a_block, has_its_id_as_an_alias, has_its_title)
}


@pytest.mark.parametrize("attack", FINDINGS.values(), ids=FINDINGS)
def test_another_findings_issue_is_neither_taken_nor_closed(attack: Callable[[Desk], None], desk: Desk) -> None:
    desk.apply()
    before = desk.issue()
    attack(desk)
    for _ in range(3):
        desk.run("apply", "--prune")
        (issue,) = [issue for issue in desk.issues(IDENTITY) if issue.number == before.number]
        assert issue.open
        assert issue.title == before.title
        assert OTHER not in issue.body


def test_two_findings_cannot_both_adopt_an_issue(desk: Desk) -> None:
    theirs(desk, labels=("postmortem:adopt",))
    desk.write("issue: example-org/identity#1")
    another(desk, finding="issue: example-org/identity#1")
    plan = desk.plan()
    assert len(plan["changes"]) == 1
    assert "already belongs to another finding" in plan["notices"][0]["reason"]
