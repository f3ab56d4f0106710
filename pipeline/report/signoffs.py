"""How the sign-offs of a branch stand, as text and as a section of the comment on its pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.report.escaping import escape_markdown
from pipeline.report.terminal import printable, wrapped
from pipeline.tracking.signoffs import TeamSignoff

MOST = 100
"""How many sign-offs the section of the comment has."""

NONE = "No incident gets or needs a sign-off here."


def as_text(signoffs: Sequence[TeamSignoff], *, width: int = 0) -> Iterator[str]:
    """A line for each incident, and one for each of its teams."""
    if not signoffs:
        yield from wrapped(NONE, width, 0)
    for incident, items in groupby(signoffs, key=lambda item: item.incident):
        yield from wrapped(printable(incident), width, 0)
        for item in items:
            yield from wrapped(printable(f"  {item.standing}: {item.team}: {item.why}"), width, 4)


def as_markdown(signoffs: Sequence[TeamSignoff]) -> str:
    """The section; it never is much longer than `MOST` lines."""
    lines = ["### Sign-offs", ""]
    if not signoffs:
        return "\n".join([*lines, NONE])
    lines += ["| incident | team | sign-off | |", "|---|---|---|---|"]
    for item in signoffs[:MOST]:
        cells = (item.incident, item.team, f"**{item.standing}**", escape_markdown(item.why))
        lines.append(f"| {escape_markdown(cells[0])} | {escape_markdown(cells[1])} | {cells[2]} | {cells[3]} |")
    if len(signoffs) > MOST:
        lines += ["", f"{len(signoffs) - MOST} more, which `postmortem signoffs` shows."]
    return "\n".join(lines)
