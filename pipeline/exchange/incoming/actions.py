"""Action items as written → findings: rows of tables, items of lists, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.check.titles import judge
from pipeline.config import Config
from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.outline import LISTS, Part
from pipeline.exchange.incoming.text import Block, blocks, dedented, label, plain, table

_BOX = re.compile(r"\[(?P<mark>[ xX])\]\s+")
_OWNER = (
    re.compile(
        r"(?:[(\[（]|\s[–—-]\s)?(?<!\w)(?:owner|assignee|assigned to|dri|担当)\s*[:：=]\s*"
        r"(?P<who>[^,;()\[\]|（）]{2,60})[)\]）]?",
        re.IGNORECASE,
    ),
    re.compile(r"\[(?P<who>[^\]\[\d]{2,40})\](?![(\[:])\s*$"),
    re.compile(r"`?@(?P<who>[A-Za-z0-9][\w/-]{1,60})`?"),
)
_PRIORITY = re.compile(
    r"(?:\(|\[)(?P<level>p[0-4]|high|medium|low|urgent|critical)(?:\)|\])|\bpriority\s*[:：]\s*(?P<named>\w+)",
    re.IGNORECASE,
)
_DONE_AT_END = re.compile(r"[(\[](?P<word>[^)\]]{2,20})[)\]]\W*$|\b(?P<last>DONE|Done)\b")
_TRACKER = re.compile(r"https?://[^\s)>\]]{1,300}?/(?:issues|pull|browse|-/issues|merge_requests|t/|task/)[^\s)>\]]*")
_TICKET = re.compile(r"^\W*[A-Z][A-Z0-9]+-\d+\b[\s:–-]*")
_EMPTY = re.compile(r"(?:none|n/?a|tbd|todo|no response|-|\.|…|なし)?\W*", re.IGNORECASE)
_TITLE = 120
_NO_VERB = "Decide on: "


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
    tracker: str = ""
    questions: tuple[str, ...] = ()


class ActionReader:
    """Finds the action items of parts whose role is `actions`."""

    def __init__(self, house: House, config: Config) -> None:
        """Read as this house writes; the configuration tells teams, and which words are verbs."""
        self._house, self._config = house, config
        self._teams = _teams(config)

    def read(self, part: Part) -> tuple[list[Action], list[str]]:
        """The action items of a part, and the lines that are none of them."""
        found: list[Action] = []
        left: list[str] = []
        text, end = part.text, 0
        lines = text.split("\n")
        held = list(blocks(text))
        listed = any(block.kind in LISTS for block in held)
        for block in held:
            left += [line for line in lines[end : block.start] if line.strip()]
            end = max(end, block.end)
            raw = lines[block.start : block.end]
            if block.kind in ("bullet_list", "ordered_list"):
                found += [self._action(item, {}) for item in _items(block, lines)]
            elif block.kind == "table":
                found += self._rows(block)
                left.append(" | ".join(label(cell) for cell in table(block.tokens)[0]))
            elif block.kind == "paragraph" and not listed:
                found.append(self._action("\n".join(raw), {}))
            else:
                left += ["", *raw]
        left += [line for line in lines[end:] if line.strip()]
        group = label(part.heading)
        real = [replace(one, group=group) for one in found if not _EMPTY.fullmatch(plain(one.text))]
        left += [one.text for one in found if _EMPTY.fullmatch(plain(one.text))]
        return real, left

    def _rows(self, block: Block) -> Iterator[Action]:
        head, *rows = table(block.tokens)
        names = [bare(label(cell)) for cell in head]
        columns = {
            at: meaning
            for at, name in enumerate(names)
            for meaning, words in self._house.columns.items()
            if name in words
        }
        of = {meaning: at for at, meaning in reversed(columns.items())}
        main = of.get("action", 0)
        for row in rows:
            said = {meaning: row[at] for meaning, at in of.items() if at < len(row) and at != main}
            others = [f"{label(head[at])}: {cell}" for at, cell in enumerate(row) if at != main and cell.strip()]
            text = "\n\n".join(
                filter(None, (row[main] if main < len(row) else "", "\n".join(f"- {one}" for one in others)))
            )
            if text.strip():
                yield self._action(text, said)

    def _action(self, text: str, said: Mapping[str, str]) -> Action:
        box = _BOX.match(text)
        content = text[box.end() :] if box else text
        words = plain(content)
        first = words.split("\n", 1)[0]
        questions = []
        owner = label(said.get("owner", "")).strip("`@ ") or self._owner(first)
        team = self._teams.get(bare(owner), "") if owner else ""
        if owner and not team:
            questions.append(f"the source names `{owner}` as the owner: postmortem.yml has no team with that name")
        title, asks = self._title(content, words)
        questions += asks
        done = bool(box and box["mark"].strip()) or self._is_done(said.get("status", ""), first)
        if done:
            questions.append("the source says that this is done: accept it, and verify it")
        priority = self._house.priorities.get(bare(label(said.get("priority", ""))), "") or self._priority(first)
        tracker = _TRACKER.search(said.get("tracker", "")) or _TRACKER.search(content)
        return Action(
            text=text,
            title=title,
            done=done,
            owner=owner,
            team=team,
            priority=priority,
            tracker=tracker.group() if tracker else "",
            questions=tuple(questions),
        )

    def _owner(self, words: str) -> str:
        for pattern in _OWNER:
            match = pattern.search(words)
            if match and bare(match["who"]) not in self._house.done:
                return match["who"].strip(" .`@")
        return ""

    def _priority(self, words: str) -> str:
        match = _PRIORITY.search(words)
        return self._house.priorities.get(bare(match["level"] or match["named"]), "") if match else ""

    def _is_done(self, status: str, words: str) -> bool:
        if bare(label(status)) in self._house.done or label(status).strip() in ("✅", "☑", "✔", "x"):
            return True
        match = _DONE_AT_END.search(words)
        return bool(match and bare(match["word"] or match["last"]) in self._house.done)

    def _title(self, content: str, words: str) -> tuple[str, list[str]]:
        """The title of a finding: the bold words that an item begins with, or its first sentence."""
        bold = re.match(r"(?:\*\*|__)(.+?)(?:\*\*|__)\s*[:：–-]?", content)
        line = label(bold[1]) if bold else _without_notes(words.split("\n", 1)[0])
        for pattern in (*_OWNER[:2], _PRIORITY, _TICKET):
            line = pattern.sub("", line)
        line = re.sub(r"^(?:[-*\W]+)(?=\w)", "", line.replace("@", "")).strip(" :：,;–—-").rstrip(".。 ") or "This item"
        title = _short(line[0].upper() + line[1:], _TITLE)
        problem = judge(title, self._config.words.verbs)
        if problem is None or not problem.sure:
            return title, []
        return _short(_NO_VERB + title, _TITLE), ["the title does not begin with what to do"]


def _without_notes(line: str) -> str:
    """The first sentence of an item, without addresses and without an empty pair of brackets."""
    line = re.sub(r"\s*\(?https?://[^\s)]+\)?", "", line)
    line = re.sub(r"\s*[(\[]\s*[)\]]", "", line)
    sentence = re.match(r"(.{20,}?[^.][.。!])(?:\s|$)", line)
    return (sentence[1] if sentence and len(line) > _TITLE else line).rstrip(" .。")


def _short(text: str, most: int) -> str:
    """The text, cut behind a word if it is longer than that."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    head, _, _ = text[: most - 1].rpartition(" ")
    return f"{head or text[: most - 2]}…"


def _items(block: Block, lines: list[str]) -> Iterator[str]:
    """The items of a list as Markdown, each with what is nested in it."""
    level = block.tokens[0].level + 1
    for token in block.tokens:
        if token.type == "list_item_open" and token.level == level and token.map:
            raw = lines[token.map[0] : token.map[1]]
            first = re.sub(r"^\s*(?:[-*+]|\d{1,9}[.)])(?:\s+|$)", "", raw[0])
            box = "[x] " if token.meta.get("checked") else ""
            text = "\n".join(dedented([first, *raw[1:]])).strip("\n")
            yield text if _BOX.match(text) else f"{box}{text}"


def _teams(config: Config) -> Mapping[str, str]:
    """The teams of the configuration by what people call them."""
    names: dict[str, str] = {}
    for id_, team in config.teams.items():
        for name in (id_, team.name, team.github_team, team.github_team.rpartition("/")[2]):
            if name:
                names[bare(name)] = id_
    return names


def questions(actions: Iterable[Action]) -> Iterator[str]:
    """What is to be asked about each action item, with its title."""
    return (f"`{action.title}`: {question}" for action in actions for question in action.questions)
