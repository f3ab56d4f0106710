"""A finding under another key than its issue has: refused with what to write, never filed a second time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.tracking.tracker import Edit, Issue
from tests import example
from tests.filing.conftest import IDENTITY, Desk

RENAMED = "2026-01-10-leaked-key"
FRONT = 'response: {sufficient: {verdict: "yes"}, complete: {verdict: "yes"}}\n'


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Two findings are filed: issue 1 says to expire tokens, issue 2 to rotate keys."""
    second = desk.folder / "findings" / "02-rotate-keys.md"
    second.write_text(example.changed(example.FINDING, "title: Rotate keys each month"))
    desk.apply()
    return desk


def refused(desk: Desk, *options: str) -> dict[str, str]:
    """What a plan without any change refuses: the reasons, by the findings' keys without the incident's date."""
    result = desk.run("plan", "--format", "json", *options)
    plan: Any = json.loads(result.stdout)
    assert result.exit_code == 1
    assert plan["changes"] == []
    assert all(notice["refused"] for notice in plan["notices"])
    return {notice["finding"].removeprefix("2026-01-10-"): notice["reason"] for notice in plan["notices"]}


def rename_folder(desk: Desk, front: str = "") -> None:
    desk.folder.rename(desk.root / "incidents" / RENAMED)
    readme = desk.root / "incidents" / RENAMED / "README.md"
    readme.write_text(example.changed(readme.read_text(), FRONT + front))


def swap_numbers(desk: Desk) -> None:
    first, second = sorted(Path(desk.folder / "findings").iterdir())
    first.rename(first.with_name("02-expire-tokens.md"))
    second.rename(second.with_name("01-rotate-keys.md"))


def titles(issues: list[Issue]) -> list[str]:
    return [issue.title for issue in issues]


def test_a_renamed_folder_without_alias_is_refused_with_the_alias_to_write(two: Desk) -> None:
    before = two.issues(IDENTITY)
    rename_folder(two)
    reasons = refused(two)
    assert reasons.keys() == {"leaked-key/01", "leaked-key/02"}
    assert f"write `aliases: [{example.INCIDENT}]` into incidents/{RENAMED}/README.md" in reasons["leaked-key/01"]
    assert two.run("apply").exit_code == 1
    assert two.issues(IDENTITY) == before


def test_the_alias_that_it_says_to_write_adds_to_those_that_stand_there(two: Desk) -> None:
    rename_folder(two, "aliases: [2026-01-10-an-older-name]")
    assert f"`aliases: [2026-01-10-an-older-name, {example.INCIDENT}]`" in refused(two)["leaked-key/01"]


def test_with_its_alias_nothing_is_refused(two: Desk) -> None:
    rename_folder(two, f"aliases: [{example.INCIDENT}]")
    two.apply()
    assert [issue.body.count(RENAMED) > 0 for issue in two.issues(IDENTITY)] == [True, True]


def test_a_renamed_folder_is_refused_for_findings_whose_title_was_edited_too(two: Desk) -> None:
    rename_folder(two)
    second = two.root / "incidents" / RENAMED / "findings" / "02-rotate-keys.md"
    second.write_text(example.changed(second.read_text(), "title: Rotate all keys"))
    assert refused(two).keys() == {"leaked-key/01", "leaked-key/02"}


def test_a_renamed_folder_is_refused_although_its_issue_is_closed(filed: Desk) -> None:
    filed.team(Edit(state="completed"))
    rename_folder(filed)
    assert refused(filed).keys() == {"leaked-key/01"}
    (filed.root / "incidents" / RENAMED).rename(filed.folder)


def test_deleting_on_purpose_does_not_allow_for_a_second_open_issue(two: Desk) -> None:
    rename_folder(two)
    assert refused(two, "--prune").keys() == {"leaked-key/01", "leaked-key/02"}


def test_what_was_deleted_and_closed_on_purpose_gives_its_title_to_another_finding(two: Desk) -> None:
    rename_folder(two)
    for number in (1, 2):
        two.team(Edit(state="not_planned"), number=number)
    two.apply("--prune")
    assert titles(two.issues(IDENTITY)) == ["Expire tokens after 30 days", "Rotate keys each month"] * 2


def test_swapped_numbers_are_refused_and_no_issue_changes(two: Desk) -> None:
    before = two.issues(IDENTITY)
    swap_numbers(two)
    reasons = refused(two)
    assert "rename findings/01-rotate-keys.md to `02-rotate-keys.md` again" in reasons["leaked-token/01"]
    assert "rename findings/02-expire-tokens.md to `01-expire-tokens.md` again" in reasons["leaked-token/02"]
    assert two.run("apply").exit_code == 1
    assert two.issues(IDENTITY) == before


def test_a_number_that_moved_up_is_refused_with_the_finding_that_took_its_place(two: Desk) -> None:
    findings = two.folder / "findings"
    (findings / "02-rotate-keys.md").rename(findings / "03-rotate-keys.md")
    (findings / "02-log-more.md").write_text(example.changed(example.FINDING, "title: Log each use of a token"))
    reasons = refused(two)
    assert "rename findings/03-rotate-keys.md to `02-rotate-keys.md` again" in reasons["leaked-token/03"]
    assert "leaked-token/03 has this issue's title now" in reasons["leaked-token/02"]


def test_a_finding_that_moved_to_another_incident_is_refused_with_the_way_back(two: Desk) -> None:
    other = two.root / "incidents" / "2026-01-10-other"
    for path, text in example.files().items():
        if "findings" not in path:
            example.write(two.root, {path.replace(example.INCIDENT, other.name): text})
    (other / "README.md").write_text(example.changed(example.README, FRONT))
    (other / "findings").mkdir()
    (two.folder / "findings" / "02-rotate-keys.md").rename(other / "findings" / "01-rotate-keys.md")
    reasons = refused(two)
    assert reasons.keys() == {"other/01"}
    assert f"back to incidents/{example.INCIDENT}/findings/, as `02-rotate-keys.md`" in reasons["other/01"]


def test_other_findings_are_filed_beside_what_is_refused(two: Desk) -> None:
    swap_numbers(two)
    third = two.folder / "findings" / "03-log-more.md"
    third.write_text(example.changed(example.FINDING, "title: Log each use of a token"))
    result = two.run("apply")
    assert result.exit_code == 1
    assert "refused: example-org/identity#" in result.output
    assert titles(two.issues(IDENTITY))[2:] == ["Log each use of a token"]


def test_a_title_that_a_team_edited_to_anothers_title_is_put_right(two: Desk) -> None:
    two.team(Edit(title="Rotate keys each month"))
    two.apply()
    assert titles(two.issues(IDENTITY)) == ["Expire tokens after 30 days", "Rotate keys each month"]


def test_a_new_title_is_no_other_key(filed: Desk) -> None:
    filed.write("title: Expire tokens after 20 days")
    filed.apply()
    assert titles(filed.issues(IDENTITY)) == ["Expire tokens after 20 days"]
