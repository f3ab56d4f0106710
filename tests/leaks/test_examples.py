"""A sample of what `tests.leaks.examples` looks for in every example, audience and format."""

from __future__ import annotations

from tests.leaks.examples import TODAY, leaked, withheld
from tests.leaks.test_handed_out import exported
from tests.needs import ROOT


def test_an_example_holds_nothing_above_its_audience() -> None:
    lines = withheld(ROOT, "clear")
    files = exported(ROOT, "clear", "md", TODAY)
    assert len(files) > 1
    assert len(lines) > 1
    assert leaked(lines, files) == []
