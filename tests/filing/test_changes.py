"""What becomes of an issue when its finding changes, and what the team keeps, on the embedded tracker."""

from __future__ import annotations

import re
import shutil

from pipeline.tracking.tracker import Edit, NewIssue
from tests import example
from tests.filing.conftest import DECLINED, IDENTITY, Desk

OWN, PARTNER = "example-org/security-response", "example-org/partner"
KEY = f"{example.INCIDENT}/01"
PROPOSED = "decision: {status: proposed, consulted: [payments]}"


def test_a_finding_is_filed_with_its_owner_and_the_next_plan_is_empty(filed: Desk) -> None:
    issue = filed.issue()
    assert issue.title == "Expire tokens after 30 days"
    assert issue.open
    assert "- [ ] A token older than 30 days is refused" in issue.body


def test_a_new_title_is_an_update(filed: Desk) -> None:
    filed.write("title: Expire tokens after a week")
    assert "update example-org/identity#1" in filed.apply()
    assert filed.issue().title == "Expire tokens after a week"


def test_renaming_the_file_makes_no_second_issue(filed: Desk) -> None:
    filed.finding = filed.finding.rename(filed.finding.with_name("01-another-name.md"))
    assert "create" not in filed.apply()
    assert filed.issue().number == 1


def test_renaming_the_incident_keeps_its_issue_by_the_alias(filed: Desk) -> None:
    renamed = filed.folder.rename(filed.folder.with_name("2026-01-10-token-in-an-image"))
    readme = renamed / "README.md"
    readme.write_text(example.changed(readme.read_text(), f"aliases: [{example.INCIDENT}]"))
    filed.apply()
    assert "2026-01-10-token-in-an-image/01" in filed.issue().body


def test_a_new_owner_closes_here_and_opens_there(filed: Desk) -> None:
    filed.write("owner: payments")
    filed.apply()
    old, new = filed.issue(), filed.issue("example-org/payments")
    assert (old.closed_as, "This finding is now with payments" in old.body) == ("not_planned", True)
    assert (new.open, "Moved here from example-org/identity#1." in new.body) == (True, True)


def test_a_finding_that_comes_back_to_its_first_owner_reopens_the_first_issue(filed: Desk) -> None:
    for owner in ("payments", "identity"):
        filed.write(f"owner: {owner}")
        filed.apply()
    assert filed.issue().open
    assert not filed.issue("example-org/payments").open


def test_a_declined_finding_closes_its_issue_with_the_reason(filed: Desk) -> None:
    filed.write(DECLINED)
    filed.apply()
    assert filed.issue().closed_as == "not_planned"
    assert "It costs too much." in filed.issue().body


def test_a_declined_finding_that_is_accepted_again_reopens_its_issue(filed: Desk) -> None:
    filed.write(DECLINED)
    filed.apply()
    filed.write("decision: {status: accepted, on: 2026-02-03}")
    assert "decision changed from declined to accepted" in filed.apply()
    assert filed.issue().open


def test_a_finding_declined_from_the_start_is_filed_and_closed(desk: Desk) -> None:
    desk.write(DECLINED)
    desk.apply()
    assert desk.issue().closed_as == "not_planned"
    assert desk.plan()["changes"] == []


def test_a_proposed_finding_asks_the_teams_concerned(desk: Desk) -> None:
    desk.write(PROPOSED)
    desk.apply()
    assert "**Proposed.**" in desk.issue().body
    assert "with Payments" in desk.issue().body


def test_a_process_change_goes_to_the_response_teams_own_record(desk: Desk) -> None:
    desk.write("kind: process-change\nsop: token-handling")
    desk.apply()
    assert f"`docs/sops/token-handling.md`; when you change it, add `{KEY}` to its `changes`" in desk.issue(OWN).body
    assert desk.issues(IDENTITY) == []


def test_teams_of_two_organisations_send_it_to_the_response_teams_own_record(desk: Desk) -> None:
    desk.write("involves: [partner]")
    desk.apply()
    assert "Partner" in desk.issue(OWN).body
    assert desk.issues(PARTNER) == []


def test_text_outside_the_block_is_the_teams(filed: Desk) -> None:
    body = f"We start on Monday.\n\n{filed.issue().body}\n\nNotes below."
    filed.team(Edit(body=body))
    filed.write(body="## Why it matters\n\nBecause of this.")
    filed.apply()
    assert filed.issue().body.startswith("We start on Monday.\n\n<!-- postmortem:begin")
    assert filed.issue().body.endswith("<!-- postmortem:end -->\n\nNotes below.")
    assert "Because of this." in filed.issue().body


def test_ticked_boxes_survive_an_update(filed: Desk) -> None:
    filed.team(Edit(body=filed.issue().body.replace("- [ ] A token", "- [x] A token")))
    assert filed.plan()["changes"] == []
    filed.write(body="## Done when\n\n- A token older than 30 days is refused\n- The old ones are gone\n")
    filed.apply()
    assert "- [x] A token older than 30 days is refused\n- [ ] The old ones are gone" in filed.issue().body


def test_a_body_that_a_browser_saved_with_other_line_ends_is_no_change(filed: Desk) -> None:
    filed.team(Edit(body=filed.issue().body.replace("\n", "\r\n")))
    assert filed.plan()["changes"] == []


def test_the_teams_labels_stay_and_ours_follow_the_finding(filed: Desk) -> None:
    filed.team(Edit(add_labels=frozenset({"squad-7"})))
    filed.write("priority: p0")
    assert "labels +postmortem:p0, -postmortem:p1" in filed.apply()
    assert {"squad-7", "postmortem:p0"} < filed.issue().labels
    assert "postmortem:p1" not in filed.issue().labels


def test_an_issue_that_the_team_completed_stays_closed(filed: Desk) -> None:
    filed.team(Edit(state="completed"))
    filed.write("title: Expire tokens after a week")
    filed.apply()
    assert filed.issue().closed_as == "completed"


def test_an_issue_that_the_team_refused_is_reported_and_not_reopened(filed: Desk) -> None:
    filed.team(Edit(state="not_planned"))
    (notice,) = filed.plan()["notices"]
    assert notice["target"] == "example-org/identity#1"
    assert "the team closed the issue as not planned" in notice["reason"]


def test_a_declined_issue_that_the_team_reopened_is_reported_and_not_closed(filed: Desk) -> None:
    filed.write(DECLINED)
    filed.apply()
    filed.team(Edit(state="open"))
    assert "the issue is open; the repository says declined" in filed.plan()["notices"][0]["reason"]


def test_a_finding_that_is_deleted_is_reported_and_its_issue_stays(filed: Desk) -> None:
    filed.remove_finding()
    (notice,) = filed.plan()["notices"]
    assert "its finding was deleted" in notice["reason"]
    assert filed.issue().open


def test_an_incident_that_is_a_draft_files_nothing(desk: Desk) -> None:
    readme = desk.folder / "README.md"
    readme.write_text(example.changed(readme.read_text(), "status: draft"))
    assert desk.plan()["changes"] == []


def test_a_duplicate_finding_has_no_issue_of_its_own(desk: Desk) -> None:
    (desk.folder / "findings/02-same.md").write_text(example.changed(example.FINDING, f"duplicate_of: {KEY}"))
    assert [change["finding"] for change in desk.plan()["changes"]] == [KEY]


def test_a_finding_that_becomes_a_duplicate_closes_its_issue(filed: Desk) -> None:
    (filed.folder / "findings/02-same.md").write_text(example.changed(example.FINDING, "title: Expire all tokens"))
    filed.apply()
    filed.write(f"duplicate_of: {example.INCIDENT}/02")
    filed.apply()
    first, second = filed.issues(IDENTITY)
    assert (first.closed_as, second.closed_as) == ("not_planned", None)


def test_a_second_issue_with_the_same_marker_is_reported_and_the_first_kept(filed: Desk) -> None:
    filed.by_hand(NewIssue("A copy", filed.issue().body, frozenset()))
    (notice,) = filed.plan()["notices"]
    assert notice["target"] == "example-org/identity#2"
    assert "example-org/identity#1 is kept" in notice["reason"]


def test_a_plan_over_a_limit_is_shown_and_refused(desk: Desk) -> None:
    config = desk.root / "postmortem.yml"
    config.write_text(config.read_text() + "limits: {creates: 0}\n")
    result = desk.run("apply")
    assert result.exit_code == 1
    assert "1 issue to create, at most 0 in one run" in result.stderr
    assert desk.issues(IDENTITY) == []


def test_accepting_the_plans_digest_carries_it_out(desk: Desk) -> None:
    config = desk.root / "postmortem.yml"
    config.write_text(config.read_text() + "limits: {creates: 0}\n")
    assert desk.run("apply", "--accept", desk.plan()["digest"]).exit_code == 0
    assert desk.issue().open


def test_pruning_all_there_is_has_to_be_accepted(filed: Desk) -> None:
    shutil.rmtree(filed.folder)
    result = filed.run("apply", "--prune")
    assert result.exit_code == 1
    assert "1 issue to close, since there is no incident left: restore incidents/" in result.stderr
    assert filed.issue().open
    accepted = re.findall(r"postmortem (apply --prune --accept \w+)", result.stderr)[0]
    assert filed.run(*accepted.split()).exit_code == 0
    assert not filed.issue().open


def test_accepting_another_digest_carries_out_nothing(desk: Desk) -> None:
    result = desk.run("apply", "--accept", "0123456789abcdef")
    assert result.exit_code == 1
    assert desk.issues(IDENTITY) == []


def test_errors_refuse_the_plan(desk: Desk) -> None:
    desk.write("owner: nobody")
    result = desk.run("apply")
    assert result.exit_code == 1
    assert "there is no team `nobody`" in result.stderr
    assert desk.issues(IDENTITY) == []


def test_what_is_above_the_repositorys_level_is_not_in_its_issue(desk: Desk) -> None:
    desk.write(
        "owner: payments",
        "## Why it matters\n\nEverybody reads this.\n\n<!-- tlp:amber -->\nOnly we read QUOKKA.\n<!-- /tlp -->\n",
    )
    desk.apply()
    body = desk.issue("example-org/payments").body
    assert "Everybody reads this." in body
    assert "QUOKKA" not in body


def test_prose_calls_nobody_and_breaks_no_fence(desk: Desk) -> None:
    comment = "<!-- postmortem:end is what the issue ends with. -->"
    desk.write(body=f"## Why it matters\n\nSee #12, `@cached` {comment} and [x](../timeline.md)\n")
    desk.apply()
    body = desk.issue().body
    assert "#12" not in body
    assert "`@cached`" in body
    assert body.count("postmortem:end") == 1
    assert "](.." not in body
    assert desk.plan()["changes"] == []


def test_the_issue_links_to_the_finding_on_the_site(filed: Desk) -> None:
    filed.run("build")
    (path, anchor) = re.findall(r"https://example\.org/postmortems/(\S+)#(\w+)\)", filed.issue().body)[0]
    page = (filed.root / "site" / path / "index.html").read_text(encoding="utf-8")
    assert f'id="{anchor}"' in page
