"""A round of the review as the body of an issue.

How much there is for whom comes first, then what the response team has to do, what is escalated to it, and what each
other team has to do. How to reply comes last, above the field for the reply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.report.escaping import escape_markdown
from pipeline.report.review import folded_item, one_line
from pipeline.repository.config import Config
from pipeline.review.line import Line
from pipeline.review.rounds import Round, is_escalated, record
from pipeline.text.pluralize import pluralize
from pipeline.tracking.tracker import BODY_LENGTH

_SPARE = 500
"""Characters kept for the line on what is shortened."""

_ESCALATED_SHOWN = 5
"""How many escalated lines are seen at once: as many as a meeting can take up. The others are folded below them."""


@dataclass(frozen=True, slots=True)
class _Section:
    """What a team has to do: its part of the summary, and its Markdown at each level of detail, the fullest first."""

    lines: Sequence[Line]
    summary: str
    levels: tuple[str, ...]


_DETAILS = ("in full", "by key", "only counted")


def issue_body(round_: Round, lines: Sequence[Line], config: Config, *, broken: int = 0) -> str:
    """The body, which never exceeds what GitHub accepts, and says how much of it is shortened.

    `lines` are those that the round lists, redacted for the response team's repository; `broken` is the number of
    incidents with errors, of which nothing can be said there.
    """
    sections = list(_sections(round_, lines, config))
    head = [record(round_), _summary(round_, lines, sections, broken)]
    end = [_by_reason(round_, lines), _how_to_reply()] if lines else []
    chosen = [0] * len(sections)
    room = BODY_LENGTH - _SPARE - sum(len(part) + 2 for part in [*head, *end])
    # The response team's own section comes first, and is shortened last.
    for level in range(1, len(_DETAILS)):
        for at in reversed(range(len(sections))):
            if sum(len(section.levels[chosen[i]]) + 2 for i, section in enumerate(sections)) > room:
                chosen[at] = level
    shown = [section.levels[level] for section, level in zip(sections, chosen, strict=True)]
    return "\n\n".join([*head, *_shortened(sections, chosen), *shown, *end])


def _summary(round_: Round, lines: Sequence[Line], sections: Sequence[_Section], broken: int) -> str:
    """How much there is, for whom, and how many incidents have errors."""
    monday = date.fromisoformat(f"{round_.week}-1")
    text = f"**{one_line(lines).capitalize()}** in the week from {monday} to {monday + timedelta(days=6)}"
    text += f": {', '.join(section.summary for section in sections)}." if sections else "."
    return f"{text} {pluralize(broken, 'incident')} with errors: run `postmortem check`." if broken else text


def _by_reason(round_: Round, lines: Sequence[Line]) -> str:
    """Why it is listed, and how much of it was listed before."""
    counts = Counter(line.reason for line in lines)
    parts = "; ".join(f"{count} {reason.heading.lower()}" for reason, count in counts.items())
    text = f"### By reason\n\n{escape_markdown(parts)}."
    again = sum(item.passed_over > 0 for item in round_.listed.values())
    return f"{text} {again} {'was' if again == 1 else 'were'} listed before and nobody answered." if again else text


def _how_to_reply() -> str:
    return (
        "### How to reply\n\nOnce you have looked at one, comment `reviewed KEY`, with its key; or several keys, or"
        " `reviewed all`. It counts from people who may write here. What nobody answers is listed again next week."
    )


def _sections(round_: Round, lines: Sequence[Line], config: Config) -> Iterator[_Section]:
    escalated: list[Line] = []
    by_team: dict[str, list[Line]] = {config.response_team: []}
    for line in lines:
        chosen = escalated if is_escalated(line, round_, config) else by_team.setdefault(line.ask.of[0], [])
        chosen.append(line)
    yield from _of_team(round_, config.response_team, by_team.pop(config.response_team), config)
    if escalated:
        yield _escalated(round_, escalated, config)
    for team, wanted in by_team.items():
        yield from _of_team(round_, team, wanted, config)


def _of_team(round_: Round, team: str, lines: Sequence[Line], config: Config) -> Iterator[_Section]:
    """The section of a team; none if it has nothing to do."""
    if lines:
        name = escape_markdown(config.teams[team].name if team in config.teams else team)
        heading = f"### To do: {name} ({len(lines)})"
        yield _section(lines, f"{len(lines)} for {name}", heading, _items(round_, lines))


def _escalated(round_: Round, lines: Sequence[Line], config: Config) -> _Section:
    """What is escalated: what has waited longest is seen, the rest is folded."""
    rounds = pluralize(config.escalate_after_rounds, "review")
    note = f"Nobody has answered these in {rounds} or more. Take them up with the team that each names."
    waiting = sorted(lines, key=lambda line: -round_.listed[line.key].passed_over)
    seen, rest = waiting[:_ESCALATED_SHOWN], waiting[_ESCALATED_SHOWN:]
    items = _items(round_, seen)
    if rest:
        note += f" The {len(seen)} that have waited longest come first."
        items += f"\n\n<details><summary>{len(rest)} more</summary>\n\n{_items(round_, rest)}\n\n</details>"
    heading = f"### Escalated ({len(lines)})\n\n{note}"
    return _section(waiting, f"{len(lines)} escalated", heading, items)


def _section(lines: Sequence[Line], summary: str, heading: str, items: str) -> _Section:
    keys = ", ".join(f"`{line.key}`" for line in lines)
    return _Section(lines, summary, (f"{heading}\n\n{items}", f"{heading}\n\n{keys}", heading))


def _items(round_: Round, lines: Sequence[Line]) -> str:
    return "\n".join(folded_item(line, _passed_over(round_, line)) for line in lines)


def _passed_over(round_: Round, line: Line) -> str:
    times = round_.listed[line.key].passed_over
    return f"; passed over {pluralize(times, 'time')}" if times else ""


def _shortened(sections: Sequence[_Section], chosen: Sequence[int]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for section, level in zip(sections, chosen, strict=True):
        counts[_DETAILS[level]] += len(section.lines)
    if set(counts) - {_DETAILS[0]}:
        parts = ", ".join(f"{counts[detail]} {detail}" for detail in _DETAILS if counts[detail])
        yield f"Shortened to fit into one issue: {parts}. Run `postmortem review` to see everything."


def only_visible(round_: Round, visible: Collection[str]) -> Round:
    """The round without what is not visible; `visible` are findings' keys and incidents' ids."""
    return Round(
        round_.week,
        {key: item for key, item in round_.listed.items() if key in visible},
        {key: item for key, item in round_.reviews.items() if key in visible},
    )
