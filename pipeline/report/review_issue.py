"""A round of the review as the body of an issue: what the response team has to do, then what each other team has to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.config import Config
from pipeline.pluralize import pluralize
from pipeline.report.escaping import escape_markdown
from pipeline.report.review import markdown_item, one_line
from pipeline.review.line import Line
from pipeline.review.rounds import Round, is_escalated, record
from pipeline.tracking.tracker import BODY_LENGTH

_SPARE = 500
"""Characters kept for the line on what is shortened."""


@dataclass(frozen=True, slots=True)
class _Section:
    """What a team has to do: its Markdown at each level of detail, the fullest first."""

    lines: Sequence[Line]
    levels: tuple[str, ...]


_DETAILS = ("in full", "by key", "only counted")


def issue_body(round_: Round, lines: Sequence[Line], config: Config, *, broken: int = 0) -> str:
    """The body, which never exceeds what GitHub accepts, and says how much of it is shortened.

    `lines` are those that the round lists, redacted for the response team's repository; `broken` is the number of
    incidents with errors, of which nothing can be said there.
    """
    head = [record(round_), _summary(round_, lines, broken), _how_to_reply()]
    sections = list(_sections(round_, lines, config))
    chosen = [0] * len(sections)
    room = BODY_LENGTH - _SPARE - sum(len(part) + 2 for part in head)
    # The response team's own section comes first, and is shortened last.
    for level in range(1, len(_DETAILS)):
        for at in reversed(range(len(sections))):
            if sum(len(section.levels[chosen[i]]) + 2 for i, section in enumerate(sections)) > room:
                chosen[at] = level
    shown = [section.levels[level] for section, level in zip(sections, chosen, strict=True)]
    return "\n\n".join([*head, *_shortened(sections, chosen), *shown])


def _summary(round_: Round, lines: Sequence[Line], broken: int) -> str:
    monday = date.fromisoformat(f"{round_.week}-1")
    counts = Counter(line.reason for line in lines)
    parts = ", ".join(f"{count} {reason.heading.lower()}" for reason, count in counts.items())
    text = f"**{one_line(lines).capitalize()}** in the week from {monday} to {monday + timedelta(days=6)}"
    text += f": {escape_markdown(parts)}." if parts else "."
    again = sum(item.passed_over > 0 for item in round_.listed.values())
    if again:
        text += f" {again} of them were listed before and nobody answered."
    if broken:
        text += f" {pluralize(broken, 'incident')} with errors: run `postmortem check`."
    return text


def _how_to_reply() -> str:
    return (
        "Once you have looked at one, comment `reviewed KEY`, with its key; or several keys, or `reviewed all`."
        " It counts from people who may write here. What nobody answers is listed again next week."
    )


def _sections(round_: Round, lines: Sequence[Line], config: Config) -> Iterator[_Section]:
    escalated: list[Line] = []
    by_team: dict[str, list[Line]] = {config.response_team: []}
    for line in lines:
        chosen = escalated if is_escalated(line, round_, config) else by_team.setdefault(line.ask.of[0], [])
        chosen.append(line)
    if escalated:
        rounds = pluralize(config.escalate_after_rounds, "review")
        note = f"\n\nNobody has answered these in {rounds} or more. Take them up with the team that each names."
        yield _section(round_, f"### Escalated ({len(escalated)})", escalated, note)
    for team, wanted in by_team.items():
        if wanted:
            name = config.teams[team].name if team in config.teams else team
            yield _section(round_, f"### To do: {escape_markdown(name)} ({len(wanted)})", wanted)


def _section(round_: Round, heading: str, lines: Sequence[Line], note: str = "") -> _Section:
    items = "\n".join(markdown_item(line, _passed_over(round_, line)) for line in lines)
    keys = ", ".join(f"`{line.key}`" for line in lines)
    return _Section(lines, (f"{heading}{note}\n\n{items}", f"{heading}{note}\n\n{keys}", heading))


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
