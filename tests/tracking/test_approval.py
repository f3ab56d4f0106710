"""Which digest accepts a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.tracking.approval import is_approved
from pipeline.tracking.plan import Action, Change, Plan

CHANGE = Change(Action.CLOSE, "2026-01-10-x/01", "example-org/a", 1, "declined", "Fix it")
OTHER = replace(CHANGE, finding="2026-01-10-x/02", number=2)
PLAN = Plan((CHANGE, OTHER), ())


def test_a_plans_own_digest_accepts_it(tmp_path: Path) -> None:
    assert is_approved(PLAN, PLAN.digest, tmp_path)


@pytest.mark.parametrize("digest", ["0" * 16, "f" * 16, "", "accepted", "../accepted"])
def test_another_digest_does_not(tmp_path: Path, digest: str) -> None:
    assert not is_approved(PLAN, digest, tmp_path)


def test_what_is_left_of_an_accepted_plan_is_accepted_by_its_digest(tmp_path: Path) -> None:
    is_approved(PLAN, PLAN.digest, tmp_path)
    assert is_approved(Plan((OTHER,), ()), PLAN.digest, tmp_path)


def test_what_is_not_in_the_accepted_plan_is_not_accepted_by_its_digest(tmp_path: Path) -> None:
    is_approved(PLAN, PLAN.digest, tmp_path)
    assert not is_approved(Plan((OTHER, replace(CHANGE, title="Fix more")), ()), PLAN.digest, tmp_path)
