"""What people do to issues on the tracker, and what the plan makes of it: nothing of theirs is lost or overwritten."""

from __future__ import annotations

import pytest

from pipeline.tracking.tracker import Edit, NewIssue
from tests import example
from tests.filing.conftest import IDENTITY, Desk

PAYMENTS = "example-org/payments"


def without_fence(body: str) -> str:
    return "\n".join(line for line in body.split("\n") if not line.startswith("<!-- postmortem:"))


def test_a_deleted_issue_is_filed_again(filed: Desk) -> None:
    filed.sql("DELETE FROM issue")
    filed.apply()
    assert filed.issue().open


def test_a_fence_that_was_edited_away_is_put_back_around_its_text(filed: Desk) -> None:
    before = filed.issue().body
    filed.team(Edit(body=f"Ours.\n\n{without_fence(before)}"))
    assert "its marker was edited away: restored" in filed.apply()
    assert filed.issue().body == f"Ours.\n\n{before}"


def test_a_fence_whose_end_was_edited_away_is_made_whole(filed: Desk) -> None:
    before = filed.issue().body
    filed.team(Edit(title="Ours", body=before.replace("<!-- postmortem:end -->", "")))
    filed.apply()
    assert filed.issue().body.strip() == before


def test_a_body_that_was_rewritten_gets_the_block_below(filed: Desk) -> None:
    filed.team(Edit(body="We fix this on Monday."))
    filed.apply()
    assert filed.issue().body.startswith("We fix this on Monday.\n\n<!-- postmortem:begin")


def test_an_issue_without_marker_and_title_holds_the_finding_back_until_somebody_says_whose_it_is(filed: Desk) -> None:
    filed.team(Edit(title="Ours", body="Rewritten."))
    assert (
        "add `issue: example-org/identity#1` to the finding; if not, remove the labels" in filed.only_notice()["reason"]
    )
    filed.write("issue: example-org/identity#1")
    filed.apply()
    assert filed.issue().body.startswith("Rewritten.\n\n<!-- postmortem:begin")


def test_a_label_that_was_renamed_is_set_again_and_the_new_name_stays(filed: Desk) -> None:
    filed.team(Edit(add_labels=frozenset({"urgent"}), remove_labels=frozenset({"postmortem:p1"})))
    assert "labels +postmortem:p1" in filed.apply()
    assert {"urgent", "postmortem:p1"} < filed.issue().labels


def test_a_label_in_other_letters_is_the_same_label(filed: Desk) -> None:
    filed.team(Edit(add_labels=frozenset({"Postmortem:P1"}), remove_labels=frozenset({"postmortem:p1"})))
    assert filed.plan()["changes"] == []


def test_work_that_is_done_is_not_asked_of_a_new_owner(filed: Desk) -> None:
    filed.team(Edit(state="completed"))
    filed.write("owner: payments")
    notice = filed.only_notice()
    assert notice["target"] == "example-org/identity#1"
    assert "was completed by identity before its owner changed" in notice["reason"]
    filed.team(Edit(state="open"))
    filed.apply()
    assert filed.issue(PAYMENTS).open


def test_an_issue_whose_finding_is_gone_is_closed_on_demand_and_opened_when_it_is_back(filed: Desk) -> None:
    text, readme = filed.finding.read_text(), (filed.folder / "README.md").read_text()
    filed.remove_finding()
    assert "its finding was deleted from the repository" in filed.apply("--prune")
    assert filed.issue().closed_as == "not_planned"
    assert filed.plan("--prune")["changes"] == filed.plan()["notices"] == []
    filed.finding.write_text(text)
    (filed.folder / "README.md").write_text(readme)
    assert "decision changed from gone to accepted" in filed.apply()
    assert filed.issue().open


def test_a_milestone_is_set_when_the_issue_is_made(desk: Desk) -> None:
    desk.write("milestone: First quarter")
    desk.apply()
    desk.sql("UPDATE issue SET milestone = 'Later' WHERE milestone = 'First quarter'")
    assert desk.plan()["changes"] == []


@pytest.mark.parametrize("deleted", [2, 3])
def test_what_is_left_of_an_accepted_plan_is_accepted(desk: Desk, deleted: int) -> None:
    for number in ("02", "03"):
        other = example.changed(example.FINDING, f"title: Expire tokens of {number}")
        (desk.folder / f"findings/{number}-other.md").write_text(other)
    config = desk.root / "postmortem.yml"
    config.write_text(config.read_text() + "limits: {creates: 0}\n")
    digest = desk.plan()["digest"]
    desk.apply("--accept", digest)
    desk.sql("DELETE FROM issue WHERE number >= ?", deleted)
    assert desk.plan()["digest"] != digest
    desk.apply("--accept", digest)
    assert len(desk.issues(IDENTITY)) == 3


def test_a_change_that_was_not_accepted_is_not_carried_out(desk: Desk) -> None:
    digest = desk.plan()["digest"]
    desk.apply("--accept", digest)
    desk.write("title: Expire tokens after a week")
    assert desk.run("apply", "--accept", digest).exit_code == 1
    assert desk.issue().title == "Expire tokens after 30 days"


def test_a_later_commit_of_the_same_words_is_no_change(filed: Desk) -> None:
    body = filed.issue().body
    filed.team(Edit(body=body.replace("/blob/HEAD/", f"/blob/{'a' * 40}/")))
    assert filed.issue().body != body
    assert filed.plan()["changes"] == []


def renamed(desk: Desk, front: str = "") -> None:
    desk.folder = desk.folder.rename(desk.folder.with_name("2026-01-10-token-in-an-image"))
    desk.finding = desk.folder / example.FINDING_PATH
    readme = desk.folder / "README.md"
    readme.write_text(example.changed(readme.read_text(), f"aliases: [{example.INCIDENT}]\n{front}"))


def test_an_incident_that_is_renamed_and_a_draft_keeps_its_issues(filed: Desk) -> None:
    renamed(filed, "status: draft")
    assert "a draft again" in filed.plan("--prune")["notices"][0]["reason"]
    filed.apply("--prune")
    assert filed.issue().open


def test_a_finding_that_is_renamed_and_a_duplicate_closes_its_issue(filed: Desk) -> None:
    renamed(filed)
    (filed.folder / "findings/02-same.md").write_text(example.changed(example.FINDING, "title: Expire all tokens"))
    filed.write("duplicate_of: 2026-01-10-token-in-an-image/02")
    filed.apply()
    assert [issue.open for issue in filed.issues(IDENTITY)] == [False, True]


def test_an_issue_that_lost_its_marker_holds_no_other_finding_back(filed: Desk) -> None:
    filed.finding.rename(filed.folder / "findings/02-later.md")
    filed.finding.write_text(example.changed(example.FINDING, "title: Expire all tokens"))
    filed.team(Edit(body="We fix this on Monday."))
    filed.apply()
    assert [issue.title for issue in filed.issues(IDENTITY)] == [
        "Expire tokens after 30 days",
        "Expire all tokens",
    ]


def test_a_finding_does_not_take_the_issue_of_another(filed: Desk) -> None:
    other = "title: Expire all tokens\nissue: example-org/identity#1"
    (filed.folder / "findings/02-other.md").write_text(example.changed(example.FINDING, other))
    assert f"has the marker of {example.INCIDENT}/01" in filed.only_notice()["reason"]


def test_two_findings_do_not_take_the_same_issue(desk: Desk) -> None:
    desk.by_hand(NewIssue("Tokens live too long", "We saw this in March.", frozenset({"postmortem:adopt"})))
    desk.write("issue: example-org/identity#1")
    other = "title: Expire all tokens\nissue: example-org/identity#1"
    (desk.folder / "findings/02-other.md").write_text(example.changed(example.FINDING, other))
    desk.apply()
    assert f"has the marker of {example.INCIDENT}/01" in desk.only_notice()["reason"]


def test_an_adopted_issue_moves_with_its_finding(desk: Desk) -> None:
    desk.by_hand(NewIssue("Tokens live too long", "We saw this in March.", frozenset({"postmortem:adopt"})))
    desk.write("issue: example-org/identity#1")
    desk.apply()
    desk.write("owner: payments")
    desk.apply()
    assert not desk.issue().open
    assert desk.issue(PAYMENTS).open
    assert desk.plan()["changes"] == []


def test_an_issue_is_not_closed_as_moved_while_its_finding_is_held_back(filed: Desk) -> None:
    labels = frozenset({"postmortem", "postmortem:technical-lapse", "postmortem:change-request", "postmortem:p1"})
    filed.by_hand(NewIssue("Ours", "Rewritten.", labels), PAYMENTS)
    filed.write("owner: payments")
    assert "not filed: this issue has the finding's labels" in filed.only_notice()["reason"]
    assert filed.issue().open


def test_a_finding_that_only_few_may_know_of_is_not_named_in_a_duplicate(filed: Desk) -> None:
    secret = filed.root / "incidents" / "2026-01-11-quokka"
    for path, text in example.files().items():
        if example.INCIDENT in path:
            example.write(filed.root, {path.replace(example.INCIDENT, secret.name): text})
    readme = secret / "README.md"
    readme.write_text(example.changed(readme.read_text(), "tlp: amber"))
    filed.write("owner: payments")
    filed.apply()
    filed.write(f"duplicate_of: {secret.name}/01")
    filed.apply()
    assert filed.issue(PAYMENTS).closed_as == "not_planned"
    assert "quokka" not in filed.issue(PAYMENTS).body


def test_boxes_stay_ticked_where_the_fence_is_broken_and_the_text_new(filed: Desk) -> None:
    ticked = filed.issue().body.replace("- [ ] A token", "- [x] A token")
    filed.team(Edit(body=without_fence(ticked)))
    filed.write(body="## Why it matters\n\nBecause of this.")
    filed.apply()
    assert filed.issue().body.count("- [x] A token") == 2


def test_a_text_that_no_issue_takes_below_what_people_wrote_is_reported(filed: Desk) -> None:
    filed.team(Edit(body=f"{'We saw this. ' * 4_000}\n\n{filed.issue().body}"))
    filed.write(body=f"## Why it matters\n\n{'Because of this. ' * 1_000}")
    notice = filed.only_notice()
    assert notice["target"] == f"{IDENTITY}#1"
    assert "characters, but GitHub allows 65,536: shorten the finding" in notice["reason"]
