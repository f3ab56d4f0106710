"""Issues that the first version of the writer filed are rewritten once: one line, under a limit of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.tracking.approval import is_approved
from pipeline.tracking.issue_body import WRITER
from pipeline.tracking.plan import Action, Change, sorted_plan
from pipeline.tracking.tracker import Edit, NewIssue
from tests import example
from tests.filing.conftest import IDENTITY, Desk

TITLE = "Expire tokens of service {} after 30 days"
OLD = """\
We start on Monday.

<!-- postmortem:begin {incident}/{number} accepted{filed_in} -->
Finding {number} of the postmortem **A token of the identity service was readable in a public image** — \
technical lapse, change request, p1, due 2026-03-03.

### What was found

Tokens never expire.

### Why it matters

A leak stays open for ever.

### What to change

Let tokens end by themselves.

### Done when

- [x] A token older than 30 days is refused
- [ ] Its owner is told a week before

### Evidence

- E1: The audit log of the token. (identity)

Owner: Identity, Example Org.

- [The postmortem](https://example.org/postmortems/incidents/{incident}/#F{number})
- [This finding's file](https://git.example.org/postmortems/blob/HEAD/incidents/{incident}/findings/{number}-x.md)
- This part of the issue is written from that file and will be overwritten; add yours above or below it.
<!-- postmortem:end -->

Dana: the library cannot do this yet."""
LABELS = frozenset({"postmortem", "postmortem:technical-lapse", "postmortem:change-request", "postmortem:p1"})


@pytest.fixture
def few(desk: Desk) -> Desk:
    """Three findings, filed by the first version of the writer."""
    file_as_before(desk, 3)
    return desk


def file_as_before(desk: Desk, count: int) -> None:
    text = desk.finding.read_text()
    desk.finding.unlink()
    with_issues = desk.tracker
    for n in range(1, count + 1):
        title, number = TITLE.format(n), f"{n:02}"
        desk.finding.with_name(f"{number}-expire.md").write_text(example.changed(text, f"title: {title}"))
        # The oldest markers do not name the repository.
        filed_in = f" {IDENTITY}" if n % 2 else ""
        body = OLD.format(incident=example.INCIDENT, number=number, filed_in=filed_in)
        with_issues.create(IDENTITY, NewIssue(title, body, LABELS))
    with_issues.close()


def limit(desk: Desk, limits: str) -> None:
    config = desk.root / "postmortem.yml"
    config.write_text(f"{config.read_text()}limits: {{{limits}}}\n")


def bodies(desk: Desk) -> Iterator[str]:
    return (issue.body for issue in desk.issues(IDENTITY))


def test_a_new_format_is_one_line_of_the_plan_whatever_the_limit_of_updates(desk: Desk) -> None:
    file_as_before(desk, 150)
    limit(desk, "updates: 0")
    digest = desk.plan()["digest"]
    assert desk.run("plan").stdout.splitlines() == [
        "150 issues rewritten in the new format, with the same title, labels and state",
        "",
        f"150 to rewrite (plan {digest})",
    ]
    assert desk.apply().splitlines() == [
        "150 changes made",
        "150 issues rewritten in the new format, with the same title, labels and state",
    ]
    for body in bodies(desk):
        assert body.startswith(f"We start on Monday.\n\n<!-- postmortem:begin {example.INCIDENT}/")
        assert body.endswith("<!-- postmortem:end -->\n\nDana: the library cannot do this yet.")
        assert "- [x] A token older than 30 days is refused\n- [ ] Its owner is told a week before" in body
        assert body.count("Tokens never expire.") == 1
    assert desk.apply().splitlines() == ["no changes: every issue matches the repository"]


def test_the_json_has_every_rewrite_as_an_update(few: Desk) -> None:
    plan = few.plan()
    assert plan["counts"] == {"withdraw": 0, "create": 0, "update": 3, "reopen": 0, "close": 0}
    assert plan["rewrites"] == {"now": 3, "left": 0}
    assert {(c["action"], c["rewrite"], c["reason"]) for c in plan["changes"]} == {
        ("update", True, "written in the new format")
    }


def test_the_comment_has_one_line(few: Desk) -> None:
    shown = few.run("plan", "--format", "markdown").stdout
    assert shown.count("\n3 issues rewritten in the new format") == 1
    assert IDENTITY not in shown


def test_more_than_the_limit_are_left_for_the_next_runs(few: Desk) -> None:
    limit(few, "rewrites: 2")
    assert few.plan()["rewrites"] == {"now": 2, "left": 1}
    assert "2 issues rewritten in the new format, with the same title, labels and state; 1 more in the next runs" in (
        few.apply()
    )
    assert [f" v{WRITER} -->" in body for body in bodies(few)] == [True, True, False]
    few.apply()
    assert few.plan()["rewrites"] == {"now": 0, "left": 0}


def test_a_limit_of_none_rewrites_nothing_and_says_so(few: Desk) -> None:
    limit(few, "rewrites: 0")
    assert few.apply().splitlines() == [
        "no changes",
        "3 issues left to rewrite in the new format: `limits.rewrites` allows none in one run",
    ]
    assert few.run("plan").stdout.splitlines()[-1] == "no changes"


def test_what_changed_in_the_finding_is_an_update_and_counts_as_one(few: Desk) -> None:
    finding = few.folder / "findings/02-expire.md"
    finding.write_text(example.changed(finding.read_text(), "title: Expire every token"))
    plan = few.plan()
    assert [(change["finding"][-2:], change["rewrite"]) for change in plan["changes"]] == [
        ("02", False),
        ("01", True),
        ("03", True),
    ]
    limit(few, "updates: 0")
    assert "1 issue to update, at most 0 in one run" in few.run("apply").stderr


def test_a_decision_closes_an_issue_of_the_old_format_as_ever(few: Desk) -> None:
    finding = few.folder / "findings/01-expire.md"
    declined = "decision: {status: declined, on: 2026-02-02, reason: It costs too much., consulted: [identity]}"
    finding.write_text(example.changed(finding.read_text(), declined))
    assert "close example-org/identity#1" in few.apply()
    assert few.issues(IDENTITY)[0].closed_as == "not_planned"


def test_an_issue_that_was_given_up_is_not_rewritten(few: Desk) -> None:
    finding = few.folder / "findings/02-expire.md"
    finding.write_text(example.changed(finding.read_text(), f"duplicate_of: {example.INCIDENT}/01"))
    few.apply()
    assert " duplicate example-org/identity -->" in few.issues(IDENTITY)[1].body
    assert few.plan()["changes"] == []


def test_a_lost_marker_is_written_again_and_is_no_rewrite(few: Desk) -> None:
    body = few.issues(IDENTITY)[0].body
    lines = [line for line in body.splitlines() if "postmortem:" not in line]
    few.team(Edit(body="\n".join(lines)))
    change = next(change for change in few.plan()["changes"] if change["finding"].endswith("/01"))
    assert (change["rewrite"], change["reason"]) == (False, "its marker was edited away: restored")
    few.apply()
    after = few.issues(IDENTITY)[0].body
    assert after.startswith("We start on Monday.")
    assert "- [x] A token older than 30 days is refused" in after.partition("postmortem:begin")[2]
    assert few.plan()["changes"] == []


def test_a_newer_writers_issue_is_rewritten_as_calmly(few: Desk) -> None:
    few.apply()
    few.team(Edit(body=few.issues(IDENTITY)[0].body.replace(f" v{WRITER} -->\n", f" v{WRITER + 1} -->\nNew.\n")))
    assert few.plan()["rewrites"] == {"now": 1, "left": 0}


def test_further_rewrites_need_no_acceptance(tmp_path: Path) -> None:
    create = Change(Action.CREATE, "2026-01-10-x/01", IDENTITY, 0, "not filed yet", "Mend one")
    rewrites = [Change(Action.UPDATE, f"2026-01-10-x/1{n}", IDENTITY, n, "x", "x", rewrite=True) for n in range(1, 5)]
    accepted = sorted_plan([create, *rewrites], (), most_rewrites=2)
    assert is_approved(accepted, accepted.digest, tmp_path)
    left = sorted_plan([create, *rewrites[2:]], (), most_rewrites=2)
    assert is_approved(left, accepted.digest, tmp_path)
