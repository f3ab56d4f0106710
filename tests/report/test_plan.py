"""A plan as a comment: whatever its size, it fits into one."""

from pipeline.report.plan import as_markdown
from pipeline.tracking.plan import Action, Change, Notice, Plan

GITHUB_TAKES = 65_536


def plan(count: int) -> Plan:
    changes = tuple(
        Change(Action.CREATE, f"2026-01-10-x/{n:02}", f"example-org/team-{n % 20}", 0, "not filed yet", f"Mend {n}")
        for n in range(count)
    )
    return Plan(changes, tuple(Notice(change.finding, change.repository, "look") for change in changes))


def test_a_small_plan_is_shown_whole() -> None:
    text = as_markdown(plan(3), [])
    assert all(f"Mend {number} |" in text for number in range(3))


def test_a_large_plan_still_fits_and_says_what_is_left_out() -> None:
    text = as_markdown(plan(3000), [])
    assert len(text) < GITHUB_TAKES
    assert "too many changes to show here" in text


def test_a_title_calls_nobody_and_breaks_no_table() -> None:
    change = Change(Action.CREATE, "2026-01-10-x/01", "example-org/a", 0, "new", "Ask @octocat | #1 <b>")
    text = as_markdown(Plan((change,), ()), [])
    assert "@octocat" not in text
    assert "\\|" in text
    assert "<b>" not in text
