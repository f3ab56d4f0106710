"""What an import tells: a line for each file as it is taken, what has to be asked, and a table at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.exchange.incoming.importer import Outcome
from pipeline.report.terminal import wrapped
from pipeline.text.pluralize import pluralize
from pipeline.text.width import text_width

Say = Callable[[str], None]
_HEAD = ("file", "incident", "events", "findings", "questions")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: the file, what it became, and its counts, none if no draft was made."""

    file: str
    became: str
    counts: tuple[int, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells under the table's head."""
        return (self.file, self.became, *(map(str, self.counts) if self.counts else ("", "", "")))

    @property
    def told(self) -> str:
        """What it became, in words."""
        words = (pluralize(count, name.removesuffix("s")) for count, name in zip(self.counts, _HEAD[2:], strict=False))
        return ": ".join(filter(None, (self.became, ", ".join(words))))


class Report:
    """Tells of each file; results go to `say`, reasons and questions to `warn`."""

    def __init__(self, say: Say, warn: Say, *, total: int, dry_run: bool, width: int = 0) -> None:
        """Both functions write one line; `width` is that of the terminal, 0 if there is none."""
        self._say, self._warn, self._total, self._dry, self._width = say, warn, total, dry_run, width
        self._outcomes: list[tuple[Path, Outcome]] = []
        self._asked: Counter[str] = Counter()

    def add(self, file: Path, outcome: Outcome) -> None:
        """Tell of one file, with how far the import has come."""
        self._outcomes.append((file, outcome))
        count = f"[{len(self._outcomes)}/{self._total}] " if self._total > 1 else ""
        self._tell(f"{count}{file}: {_became(outcome, dry_run=self._dry)}", 0)
        for secret in outcome.secrets:
            place = f"line {secret.line}: a secret ({secret.kind})"
            self._tell(f"{place} was replaced: revoke it. SHA-256 {secret.sha256}", 2)
        common = outcome.common if self._total > 1 else frozenset()
        self._asked.update(common)
        for question in outcome.questions:
            if question not in common:
                self._tell(f"? {question}", 2)
        if outcome.changes:
            told = (f"{why} ({count})" for why, count in sorted(outcome.changes.items()))
            self._tell(f"changed: {', '.join(told)}", 2)

    def _tell(self, text: str, indent: int) -> None:
        for line in wrapped(text, self._width, indent):
            self._warn(" " * indent + line)

    @property
    def failed(self) -> bool:
        """Whether a file was refused, or not imported at all."""
        return len(self._outcomes) < self._total or any(outcome.refused for _, outcome in self._outcomes)

    def end(self) -> None:
        """The table: each file, what it became, and how many questions are open; and what has to be asked of many."""
        for question, count in self._asked.most_common():
            self._tell(f"? in {pluralize(count, 'draft')}: {question}", 0)
        rows = [_row(file, outcome) for file, outcome in self._outcomes]
        lines = list(_table(rows))
        if self._width and max(map(text_width, lines), default=0) > self._width:
            lines = [line for row in rows for line in self._stacked(row)]
        for line in lines:
            self._say(line)
        self._say(self._totals())
        missing = self._total - len(self._outcomes)
        if missing:
            self._tell(f"stopped: {pluralize(missing, 'file')} left; run the same command again to go on", 0)

    def _stacked(self, row: Row) -> Iterator[str]:
        yield from wrapped(row.file, self._width, 0)
        yield from (f"  {line}" for line in wrapped(row.told, self._width, 2))

    def _totals(self) -> str:
        counts = Counter(
            "refused" if outcome.refused else "imported" if outcome.draft.documents else "imported before"
            for _, outcome in self._outcomes
        )
        asked = sum(len(outcome.questions) for _, outcome in self._outcomes)
        told = [f"{counts[what]} {what}" for what in ("imported", "imported before", "refused") if counts[what]]
        done = " (dry run: nothing was written)" if self._dry else ""
        return f"{', '.join(told) or 'nothing imported'}; {pluralize(asked, 'open question')}{done}"


def _row(file: Path, outcome: Outcome) -> Row:
    if outcome.refused:
        return Row(str(file), f"refused: {outcome.refused}")
    if not outcome.draft.documents:
        return Row(str(file), f"{outcome.id} (imported before)")
    return Row(str(file), outcome.id, (outcome.events, outcome.findings, len(outcome.questions)))


def _table(rows: list[Row]) -> Iterator[str]:
    cells = [_HEAD, *(row.cells for row in rows)]
    widths = [max(text_width(row[column]) for row in cells if row[2] or column == 0) for column in range(len(_HEAD))]
    for row in cells:
        yield "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _became(outcome: Outcome, *, dry_run: bool) -> str:
    if outcome.refused:
        return f"refused: {outcome.refused}"
    if not outcome.draft.documents:
        return f"imported before as {outcome.id}; not changed"
    return f"{'would become' if dry_run else 'imported as'} {outcome.id}"


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - text_width(text))
