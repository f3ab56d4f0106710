"""What an import tells: a line for each file as it is taken, what has to be asked, and a table at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pipeline.exchange.incoming.importer import Outcome
from pipeline.pluralize import pluralize
from pipeline.text_width import text_width

Say = Callable[[str], None]


class Report:
    """Tells of each file; results go to `say`, reasons and questions to `warn`."""

    def __init__(self, say: Say, warn: Say, *, total: int, dry_run: bool) -> None:
        """Both functions write one line."""
        self._say, self._warn, self._total, self._dry = say, warn, total, dry_run
        self._outcomes: list[tuple[Path, Outcome]] = []

    def add(self, file: Path, outcome: Outcome) -> None:
        """Tell of one file, with how far the import has come."""
        self._outcomes.append((file, outcome))
        count = f"[{len(self._outcomes)}/{self._total}] " if self._total > 1 else ""
        self._warn(f"{count}{file}: {_became(outcome, dry_run=self._dry)}")
        for secret in outcome.secrets:
            self._warn(
                f"  line {secret.line}: a secret ({secret.kind}) was replaced: revoke it. SHA-256 {secret.sha256}"
            )
        for question in outcome.questions:
            self._warn(f"  ? {question}")
        if outcome.changes:
            told = (f"{why} ({count})" for why, count in sorted(outcome.changes.items()))
            self._warn(f"  changed: {', '.join(told)}")

    @property
    def failed(self) -> bool:
        """Whether a file was refused."""
        return any(outcome.refused for _, outcome in self._outcomes)

    def end(self) -> None:
        """The table: each file, what it became, and how many questions are open."""
        rows: list[tuple[str, ...]] = [("file", "incident", "events", "findings", "questions")]
        for file, outcome in self._outcomes:
            if outcome.refused:
                rows.append((str(file), f"refused: {outcome.refused}", "", "", ""))
            elif not outcome.draft.documents:
                rows.append((str(file), f"{outcome.id} (imported before)", "", "", ""))
            else:
                numbers = (outcome.events, outcome.findings, len(outcome.questions))
                rows.append((str(file), outcome.id, *map(str, numbers)))
        widths = [max(len(row[column]) for row in rows if row[2] or column == 0) for column in range(len(rows[0]))]
        for row in rows:
            self._say("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())
        self._say(self._totals())

    def _totals(self) -> str:
        counts = Counter(
            "refused" if outcome.refused else "imported" if outcome.draft.documents else "imported before"
            for _, outcome in self._outcomes
        )
        asked = sum(len(outcome.questions) for _, outcome in self._outcomes)
        told = [f"{counts[what]} {what}" for what in ("imported", "imported before", "refused") if counts[what]]
        done = " (dry run: nothing was written)" if self._dry else ""
        return f"{', '.join(told)}; {pluralize(asked, 'open question')}{done}"


def _became(outcome: Outcome, *, dry_run: bool) -> str:
    if outcome.refused:
        return f"refused: {outcome.refused}"
    if not outcome.draft.documents:
        return f"imported before as {outcome.id}; not changed"
    return f"{'would become' if dry_run else 'imported as'} {outcome.id}"


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - text_width(text))
