"""Action items as written → findings: rows of tables, items of lists, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.exchange.incoming.action_titles import NOT_SAID, action_title
from pipeline.exchange.incoming.attributes import AttributeReader, Attributes
from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.listed import (
    BOX,
    LISTED,
    LISTS,
    is_plan,
    items_of_list,
    items_of_paragraph,
    says_what_to_do,
)
from pipeline.exchange.incoming.outline import Part
from pipeline.exchange.incoming.owners import OwnerReader
from pipeline.exchange.incoming.text import Block, blocks, label, longest, plain, table
from pipeline.exchange.incoming.times import TimeReader
from pipeline.repository.config import Config
from pipeline.text.pluralize import pluralize
from pipeline.vocabulary import tlp_rank

_EMPTY = re.compile(r"(?:none|n/?a|tbd|todo|no response|-|\.|…|なし)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Action:
    """An action item: its Markdown, the heading that it is under, and what the source says of it."""

    text: str
    title: str
    group: str = ""
    done: bool = False
    owner: str = ""
    team: str = ""
    priority: str = ""
    due: str = ""
    tracker: str = ""
    questions: tuple[str, ...] = ()


class ActionReader:
    """Finds the action items of parts whose role is `actions`."""

    def __init__(
        self, house: House, config: Config, times: TimeReader, *, level: str, month_first: bool | None
    ) -> None:
        """Read as this house writes; the configuration tells teams, and which words are verbs.

        `level` is the draft's, and `month_first` whether 4/5 is in April, None if the report does not tell.
        """
        self._house, self._config, self._level = house, config, level
        self._teams = _teams(config)
        self._owners = OwnerReader(house, self._teams, config.words.verbs)
        self._attributes = AttributeReader(house, times, self._owners, month_first=month_first)

    def read(self, part: Part) -> tuple[list[Action], list[str]]:
        """The action items of a part, and the lines that are none of them."""
        found: list[Action] = []
        left: list[str] = []
        text, end = part.text, 0
        lines = text.split("\n")
        held = list(blocks(text))
        listed = any(block.kind in LISTED for block in held)
        if not listed and held and not self._house.role(part.heading) and self._says_what_to_do(part.heading):
            return [self._of_section(part)], []
        for block in held:
            left += [line for line in lines[end : block.start] if line.strip()]
            end = max(end, block.end)
            raw = lines[block.start : block.end]
            if block.kind in LISTS:
                found += self._of_list(list(items_of_list(block, lines)))
            elif block.kind == "table":
                found += self._rows(block)
                left.append(" | ".join(label(cell) for cell in table(block.tokens)[0]))
            elif block.kind == "paragraph" and not listed and (part.sure or is_plan("\n".join(raw), self._house)):
                found += [self._action(item, {}) for item in items_of_paragraph(raw, self._house)]
            else:
                left += ["", *raw]
        left += [line for line in lines[end:] if line.strip()]
        group = label(part.heading)
        found = [replace(one, group=" – ".join(filter(None, (group, one.group)))) for one in found]
        real = [one for one in found if not _EMPTY.fullmatch(plain(one.text))]
        left += [one.text for one in found if _EMPTY.fullmatch(plain(one.text))]
        return real, left

    def _of_section(self, part: Part) -> Action:
        """The action of a part whose heading says what to do: `Protect zones from deletion`."""
        action = self._action(part.text, {})
        title, asks = self._title(part.heading, plain(part.heading), Attributes())
        return replace(action, title=title, questions=(*asks, *(one for one in action.questions if one != NOT_SAID)))

    def _rows(self, block: Block) -> Iterator[Action]:
        head, *rows = table(block.tokens)
        columns = {at: meaning for at, cell in enumerate(head) if (meaning := self._house.column(label(cell)))}
        of = {meaning: at for at, meaning in reversed(columns.items())}
        of.setdefault("due", of.get("date", of.get("time", len(head))))
        main = of.get("action", longest(rows, [at for at in range(len(head)) if at not in columns]))
        for row in rows:
            said = {meaning: row[at] for meaning, at in of.items() if at < len(row) and at != main}
            others = [f"{label(head[at])}: {cell}" for at, cell in enumerate(row) if at != main and cell.strip()]
            text = "\n\n".join(
                filter(None, (row[main] if main < len(row) else "", "\n".join(f"- {one}" for one in others)))
            )
            if text.strip():
                yield self._action(text, said)

    def _action(self, text: str, said: Mapping[str, str]) -> Action:
        box = BOX.match(text)
        content = text[box.end() :] if box else text
        words = plain(content)
        told = self._attributes.read(content, words, said, box=bool(box["mark"].strip()) if box else None)
        team = self._teams.get(bare(told.owner), "") if told.owner else ""
        questions = list(self._withheld(team)) if team else []
        title, asks = self._title(content, words, told)
        questions += asks
        if told.done:
            questions.append("the source says that this is done: accept it, and verify it")
        if told.due_as_written:
            questions.append(f"the source says that it is due `{told.due_as_written}`: set `due` to a day")
        return Action(
            text=text,
            title=title,
            done=told.done,
            owner=told.owner,
            team=team,
            priority=told.priority,
            due=told.due,
            tracker=told.tracker,
            questions=tuple(questions),
        )

    def _withheld(self, team: str) -> Iterator[str]:
        """What has to be asked of a team whose repository may not hold what is as restricted as a draft."""
        repository = self._config.teams[team].repository
        audience = self._config.audiences[repository]
        if tlp_rank(self._level) > tlp_rank(audience):
            only = f"{audience} and below" if tlp_rank(audience) else audience
            yield (
                f"the draft is {self._level}, but {repository} is only for {only}: before you publish it, lower"
                " its level, or route the finding elsewhere"
            )

    def _of_list(self, items: Sequence[str]) -> Iterator[Action]:
        names = self._owners.of_list([plain(item).split("\n", 1)[0] for item in items])
        for item, name in zip(items, names, strict=True):
            yield from self._of_item(item, {"owner": name})

    def _of_item(self, text: str, said: Mapping[str, str]) -> Iterator[Action]:
        """The actions of an item: itself, or those below it where it is only their heading."""
        lines = text.split("\n")
        lists = [block for block in blocks(text) if block.kind in LISTS]
        below = [item for block in lists for item in items_of_list(block, lines)]
        first = "\n".join(lines[: lists[0].start]).strip() if lists else ""
        if first and below and (_are_boxes(first, below) or self._is_group(first, below)):
            group = plain(first)
            yield from (replace(one, group=group) for one in self._of_list(below))
        else:
            yield self._action(text, said)

    def _is_group(self, first: str, below: list[str]) -> bool:
        """Whether an item is only the heading of those below it: these say what to do, and it does not."""
        told = self._attributes.named([plain(item).split("\n", 1)[0] for item in below])
        if len(told) == len(below) or self._says_what_to_do(first):
            return False
        return sum(map(self._says_what_to_do, below)) * 2 >= len(below)

    def _title(self, content: str, words: str, told: Attributes) -> tuple[str, list[str]]:
        return action_title(content, words, told, self._attributes, self._config.words.verbs)

    def _says_what_to_do(self, markdown: str) -> bool:
        return says_what_to_do(markdown, self._config.words.verbs)


def _are_boxes(first: str, below: list[str]) -> bool:
    """Whether the items below another one have boxes to tick, and that one has none: it is only their heading."""
    return BOX.match(first) is None and all(map(BOX.match, below))


def _teams(config: Config) -> Mapping[str, str]:
    """The teams of the configuration by what people call them."""
    names: dict[str, str] = {}
    for id_, team in config.teams.items():
        for name in (id_, team.name, team.github_team, team.github_team.rpartition("/")[2]):
            if name:
                names[bare(name)] = id_
    return names


def about_owner(action: Action) -> str:
    """What has to be asked about the owner whom the source names, "" if it is a team or nobody."""
    if not action.owner or action.team:
        return ""
    return f"the source names `{action.owner}` as the owner: postmortem.yml has no team with that name"


def questions(actions: Sequence[Action]) -> Iterator[str]:
    """What is to be asked about the action items: once about each owner, then about each with its title."""
    owned: dict[str, list[str]] = {}
    for number, action in enumerate(actions, 1):
        asked = about_owner(action)
        if asked:
            owned.setdefault(asked, []).append(f"{number:02}")
    for asked, numbers in owned.items():
        yield f"{asked} ({pluralize(len(numbers), 'finding')}: {', '.join(numbers)})"
    yield from (f"{action.title}: {question}" for action in actions for question in action.questions)
