"""The example repository with its embedded tracker, on a day of the test's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.tracking.tracker import Edit
from tests import example
from tests.conftest import Run
from tests.filing.conftest import IDENTITY, Desk

KEY = f"{example.INCIDENT}/01"


class Team(Desk):
    """The desk of the response team: what it writes into the finding, and what the review says on a day."""

    def lines(self, today: str = "2026-02-10") -> dict[str, dict[str, Any]]:
        """The lines of the review, by reason and key; each reason's only line of a key."""
        result = self.run("--today", today, "review", "--format", "json")
        found = json.loads(result.stdout)
        del found["version"]
        return {
            reason: {line["finding"] or line["incident"]: line for line in lines}
            for reason, lines in found.items()
            if lines
        }

    def reason(self, today: str = "2026-02-10", key: str = KEY) -> str:
        """Why the finding is in the review; "" if it is not."""
        return next((reason for reason, lines in self.lines(today).items() if key in lines), "")

    def close_issue(self) -> None:
        self.team(Edit(state="completed"))

    def comment(self, text: str, author: str = "dana", repository: str = IDENTITY) -> None:
        tracker = self.tracker
        tracker.comment(repository, 1, text, author=author)
        tracker.close()

    def back_to(self, day: str) -> None:
        """All that was done to issues was done on that day."""
        for column in ("issue.created_at", "issue.updated_at", "comment.created_at", "event.created_at"):
            table, _, name = column.partition(".")
            self.sql(f"UPDATE {table} SET {name} = ?", f"{day}T12:00:00+00:00")  # noqa: S608  # names of ours


@pytest.fixture
def srt(repository: Path, postmortem: Run) -> Team:
    """The finding is filed on 2026-02-01 and is due on 2026-03-03; the incident is over."""
    timeline = repository / "incidents" / example.INCIDENT / "timeline.md"
    timeline.write_text(
        timeline.read_text().replace(
            "\n---\n", "\n- {at: 2026-01-11, what: All tokens were new., milestone: recovered}\n---\n", 1
        )
    )
    team = Team(repository, postmortem)
    team.apply()
    team.back_to("2026-02-01")
    return team
