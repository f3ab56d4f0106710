"""The page of all responses: where they fell short, and whether that was put right."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from pipeline.model import Response, Verdict
from pipeline.site.data import SiteData
from pipeline.site.render import render
from pipeline.tracking.lifecycle import State
from tests.site import builders

YES = Verdict("yes", "", ())
FIRST, SECOND = f"{builders.ID}/01", f"{builders.ID}/02"


def site(findings: tuple[str, ...], *states: State) -> SiteData:
    """An incident whose response was not complete; findings 01 and 02 are in these states."""
    partly = Verdict("partly", "Old tokens are still valid.", findings)
    made = builders.site(builders.incident(response=Response(YES, partly)))
    changed = {
        key: replace(made.finding_states[key], state=state) for key, state in zip((FIRST, SECOND), states, strict=True)
    }
    return replace(made, finding_states=changed)


@pytest.mark.parametrize(
    ("findings", "states", "group", "mended"),
    [
        (("01", "02"), (State.RESOLVED, State.OPEN), "Still to put right", False),
        (("01", "02"), (State.RESOLVED, State.RESOLVED), "Put right", True),
        (("01", "02"), (State.RESOLVED, State.DECLINED), "Nothing more will be done", False),
        ((), (State.OPEN, State.OPEN), "Nothing more will be done", False),
    ],
)
def test_a_shortfall_is_put_right_once_all_that_follows_is_resolved(
    findings: tuple[str, ...], states: tuple[State, ...], group: str, *, mended: bool
) -> None:
    tree = render(site(findings, *states))
    page = str(tree["docs/responses/index.md"])
    assert [
        name for name in ("Still to put right", "Nothing more will be done", "Put right") if f"## {name}" in page
    ] == [group]
    assert "Old tokens are still valid." in page
    (item,) = json.loads(str(tree["docs/api/v1/responses.json"]))["responses"]
    assert item == {
        "incident": builders.ID,
        "question": "complete",
        "verdict": "partly",
        "because": "Old tokens are still valid.",
        "findings": [f"{builders.ID}/{number}" for number in findings],
        "mended": mended,
    }


def test_what_nobody_has_assessed_is_no_shortfall() -> None:
    missing = Verdict("not-assessed", "The review is in May.", ())
    tree = render(builders.site(builders.incident(response=Response(YES, missing))))
    page = str(tree["docs/responses/index.md"])
    assert "Not fully complete: 0." in page
    assert re.findall("## (.+)", page) == ["Still to assess"]
    assert "No finding follows" not in page
    (item,) = json.loads(str(tree["docs/api/v1/responses.json"]))["responses"]
    assert (item["verdict"], item["because"]) == ("not-assessed", "The review is in May.")


def test_without_an_assessment_there_is_a_sentence() -> None:
    assert "No response has been assessed yet." in str(render(builders.site())["docs/responses/index.md"])
