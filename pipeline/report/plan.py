"""A plan as text for a terminal, and as JSON. plan_comment.py writes it for a pull request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

from pipeline.report.terminal import Paint, indented, painter, printable, wrapped
from pipeline.text.pluralize import pluralize
from pipeline.text.width import text_width
from pipeline.tracking.plan import Action, Change, Notice, Plan

NEEDS_ATTENTION = "needs attention"
"""The label of a notice, where a change has its action."""

NO_CHANGES = "no changes: every issue matches the repository"

HOW_TO_ACCEPT = "`apply` refuses this plan. To carry it out anyway, run:"

MANY = 40
"""A plan with more changes than this begins with the number of changes in each repository."""

REFUSED = "refused"
"""The label of a notice that the plan refuses a change."""

_STYLES = {
    Action.WITHDRAW: "35;1",
    Action.CREATE: "32;1",
    Action.UPDATE: "36;1",
    Action.REOPEN: "33;1",
    Action.CLOSE: "31;1",
}
_ATTENTION, _LIMIT, _STRONG, _WEAK = "33;1", "31;1", "1", "2"

_REWRITE = "rewrite"

Item = TypeVar("Item", Change, Notice, Change | Notice)


def as_text(plan: Plan, exceeded: Sequence[str], *, colour: bool = False, width: int = 0) -> Iterator[str]:
    """The plan by action and repository, one line of output at a time; the totals and the next step come last.

    Args:
        plan: The plan.
        exceeded: The limits that the plan exceeds, as sentences.
        colour: Whether to style the text.
        width: Columns to wrap the text to; 0 leaves each title and each reason on one line.
    """
    paint = painter(colour=colour)
    if len(plan.called_for) > MANY:
        yield from _overview(plan, paint, width)
        yield from _refusal(plan, exceeded, paint, width)
        yield ""
    by_action = sorted(plan.called_for, key=lambda change: list(Action).index(change.action))
    for action, changes in groupby(by_action, key=lambda change: change.action):
        listed = list(changes)
        yield paint(f"{action} ({len(listed)})", _STYLES[action])
        for repository, targeted in by_repository(listed).items():
            yield f"  {paint(printable(repository), _STRONG)} ({len(targeted)})"
            for change in targeted:
                yield from indented(issue_title(change), 4, width)
                yield from _why(change, 6, paint, width)
        yield ""
    for label, style in ((REFUSED, _LIMIT), (NEEDS_ATTENTION, _ATTENTION)):
        notices = [notice for notice in plan.notices if label_of(notice) == label]
        if notices:
            yield paint(f"{label} ({len(notices)})", style)
        for notice in notices:
            yield f"  {paint(printable(notice.target), _STRONG)}"
            yield from _why(notice, 4, paint, width)
        if notices:
            yield ""
    for line in rewrites(plan):
        yield from wrapped(line, width, 0)
        yield ""
    yield from wrapped(one_line(plan), width, 0)
    yield from _refusal(plan, exceeded, paint, width)


def one_line(plan: Plan) -> str:
    """The plan in one line: totals and digest."""
    changes = f"{totals(plan.changes)} (plan {plan.digest})" if plan.changes else no_changes(plan)
    return f"{changes}; {totals(plan.notices)}" if plan.notices else changes


def no_changes(plan: Plan) -> str:
    """What a plan without changes comes to."""
    return "no changes" if plan.rewrites_left or plan.refused else NO_CHANGES


def rewrites(plan: Plan) -> Iterator[str]:
    """The line on the issues that are only written in the new format; none where there are none."""
    now, left = len(plan.rewrites), plan.rewrites_left
    if now:
        more = f"; {left} more in the next runs" if left else ""
        yield f"{pluralize(now, 'issue')} rewritten in the new format, with the same title, labels and state{more}"
    elif left:
        yield f"{pluralize(left, 'issue')} left to rewrite in the new format: `limits.rewrites` allows none in one run"


def as_json(plan: Plan, recurrences: Sequence[Mapping[str, Any]] = (), readers: Mapping[str, Any] | None = None) -> str:
    """The JSON that schemas/plan.schema.json describes. It leaves out the issues' texts, which the digest covers.

    `readers` is who can read what, if that was compared.
    """
    content: dict[str, Any] = {
        "version": 1,
        "digest": plan.digest,
        "counts": {action.value: count for action, count in plan.counts.items()},
        "rewrites": {"now": len(plan.rewrites), "left": plan.rewrites_left},
        "changes": [
            {
                "action": change.action.value,
                "finding": change.finding,
                "target": change.target,
                "reason": change.reason,
                "title": change.title,
                "rewrite": change.rewrite,
                "narrows": change.narrows,
            }
            for change in plan.changes
        ],
        "notices": [
            {
                "finding": notice.finding,
                "target": notice.target,
                "reason": notice.reason,
                "refused": notice.refused,
            }
            for notice in plan.notices
        ],
        "recurrences": list(recurrences),
    }
    if readers is not None:
        content["readers"] = readers
    return json.dumps(content, indent=2, ensure_ascii=False)


def label_of(item: Change | Notice) -> str:
    """The change's action, where it is not a rewrite; REFUSED or NEEDS_ATTENTION for a notice."""
    if isinstance(item, Notice):
        return REFUSED if item.refused else NEEDS_ATTENTION
    return _REWRITE if item.rewrite else item.action.value


def count_by_label(items: Iterable[Change | Notice]) -> Mapping[str, int]:
    """How many items have each label, in the plan's order; labels without items are left out."""
    counts = Counter(map(label_of, items))
    return {label: counts[label] for label in (*map(str, Action), _REWRITE, REFUSED, NEEDS_ATTENTION) if counts[label]}


def totals(items: Iterable[Change | Notice]) -> str:
    """The same as text: `3 to create, 1 to close`, `2 need attention`."""
    return ", ".join(_total(label, count) for label, count in count_by_label(items).items())


def _total(label: str, count: int) -> str:
    if label == REFUSED:
        return f"{count} {REFUSED}"
    if label != NEEDS_ATTENTION:
        return f"{count} to {label}"
    return f"1 {NEEDS_ATTENTION}" if count == 1 else f"{count} need attention"


def by_repository(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The items of each repository, sorted by its name, each in the plan's order."""
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(item.target.partition("#")[0], []).append(item)
    return dict(sorted(grouped.items()))


def issue_title(change: Change) -> str:
    """`#12 Title`, or the title alone if the issue does not exist yet."""
    return f"#{change.number} {change.title}" if change.number else change.title


def _overview(plan: Plan, paint: Paint, width: int) -> Iterator[str]:
    items: list[Change | Notice] = [*plan.called_for, *plan.notices]
    repositories = by_repository(items)
    longest = max(map(text_width, repositories))
    yield from wrapped(f"{one_line(plan)}, in {pluralize(len(repositories), 'repository')}:", width, 0)
    for repository, targeted in repositories.items():
        padding = " " * (longest - text_width(repository))
        yield f"  {paint(printable(repository), _STRONG)}{padding}  {totals(targeted)}"


def _refusal(plan: Plan, exceeded: Sequence[str], paint: Paint, width: int) -> Iterator[str]:
    for limit in exceeded:
        yield from (paint(line, _LIMIT) for line in wrapped(f"over the limit: {limit}", width, 0))
    if exceeded:
        yield from wrapped(HOW_TO_ACCEPT, width, 0)
        yield paint(f"  {accept_command(plan)}", _STRONG)


def accept_command(plan: Plan) -> str:
    """What to run to carry out exactly this plan."""
    return f"postmortem apply{' --prune' if plan.prunes else ''} --accept {plan.digest}"


def _why(item: Change | Notice, indent: int, paint: Paint, width: int) -> Iterator[str]:
    key = f"{printable(item.finding)}:"
    for line in indented(f"{key} {item.reason}", indent, width):
        yield line.replace(key, paint(key, _WEAK), 1)
