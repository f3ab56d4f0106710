"""Waivers: shown as waived, counted as neither error nor warning, and never silent about themselves."""

import json
from pathlib import Path

import pytest

from pipeline.check.rule import Rule
from pipeline.check.rules import RULES, UNWAIVABLE, safety
from pipeline.check.run import has_errors
from pipeline.check.waivers import FORM
from pipeline.diagnostic import Severity
from tests.check.checking import diagnostics
from tests.check.edited import FINDING, FOLDER, Said, edited, of, shown
from tests.conftest import Run

TITLE = "title: Token expiry"
WAIVER = "waivers: [{rule: title-says-what-to-do, reason: The team calls it so.}]"


def test_a_waived_problem_is_shown_with_the_reason_and_is_no_error(said: Said) -> None:
    found = said({FINDING: f"{TITLE}\n{WAIVER}"})
    assert [(item.rule, item.severity, item.hint) for item in found] == [
        ("title-says-what-to-do", Severity.WAIVED, "The team calls it so.")
    ]
    assert not has_errors(found)


def test_an_incidents_waiver_covers_its_findings(said: Said) -> None:
    found = said({"README.md": WAIVER, FINDING: TITLE})
    assert [item.severity for item in found] == [Severity.WAIVED]


def test_a_findings_waiver_covers_its_own_file_only(said: Said) -> None:
    other = "findings/02-other.md"
    found = of("title-says-what-to-do", said({FINDING: f"{TITLE}\n{WAIVER}", other: TITLE}))
    assert {item.location.path.rpartition("/")[2]: item.severity for item in found} == {
        "01-expire-tokens.md": Severity.WAIVED,
        "02-other.md": Severity.ERROR,
    }


def test_a_waiver_that_waives_nothing_is_a_warning_at_its_place(said: Said) -> None:
    (found,) = said({FINDING: WAIVER})
    assert (found.rule, found.severity) == ("waiver", Severity.WARNING)
    assert found.message == "unused waiver: `title-says-what-to-do` reports nothing in this file"
    assert found.location.path == f"{FOLDER}/{FINDING}"


def test_where_both_cover_it_the_incidents_waiver_is_the_idle_one(said: Said) -> None:
    found = of("waiver", said({"README.md": WAIVER, FINDING: f"{TITLE}\n{WAIVER}"}))
    assert [item.location.path for item in found] == [f"{FOLDER}/README.md"]


def test_a_rule_that_there_is_not_is_an_error_with_the_nearest(said: Said) -> None:
    found = said({FINDING: f"{TITLE}\n{WAIVER.replace('says-what', 'say-what')}"})
    (wrong,) = of("waiver", found)
    assert (wrong.severity, wrong.hint) == (Severity.ERROR, "did you mean `title-says-what-to-do`?")
    assert [item.severity for item in of("title-says-what-to-do", found)] == [Severity.ERROR]


@pytest.mark.parametrize("rule", [*FORM, *(rule.id for rule in UNWAIVABLE)])
def test_what_cannot_be_waived_is_refused(said: Said, rule: str) -> None:
    found = said({"README.md": f"waivers: [{{rule: {rule}, reason: because}}]"})
    assert shown(found) == [f"error waiver: `{rule}` cannot be waived"]


def test_a_refused_waiver_waives_nothing(said: Said) -> None:
    front = "tlp: red\nwaivers: [{rule: target-may-hold-finding, reason: because}]"
    assert [item.severity for item in of("target-may-hold-finding", said({FINDING: front}))] == [Severity.ERROR]


def test_no_rule_about_safety_can_be_waived() -> None:
    about_safety = {item.id for item in vars(safety).values() if isinstance(item, Rule)}
    assert about_safety <= {rule.id for rule in UNWAIVABLE}


def test_what_is_not_a_rule_cannot_be_one() -> None:
    assert not {rule.id for rule in RULES} & set(FORM)


RELATED = "related: [{incident: 2020-01-01-no-such-thing, because: the same cause}]"
LATER = "waivers: [{rule: incident-exists, reason: It is written next week.}]"


def test_what_depends_on_other_incidents_can_be_waived(said: Said) -> None:
    found = said({"README.md": f"{RELATED}\n{LATER}"})
    assert [(item.rule, item.severity, item.hint) for item in found] == [
        ("incident-exists", Severity.WAIVED, "It is written next week.")
    ]


def test_a_waiver_of_what_turns_out_to_be_right_waives_nothing(said: Said) -> None:
    related = RELATED.replace("2020-01-01-no-such-thing", "2025-01-01-another")
    found = said({"README.md": f"{related}\n{LATER}", "incidents/2025-01-01-another/README.md": "title: Another one"})
    here = [item for item in found if item.location.path.startswith(FOLDER)]
    assert [(item.rule, item.severity) for item in here] == [("waiver", Severity.WARNING)]


def test_one_without_a_reason_is_told_so_and_waives_nothing(said: Said) -> None:
    found = said({FINDING: f"{TITLE}\nwaivers: [{{rule: title-says-what-to-do}}]"})
    assert {(item.rule, item.severity) for item in found} == {
        ("schema", Severity.ERROR),
        ("title-says-what-to-do", Severity.ERROR),
    }


@pytest.mark.parametrize("value", ["7", "{}", "[7]", "[[]]", "[{rule: [], reason: {}}]"])
def test_waivers_of_another_form_are_the_schemas_to_report(said: Said, value: str) -> None:
    assert {item.rule for item in said({"README.md": f"waivers: {value}"})} == {"schema"}


def test_a_timeline_has_no_waivers(said: Said) -> None:
    found = said({"timeline.md": "waivers: [{rule: events-are-in-order, reason: because}]"})
    assert [item.rule for item in found] == ["schema"]


def test_nothing_is_said_of_idle_waivers_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    edited(tmp_path, {"README.md": "waivers: [{rule: events-are-in-order, reason: because}]"})
    (tmp_path / FOLDER / "timeline.md").write_text("no front matter", encoding="utf-8")
    assert of("waiver", list(diagnostics(tmp_path))) == []


def test_the_commands_show_what_is_waived_and_go_on(repository: Path, postmortem: Run) -> None:
    edited(repository, {FINDING: f"{TITLE}\n{WAIVER}"})
    text = postmortem("check")
    assert text.exit_code == 0
    assert "waived: the title begins with `Token`" in text.stdout
    assert "The team calls it so." in text.stdout
    assert "1 waived" in text.stdout
    (item,) = json.loads(postmortem("check", "--format", "json").stdout)["diagnostics"]
    assert item["severity"] == "waived"
    assert "::error" not in postmortem("check", "--format", "github").stdout
