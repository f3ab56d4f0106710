"""The regimes that ship as examples are as postmortem.yml has them, and count as their provisions say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from pipeline.operations.workspace import Workspace
from pipeline.repository.config import build_config
from pipeline.time.deadlines import Period, period
from tests import example
from tests.needs import ROOT

COPIED = (ROOT / "docs" / "regimes.yml").read_text(encoding="utf-8")
DAY, MONTH = period("PT24H"), period("P1M")
THREE_DAYS, FORTNIGHT, FOUR_HOURS = period("PT72H"), period("P14D"), period("PT4H")

WITHIN: dict[str, dict[str, list[tuple[str, Period]]]] = {
    "nis2": {
        "early-warning": [("milestone:aware", DAY)],
        "notification": [("milestone:aware", THREE_DAYS)],
        "intermediate": [],
        "final": [("step:notification", MONTH)],
    },
    "dora": {
        "initial": [("milestone:classified", FOUR_HOURS), ("milestone:aware", DAY)],
        "intermediate": [("step:initial", THREE_DAYS)],
        "final": [("step:intermediate", MONTH)],
    },
    "cra-vulnerability": {
        "early-warning": [("milestone:aware", DAY)],
        "notification": [("milestone:aware", THREE_DAYS)],
        "final": [("milestone:fix-available", FORTNIGHT)],
        "users": [],
    },
    "cra-incident": {
        "early-warning": [("milestone:aware", DAY)],
        "notification": [("milestone:aware", THREE_DAYS)],
        "final": [("step:notification", MONTH)],
        "users": [],
    },
    "gdpr": {"authority": [("milestone:aware", THREE_DAYS)], "people": []},
}


def test_the_regimes_can_be_copied_into_a_configuration(tmp_path: Path) -> None:
    config = yaml.safe_load(example.CONFIG) | yaml.safe_load(COPIED)
    example.write(tmp_path, example.files() | {"postmortem.yml": yaml.safe_dump(config, sort_keys=False)})
    found = Workspace(tmp_path, date(2026, 2, 10)).config.regimes
    assert {name: [step.id for step in regime.steps] for name, regime in found.items()} == {
        name: list(steps) for name, steps in WITHIN.items()
    }


def test_each_deadline_is_that_of_its_provision() -> None:
    regimes = build_config(yaml.safe_load(example.CONFIG) | yaml.safe_load(COPIED)).regimes
    for name, regime in regimes.items():
        assert regime.provision.startswith(("Regulation (EU) ", "Directive (EU) "))
        for step in regime.steps:
            assert [(rule.after, rule.within) for rule in step.deadlines] == WITHIN[name][step.id], step.id
