"""A plan in words, as JSON, and as Markdown for a comment on the pull request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.tracking.plan import Change, Plan

COMMENT_LIMIT = 60_000
"""Characters: GitHub takes 65,536 in a comment, and what surrounds the plan needs room."""


def as_text(plan: Plan, refused: Sequence[str]) -> Iterator[str]:
    """The plan for a terminal, by action; `refused` are the limits that it goes over, in words."""
    for action, changes in groupby(plan.changes, key=lambda change: change.action):
        listed = list(changes)
        yield f"{action} ({len(listed)})"
        for change in listed:
            yield f"  {change.target}  {change.title}"
            yield f"      {change.finding}: {change.reason}"
    if plan.notices:
        yield f"to see to ({len(plan.notices)})"
    for notice in plan.notices:
        yield f"  {notice.target}  {notice.finding}: {notice.reason}"
    yield one_line(plan)
    for limit in refused:
        yield f"over the limit: {limit}; `apply` refuses this plan unless it is given --accept {plan.digest}"


def one_line(plan: Plan) -> str:
    """The plan in one line."""
    if not plan.changes:
        return "nothing to do: every finding's issue is as it has to be"
    counted = ", ".join(f"{count} to {action}" for action, count in plan.counts.items() if count)
    return f"{counted} (plan {plan.digest})"


def as_json(plan: Plan) -> str:
    """The contract of schemas/plan.schema.json; texts of issues are not in it, the digest covers them."""
    content = {
        "version": 1,
        "digest": plan.digest,
        "counts": {action.value: count for action, count in plan.counts.items()},
        "changes": [
            {
                "action": change.action.value,
                "finding": change.finding,
                "target": change.target,
                "reason": change.reason,
                "title": change.title,
            }
            for change in plan.changes
        ],
        "notices": [
            {"finding": notice.finding, "target": notice.target, "reason": notice.reason} for notice in plan.notices
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def as_markdown(plan: Plan, refused: Sequence[str]) -> str:
    """A comment: the counts, then each repository folded, its rows replaced by a count where room runs out."""
    parts = [f"**Merging this would file:** {one_line(plan)}"]
    parts += [f"> [!WARNING]\n> Over the limit: {limit}." for limit in refused]
    room = COMMENT_LIMIT - sum(map(len, parts))
    by_repository = sorted(plan.changes, key=lambda change: change.repository)
    for repository, changes in groupby(by_repository, key=lambda change: change.repository):
        part = _folded(repository, list(changes))
        if len(part) > room:
            part = f"{repository}: too many changes to show here; see the log of this run"
        parts.append(part)
        room -= len(part)
    if plan.notices:
        rows = [f"- {_cell(notice.target)}: {_cell(notice.finding)}: {_cell(notice.reason)}" for notice in plan.notices]
        text = "\n".join(["**To see to:**", "", *rows])
        parts.append(text if len(text) <= room else f"**To see to:** {len(rows)} things; see the log of this run")
    return "\n\n".join(parts)


def _folded(repository: str, changes: Sequence[Change]) -> str:
    rows = [f"| {c.action} | {_cell(c.title)} | {_cell(c.finding)} | {_cell(c.reason)} |" for c in changes]
    table = "\n".join(["| | issue | finding | why |", "|---|---|---|---|", *rows])
    return f"<details><summary>{repository} ({len(changes)})</summary>\n\n{table}\n\n</details>"


def _cell(text: str) -> str:
    """Text that means nothing to Markdown within a table's cell, and calls nobody."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")
    return escaped.replace("@", "@\u2060").replace("#", "#\u2060")
