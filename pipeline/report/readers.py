"""What a change makes readable: as text for a terminal, as a section of the comment on a pull request, and for JSON.

Both are read in the repository itself, whose readers can read the files that the values are from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.check.masking import mask
from pipeline.report.escaping import escape_markdown
from pipeline.report.terminal import printable, wrapped
from pipeline.text.pluralize import pluralize
from pipeline.tracking.readers import Readers, digest
from pipeline.tracking.rewording import Value

MOST = 20
"""How many values are listed for each audience; the rest is counted."""

_MOST_READERS, _MOST_LINES = 100, 80
"""How many audiences the comment has, and after how many lines it only counts their values."""

_LONGEST = 100
"""Characters of a value that are shown."""

NEEDS_ACCEPTANCE = "this makes text readable to more people. If that is right, a maintainer accepts it:"


def as_text(readers: Sequence[Readers], *, width: int = 0) -> Iterator[str]:
    """A line for each audience, and one for each value that it gains; nothing if no audience gains or loses any."""
    for item in readers:
        yield from wrapped(printable(_heading(item)), width, 0)
        for line in _listed(item.widened):
            yield from wrapped(printable(f"  + {line}"), width, 4)


def as_markdown(readers: Sequence[Readers]) -> str:
    """The section of the comment; "" if no audience gains or loses anything."""
    if not readers:
        return ""
    lines = []
    for item in readers[:_MOST_READERS]:
        lines.append(f"- **{escape_markdown(_heading(item))}**")
        if len(lines) < _MOST_LINES:
            lines += [f"  - {escape_markdown(line)}" for line in _listed(item.widened)]
    if len(readers) > _MOST_READERS:
        lines.append(f"- {len(readers) - _MOST_READERS} more, which `postmortem check --since` lists")
    return "\n".join(["### Who can read what", "", *lines])


def as_data(readers: Sequence[Readers]) -> dict[str, Any]:
    """The same for JSON, whole, as schemas/readers.schema.json describes it."""
    return {
        "digest": digest(readers),
        "audiences": [
            {
                "name": item.name,
                "before": item.before,
                "after": item.after,
                "widened": [_masked(value)._asdict() for value in item.widened],
                "narrowed": [_masked(value)._asdict() for value in item.narrowed],
            }
            for item in readers
        ],
    }


def _masked(value: Value) -> Value:
    """The value without secrets: what becomes readable goes to logs too."""
    return Value(*map(mask, value))


def _heading(readers: Readers) -> str:
    counts = [
        f"{pluralize(len(values), 'value')} {what}"
        for values, what in ((readers.widened, "more"), (readers.narrowed, "fewer"))
        if values
    ]
    level = readers.after or "no longer configured"
    if not readers.before:
        level = f"{level}, new"
    elif readers.before != readers.after:
        level = f"{readers.before} before, {level} now"
    return f"{readers.name} ({level}): {', '.join(counts) or 'no text changes'}"


def _listed(values: Sequence[Value]) -> Iterator[str]:
    for value in map(_masked, values[:MOST]):
        text = value.text if len(value.text) <= _LONGEST else f"{value.text[:_LONGEST]}…"
        yield f"{value.of}, {value.field}: {text}"
    if len(values) > MOST:
        more = Counter(value.of for value in values[MOST:])
        yield "; ".join(f"{count} more of {of}" for of, count in sorted(more.items()))
