"""Issues of the embedded tracker as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pipeline.report.terminal import printable
from pipeline.text.pluralize import pluralize
from pipeline.tracking.tracker import Comment, Issue


def as_lines(issues: Sequence[Issue]) -> Iterator[str]:
    """A line for each issue: its reference, its state and its title; then how many there are."""
    width = max((len(issue.reference) for issue in issues), default=0)
    for issue in issues:
        yield f"{issue.reference:<{width}}  {_state(issue):<11}  {printable(issue.title)}"
    yield pluralize(len(issues), "issue")


def as_json(issues: Sequence[Issue]) -> str:
    """A list with an object for each issue."""
    listed = [
        {
            "repository": issue.repository,
            "number": issue.number,
            "title": issue.title,
            "state": _state(issue),
            "labels": sorted(issue.labels),
            "closed_at": issue.closed_at.isoformat() if issue.closed_at else None,
        }
        for issue in issues
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)


def as_text(issue: Issue, comments: Sequence[Comment]) -> str:
    """The whole issue, as its team reads it."""
    head = [f"{issue.reference}: {printable(issue.title)}", f"state: {_state(issue)}"]
    if issue.labels:
        head.append(f"labels: {', '.join(sorted(map(printable, issue.labels)))}")
    shown = [
        f"{comment.author or 'somebody'}, {comment.created_at:%Y-%m-%d %H:%M} UTC:\n{comment.body}"
        for comment in comments
    ]
    return "\n\n".join(["\n".join(head), issue.body, *shown])


def _state(issue: Issue) -> str:
    """`open`, or what it was closed as."""
    return (issue.closed_as or "open").replace("_", " ")
