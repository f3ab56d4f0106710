"""A plan on a terminal and as JSON: everything in it, and at the end what it comes to and what to type."""

import json
from dataclasses import replace

import pytest

from pipeline import vocabulary
from pipeline.model import Corpus, Related
from pipeline.report.plan import MANY, as_json, as_text, one_line
from pipeline.report.recurrence import as_data, recurrences
from pipeline.text.width import text_width
from pipeline.tracking.plan import Action, Change, Notice, Plan
from pipeline.validation.fast_validator import is_valid
from tests.site.builders import at

LONG = "Give every personal access token an expiry date, a narrow scope and an owner who is asked each quarter"
CHANGES = (
    Change(Action.CREATE, "2026-01-10-x/01", "example-org/b", 0, "accepted, not filed yet", LONG),
    Change(Action.CREATE, "2026-01-10-x/02", "example-org/a", 0, "accepted, not filed yet", "Mend two"),
    Change(Action.CREATE, "2026-01-10-x/03", "example-org/b", 0, "accepted, not filed yet", "Mend three"),
    Change(Action.CLOSE, "2026-01-10-x/04", "example-org/a", 12, "a duplicate of 2026-01-10-x/01", "Mend four"),
)
NOTICE = Notice("2026-01-10-x/05", "example-org/a#7", "its finding is gone from the repository")
PLAN = Plan(CHANGES, (NOTICE,))
LIMIT = "3 issues to create, at most 2 in one run"


def many(count: int) -> Plan:
    changes = [
        replace(CHANGES[0], finding=f"2026-01-10-x/{n:03}", repository=f"example-org/{n % 3}") for n in range(count)
    ]
    return Plan(tuple(changes), (NOTICE,))


def test_changes_stand_by_action_and_repository_and_the_verdict_last() -> None:
    assert list(as_text(PLAN, [LIMIT])) == [
        "create (3)",
        "  example-org/a (1)",
        "    Mend two",
        "      2026-01-10-x/02: accepted, not filed yet",
        "  example-org/b (2)",
        f"    {LONG}",
        "      2026-01-10-x/01: accepted, not filed yet",
        "    Mend three",
        "      2026-01-10-x/03: accepted, not filed yet",
        "",
        "close (1)",
        "  example-org/a (1)",
        "    #12 Mend four",
        "      2026-01-10-x/04: a duplicate of 2026-01-10-x/01",
        "",
        "needs attention (1)",
        "  example-org/a#7",
        "    2026-01-10-x/05: its finding is gone from the repository",
        "",
        f"3 to create, 1 to close (plan {PLAN.digest}); 1 needs attention",
        f"over the limit: {LIMIT}",
        "`apply` refuses this plan. To carry it out anyway, run:",
        f"  postmortem apply --accept {PLAN.digest}",
    ]


def test_nothing_to_do_is_one_line() -> None:
    assert list(as_text(Plan((), ()), [])) == ["no changes: every issue matches the repository"]


@pytest.mark.parametrize(("count", "words"), [(1, "1 needs attention"), (2, "2 need attention")])
def test_notices_are_counted_where_nothing_changes(count: int, words: str) -> None:
    assert one_line(Plan((), (NOTICE,) * count)) == f"no changes: every issue matches the repository; {words}"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    plan = Plan((*many(MANY).changes, *CHANGES), (NOTICE,))
    wrapped, whole = list(as_text(plan, [LIMIT], width=width)), list(as_text(plan, [LIMIT]))
    assert max(map(text_width, wrapped)) <= width
    assert " ".join(wrapped).split() == " ".join(whole).split()


def test_a_continued_line_is_as_far_in_as_its_first() -> None:
    shown = list(as_text(PLAN, [], width=60))
    at = next(number for number, line in enumerate(shown) if line.startswith("    Give every"))
    assert (shown[at + 1][:4], shown[at + 1][4:5].isalpha()) == ("    ", True)


def test_a_large_plan_begins_with_its_repositories_and_still_shows_everything() -> None:
    shown = list(as_text(many(MANY + 1), [LIMIT]))
    assert shown[0].endswith("1 needs attention, in 4 repositories:")
    assert shown[1:5] == [
        "  example-org/0  14 to create",
        "  example-org/1  14 to create",
        "  example-org/2  13 to create",
        "  example-org/a  1 needs attention",
    ]
    assert shown[5] == shown[-3] == f"over the limit: {LIMIT}"
    assert sum(LONG in line for line in shown) == MANY + 1
    assert next(as_text(many(MANY), [])) == f"create ({MANY})"


def test_colour_adds_nothing_but_colour() -> None:
    plain, painted = "\n".join(as_text(PLAN, [LIMIT])), "\n".join(as_text(PLAN, [LIMIT], colour=True))
    assert "\x1b[" not in plain
    assert "\x1b[31;1mclose (1)\x1b[0m" in painted
    assert plain == "".join(part.partition("m")[2] if at else part for at, part in enumerate(painted.split("\x1b[")))


def test_a_title_does_not_rewrite_the_terminal() -> None:
    plan = Plan((replace(CHANGES[3], title="a\x1b[2Jb", repository="x\x1b/y", reason="\r\u202e"),), ())
    assert all(line.isprintable() for line in as_text(plan, ["\x1b"]))


@pytest.mark.parametrize("plan", [PLAN, Plan((), ()), many(50)], ids=["mixed", "empty", "many"])
def test_the_json_keeps_its_contract(plan: Plan) -> None:
    content = json.loads(as_json(plan))
    assert is_valid("plan", content)
    assert [(c["action"], c["target"], c["reason"]) for c in content["changes"]] == [
        (c.action, c.target, c.reason) for c in plan.changes
    ]
    assert sum(content["counts"].values()) == len(content["changes"])
    assert len(content["notices"]) == len(plan.notices)


def test_the_schema_names_and_describes_every_property_of_the_output() -> None:
    later = at(2, related=(Related(at(1).id, "The same gap."),), services=("identity",))
    found = recurrences(Corpus((at(1, services=("identity",)), later), frozenset()), {later.id}, {})
    content = json.loads(as_json(PLAN, as_data(found)))
    schema = vocabulary.schema("plan")
    for here, written in (
        (schema, content),
        (schema["properties"]["changes"]["items"], content["changes"][0]),
        (schema["properties"]["notices"]["items"], content["notices"][0]),
        (schema["properties"]["recurrences"]["items"], content["recurrences"][0]),
    ):
        assert set(here["properties"]) - {"readers"} == set(written) == set(here["required"])
        assert all(part["description"] for part in here["properties"].values())
    assert schema["properties"]["counts"]["required"] == list(content["counts"])
