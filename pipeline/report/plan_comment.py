"""A plan as the comment on a pull request. It never exceeds what GitHub accepts, and says where it is shortened.

A repository is shown at one of three levels of detail: each change with its reason, the findings'
numbers by incident, or a row of counts. If even the rows are too many, they are added up by organisation.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from pipeline.report.escaping import escape_html, escape_markdown
from pipeline.report.plan import (
    HOW_TO_ACCEPT,
    accept_command,
    by_repository,
    count_by_label,
    issue_title,
    label_of,
    no_changes,
    rewrites,
    totals,
)
from pipeline.text.pluralize import pluralize
from pipeline.tracking.plan import Change, Notice, Plan

MARKER = "<!-- postmortem:plan -->"
"""The comment's first line, by which the workflow finds the comment again to update it."""

LIMIT = 65_000
"""Characters; GitHub accepts 65,536 in a comment."""

FEW = 20
"""With at most this many changes and notices, the repositories start expanded."""

_RESERVED = 1_000
"""Characters kept for the headings, the heads of the tables of counts, and the line on what is shortened."""

_RUN = 3
"""From this many consecutive numbers on, they are written as a range."""

_DETAILS = ("with reasons", "by number", "only counted")
"""The levels of detail, the fullest first."""

_NO_MENTION = {"https://github.com": "https://redirect.github.com"}
"""A link through there leaves no mention on the issue (GitHub Docs, "Autolinked references and URLs")."""

Items = Sequence[Change | Notice]


@dataclass(frozen=True, slots=True)
class _Section:
    """The changes or the notices: the heading, and the labels that are columns of a table of counts."""

    heading: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """What is shortened as a whole: a repository's changes, or those of several once they are added up.

    `expanded` and then `rows` hold its Markdown at each level of detail, the fullest first.
    """

    section: _Section
    name: str
    items: Items
    expanded: tuple[str, ...]
    rows: tuple[str, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        return (*self.expanded, *self.rows)


def as_markdown(plan: Plan, exceeded: Sequence[str], *, server: str = "", section: str = "") -> str:
    """The comment.

    Args:
        plan: The plan.
        exceeded: The limits that the plan exceeds, as sentences.
        server: The URL of GitHub, to link issues; empty for no links.
        section: A section that comes before the changes.
    """
    head = [MARKER, *_refusal(plan, exceeded), _summary(plan), *map(escape_markdown, rewrites(plan))]
    head += [section] if section else []
    is_open = len(plan.called_for) + len(plan.notices) <= FEW
    blocks = [
        *_repositories("Needs attention", plan.notices, server, is_open=is_open),
        *_repositories("On merge", plan.called_for, server, is_open=is_open),
    ]
    room = LIMIT - _RESERVED - sum(map(len, head))
    for wider in (_organisation, _everything):
        if sum(_length(block.rows[-1]) for block in blocks) > room:
            blocks = list(_added_up(blocks, wider))
    chosen = _chosen_levels(blocks, room)
    return "\n\n".join([*head, *_shortened(blocks, chosen), *_body(blocks, chosen)])


def _refusal(plan: Plan, exceeded: Sequence[str]) -> Iterator[str]:
    if exceeded:
        limits = "".join(f"> - {escape_markdown(limit)}\n" for limit in exceeded)
        yield f"> [!WARNING]\n> **Over the limit:**\n{limits}>\n> {HOW_TO_ACCEPT} `{accept_command(plan)}`"


def _summary(plan: Plan) -> str:
    changes = f"{totals(plan.changes)} (plan `{plan.digest}`)" if plan.changes else no_changes(plan)
    return f"**On merge:** {changes}" + (f"; {totals(plan.notices)}" if plan.notices else "")


def _chosen_levels(blocks: Sequence[_Block], room: int) -> list[int]:
    """The level of each block: the fullest if all fit; else the longest block goes one level down, and so on."""
    chosen = [0] * len(blocks)
    sizes = [(-_length(block.levels[0]), at) for at, block in enumerate(blocks)]
    heapq.heapify(sizes)
    excess = -sum(size for size, _ in sizes) - room
    while excess > 0 and sizes:
        size, at = heapq.heappop(sizes)
        chosen[at] += 1
        shorter = -_length(blocks[at].levels[chosen[at]])
        excess += size - shorter
        if chosen[at] < len(blocks[at].levels) - 1:
            heapq.heappush(sizes, (shorter, at))
    return chosen


def _length(markdown: str) -> int:
    return len(markdown) + len("\n\n")


def _shortened(blocks: Sequence[_Block], chosen: Sequence[int]) -> Iterator[str]:
    """The line that says how much is shown at which level of detail, if not all of it is shown in full."""
    shown: Counter[str] = Counter()
    for block, level in zip(blocks, chosen, strict=True):
        shown[_DETAILS[level if level < len(block.expanded) else -1]] += len(block.items)
    if set(shown) - {_DETAILS[0]}:
        parts = ", ".join(f"{shown[detail]} {detail}" for detail in _DETAILS if shown[detail])
        yield f"Shortened to fit into one comment: {parts}. Run `postmortem plan` to see everything."


def _body(blocks: Sequence[_Block], chosen: Sequence[int]) -> Iterator[str]:
    for section, group in groupby(zip(blocks, chosen, strict=True), key=lambda pair: pair[0].section):
        pairs = list(group)
        yield f"### {section.heading}"
        rows = [block.levels[level] for block, level in pairs if level >= len(block.expanded)]
        if rows:
            columns = section.columns
            head = f"| repository | {' | '.join(columns)} | incidents |\n|---|{'--:|' * len(columns)}--:|\n"
            yield head + "".join(rows).rstrip()
        yield from (block.expanded[level] for block, level in pairs if level < len(block.expanded))


def _repositories(heading: str, items: Items, server: str, *, is_open: bool) -> Iterator[_Block]:
    section = _Section(heading, tuple(count_by_label(items)))
    for repository, targeted in by_repository(items).items():
        summary = f"<summary><b>{escape_html(repository)}</b>: {totals(targeted)}</summary>"
        expanded = tuple(
            f"<details{' open' if is_open else ''}>{summary}\n\n{text}\n\n</details>"
            for text in (_with_reasons(targeted, server), _by_number(targeted))
        )
        yield _Block(section, repository, targeted, expanded, (_row(repository, targeted, section),))


def _added_up(blocks: Sequence[_Block], wider: Callable[[str], str]) -> Iterator[_Block]:
    """Fewer blocks: one for each wider name, as the rows of its blocks or as a single row."""
    for (section, name), group in groupby(blocks, key=lambda block: (block.section, wider(block.name))):
        members = list(group)
        items = [item for block in members for item in block.items]
        rows = "".join(block.rows[-1] for block in members)
        yield _Block(section, name, items, (), (rows, _row(_row_label(items), items, section)))


def _organisation(repository: str) -> str:
    return repository.partition("/")[0]


def _everything(_name: str) -> str:
    return ""


def _row_label(items: Items) -> str:
    repositories = by_repository(items)
    organisations = {_organisation(repository) for repository in repositories}
    if len(repositories) == 1:
        return next(iter(repositories))
    whose = next(iter(organisations)) if len(organisations) == 1 else f"{len(organisations)} organisations"
    return f"{whose}, {pluralize(len(repositories), 'repository')}"


def _row(label: str, items: Items, section: _Section) -> str:
    counts = count_by_label(items)
    numbers = [str(counts.get(column, "")) for column in section.columns]
    incidents = len({_incident(item) for item in items})
    return f"| {escape_markdown(label)} | {' | '.join(numbers)} | {incidents} |\n"


def _with_reasons(items: Items, server: str) -> str:
    rows = (
        f"| {label_of(item)} | {_issue(item, server)} |"
        f" {escape_markdown(item.finding)} | {escape_markdown(item.reason)} |"
        for item in items
    )
    return "\n".join(["| | issue | finding | why |", "|---|---|---|---|", *rows])


def _issue(item: Change | Notice, server: str) -> str:
    """The issue, with a link if it exists; for a notice, the repository or issue that it is about."""
    repository, _, number = item.target.partition("#")
    text = escape_markdown(issue_title(item) if isinstance(item, Change) else item.target)
    if not number or not server:
        return text
    return f"[{text}]({_NO_MENTION.get(server, server)}/{quote(repository)}/issues/{quote(number)})"


def _by_number(items: Items) -> str:
    lines = []
    for incident, group in groupby(sorted(items, key=_incident), key=_incident):
        numbers: dict[str, list[str]] = {}
        for item in group:
            numbers.setdefault(label_of(item), []).append(item.finding.rpartition("/")[2])
        parts = "; ".join(f"{label} {_ranges(labelled)}" for label, labelled in numbers.items())
        lines.append(f"- {escape_markdown(f'{incident}: {parts}')}")
    return "\n".join(lines)


def _incident(item: Change | Notice) -> str:
    return item.finding.rpartition("/")[0]


def _ranges(numbers: Sequence[str]) -> str:
    """The numbers, with _RUN or more consecutive ones written as 05-09."""
    runs: list[list[str]] = []
    for number in sorted(numbers, key=lambda number: (len(number), number)):
        if runs and number == _next(runs[-1][-1]):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) >= _RUN else ", ".join(run) for run in runs)


def _next(number: str) -> str | None:
    return f"{int(number) + 1:0{len(number)}}" if number.isdecimal() else None
