"""A plan as a comment: whatever its size it fits into one, leaves nothing out, and nothing in it is markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.plan_comment import FEW, MARKER, as_markdown
from pipeline.report.terminal import printable
from pipeline.tracking.plan import Action, Change, Notice, Plan
from tests.needs import ROOT
from tests.report.comment import Shown, read

GITHUB_TAKES = 65_536
ACTIONS = tuple(Action)
HOSTILE = [
    "Ask @octocat and @example-org/team | #1 GH-12 <b>bold</b>",
    "![x](https://evil.example/x.png) [l](javascript:alert(1)) <https://evil.example>",
    "`code | @octocat` and `` ` `` unclosed ` and \\| and \\",
    "</summary></details><!-- --> --> <img src=x onerror=alert(1)>",
    "a\n\n| b | c |\n|---|---|\n# d\r\n- [ ] e\x1b[2J",
    "www.evil.example mailto:a@evil.example a@evil.example ftp://x :octocat: :+1:",
    "$\\href{https://evil.example}{x}$ $$ &lt;b&gt; &#64;octocat ~~s~~ *a* __b__ deadbeefcafe [^1] [x]",
    "漏洩したトークン 👩\u200d🚀 \u202e \ud800",
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from("ab1 @#:|`\\<>[]()!$&*_~-.\n/w"), max_size=30),
    st.text(max_size=300),
)


def plan(
    count: int, repositories: int = 20, organisations: int = 1, notices: int = 0, texts: tuple[str, ...] = ()
) -> Plan:
    """Changes of every action, a dozen an incident, spread over the repositories."""
    texts = texts or ("Keep compiled bytecode out of image builds, and scan every published image for secrets",)
    changes = [
        Change(
            ACTIONS[n % 11 % 4],
            f"2026-01-10-incident-{n // 12}/{n % 12 + 1:02}",
            f"example-{n % repositories % organisations}/team-{n % repositories}",
            n + 1 if n % 11 % 4 else 0,
            texts[n % len(texts)],
            texts[-n % len(texts)],
        )
        for n in range(count)
    ]
    changes.sort(key=lambda change: (ACTIONS.index(change.action), change.finding))
    seen = tuple(Notice(c.finding, c.target, c.reason) for c in changes[:notices])
    return Plan(tuple(changes), seen)


def as_shown(text: str) -> str:
    """Author's text once it is rendered: its control characters are blanks and what was `code` is told by its font."""
    parts = " ".join(printable(text).split()).split("`")
    return "".join(parts) if len(parts) % 2 else "".join(parts[:-1]) + "`" + parts[-1]


def expected(items: tuple[Change, ...] | tuple[Notice, ...]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        action = item.action.value if isinstance(item, Change) else "needs attention"
        found.setdefault(item.target.partition("#")[0], []).append((action, item.finding))
    return found


def covered(shown: Shown, there: dict[str, list[tuple[str, str]]]) -> list[str]:
    """The repositories that the label stands for: one, an organisation's, or all, of as many as it says."""
    if shown.label in there:
        return [shown.label]
    whose, _, number = shown.label.partition(", ")
    found = [name for name in there if whose.endswith(" organisations") or name.startswith(f"{whose}/")]
    assert number == f"{len(found)} repositories"
    return found


def holds(planned: Plan, comment: str) -> None:
    """Every repository is shown once or counted once, and with exactly what the plan has for it."""
    shown = read(comment)
    for heading, there in (("Needs attention", expected(planned.notices)), ("On merge", expected(planned.changes))):
        here = [part for part in shown if part.heading == heading]
        assert sorted(name for part in here for name in covered(part, there)) == sorted(there)
        for part in here:
            items = [item for name in covered(part, there) for item in there[name]]
            assert part.counts == Counter(action for action, _ in items)
            if part.incidents is None:
                assert sorted(part.findings) == sorted(items)
            else:
                assert part.incidents == len({finding.rpartition("/")[0] for _, finding in items})
    said = re.search(r"Shortened to fit into one comment: ([^.]+)\.", comment)
    if said:
        ways = {way: int(count) for count, way in re.findall(r"(\d+) ([a-z ]+)", said[1])}
        assert sum(ways.values()) == len(planned.changes) + len(planned.notices)
        assert ways.get("with reasons", 0) == sum(len(part.rows) for part in shown)
        assert ways.get("only counted", 0) == sum(part.counts.total() for part in shown if part.incidents is not None)


@pytest.mark.parametrize(
    ("count", "repositories", "organisations", "grain"),
    [
        (5, 2, 1, "with reasons"),
        (49, 9, 1, "with reasons"),
        (400, 20, 1, "by number"),
        (2_000, 20, 1, "by number"),
        (12_000, 200, 1, "only counted"),
        (4_000, 1_000, 30, "only counted"),
        (4_000, 3_000, 1_000, "only counted"),
    ],
)
def test_it_fits_and_leaves_nothing_out(count: int, repositories: int, organisations: int, grain: str) -> None:
    planned = plan(count, repositories, organisations, notices=count // 10)
    comment = as_markdown(planned, [])
    assert len(comment) < GITHUB_TAKES
    assert (f" {grain}" in comment) == ("Shortened to fit" in comment) == (grain != "with reasons")
    holds(planned, comment)


@given(
    st.builds(
        plan,
        st.integers(0, 2_000),
        st.integers(1, 1_500),
        st.integers(1, 1_500),
        st.integers(0, 300),
        st.lists(TEXTS, max_size=5).map(tuple),
    )
)
@settings(max_examples=settings().max_examples // 5)
def test_any_plan_fits_leaves_nothing_out_and_is_only_text(planned: Plan) -> None:
    comment = as_markdown(planned, [], server="https://git.example.org")
    assert len(comment) < GITHUB_TAKES
    holds(planned, comment)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=2 * settings().max_examples)
def test_text_of_an_author_is_shown_as_it_is_and_does_nothing(title: str, reason: str, notice: str) -> None:
    change = Change(Action.UPDATE, "2026-01-10-x/01", "example-org/a", 12, reason, title)
    planned = Plan((change, replace(change, number=0)), (Notice("2026-01-10-x/02", "example-org/b#7", notice),))
    noticed, done = read(as_markdown(planned, [title], server="https://git.example.org"))
    ((_, target, _, what),) = noticed.rows
    assert (target, what) == ("example-org/b#7", as_shown(notice))
    assert [row[1] for row in done.rows] == [as_shown(f"#12 {title}"), as_shown(title)]
    assert [row[3] for row in done.rows] == [as_shown(reason)] * 2
    assert noticed.links == ["https://git.example.org/example-org/b/issues/7"]
    assert done.links == ["https://git.example.org/example-org/a/issues/12"]


def test_a_link_to_github_leaves_no_mention_on_the_issue() -> None:
    assert "](https://redirect.github.com/" in as_markdown(plan(5), [], server="https://github.com")


def test_nothing_to_do_is_one_line_after_the_marker() -> None:
    marker, said = as_markdown(Plan((), ()), []).split("\n\n")
    assert (marker, said) == (MARKER, "**On merge:** no changes: every issue matches the repository")


def test_limits_stand_before_everything_else() -> None:
    planned = plan(5)
    lines = as_markdown(planned, ["5 issues to create, at most 2 in one run"]).splitlines()
    assert lines[2] == "> [!WARNING]"
    assert f"`postmortem apply --accept {planned.digest}`" in lines[6]


def test_a_few_changes_are_open_and_many_are_closed() -> None:
    assert "<details open>" in as_markdown(plan(FEW), [])
    assert "<details open>" not in as_markdown(plan(FEW + 1), [])


def test_the_largest_repository_is_shortened_first() -> None:
    changes = plan(700, 1).changes + tuple(replace(c, repository="example-0/small") for c in plan(20, 1).changes)
    shown = {part.label: part for part in read(as_markdown(Plan(changes, ()), []))}
    assert len(shown["example-0/small"].rows) == 20
    assert not shown["example-0/team-0"].rows
    assert len(shown["example-0/team-0"].findings) == 700


def test_numbers_that_follow_one_another_are_a_run() -> None:
    changes = tuple(
        Change(Action.CREATE, f"2026-01-10-x/{n}", "example-org/a", 0, "new " * 5_000, "t")
        for n in ("01", "02", "05", "06", "07", "99", "100", "101", "101")
    )
    assert "create 01\\, 02\\, 05\\-07\\, 99\\-101\\, 101" in as_markdown(Plan(changes, ()), [])


def test_the_workflow_finds_its_comment_by_the_first_line() -> None:
    workflow = (ROOT / ".github/workflows/plan.yml").read_text()
    assert workflow.count(f"MARKER: {MARKER}\n") == 2
    assert "startswith(env.MARKER)" in workflow
