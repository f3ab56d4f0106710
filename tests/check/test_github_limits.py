"""What GitHub would refuse is said by `check`, with the line to change, or by `plan` where only the tracker knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import vocabulary
from pipeline.tracking.tracker import BODY_LENGTH, TITLE_LENGTH
from tests import example
from tests.check.checking import diagnostics
from tests.conftest import Run

LABEL_LENGTH = 50
"""GitHub's, in characters."""

FINDING = f"incidents/{example.INCIDENT}/{example.FINDING_PATH}"


def finding(root: Path, front: str = "", body: str = "") -> None:
    path = root / FINDING
    path.write_text(example.changed(path.read_text(), front, body))


def test_the_longest_prefix_leaves_room_for_every_label() -> None:
    words = [word for key in ("category", "kind", "priority") for word in vocabulary.ordered("finding", key)]
    prefix = vocabulary.property_schema("config", "labels", "prefix")["maxLength"]
    assert prefix + len(":") + max(map(len, words)) == LABEL_LENGTH


def test_a_title_that_is_too_long_is_refused(repository: Path) -> None:
    finding(repository, f"title: Expire {'x' * (TITLE_LENGTH - len('Expire '))} after")
    (said,) = diagnostics(repository)
    assert (said.location.path, said.message) == (FINDING, "`title` has 262 characters")


def test_a_prefix_that_makes_labels_too_long_is_refused_at_its_line(repository: Path, postmortem: Run) -> None:
    config = repository / "postmortem.yml"
    config.write_text(f"{config.read_text()}labels: {{prefix: {'findings-' * 3}ab}}\n")
    result = postmortem("check")
    line = len(config.read_text().splitlines())
    assert result.exit_code != 0
    assert f"postmortem.yml\n  {line}:18 error: `labels.prefix` has 29 characters" in result.stderr
    assert "shorten it to at most 28" in result.stderr


@pytest.mark.parametrize("login", ["jane-doe", "jane_acme", "jane-doe_acme", "j", "a" * 39])
def test_a_login_is_accepted(login: str, repository: Path) -> None:
    finding(repository, f"assignees: [{login}]")
    assert diagnostics(repository) == ()


@pytest.mark.parametrize(
    ("logins", "message"),
    [
        (["_jane"], "`assignees[0]` cannot be `_jane`"),
        (["jane doe"], "`assignees[0]` cannot be `jane doe`"),
        (["'@jane'"], "`assignees[0]` cannot be `@jane`"),
        (["a" * 40], "`assignees[0]` has 40 characters"),
        ([f"p{n}" for n in range(11)], "`assignees` has 11 items"),
    ],
)
def test_assignees_that_github_cannot_assign_are_refused(logins: list[str], message: str, repository: Path) -> None:
    finding(repository, f"assignees: [{', '.join(logins)}]")
    (said,) = diagnostics(repository)
    assert (said.location.path, said.message) == (FINDING, message)
    assert said.hint


def test_a_team_with_an_underscore_is_accepted(repository: Path, postmortem: Run) -> None:
    config = repository / "postmortem.yml"
    config.write_text(
        config.read_text().replace("name: Payments,", "name: Payments, github_team: example-org/pay_all,")
    )
    assert postmortem("check").exit_code == 0


def test_what_is_written_around_a_finding_counts(repository: Path) -> None:
    # The finding alone is short enough; with head, evidence and marker its issue is not.
    finding(repository, body=f"## Why it matters\n\n{'x' * (BODY_LENGTH - 1_700)}\n")
    (said,) = [item for item in diagnostics(repository) if item.rule == "issue-is-not-too-long"]
    assert said.location.path == FINDING
    assert "more than the 64,536 allowed" in said.message
    assert said.hint.startswith("shorten the finding by ")


def test_a_long_register_counts_where_the_finding_cites_it(repository: Path) -> None:
    evidence = repository / f"incidents/{example.INCIDENT}/evidence.md"
    evidence.write_text(example.changed(evidence.read_text(), f"items: [{{id: E1, what: {'x' * 66_000}, source: b}}]"))
    assert "issue-is-not-too-long" in {item.rule for item in diagnostics(repository)}


def test_what_an_audience_does_not_see_does_not_count(repository: Path) -> None:
    finding(
        repository,
        "owner: payments",
        f"## Why it matters\n\nIt does.\n\n<!-- tlp:amber -->\n{'x' * 66_000}\n<!-- /tlp -->\n",
    )
    assert "issue-is-not-too-long" not in {item.rule for item in diagnostics(repository)}
