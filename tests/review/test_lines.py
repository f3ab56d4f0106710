"""Why something is in the review, of whom something is wanted, and what to write where."""

from __future__ import annotations

import json
import shutil

import pytest

from pipeline import vocabulary
from pipeline.review.line import Reason
from pipeline.tracking.tracker import Edit
from pipeline.validation.fast_validator import is_valid
from tests import example
from tests.filing.conftest import IDENTITY
from tests.review.conftest import KEY, Team

SHOWN = "verification: {by: lead, on: 2026-02-08, how: We tried an old token."
PROCESS = "kind: process-change\nsop: token-handling"
LATE = "decision: {status: accepted, on: 2026-11-28}"
RISK = (
    "decision: {status: risk-accepted, on: 2026-02-01, reason: It is dear., consulted: [identity], until: 2026-04-01}"
)


def test_what_is_on_its_way_is_not_in_the_review(srt: Team) -> None:
    assert srt.lines("2026-02-10") == {}


def test_overdue_is_wanted_of_its_owner_with_more_time_to_write(srt: Team) -> None:
    line = srt.lines("2026-03-05")["overdue"][KEY]
    assert line["why"].startswith("2 days overdue")
    assert (line["of"], line["file"]) == (["identity"], f"incidents/{example.INCIDENT}/{example.FINDING_PATH}")
    assert line["write"].startswith("decision: {extended: {until: 2026-04-04, reason: …")


def test_due_within_two_weeks(srt: Team) -> None:
    assert (srt.reason("2026-02-16"), srt.reason("2026-02-17")) == ("silent", "due")


def test_more_time_takes_it_out_again(srt: Team) -> None:
    more = "extended: {until: 2026-05-01, reason: The vendor is late., approved_by: head of security, on: 2026-03-01}"
    srt.write(f"decision: {{status: accepted, on: 2026-02-01, {more}}}")
    srt.run("--today", "2026-03-05", "apply")
    srt.comment("We will.")
    srt.back_to("2026-03-04")
    assert srt.reason("2026-03-05") == ""


def test_closed_but_not_verified_is_wanted_of_the_response_team(srt: Team) -> None:
    srt.close_issue()
    line = srt.lines()["unverified"][KEY]
    assert (line["of"], line["write"]) == (["security-response"], "verification: {by: …, on: 2026-02-10, how: …}")


@pytest.mark.parametrize(("day", "reason"), [("2026-08-07", ""), ("2026-08-08", "again")])
def test_a_verification_that_has_grown_old(srt: Team, day: str, reason: str) -> None:
    srt.close_issue()
    srt.write(f"{SHOWN}, again_after: P6M}}")
    assert srt.reason(day) == reason


def test_what_holds_no_longer_is_to_be_opened_again(srt: Team) -> None:
    srt.close_issue()
    again = "repeats: [{by: lead, on: 2026-02-09, how: An old token was taken., holds: false}]"
    srt.finding.write_text(srt.finding.read_text().replace("decision:", f"{SHOWN}, {again}}}\ndecision:"))
    assert "does not hold" in srt.lines()["unverified"][KEY]["why"]


def test_verified_but_the_procedure_does_not_name_it(srt: Team) -> None:
    srt.write(f"{PROCESS}\n{LATE}\n{SHOWN.replace('2026-02-08', '2026-11-30')}}}")
    srt.run("--today", "2026-12-01", "apply")
    line = srt.lines("2026-12-01")["procedures"][KEY]
    assert line["file"] == "docs/sops/token-handling.md"
    assert line["write"] == f"changes: [{{on: 2026-12-01, finding: {KEY}, what: …}}]"
    (srt.root / line["file"]).write_text(f"---\n{line['write'].replace('…', 'New tokens.')}\n---\n")
    assert srt.reason("2026-12-01") == ""


def test_undecided_is_wanted_of_the_response_team(srt: Team) -> None:
    srt.write("decision: {status: proposed}")
    line = srt.lines()["undecided"][KEY]
    assert (line["of"], line["write"]) == (["security-response"], "decision: {status: accepted, on: 2026-02-10}")


def test_a_team_that_was_asked_is_wanted_to_answer(srt: Team) -> None:
    srt.write("decision: {status: proposed, asked: [payments], consulted: [identity]}")
    line = srt.lines()["unanswered"][KEY]
    assert (line["of"], line["why"]) == (["payments"], "payments has not answered")
    assert line["write"] == "decision: {consulted: [identity, payments]}"


@pytest.mark.parametrize(("day", "reason"), [("2026-03-01", ""), ("2026-03-02", "risks"), ("2026-04-02", "risks")])
def test_a_risk_whose_acceptance_runs_out(srt: Team, day: str, reason: str) -> None:
    srt.write(RISK)
    srt.run("apply")
    assert srt.reason(day) == reason


@pytest.mark.parametrize(("day", "reason"), [("2026-02-15", ""), ("2026-02-16", "silent")])
def test_silent_for_longer_than_its_cadence(srt: Team, day: str, reason: str) -> None:
    srt.team(Edit(body=srt.issue().body.replace("- [ ]", "- [x]", 1)))
    srt.back_to("2026-02-01")
    assert srt.reason(day) == reason


def test_our_own_comments_break_no_silence(srt: Team) -> None:
    srt.comment("<!-- postmortem:reminder -->\nDue soon.")
    assert srt.reason("2026-02-16") == "silent"
    srt.comment("We are at it.")
    assert srt.reason("2026-02-16") == ""


@pytest.mark.parametrize("change", [Edit(state="not_planned"), Edit(add_labels=frozenset({"later"}))])
def test_what_a_person_does_to_an_issue_breaks_silence(srt: Team, change: Edit) -> None:
    srt.team(change)
    srt.team(Edit(state="open", remove_labels=change.add_labels))
    assert srt.reason("2026-02-16") == ""


def test_what_the_pipeline_does_to_an_issue_breaks_no_silence(srt: Team) -> None:
    tracker = srt.tracker
    for change in (Edit(state="not_planned"), Edit(state="open")):
        tracker.edit(IDENTITY, 1, change)
    tracker.close()
    assert srt.reason("2026-02-16") == "silent"


def test_half_of_its_time_gone_and_nobody_has_begun(srt: Team) -> None:
    srt.write("due: 2026-02-27")
    srt.apply()
    srt.back_to("2026-02-12")
    config = srt.root / "postmortem.yml"
    config.write_text(config.read_text() + "review: {cadence: {p1: 60}}\n")
    assert srt.reason("2026-02-12") == ""
    srt.write("due: 2026-03-03")
    assert srt.lines("2026-02-16")["silent"][KEY]["why"] == "half of its time is over, and nobody has started"
    srt.sql("UPDATE issue SET assignees = ?", '["dana"]')
    assert srt.reason("2026-02-16") == ""
    srt.write("assignees: [Dana]")  # so it was not somebody of the team
    assert srt.reason("2026-02-16") == "silent"


def test_what_the_plan_settles_by_itself_is_asked_of_nobody(srt: Team) -> None:
    srt.write("decision: {status: declined, on: 2026-02-09, reason: It is dear., consulted: [identity]}")
    assert srt.lines() == {}
    srt.apply()
    srt.write("decision: {status: accepted, on: 2026-02-10}")
    assert srt.lines() == {}


def test_what_the_team_closed_itself_disagrees(srt: Team) -> None:
    srt.team(Edit(state="not_planned"))
    line = srt.lines()["disagreeing"][KEY]
    assert "the team closed the issue as not planned" in line["why"]
    assert line["wanted"] == "reopen the issue, or decline the finding"


def test_an_incident_whose_recovery_was_never_recorded(srt: Team) -> None:
    (srt.folder / "timeline.md").write_text(example.TIMELINE)
    line = srt.lines()["unrecovered"][example.INCIDENT]
    assert line["file"] == f"incidents/{example.INCIDENT}/timeline.md"
    assert line["finding"] is None


def test_an_incident_whose_findings_are_settled_can_be_closed(srt: Team) -> None:
    srt.close_issue()
    srt.write(f"{SHOWN}}}")
    assert srt.lines()["closable"][example.INCIDENT]["write"] == "status: closed"


@pytest.mark.parametrize("status", ["published", "closed"])
def test_a_response_is_assessed_before_the_incident_is_closed_and_afterwards(srt: Team, status: str) -> None:
    srt.close_issue()
    srt.write(f"{SHOWN}}}")
    missing = "{verdict: not-assessed, because: The review is in May.}"
    readme = srt.folder / "README.md"
    front = f"status: {status}\nresponse: {{sufficient: {missing}, complete: {{verdict: 'yes'}}}}"
    readme.write_text(example.changed(readme.read_text(), front))
    lines = srt.lines()
    assert lines.keys() == {"unassessed"}
    assert lines["unassessed"][example.INCIDENT]["write"] == "response: {sufficient: {verdict: …}}"


def test_an_error_in_one_incident_does_not_stop_the_review_of_the_others(srt: Team) -> None:
    broken = srt.root / "incidents" / "2026-01-20-broken"
    shutil.copytree(srt.folder, broken)
    readme = broken / "README.md"
    readme.write_text(readme.read_text().replace("severity: sev2", "severity: sev9"))
    lines = srt.lines("2026-03-05")
    assert lines["broken"].keys() == {broken.name}
    assert lines["overdue"].keys() == {KEY}
    assert srt.run("review").exit_code == 1


def test_the_json_keeps_its_contract(srt: Team) -> None:
    content = json.loads(srt.run("--today", "2026-03-05", "review", "--format", "json").stdout)
    assert is_valid("review", content)
    schema = vocabulary.schema("review")
    assert set(content) == set(schema["properties"]) == {"version", *(reason.value for reason in Reason)}
    assert set(content["overdue"][0]) == set(schema["$defs"]["line"]["properties"])


def test_the_markdown_says_the_same(srt: Team) -> None:
    said = srt.run("--today", "2026-03-05", "review", "--format", "markdown").stdout
    assert "### Overdue (1)" in said
    assert f"Write into `incidents/{example.INCIDENT}/{example.FINDING_PATH}`: `decision: " in said


@pytest.mark.parametrize(
    ("aware", "why"),
    [
        ("2026-02-09T09:30Z", "has to be sent by 2026-02-12 09:30 UTC"),
        ("2026-01-12T09:30Z", "should have been sent by 2026-01-15 09:30 UTC"),
    ],
)
def test_a_notification_whose_deadline_runs_out(srt: Team, aware: str, why: str) -> None:
    """72 hours from when the team became aware, says the configuration."""
    timeline = srt.folder / "timeline.md"
    event = f"- {{at: {aware}, what: The team was told., milestone: aware}}"
    timeline.write_text(timeline.read_text().replace("\n---\n", f"\n{event}\n---\n", 1))
    readme = srt.folder / "README.md"
    readme.write_text(example.changed(readme.read_text(), "notifications: [{regime: gdpr, step: authority}]"))
    line = srt.lines()["deadlines"][example.INCIDENT]
    assert line["why"] == f"gdpr, authority: {why}"
    assert line["write"] == "notifications: [{regime: gdpr, step: authority, sent: …}]"
