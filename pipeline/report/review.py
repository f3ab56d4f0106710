"""The review as text for a terminal, as Markdown, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.report.escaping import escape_markdown
from pipeline.report.terminal import indented, printable
from pipeline.review.line import Line, Reason
from pipeline.text.pluralize import pluralize


def as_text(lines: Sequence[Line], width: int = 0) -> Iterator[str]:
    """The review for a terminal, one line of output at a time, by reason.

    Text is wrapped to `width` columns, 0 for any; what is to be copied into a file is not.
    """
    for reason, group in groupby(lines, key=lambda line: line.reason):
        listed = list(group)
        yield f"{reason.heading} ({len(listed)})"
        for line in listed:
            yield from indented(f"{line.key}  {line.title}", 2, width)
            yield from indented(f"{', '.join(_about(line))}: {line.why}", 6, width)
            yield from indented(f"to do ({', '.join(line.ask.of)}): {line.ask.wanted}", 6, width)
            if line.ask.write:
                yield f"      in {printable(line.ask.file)}: {printable(line.ask.write)}"
    yield one_line(lines)


def one_line(lines: Sequence[Line]) -> str:
    """How many findings and incidents need attention."""
    findings, incidents = ({line.key for line in lines if bool(line.owner) is owned} for owned in (True, False))
    counted = [(len(findings), "finding"), (len(incidents), "incident")]
    parts = [pluralize(count, what) for count, what in counted if count]
    if not parts:
        return "no findings need attention"
    return f"{' and '.join(parts)} {'needs' if len(findings | incidents) == 1 else 'need'} attention"


def as_markdown(lines: Sequence[Line]) -> str:
    """The review in GitHub's Markdown, by reason."""
    parts = [f"**{one_line(lines)}**"]
    for reason, group in groupby(lines, key=lambda line: line.reason):
        listed = list(group)
        parts.append(f"### {reason.heading} ({len(listed)})")
        parts.append("\n".join(markdown_item(line) for line in listed))
    return "\n\n".join(parts)


def markdown_item(line: Line) -> str:
    """A line as an item of a list."""
    about = escape_markdown(f"{', '.join(_about(line))}: {line.why}")
    return f"- {_titled(line)}<br>{about}<br>{_asked(line)}"


def folded_item(line: Line, note: str = "") -> str:
    """A line as an item of a list that shows why it is there, with a `note`, and what is wanted once it is unfolded."""
    about = _about(line)
    why = escape_markdown(f"{', '.join(about[:2])}: {line.why}{note}")
    where = "".join(f"{escape_markdown(issue)}<br>" for issue in about[2:])
    # On the item's own line, so that GitHub still reads what is folded as Markdown.
    return f"- {_titled(line)}<details><summary>{why}</summary>{where}{_asked(line)}</details>"


def _titled(line: Line) -> str:
    return f"**{escape_markdown(line.title)}** ({_code(line.key)})"


def _asked(line: Line) -> str:
    """What is wanted of whom, and what to write where."""
    ask = line.ask
    where = f" Write into {_code(ask.file)}: {_code(ask.write)}" if ask.write else ""
    return f"→ {escape_markdown(', '.join(ask.of))}: {escape_markdown(ask.wanted)}.{where}"


def as_json(lines: Sequence[Line]) -> str:
    """The JSON that schemas/review.schema.json describes: the lines by the names of their reasons."""
    content = {
        reason.value: [
            {
                "finding": line.key if line.owner else None,
                "incident": line.incident,
                "title": line.title,
                "owner": line.owner or None,
                "issue": line.issue,
                "due": line.due.isoformat() if line.due else None,
                "why": line.why,
                "wanted": line.ask.wanted,
                "of": list(line.ask.of),
                "file": line.ask.file,
                "write": line.ask.write,
            }
            for line in lines
            if line.reason is reason
        ]
        for reason in Reason
    }
    return json.dumps({"version": 1, **content}, indent=2, ensure_ascii=False)


def _about(line: Line) -> list[str]:
    if not line.owner:
        return ["incident"]
    return [line.owner, line.priority, line.issue or "not filed"]


def _code(text: str) -> str:
    """Text as code: what it holds says nothing to GitHub."""
    line = " ".join(text.split()).replace("`", "'")
    return f"`{line}`"
