"""A plan in words for a terminal, and as JSON; plan_comment.py has it for a pull request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from pipeline.report.text import Paint, cells, painter, printable, wrapped
from pipeline.tracking.plan import Action, Change, Notice, Plan

SEE_TO = "see to"
"""What people do about a notice, beside the actions of a plan's changes."""

NOTHING = "nothing to do: every finding's issue is as it has to be"
"""A plan without changes."""

MANY = 40
"""A plan of more changes begins with how many there are by repository."""

_MARKS = {Action.CREATE: "32;1", Action.UPDATE: "36;1", Action.REOPEN: "33;1", Action.CLOSE: "31;1"}
_SEE_TO, _REFUSED, _STRONG, _WEAK = "33;1", "31;1", "1", "2"

Item = TypeVar("Item", Change, Notice, Change | Notice)


def as_text(plan: Plan, refused: Sequence[str], *, colour: bool = False, width: int = 0) -> Iterator[str]:
    """The plan for a terminal, by action and repository; what it comes to and what to type stand last.

    `refused` are the limits that it goes over, in words. `width` is the terminal's; without one each
    title and each reason is one line.
    """
    paint = painter(colour=colour)
    if len(plan.changes) > MANY:
        yield from _overview(plan, paint, width)
        yield from _refusal(plan, refused, paint, width)
        yield ""
    for action, changes in groupby(plan.changes, key=lambda change: change.action):
        listed = list(changes)
        yield paint(f"{action} ({len(listed)})", _MARKS[action])
        for repository, here in by_repository(listed).items():
            yield f"  {paint(printable(repository), _STRONG)} ({len(here)})"
            for change in here:
                yield from _indented(numbered(change), 4, width)
                yield from _why(change, 6, paint, width)
        yield ""
    if plan.notices:
        yield paint(f"to {SEE_TO} ({len(plan.notices)})", _SEE_TO)
        for notice in plan.notices:
            yield f"  {paint(printable(notice.target), _STRONG)}"
            yield from _why(notice, 4, paint, width)
        yield ""
    yield from wrapped(one_line(plan), width, 0)
    yield from _refusal(plan, refused, paint, width)


def one_line(plan: Plan) -> str:
    """The plan in one line."""
    said = f"{counted(plan.changes)} (plan {plan.digest})" if plan.changes else NOTHING
    return f"{said}; {counted(plan.notices)}" if plan.notices else said


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


def done_with(item: Change | Notice) -> str:
    """What is done: the change's action, or what people do about a notice."""
    return item.action.value if isinstance(item, Change) else SEE_TO


def counts(items: Iterable[Change | Notice]) -> Mapping[str, int]:
    """How many there are of each thing to do, in a plan's order, without those that there are none of."""
    found = Counter(map(done_with, items))
    return {done: found[done] for done in (*map(str, Action), SEE_TO) if found[done]}


def counted(items: Iterable[Change | Notice]) -> str:
    """The same in words."""
    return ", ".join(f"{count} to {done}" for done, count in counts(items).items())


def by_repository(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The items of each repository, by its name, each in the plan's order."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.target.partition("#")[0], []).append(item)
    return dict(sorted(found.items()))


def numbered(change: Change) -> str:
    """The issue as people know it: its title, after its number where it has one."""
    return f"#{change.number} {change.title}" if change.number else change.title


def _overview(plan: Plan, paint: Paint, width: int) -> Iterator[str]:
    items: list[Change | Notice] = [*plan.changes, *plan.notices]
    found = by_repository(items)
    longest = max(map(cells, found))
    yield from wrapped(f"{one_line(plan)}, in {len(found)} repositories:", width, 0)
    for repository, here in found.items():
        yield f"  {paint(printable(repository), _STRONG)}{' ' * (longest - cells(repository))}  {counted(here)}"


def _refusal(plan: Plan, refused: Sequence[str], paint: Paint, width: int) -> Iterator[str]:
    for limit in refused:
        yield from (paint(line, _REFUSED) for line in wrapped(f"over the limit: {limit}", width, 0))
    if refused:
        yield from wrapped("`apply` refuses this plan; to carry out exactly this one all the same:", width, 0)
        yield paint(f"  postmortem apply --accept {plan.digest}", _STRONG)


def _why(item: Change | Notice, indent: int, paint: Paint, width: int) -> Iterator[str]:
    key = f"{printable(item.finding)}:"
    for line in _indented(f"{key} {item.reason}", indent, width):
        yield line.replace(key, paint(key, _WEAK), 1)


def _indented(text: str, indent: int, width: int) -> Iterator[str]:
    return (" " * indent + line for line in wrapped(text, width, indent))
