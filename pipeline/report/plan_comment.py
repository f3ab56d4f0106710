"""A plan as the comment on a pull request: never cut; where room runs out it is folded, and says so.

A repository is shown in one of three ways: each change with its reason, the findings' numbers by
incident, or a row of counts. Where even the rows are too many, they are added up by organisation.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from pipeline.report.markdown import inert, inert_html
from pipeline.report.plan import NOTHING, by_repository, counted, counts, done_with, numbered
from pipeline.tracking.plan import Change, Notice, Plan

MARKER = "<!-- postmortem:plan -->"
"""The comment's first line, by which the workflow finds the comment again, to write over it."""

LIMIT = 65_000
"""Characters; GitHub takes 65,536 in a comment."""

FEW = 20
"""Up to so many changes and notices, repositories are open to begin with."""

_FRAME = 1_000
"""More characters than the headings, the heads of the tables of counts and what is said about folding take."""

_RUN = 3

_WAYS = ("with reasons", "by number", "only counted")

_NO_MENTION = {"https://github.com": "https://redirect.github.com"}
"""A link through there leaves no mention on the issue (GitHub Docs, "Autolinked references and URLs")."""

Items = Sequence[Change | Notice]


@dataclass(frozen=True, slots=True)
class _Part:
    """The notices or the changes: their heading, and what there is to do, the columns of a table of counts."""

    heading: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is folded as one: its forms, each coarser than the one before, sections first."""

    part: _Part
    name: str
    items: Items
    sections: tuple[str, ...]
    rows: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        return (*self.sections, *self.rows)


def as_markdown(plan: Plan, refused: Sequence[str], *, server: str = "") -> str:
    """The comment. `refused` are the limits that the plan goes over, in words; `server` is where issues are linked."""
    head = [MARKER, *_refusal(plan, refused), _summary(plan)]
    opened = len(plan.changes) + len(plan.notices) <= FEW
    pieces = [
        *_repositories("To see to", plan.notices, server, opened=opened),
        *_repositories("On merge", plan.changes, server, opened=opened),
    ]
    room = LIMIT - _FRAME - sum(map(len, head))
    for wider in (_organisation, _everybody):
        if sum(_length(piece.rows[-1]) for piece in pieces) > room:
            pieces = list(_added_up(pieces, wider))
    chosen = _chosen(pieces, room)
    return "\n\n".join([*head, *_folding(pieces, chosen), *_body(pieces, chosen)])


def _refusal(plan: Plan, refused: Sequence[str]) -> Iterator[str]:
    if refused:
        limits = "".join(f"> - {inert(limit)}\n" for limit in refused)
        said = "`apply` refuses this plan; to carry out exactly this one all the same:"
        yield f"> [!WARNING]\n> **Over the limit:**\n{limits}>\n> {said} `postmortem apply --accept {plan.digest}`"


def _summary(plan: Plan) -> str:
    said = f"{counted(plan.changes)} (plan `{plan.digest}`)" if plan.changes else NOTHING
    return f"**On merge:** {said}" + (f"; {counted(plan.notices)}" if plan.notices else "")


def _chosen(pieces: Sequence[_Piece], room: int) -> list[int]:
    """Which of its forms each takes: the finest where all have room, else the largest one step coarser, and again."""
    chosen = [0] * len(pieces)
    sizes = [(-_length(piece.forms[0]), at) for at, piece in enumerate(pieces)]
    heapq.heapify(sizes)
    over = -sum(size for size, _ in sizes) - room
    while over > 0 and sizes:
        size, at = heapq.heappop(sizes)
        chosen[at] += 1
        coarser = -_length(pieces[at].forms[chosen[at]])
        over += size - coarser
        if chosen[at] < len(pieces[at].forms) - 1:
            heapq.heappush(sizes, (coarser, at))
    return chosen


def _length(form: str) -> int:
    return len(form) + len("\n\n")


def _folding(pieces: Sequence[_Piece], chosen: Sequence[int]) -> Iterator[str]:
    """What is said about folding, where anything is folded."""
    found: Counter[str] = Counter()
    for piece, form in zip(pieces, chosen, strict=True):
        found[_WAYS[form if form < len(piece.sections) else -1]] += len(piece.items)
    if set(found) - {_WAYS[0]}:
        said = ", ".join(f"{found[way]} {way}" for way in _WAYS if found[way])
        yield f"Folded to fit into one comment: {said}. `postmortem plan` shows everything."


def _body(pieces: Sequence[_Piece], chosen: Sequence[int]) -> Iterator[str]:
    for part, group in groupby(zip(pieces, chosen, strict=True), key=lambda pair: pair[0].part):
        forms = list(group)
        yield f"### {part.heading}"
        rows = [piece.forms[form] for piece, form in forms if form >= len(piece.sections)]
        if rows:
            head = f"| repository | {' | '.join(part.columns)} | incidents |\n|---|{'--:|' * len(part.columns)}--:|\n"
            yield head + "".join(rows).rstrip()
        yield from (piece.sections[form] for piece, form in forms if form < len(piece.sections))


def _repositories(heading: str, items: Items, server: str, *, opened: bool) -> Iterator[_Piece]:
    part = _Part(heading, tuple(counts(items)))
    for repository, here in by_repository(items).items():
        summary = f"<summary><b>{inert_html(repository)}</b>: {counted(here)}</summary>"
        sections = tuple(
            f"<details{' open' if opened else ''}>{summary}\n\n{text}\n\n</details>"
            for text in (_with_reasons(here, server), _by_number(here))
        )
        yield _Piece(part, repository, here, sections, (_row(repository, here, part),))


def _added_up(pieces: Sequence[_Piece], wider: Callable[[str], str]) -> Iterator[_Piece]:
    """Fewer pieces: each several, as the rows that those had or as one row."""
    for (part, name), group in groupby(pieces, key=lambda piece: (piece.part, wider(piece.name))):
        within = list(group)
        items = [item for piece in within for item in piece.items]
        rows = "".join(piece.rows[-1] for piece in within)
        yield _Piece(part, name, items, (), (rows, _row(_label(items), items, part)))


def _organisation(repository: str) -> str:
    return repository.partition("/")[0]


def _everybody(_organisation: str) -> str:
    return ""


def _label(items: Items) -> str:
    repositories = by_repository(items)
    organisations = {_organisation(repository) for repository in repositories}
    if len(repositories) == 1:
        return next(iter(repositories))
    whose = next(iter(organisations)) if len(organisations) == 1 else f"{len(organisations)} organisations"
    return f"{whose}, {len(repositories)} repositories"


def _row(label: str, items: Items, part: _Part) -> str:
    found = counts(items)
    numbers = [str(found.get(column, "")) for column in part.columns]
    incidents = len({_incident(item) for item in items})
    return f"| {inert(label)} | {' | '.join(numbers)} | {incidents} |\n"


def _with_reasons(items: Items, server: str) -> str:
    rows = (
        f"| {done_with(item)} | {_issue(item, server)} | {inert(item.finding)} | {inert(item.reason)} |"
        for item in items
    )
    return "\n".join(["| | issue | finding | why |", "|---|---|---|---|", *rows])


def _issue(item: Change | Notice, server: str) -> str:
    """The issue, linked where it exists; of a notice the repository or issue that it is about."""
    repository, _, number = item.target.partition("#")
    text = inert(numbered(item) if isinstance(item, Change) else item.target)
    if not number or not server:
        return text
    return f"[{text}]({_NO_MENTION.get(server, server)}/{quote(repository)}/issues/{quote(number)})"


def _by_number(items: Items) -> str:
    lines = []
    for incident, group in groupby(sorted(items, key=_incident), key=_incident):
        numbers: dict[str, list[str]] = {}
        for item in group:
            numbers.setdefault(done_with(item), []).append(item.finding.rpartition("/")[2])
        said = "; ".join(f"{action} {_runs(found)}" for action, found in numbers.items())
        lines.append(f"- {inert(f'{incident}: {said}')}")
    return "\n".join(lines)


def _incident(item: Change | Notice) -> str:
    return item.finding.rpartition("/")[0]


def _runs(numbers: Sequence[str]) -> str:
    """The numbers; several that follow one another as 05-09."""
    runs: list[list[str]] = []
    for number in sorted(numbers, key=lambda number: (len(number), number)):
        if runs and number == _next(runs[-1][-1]):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) >= _RUN else ", ".join(run) for run in runs)


def _next(number: str) -> str | None:
    return f"{int(number) + 1:0{len(number)}}" if number.isdecimal() else None
